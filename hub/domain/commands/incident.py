"""What a command centre says of an incident: the call, the mode of its area, and who goes where."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from typing import Annotated

from hub.domain.codes import AgeBand, IncidentType, OperationMode, Sex, Specialty, Urgency
from hub.domain.commands.command import About, Command, Conflict
from hub.domain.fields import Label, Quantity, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenIncident(Command):
    """Opens a case from the 119 call, before the crew arrives; patients of one call share its number (119番通報)."""

    kind = "open-incident"

    incident_number: Annotated[str, Text("出動番号", 40)]
    unit: Annotated[str, Text("出動隊", 64)]
    call_received_at: Annotated[datetime, Label("覚知")]
    ordered_at: Annotated[datetime | None, Label("指令")] = None
    dispatched_at: Annotated[datetime | None, Label("出動")] = None
    incident_type: Annotated[IncidentType | None, Label("事故種別")] = None
    chief_complaint: Annotated[str | None, Text("主訴")] = None
    urgency: Annotated[Urgency | None, Label("緊急度")] = None
    scene_address: Annotated[str | None, Text("発生場所")] = None
    scene_latitude: Annotated[Decimal | None, Quantity("緯度", -90, 90, "deg", 6)] = None
    scene_longitude: Annotated[Decimal | None, Quantity("経度", -180, 180, "deg", 6)] = None
    call_report: Annotated[str | None, Text("通報内容", 1000)] = None
    patients: Annotated[int | None, Quantity("傷病者数", 1, 9999, "{patient}")] = None
    age_years: Annotated[int | None, Quantity("年齢", 0, 130, "a")] = None
    age_band: Annotated[AgeBand | None, Label("年齢区分")] = None
    sex: Annotated[Sex | None, Label("性別")] = None
    is_exercise: Annotated[bool, Label("訓練")] = False

    def conflicts(self) -> Iterator[Conflict]:
        """Yields: a unit that was ordered or left before the call, or left before it was ordered."""
        times = [(name, getattr(self, name)) for name in ("call_received_at", "ordered_at", "dispatched_at")]
        known = [(name, at) for name, at in times if at is not None]
        for (_, before), (name, at) in pairwise(known):
            if at < before:
                yield name, "times-reversed", "前の時刻より早い時刻です", "lies before the time that precedes it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Allot(Command):
    """Assigns a casualty of a multiple-casualty incident to a hospital, which need not have answered (搬送先の割当)."""

    kind = "allot"

    facility: Annotated[str, Text("割当先", 64)]
    specialty: Annotated[Specialty | None, Label("必要な診療科")] = None
    message: Annotated[str | None, Text("伝達事項", 500)] = None
    eta_minutes: Annotated[int | None, Quantity("到着見込み", 0, 600, "min")] = None
    answer_within_s: Annotated[int, Quantity("回答期限", 30, 3600, "s")] = 300
    ask_again: Annotated[bool, Label("不応需後の再割当")] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclareMode(Command):
    """Declares the mode of the department's area, or of a district of it; the latest word stands (運用モードの宣言)."""

    kind = "declare-mode"
    about = About.DEPARTMENT

    mode: Annotated[OperationMode, Label("運用モード")]
    district: Annotated[str | None, Text("区域", 60)] = None
    patients: Annotated[int | None, Quantity("傷病者数(見込み)", 0, 99999, "{patient}")] = None
    reason: Annotated[str | None, Text("理由")] = None
