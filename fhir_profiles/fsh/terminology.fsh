// Code lists that the hub's domain does not hold. Those it holds are written by generate.py into codes.fsh.

ValueSet: ObservationStatusVS
Id: observation-status
Title: "観察の状態"
Description: "救急現場で使う観察の状態。取り消した観察は entered-in-error。"
* insert English([[Status of an observation]], [[The states of an observation that are used at the scene; one that was taken back is entered-in-error.]])
* ^experimental = false
* $observation-status#preliminary
* $observation-status#final
* $observation-status#amended
* $observation-status#corrected
* $observation-status#entered-in-error

ValueSet: ExerciseLabelVS
Id: exercise-label
Title: "訓練ラベル"
Description: "訓練の資料であることを示す meta.security のコード。訓練の資料を実患者として扱ってはならない。"
* insert English([[Exercise label]], [[The code in meta.security that marks what belongs to an exercise. Nothing so marked is to be taken for a real patient.]])
* ^experimental = false
* $act-reason#HTEST "test health data"

CodeSystem: UrgencyPhoneCS
Id: urgency-phone
Title: "緊急度(電話相談 #7119)"
Description: "救急電話相談の緊急度。現場の緊急度・JTAS・トリアージタグと混ぜてはならない。"
* insert English([[Urgency by telephone (#7119)]], [[The levels of telephone triage. Not to be mixed with the levels of the scene, of JTAS or of the triage tag.]])
* ^caseSensitive = true
* ^experimental = false
* #red "赤・緊急"
* #red ^designation.language = #en
* #red ^designation.value = "Red: call an ambulance"
* #orange "橙・1時間以内を目安に受診"
* #orange ^designation.language = #en
* #orange ^designation.value = "Orange: see a doctor within an hour"
* #yellow "黄・6時間以内を目安に受診"
* #yellow ^designation.language = #en
* #yellow ^designation.value = "Yellow: see a doctor within six hours"
* #green "緑・24時間以内を目安に受診"
* #green ^designation.language = #en
* #green ^designation.value = "Green: see a doctor within a day"
* #white "白・経過観察"
* #white ^designation.language = #en
* #white ^designation.value = "White: wait and see"

ValueSet: UrgencyPhoneVS
Id: urgency-phone
Title: "緊急度(電話相談 #7119)"
Description: "救急電話相談の緊急度の全コード。"
* insert English([[Urgency by telephone (#7119)]], [[Every level of telephone triage.]])
* ^experimental = false
* include codes from system UrgencyPhoneCS

CodeSystem: UrgencyJtasCS
Id: urgency-jtas
Title: "緊急度(JTAS)"
Description: "医療機関で判定するJTAS(緊急度判定支援システム)のレベル。"
* insert English([[Urgency by JTAS]], [[The levels of the Japan Triage and Acuity Scale, judged at the hospital.]])
* ^caseSensitive = true
* ^experimental = false
* #1 "青・蘇生"
* #1 ^designation.language = #en
* #1 ^designation.value = "1 Blue: resuscitation"
* #2 "赤・緊急"
* #2 ^designation.language = #en
* #2 ^designation.value = "2 Red: emergent"
* #3 "黄・準緊急"
* #3 ^designation.language = #en
* #3 ^designation.value = "3 Yellow: urgent"
* #4 "緑・低緊急"
* #4 ^designation.language = #en
* #4 ^designation.value = "4 Green: less urgent"
* #5 "白・非緊急"
* #5 ^designation.language = #en
* #5 ^designation.value = "5 White: not urgent"

ValueSet: UrgencyJtasVS
Id: urgency-jtas
Title: "緊急度(JTAS)"
Description: "JTASの全レベル。"
* insert English([[Urgency by JTAS]], [[Every level of JTAS.]])
* ^experimental = false
* include codes from system UrgencyJtasCS

ValueSet: UrgencyAnyVS
Id: urgency-any
Title: "緊急度(四体系)"
Description: "四つの緊急度体系のいずれか。どの体系かはコードの system で必ず示す。"
* insert English([[Urgency in any of the four systems]], [[A level of any of Japan's four systems of urgency; the system of the code says which.]])
* ^experimental = false
* include codes from system $cs-urgency-scene
* include codes from system UrgencyPhoneCS
* include codes from system UrgencyJtasCS
* include codes from system $cs-triage-tag


ValueSet: InquiryReasonVS
Id: inquiry-reason
Title: "照会が終わった理由"
Description: "不応需の理由(全国リスト)と取下げの理由。救急隊自身の言葉による取下げは text のみ。"
* insert English([[Why an inquiry ended]], [[The reasons of a decline (national list) and of a withdrawal; a crew's own words are text.]])
* ^experimental = false
* include codes from system $cs-decline-reason
* include codes from system $cs-withdrawal-reason
* include codes from system $cs-escalation-step
