"""A message of the hub as messages of HL7 v2.5: pure, the same bytes for every repetition.

Before its hospital has accepted, nothing is said. Then the patient is pre-registered (ADT^A04) with the vital signs so
far (ORU^R01); what is told of the patient later is an A08, each observation an R01, an end without arrival an A11.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, NamedTuple

from adapters.hl7v2.charset import Charset, encode, written
from adapters.hl7v2.person import expected, facts, patient, said_of_lost, short, stamp, visit
from adapters.hl7v2.segment import Components, Field, header, joined, segment
from adapters.hl7v2.vitals import results
from hub.sdk import Message, Mode, RequestState

_TELLS_OF_PATIENT: Final = frozenset({"patient", "complaint", "history", "incident", "destination"})
_LONGEST_CONTROL_ID: Final = 20
_CHARSETS: Final[Mapping[Charset, Mapping[int, Field]]] = {
    Charset.ISO_IR87: {18: [("",), ("ISO IR87",)], 20: "ISO 2022-1994"},
    Charset.UTF_8: {18: "UNICODE UTF-8"},
}
_VITAL_SIGNS: Final = ("85353-1", "Vital signs", "LN")


class Event(StrEnum):
    """What a hospital's system is told, by its trigger event."""

    REGISTERED = "A04"
    UPDATED = "A08"
    CANCELLED = "A11"
    OBSERVED = "R01"


_TYPES: Final[Mapping[Event, Components]] = {
    Event.REGISTERED: ("ADT", "A04", "ADT_A01"),
    Event.UPDATED: ("ADT", "A08", "ADT_A01"),
    Event.CANCELLED: ("ADT", "A11", "ADT_A09"),
    Event.OBSERVED: ("ORU", "R01", "ORU_R01"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """Who writes to whom (MSH-3 to MSH-6), in which character set, and whether receipt alone is acknowledged."""

    sending_application: str
    sending_facility: str
    receiving_application: str
    receiving_facility: str
    charset: Charset
    is_enhanced: bool


class Letter(NamedTuple):
    """One HL7 message: its event, its control id, its bytes without the frame."""

    event: Event
    control_id: str
    content: bytes


def letters(message: Message, letterhead: Letterhead) -> Sequence[Letter]:
    """Returns what a hospital's system is told of a message, in order; nothing where it is not concerned."""
    return [_letter(message, event, letterhead) for event in events(message)]


def events(message: Message) -> Sequence[Event]:
    """Returns what has happened for the receiving system."""
    if message.about != "case":
        return ()
    if message.mode is Mode.GONE:
        return () if message.change.get("reason") == "outcome-recorded" else (Event.CANCELLED,)
    if not _is_accepted(message.document):
        return ()
    is_new = message.mode is Mode.DOCUMENT
    told = [Event.REGISTERED] if is_new else [Event.UPDATED] if _TELLS_OF_PATIENT & message.change.keys() else []
    return [*told, Event.OBSERVED] if any(_observations(message)) else told


def control_id(message: Message, event: Event) -> str:
    """Returns MSH-10: the same for every repetition, another for every event. 20 characters are all that v2.5 has."""
    return short(f"{message.id}/{event}", _LONGEST_CONTROL_ID)


def _is_accepted(document: Mapping[str, Any]) -> bool:
    """Tells whether the hospital takes the patient: by its own word, or because the patient is allotted to it."""
    requests = document.get("requests", {}).values()
    return "destination" in document or any(each.get("state") == RequestState.ACCEPTED for each in requests)


def _observations(message: Message) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yields what was observed and is new to the receiver, the oldest first, each with its key."""
    told = message.change.get("observations") or {}
    held = ((key, values) for key, values in told.items() if values is not None)
    yield from sorted(held, key=lambda each: (each[1]["at"], each[0]))


def _letter(message: Message, event: Event, letterhead: Letterhead) -> Letter:
    """Writes a message; one that holds signs its character set does not have says for how many 〓 stands."""
    write = _results if event is Event.OBSERVED else _admission
    lost = written(joined(write(message, event, letterhead, 0)), letterhead.charset).lost
    text = written(joined(write(message, event, letterhead, lost)), letterhead.charset).text
    return Letter(event, control_id(message, event), encode(text, letterhead.charset))


def _admission(message: Message, event: Event, letterhead: Letterhead, lost: int) -> Iterator[str]:
    """Yields ADT_A01; of one that is cancelled (ADT_A09) there is nothing but its number."""
    document = message.document
    yield _header(message, event, letterhead)
    yield segment("EVN", {2: stamp(message.recorded_at), 6: stamp(message.happened_at)})
    yield patient(message, letterhead.sending_application)
    yield visit(message, letterhead.sending_application)
    if event is Event.CANCELLED:
        return
    complaint = document.get("complaint", {}).get("chief_complaint", "")
    yield segment("PV2", {3: ("", complaint), 8: expected(document), 38: ("A", "Ambulance", "HL70430")})
    for number, (kind, name, value, unit) in enumerate(facts(document, lost), start=1):
        yield segment("OBX", {1: str(number), 2: kind, 3: name, 5: value, 6: unit, 11: "F"})
    if allergies := document.get("history", {}).get("allergies"):
        yield segment("AL1", {1: "1", 3: ("", allergies)})


def _results(message: Message, event: Event, letterhead: Letterhead, lost: int) -> Iterator[str]:
    """Yields ORU_R01: a group for each moment at which something was observed."""
    yield _header(message, event, letterhead)
    yield patient(message, letterhead.sending_application)
    if lost:
        yield segment("NTE", {1: "1", 2: "P", 3: said_of_lost(lost)})
    yield visit(message, letterhead.sending_application)
    for number, (key, values) in enumerate(_observations(message), start=1):
        at = stamp(values["at"])
        order = short(key, _LONGEST_CONTROL_ID)
        yield segment("OBR", {1: str(number), 3: order, 4: _VITAL_SIGNS, 7: at, 22: at, 25: "F"})
        yield from results(values, at)


def _header(message: Message, event: Event, letterhead: Letterhead) -> str:
    receipt: Mapping[int, Field] = {15: "AL", 16: "NE"} if letterhead.is_enhanced else {}
    return header(
        {
            3: letterhead.sending_application,
            4: letterhead.sending_facility,
            5: letterhead.receiving_application,
            6: letterhead.receiving_facility,
            7: stamp(message.recorded_at),
            9: _TYPES[event],
            10: control_id(message, event),
            11: "T" if message.is_exercise else "P",
            12: "2.5",
            **receipt,
            **_CHARSETS[letterhead.charset],
        }
    )
