// What the sides of a case say to each other, and what a command centre says of an incident.

Profile: KyukyuMessage
Parent: Communication
Id: message
Title: "連絡・質問"
Description: "救急隊・指令センターと医療機関の間の連絡または質問。宛先の医療機関ごとに一つ。返信は inResponseTo に相手の送信キーを持つ。"
* insert English([[Message or question]], [[What the crew's side and a hospital say to each other: one for each hospital it goes to. A reply names the key of what it answers in inResponseTo.]])
* insert OfCase
* identifier 1..1 MS
* identifier ^short = "送信キー · The key of the submission"
* identifier.system 1..1
* identifier.system = $key-id (exactly)
* identifier.value 1..1
* inResponseTo MS
* inResponseTo.identifier 1..1
* status MS
* category 1..1 MS
* category from $vs-talk-kind (required)
* category ^short = "連絡か質問か · Message or question"
* sent 1..1 MS
* recipient 1..* MS
* sender 1..1 MS
* sender only Reference(KyukyuOrganisation)
* payload 1..1 MS
* payload.content[x] only string
* obeys kyu-payload

Profile: KyukyuCallReport
Parent: Observation
Id: call-report
Title: "119番通報"
Description: "119番通報で指令センターが聴取した通報内容または傷病者数。"
* insert English([[The 119 call]], [[What the command centre was told by the caller: the report in words, or how many patients there are.]])
* insert Observed
* insert Category(survey)
* code from $vs-observation-kind (required)
* value[x] 1..1 MS
* value[x] only string or Quantity

Profile: KyukyuDeclaredMode
Parent: Flag
Id: declared-mode
Title: "運用モード"
Description: "消防本部が管内または区域について宣言した運用モード(平時・多数傷病者・警戒・災害)。"
* insert English([[Declared mode]], [[The mode that a fire department has declared for its area or a district of it: normal, multiple casualties, alert, disaster.]])
* insert Exercise
* status MS
* code 1..1 MS
* code from $vs-operation-mode (required)
* subject only Reference(KyukyuOrganisation)
* period 1..1 MS
* author 1..1 MS
* author only Reference(KyukyuOrganisation)
