// What each element is called on a Japanese form, and in English.

RuleSet: WordsOfObservation
* status ^short = "状態 · Status"
* code ^short = "観察の種類 · What was observed"
* issued ^short = "受付時刻 · When the hub took it down"
* performer ^short = "観察した機関 · Who observed"

RuleSet: WordsOfQuantity
* value[x] ^short = "測定値 · The measured value"
* value[x].value ^short = "数値(測定されたままの桁) · The number, with the digits it was measured with"
* value[x].system ^short = "単位の体系(UCUM) · System of the unit (UCUM)"
* value[x].code ^short = "単位 · Unit"
* dataAbsentReason ^short = "値がない理由 · Why there is no value"

RuleSet: WordsOfPatient
* identifier ^short = "識別子 · Identifiers"

RuleSet: WordsOfEncounter
* identifier ^short = "事案番号・出動番号 · Numbers of the case and of the dispatch"
* status ^short = "活動の状態 · Status of the mission"
* class ^short = "病院前(FLD) · In the field (FLD)"
* subject ^short = "傷病者 · The patient"
* period ^short = "活動開始から引継ぎ・終了まで · From the opening to the hand-over or the end"
* diagnosis ^short = "初診時傷病名 · First diagnosis"
* hospitalization ^short = "搬送先と結果 · Destination and ending"

RuleSet: WordsOfLocation
* status ^short = "状態 · Status"
* mode ^short = "特定の場所(instance) · A particular place (instance)"
* name ^short = "名称 · Name"
* description ^short = "説明(発生場所・救急車など) · What the place is"
* address ^short = "住所 · Address"
* telecom ^short = "電話番号 · Telephone"
* position ^short = "緯度・経度(WGS 84) · Latitude and longitude (WGS 84)"
* managingOrganization ^short = "所属機関 · The organisation it belongs to"

RuleSet: WordsOfOrganization
* identifier ^short = "機関の識別子 · Identifiers of the organisation"
* active ^short = "有効 · In use"
* type ^short = "機関の種類 · Kind of organisation"
* name ^short = "名称 · Name"
* alias ^short = "英語名 · English name"
* telecom ^short = "電話番号 · Telephone"

RuleSet: WordsOfProcedure
* status ^short = "状態 · Status"
* performed[x] ^short = "処置時刻 · When it was done"
* performer ^short = "処置した機関 · Who did it"
* note ^short = "詳細 · Detail"

RuleSet: WordsOfMedicationAdministration
* status ^short = "状態 · Status"
* subject ^short = "傷病者 · The patient"
* context ^short = "救急活動 · The mission"
* medication[x] ^short = "薬剤 · The drug"
* effective[x] ^short = "投与時刻 · When it was given"
* dosage ^short = "用量 · Dosage"
* dosage.dose ^short = "量 · Amount"
* note ^short = "詳細 · Detail"

RuleSet: WordsOfCondition
* clinicalStatus ^short = "臨床状態 · Clinical status"
* verificationStatus ^short = "確からしさ · How certain it is"
* category ^short = "分類 · Category"
* code ^short = "主訴・傷病名 · The complaint or diagnosis"
* code.text ^short = "記載されたままの言葉 · The words as they were written"

RuleSet: WordsOfCommunication
* status ^short = "状態 · Status"
* priority ^short = "至急(stat) · At once (stat)"
* topic ^short = "変化 · The change"
* sent ^short = "通報時刻 · When it was said"
* sender ^short = "通報した機関 · Who said it"
* payload ^short = "詳細 · Detail"

RuleSet: WordsOfServiceRequest
* status ^short = "依頼全体の状態 · Status of the request as a whole"
* intent ^short = "依頼(order) · An order"
* category ^short = "依頼の種類 · What is asked for"
* priority ^short = "優先度 · Priority"
* authoredOn ^short = "依頼時刻 · When it was asked"
* requester ^short = "依頼元 · Who asks"

RuleSet: WordsOfTask
* status ^short = "受入可否・進行 · The answer and how it goes on"
* intent ^short = "依頼(order) · An order"
* priority ^short = "優先度 · Priority"
* code ^short = "照会(fulfill) · To fulfil the request"
* focus ^short = "依頼 · The request"
* for ^short = "傷病者 · The patient"
* authoredOn ^short = "照会時刻 · When it was asked"
* lastModified ^short = "最終更新(受付時刻) · Last change, by the hub's clock"
* requester ^short = "依頼元 · Who asks"
* output ^short = "到達時刻・回答 · Times and answer"

RuleSet: WordsOfComposition
* status ^short = "引継ぎ前・引継済 · Before the hand-over, after it"
* type ^short = "救急引継書(LOINC 67796-3) · EMS patient care report"
* date ^short = "引継ぎ時刻 · When the patient was handed over"
* author ^short = "救急隊の消防本部 · The crew's fire department"
* title ^short = "表題 · Title"
* section ^short = "章 · Sections"
* section.title ^short = "章の表題 · Title of the section"
* section.code ^short = "章の種類 · Kind of section"
* section.entry ^short = "記録 · What was recorded"

RuleSet: WordsOfBundle
* identifier ^short = "文書番号 · Number of the document"
* timestamp ^short = "作成時刻 · When it was made"
* entry ^short = "引継書と記録 · The hand-over and the records"
* entry.fullUrl ^short = "アドレス · Address"
* entry.resource ^short = "リソース · Resource"

RuleSet: WordsOfProvenance
* activity ^short = "送信種別 · Kind of submission"
* agent ^short = "送信者 · The sender"
* agent.who ^short = "送信した機関、サインインしていた職員 · The sender's organisation, and who was signed in"
* entity ^short = "送信 · The submission"
* signature ^short = "署名 · Signature"
