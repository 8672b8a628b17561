"""The columns of a record, by their names, with the terms of the form: a table and no code that decides.

The items are those of 救急活動記録票 as municipal forms show them and of FDMA's statistics; no national form is public,
and every department chooses its own columns, order and headings.
"""

from collections.abc import Mapping
from typing import Final

from hub.sdk import TimeMark

INQUIRIES: Final = 10
"""Hospitals asked that a form has room for; the number of all stands in ``inquiry_count``."""

TIMES: Final[Mapping[str, TimeMark]] = {f"{mark.value.replace('-', '_')}_at": mark for mark in TimeMark}

VITALS: Final[Mapping[str, str]] = {
    "jcs": "JCS",
    "gcs": "GCS",
    "respiratory_rate": "呼吸数",
    "heart_rate": "脈拍数",
    "blood_pressure": "血圧",
    "spo2": "SpO2",
    "temperature": "体温",
}

SECTIONS: Final[Mapping[str, Mapping[str, str]]] = {
    "記録": {
        "case": "事案ID",
        "revision": "版",
        "recorded_at": "記録日時",
        "exercise": "訓練",
    },
    "出動": {
        "incident_number": "出動番号",
        "department": "消防本部",
        "unit": "出動隊",
        "incident_type": "事故種別",
        "scene_address": "発生場所",
        "call_report": "通報内容",
        "patients": "傷病者数",
    },
    "時間経過": {
        **{name: mark.ja for name, mark in TIMES.items()},
        "on_scene_minutes": "現場滞在時間(分)",
    },
    "傷病者": {
        "name": "氏名",
        "kana": "フリガナ",
        "birth_date": "生年月日",
        "age": "年齢",
        "age_band": "年齢区分",
        "sex": "性別",
        "address": "住所",
        "phone": "電話番号",
    },
    "主訴・病歴": {
        "chief_complaint": "主訴",
        "suspected_condition": "推定傷病名",
        "onset_at": "発症時刻",
        "urgency": "緊急度",
        "dangers": "注意情報",
        "medical_history": "既往歴",
        "medications": "内服薬",
        "allergies": "アレルギー",
    },
    "搬送・引継ぎ": {
        "inquiry_count": "照会回数",
        "difficult": "搬送困難事案",
        "destination": "収容医療機関",
        "received_by": "引継医師",
        "summary": "申送り",
        "closing": "搬送区分",
        "closing_detail": "不搬送理由等",
    },
    "初診結果": {
        "severity": "傷病程度",
        "diagnosis": "傷病名",
        "outcome_at": "初診結果の記録日時",
    },
}
"""What a sheet shows in rows of terms and values; what is a list stands in its tables."""

LISTS: Final[Mapping[str, str]] = {
    **{f"first_{name}": f"初回{ja}" for name, ja in VITALS.items()},
    **{f"last_{name}": f"最終{ja}" for name, ja in VITALS.items()},
    "treatments": "処置",
    "changes": "容態変化",
    "triage": "トリアージ",
    **{
        f"inquiry_{number}{part}": f"照会先{number}{ja}"
        for number in range(1, INQUIRIES + 1)
        for part, ja in (("", ""), ("_answer", "回答"), ("_reason", "収容不可理由"))
    },
}

COLUMNS: Final[Mapping[str, str]] = {
    **{name: ja for section in SECTIONS.values() for name, ja in section.items()},
    **LISTS,
}
"""Every column, in the order in which it is written where no other is told."""
