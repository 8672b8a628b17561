"""What people call an ambulance for: each complaint with its course of vital signs, its treatments and its diagnoses.

The courses are plausible, not measured: a line from the first contact to half an hour later, for a severely ill adult.
Milder patients lie nearer to what is normal for their age.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

Line = tuple[float, float]
"""A vital sign at contact and thirty minutes later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """One kind of emergency.

    Attributes:
        lines: Vital signs that differ from normal; those of a death or a severe case as they stand.
        treatments: Minute after contact, treatment, amount and unit.
        severities: The severities in which it comes.
        weight: How often, among the complaints that fit the patient.
        change: What may happen under way, and how often.
        absent: Vital signs that cannot be taken.
    """

    name: str
    chief_complaint: str
    suspected_condition: str
    diagnoses: tuple[str, ...]
    specialty: str
    incidents: tuple[str, ...] = ("sudden-illness",)
    ages: tuple[int, int] = (18, 103)
    severities: tuple[str, ...] = ("moderate", "mild")
    weight: float = 1.0
    dangers: tuple[str, ...] = ()
    lines: Mapping[str, Line] = field(default_factory=dict)
    jcs: tuple[str, str] = ("0", "0")
    rhythm: str | None = None
    treatments: tuple[tuple[float, str, float | None, str | None], ...] = ()
    change: tuple[str, float] | None = None
    absent: tuple[str, ...] = ()
    sex: str | None = None


_OXYGEN: Final = (2.0, "oxygen", 6.0, "L/min")
_LINE: Final = (9.0, "intravenous-access", 1.0, "回")
_WARM: Final = (4.0, "warming", None, None)

COMPLAINTS: Final = (
    Complaint(
        name="chest-pain",
        chief_complaint="胸痛・冷汗",
        suspected_condition="急性冠症候群疑い",
        diagnoses=("急性心筋梗塞", "不安定狭心症", "大動脈解離"),
        specialty="cardiology",
        ages=(38, 96),
        severities=("severe", "moderate"),
        weight=1.2,
        dangers=("stemi-suspected",),
        lines={"heart_rate": (104, 121), "systolic": (106, 84), "spo2": (91, 95), "respiratory_rate": (24, 27)},
        jcs=("0", "1"),
        rhythm="sinus",
        treatments=(_OXYGEN, (6.0, "other", None, None), _LINE),
        change=("deteriorated", 0.12),
    ),
    Complaint(
        name="stroke",
        chief_complaint="右片麻痺・構音障害",
        suspected_condition="脳卒中疑い",
        diagnoses=("脳梗塞", "脳出血", "くも膜下出血"),
        specialty="stroke",
        ages=(45, 99),
        severities=("severe", "moderate"),
        weight=1.2,
        dangers=("stroke-suspected", "anticoagulant"),
        lines={"heart_rate": (86, 78), "systolic": (188, 201), "diastolic": (104, 110), "spo2": (95, 96)},
        jcs=("3", "20"),
        treatments=(_OXYGEN, (5.0, "airway", None, None)),
        change=("deteriorated", 0.1),
    ),
    Complaint(
        name="cardiac-arrest",
        chief_complaint="意識なし・呼吸なし",
        suspected_condition="心肺停止",
        diagnoses=("心室細動による心停止", "急性心筋梗塞", "死亡確認"),
        specialty="emergency",
        incidents=("sudden-illness", "general-injury", "self-harm", "fire", "traffic"),
        ages=(0, 103),
        severities=("death",),
        dangers=("cardiac-arrest",),
        lines={"heart_rate": (0, 0), "respiratory_rate": (0, 0), "etco2": (12, 22), "temperature": (35.4, 35.0)},
        jcs=("300", "300"),
        rhythm="ventricular-fibrillation",
        treatments=(
            (0.5, "chest-compression", None, None),
            (1.5, "defibrillation", 1.0, "回"),
            (3.0, "ventilation", None, None),
            (8.0, "intravenous-access", 1.0, "回"),
            (10.0, "adrenaline", 1.0, "mg"),
            (14.0, "adrenaline", 1.0, "mg"),
        ),
        change=("return-of-circulation", 0.25),
        absent=("spo2", "systolic", "diastolic"),
    ),
    Complaint(
        name="trauma",
        chief_complaint="車両事故・腹部打撲",
        suspected_condition="多発外傷疑い",
        diagnoses=("肝損傷", "骨盤骨折", "多発肋骨骨折"),
        specialty="trauma",
        incidents=("traffic", "industrial", "assault", "self-harm", "fire", "other"),
        ages=(4, 103),
        severities=("severe", "moderate"),
        dangers=("major-trauma",),
        lines={"heart_rate": (118, 136), "systolic": (98, 78), "respiratory_rate": (26, 31), "spo2": (93, 94)},
        jcs=("2", "10"),
        treatments=((1.0, "haemostasis", None, None), (2.0, "immobilisation", None, None), _OXYGEN, _LINE, _WARM),
        change=("deteriorated", 0.2),
    ),
    Complaint(
        name="bruise",
        chief_complaint="打撲・擦過傷",
        suspected_condition="四肢打撲",
        diagnoses=("四肢打撲", "頚椎捻挫", "挫創"),
        specialty="orthopaedics",
        incidents=("traffic", "industrial", "sports", "assault", "general-injury", "self-harm", "fire", "other"),
        ages=(0, 103),
        severities=("mild", "moderate"),
        lines={"heart_rate": (98, 88), "systolic": (148, 136)},
        treatments=((3.0, "haemostasis", None, None), (4.0, "immobilisation", None, None)),
    ),
    Complaint(
        name="fall",
        chief_complaint="転倒・右股関節痛",
        suspected_condition="大腿骨近位部骨折疑い",
        diagnoses=("大腿骨頚部骨折", "大腿骨転子部骨折", "腰椎圧迫骨折"),
        specialty="orthopaedics",
        incidents=("general-injury", "sports"),
        ages=(60, 103),
        severities=("severe", "moderate"),
        weight=2.5,
        dangers=("anticoagulant",),
        lines={"heart_rate": (96, 90), "systolic": (158, 146), "respiratory_rate": (22, 20)},
        treatments=((4.0, "immobilisation", None, None), _WARM),
    ),
    Complaint(
        name="fever",
        chief_complaint="発熱・活気なし",
        suspected_condition="肺炎疑い",
        diagnoses=("誤嚥性肺炎", "尿路感染症", "敗血症"),
        specialty="internal",
        ages=(65, 103),
        severities=("severe", "moderate", "mild"),
        weight=2.2,
        dangers=("infection",),
        lines={
            "heart_rate": (116, 110),
            "temperature": (39.2, 39.0),
            "spo2": (87, 94),
            "respiratory_rate": (29, 25),
            "systolic": (98, 102),
        },
        jcs=("2", "2"),
        treatments=(_OXYGEN, _WARM),
    ),
    Complaint(
        name="dyspnoea",
        chief_complaint="呼吸困難・起座呼吸",
        suspected_condition="心不全疑い",
        diagnoses=("急性心不全", "慢性閉塞性肺疾患の増悪", "肺血栓塞栓症"),
        specialty="cardiology",
        ages=(50, 103),
        severities=("severe", "moderate"),
        weight=1.4,
        lines={"heart_rate": (124, 112), "spo2": (82, 93), "respiratory_rate": (34, 26), "systolic": (182, 168)},
        jcs=("1", "1"),
        rhythm="atrial-fibrillation",
        treatments=((1.0, "oxygen", 10.0, "L/min"), _LINE),
        change=("improved", 0.2),
    ),
    Complaint(
        name="seizure",
        chief_complaint="けいれん(初発)",
        suspected_condition="熱性けいれん",
        diagnoses=("熱性けいれん", "てんかん", "髄膜炎疑い"),
        specialty="paediatrics",
        ages=(0, 14),
        severities=("severe", "moderate", "mild"),
        weight=3.0,
        lines={"heart_rate": (158, 132), "temperature": (39.6, 39.1), "spo2": (92, 98), "respiratory_rate": (34, 28)},
        jcs=("200", "3"),
        treatments=((1.0, "airway", None, None), (1.5, "oxygen", 5.0, "L/min"), (3.0, "suction", None, None)),
        change=("improved", 0.4),
    ),
    Complaint(
        name="abdominal-pain",
        chief_complaint="腹痛・嘔吐",
        suspected_condition="急性腹症",
        diagnoses=("急性虫垂炎", "腸閉塞", "急性胃腸炎"),
        specialty="surgery",
        ages=(7, 103),
        severities=("severe", "moderate", "mild"),
        weight=1.8,
        lines={
            "heart_rate": (102, 98),
            "temperature": (37.9, 38.0),
            "systolic": (112, 108),
            "respiratory_rate": (22, 20),
        },
        treatments=(_WARM,),
    ),
    Complaint(
        name="dizziness",
        chief_complaint="めまい・嘔気",
        suspected_condition="末梢性めまい疑い",
        diagnoses=("良性発作性頭位めまい症", "脱水症", "貧血"),
        specialty="internal",
        ages=(15, 103),
        severities=("moderate", "mild"),
        weight=2.0,
        lines={"systolic": (164, 150), "heart_rate": (92, 84)},
    ),
    Complaint(
        name="hypoglycaemia",
        chief_complaint="意識障害・冷汗",
        suspected_condition="低血糖",
        diagnoses=("低血糖発作", "糖尿病"),
        specialty="internal",
        ages=(20, 100),
        severities=("severe", "moderate", "mild"),
        weight=0.5,
        lines={"glucose": (31, 118), "heart_rate": (108, 88), "temperature": (35.8, 36.1)},
        jcs=("100", "1"),
        treatments=(_LINE, (11.0, "glucose", 20.0, "mL")),
        change=("improved", 0.7),
    ),
    Complaint(
        name="overdose",
        chief_complaint="大量服薬・傾眠",
        suspected_condition="急性薬物中毒",
        diagnoses=("急性薬物中毒", "急性アルコール中毒"),
        specialty="emergency",
        incidents=("self-harm", "sudden-illness"),
        ages=(15, 75),
        severities=("severe", "moderate", "mild"),
        weight=0.4,
        dangers=("intoxication", "psychiatric"),
        lines={"heart_rate": (56, 60), "respiratory_rate": (10, 11), "systolic": (96, 98), "spo2": (93, 96)},
        jcs=("30", "20"),
        treatments=(_OXYGEN, (2.0, "airway", None, None)),
    ),
    Complaint(
        name="transfer",
        chief_complaint="転院搬送(専門治療のため)",
        suspected_condition="紹介状あり",
        diagnoses=("脳出血術後", "心不全", "腎不全"),
        specialty="internal",
        incidents=("interfacility-transfer",),
        ages=(0, 103),
        severities=("death", "severe", "moderate", "mild"),
        lines={"spo2": (94, 95), "heart_rate": (94, 92)},
        treatments=(_OXYGEN,),
    ),
    Complaint(
        name="malaise",
        chief_complaint="体調不良・倦怠感",
        suspected_condition="原因不明",
        diagnoses=("脱水症", "感冒", "経過観察"),
        specialty="emergency",
        incidents=(
            "sudden-illness",
            "general-injury",
            "traffic",
            "industrial",
            "sports",
            "self-harm",
            "assault",
            "fire",
            "other",
        ),
        ages=(0, 103),
        severities=("death", "severe", "moderate", "mild"),
        weight=0.4,
        lines={"heart_rate": (98, 94), "temperature": (37.6, 37.6), "systolic": (104, 106)},
        jcs=("1", "1"),
    ),
)

BY_COMPLAINT: Final[Mapping[str, Complaint]] = MappingProxyType({it.chief_complaint: it for it in COMPLAINTS})
"""How a hospital recognises a complaint that it is told."""
