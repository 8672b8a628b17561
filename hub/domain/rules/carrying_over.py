"""What a case begins with when a private transport becomes one: everything that is known of the patient.

One submission, two subjects: what happened to the transport is decided by its own rule; what therefore begins stands
here. Both go into the journal in one transaction.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from hub.domain.codes import Change, IncidentType
from hub.domain.document import Document, Json, section
from hub.domain.events import (
    CaseOpened,
    ChangeReported,
    Event,
    FactsStated,
    ObservationRecorded,
    SwitchedTo119,
    TransportCarriedOver,
    Value,
    instant,
)
from hub.domain.rules.rule import Circumstances
from hub.domain.transport import Transport

_VITALS = ("heart_rate", "respiratory_rate", "spo2", "systolic", "avpu")
_CARRIED = frozenset(
    {
        "transport",
        "requester",
        "requested_at",
        "journey",
        "needs",
        "addresses",
        "contact",
        "handover",
        "claim",
        "trip",
    }
)
"""What of a transport's document stands in the case; its patient becomes the case's own."""


class Begun(NamedTuple):
    """A subject that begins because of what happened to another, with its first events."""

    subject: UUID
    events: tuple[Event, ...]


def begun(transport: Transport, happened: Sequence[Event], now: Circumstances) -> Begun | None:
    """Returns the case that begins with these events of a transport, if one does."""
    for event in happened:
        if isinstance(event, SwitchedTo119):
            return Begun(UUID(event.case), tuple(_opening(transport, event, now)))
    return None


def _opening(transport: Transport, event: SwitchedTo119, now: Circumstances) -> Iterator[Event]:
    document = transport.document
    yield CaseOpened(at=event.at, unit="", department=event.department, is_exercise=bool(document.get("is_exercise")))
    facts = dict(_facts(document, event))
    yield FactsStated(at=event.at, facts=facts, tapped_at=instant(now.tapped_at), key=now.key)
    vitals = {name: event.values[name] for name in _VITALS if name in event.values}
    if vitals:
        yield ObservationRecorded(at=event.at, key=now.key, values=vitals)
    yield ChangeReported(
        at=event.at, key=now.key, values={"change": Change.DETERIORATED.value, "detail": event.values["detail"]}
    )
    yield TransportCarriedOver(
        at=event.at, transport={name: value for name, value in document.items() if name in _CARRIED}
    )


def _facts(document: Document, event: SwitchedTo119) -> Iterator[tuple[str, Value]]:
    said = event.values
    yield "incident.type", IncidentType.SUDDEN_ILLNESS.value
    yield "incident.scene_address", said.get("place") or _last_known_place(document)
    yield "complaint.chief_complaint", said["detail"]
    if "urgency" in said:
        yield "complaint.urgency", said["urgency"]
    where = said if "latitude" in said and "longitude" in said else section(document, "position")
    for name in ("latitude", "longitude"):
        if name in where:
            yield f"incident.scene_{name}", _number(where[name])
    for name, value in section(document, "patient").items():
        yield f"patient.{name}", _number(value)
    if condition := section(document, "handover").get("condition"):
        yield "history.medical_history", str(condition)


def _last_known_place(document: Document) -> str:
    """Returns where the patient was last known to be: at the pick-up, or on the way from it."""
    journey, trip = section(document, "journey"), section(document, "trip")
    if "on-board" in trip and "arrived" not in trip:
        return f"搬送中: {journey['pickup_place']} → {journey['dropoff_place']}"
    return str(journey["dropoff_place" if "arrived" in trip else "pickup_place"])


def _number(value: Json) -> Value:
    """Returns a plain value of a document; sections of a request hold nothing deeper."""
    return value if isinstance(value, str | int | Decimal | list) else str(value)
