// What the crew finds that is no vital sign: consciousness, pupils, rhythm, words; and the marks of time.

RuleSet: Examined
* insert Imposes(JP_Observation_Common)
* insert Observed
* insert Category(exam)

Profile: KyukyuJcs
Parent: Observation
Id: jcs
Title: "意識レベル(JCS)"
Description: "Japan Coma Scale。公的なコードがないため独自コード体系を用いる。"
* insert English([[Japan Coma Scale]], [[Level of consciousness on the Japan Coma Scale. No public code system holds it: hence one of our own.]])
* insert Examined
* insert Named(code)
* code.coding contains kind 1..1 MS and medis 0..1 MS
* insert Coding(code, kind, $cs-observation-kind, jcs)
* insert Coding(code, medis, $medis, 31001657)
* insert Coded($vs-jcs)
* value[x] 1..1

Profile: KyukyuGcs
Parent: Observation
Id: gcs
Title: "意識レベル(GCS)"
Description: "Glasgow Coma Scale。合計は E・V・M の和。"
* insert English([[Glasgow Coma Scale]], [[Level of consciousness on the Glasgow Coma Scale; the total is the sum of its three parts.]])
* insert Examined
* insert CodedByBoth(9269-2, 31001623)
* insert Measured([[{score}]])
* value[x] 1..1
* insert Parts
* component 3..* MS
* component contains eye 1..1 and verbal 1..1 and motor 1..1
* insert Part(eye, $loinc, 9267-6)
* insert PartQuantity(eye, {score})
* component[eye].value[x] 1..1
* component[eye] ^short = "E 開眼 · Eye opening"
* insert Part(verbal, $loinc, 9270-0)
* insert PartQuantity(verbal, {score})
* component[verbal].value[x] 1..1
* component[verbal] ^short = "V 言語 · Verbal"
* insert Part(motor, $loinc, 9268-4)
* insert PartQuantity(motor, {score})
* component[motor].value[x] 1..1
* component[motor] ^short = "M 運動 · Motor"
* obeys kyu-part-quantity and kyu-gcs-total and kyu-gcs-parts

Invariant: kyu-gcs-total
Description: "GCSの合計はE・V・Mの和です · The total of a GCS is the sum of its parts"
Severity: #error
Expression: "value.value = component.where(code.coding.where(code = '9267-6').exists()).value.value + component.where(code.coding.where(code = '9270-0').exists()).value.value + component.where(code.coding.where(code = '9268-4').exists()).value.value"

Invariant: kyu-gcs-parts
Description: "Eは1から4、Vは1から5、Mは1から6です · E is 1 to 4, V 1 to 5, M 1 to 6"
Severity: #error
Expression: "component.value.all(value >= 1) and component.where(code.coding.where(code = '9267-6').exists()).value.all(value <= 4) and component.where(code.coding.where(code = '9270-0').exists()).value.all(value <= 5) and component.where(code.coding.where(code = '9268-4').exists()).value.all(value <= 6)"

Profile: KyukyuAvpu
Parent: Observation
Id: avpu
Title: "意識レベル(AVPU)"
Description: "AVPU法による意識レベル。"
* insert English([[AVPU]], [[Level of consciousness: alert, voice, pain, unresponsive.]])
* insert Examined
* insert CodedBy(loinc, $loinc, 11454-6)
* insert Coded($vs-avpu)
* value[x] 1..1

Profile: KyukyuRhythm
Parent: Observation
Id: rhythm
Title: "心電図波形"
Description: "モニター心電図の波形(初期心電図を含む)。"
* insert English([[Heart rhythm]], [[The rhythm on the monitor, the first of a cardiac arrest included.]])
* insert Examined
* insert CodedBy(loinc, $loinc, 8884-9)
* insert Coded($vs-rhythm)
* value[x] 1..1

Profile: KyukyuPupils
Parent: Observation
Id: pupils
Title: "瞳孔径"
Description: "左右の瞳孔径(mm)。片側のみでもよい。"
* insert English([[Pupils]], [[Diameter of the pupils in mm; one side alone will do.]])
* insert Examined
* insert CodedBy(kind, $cs-observation-kind, pupils)
* value[x] 0..0
* insert Parts
* component 1..* MS
* component contains left 0..1 and right 0..1
* insert Part(left, $cs-observation-kind, pupil-diameter-left)
* insert PartQuantity(left, mm)
* component[left] ^short = "左 · Left"
* insert Part(right, $cs-observation-kind, pupil-diameter-right)
* insert PartQuantity(right, mm)
* component[right] ^short = "右 · Right"
* obeys kyu-part-quantity and kyu-pupils

Invariant: kyu-pupils
Description: "瞳孔径は0から12です · A pupil is 0 to 12 mm wide"
Severity: #error
Expression: "component.value.all(value >= 0 and value <= 12)"

Profile: KyukyuFindings
Parent: Observation
Id: findings
Title: "所見"
Description: "救急隊の自由記載による所見。"
* insert English([[Findings]], [[What the crew found, in its own words.]])
* insert Examined
* insert CodedBy(kind, $cs-observation-kind, findings)
* value[x] 1..1 MS
* value[x] only string
* value[x] ^short = "値 · The value"
* obeys kyu-text

Profile: KyukyuDangers
Parent: Observation
Id: dangers
Title: "注意情報"
Description: "受入れを判断する前に知るべきこと(心肺停止、脳卒中疑い、感染症疑いなど)。空のときは取り消し。"
* insert English([[Dangers]], [[What a hospital must know before it answers. False without components takes everything back.]])
* insert Examined
* insert CodedBy(kind, $cs-observation-kind, dangers)
* value[x] 1..1 MS
* value[x] only boolean
* value[x] ^short = "値 · The value"
* component MS
* component ^short = "それぞれの注意情報 · Each danger"
* component.code from $vs-danger (required)
* component.value[x] 1..1
* component.value[x] only boolean
* obeys kyu-boolean and kyu-dangers

Invariant: kyu-dangers
Description: "注意情報の有無と内訳が一致しません · Whether there is a danger agrees with those that are listed"
Severity: #error
Expression: "value = component.where(value = true).exists()"

Profile: KyukyuHistory
Parent: Observation
Id: history
Title: "既往歴・内服薬・アレルギー(聴取)"
Description: "現場で聴取した自由記載。「なし」も回答であるため、Condition等にはしない。"
* insert English([[History as told]], [[What was told at the scene, as free text. 'None' is an answer too: as a Condition, MedicationStatement or AllergyIntolerance it would state what nobody has.]])
* insert Imposes(JP_Observation_Common)
* insert Observed
* insert Category(survey)
* code from HistoryVS (required)
* value[x] 1..1 MS
* value[x] only string
* value[x] ^short = "値 · The value"
* obeys kyu-text

ValueSet: HistoryVS
Id: history
Title: "聴取の種類"
Description: "既往歴、内服薬、アレルギー。"
* insert English([[Kind of history]], [[Past illness, drugs, allergies.]])
* ^experimental = false
* $loinc#11348-0
* $loinc#10160-0
* $loinc#48765-2

Profile: KyukyuTimeMark
Parent: Observation
Id: time-mark
Title: "時間経過"
Description: "救急活動記録票の時間経過の一項目(覚知から帰署まで)。値は送信者の時計、issued は受付時刻。"
* insert English([[Time mark]], [[One time of the run record, from the call to the return. The value is the sender's clock, issued the hub's.]])
* insert Imposes(JP_Observation_Common)
* insert Observed
* insert Category(procedure)
* code from $vs-time-mark (required)
* value[x] 1..1 MS
* value[x] only dateTime
* value[x] ^short = "値 · The value"
* obeys kyu-time

Profile: KyukyuSeverity
Parent: Observation
Id: severity
Title: "傷病程度"
Description: "初診時に医師が決める傷病程度(消防庁)。"
* insert English([[Severity]], [[The severity that the physician decides at the first examination (FDMA).]])
* insert Examined
* insert CodedBy(kind, $cs-observation-kind, severity)
* insert Coded($vs-severity)
* value[x] 1..1

Profile: KyukyuAcuity
Parent: Observation
Id: acuity
Title: "緊急度"
Description: "四体系(救急現場、電話相談、JTAS、トリアージタグ)のいずれかによる緊急度。体系は system が示す。"
* insert English([[Acuity]], [[A level of urgency in one of the four systems; which one is said by the code's system.]])
* insert Examined
* insert CodedBy(loinc, $loinc, 11283-9)
* insert Coded(UrgencyAnyVS)
* value[x] 1..1

Profile: KyukyuTriageTag
Parent: Observation
Id: triage-tag
Title: "トリアージタグ"
Description: "多数傷病者・災害時のトリアージタグ。番号は identifier。"
* insert English([[Triage tag]], [[The tag of a casualty of a mass-casualty incident or disaster; its number is the identifier.]])
* insert Examined
* identifier MS
* identifier ^short = "タグ番号 · Number of the tag"
* insert CodedBy(loinc, $loinc, 11283-9)
* insert Coded($vs-triage-tag)
* value[x] 1..1
