// What the crew did, and what the physician found.

Profile: KyukyuTreatment
Parent: Procedure
Id: treatment
Title: "処置"
Description: "救急隊が行った処置(薬剤投与を除く)。救急救命処置録の一項目。"
* insert English([[Treatment]], [[What the crew did, drugs excepted: a line of the record of emergency life-saving treatment.]])
* insert WordsOfProcedure
* insert Imposes(JP_Procedure)
* insert OfCase
* extension contains KyukyuTreatmentAmount named amount 0..1 MS
* extension[amount] ^short = "量・回数 · Amount or count"
* status MS
* code 1..1 MS
* code from $vs-treatment (required)
* code ^short = "処置の種類 · Kind of treatment"
* performed[x] 1..1 MS
* performed[x] only dateTime
* performer MS
* performer.actor only Reference(KyukyuOrganisation or Practitioner or PractitionerRole)
* note MS
* obeys kyu-performed

Invariant: kyu-performed
Description: "処置の時刻は時差付きの日時です · The time of a treatment is a dateTime with its offset"
Severity: #error
Expression: "performed.toString().matches('^[0-9]{4}-[0-9]{2}-[0-9]{2}T.+(Z|[+-][0-9]{2}:[0-9]{2})$')"

Profile: KyukyuDrugGiven
Parent: MedicationAdministration
Id: drug-given
Title: "薬剤投与"
Description: "救急隊が投与した薬剤(アドレナリン、ブドウ糖)。"
* insert English([[Drug given]], [[A drug that the crew gave: adrenaline, glucose.]])
* insert WordsOfMedicationAdministration
* insert Exercise
* status MS
* subject MS
* subject only Reference(KyukyuCasualty)
* context 0..1 MS
* context only Reference(KyukyuEmergencyEncounter)
* medication[x] MS
* medication[x] only CodeableConcept
* medication[x] from $vs-treatment (required)
* effective[x] MS
* effective[x] only dateTime
* dosage MS
* dosage.dose MS
* dosage.dose.value 1..1
* note MS
* obeys kyu-drug and kyu-effective

Invariant: kyu-drug
Description: "薬剤はコードで表します · The drug is a CodeableConcept"
Severity: #error
Expression: "medication.coding.exists()"

Profile: KyukyuChiefComplaint
Parent: Condition
Id: chief-complaint
Title: "主訴・推定傷病名"
Description: "救急隊が聴取した主訴。推定傷病名は note、主訴がなければ code.text。自由記載はコード化しない。"
* insert English([[Chief complaint]], [[What the crew was called for. The condition it suspects is a note, or code.text where there is no complaint. Free text is never turned into a code.]])
* insert WordsOfCondition
* insert OfCase
* clinicalStatus 1..1 MS
* verificationStatus 1..1 MS
* verificationStatus.coding 1..1
* verificationStatus.coding.system 1..1
* verificationStatus.coding.system = $condition-ver-status (exactly)
* verificationStatus.coding.code 1..1
* verificationStatus.coding.code = #provisional (exactly)
* category 1..* MS
* code 1..1 MS
* code.text 1..1 MS
* code.text ^short = "主訴 · Chief complaint"
* onset[x] MS
* onset[x] only dateTime
* onset[x] ^short = "発症時刻 · Onset"
* note MS
* obeys kyu-onset

Invariant: kyu-onset
Description: "発症時刻は日時です · The onset is a dateTime"
Severity: #error
Expression: "onset.exists() implies onset.toString().matches('^[0-9]{4}')"

Profile: KyukyuDiagnosis
Parent: Condition
Id: diagnosis
Title: "初診時傷病名"
Description: "初診時に医師が記した傷病名。コードがあれば病名マスターまたはICD-10を併記できる。"
* insert English([[First diagnosis]], [[What the physician found at the first examination. A code of the disease master or of ICD-10 may stand beside the text.]])
* insert WordsOfCondition
* insert OfCase
* clinicalStatus 1..1 MS
* verificationStatus 1..1 MS
* verificationStatus.coding 1..1
* verificationStatus.coding.system 1..1
* verificationStatus.coding.system = $condition-ver-status (exactly)
* verificationStatus.coding.code 1..1
* verificationStatus.coding.code = #confirmed (exactly)
* category 1..* MS
* code 1..1 MS
* code.text 1..1 MS
* recordedDate 1..1 MS

Profile: KyukyuChangeReport
Parent: Communication
Id: change-report
Title: "容態変化"
Description: "受入病院が直ちに知るべき容態変化の通報。"
* insert English([[Report of a change]], [[The word that the patient's condition has changed, which the receiving hospital must hear at once.]])
* insert WordsOfCommunication
* insert OfCase
* status MS
* priority 1..1 MS
* priority = #stat (exactly)
* topic 1..1 MS
* topic from $vs-change (required)
* topic ^short = "変化 · The change"
* sent 1..1 MS
* sender 1..1 MS
* sender only Reference(KyukyuOrganisation or Practitioner or PractitionerRole)
* payload MS
* payload.content[x] only string
* obeys kyu-payload

Invariant: kyu-payload
Description: "内容は文章です · What is said is text"
Severity: #error
Expression: "payload.content.all($this.is(string))"
