// Cardiac arrest outside hospital: the set that the Fire and Disaster Management Agency keeps in Utstein style.

CodeSystem: UtsteinItemCS
Id: utstein-item
Title: "ウツタイン項目"
Description: "院外心停止の記録項目。"
* insert English([[Utstein item]], [[The items of the record of an out-of-hospital cardiac arrest.]])
* ^caseSensitive = true
* ^experimental = false
* #utstein "ウツタイン"
* #utstein ^designation.language = #en
* #utstein ^designation.value = "Utstein set"
* #witness "目撃"
* #witness ^designation.language = #en
* #witness ^designation.value = "Witness"
* #bystander-cpr "バイスタンダーCPR"
* #bystander-cpr ^designation.language = #en
* #bystander-cpr ^designation.value = "CPR by bystanders"
* #dispatcher-cpr "口頭指導"
* #dispatcher-cpr ^designation.language = #en
* #dispatcher-cpr ^designation.value = "CPR instructed by telephone"
* #collapsed-at "目撃時刻"
* #collapsed-at ^designation.language = #en
* #collapsed-at ^designation.value = "Witnessed at"
* #bystander-cpr-at "バイスタンダーCPR開始時刻"
* #bystander-cpr-at ^designation.language = #en
* #bystander-cpr-at ^designation.value = "CPR by bystanders began at"
* #initial-rhythm "初期心電図波形"
* #initial-rhythm ^designation.language = #en
* #initial-rhythm ^designation.value = "First rhythm"
* #shocks "除細動回数"
* #shocks ^designation.language = #en
* #shocks ^designation.value = "Number of shocks"
* #first-shock-at "初回除細動時刻"
* #first-shock-at ^designation.language = #en
* #first-shock-at ^designation.value = "First shock at"
* #airway "器具による気道確保"
* #airway ^designation.language = #en
* #airway ^designation.value = "Airway device"
* #adrenaline-doses "アドレナリン投与回数"
* #adrenaline-doses ^designation.language = #en
* #adrenaline-doses ^designation.value = "Doses of adrenaline"
* #first-adrenaline-at "初回アドレナリン投与時刻"
* #first-adrenaline-at ^designation.language = #en
* #first-adrenaline-at ^designation.value = "First adrenaline at"
* #rosc "病院前心拍再開"
* #rosc ^designation.language = #en
* #rosc ^designation.value = "Return of circulation before the hospital"
* #rosc-at "心拍再開時刻"
* #rosc-at ^designation.language = #en
* #rosc-at ^designation.value = "Return of circulation at"
* #cause "推定原因"
* #cause ^designation.language = #en
* #cause ^designation.value = "Presumed cause"
* #alive-one-month "1か月後生存"
* #alive-one-month ^designation.language = #en
* #alive-one-month ^designation.value = "Alive after a month"
* #cpc "脳機能カテゴリー(CPC)"
* #cpc ^designation.language = #en
* #cpc ^designation.value = "Cerebral performance category"
* #opc "全身機能カテゴリー(OPC)"
* #opc ^designation.language = #en
* #opc ^designation.value = "Overall performance category"

ValueSet: UtsteinItemVS
Id: utstein-item
Title: "ウツタイン項目"
Description: "ウツタイン項目の全コード。"
* insert English([[Utstein item]], [[Every code of it.]])
* ^experimental = false
* include codes from system UtsteinItemCS

CodeSystem: UtsteinWitnessCS
Id: utstein-witness
Title: "目撃者"
Description: "心停止を目撃した人。"
* insert English([[Witness]], [[Who saw the arrest.]])
* ^caseSensitive = true
* ^experimental = false
* #family "家族"
* #family ^designation.language = #en
* #family ^designation.value = "Family"
* #friend "友人"
* #friend ^designation.language = #en
* #friend ^designation.value = "Friend"
* #colleague "同僚"
* #colleague ^designation.language = #en
* #colleague ^designation.value = "Colleague"
* #passer-by "通行人"
* #passer-by ^designation.language = #en
* #passer-by ^designation.value = "Passer-by"
* #other-bystander "その他バイスタンダー"
* #other-bystander ^designation.language = #en
* #other-bystander ^designation.value = "Other bystander"
* #fire-crew "消防隊"
* #fire-crew ^designation.language = #en
* #fire-crew ^designation.value = "Fire crew"
* #ambulance-crew "救急隊"
* #ambulance-crew ^designation.language = #en
* #ambulance-crew ^designation.value = "Ambulance crew"
* #found-in-arrest "発見時心停止"
* #found-in-arrest ^designation.language = #en
* #found-in-arrest ^designation.value = "Found in arrest"

ValueSet: UtsteinWitnessVS
Id: utstein-witness
Title: "目撃者"
Description: "目撃者の全コード。"
* insert English([[Witness]], [[Every code of it.]])
* ^experimental = false
* include codes from system UtsteinWitnessCS

CodeSystem: UtsteinCprCS
Id: utstein-cpr
Title: "バイスタンダーCPRの種類"
Description: "現場に居合わせた人の救命処置。"
* insert English([[Kind of CPR by bystanders]], [[What bystanders did.]])
* ^caseSensitive = true
* ^experimental = false
* #compression "胸骨圧迫"
* #compression ^designation.language = #en
* #compression ^designation.value = "Chest compression"
* #compression-and-ventilation "胸骨圧迫と人工呼吸"
* #compression-and-ventilation ^designation.language = #en
* #compression-and-ventilation ^designation.value = "Chest compression and ventilation"
* #public-defibrillation "市民による除細動"
* #public-defibrillation ^designation.language = #en
* #public-defibrillation ^designation.value = "Public defibrillation"
* #none "なし"
* #none ^designation.language = #en
* #none ^designation.value = "None"
* #unknown "不明"
* #unknown ^designation.language = #en
* #unknown ^designation.value = "Unknown"

ValueSet: UtsteinCprVS
Id: utstein-cpr
Title: "バイスタンダーCPRの種類"
Description: "バイスタンダーCPRの種類の全コード。"
* insert English([[Kind of CPR by bystanders]], [[Every code of it.]])
* ^experimental = false
* include codes from system UtsteinCprCS

CodeSystem: UtsteinAirwayCS
Id: utstein-airway
Title: "気道確保器具"
Description: "気道確保に用いた器具。"
* insert English([[Airway device]], [[The device that kept the airway open.]])
* ^caseSensitive = true
* ^experimental = false
* #laryngeal-mask "ラリンゲアルマスク"
* #laryngeal-mask ^designation.language = #en
* #laryngeal-mask ^designation.value = "Laryngeal mask"
* #oesophageal-obturator "食道閉鎖式エアウェイ"
* #oesophageal-obturator ^designation.language = #en
* #oesophageal-obturator ^designation.value = "Oesophageal obturator airway"
* #tracheal-tube "気管内チューブ"
* #tracheal-tube ^designation.language = #en
* #tracheal-tube ^designation.value = "Tracheal tube"
* #none "なし"
* #none ^designation.language = #en
* #none ^designation.value = "None"

ValueSet: UtsteinAirwayVS
Id: utstein-airway
Title: "気道確保器具"
Description: "気道確保器具の全コード。"
* insert English([[Airway device]], [[Every code of it.]])
* ^experimental = false
* include codes from system UtsteinAirwayCS

CodeSystem: UtsteinCauseCS
Id: utstein-cause
Title: "心停止の推定原因"
Description: "心停止の推定原因。"
* insert English([[Presumed cause of the arrest]], [[What presumably caused the arrest.]])
* ^caseSensitive = true
* ^experimental = false
* #cardiac-confirmed "心原性(確定)"
* #cardiac-confirmed ^designation.language = #en
* #cardiac-confirmed ^designation.value = "Cardiac, confirmed"
* #cardiac-by-exclusion "心原性(除外診断)"
* #cardiac-by-exclusion ^designation.language = #en
* #cardiac-by-exclusion ^designation.value = "Cardiac, by exclusion"
* #cerebrovascular "脳血管障害"
* #cerebrovascular ^designation.language = #en
* #cerebrovascular ^designation.value = "Cerebrovascular"
* #respiratory "呼吸器系疾患"
* #respiratory ^designation.language = #en
* #respiratory ^designation.value = "Respiratory"
* #malignancy "悪性腫瘍"
* #malignancy ^designation.language = #en
* #malignancy ^designation.value = "Malignancy"
* #external "外因"
* #external ^designation.language = #en
* #external ^designation.value = "External"
* #other "その他"
* #other ^designation.language = #en
* #other ^designation.value = "Other"

ValueSet: UtsteinCauseVS
Id: utstein-cause
Title: "心停止の推定原因"
Description: "心停止の推定原因の全コード。"
* insert English([[Presumed cause of the arrest]], [[Every code of it.]])
* ^experimental = false
* include codes from system UtsteinCauseCS

CodeSystem: PerformanceCategoryCS
Id: performance-category
Title: "機能カテゴリー(CPC・OPC)"
Description: "脳機能・全身機能のカテゴリー。"
* insert English([[Performance category (CPC, OPC)]], [[Category of cerebral and overall performance.]])
* ^caseSensitive = true
* ^experimental = false
* #1 "機能良好"
* #1 ^designation.language = #en
* #1 ^designation.value = "Good performance"
* #2 "中等度障害"
* #2 ^designation.language = #en
* #2 ^designation.value = "Moderate disability"
* #3 "高度障害"
* #3 ^designation.language = #en
* #3 ^designation.value = "Severe disability"
* #4 "昏睡・植物状態"
* #4 ^designation.language = #en
* #4 ^designation.value = "Coma or vegetative state"
* #5 "死亡・脳死"
* #5 ^designation.language = #en
* #5 ^designation.value = "Death or brain death"

ValueSet: PerformanceCategoryVS
Id: performance-category
Title: "機能カテゴリー(CPC・OPC)"
Description: "機能カテゴリー(CPC・OPC)の全コード。"
* insert English([[Performance category (CPC, OPC)]], [[Every code of it.]])
* ^experimental = false
* include codes from system PerformanceCategoryCS

Profile: KyukyuUtstein
Parent: Observation
Id: utstein
Title: "ウツタイン"
Description: "院外心停止の一傷病者の記録(ウツタイン様式)。項目は一つずつ component。"
* insert English([[Utstein set]], [[The record of one out-of-hospital cardiac arrest in Utstein style, each item a component.]])
* insert Examined
* insert CodedBy(item, $utstein-item, utstein)
* value[x] 0..0
* insert Parts
* component 1..* MS
* component contains witness 0..1 and bystanderCpr 0..1 and initialRhythm 0..1 and airway 0..1 and cause 0..1 and cpc 0..1 and opc 0..1 and collapsedAt 0..1 and bystanderCprAt 0..1 and firstShockAt 0..1 and firstAdrenalineAt 0..1 and roscAt 0..1 and shocks 0..1 and adrenalineDoses 0..1 and dispatcherCpr 0..1 and rosc 0..1 and aliveOneMonth 0..1
* insert UtsteinCoded(witness, witness, UtsteinWitnessVS)
* component[witness] ^short = "目撃 · Witness"
* insert UtsteinCoded(bystanderCpr, bystander-cpr, UtsteinCprVS)
* component[bystanderCpr] ^short = "バイスタンダーCPR · CPR by bystanders"
* insert UtsteinCoded(initialRhythm, initial-rhythm, $vs-rhythm)
* component[initialRhythm] ^short = "初期心電図波形 · First rhythm"
* insert UtsteinCoded(airway, airway, UtsteinAirwayVS)
* component[airway] ^short = "器具による気道確保 · Airway device"
* insert UtsteinCoded(cause, cause, UtsteinCauseVS)
* component[cause] ^short = "推定原因 · Presumed cause"
* insert UtsteinCoded(cpc, cpc, PerformanceCategoryVS)
* component[cpc] ^short = "脳機能カテゴリー(CPC) · Cerebral performance category"
* insert UtsteinCoded(opc, opc, PerformanceCategoryVS)
* component[opc] ^short = "全身機能カテゴリー(OPC) · Overall performance category"
* insert UtsteinPlain(collapsedAt, collapsed-at, dateTime)
* component[collapsedAt] ^short = "目撃時刻 · Witnessed at"
* insert UtsteinPlain(bystanderCprAt, bystander-cpr-at, dateTime)
* component[bystanderCprAt] ^short = "バイスタンダーCPR開始時刻 · CPR by bystanders began at"
* insert UtsteinPlain(firstShockAt, first-shock-at, dateTime)
* component[firstShockAt] ^short = "初回除細動時刻 · First shock at"
* insert UtsteinPlain(firstAdrenalineAt, first-adrenaline-at, dateTime)
* component[firstAdrenalineAt] ^short = "初回アドレナリン投与時刻 · First adrenaline at"
* insert UtsteinPlain(roscAt, rosc-at, dateTime)
* component[roscAt] ^short = "心拍再開時刻 · Return of circulation at"
* insert UtsteinPlain(shocks, shocks, integer)
* component[shocks] ^short = "除細動回数 · Number of shocks"
* insert UtsteinPlain(adrenalineDoses, adrenaline-doses, integer)
* component[adrenalineDoses] ^short = "アドレナリン投与回数 · Doses of adrenaline"
* insert UtsteinPlain(dispatcherCpr, dispatcher-cpr, boolean)
* component[dispatcherCpr] ^short = "口頭指導 · CPR instructed by telephone"
* insert UtsteinPlain(rosc, rosc, boolean)
* component[rosc] ^short = "病院前心拍再開 · Return of circulation before the hospital"
* insert UtsteinPlain(aliveOneMonth, alive-one-month, boolean)
* component[aliveOneMonth] ^short = "1か月後生存 · Alive after a month"
* obeys kyu-utstein-item and kyu-utstein-coded and kyu-utstein-time and kyu-utstein-count and kyu-utstein-flag and kyu-utstein-rosc

RuleSet: UtsteinCoded(name, code, valueset)
* component[{name}].code = UtsteinItemCS#{code}
* component[{name}].value[x] 1..1
* component[{name}].value[x] only CodeableConcept
* component[{name}].value[x] from {valueset} (required)

RuleSet: UtsteinPlain(name, code, type)
* component[{name}].code = UtsteinItemCS#{code}
* component[{name}].value[x] 1..1
* component[{name}].value[x] only {type}

Invariant: kyu-utstein-item
Description: "項目はウツタイン項目のコードで示します · Each component is an item of the Utstein set"
Severity: #error
Expression: "component.all(code.coding.where(system = 'https://kyukyu-hub.example/fhir/CodeSystem/utstein-item').exists())"

Invariant: kyu-utstein-coded
Description: "この項目の値はコードです · The value of this item is a code"
Severity: #error
Expression: "component.where(code.coding.where(code = 'witness' or code = 'bystander-cpr' or code = 'initial-rhythm' or code = 'airway' or code = 'cause' or code = 'cpc' or code = 'opc').exists()).all(value.coding.exists())"

Invariant: kyu-utstein-time
Description: "この項目の値は時差付きの日時です · The value of this item is a dateTime with its offset"
Severity: #error
Expression: "component.where(code.coding.where(code = 'collapsed-at' or code = 'bystander-cpr-at' or code = 'first-shock-at' or code = 'first-adrenaline-at' or code = 'rosc-at').exists()).all(value.toString().matches('^[0-9]{4}-[0-9]{2}-[0-9]{2}T.+(Z|[+-][0-9]{2}:[0-9]{2})$'))"

Invariant: kyu-utstein-count
Description: "この項目の値は0以上の整数です · The value of this item is a whole number, not below 0"
Severity: #error
Expression: "component.where(code.coding.where(code = 'shocks' or code = 'adrenaline-doses').exists()).all(value >= 0)"

Invariant: kyu-utstein-flag
Description: "この項目の値は有無です · The value of this item is a boolean"
Severity: #error
Expression: "component.where(code.coding.where(code = 'dispatcher-cpr' or code = 'rosc' or code = 'alive-one-month').exists()).all(value = true or value = false)"

Invariant: kyu-utstein-rosc
Description: "心拍再開時刻は心拍再開があるときだけ記します · When circulation returned is said only where it did"
Severity: #error
Expression: "component.where(code.coding.where(code = 'rosc-at').exists()).exists() implies component.where(code.coding.where(code = 'rosc').exists()).value = true"
