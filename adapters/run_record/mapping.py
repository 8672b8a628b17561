"""A closed case as the values of a record: pure. Codes are written in the terms of the form, times in Japan's own."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from typing import Any, Final

from adapters.run_record.columns import INQUIRIES, TIMES, VITALS
from hub.sdk import (
    AgeBand,
    CaseStatus,
    Closing,
    Danger,
    DeclineReason,
    IncidentType,
    Jcs,
    Message,
    Mode,
    RequestState,
    Severity,
    Sex,
    Urgency,
)
from hub.sdk.record import Change, Code, Treatment, TriageCategory

JST: Final = timezone(timedelta(hours=9))
_DIFFICULT_INQUIRIES: Final = 4
_DIFFICULT_MINUTES: Final = 30
"""困難事案 (FDMA): asked four times or more, and half an hour or more at the scene."""
_BANDS: Final = ((65, AgeBand.ELDERLY), (18, AgeBand.ADULT), (7, AgeBand.CHILD), (1, AgeBand.INFANT))

Part = Mapping[str, Any]
Names = Mapping[str, str]
"""Ids of hospitals, units and departments, as the department calls them."""


_NEVER: Final = datetime.fromtimestamp(0, JST)
EMPTY: Final = Message(
    id="",
    subject="",
    about="case",
    version=0,
    kind="close-case",
    mode=Mode.PATCH,
    document={},
    change={},
    resources=(),
    happened_at=_NEVER,
    recorded_at=_NEVER,
)
"""A case of which nothing is known: what a layout can be tried with."""


def is_due(message: Message) -> bool:
    """Tells whether a record is to be written: the case is closed, and this has changed something."""
    is_closed = message.document.get("status") == CaseStatus.CLOSED
    return message.about == "case" and message.mode is not Mode.GONE and is_closed and bool(message.change)


def values(message: Message, names: Names) -> dict[str, str]:
    """Returns every column of a record; what is not known is empty."""
    document = message.document
    times = {name: document.get("times", {}).get(mark.value) for name, mark in TIMES.items()}
    on_scene = _minutes(times["on_scene_at"], times["departed_scene_at"])
    asked = _in_order(document.get("requests", {}), "requested_at")
    is_difficult = len(asked) >= _DIFFICULT_INQUIRIES and on_scene is not None and on_scene >= _DIFFICULT_MINUTES
    return {
        "case": message.subject,
        "revision": str(message.version),
        "recorded_at": stamp(message.recorded_at),
        "exercise": "訓練" if message.is_exercise else "",
        **_incident(document, names),
        **{name: stamp(at) for name, at in times.items()},
        "on_scene_minutes": _text(on_scene),
        **_patient(document.get("patient", {})),
        **_complaint(document.get("complaint", {}), document.get("history", {})),
        **_observed(document.get("observations", {})),
        "treatments": "、".join(" ".join(filter(None, row)) for row in treatments(document)),
        "changes": "、".join(" ".join(filter(None, row)) for row in changes(document)),
        "triage": "、".join(" ".join(filter(None, row)) for row in triage(document)),
        "inquiry_count": str(len(asked)),
        "difficult": "該当" if is_difficult else "",
        **_asked(document, names),
        **_ended(document, names),
    }


# The lists.


def observations(document: Part) -> Sequence[Sequence[str]]:
    """Returns every observation, the oldest first: its time, its vital signs, what was seen."""
    rows = _in_order(document.get("observations", {}), "at")
    return [[_clock(each["at"]), *_vitals(each).values(), _text(each.get("findings"))] for _, each in rows]


def treatments(document: Part) -> Sequence[Sequence[str]]:
    """Returns what was done: when, what, how much, and the crew's words."""
    return [
        [
            _clock(each["at"]),
            _ja(Treatment, each.get("treatment")),
            f"{_text(each.get('amount'))}{_text(each.get('unit'))}",
            _text(each.get("detail")),
        ]
        for _, each in _in_order(document.get("treatments", {}), "at")
    ]


def changes(document: Part) -> Sequence[Sequence[str]]:
    """Returns how the patient has changed: when, how, and the crew's words."""
    rows = _in_order(document.get("changes", {}), "at")
    return [[_clock(each["at"]), _ja(Change, each.get("change")), _text(each.get("detail"))] for _, each in rows]


def triage(document: Part) -> Sequence[Sequence[str]]:
    """Returns every tag: when, its category, its number."""
    rows = _in_order(document.get("triage", {}), "at")
    return [
        [_clock(each["at"]), _ja(TriageCategory, each.get("category")), _text(each.get("tag_number"))]
        for _, each in rows
    ]


def inquiries(document: Part, names: Names) -> Sequence[Sequence[str]]:
    """Returns who was asked: hospital, when, what it answered, why not."""
    return [
        [
            names.get(facility, facility),
            _clock(each.get("requested_at")),
            _ja(RequestState, each.get("state")),
            _ja(DeclineReason, each.get("reason")),
        ]
        for facility, each in _in_order(document.get("requests", {}), "requested_at")
    ]


# The parts.


def _incident(document: Part, names: Names) -> dict[str, str]:
    incident = document.get("incident", {})
    return {
        "incident_number": _text(incident.get("number")),
        "department": _named(document.get("department"), names),
        "unit": _named(document.get("unit"), names),
        "incident_type": _ja(IncidentType, incident.get("type")),
        "scene_address": _text(incident.get("scene_address")),
        "call_report": _text(incident.get("call_report")),
        "patients": _text(incident.get("patients")),
    }


def _patient(patient: Part) -> dict[str, str]:
    return {
        "name": _joined(patient.get("family_name"), patient.get("given_name")),
        "kana": _joined(patient.get("family_kana"), patient.get("given_kana")),
        "birth_date": _text(patient.get("birth_date")),
        "age": _text(patient.get("age_years")),
        "age_band": _ja(AgeBand, patient.get("age_band")) or _band(patient.get("age_years")),
        "sex": _ja(Sex, patient.get("sex")),
        "address": _text(patient.get("address")),
        "phone": _text(patient.get("phone")),
    }


def _band(age: int | None) -> str:
    """Returns the band of FDMA that an age is in; below one year it may be either of two."""
    return next((band.ja for least, band in _BANDS if age is not None and age >= least), "")


def _complaint(complaint: Part, history: Part) -> dict[str, str]:
    return {
        "chief_complaint": _text(complaint.get("chief_complaint")),
        "suspected_condition": _text(complaint.get("suspected_condition")),
        "onset_at": stamp(complaint.get("onset_at")),
        "urgency": _ja(Urgency, complaint.get("urgency")),
        "dangers": "、".join(_ja(Danger, danger) for danger in complaint.get("dangers", ())),
        "medical_history": _text(history.get("medical_history")),
        "medications": _text(history.get("medications")),
        "allergies": _text(history.get("allergies")),
    }


def _observed(held: Mapping[str, Part]) -> dict[str, str]:
    """Returns the first and the last word on each vital sign."""
    rows = [_vitals(each) for _, each in _in_order(held, "at")]
    first = {f"first_{name}": _first(row[name] for row in rows) for name in VITALS}
    return first | {f"last_{name}": _first(row[name] for row in reversed(rows)) for name in VITALS}


def _vitals(each: Part) -> dict[str, str]:
    eye, verbal, motor = (each.get(f"gcs_{part}") for part in ("eye", "verbal", "motor"))
    systolic, diastolic = each.get("systolic"), each.get("diastolic")
    is_measured = systolic is not None or diastolic is not None
    return {
        "jcs": _ja(Jcs, each.get("jcs")),
        "gcs": "" if eye is None else f"E{eye}V{verbal}M{motor}",
        "respiratory_rate": _text(each.get("respiratory_rate")),
        "heart_rate": _text(each.get("heart_rate")),
        "blood_pressure": f"{_text(systolic)}/{_text(diastolic)}" if is_measured else "",
        "spo2": _text(each.get("spo2")),
        "temperature": _text(each.get("temperature")),
    }


def _asked(document: Part, names: Names) -> dict[str, str]:
    rows = list(inquiries(document, names))[:INQUIRIES]
    rows += [["", "", "", ""]] * (INQUIRIES - len(rows))
    parts = [
        {f"inquiry_{number}": row[0], f"inquiry_{number}_answer": row[2], f"inquiry_{number}_reason": row[3]}
        for number, row in enumerate(rows, start=1)
    ]
    return {name: value for part in parts for name, value in part.items()}


def _ended(document: Part, names: Names) -> dict[str, str]:
    handover, closing = document.get("handover", {}), document.get("closing", {})
    outcome = document.get("outcome", {})
    return {
        "destination": _named(document.get("destination", {}).get("facility"), names),
        "received_by": _text(handover.get("received_by")),
        "summary": _text(handover.get("summary")),
        "closing": _ja(Closing, closing.get("closing")),
        "closing_detail": _text(closing.get("detail")),
        "severity": _ja(Severity, outcome.get("severity")),
        "diagnosis": _text(outcome.get("diagnosis")),
        "outcome_at": stamp(outcome.get("recorded_at")),
    }


# How they are written.


def stamp(at: datetime | str | None) -> str:
    """Returns a time as a record writes it."""
    return "" if at is None else _moment(at).strftime("%Y-%m-%d %H:%M:%S")


def _clock(at: str | None) -> str:
    return "" if at is None else _moment(at).strftime("%H:%M")


def _moment(at: datetime | str) -> datetime:
    return (datetime.fromisoformat(at) if isinstance(at, str) else at).astimezone(JST)


def _minutes(since: str | None, until: str | None) -> int | None:
    if since is None or until is None:
        return None
    return int((_moment(until) - _moment(since)).total_seconds() // 60)


def _ja(listed: type[Code], value: str | None) -> str:
    """Returns the term of a code; one that is not known stands as it is."""
    return next((code.ja for code in listed if code.value == value), _text(value))


def _named(held: str | None, names: Names) -> str:
    return "" if held is None else names.get(held, held)


def _joined(*parts: str | None) -> str:
    return " ".join(filter(None, parts))


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _first(found: Iterable[str]) -> str:
    return next(filter(None, found), "")


def _in_order(held: Mapping[str, Part], by: str) -> list[tuple[str, Part]]:
    return sorted(held.items(), key=lambda each: (str(each[1].get(by, "")), each[0]))
