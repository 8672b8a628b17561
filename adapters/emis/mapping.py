"""Between the hub's words and EMIS's: pure, the same bytes for every repetition.

The hub knows one word for what a hospital can take; EMIS knows 85 cells. What has no counterpart is left out, and never
guessed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from adapters.emis.cells import Absent, Value, write
from adapters.emis.columns import BY_NAME, DETAILED
from adapters.emis.files import shift_jis, to_csv
from adapters.emis.record import Hospital, Record, blank
from adapters.emis.support import Colour, Operation, colour, lacks
from hub.sdk import Level, Message, Specialty

OURS: Final = "【救急ハブ】"
"""How a 詳細入力 begins that the hub has written; it is never read back, or the two would answer each other."""

_HALTS: Final = {"e001": "1", "d_f001": "1", "d_f002": "1", "d_g001": "01"}
_HINDERS: Final = {
    "assist": ("要",),
    **dict.fromkeys(("e002", "e003", "e004", "e005", "e006", "e007"), ("1",)),
    "d_l001": ("1", "2"),
    "d_l002": ("1", "2"),
    "d_l003": ("1", "2"),
    "d_c001": ("1",),
    "d_g001": ("02",),
}
_OUTPATIENTS: Final = {Level.NONE: "01", Level.LIMITED: "02", Level.POSSIBLE: "03", Level.GOOD: "03"}
_MOST_BEDS: Final = 2000
_LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class Statement:
    """A submission that follows from what EMIS says, and when it was said there."""

    kind: str
    origin: str
    said_at: datetime
    data: Mapping[str, Any]


# What EMIS says of a hospital.


def capacity(record: Record) -> Statement | None:
    """Returns what a record says of the emergency department of its hospital, None where it says nothing."""
    record = _without_ours(record)
    said_at = record.updated_at
    if said_at is None or colour(record) is Colour.GREY:
        return None
    data: dict[str, Any] = {
        "specialty": Specialty.EMERGENCY.value,
        "level": level(record).value,
        "source": "EMIS",
    }
    words = "、".join([*(["支援要"] if record.said("assist") == "要" else []), *lacks(record)])
    if words:
        data["comment"] = words[:_LONGEST]
    beds = [value for value in map(record.said, ("d_k008", "d_k009")) if isinstance(value, int)]
    if beds:
        data["beds"] = min(sum(beds), _MOST_BEDS)
    told = ":".join(f"{data.get(name)}" for name in ("level", "beds", "comment"))
    return Statement("publish-capacity", f"emis/{record.hospital}/{told}", said_at, data)


def level(record: Record) -> Level:
    """Returns how far a hospital can take patients: never ◎, for EMIS has no word for that."""
    if any(record.said(name) == value for name, value in _HALTS.items()):
        return Level.NONE
    if any(record.said(name) in values for name, values in _HINDERS.items()):
        return Level.LIMITED
    return Level.POSSIBLE


def _without_ours(record: Record) -> Record:
    note = record.said("d_o")
    if not (isinstance(note, str) and note.startswith(OURS)):
        return record
    return replace(record, values={**record.values, **dict.fromkeys(DETAILED, Absent.NOT_SET), "rd": Absent.BLANK})


def mode(prefecture: str, operation: Operation, since: datetime) -> Statement:
    """Returns the mode that EMIS works in as the mode of a fire department's area."""
    data = {"mode": operation.value, "reason": f"EMIS {_MENU[operation]}"}
    return Statement("declare-mode", f"emis/{prefecture}/{operation.value}", since, data)


_MENU: Final = {Operation.NORMAL: "通常運用", Operation.ALERT: "警戒運用中", Operation.DISASTER: "災害運用中"}


# What the hub says of a hospital.


def status(message: Message, hospital: Hospital) -> bytes | None:
    """Returns the file with which EMIS is told of a hospital's own word; None where it says nothing that EMIS knows."""
    stated = message.document.get("capacity")
    said = stated.get(Specialty.EMERGENCY.value) if isinstance(stated, Mapping) else None
    if not isinstance(said, Mapping) or "level" not in said:
        return None
    on = Level(said["level"])
    words = [f"{Specialty.EMERGENCY.ja}{on.ja}"]
    words += [f"空床{said['beds']}"] if said.get("beds") is not None else []
    words += [str(said["comment"])] if said.get("comment") else []
    values: dict[str, Value] = {
        **blank(hospital),
        "d_g001": _OUTPATIENTS[on],
        "d_o": OURS + " ".join(words),
        "d_i": message.happened_at,
        "d_date": message.recorded_at,
    }
    return to_csv([Record(hospital, values)])


def transported(message: Message, hospital: Hospital) -> bytes:
    """Returns the file with which EMIS is told that one patient was brought to a hospital: a number, and no patient."""
    at = write(BY_NAME["d_date"], message.happened_at)
    return shift_jis(f"hcode,transported,at\r\n{hospital.prefecture}{hospital.code},1,{at}\r\n")


def receiving(message: Message) -> str | None:
    """Returns the hospital that a case was handed over to, as far as this connection may know it.

    A connection beside a hospital sees its own request and no other.
    """
    requests = message.document.get("requests")
    return next(iter(requests)) if isinstance(requests, Mapping) and len(requests) == 1 else None
