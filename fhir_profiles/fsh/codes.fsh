// Written by generate.py from hub.domain.codes and hub.fhir.codes; change it there.

CodeSystem: IncidentTypeCS
Id: incident-type
Title: "事故種別"
Description: "事故種別のコード体系。"
* insert English([[Incident type]], [[事故種別: the twelve categories of the Fire and Disaster Management Agency.]])
* ^experimental = false
* ^caseSensitive = true
* #fire "火災"
* #fire ^designation.language = #en
* #fire ^designation.value = "Fire"
* #natural-disaster "自然災害"
* #natural-disaster ^designation.language = #en
* #natural-disaster ^designation.value = "Natural disaster"
* #water "水難"
* #water ^designation.language = #en
* #water ^designation.value = "Water"
* #traffic "交通事故"
* #traffic ^designation.language = #en
* #traffic ^designation.value = "Traffic"
* #industrial "労働災害"
* #industrial ^designation.language = #en
* #industrial ^designation.value = "Industrial"
* #sports "運動競技"
* #sports ^designation.language = #en
* #sports ^designation.value = "Sports"
* #general-injury "一般負傷"
* #general-injury ^designation.language = #en
* #general-injury ^designation.value = "General injury"
* #assault "加害"
* #assault ^designation.language = #en
* #assault ^designation.value = "Assault"
* #self-harm "自損行為"
* #self-harm ^designation.language = #en
* #self-harm ^designation.value = "Self harm"
* #sudden-illness "急病"
* #sudden-illness ^designation.language = #en
* #sudden-illness ^designation.value = "Sudden illness"
* #interfacility-transfer "転院搬送"
* #interfacility-transfer ^designation.language = #en
* #interfacility-transfer ^designation.value = "Interfacility transfer"
* #other "その他"
* #other ^designation.language = #en
* #other ^designation.value = "Other"

ValueSet: IncidentTypeVS
Id: incident-type
Title: "事故種別"
Description: "事故種別の全コード。"
* insert English([[Incident type]], [[事故種別: the twelve categories of the Fire and Disaster Management Agency.]])
* ^experimental = false
* include codes from system IncidentTypeCS

CodeSystem: SeverityCS
Id: severity
Title: "傷病程度"
Description: "傷病程度のコード体系。"
* insert English([[Severity]], [[傷病程度: decided by the physician at the first examination (FDMA).]])
* ^experimental = false
* ^caseSensitive = true
* #death "死亡"
* #death ^designation.language = #en
* #death ^designation.value = "Death"
* #severe "重症"
* #severe ^designation.language = #en
* #severe ^designation.value = "Severe"
* #moderate "中等症"
* #moderate ^designation.language = #en
* #moderate ^designation.value = "Moderate"
* #mild "軽症"
* #mild ^designation.language = #en
* #mild ^designation.value = "Mild"
* #other "その他"
* #other ^designation.language = #en
* #other ^designation.value = "Other"

ValueSet: SeverityVS
Id: severity
Title: "傷病程度"
Description: "傷病程度の全コード。"
* insert English([[Severity]], [[傷病程度: decided by the physician at the first examination (FDMA).]])
* ^experimental = false
* include codes from system SeverityCS

CodeSystem: AgeBandCS
Id: age-band
Title: "年齢区分"
Description: "年齢区分のコード体系。"
* insert English([[Age band]], [[年齢区分: the five age bands of FDMA statistics.]])
* ^experimental = false
* ^caseSensitive = true
* #neonate "新生児"
* #neonate ^designation.language = #en
* #neonate ^designation.value = "Neonate"
* #infant "乳幼児"
* #infant ^designation.language = #en
* #infant ^designation.value = "Infant"
* #child "少年"
* #child ^designation.language = #en
* #child ^designation.value = "Child"
* #adult "成人"
* #adult ^designation.language = #en
* #adult ^designation.value = "Adult"
* #elderly "高齢者"
* #elderly ^designation.language = #en
* #elderly ^designation.value = "Elderly"

ValueSet: AgeBandVS
Id: age-band
Title: "年齢区分"
Description: "年齢区分の全コード。"
* insert English([[Age band]], [[年齢区分: the five age bands of FDMA statistics.]])
* ^experimental = false
* include codes from system AgeBandCS

CodeSystem: UrgencyCS
Id: urgency-scene
Title: "緊急度判定プロトコル(救急現場)"
Description: "緊急度判定プロトコル(救急現場)のコード体系。"
* insert English([[Urgency]], [[緊急度判定プロトコル(救急現場): the level the crew judges at the scene.]])
* ^experimental = false
* ^caseSensitive = true
* #red "赤・緊急"
* #red ^designation.language = #en
* #red ^designation.value = "Red"
* #yellow "黄・準緊急"
* #yellow ^designation.language = #en
* #yellow ^designation.value = "Yellow"
* #green "緑・低緊急"
* #green ^designation.language = #en
* #green ^designation.value = "Green"
* #white "白・非緊急"
* #white ^designation.language = #en
* #white ^designation.value = "White"

ValueSet: UrgencyVS
Id: urgency-scene
Title: "緊急度判定プロトコル(救急現場)"
Description: "緊急度判定プロトコル(救急現場)の全コード。"
* insert English([[Urgency]], [[緊急度判定プロトコル(救急現場): the level the crew judges at the scene.]])
* ^experimental = false
* include codes from system UrgencyCS

CodeSystem: DangerCS
Id: danger
Title: "注意情報"
Description: "注意情報のコード体系。"
* insert English([[Danger]], [[注意情報: what a receiving hospital must know before it answers.]])
* ^experimental = false
* ^caseSensitive = true
* #cardiac-arrest "心肺停止"
* #cardiac-arrest ^designation.language = #en
* #cardiac-arrest ^designation.value = "Cardiac arrest"
* #stroke-suspected "脳卒中疑い"
* #stroke-suspected ^designation.language = #en
* #stroke-suspected ^designation.value = "Stroke suspected"
* #stemi-suspected "急性冠症候群疑い"
* #stemi-suspected ^designation.language = #en
* #stemi-suspected ^designation.value = "STEMI suspected"
* #major-trauma "重症外傷"
* #major-trauma ^designation.language = #en
* #major-trauma ^designation.value = "Major trauma"
* #pregnant "妊娠"
* #pregnant ^designation.language = #en
* #pregnant ^designation.value = "Pregnant"
* #dialysis "透析"
* #dialysis ^designation.language = #en
* #dialysis ^designation.value = "Dialysis"
* #anticoagulant "抗凝固薬"
* #anticoagulant ^designation.language = #en
* #anticoagulant ^designation.value = "Anticoagulant"
* #infection "感染症疑い"
* #infection ^designation.language = #en
* #infection ^designation.value = "Infection"
* #psychiatric "精神症状"
* #psychiatric ^designation.language = #en
* #psychiatric ^designation.value = "Psychiatric"
* #intoxication "中毒"
* #intoxication ^designation.language = #en
* #intoxication ^designation.value = "Intoxication"

ValueSet: DangerVS
Id: danger
Title: "注意情報"
Description: "注意情報の全コード。"
* insert English([[Danger]], [[注意情報: what a receiving hospital must know before it answers.]])
* ^experimental = false
* include codes from system DangerCS

CodeSystem: JcsCS
Id: jcs
Title: "Jcs"
Description: "Jcsのコード体系。"
* insert English([[Jcs]], [[Japan Coma Scale; the suffixes R, I and A are separate findings.]])
* ^experimental = false
* ^caseSensitive = true
* #0 "清明"
* #0 ^designation.language = #en
* #0 ^designation.value = "Alert"
* #1 "I-1"
* #1 ^designation.language = #en
* #1 ^designation.value = "I-1"
* #2 "I-2"
* #2 ^designation.language = #en
* #2 ^designation.value = "I-2"
* #3 "I-3"
* #3 ^designation.language = #en
* #3 ^designation.value = "I-3"
* #10 "II-10"
* #10 ^designation.language = #en
* #10 ^designation.value = "II-10"
* #20 "II-20"
* #20 ^designation.language = #en
* #20 ^designation.value = "II-20"
* #30 "II-30"
* #30 ^designation.language = #en
* #30 ^designation.value = "II-30"
* #100 "III-100"
* #100 ^designation.language = #en
* #100 ^designation.value = "III-100"
* #200 "III-200"
* #200 ^designation.language = #en
* #200 ^designation.value = "III-200"
* #300 "III-300"
* #300 ^designation.language = #en
* #300 ^designation.value = "III-300"

ValueSet: JcsVS
Id: jcs
Title: "Jcs"
Description: "Jcsの全コード。"
* insert English([[Jcs]], [[Japan Coma Scale; the suffixes R, I and A are separate findings.]])
* ^experimental = false
* include codes from system JcsCS

CodeSystem: AvpuCS
Id: avpu
Title: "Avpu"
Description: "Avpuのコード体系。"
* insert English([[Avpu]], [[AVPU scale.]])
* ^experimental = false
* ^caseSensitive = true
* #alert "覚醒"
* #alert ^designation.language = #en
* #alert ^designation.value = "Alert"
* #voice "声に反応"
* #voice ^designation.language = #en
* #voice ^designation.value = "Voice"
* #pain "痛みに反応"
* #pain ^designation.language = #en
* #pain ^designation.value = "Pain"
* #unresponsive "無反応"
* #unresponsive ^designation.language = #en
* #unresponsive ^designation.value = "Unresponsive"

ValueSet: AvpuVS
Id: avpu
Title: "Avpu"
Description: "Avpuの全コード。"
* insert English([[Avpu]], [[AVPU scale.]])
* ^experimental = false
* include codes from system AvpuCS

CodeSystem: RhythmCS
Id: rhythm
Title: "初期心電図波形"
Description: "初期心電図波形のコード体系。"
* insert English([[Rhythm]], [[初期心電図波形 and the rhythms a crew reports.]])
* ^experimental = false
* ^caseSensitive = true
* #sinus "洞調律"
* #sinus ^designation.language = #en
* #sinus ^designation.value = "Sinus"
* #atrial-fibrillation "心房細動"
* #atrial-fibrillation ^designation.language = #en
* #atrial-fibrillation ^designation.value = "Atrial fibrillation"
* #ventricular-fibrillation "心室細動"
* #ventricular-fibrillation ^designation.language = #en
* #ventricular-fibrillation ^designation.value = "Ventricular fibrillation"
* #pulseless-vt "無脈性心室頻拍"
* #pulseless-vt ^designation.language = #en
* #pulseless-vt ^designation.value = "Pulseless VT"
* #pea "無脈性電気活動"
* #pea ^designation.language = #en
* #pea ^designation.value = "PEA"
* #asystole "心静止"
* #asystole ^designation.language = #en
* #asystole ^designation.value = "Asystole"
* #other "その他"
* #other ^designation.language = #en
* #other ^designation.value = "Other"

ValueSet: RhythmVS
Id: rhythm
Title: "初期心電図波形"
Description: "初期心電図波形の全コード。"
* insert English([[Rhythm]], [[初期心電図波形 and the rhythms a crew reports.]])
* ^experimental = false
* include codes from system RhythmCS

CodeSystem: TreatmentCS
Id: treatment
Title: "処置"
Description: "処置のコード体系。"
* insert English([[Treatment]], [[処置: what the crew did (救急救命処置録).]])
* ^experimental = false
* ^caseSensitive = true
* #oxygen "酸素投与"
* #oxygen ^designation.language = #en
* #oxygen ^designation.value = "Oxygen"
* #airway "気道確保"
* #airway ^designation.language = #en
* #airway ^designation.value = "Airway"
* #ventilation "人工呼吸"
* #ventilation ^designation.language = #en
* #ventilation ^designation.value = "Ventilation"
* #chest-compression "胸骨圧迫"
* #chest-compression ^designation.language = #en
* #chest-compression ^designation.value = "Chest compression"
* #defibrillation "除細動"
* #defibrillation ^designation.language = #en
* #defibrillation ^designation.value = "Defibrillation"
* #intravenous-access "静脈路確保"
* #intravenous-access ^designation.language = #en
* #intravenous-access ^designation.value = "Intravenous access"
* #adrenaline "アドレナリン投与"
* #adrenaline ^designation.language = #en
* #adrenaline ^designation.value = "Adrenaline"
* #glucose "ブドウ糖投与"
* #glucose ^designation.language = #en
* #glucose ^designation.value = "Glucose"
* #suction "吸引"
* #suction ^designation.language = #en
* #suction ^designation.value = "Suction"
* #haemostasis "止血"
* #haemostasis ^designation.language = #en
* #haemostasis ^designation.value = "Haemostasis"
* #immobilisation "固定"
* #immobilisation ^designation.language = #en
* #immobilisation ^designation.value = "Immobilisation"
* #warming "保温"
* #warming ^designation.language = #en
* #warming ^designation.value = "Warming"
* #other "その他"
* #other ^designation.language = #en
* #other ^designation.value = "Other"

ValueSet: TreatmentVS
Id: treatment
Title: "処置"
Description: "処置の全コード。"
* insert English([[Treatment]], [[処置: what the crew did (救急救命処置録).]])
* ^experimental = false
* include codes from system TreatmentCS

CodeSystem: TimeMarkCS
Id: time-mark
Title: "時間経過"
Description: "時間経過のコード体系。"
* insert English([[Time mark]], [[時間経過 of the 救急活動記録票.]])
* ^experimental = false
* ^caseSensitive = true
* #call-received "覚知"
* #call-received ^designation.language = #en
* #call-received ^designation.value = "Call received"
* #ordered "指令"
* #ordered ^designation.language = #en
* #ordered ^designation.value = "Ordered"
* #dispatched "出動"
* #dispatched ^designation.language = #en
* #dispatched ^designation.value = "Dispatched"
* #on-scene "現場到着"
* #on-scene ^designation.language = #en
* #on-scene ^designation.value = "On scene"
* #patient-contact "接触"
* #patient-contact ^designation.language = #en
* #patient-contact ^designation.value = "Patient contact"
* #loaded "車内収容"
* #loaded ^designation.language = #en
* #loaded ^designation.value = "Loaded"
* #departed-scene "現場出発"
* #departed-scene ^designation.language = #en
* #departed-scene ^designation.value = "Departed scene"
* #arrived-hospital "病院到着"
* #arrived-hospital ^designation.language = #en
* #arrived-hospital ^designation.value = "Arrived hospital"
* #handed-over "医師引継ぎ"
* #handed-over ^designation.language = #en
* #handed-over ^designation.value = "Handed over"
* #left-hospital "引揚"
* #left-hospital ^designation.language = #en
* #left-hospital ^designation.value = "Left hospital"
* #returned "帰署"
* #returned ^designation.language = #en
* #returned ^designation.value = "Returned"

ValueSet: TimeMarkVS
Id: time-mark
Title: "時間経過"
Description: "時間経過の全コード。"
* insert English([[Time mark]], [[時間経過 of the 救急活動記録票.]])
* ^experimental = false
* include codes from system TimeMarkCS

CodeSystem: AnswerCS
Id: answer
Title: "受入可否"
Description: "受入可否のコード体系。"
* insert English([[Answer]], [[受入可否: what a hospital says to an acceptance request.]])
* ^experimental = false
* ^caseSensitive = true
* #accept "応需"
* #accept ^designation.language = #en
* #accept ^designation.value = "Accept"
* #conditional "条件付応需"
* #conditional ^designation.language = #en
* #conditional ^designation.value = "Conditional"
* #decline "不応需"
* #decline ^designation.language = #en
* #decline ^designation.value = "Decline"

ValueSet: AnswerVS
Id: answer
Title: "受入可否"
Description: "受入可否の全コード。"
* insert English([[Answer]], [[受入可否: what a hospital says to an acceptance request.]])
* ^experimental = false
* include codes from system AnswerCS

CodeSystem: DeclineReasonCS
Id: decline-reason
Title: "受入れに至らなかった理由"
Description: "受入れに至らなかった理由のコード体系。"
* insert English([[Decline reason]], [[受入れに至らなかった理由: the national list.]])
* ^experimental = false
* ^caseSensitive = true
* #busy "手術中・患者対応中"
* #busy ^designation.language = #en
* #busy ^designation.value = "Busy"
* #beds-full "ベッド満床"
* #beds-full ^designation.language = #en
* #beds-full ^designation.value = "Beds full"
* #treatment-difficult "処置困難"
* #treatment-difficult ^designation.language = #en
* #treatment-difficult ^designation.value = "Treatment difficult"
* #out-of-specialty "専門外"
* #out-of-specialty ^designation.language = #en
* #out-of-specialty ^designation.value = "Out of specialty"
* #no-physician "医師不在"
* #no-physician ^designation.language = #en
* #no-physician ^designation.value = "No physician"
* #not-own-patient "初診(かかりつけ医なし)"
* #not-own-patient ^designation.language = #en
* #not-own-patient ^designation.value = "Not own patient"
* #other "理由不明・その他"
* #other ^designation.language = #en
* #other ^designation.value = "Other"

ValueSet: DeclineReasonVS
Id: decline-reason
Title: "受入れに至らなかった理由"
Description: "受入れに至らなかった理由の全コード。"
* insert English([[Decline reason]], [[受入れに至らなかった理由: the national list.]])
* ^experimental = false
* include codes from system DeclineReasonCS

CodeSystem: ChangeCS
Id: change
Title: "容態変化"
Description: "容態変化のコード体系。"
* insert English([[Change]], [[容態変化 that the receiving hospital must hear of at once.]])
* ^experimental = false
* ^caseSensitive = true
* #cardiac-arrest "心肺停止"
* #cardiac-arrest ^designation.language = #en
* #cardiac-arrest ^designation.value = "Cardiac arrest"
* #deteriorated "悪化"
* #deteriorated ^designation.language = #en
* #deteriorated ^designation.value = "Deteriorated"
* #improved "改善"
* #improved ^designation.language = #en
* #improved ^designation.value = "Improved"
* #return-of-circulation "自己心拍再開"
* #return-of-circulation ^designation.language = #en
* #return-of-circulation ^designation.value = "Return of circulation"
* #other "その他"
* #other ^designation.language = #en
* #other ^designation.value = "Other"

ValueSet: ChangeVS
Id: change
Title: "容態変化"
Description: "容態変化の全コード。"
* insert English([[Change]], [[容態変化 that the receiving hospital must hear of at once.]])
* ^experimental = false
* include codes from system ChangeCS

CodeSystem: ClosingCS
Id: closing
Title: "Closing"
Description: "Closingのコード体系。"
* insert English([[Closing]], [[How a case ends for the crew (搬送・不搬送).]])
* ^experimental = false
* ^caseSensitive = true
* #transported "搬送"
* #transported ^designation.language = #en
* #transported ^designation.value = "Transported"
* #refused "不搬送・辞退"
* #refused ^designation.language = #en
* #refused ^designation.value = "Refused"
* #dead-at-scene "不搬送・死亡"
* #dead-at-scene ^designation.language = #en
* #dead-at-scene ^designation.value = "Dead at scene"
* #treated-at-scene "不搬送・現場処置"
* #treated-at-scene ^designation.language = #en
* #treated-at-scene ^designation.value = "Treated at scene"
* #no-patient "不搬送・傷病者なし"
* #no-patient ^designation.language = #en
* #no-patient ^designation.value = "No patient"
* #cancelled "不搬送・取消"
* #cancelled ^designation.language = #en
* #cancelled ^designation.value = "Cancelled"

ValueSet: ClosingVS
Id: closing
Title: "Closing"
Description: "Closingの全コード。"
* insert English([[Closing]], [[How a case ends for the crew (搬送・不搬送).]])
* ^experimental = false
* include codes from system ClosingCS

CodeSystem: LevelCS
Id: capacity-level
Title: "応需状況"
Description: "応需状況のコード体系。"
* insert English([[Level]], [[応需状況 of a specialty, as hospitals mark it.]])
* ^experimental = false
* ^caseSensitive = true
* #good "◎"
* #good ^designation.language = #en
* #good ^designation.value = "Good"
* #possible "○"
* #possible ^designation.language = #en
* #possible ^designation.value = "Possible"
* #limited "△"
* #limited ^designation.language = #en
* #limited ^designation.value = "Limited"
* #none "×"
* #none ^designation.language = #en
* #none ^designation.value = "None"

ValueSet: LevelVS
Id: capacity-level
Title: "応需状況"
Description: "応需状況の全コード。"
* insert English([[Level]], [[応需状況 of a specialty, as hospitals mark it.]])
* ^experimental = false
* include codes from system LevelCS

CodeSystem: SpecialtyCS
Id: specialty
Title: "診療科 or function for which a hospital states its capacity"
Description: "診療科 or function for which a hospital states its capacityのコード体系。"
* insert English([[Specialty]], [[診療科 or function for which a hospital states its capacity and a crew asks.]])
* ^experimental = false
* ^caseSensitive = true
* #emergency "救急科"
* #emergency ^designation.language = #en
* #emergency ^designation.value = "Emergency"
* #internal "内科"
* #internal ^designation.language = #en
* #internal ^designation.value = "Internal"
* #cardiology "循環器"
* #cardiology ^designation.language = #en
* #cardiology ^designation.value = "Cardiology"
* #stroke "脳卒中"
* #stroke ^designation.language = #en
* #stroke ^designation.value = "Stroke"
* #surgery "外科"
* #surgery ^designation.language = #en
* #surgery ^designation.value = "Surgery"
* #orthopaedics "整形外科"
* #orthopaedics ^designation.language = #en
* #orthopaedics ^designation.value = "Orthopaedics"
* #neurosurgery "脳神経外科"
* #neurosurgery ^designation.language = #en
* #neurosurgery ^designation.value = "Neurosurgery"
* #paediatrics "小児科"
* #paediatrics ^designation.language = #en
* #paediatrics ^designation.value = "Paediatrics"
* #obstetrics "産婦人科"
* #obstetrics ^designation.language = #en
* #obstetrics ^designation.value = "Obstetrics"
* #psychiatry "精神科"
* #psychiatry ^designation.language = #en
* #psychiatry ^designation.value = "Psychiatry"
* #burns "熱傷"
* #burns ^designation.language = #en
* #burns ^designation.value = "Burns"
* #trauma "外傷"
* #trauma ^designation.language = #en
* #trauma ^designation.value = "Trauma"

ValueSet: SpecialtyVS
Id: specialty
Title: "診療科 or function for which a hospital states its capacity"
Description: "診療科 or function for which a hospital states its capacityの全コード。"
* insert English([[Specialty]], [[診療科 or function for which a hospital states its capacity and a crew asks.]])
* ^experimental = false
* include codes from system SpecialtyCS

CodeSystem: RequestStateCS
Id: request-state
Title: "受入照会の状態"
Description: "受入照会の状態のコード体系。"
* insert English([[Request state]], [[受入照会の状態: how far a request has come at one hospital.]])
* ^experimental = false
* ^caseSensitive = true
* #requested "送信"
* #requested ^designation.language = #en
* #requested ^designation.value = "Requested"
* #delivered "端末到達"
* #delivered ^designation.language = #en
* #delivered ^designation.value = "Delivered"
* #displayed "画面表示"
* #displayed ^designation.language = #en
* #displayed ^designation.value = "Displayed"
* #acknowledged "確認"
* #acknowledged ^designation.language = #en
* #acknowledged ^designation.value = "Acknowledged"
* #accepted "応需"
* #accepted ^designation.language = #en
* #accepted ^designation.value = "Accepted"
* #conditional "条件付応需"
* #conditional ^designation.language = #en
* #conditional ^designation.value = "Conditional"
* #declined "不応需"
* #declined ^designation.language = #en
* #declined ^designation.value = "Declined"
* #withdrawn "取下げ"
* #withdrawn ^designation.language = #en
* #withdrawn ^designation.value = "Withdrawn"

ValueSet: RequestStateVS
Id: request-state
Title: "受入照会の状態"
Description: "受入照会の状態の全コード。"
* insert English([[Request state]], [[受入照会の状態: how far a request has come at one hospital.]])
* ^experimental = false
* include codes from system RequestStateCS

CodeSystem: CaseStatusCS
Id: case-status
Title: "Case status"
Description: "Case statusのコード体系。"
* insert English([[Case status]], [[Where a case stands.]])
* ^experimental = false
* ^caseSensitive = true
* #open "活動中"
* #open ^designation.language = #en
* #open ^designation.value = "Open"
* #handed-over "引継済"
* #handed-over ^designation.language = #en
* #handed-over ^designation.value = "Handed over"
* #closed "終了"
* #closed ^designation.language = #en
* #closed ^designation.value = "Closed"

ValueSet: CaseStatusVS
Id: case-status
Title: "Case status"
Description: "Case statusの全コード。"
* insert English([[Case status]], [[Where a case stands.]])
* ^experimental = false
* include codes from system CaseStatusCS

CodeSystem: OrganisationKindCS
Id: organisation-kind
Title: "Organisation kind"
Description: "Organisation kindのコード体系。"
* insert English([[Organisation kind]], [[Who takes part.]])
* ^experimental = false
* ^caseSensitive = true
* #fire-department "消防本部"
* #fire-department ^designation.language = #en
* #fire-department ^designation.value = "Fire department"
* #hospital "医療機関"
* #hospital ^designation.language = #en
* #hospital ^designation.value = "Hospital"
* #transport-provider "患者等搬送事業者"
* #transport-provider ^designation.language = #en
* #transport-provider ^designation.value = "Transport provider"

ValueSet: OrganisationKindVS
Id: organisation-kind
Title: "Organisation kind"
Description: "Organisation kindの全コード。"
* insert English([[Organisation kind]], [[Who takes part.]])
* ^experimental = false
* include codes from system OrganisationKindCS

CodeSystem: RoleCS
Id: role
Title: "Role"
Description: "Roleのコード体系。"
* insert English([[Role]], [[What a caller's key is for.]])
* ^experimental = false
* ^caseSensitive = true
* #crew "救急隊"
* #crew ^designation.language = #en
* #crew ^designation.value = "Crew"
* #command-center "指令センター"
* #command-center ^designation.language = #en
* #command-center ^designation.value = "Command center"
* #hospital "医療機関端末"
* #hospital ^designation.language = #en
* #hospital ^designation.value = "Hospital"
* #operator "患者等搬送事業者"
* #operator ^designation.language = #en
* #operator ^designation.value = "Operator"
* #administrator "管理者"
* #administrator ^designation.language = #en
* #administrator ^designation.value = "Administrator"

ValueSet: RoleVS
Id: role
Title: "Role"
Description: "Roleの全コード。"
* insert English([[Role]], [[What a caller's key is for.]])
* ^experimental = false
* include codes from system RoleCS

CodeSystem: ObservationKindCS
Id: observation-kind
Title: "Observation kind"
Description: "Observation kindのコード体系。"
* insert English([[Observation kind]], [[Observations for which no public code was found.]])
* ^experimental = false
* ^caseSensitive = true
* #jcs "意識レベル(JCS)"
* #jcs ^designation.language = #en
* #jcs ^designation.value = "JCS"
* #pupils "瞳孔径"
* #pupils ^designation.language = #en
* #pupils ^designation.value = "Pupils"
* #pupil-diameter-left "瞳孔径 左"
* #pupil-diameter-left ^designation.language = #en
* #pupil-diameter-left ^designation.value = "Pupil diameter left"
* #pupil-diameter-right "瞳孔径 右"
* #pupil-diameter-right ^designation.language = #en
* #pupil-diameter-right ^designation.value = "Pupil diameter right"
* #findings "所見"
* #findings ^designation.language = #en
* #findings ^designation.value = "Findings"
* #dangers "注意情報"
* #dangers ^designation.language = #en
* #dangers ^designation.value = "Dangers"
* #severity "傷病程度"
* #severity ^designation.language = #en
* #severity ^designation.value = "Severity"
* #capacity "応需情報"
* #capacity ^designation.language = #en
* #capacity ^designation.value = "Capacity"
* #specialty "診療科"
* #specialty ^designation.language = #en
* #specialty ^designation.value = "Specialty"
* #beds "空床"
* #beds ^designation.language = #en
* #beds ^designation.value = "Beds"

ValueSet: ObservationKindVS
Id: observation-kind
Title: "Observation kind"
Description: "Observation kindの全コード。"
* insert English([[Observation kind]], [[Observations for which no public code was found.]])
* ^experimental = false
* include codes from system ObservationKindCS

CodeSystem: RequestKindCS
Id: request-kind
Title: "Request kind"
Description: "Request kindのコード体系。"
* insert English([[Request kind]], [[What a ServiceRequest asks for.]])
* ^experimental = false
* ^caseSensitive = true
* #acceptance "救急受入照会"
* #acceptance ^designation.language = #en
* #acceptance ^designation.value = "Acceptance"

ValueSet: RequestKindVS
Id: request-kind
Title: "Request kind"
Description: "Request kindの全コード。"
* insert English([[Request kind]], [[What a ServiceRequest asks for.]])
* ^experimental = false
* include codes from system RequestKindCS

CodeSystem: RequestDetailCS
Id: request-detail
Title: "Request detail"
Description: "Request detailのコード体系。"
* insert English([[Request detail]], [[What goes into an inquiry (Task.input) and what comes out of it (Task.output).]])
* ^experimental = false
* ^caseSensitive = true
* #specialty "診療科"
* #specialty ^designation.language = #en
* #specialty ^designation.value = "Specialty"
* #message "伝達事項"
* #message ^designation.language = #en
* #message ^designation.value = "Message"
* #eta "到着見込み"
* #eta ^designation.language = #en
* #eta ^designation.value = "ETA"
* #conditions "受入条件"
* #conditions ^designation.language = #en
* #conditions ^designation.value = "Conditions"
* #by "確認者・回答者"
* #by ^designation.language = #en
* #by ^designation.value = "By"

ValueSet: RequestDetailVS
Id: request-detail
Title: "Request detail"
Description: "Request detailの全コード。"
* insert English([[Request detail]], [[What goes into an inquiry (Task.input) and what comes out of it (Task.output).]])
* ^experimental = false
* include codes from system RequestDetailCS

CodeSystem: ParticipantKindCS
Id: participant-kind
Title: "Participant kind"
Description: "Participant kindのコード体系。"
* insert English([[Participant kind]], [[Who takes part in a mission beside the crew.]])
* ^experimental = false
* ^caseSensitive = true
* #receiver "引継医師"
* #receiver ^designation.language = #en
* #receiver ^designation.value = "Receiver"

ValueSet: ParticipantKindVS
Id: participant-kind
Title: "Participant kind"
Description: "Participant kindの全コード。"
* insert English([[Participant kind]], [[Who takes part in a mission beside the crew.]])
* ^experimental = false
* include codes from system ParticipantKindCS

CodeSystem: WithdrawalReasonCS
Id: withdrawal-reason
Title: "Withdrawal reason"
Description: "Withdrawal reasonのコード体系。"
* insert English([[Withdrawal reason]], [[Why the hub itself took a request back; a crew's own words are text.]])
* ^experimental = false
* ^caseSensitive = true
* #other-accepted "他院が応需"
* #other-accepted ^designation.language = #en
* #other-accepted ^designation.value = "Other accepted"
* #closed "活動終了"
* #closed ^designation.language = #en
* #closed ^designation.value = "Closed"

ValueSet: WithdrawalReasonVS
Id: withdrawal-reason
Title: "Withdrawal reason"
Description: "Withdrawal reasonの全コード。"
* insert English([[Withdrawal reason]], [[Why the hub itself took a request back; a crew's own words are text.]])
* ^experimental = false
* include codes from system WithdrawalReasonCS

CodeSystem: SubmissionKindCS
Id: submission-kind
Title: "Submission kind"
Description: "Submission kindのコード体系。"
* insert English([[Submission kind]], [[The kinds of submission, as Provenance names the act.]])
* ^experimental = false
* ^caseSensitive = true
* #open-case "事案開始"
* #open-case ^designation.language = #en
* #open-case ^designation.value = "Open case"
* #describe-patient "傷病者情報"
* #describe-patient ^designation.language = #en
* #describe-patient ^designation.value = "Describe patient"
* #record-observation "観察"
* #record-observation ^designation.language = #en
* #record-observation ^designation.value = "Record observation"
* #record-treatment "処置"
* #record-treatment ^designation.language = #en
* #record-treatment ^designation.value = "Record treatment"
* #stamp-time "時間経過"
* #stamp-time ^designation.language = #en
* #stamp-time ^designation.value = "Stamp time"
* #request-acceptance "受入照会"
* #request-acceptance ^designation.language = #en
* #request-acceptance ^designation.value = "Request acceptance"
* #withdraw-request "照会の取下げ"
* #withdraw-request ^designation.language = #en
* #withdraw-request ^designation.value = "Withdraw request"
* #confirm-destination "搬送先決定"
* #confirm-destination ^designation.language = #en
* #confirm-destination ^designation.value = "Confirm destination"
* #report-position "位置"
* #report-position ^designation.language = #en
* #report-position ^designation.value = "Report position"
* #report-change "容態変化"
* #report-change ^designation.language = #en
* #report-change ^designation.value = "Report change"
* #hand-over "引継ぎ"
* #hand-over ^designation.language = #en
* #hand-over ^designation.value = "Hand over"
* #close-case "活動終了"
* #close-case ^designation.language = #en
* #close-case ^designation.value = "Close case"
* #mark-delivered "端末到達"
* #mark-delivered ^designation.language = #en
* #mark-delivered ^designation.value = "Mark delivered"
* #mark-displayed "画面表示"
* #mark-displayed ^designation.language = #en
* #mark-displayed ^designation.value = "Mark displayed"
* #acknowledge "確認"
* #acknowledge ^designation.language = #en
* #acknowledge ^designation.value = "Acknowledge"
* #answer-request "受入可否回答"
* #answer-request ^designation.language = #en
* #answer-request ^designation.value = "Answer request"
* #receive-hand-over "引継受領"
* #receive-hand-over ^designation.language = #en
* #receive-hand-over ^designation.value = "Receive hand over"
* #record-outcome "初診結果"
* #record-outcome ^designation.language = #en
* #record-outcome ^designation.value = "Record outcome"
* #publish-capacity "応需情報"
* #publish-capacity ^designation.language = #en
* #publish-capacity ^designation.value = "Publish capacity"

ValueSet: SubmissionKindVS
Id: submission-kind
Title: "Submission kind"
Description: "Submission kindの全コード。"
* insert English([[Submission kind]], [[The kinds of submission, as Provenance names the act.]])
* ^experimental = false
* include codes from system SubmissionKindCS
