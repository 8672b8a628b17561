// What a crew attaches.

Profile: KyukyuAttachment
Parent: DocumentReference
Id: attachment
Title: "添付(写真・12誘導心電図)"
Description: "救急隊が添付した写真・12誘導心電図・書類。実体は content.attachment.url から、開示範囲に従って取得する。"
* insert English([[Attachment]], [[A photo, a 12-lead electrocardiogram or a paper that the crew attached. The bytes are fetched from content.attachment.url, by whoever may see them.]])
* insert Exercise
* status MS
* status ^short = "状態 · Status"
* type 1..1 MS
* type from AttachmentTypeVS (required)
* type ^short = "種類(12誘導心電図は LOINC 11524-6 も) · What it shows; a 12-lead electrocardiogram has LOINC 11524-6 as well"
* subject 1..1 MS
* subject only Reference(KyukyuCasualty)
* subject ^short = "傷病者 · The patient"
* obeys kyu-subject
* date 1..1 MS
* date ^short = "受付時刻 · When the hub took it down"
* author 1..* MS
* author only Reference(KyukyuOrganisation)
* author ^short = "添付した機関 · Who attached it"
* content 1..1 MS
* content ^short = "ファイル · The file"
* content.attachment.contentType 1..1 MS
* content.attachment.contentType ^short = "形式(JPEG・PNG・PDF) · JPEG, PNG or PDF, by its own bytes"
* content.attachment.url 1..1 MS
* content.attachment.url ^short = "取得先 · Where the bytes are"
* content.attachment.size 1..1 MS
* content.attachment.size ^short = "バイト数 · Bytes"
* content.attachment.creation MS
* content.attachment.creation ^short = "撮影・記録の時刻 · When it was made, by the sender's clock"
* content.attachment.title MS
* content.attachment.title ^short = "説明 · In words"
* content.attachment.data 0..0
* context 1..1 MS
* context.encounter 1..1 MS
* context.encounter only Reference(KyukyuEmergencyEncounter)
* context.encounter ^short = "救急活動 · The mission"

ValueSet: AttachmentTypeVS
Id: attachment-type
Title: "添付の種類(LOINCを含む)"
Description: "添付の種類の全コードと、12誘導心電図のLOINCコード。"
* insert English([[Type of attachment]], [[Every kind of attachment, and the LOINC code of a 12-lead electrocardiogram.]])
* ^experimental = false
* include codes from system $cs-attachment-kind
* $loinc#11524-6
