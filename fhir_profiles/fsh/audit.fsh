// Rows of the audit, after the patterns of IHE BALP (Basic Audit Log Patterns), whose files are not passed on.

Profile: KyukyuAuditEvent
Parent: AuditEvent
Id: audit-event
Title: "監査記録"
Description: "誰が、いつ、どの事案に、何をしたか、何を閲覧したか。監査記録の一行をそのまま表す。"
* insert English([[Row of the audit]], [[Who did or saw what, when, and of which case: one row of the audit, after the patterns of IHE BALP.]])
* extension contains KyukyuLegalBasis named basis 0..1 MS
* type MS
* type ^short = "事象の種類 · Kind of event"
* subtype 1..* MS
* subtype ^short = "操作、送信種別 · What was done, and the kind of submission"
* action 1..1 MS
* action ^short = "登録・閲覧・更新・消去・実行 · C, R, U, D or E"
* recorded MS
* recorded ^short = "時刻 · When"
* outcome 1..1 MS
* purposeOfEvent MS
* purposeOfEvent ^short = "目的(緊急時閲覧は ETREAT) · Purpose: ETREAT where the glass was broken"
* agent 3..* MS
* agent ^slicing.discriminator.type = #value
* agent ^slicing.discriminator.path = "type.coding.code"
* agent ^slicing.rules = #open
* agent contains source 1..1 MS and destination 1..1 MS
* agent[source] ^short = "データの出所(端末またはハブ) · Where the data came from: the device, or the hub"
* agent[source].type 1..1
* agent[source].type.coding 1..1
* agent[source].type.coding.system 1..1
* agent[source].type.coding.system = $dcm (exactly)
* agent[source].type.coding.code 1..1
* agent[source].type.coding.code = #110153 (exactly)
* agent[source].who 1..1
* agent[destination] ^short = "データの行き先(ハブまたは端末) · Where the data went: the hub, or the device"
* agent[destination].type 1..1
* agent[destination].type.coding 1..1
* agent[destination].type.coding.system 1..1
* agent[destination].type.coding.system = $dcm (exactly)
* agent[destination].type.coding.code 1..1
* agent[destination].type.coding.code = #110152 (exactly)
* agent[destination].who 1..1
* agent.who 1..1 MS
* agent.requestor ^short = "行為者 · Whether it is the one who acted"
* agent.network 0..0
* source MS
* source.observer ^short = "記録したハブ · The hub that wrote it down"
* entity 1..* MS
* entity ^short = "傷病者と事案、または受信箱 · The patient and the case, or the inbox that was read"
* obeys kyu-acted

Invariant: kyu-acted
Description: "行為者は一者です · Exactly one agent acted"
Severity: #error
Expression: "agent.where(requestor = true).count() = 1"
