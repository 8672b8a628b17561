"""From a notice to what a command centre says in the hub: pure, the same submissions for every repetition.

A case for each ambulance: who is sent sees it on its screen and goes on with it. What has no word in the hub is left
out, and never guessed; a call's urgency is of another protocol than the crew's and is not mixed with it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from adapters.fire_command.notice import Dispatch, Notice
from hub.sdk import AgeBand, Closing, TimeMark, key_for

_LONGEST: Final = {"number": 40, "complaint": 200, "place": 200, "report": 1000}
_BANDS: Final = ((65, AgeBand.ELDERLY), (18, AgeBand.ADULT), (7, AgeBand.CHILD))
_MOST_WITHIN_A_SECOND: Final = 999
_CALLED_BACK: Final = "指令システムによる出動取消"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One submission that follows from a notice.

    ``topic`` is what of the case it is about: of one topic the newest statement stands.
    """

    kind: str
    topic: str
    case: UUID
    key: UUID
    happened_at: datetime
    data: Mapping[str, Any] = field(repr=False)


def case_of(notice: Notice, unit: str) -> UUID:
    """Returns the case of a unit of the hub in an incident: the same for ever, whatever changes in the record."""
    return key_for(f"fire-command/{notice.number}/{unit}", notice.opened_at)


def statements(notice: Notice, units: Mapping[str, str]) -> Iterator[Statement]:
    """Yields what a notice says, in the order in which it is to be said; units that are not listed are passed over."""
    for dispatch in notice.dispatches:
        unit = units.get(dispatch.unit)
        if unit is not None:
            yield from _of_one(notice, dispatch, unit)


def _of_one(notice: Notice, dispatch: Dispatch, unit: str) -> Iterator[Statement]:
    case = case_of(notice, unit)
    # of two revisions within one second the later has the later key
    told_at = notice.revised_at + timedelta(milliseconds=min(notice.revision, _MOST_WITHIN_A_SECOND))

    def say(kind: str, topic: str, at: datetime, data: Mapping[str, Any]) -> Statement:
        key = key_for(f"fire-command/{case}/{topic}/{notice.revision}", told_at)
        return Statement(kind=kind, topic=topic, case=case, key=key, happened_at=at, data=data)

    yield say("open-incident", "call", notice.opened_at, _call(notice, dispatch, unit))
    for mark, at in sorted(dispatch.statuses.items(), key=lambda each: each[1]):
        yield say("stamp-time", mark.value, at, {"mark": mark.value})
    ended_at = dispatch.released_at or notice.cancelled_at
    if ended_at is not None and TimeMark.PATIENT_CONTACT not in dispatch.statuses:
        yield say("close-case", "end", ended_at, {"closing": Closing.CANCELLED.value, "detail": _CALLED_BACK})


def _call(notice: Notice, dispatch: Dispatch, unit: str) -> Mapping[str, Any]:
    said: dict[str, Any] = {
        "incident_number": notice.number[: _LONGEST["number"]],
        "unit": unit,
        "call_received_at": notice.received_at.isoformat(),
        "ordered_at": _not_before(dispatch.ordered_at, notice.received_at),
        "incident_type": notice.incident_type and notice.incident_type.value,
        "chief_complaint": _cut(notice.complaint, "complaint"),
        "scene_address": _cut(notice.place, "place"),
        "call_report": _cut(notice.report, "report"),
        "patients": notice.patients,
        "age_years": notice.age,
        "age_band": None if notice.age is None else _band(notice.age).value,
        "sex": notice.sex and notice.sex.value,
        "is_exercise": notice.is_exercise or None,
    }
    if notice.latitude is not None and notice.longitude is not None:
        said |= {"scene_latitude": notice.latitude, "scene_longitude": notice.longitude}
    return {name: value for name, value in said.items() if value is not None}


def _band(years: int) -> AgeBand:
    """Returns the band of an age in years (FDMA); of a child under one nobody said that it is newborn."""
    return next((band for least, band in _BANDS if years >= least), AgeBand.INFANT)


def _not_before(at: datetime | None, call: datetime) -> str | None:
    """Returns a time, None where it lies before the call: the hub would refuse the whole call for it."""
    return None if at is None or at < call else at.isoformat()


def _cut(text: str | None, name: str) -> str | None:
    return None if text is None else text[: _LONGEST[name]]
