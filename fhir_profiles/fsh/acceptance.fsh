// Asking hospitals, and what they say.

Profile: KyukyuAcceptanceRequest
Parent: ServiceRequest
Id: acceptance-request
Title: "受入照会"
Description: "一事案の受入照会。照会先は Task(照会)だけが示すため、照会された全員が読める。"
* insert English([[Acceptance request]], [[The request that a hospital accept the patient. It names no hospital, so that everyone who is asked may read it; who is asked stands in the inquiries alone.]])
* insert WordsOfServiceRequest
* insert OfCase
* encounter 1..1
* status MS
* status from RequestStatusVS (required)
* intent MS
* intent = #order (exactly)
* category 1..1 MS
* category from $vs-request-kind (required)
* category.coding 1..1
* category.coding.code 1..1
* category.coding.code = #acceptance (exactly)
* priority 1..1 MS
* priority = #stat (exactly)
* authoredOn MS
* requester 1..1 MS
* requester only Reference(KyukyuOrganisation)
* performer 0..0
* reasonReference MS
* reasonReference only Reference(KyukyuChiefComplaint)
* supportingInfo MS

ValueSet: RequestStatusVS
Id: request-status
Title: "照会全体の状態"
Description: "照会中・完了・取消・誤登録。"
* insert English([[Status of a request]], [[Active, completed, revoked, entered in error.]])
* ^experimental = false
* $request-status#active
* $request-status#on-hold
* $request-status#completed
* $request-status#revoked
* $request-status#entered-in-error

Profile: KyukyuInquiry
Parent: Task
Id: inquiry
Title: "照会(医療機関ごと)"
Description: "一医療機関への照会。技術的な到達(businessStatus, output の時刻)と受入可否(status)は別の事実である。"
* insert English([[Inquiry]], [[The inquiry at one hospital. How far it has come technically (businessStatus, the times in output) and what the hospital answered (status) are different facts.]])
* insert WordsOfTask
* insert Exercise
* obeys kyu-owner and kyu-declined and kyu-conditional and kyu-answer-state
* status MS
* status from InquiryStatusVS (required)
* statusReason MS
* statusReason from InquiryReasonVS (extensible)
* statusReason ^short = "受入れに至らなかった理由・取下げの理由・未確認時の段階 · Why it was declined or withdrawn; how far silence has climbed"
* businessStatus 1..1 MS
* businessStatus from $vs-request-state (required)
* businessStatus ^short = "照会の状態 · How far the inquiry has come"
* intent MS
* intent = #order (exactly)
* priority 1..1 MS
* priority = #stat (exactly)
* code 1..1 MS
* code.coding 1..1
* code.coding.system 1..1
* code.coding.system = $task-code (exactly)
* code.coding.code 1..1
* code.coding.code = #fulfill (exactly)
* focus 1..1 MS
* focus only Reference(KyukyuAcceptanceRequest)
* for 1..1 MS
* for only Reference(KyukyuCasualty)
* encounter 1..1 MS
* encounter only Reference(KyukyuEmergencyEncounter)
* authoredOn MS
* lastModified MS
* requester MS
* requester only Reference(KyukyuOrganisation)
* owner 1..1 MS
* owner only Reference(KyukyuOrganisation)
* owner ^short = "照会先 · The hospital that is asked"
* restriction MS
* restriction.period.end MS
* restriction.period.end ^short = "回答期限 · Answer by"
* input MS
* input.type from InquiryDetailVS (required)
* output MS
* output.type from InquiryDetailVS (required)

ValueSet: InquiryStatusVS
Id: inquiry-status
Title: "照会の状態(Task)"
Description: "照会で使う Task.status。"
* insert English([[Status of an inquiry]], [[The values of Task.status that an inquiry goes through.]])
* ^experimental = false
* $task-status#requested
* $task-status#received
* $task-status#accepted
* $task-status#rejected
* $task-status#cancelled
* $task-status#in-progress
* $task-status#on-hold
* $task-status#completed
* $task-status#entered-in-error

ValueSet: InquiryDetailVS
Id: inquiry-detail
Title: "照会の項目"
Description: "照会に入る項目、回答の項目、到達の時刻。"
* insert English([[Detail of an inquiry]], [[What goes into an inquiry, what comes out of it, and the steps whose times are kept.]])
* ^experimental = false
* include codes from system $cs-request-detail
* include codes from system $cs-request-state
* include codes from system $cs-escalation-step
* include codes from system $cs-team
* include codes from system $cs-preparation

Invariant: kyu-owner
Description: "照会先は機関です · An organisation is asked"
Severity: #error
Expression: "owner.reference.all($this.startsWith('urn:') or $this.contains('Organization/'))"

Invariant: kyu-declined
Description: "不応需には全国リストの理由が必要です · A decline has its reason of the national list"
Severity: #error
Expression: "status = 'rejected' implies statusReason.coding.where(system = 'https://kyukyu-hub.example/fhir/CodeSystem/decline-reason').exists()"

Invariant: kyu-conditional
Description: "条件付応需には条件が必要です · A conditional answer states its conditions"
Severity: #error
Expression: "businessStatus.coding.where(code = 'conditional').exists() implies output.where(type.coding.where(code = 'conditions').exists()).exists()"

Invariant: kyu-answer-state
Description: "受入可否(status)と照会の状態(businessStatus)が一致しません · The answer (status) agrees with the state (businessStatus)"
Severity: #error
Expression: "(status = 'rejected') = businessStatus.coding.where(code = 'declined').exists() and (status = 'cancelled') = businessStatus.coding.where(code = 'withdrawn').exists() and (status = 'on-hold') = (status != 'completed' and businessStatus.coding.where(code = 'conditional').exists()) and (status = 'requested') = (status != 'completed' and businessStatus.coding.where(code = 'requested').exists())"

Profile: KyukyuCapacity
Parent: Observation
Id: capacity
Title: "応需情報"
Description: "一診療科の応需状況(◎○△×)と空床、有効期限。"
* insert English([[Capacity]], [[What a hospital can take in one specialty: its mark, its free beds, and until when the word is good.]])
* insert Imposes(JP_Observation_Common)
* insert Exercise
* insert Category(survey)
* status MS
* status from ObservationStatusVS (required)
* code MS
* insert CodedBy(kind, $cs-observation-kind, capacity)
* subject 1..1 MS
* subject only Reference(KyukyuFacility)
* effective[x] 1..1 MS
* effective[x] only dateTime or Period
* effective[x] ^short = "発表時刻と有効期限 · Since when and until when"
* issued MS
* performer 1..* MS
* performer only Reference(KyukyuOrganisation)
* insert Coded($vs-capacity-level)
* value[x] 1..1
* note MS
* insert Parts
* component 1..* MS
* component contains specialty 1..1 and beds 0..1
* insert Part(specialty, $cs-observation-kind, specialty)
* component[specialty] ^short = "診療科 · Specialty"
* component[specialty].value[x] 1..1
* component[specialty].value[x] only CodeableConcept
* component[specialty].value[x] from $vs-specialty (required)
* insert Part(beds, $cs-observation-kind, beds)
* component[beds] ^short = "空床 · Free beds"
* component[beds].value[x] 1..1
* insert PartQuantity(beds, {bed})
* obeys kyu-beds and kyu-specialty

Invariant: kyu-beds
Description: "空床数は0以上の整数です · Free beds are a whole number, not below 0"
Severity: #error
Expression: "component.where(code.coding.where(code = 'beds').exists()).value.all(value >= 0 and value.toString().matches('^[0-9]+$'))"

Invariant: kyu-specialty
Description: "診療科はコードです · A specialty is a CodeableConcept"
Severity: #error
Expression: "component.where(code.coding.where(code = 'specialty').exists()).value.all(coding.exists())"
