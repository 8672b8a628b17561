// Private transport: what is asked, where, of whom, and that 119 was called.

Profile: KyukyuTransportRequest
Parent: ServiceRequest
Id: transport-request
Title: "民間救急の搬送依頼"
Description: "患者等搬送事業者への搬送依頼。依頼先は Task だけが示し、患者の情報は note と subject にだけ入る。"
* insert English([[Request for private transport]], [[The request that an operator of private transport carry the patient. It names the operator that claimed and no other; who is asked stands in the tasks alone.]])
* insert WordsOfServiceRequest
* insert Exercise
* subject 1..1 MS
* subject only Reference(KyukyuCasualty)
* extension contains KyukyuTransportOxygenFlow named oxygenFlow 0..1 MS and KyukyuTransportPickupUntil named pickupUntil 0..1 MS
* extension[oxygenFlow] ^short = "酸素流量 · Oxygen flow"
* extension[pickupUntil] ^short = "お迎え期限 · Until when the pick-up can wait"
* status MS
* status from RequestStatusVS (required)
* intent MS
* intent = #order (exactly)
* category 1..1 MS
* category from $vs-request-kind (required)
* category.coding 1..1
* category.coding.code 1..1
* category.coding.code = #transport (exactly)
* priority 1..1 MS
* priority = #routine (exactly)
* code 1..1 MS
* code from $vs-transport-purpose (required)
* code ^short = "搬送目的 · What the transport is for"
* orderDetail 1..* MS
* orderDetail from TransportNeedVS (required)
* orderDetail ^short = "移動形態・資器材・同乗者・感染対策 · Mobility, equipment, attendants, precautions"
* occurrence[x] 1..1 MS
* occurrence[x] only Period
* occurrence[x] ^short = "お迎え希望時刻から到着期限 · From the pick-up to the time of arrival"
* authoredOn 1..1 MS
* requester 1..1 MS
* requester only Reference(KyukyuOrganisation)
* performer 0..1 MS
* performer only Reference(KyukyuOrganisation)
* performer ^short = "受託した事業者 · The operator that claimed"
* locationReference 2..2 MS
* locationReference only Reference(KyukyuTransportPlace)
* locationReference ^short = "お迎え先、送り先の順 · The pick-up, then the destination"
* reasonCode 0..1 MS
* reasonCode from $vs-transfer-reason (required)
* reasonCode ^short = "転院理由 · Why the patient is transferred"
* note MS

ValueSet: TransportNeedVS
Id: transport-need
Title: "搬送に必要なもの"
Description: "移動形態、資器材、同乗者、感染対策。"
* insert English([[Needs of a transport]], [[Mobility, equipment, attendants and precautions.]])
* ^experimental = false
* include codes from system $cs-mobility
* include codes from system $cs-transport-equipment
* include codes from system $cs-attendant
* include codes from system $cs-precaution

Profile: KyukyuTransportTask
Parent: Task
Id: transport-task
Title: "搬送依頼(事業者ごと)"
Description: "一事業者への搬送依頼。回答から運行の終わりまで。"
* insert English([[Task of an operator]], [[The request at one operator, from the offer to the end of the trip.]])
* insert WordsOfTask
* insert Exercise
* status MS
* status from InquiryStatusVS (required)
* statusReason MS
* statusReason from $vs-transport-offer-reason (required)
* statusReason ^short = "引受不可理由 · Why the operator declined"
* businessStatus 1..1 MS
* businessStatus from $vs-operator-state (required)
* businessStatus ^short = "事業者の状態 · Where the operator stands"
* intent MS
* intent = #order (exactly)
* priority 1..1 MS
* priority = #routine (exactly)
* code 1..1 MS
* code.coding 1..1
* code.coding.system 1..1
* code.coding.system = $task-code (exactly)
* code.coding.code 1..1
* code.coding.code = #fulfill (exactly)
* focus 1..1 MS
* focus only Reference(KyukyuTransportRequest)
* for 1..1 MS
* for only Reference(KyukyuCasualty)
* authoredOn MS
* lastModified MS
* requester 1..1 MS
* requester only Reference(KyukyuOrganisation)
* owner 1..1 MS
* owner only Reference(KyukyuOrganisation)
* owner ^short = "依頼先の事業者 · The operator that is asked"
* output MS
* output.type from TransportDetailVS (required)

ValueSet: TransportDetailVS
Id: transport-detail
Title: "回答と運行の項目"
Description: "事業者の回答の項目と、運行状態の時刻。"
* insert English([[Detail of a transport]], [[What an operator offers, and the states of a trip whose times are kept.]])
* ^experimental = false
* include codes from system $cs-request-detail
* include codes from system $cs-trip-state

Profile: KyukyuTransportPlace
Parent: Location
Id: transport-place
Title: "お迎え先・送り先・搬送車"
Description: "搬送のお迎え先と送り先、または事業者の車両の位置。"
* insert English([[Place of a transport]], [[Where the patient is fetched and brought, or where the operator's vehicle is.]])
* insert WordsOfLocation
* insert Exercise
* obeys kyu-position and kyu-placed
* status 1..1 MS
* mode 1..1 MS
* mode = #instance (exactly)
* name MS
* description 1..1 MS
* address MS
* position MS

Profile: KyukyuTransportSwitch
Parent: Communication
Id: transport-switch
Title: "119番への切替"
Description: "民間救急の搬送中に容態が悪化し、消防本部を呼んだという通報。"
* insert English([[Switch to 119]], [[The word that a patient in private transport has become worse and the fire department was called.]])
* insert WordsOfCommunication
* insert Exercise
* subject 1..1 MS
* subject only Reference(KyukyuCasualty)
* status MS
* priority 1..1 MS
* priority = #stat (exactly)
* topic 1..1 MS
* topic from $vs-change (required)
* about 1..1 MS
* about only Reference(KyukyuTransportRequest)
* sent 1..1 MS
* recipient 1..1 MS
* recipient only Reference(KyukyuOrganisation)
* sender 1..1 MS
* sender only Reference(KyukyuOrganisation)
* payload MS
* payload.content[x] only string
* obeys kyu-payload

Extension: KyukyuTransportOxygenFlow
Id: transport-oxygen-flow
Title: "酸素流量"
Description: "搬送中の酸素投与流量(L/分)。"
* insert English([[Oxygen flow]], [[Flow of oxygen on the way, in litres a minute.]])
* ^context[0].type = #element
* ^context[0].expression = "ServiceRequest"
* value[x] 1..1
* value[x] only Quantity
* valueQuantity.value 1..1
* valueQuantity.system 1..1
* valueQuantity.system = $ucum (exactly)
* valueQuantity.code 1..1
* valueQuantity.code = #L/min (exactly)

Extension: KyukyuTransportPickupUntil
Id: transport-pickup-until
Title: "お迎え期限"
Description: "お迎えを待てる時刻の限り。"
* insert English([[Pick-up until]], [[Until when the pick-up can wait.]])
* ^context[0].type = #element
* ^context[0].expression = "ServiceRequest"
* value[x] 1..1
* value[x] only dateTime
