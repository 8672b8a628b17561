// Written by `python -m hub.ui.codes` from hub/domain; do not edit.

export const CODES = {
  "age-band": {
    "neonate": "新生児",
    "infant": "乳幼児",
    "child": "少年",
    "adult": "成人",
    "elderly": "高齢者"
  },
  "answer": {
    "accept": "応需",
    "conditional": "条件付応需",
    "decline": "不応需"
  },
  "attachment-kind": {
    "ecg-12-lead": "12誘導心電図",
    "injury": "負傷部位",
    "scene": "現場・事故状況",
    "medication": "お薬手帳・薬剤",
    "document": "書類",
    "other": "その他"
  },
  "attendant": {
    "doctor": "医師",
    "nurse": "看護師",
    "paramedic": "救急救命士",
    "family": "家族"
  },
  "avpu": {
    "alert": "覚醒",
    "voice": "声に反応",
    "pain": "痛みに反応",
    "unresponsive": "無反応"
  },
  "captain-reason": {
    "urgency-high": "緊急度が高い",
    "environment": "現場環境",
    "other": "その他"
  },
  "case-status": {
    "open": "活動中",
    "handed-over": "引継済",
    "closed": "終了"
  },
  "change": {
    "cardiac-arrest": "心肺停止",
    "deteriorated": "悪化",
    "improved": "改善",
    "return-of-circulation": "自己心拍再開",
    "other": "その他"
  },
  "closing": {
    "transported": "搬送",
    "refused": "不搬送・辞退",
    "dead-at-scene": "不搬送・死亡",
    "treated-at-scene": "不搬送・現場処置",
    "no-patient": "不搬送・傷病者なし",
    "cancelled": "不搬送・取消"
  },
  "danger": {
    "cardiac-arrest": "心肺停止",
    "stroke-suspected": "脳卒中疑い",
    "stemi-suspected": "急性冠症候群疑い",
    "major-trauma": "重症外傷",
    "pregnant": "妊娠",
    "dialysis": "透析",
    "anticoagulant": "抗凝固薬",
    "infection": "感染症疑い",
    "psychiatric": "精神症状",
    "intoxication": "中毒"
  },
  "decline-reason": {
    "busy": "手術中・患者対応中",
    "beds-full": "ベッド満床",
    "treatment-difficult": "処置困難",
    "out-of-specialty": "専門外",
    "no-physician": "医師不在",
    "not-own-patient": "初診(かかりつけ医なし)",
    "other": "理由不明・その他"
  },
  "disposition": {
    "admitted": "入院",
    "intensive-care": "集中治療室に入院",
    "home": "帰宅",
    "transferred": "転院",
    "died": "死亡",
    "other": "その他"
  },
  "emergency-class": {
    "primary": "初期",
    "secondary": "二次",
    "tertiary": "三次"
  },
  "equipment": {
    "oxygen": "酸素",
    "suction": "吸引器",
    "infusion": "点滴",
    "monitor": "モニター(心電図・SpO₂・血圧)",
    "ventilator": "人工呼吸器",
    "aed": "AED",
    "power": "100V電源"
  },
  "escalation-step": {
    "second-device": "病院の第二端末",
    "crew": "救急隊に通知",
    "command-center": "指令センターに通知",
    "next-ring": "次の照会が可能"
  },
  "glass-reason": {
    "came-by-own-means": "直接来院(自力・家族)",
    "care-elsewhere": "他院搬送分の診療に必要",
    "identity-unknown": "身元・既往が不明で重篤",
    "mutual-aid": "応援出動・管轄外の指揮"
  },
  "incident-type": {
    "fire": "火災",
    "natural-disaster": "自然災害",
    "water": "水難",
    "traffic": "交通事故",
    "industrial": "労働災害",
    "sports": "運動競技",
    "general-injury": "一般負傷",
    "assault": "加害",
    "self-harm": "自損行為",
    "sudden-illness": "急病",
    "interfacility-transfer": "転院搬送",
    "other": "その他"
  },
  "jcs": {
    "0": "清明",
    "1": "I-1",
    "2": "I-2",
    "3": "I-3",
    "10": "II-10",
    "20": "II-20",
    "30": "II-30",
    "100": "III-100",
    "200": "III-200",
    "300": "III-300"
  },
  "later-state": {
    "in-hospital": "入院中",
    "home": "退院",
    "transferred": "転院",
    "died": "死亡"
  },
  "legal-basis": {
    "consent": "本人の同意",
    "vital-interest-no-consent": "生命・身体の保護(同意困難)",
    "statutory-duty": "法令に基づく",
    "public-health-verification": "公衆衛生の向上(事後検証)",
    "transport-necessity": "搬送・受入れに必要"
  },
  "level": {
    "good": "◎",
    "possible": "○",
    "limited": "△",
    "none": "×"
  },
  "licence": {
    "passenger-car": "一般乗用旅客自動車運送事業",
    "chartered": "一般貸切旅客自動車運送事業",
    "specified": "特定旅客自動車運送事業",
    "private-paid": "自家用有償旅客運送"
  },
  "mobility": {
    "walking": "独歩",
    "wheelchair": "車椅子",
    "reclining": "リクライニング車椅子",
    "stretcher": "ストレッチャー"
  },
  "myna-method": {
    "card": "カード",
    "four-items": "4情報検索"
  },
  "myna-result": {
    "viewed": "閲覧した",
    "card-not-carried": "カード不所持",
    "card-not-registered": "保険証利用登録なし",
    "consent-refused": "同意なし",
    "captain-decided-no": "隊長判断で閲覧せず",
    "identity-mismatch": "本人不一致",
    "card-expired": "カード有効期限切れ",
    "card-unreadable": "カード読取不可",
    "no-records": "情報なし",
    "network-error": "システム・通信障害"
  },
  "offer": {
    "accept": "引受可",
    "partial": "一部引受可",
    "later": "時刻変更で引受可",
    "decline": "引受不可"
  },
  "offer-reason": {
    "no-vehicle": "車両なし",
    "no-crew": "乗務員なし",
    "equipment": "資器材不足",
    "out-of-area": "区域外",
    "other": "その他"
  },
  "operation-mode": {
    "normal": "平時",
    "multiple-casualties": "多数傷病者",
    "alert": "警戒",
    "disaster": "災害"
  },
  "operator-state": {
    "asked": "依頼中",
    "accepted": "引受可",
    "partial": "一部引受可",
    "later": "時刻変更で引受可",
    "declined": "引受不可",
    "claimed": "受託",
    "lost": "他社が受託"
  },
  "organisation-kind": {
    "fire-department": "消防本部",
    "hospital": "医療機関",
    "transport-provider": "患者等搬送事業者",
    "authority": "行政機関"
  },
  "precaution": {
    "contact": "接触予防策",
    "droplet": "飛沫予防策",
    "airborne": "空気予防策"
  },
  "preparation": {
    "resuscitation-room": "初療室",
    "ct": "CT",
    "catheter-lab": "カテ室",
    "operating-room": "手術室",
    "blood": "輸血",
    "ventilator": "人工呼吸器",
    "isolation": "個室・感染対策",
    "bed": "入院病床"
  },
  "request-state": {
    "requested": "送信",
    "delivered": "端末到達",
    "displayed": "画面表示",
    "acknowledged": "確認",
    "accepted": "応需",
    "conditional": "条件付応需",
    "declined": "不応需",
    "withdrawn": "取下げ"
  },
  "rhythm": {
    "sinus": "洞調律",
    "atrial-fibrillation": "心房細動",
    "ventricular-fibrillation": "心室細動",
    "pulseless-vt": "無脈性心室頻拍",
    "pea": "無脈性電気活動",
    "asystole": "心静止",
    "other": "その他"
  },
  "role": {
    "crew": "救急隊",
    "command-center": "指令センター",
    "hospital": "医療機関端末",
    "operator": "患者等搬送事業者",
    "authority": "行政機関",
    "administrator": "管理者"
  },
  "severity": {
    "death": "死亡",
    "severe": "重症",
    "moderate": "中等症",
    "mild": "軽症",
    "other": "その他"
  },
  "sex": {
    "male": "男",
    "female": "女",
    "other": "その他",
    "unknown": "不明"
  },
  "specialty": {
    "emergency": "救急科",
    "internal": "内科",
    "cardiology": "循環器",
    "stroke": "脳卒中",
    "surgery": "外科",
    "orthopaedics": "整形外科",
    "neurosurgery": "脳神経外科",
    "paediatrics": "小児科",
    "obstetrics": "産婦人科",
    "psychiatry": "精神科",
    "burns": "熱傷",
    "trauma": "外傷"
  },
  "team": {
    "stroke": "脳卒中チーム",
    "stemi": "STEMIチーム",
    "trauma": "外傷チーム"
  },
  "team-state": {
    "called": "招集",
    "arrived": "集合",
    "stood-down": "解除"
  },
  "time-mark": {
    "call-received": "覚知",
    "ordered": "指令",
    "dispatched": "出動",
    "on-scene": "現場到着",
    "patient-contact": "接触",
    "loaded": "車内収容",
    "departed-scene": "現場出発",
    "arrived-hospital": "病院到着",
    "handed-over": "医師引継ぎ",
    "left-hospital": "引揚",
    "returned": "帰署"
  },
  "transfer-reason": {
    "no-beds": "満床",
    "rehabilitation": "リハビリ目的",
    "planned-examination": "予定検査",
    "own-doctor": "かかりつけへの転院",
    "family-wish": "家族希望",
    "planned-dialysis": "予定透析",
    "immobile": "体動困難",
    "oxygen-needed": "酸素投与必要",
    "suction-needed": "吸引必要",
    "on-call-hospital": "緊急性のない当番病院転院",
    "long-distance": "遠距離",
    "return-after-treatment": "処置・検査後にかかりつけへ戻る"
  },
  "transport-purpose": {
    "outpatient": "通院",
    "admission": "入院",
    "discharge": "退院",
    "transfer": "転院",
    "step-down": "下り搬送(逆紹介)",
    "facility": "施設送迎",
    "leave": "一時帰宅・外出",
    "long-distance": "長距離"
  },
  "transport-status": {
    "requested": "依頼中",
    "claimed": "受託済",
    "to-pickup": "お迎えに出発",
    "at-pickup": "お迎え先到着",
    "on-board": "乗車",
    "arrived": "到着",
    "switched-to-119": "119番に切替",
    "completed": "完了",
    "cancelled": "取消"
  },
  "treatment": {
    "oxygen": "酸素投与",
    "airway": "気道確保",
    "ventilation": "人工呼吸",
    "chest-compression": "胸骨圧迫",
    "defibrillation": "除細動",
    "intravenous-access": "静脈路確保",
    "adrenaline": "アドレナリン投与",
    "glucose": "ブドウ糖投与",
    "suction": "吸引",
    "haemostasis": "止血",
    "immobilisation": "固定",
    "warming": "保温",
    "other": "その他"
  },
  "triage-category": {
    "red": "赤・I 最優先治療群",
    "yellow": "黄・II 待機的治療群",
    "green": "緑・III 保留群",
    "black": "黒・0 死亡・救命困難群"
  },
  "triage-method": {
    "start": "START法(一次)",
    "pat": "PAT法(二次)",
    "other": "その他"
  },
  "trip-state": {
    "to-pickup": "お迎えに出発",
    "at-pickup": "お迎え先到着",
    "on-board": "乗車",
    "arrived": "到着",
    "completed": "完了",
    "cancelled": "取消"
  },
  "urgency": {
    "red": "赤・緊急",
    "yellow": "黄・準緊急",
    "green": "緑・低緊急",
    "white": "白・非緊急"
  },
  "withdrawal-cause": {
    "withdrawn": "救急隊が取下げ",
    "other-accepted": "他院が応需",
    "allotted-elsewhere": "他院へ割当",
    "expired": "指令センターが失効",
    "closed": "活動終了"
  }
};

export const FIELDS = {
  "open-incident": {
    "incident_number": "出動番号",
    "unit": "出動隊",
    "call_received_at": "覚知",
    "ordered_at": "指令",
    "dispatched_at": "出動",
    "incident_type": "事故種別",
    "chief_complaint": "主訴",
    "urgency": "緊急度",
    "scene_address": "発生場所",
    "scene_latitude": "緯度",
    "scene_longitude": "経度",
    "call_report": "通報内容",
    "patients": "傷病者数",
    "age_years": "年齢",
    "age_band": "年齢区分",
    "sex": "性別",
    "is_exercise": "訓練"
  },
  "open-case": {
    "incident_number": "出動番号",
    "incident_type": "事故種別",
    "chief_complaint": "主訴",
    "urgency": "緊急度",
    "scene_address": "発生場所",
    "scene_latitude": "緯度",
    "scene_longitude": "経度",
    "is_exercise": "訓練"
  },
  "describe-patient": {
    "family_name": "姓",
    "given_name": "名",
    "family_kana": "セイ",
    "given_kana": "メイ",
    "birth_date": "生年月日",
    "address": "住所",
    "phone": "電話番号",
    "age_years": "年齢",
    "age_band": "年齢区分",
    "sex": "性別",
    "chief_complaint": "主訴",
    "suspected_condition": "推定傷病名",
    "onset_at": "発症時刻",
    "urgency": "緊急度",
    "dangers": "注意情報",
    "medical_history": "既往歴",
    "medications": "内服薬",
    "allergies": "アレルギー"
  },
  "record-observation": {
    "heart_rate": "心拍数",
    "respiratory_rate": "呼吸数",
    "spo2": "SpO₂",
    "systolic": "収縮期血圧",
    "diastolic": "拡張期血圧",
    "temperature": "体温",
    "glucose": "血糖",
    "etco2": "EtCO₂",
    "jcs": "JCS",
    "gcs_eye": "GCS E",
    "gcs_verbal": "GCS V",
    "gcs_motor": "GCS M",
    "avpu": "AVPU",
    "rhythm": "心電図波形",
    "pupil_left": "瞳孔径 左",
    "pupil_right": "瞳孔径 右",
    "findings": "所見"
  },
  "record-triage": {
    "category": "トリアージ区分",
    "method": "方法",
    "tag_number": "タグ番号"
  },
  "record-treatment": {
    "treatment": "処置",
    "amount": "量・回数",
    "unit": "単位",
    "detail": "詳細"
  },
  "stamp-time": {
    "mark": "時刻の種類"
  },
  "attach": {
    "what": "種類",
    "content": "内容",
    "title": "説明",
    "is_identifying": "個人が分かる内容",
    "keeps_position": "位置情報を残す"
  },
  "request-acceptance": {
    "facilities": "照会先",
    "specialty": "必要な診療科",
    "message": "伝達事項",
    "eta_minutes": "到着見込み",
    "answer_within_s": "回答期限",
    "ask_again": "再照会"
  },
  "request-on-behalf": {
    "facilities": "照会先",
    "specialty": "必要な診療科",
    "message": "伝達事項",
    "eta_minutes": "到着見込み",
    "answer_within_s": "回答期限",
    "ask_again": "再照会"
  },
  "withdraw-request": {
    "facilities": "取下げ先",
    "reason": "理由"
  },
  "expire-request": {
    "facilities": "失効させる照会先"
  },
  "record-phone-answer": {
    "facility": "医療機関",
    "answer": "回答",
    "reason": "不応需理由",
    "conditions": "条件",
    "specialty": "受入診療科",
    "by": "回答者"
  },
  "allot": {
    "facility": "割当先",
    "specialty": "必要な診療科",
    "message": "伝達事項",
    "eta_minutes": "到着見込み",
    "answer_within_s": "回答期限",
    "ask_again": "不応需後の再割当"
  },
  "confirm-destination": {
    "facility": "搬送先",
    "is_by_phone": "電話で受入確認",
    "eta_minutes": "到着見込み"
  },
  "ask": {
    "question": "質問",
    "by": "質問者"
  },
  "message": {
    "text": "内容",
    "facilities": "宛先医療機関",
    "reply_to": "返信先",
    "by": "発信者"
  },
  "report-position": {
    "latitude": "緯度",
    "longitude": "経度",
    "eta_minutes": "到着見込み"
  },
  "report-change": {
    "change": "変化",
    "detail": "詳細"
  },
  "hand-over": {
    "summary": "申送り",
    "received_by": "引継医師"
  },
  "close-case": {
    "closing": "搬送・不搬送",
    "detail": "詳細"
  },
  "mark-displayed": {},
  "acknowledge": {
    "by": "確認者"
  },
  "answer-request": {
    "answer": "回答",
    "reason": "不応需理由",
    "conditions": "条件",
    "specialty": "受入診療科",
    "by": "回答者"
  },
  "activate-team": {
    "team": "チーム",
    "state": "状態",
    "by": "登録者"
  },
  "prepare": {
    "item": "準備項目",
    "is_ready": "準備済"
  },
  "receive-hand-over": {
    "by": "受領者"
  },
  "record-outcome": {
    "severity": "傷病程度",
    "diagnosis": "傷病名",
    "disposition": "初診後の転帰",
    "after_21_days": "21日後の状況"
  },
  "publish-capacity": {
    "specialty": "診療科",
    "level": "応需状況",
    "beds": "空床",
    "valid_until": "有効期限",
    "comment": "備考",
    "facility": "医療機関",
    "source": "情報源"
  },
  "view-myna-record": {
    "result": "閲覧結果",
    "basis": "閲覧の根拠",
    "method": "照会方法",
    "reason": "隊長判断の理由",
    "by": "閲覧者",
    "valid_for_s": "閲覧可能時間"
  },
  "share-myna-record": {
    "view": "閲覧の送信キー",
    "medications": "薬剤",
    "allergies": "アレルギー",
    "conditions": "既往症・診療",
    "procedures": "手術・透析"
  },
  "request-transport": {
    "purpose": "搬送目的",
    "transfer_reason": "転院理由",
    "pickup_place": "お迎え先",
    "pickup_detail": "お迎え先の詳細(病棟・番地)",
    "pickup_latitude": "お迎え先の緯度",
    "pickup_longitude": "お迎え先の経度",
    "dropoff_place": "送り先",
    "dropoff_detail": "送り先の詳細(病棟・番地)",
    "pickup_at": "お迎え希望時刻",
    "pickup_until": "お迎え期限",
    "arrive_by": "到着期限",
    "mobility": "移動形態",
    "equipment": "必要資器材",
    "oxygen_l_min": "酸素流量",
    "attendants": "同乗者",
    "precautions": "感染対策",
    "operators": "依頼先事業者",
    "family_name": "姓",
    "given_name": "名",
    "family_kana": "セイ",
    "given_kana": "メイ",
    "birth_date": "生年月日",
    "age_years": "年齢",
    "sex": "性別",
    "condition": "病名・状態",
    "notes": "申送り",
    "contact_name": "担当者",
    "contact_phone": "担当者電話番号",
    "is_exercise": "訓練"
  },
  "offer": {
    "offer": "引受可否",
    "reason": "引受不可理由",
    "conditions": "条件",
    "pickup_at": "お迎え可能時刻",
    "vehicle": "車両",
    "crew": "乗務員数",
    "by": "回答者"
  },
  "claim": {
    "operator": "受託事業者",
    "vehicle": "車両",
    "crew": "乗務員数",
    "pickup_at": "お迎え予定時刻",
    "by": "担当者"
  },
  "update-trip": {
    "state": "運行状態",
    "eta_minutes": "到着見込み",
    "latitude": "緯度",
    "longitude": "経度",
    "reason": "取消理由"
  },
  "switch-to-119": {
    "detail": "状況",
    "urgency": "緊急度",
    "place": "現在地",
    "latitude": "緯度",
    "longitude": "経度",
    "heart_rate": "心拍数",
    "respiratory_rate": "呼吸数",
    "spo2": "SpO₂",
    "systolic": "収縮期血圧",
    "avpu": "AVPU",
    "department": "消防本部"
  },
  "declare-mode": {
    "mode": "運用モード",
    "district": "区域",
    "patients": "傷病者数(見込み)",
    "reason": "理由"
  }
};

export const LISTS = {
  "open-incident": {
    "incident_type": "incident-type",
    "urgency": "urgency",
    "age_band": "age-band",
    "sex": "sex"
  },
  "open-case": {
    "incident_type": "incident-type",
    "urgency": "urgency"
  },
  "describe-patient": {
    "age_band": "age-band",
    "sex": "sex",
    "urgency": "urgency",
    "dangers": "danger"
  },
  "record-observation": {
    "jcs": "jcs",
    "avpu": "avpu",
    "rhythm": "rhythm"
  },
  "record-triage": {
    "category": "triage-category",
    "method": "triage-method"
  },
  "record-treatment": {
    "treatment": "treatment"
  },
  "stamp-time": {
    "mark": "time-mark"
  },
  "attach": {
    "what": "attachment-kind"
  },
  "request-acceptance": {
    "specialty": "specialty"
  },
  "request-on-behalf": {
    "specialty": "specialty"
  },
  "record-phone-answer": {
    "answer": "answer",
    "reason": "decline-reason",
    "specialty": "specialty"
  },
  "allot": {
    "specialty": "specialty"
  },
  "report-change": {
    "change": "change"
  },
  "close-case": {
    "closing": "closing"
  },
  "answer-request": {
    "answer": "answer",
    "reason": "decline-reason",
    "specialty": "specialty"
  },
  "activate-team": {
    "team": "team",
    "state": "team-state"
  },
  "prepare": {
    "item": "preparation"
  },
  "record-outcome": {
    "severity": "severity",
    "disposition": "disposition",
    "after_21_days": "later-state"
  },
  "publish-capacity": {
    "specialty": "specialty",
    "level": "level"
  },
  "view-myna-record": {
    "result": "myna-result",
    "basis": "legal-basis",
    "method": "myna-method",
    "reason": "captain-reason"
  },
  "request-transport": {
    "purpose": "transport-purpose",
    "transfer_reason": "transfer-reason",
    "mobility": "mobility",
    "equipment": "equipment",
    "attendants": "attendant",
    "precautions": "precaution",
    "sex": "sex"
  },
  "offer": {
    "offer": "offer",
    "reason": "offer-reason"
  },
  "update-trip": {
    "state": "trip-state"
  },
  "switch-to-119": {
    "urgency": "urgency",
    "avpu": "avpu"
  },
  "declare-mode": {
    "mode": "operation-mode"
  }
};

export const QUANTITIES = {
  "heart_rate": {
    "low": 0.0,
    "high": 350.0,
    "unit": "/min",
    "decimals": 0
  },
  "respiratory_rate": {
    "low": 0.0,
    "high": 120.0,
    "unit": "/min",
    "decimals": 0
  },
  "spo2": {
    "low": 0.0,
    "high": 100.0,
    "unit": "%",
    "decimals": 0
  },
  "systolic": {
    "low": 0.0,
    "high": 350.0,
    "unit": "mm[Hg]",
    "decimals": 0
  },
  "diastolic": {
    "low": 0.0,
    "high": 250.0,
    "unit": "mm[Hg]",
    "decimals": 0
  },
  "temperature": {
    "low": 10.0,
    "high": 46.0,
    "unit": "Cel",
    "decimals": 2
  },
  "glucose": {
    "low": 0.0,
    "high": 1500.0,
    "unit": "mg/dL",
    "decimals": 0
  },
  "etco2": {
    "low": 0.0,
    "high": 150.0,
    "unit": "mm[Hg]",
    "decimals": 0
  },
  "gcs_eye": {
    "low": 1.0,
    "high": 4.0,
    "unit": "{score}",
    "decimals": 0
  },
  "gcs_verbal": {
    "low": 1.0,
    "high": 5.0,
    "unit": "{score}",
    "decimals": 0
  },
  "gcs_motor": {
    "low": 1.0,
    "high": 6.0,
    "unit": "{score}",
    "decimals": 0
  },
  "pupil_left": {
    "low": 0.0,
    "high": 12.0,
    "unit": "mm",
    "decimals": 1
  },
  "pupil_right": {
    "low": 0.0,
    "high": 12.0,
    "unit": "mm",
    "decimals": 1
  }
};

export const KINDS = {
  "open-incident": "119番通報",
  "open-case": "救急事案の開始",
  "describe-patient": "傷病者情報",
  "record-observation": "観察",
  "record-triage": "トリアージ",
  "record-treatment": "処置",
  "stamp-time": "時間経過",
  "attach": "写真・12誘導心電図の添付",
  "request-acceptance": "受入照会",
  "request-on-behalf": "指令センターによる代行照会",
  "withdraw-request": "照会の取下げ",
  "expire-request": "照会の失効",
  "record-phone-answer": "電話での受入可否の記録",
  "allot": "搬送先の割当",
  "confirm-destination": "搬送先決定",
  "ask": "質問",
  "message": "連絡",
  "report-position": "位置",
  "report-change": "容態変化",
  "hand-over": "引継ぎ",
  "close-case": "活動終了",
  "mark-displayed": "画面表示",
  "acknowledge": "確認",
  "answer-request": "受入可否回答",
  "activate-team": "チーム招集",
  "prepare": "到着準備",
  "receive-hand-over": "引継受領",
  "record-outcome": "初診結果",
  "publish-capacity": "応需情報",
  "view-myna-record": "マイナ救急の閲覧",
  "share-myna-record": "閲覧内容の共有",
  "request-transport": "民間救急の搬送依頼",
  "offer": "引受可否の回答",
  "claim": "受託",
  "update-trip": "運行状態の更新",
  "switch-to-119": "119番への切替",
  "declare-mode": "運用モードの宣言"
};

export const OF_TRANSPORTS = [
  "request-transport",
  "offer",
  "claim",
  "update-trip",
  "switch-to-119"
];
