"""What statistics keep of one case: categories, whole minutes, and which hospital was asked when after the beginning.

Nothing here names a patient, a crew or a place, or tells an hour: a case is a row under its own id, and its day. Facts
are read from its document; what was asked is followed event by event, for a document forgets that a hospital was asked
before.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from enum import StrEnum
from typing import Final

from hub.domain.codes import Closing, Danger, IncidentType, RequestState, Severity, Specialty, TimeMark
from hub.domain.document import Document, section
from hub.domain.events import (
    AcceptanceRequested,
    DestinationConfirmed,
    Event,
    RequestAnswered,
    RequestEscalated,
    RequestProgressed,
    RequestWithdrawn,
)
from hub.domain.statistics import age_band, minutes

_JAPAN: Final = timezone(timedelta(hours=9), "JST")
_CHILD: Final = 15
"""A child of the national survey is younger."""


class Group(StrEnum):
    """傷病者区分 of the national survey of acceptance (救急搬送における医療機関の受入状況等実態調査)."""

    ALL = "all"
    SEVERE = "severe"
    OBSTETRIC = "obstetric"
    CHILD = "child"
    CRITICAL_CARE = "critical-care"


GROUPS: Final[Mapping[Group, str]] = {
    Group.ALL: "全体",
    Group.SEVERE: "重症以上傷病者",
    Group.OBSTETRIC: "産科・周産期傷病者",
    Group.CHILD: "小児傷病者",
    Group.CRITICAL_CARE: "救命救急センター等搬送",
}
"""The Japanese term of each."""


class Interval(StrEnum):
    """A stretch of a case's time (所要時間): from which mark to which."""

    ARRIVAL = "arrival"
    SCENE = "scene"
    TRANSPORT = "transport"
    HANDING_OVER = "handing-over"
    HOSPITAL = "hospital"


_INTERVALS: Final[Mapping[Interval, tuple[TimeMark, TimeMark]]] = {
    Interval.ARRIVAL: (TimeMark.CALL_RECEIVED, TimeMark.ON_SCENE),
    Interval.SCENE: (TimeMark.ON_SCENE, TimeMark.DEPARTED_SCENE),
    Interval.TRANSPORT: (TimeMark.DEPARTED_SCENE, TimeMark.ARRIVED_HOSPITAL),
    Interval.HANDING_OVER: (TimeMark.ARRIVED_HOSPITAL, TimeMark.HANDED_OVER),
    Interval.HOSPITAL: (TimeMark.CALL_RECEIVED, TimeMark.HANDED_OVER),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry:
    """One time that one hospital was asked (照会1回); seconds are counted from the beginning of the case.

    ``asked_s`` is None for a telephone call that the hub hears of by its answer only.
    """

    facility: str
    asked_s: int | None = None
    displayed_s: int | None = None
    acknowledged_s: int | None = None
    answered_s: int | None = None
    ended_s: int | None = None
    is_by_phone: bool = False
    climbed: str | None = None
    """The last step that the hospital's silence has climbed."""
    state: str = RequestState.REQUESTED.value
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFigures:
    """The row of one case (事案の統計行)."""

    department: str
    day: str
    is_exercise: bool = False
    is_over: bool = False
    is_transported: bool = False
    incident_type: str | None = None
    age_band: str | None = None
    severity: str | None = None
    closing: str | None = None
    groups: tuple[str, ...] = (Group.ALL.value,)
    minutes: Mapping[str, int]
    inquiries: tuple[Inquiry, ...] = ()

    @property
    def is_surveyed(self) -> bool:
        """Whether the national survey asks for it: transported, over, and no transfer between hospitals."""
        return self.is_over and self.is_transported and self.incident_type != IncidentType.INTERFACILITY_TRANSFER


def figures(
    before: CaseFigures | None, document: Document, happened: Iterable[Event], is_critical_care: Callable[[str], bool]
) -> CaseFigures:
    """Returns a case's row after these events, given its row before them and its document."""
    opened_at = str(document["opened_at"])
    asked = before.inquiries if before else ()
    for event in happened:
        asked = _followed(asked, event, opened_at)
    times, closing = section(document, "times"), _text(section(document, "closing").get("closing"))
    began_at = times.get(TimeMark.CALL_RECEIVED.value) or opened_at
    return CaseFigures(
        department=str(document["department"]),
        day=datetime.fromisoformat(str(began_at)).astimezone(_JAPAN).date().isoformat(),
        is_exercise=bool(document.get("is_exercise")),
        is_over=closing is not None or "handover" in document,
        is_transported=closing == Closing.TRANSPORTED if closing else "handover" in document,
        incident_type=_text(section(document, "incident").get("type")),
        age_band=next(iter(age_band(document)), None),
        severity=_text(section(document, "outcome").get("severity")),
        closing=closing,
        groups=tuple(group.value for group in _groups(document, is_critical_care)),
        minutes=dict(_intervals(times)),
        inquiries=asked,
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _intervals(times: Document) -> Iterable[tuple[str, int]]:
    """Yields whole minutes; a time that ends before it begins is none."""
    for interval, (began, ended) in _INTERVALS.items():
        spent = minutes(times.get(began.value), times.get(ended.value))
        if spent is not None and spent >= 0:
            yield interval.value, int(spent)


def _groups(document: Document, is_critical_care: Callable[[str], bool]) -> Iterable[Group]:
    yield Group.ALL
    if section(document, "outcome").get("severity") in {Severity.DEATH, Severity.SEVERE}:
        yield Group.SEVERE
    dangers, requests = section(document, "complaint").get("dangers"), section(document, "requests").values()
    if (isinstance(dangers, list) and Danger.PREGNANT in dangers) or any(
        isinstance(each, dict) and each.get("specialty") == Specialty.OBSTETRICS for each in requests
    ):
        yield Group.OBSTETRIC
    years = section(document, "patient").get("age_years")
    if isinstance(years, int) and years < _CHILD:
        yield Group.CHILD
    facility = section(document, "destination").get("facility")
    if isinstance(facility, str) and is_critical_care(facility):
        yield Group.CRITICAL_CARE


def _followed(asked: tuple[Inquiry, ...], event: Event, opened_at: str) -> tuple[Inquiry, ...]:
    """Returns the inquiries after an event; what is no part of asking changes none of them."""
    seconds = _seconds(opened_at, event.at)
    said: Mapping[str, object]
    match event:
        case AcceptanceRequested(facility=facility):
            return (*asked, Inquiry(facility=facility, asked_s=seconds))
        case RequestProgressed(facility=facility, state=state):
            said = _progressed(state, seconds)
        case RequestEscalated(facility=facility, step=step):
            said = {"climbed": step}
        case RequestAnswered(facility=facility, state=state, values=values):
            said = {"state": state, "reason": _text(values.get("reason")), "answered_s": seconds, "ended_s": seconds}
            said = {**said, "is_by_phone": True} if values.get("is_by_phone") else said
        case RequestWithdrawn(facility=facility):
            said = {"state": RequestState.WITHDRAWN.value, "ended_s": seconds}
        case DestinationConfirmed(facility=facility):
            said = {"state": RequestState.ACCEPTED.value, "ended_s": seconds}
        case _:
            return asked
    return _newest(asked, facility, said)


_FIRST: Final = frozenset({"displayed_s", "acknowledged_s", "answered_s", "ended_s"})
"""What is known from its first time on."""


def _progressed(state: str, seconds: int) -> Mapping[str, object]:
    if state == RequestState.DISPLAYED:
        return {"displayed_s": seconds, "state": state}
    return {"acknowledged_s": seconds, "state": state} if state == RequestState.ACKNOWLEDGED else {}


def _newest(asked: Sequence[Inquiry], facility: str, said: Mapping[str, object]) -> tuple[Inquiry, ...]:
    """Changes the hospital's last inquiry; where it was never asked, it was asked by telephone."""
    at = max((at for at, each in enumerate(asked) if each.facility == facility), default=None)
    if at is None:
        called = Inquiry(facility=facility, is_by_phone=True)
        return (*asked, replace(called, **said))  # type: ignore[arg-type]  # names and types are those above
    held = asked[at]
    new = {name: value for name, value in said.items() if name not in _FIRST or getattr(held, name) is None}
    return (*asked[:at], replace(held, **new), *asked[at + 1 :])  # type: ignore[arg-type]


def _seconds(began: str, ended: str) -> int:
    return round((datetime.fromisoformat(ended) - datetime.fromisoformat(began)).total_seconds())
