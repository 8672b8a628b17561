// マイナ救急: a look at the record behind a patient's card, and what a crew passed on of it.

Profile: KyukyuMynaView
Parent: AuditEvent
Id: myna-view
Title: "マイナ救急の閲覧"
Description: "救急隊による閲覧の記録。いつ、誰が、何を根拠に、どの結果で、いつまで閲覧できるか。閲覧した内容は含まない。"
* insert English([[Look at a record]], [[That a crew looked at the record behind a patient's card: when, who, on what ground, with what result, until when. What was seen is not in it.]])
* insert Exercise
* extension contains KyukyuLegalBasis named basis 0..1 MS
* type 1..1 MS
* type.system 1..1
* type.system = $dcm (exactly)
* type.code 1..1
* type.code = #110112 (exactly)
* subtype 1..2 MS
* subtype ^short = "閲覧結果、照会方法 · Result, and method"
* action 1..1 MS
* action = #R (exactly)
* period 1..1 MS
* period ^short = "閲覧時刻から閲覧可能な時刻まで · From the look until it closes"
* outcome 1..1 MS
* agent 1..1 MS
* agent.who 1..1 MS
* agent.who only Reference(KyukyuOrganisation)
* source.observer only Reference(KyukyuOrganisation)
* entity 2..2 MS

RuleSet: FromMyna
* insert Exercise
* meta.source 1..1 MS
* meta.source ^short = "マイナ救急の記録と送信キー · The record it came from, and the submission"

Profile: KyukyuMynaMedication
Parent: MedicationStatement
Id: myna-medication
Title: "マイナ救急の薬剤情報"
Description: "救急隊が閲覧し、共有した薬剤。"
* insert English([[Medication of the record]], [[A drug that a crew saw in the record and passed on.]])
* insert FromMyna
* status 1..1 MS
* status = #unknown (exactly)
* medication[x] only CodeableConcept
* medication[x] MS
* subject only Reference(KyukyuCasualty)
* context 1..1 MS
* context only Reference(KyukyuEmergencyEncounter)
* dateAsserted 1..1 MS
* informationSource 1..1 MS
* informationSource only Reference(KyukyuOrganisation)

Profile: KyukyuMynaAllergy
Parent: AllergyIntolerance
Id: myna-allergy
Title: "マイナ救急のアレルギー情報"
Description: "救急隊が閲覧し、共有したアレルギー。"
* insert English([[Allergy of the record]], [[An allergy that a crew saw in the record and passed on.]])
* insert FromMyna
* clinicalStatus 1..1 MS
* verificationStatus 1..1 MS
* code 1..1 MS
* patient only Reference(KyukyuCasualty)
* encounter 1..1 MS
* encounter only Reference(KyukyuEmergencyEncounter)
* recordedDate 1..1 MS

Profile: KyukyuMynaCondition
Parent: Condition
Id: myna-condition
Title: "マイナ救急の既往症・診療情報"
Description: "救急隊が閲覧し、共有した既往症または診療情報。"
* insert English([[Condition of the record]], [[A past condition that a crew saw in the record and passed on.]])
* insert FromMyna
* verificationStatus 1..1 MS
* category 1..1 MS
* code 1..1 MS
* subject only Reference(KyukyuCasualty)
* encounter 1..1 MS
* encounter only Reference(KyukyuEmergencyEncounter)
* recordedDate 1..1 MS

Profile: KyukyuMynaProcedure
Parent: Procedure
Id: myna-procedure
Title: "マイナ救急の手術・透析情報"
Description: "救急隊が閲覧し、共有した手術または透析。"
* insert English([[Procedure of the record]], [[An operation or a dialysis that a crew saw in the record and passed on.]])
* insert FromMyna
* status 1..1 MS
* status = #unknown (exactly)
* code 1..1 MS
* subject only Reference(KyukyuCasualty)
* encounter 1..1 MS
* encounter only Reference(KyukyuEmergencyEncounter)
