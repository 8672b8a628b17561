// The hand-over as a document, and the proof of every write.

Profile: KyukyuHandover
Parent: Composition
Id: handover
Title: "救急引継書"
Description: "引継書。救急隊が引き継ぐまで preliminary、病院が受領すると attester が加わる。"
* insert English([[Hand-over]], [[The hand-over; preliminary until the crew has handed over, attested when the hospital has signed.]])
* insert WordsOfComposition
* insert OfCase
* encounter 1..1
* status MS
* type MS
* insert Named(type)
* type.coding contains loinc 1..1 MS
* insert Coding(type, loinc, $loinc, 67796-3)
* date MS
* author MS
* author only Reference(KyukyuOrganisation or Practitioner or PractitionerRole)
* title MS
* attester MS
* attester ^short = "引継受領 · The hospital's signature"
* section MS
* section.title 1..1 MS
* section.code MS
* section.entry MS
* obeys kyu-attested

Invariant: kyu-attested
Description: "病院の受領には時刻が必要です · A signature says when it was given"
Severity: #error
Expression: "attester.all(time.exists())"

Profile: KyukyuHandoverDocument
Parent: Bundle
Id: handover-document
Title: "救急引継文書"
Description: "引継書と、それが指す全てのリソースを一つにした文書。"
* insert English([[Hand-over document]], [[The hand-over and everything it points to, in one document Bundle.]])
* insert WordsOfBundle
* insert Exercise
* identifier 1..1 MS
* identifier.system 1..1
* identifier.value 1..1
* type = #document (exactly)
* timestamp 1..1 MS
* entry 3..* MS
* entry.fullUrl 1..1 MS
* entry.resource 1..1 MS
* entry.search 0..0
* entry.request 0..0
* entry.response 0..0
* obeys kyu-document and kyu-document-parts

Invariant: kyu-document
Description: "最初の項目は救急引継書です · The first entry is the hand-over"
Severity: #error
Expression: "entry.first().resource.is(Composition) and entry.first().resource.type.coding.where(code = '67796-3').exists()"

Invariant: kyu-document-parts
Description: "傷病者と救急活動が一つずつ必要です · There is one patient and one mission"
Severity: #error
Expression: "entry.resource.where($this.is(Patient)).count() = 1 and entry.resource.where($this.is(Encounter)).count() = 1"

Profile: KyukyuProvenance
Parent: Provenance
Id: submission-provenance
Title: "記録の出所"
Description: "受け付けた一つの送信が書いたもの、送信者、時刻、鍵。"
* insert English([[Provenance of a submission]], [[What one accepted submission wrote, who sent it, when it happened, and under which key.]])
* insert WordsOfProvenance
* insert Exercise
* extension contains KyukyuLegalBasis named legalBasis 0..1 MS
* extension[legalBasis] ^short = "開示の根拠 · Legal basis"
* target MS
* target ^short = "書かれた版 · The versions that were written"
* occurred[x] 1..1 MS
* occurred[x] only dateTime
* occurred[x] ^short = "送信者の時刻 · When it happened, by the sender's clock"
* recorded MS
* recorded ^short = "受付時刻 · When the hub took it down"
* activity 1..1 MS
* activity from $vs-submission-kind (required)
* agent MS
* agent.who MS
* entity 1..2 MS
* entity ^slicing.discriminator.type = #value
* entity ^slicing.discriminator.path = "role"
* entity ^slicing.rules = #closed
* entity contains submission 1..1 MS and look 0..1 MS
* entity[submission].role = #source (exactly)
* entity[submission] ^short = "送信の鍵 · The key of the submission"
* entity[look].role = #quotation (exactly)
* entity[look] ^short = "共有した閲覧の鍵(マイナ救急) · The key of the look of which something is passed on"
* entity.what.identifier 1..1
* entity.what.identifier.system 1..1
* entity.what.identifier.system = $key-id (exactly)
* entity.what.identifier.value 1..1
* signature 0..1 MS
* signature.type 1..1
* signature.type.system 1..1
* signature.type.system = "urn:iso-astm:E1762-95:2013" (exactly)
* signature.type.code 1..1
* signature.type.code = #1.2.840.10065.1.12.1.14 (exactly)
* signature.targetFormat 1..1
* signature.targetFormat = #application/json (exactly)
* signature.sigFormat 1..1
* signature.sigFormat = #application/jose (exactly)
* signature.data 1..1
* signature.data ^short = "端末の鍵による、送信したバイト列への分離署名(JWS) · Detached JWS of the device over the bytes that it sent"
* obeys kyu-occurred

Invariant: kyu-occurred
Description: "出来事の時刻は時差付きの日時です · The time of what happened is a dateTime with its offset"
Severity: #error
Expression: "occurred.toString().matches('^[0-9]{4}-[0-9]{2}-[0-9]{2}T.+(Z|[+-][0-9]{2}:[0-9]{2})$')"
