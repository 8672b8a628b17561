"""What a crew reports of a patient and of itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from hub.domain.codes import (
    AgeBand,
    Avpu,
    Change,
    Danger,
    IncidentType,
    Jcs,
    Rhythm,
    Sex,
    TimeMark,
    Treatment,
    TriageCategory,
    TriageMethod,
    Urgency,
)
from hub.domain.commands.command import Command, Conflict
from hub.domain.fields import Label, Many, Quantity, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCase(Command):
    """Opens a case for one patient of an incident (救急事案の開始)."""

    kind = "open-case"

    incident_number: Annotated[str | None, Text("出動番号", 40)] = None
    incident_type: Annotated[IncidentType | None, Label("事故種別")] = None
    chief_complaint: Annotated[str | None, Text("主訴")] = None
    urgency: Annotated[Urgency | None, Label("緊急度")] = None
    scene_address: Annotated[str | None, Text("発生場所")] = None
    scene_latitude: Annotated[Decimal | None, Quantity("緯度", -90, 90, "deg", 6)] = None
    scene_longitude: Annotated[Decimal | None, Quantity("経度", -180, 180, "deg", 6)] = None
    is_exercise: Annotated[bool, Label("訓練")] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribePatient(Command):
    """States what is known of the patient; each field keeps the word spoken last (傷病者情報)."""

    kind = "describe-patient"

    family_name: Annotated[str | None, Text("姓", 60)] = None
    given_name: Annotated[str | None, Text("名", 60)] = None
    family_kana: Annotated[str | None, Text("セイ", 60)] = None
    given_kana: Annotated[str | None, Text("メイ", 60)] = None
    birth_date: Annotated[date | None, Label("生年月日")] = None
    address: Annotated[str | None, Text("住所")] = None
    phone: Annotated[str | None, Text("電話番号", 20)] = None
    age_years: Annotated[int | None, Quantity("年齢", 0, 130, "a")] = None
    age_band: Annotated[AgeBand | None, Label("年齢区分")] = None
    sex: Annotated[Sex | None, Label("性別")] = None
    chief_complaint: Annotated[str | None, Text("主訴")] = None
    suspected_condition: Annotated[str | None, Text("推定傷病名")] = None
    onset_at: Annotated[datetime | None, Label("発症時刻")] = None
    urgency: Annotated[Urgency | None, Label("緊急度")] = None
    dangers: Annotated[tuple[Danger, ...] | None, Many("注意情報", 0, 10)] = None
    medical_history: Annotated[str | None, Text("既往歴", 1000)] = None
    medications: Annotated[str | None, Text("内服薬", 1000)] = None
    allergies: Annotated[str | None, Text("アレルギー", 1000)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordObservation(Command):
    """Records vital signs and findings of one moment (観察)."""

    kind = "record-observation"

    heart_rate: Annotated[int | None, Quantity("心拍数", 0, 350, "/min")] = None
    respiratory_rate: Annotated[int | None, Quantity("呼吸数", 0, 120, "/min")] = None
    spo2: Annotated[int | None, Quantity("SpO₂", 0, 100, "%")] = None
    systolic: Annotated[int | None, Quantity("収縮期血圧", 0, 350, "mm[Hg]")] = None
    diastolic: Annotated[int | None, Quantity("拡張期血圧", 0, 250, "mm[Hg]")] = None
    temperature: Annotated[Decimal | None, Quantity("体温", 10, 46, "Cel", 2)] = None
    glucose: Annotated[int | None, Quantity("血糖", 0, 1500, "mg/dL")] = None
    etco2: Annotated[int | None, Quantity("EtCO₂", 0, 150, "mm[Hg]")] = None
    jcs: Annotated[Jcs | None, Label("JCS")] = None
    gcs_eye: Annotated[int | None, Quantity("GCS E", 1, 4, "{score}")] = None
    gcs_verbal: Annotated[int | None, Quantity("GCS V", 1, 5, "{score}")] = None
    gcs_motor: Annotated[int | None, Quantity("GCS M", 1, 6, "{score}")] = None
    avpu: Annotated[Avpu | None, Label("AVPU")] = None
    rhythm: Annotated[Rhythm | None, Label("心電図波形")] = None
    pupil_left: Annotated[Decimal | None, Quantity("瞳孔径 左", 0, 12, "mm", 1)] = None
    pupil_right: Annotated[Decimal | None, Quantity("瞳孔径 右", 0, 12, "mm", 1)] = None
    findings: Annotated[str | None, Text("所見", 500)] = None

    def conflicts(self) -> Iterator[Conflict]:
        """Yields: nothing recorded, systolic below diastolic, half a Glasgow Coma Scale."""
        if all(getattr(self, name) is None for name in self.__slots__):
            yield "", "nothing-recorded", "観察値が一つもありません", "no value was recorded"
        if self.systolic is not None and self.diastolic is not None and self.systolic < self.diastolic:
            yield (
                "systolic",
                "systolic-below-diastolic",
                "収縮期血圧が拡張期血圧より低い値です",
                "systolic is below diastolic",
            )
        gcs = (self.gcs_eye, self.gcs_verbal, self.gcs_motor)
        if None in gcs and any(part is not None for part in gcs):
            yield "gcs_eye", "gcs-incomplete", "GCSはE・V・Mの三つが必要です", "a GCS needs eye, verbal and motor"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordTriage(Command):
    """Records the category of a triage tag; a later one does not erase an earlier one (トリアージ)."""

    kind = "record-triage"

    category: Annotated[TriageCategory, Label("トリアージ区分")]
    method: Annotated[TriageMethod | None, Label("方法")] = None
    tag_number: Annotated[str | None, Text("タグ番号", 40)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordTreatment(Command):
    """Records what the crew did, at its own time (処置)."""

    kind = "record-treatment"

    treatment: Annotated[Treatment, Label("処置")]
    amount: Annotated[Decimal | None, Quantity("量・回数", 0, 10000, "1", 2)] = None
    unit: Annotated[str | None, Text("単位", 20)] = None
    detail: Annotated[str | None, Text("詳細", 500)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StampTime(Command):
    """Stamps a time mark; the time is the submission's ``occurred_at`` (時間経過)."""

    kind = "stamp-time"

    mark: Annotated[TimeMark, Label("時刻の種類")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPosition(Command):
    """Reports where the vehicle is; the newest wins and only samples are journalled (位置)."""

    kind = "report-position"

    latitude: Annotated[Decimal, Quantity("緯度", -90, 90, "deg", 6)]
    longitude: Annotated[Decimal, Quantity("経度", -180, 180, "deg", 6)]
    eta_minutes: Annotated[int | None, Quantity("到着見込み", 0, 600, "min")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportChange(Command):
    """Reports a change that the receiving side must hear of at once (容態変化)."""

    kind = "report-change"

    change: Annotated[Change, Label("変化")]
    detail: Annotated[str | None, Text("詳細", 500)] = None
