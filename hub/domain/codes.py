"""Code lists of Japanese emergency care, each with its Japanese term.

The wire value is the English kebab-case code; the Japanese term is what a screen shows. Lists that have a
national source say so. What is not listed here is no code: free text has its own fields.
"""

from enum import StrEnum
from typing import Self


class Code(StrEnum):
    """A coded value with the Japanese term of its list."""

    ja: str

    def __new__(cls, value: str, ja: str = "") -> Self:
        """Makes the member from its wire value and its Japanese term."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.ja = ja
        return member


class IncidentType(Code):
    """事故種別: the twelve categories of the Fire and Disaster Management Agency."""

    FIRE = "fire", "火災"
    NATURAL_DISASTER = "natural-disaster", "自然災害"
    WATER = "water", "水難"
    TRAFFIC = "traffic", "交通事故"
    INDUSTRIAL = "industrial", "労働災害"
    SPORTS = "sports", "運動競技"
    GENERAL_INJURY = "general-injury", "一般負傷"
    ASSAULT = "assault", "加害"
    SELF_HARM = "self-harm", "自損行為"
    SUDDEN_ILLNESS = "sudden-illness", "急病"
    INTERFACILITY_TRANSFER = "interfacility-transfer", "転院搬送"
    OTHER = "other", "その他"


class Severity(Code):
    """傷病程度: decided by the physician at the first examination (FDMA)."""

    DEATH = "death", "死亡"
    SEVERE = "severe", "重症"
    MODERATE = "moderate", "中等症"
    MILD = "mild", "軽症"
    OTHER = "other", "その他"


class AgeBand(Code):
    """年齢区分: the five age bands of FDMA statistics."""

    NEONATE = "neonate", "新生児"
    INFANT = "infant", "乳幼児"
    CHILD = "child", "少年"
    ADULT = "adult", "成人"
    ELDERLY = "elderly", "高齢者"


class Sex(Code):
    """性別 as FHIR administrative gender."""

    MALE = "male", "男"
    FEMALE = "female", "女"
    OTHER = "other", "その他"
    UNKNOWN = "unknown", "不明"


class Urgency(Code):
    """緊急度判定プロトコル(救急現場): the level the crew judges at the scene."""

    RED = "red", "赤・緊急"
    YELLOW = "yellow", "黄・準緊急"
    GREEN = "green", "緑・低緊急"
    WHITE = "white", "白・非緊急"


class Danger(Code):
    """注意情報: what a receiving hospital must know before it answers."""

    CARDIAC_ARREST = "cardiac-arrest", "心肺停止"
    STROKE_SUSPECTED = "stroke-suspected", "脳卒中疑い"
    STEMI_SUSPECTED = "stemi-suspected", "急性冠症候群疑い"
    MAJOR_TRAUMA = "major-trauma", "重症外傷"
    PREGNANT = "pregnant", "妊娠"
    DIALYSIS = "dialysis", "透析"
    ANTICOAGULANT = "anticoagulant", "抗凝固薬"
    INFECTION = "infection", "感染症疑い"
    PSYCHIATRIC = "psychiatric", "精神症状"
    INTOXICATION = "intoxication", "中毒"


class Jcs(Code):
    """Japan Coma Scale; the suffixes R, I and A are separate findings."""

    ALERT = "0", "清明"
    I_1 = "1", "I-1"
    I_2 = "2", "I-2"
    I_3 = "3", "I-3"
    II_10 = "10", "II-10"
    II_20 = "20", "II-20"
    II_30 = "30", "II-30"
    III_100 = "100", "III-100"
    III_200 = "200", "III-200"
    III_300 = "300", "III-300"


class Avpu(Code):
    """AVPU scale."""

    ALERT = "alert", "覚醒"
    VOICE = "voice", "声に反応"
    PAIN = "pain", "痛みに反応"
    UNRESPONSIVE = "unresponsive", "無反応"


class Rhythm(Code):
    """初期心電図波形 and the rhythms a crew reports."""

    SINUS = "sinus", "洞調律"
    ATRIAL_FIBRILLATION = "atrial-fibrillation", "心房細動"
    VENTRICULAR_FIBRILLATION = "ventricular-fibrillation", "心室細動"
    PULSELESS_VT = "pulseless-vt", "無脈性心室頻拍"
    PEA = "pea", "無脈性電気活動"
    ASYSTOLE = "asystole", "心静止"
    OTHER = "other", "その他"


class TriageCategory(Code):
    """トリアージ区分(タグ): the categories of the tag of a mass-casualty incident or disaster."""

    RED = "red", "赤・I 最優先治療群"
    YELLOW = "yellow", "黄・II 待機的治療群"
    GREEN = "green", "緑・III 保留群"
    BLACK = "black", "黒・0 死亡・救命困難群"


class TriageMethod(Code):
    """トリアージの方法: by which method the category was found."""

    START = "start", "START法(一次)"
    PAT = "pat", "PAT法(二次)"
    OTHER = "other", "その他"


class OperationMode(Code):
    """運用モード: what a fire department declares for an area; from then on many casualties are reckoned with."""

    NORMAL = "normal", "平時"
    MULTIPLE_CASUALTIES = "multiple-casualties", "多数傷病者"
    ALERT = "alert", "警戒"
    DISASTER = "disaster", "災害"


class AttachmentKind(Code):
    """添付の種類: what a photo or a document shows."""

    ECG_12_LEAD = "ecg-12-lead", "12誘導心電図"
    INJURY = "injury", "負傷部位"
    SCENE = "scene", "現場・事故状況"
    MEDICATION = "medication", "お薬手帳・薬剤"
    DOCUMENT = "document", "書類"
    OTHER = "other", "その他"


class Treatment(Code):
    """処置: what the crew did (救急救命処置録)."""

    OXYGEN = "oxygen", "酸素投与"
    AIRWAY = "airway", "気道確保"
    VENTILATION = "ventilation", "人工呼吸"
    CHEST_COMPRESSION = "chest-compression", "胸骨圧迫"
    DEFIBRILLATION = "defibrillation", "除細動"
    INTRAVENOUS_ACCESS = "intravenous-access", "静脈路確保"
    ADRENALINE = "adrenaline", "アドレナリン投与"
    GLUCOSE = "glucose", "ブドウ糖投与"
    SUCTION = "suction", "吸引"
    HAEMOSTASIS = "haemostasis", "止血"
    IMMOBILISATION = "immobilisation", "固定"
    WARMING = "warming", "保温"
    OTHER = "other", "その他"


class TimeMark(Code):
    """時間経過 of the 救急活動記録票."""

    CALL_RECEIVED = "call-received", "覚知"
    ORDERED = "ordered", "指令"
    DISPATCHED = "dispatched", "出動"
    ON_SCENE = "on-scene", "現場到着"
    PATIENT_CONTACT = "patient-contact", "接触"
    LOADED = "loaded", "車内収容"
    DEPARTED_SCENE = "departed-scene", "現場出発"
    ARRIVED_HOSPITAL = "arrived-hospital", "病院到着"
    HANDED_OVER = "handed-over", "医師引継ぎ"
    LEFT_HOSPITAL = "left-hospital", "引揚"
    RETURNED = "returned", "帰署"


class Answer(Code):
    """受入可否: what a hospital says to an acceptance request."""

    ACCEPT = "accept", "応需"
    CONDITIONAL = "conditional", "条件付応需"
    DECLINE = "decline", "不応需"


class DeclineReason(Code):
    """受入れに至らなかった理由: the national list."""

    BUSY = "busy", "手術中・患者対応中"
    BEDS_FULL = "beds-full", "ベッド満床"
    TREATMENT_DIFFICULT = "treatment-difficult", "処置困難"
    OUT_OF_SPECIALTY = "out-of-specialty", "専門外"
    NO_PHYSICIAN = "no-physician", "医師不在"
    NOT_OWN_PATIENT = "not-own-patient", "初診(かかりつけ医なし)"
    OTHER = "other", "理由不明・その他"


class Change(Code):
    """容態変化 that the receiving hospital must hear of at once."""

    CARDIAC_ARREST = "cardiac-arrest", "心肺停止"
    DETERIORATED = "deteriorated", "悪化"
    IMPROVED = "improved", "改善"
    RETURN_OF_CIRCULATION = "return-of-circulation", "自己心拍再開"
    OTHER = "other", "その他"


class Closing(Code):
    """How a case ends for the crew (搬送・不搬送)."""

    TRANSPORTED = "transported", "搬送"
    REFUSED = "refused", "不搬送・辞退"
    DEAD_AT_SCENE = "dead-at-scene", "不搬送・死亡"
    TREATED_AT_SCENE = "treated-at-scene", "不搬送・現場処置"
    NO_PATIENT = "no-patient", "不搬送・傷病者なし"
    CANCELLED = "cancelled", "不搬送・取消"


class Level(Code):
    """応需状況 of a specialty, as hospitals mark it."""

    GOOD = "good", "◎"
    POSSIBLE = "possible", "○"
    LIMITED = "limited", "△"
    NONE = "none", "×"


class Specialty(Code):
    """診療科 or function for which a hospital states its capacity and a crew asks."""

    EMERGENCY = "emergency", "救急科"
    INTERNAL = "internal", "内科"
    CARDIOLOGY = "cardiology", "循環器"
    STROKE = "stroke", "脳卒中"
    SURGERY = "surgery", "外科"
    ORTHOPAEDICS = "orthopaedics", "整形外科"
    NEUROSURGERY = "neurosurgery", "脳神経外科"
    PAEDIATRICS = "paediatrics", "小児科"
    OBSTETRICS = "obstetrics", "産婦人科"
    PSYCHIATRY = "psychiatry", "精神科"
    BURNS = "burns", "熱傷"
    TRAUMA = "trauma", "外傷"


class RequestState(Code):
    """受入照会の状態: how far a request has come at one hospital."""

    REQUESTED = "requested", "送信"
    DELIVERED = "delivered", "端末到達"
    DISPLAYED = "displayed", "画面表示"
    ACKNOWLEDGED = "acknowledged", "確認"
    ACCEPTED = "accepted", "応需"
    CONDITIONAL = "conditional", "条件付応需"
    DECLINED = "declined", "不応需"
    WITHDRAWN = "withdrawn", "取下げ"


class EscalationStep(Code):
    """未確認時の段階通知: to whom a hospital's silence has climbed."""

    SECOND_DEVICE = "second-device", "病院の第二端末"
    CREW = "crew", "救急隊に通知"
    COMMAND_CENTER = "command-center", "指令センターに通知"
    NEXT_RING = "next-ring", "次の照会が可能"


class WithdrawalCause(Code):
    """取下げの理由: by whose word a request no longer stands."""

    WITHDRAWN = "withdrawn", "救急隊が取下げ"
    OTHER_ACCEPTED = "other-accepted", "他院が応需"
    ALLOTTED_ELSEWHERE = "allotted-elsewhere", "他院へ割当"
    EXPIRED = "expired", "指令センターが失効"
    CLOSED = "closed", "活動終了"


class CaseStatus(Code):
    """Where a case stands."""

    OPEN = "open", "活動中"
    HANDED_OVER = "handed-over", "引継済"
    CLOSED = "closed", "終了"


class OrganisationKind(Code):
    """Who takes part."""

    FIRE_DEPARTMENT = "fire-department", "消防本部"
    HOSPITAL = "hospital", "医療機関"
    TRANSPORT_PROVIDER = "transport-provider", "患者等搬送事業者"
    AUTHORITY = "authority", "行政機関"


class Role(Code):
    """What a caller's key is for."""

    CREW = "crew", "救急隊"
    COMMAND_CENTER = "command-center", "指令センター"
    HOSPITAL = "hospital", "医療機関端末"
    OPERATOR = "operator", "患者等搬送事業者"
    AUTHORITY = "authority", "行政機関"
    ADMINISTRATOR = "administrator", "管理者"


class GlassReason(Code):
    """緊急閲覧の理由: why somebody has to see a case that was not put before them; words could name a patient."""

    CAME_BY_OWN_MEANS = "came-by-own-means", "直接来院(自力・家族)"
    CARE_ELSEWHERE = "care-elsewhere", "他院搬送分の診療に必要"
    IDENTITY_UNKNOWN = "identity-unknown", "身元・既往が不明で重篤"
    MUTUAL_AID = "mutual-aid", "応援出動・管轄外の指揮"
