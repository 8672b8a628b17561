// What R4 has no element for.

Extension: KyukyuPatientAge
Id: patient-age
Title: "年齢(聴取)"
Description: "救急隊が聴取・推定した満年齢。生年月日が不明でも記録できる。新生児は0。"
* insert English([[Age as stated]], [[The age in years as the crew was told or judged it; it needs no birth date. A neonate is 0, which the R4 type Age does not allow: hence Quantity.]])
* ^context.type = #element
* ^context.expression = "Patient"
* value[x] 1..1
* value[x] only Quantity
* valueQuantity.value 1..1
* valueQuantity.system 1..1
* valueQuantity.system = $ucum (exactly)
* valueQuantity.code 1..1
* valueQuantity.code = #a (exactly)

Extension: KyukyuPatientAgeBand
Id: patient-age-band
Title: "年齢区分"
Description: "消防庁統計の年齢区分(新生児・乳幼児・少年・成人・高齢者)。"
* insert English([[Age band]], [[The age band of the Fire and Disaster Management Agency's statistics.]])
* ^context.type = #element
* ^context.expression = "Patient"
* value[x] 1..1
* value[x] only CodeableConcept
* value[x] from $vs-age-band (required)

Extension: KyukyuEtaMinutes
Id: eta-minutes
Title: "到着見込み(分)"
Description: "病院到着までの見込み時間(分)。述べた時刻は positioned-at または destination-confirmed-at。"
* insert English([[Estimated minutes to arrival]], [[Minutes until the ambulance arrives, counted from positioned-at or destination-confirmed-at.]])
* ^context[0].type = #element
* ^context[0].expression = "Location"
* ^context[1].type = #element
* ^context[1].expression = "Encounter.hospitalization"
* value[x] 1..1
* value[x] only unsignedInt

Extension: KyukyuPositionedAt
Id: positioned-at
Title: "測位時刻"
Description: "車両の位置または到着見込みを述べた時刻。"
* insert English([[Positioned at]], [[When the position or the estimated time of arrival was stated.]])
* ^context.type = #element
* ^context.expression = "Location"
* value[x] 1..1
* value[x] only dateTime

Extension: KyukyuDestinationConfirmedAt
Id: destination-confirmed-at
Title: "搬送先決定時刻"
Description: "救急隊が搬送先を決定した時刻。"
* insert English([[Destination confirmed at]], [[When the crew decided where the patient is taken.]])
* ^context.type = #element
* ^context.expression = "Encounter.hospitalization"
* value[x] 1..1
* value[x] only dateTime

Extension: KyukyuDestinationConfirmedByPhone
Id: destination-confirmed-by-phone
Title: "電話による受入確認"
Description: "受入れを電話で確認したかどうか。"
* insert English([[Confirmed by telephone]], [[Whether the hospital's acceptance was confirmed by telephone.]])
* ^context.type = #element
* ^context.expression = "Encounter.hospitalization"
* value[x] 1..1
* value[x] only boolean

Extension: KyukyuDestinationAllotted
Id: destination-allotted
Title: "搬送先の割当"
Description: "指令センターが搬送先を割り当てたかどうか(多数傷病者)。医療機関の応需とは別の事実。"
* insert English([[Destination allotted]], [[Whether the command centre assigned the destination, as in a multiple-casualty incident. It is not the hospital's answer.]])
* ^context.type = #element
* ^context.expression = "Encounter.hospitalization"
* value[x] 1..1
* value[x] only boolean

Extension: KyukyuTreatmentAmount
Id: treatment-amount
Title: "処置の量・回数"
Description: "薬剤以外の処置の量または回数(酸素の流量、除細動の回数など)。"
* insert English([[Amount of a treatment]], [[The amount or count of a treatment that is no drug: flow of oxygen, number of shocks.]])
* ^context.type = #element
* ^context.expression = "Procedure"
* value[x] 1..1
* value[x] only Quantity
* valueQuantity.value 1..1

Extension: KyukyuLegalBasis
Id: legal-basis
Title: "開示の根拠"
Description: "個人情報を取得・開示した法的な根拠。"
* insert English([[Legal basis]], [[On which basis of law personal information was obtained or disclosed.]])
* ^context[0].type = #element
* ^context[0].expression = "Provenance"
* ^context[1].type = #element
* ^context[1].expression = "AuditEvent"
* ^context[2].type = #element
* ^context[2].expression = "Consent"
* value[x] 1..1
* value[x] only CodeableConcept
* value[x] from $vs-legal-basis (required)
