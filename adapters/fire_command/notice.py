"""A notice of a command system: its whole record of one incident, as of one moment (layout `2026-11`, ours).

The words are those of published rules of command centres and of the 救急活動記録票: 災害番号, 覚知, 指令, and the
statuses of vehicles (動態). What a notice looks like on the wire is not public anywhere.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final, NamedTuple, TypeVar

from hub.sdk import IncidentType, Sex, TimeMark

T = TypeVar("T")
LAYOUT: Final = "2026-11"

REASONS: Final[Mapping[str, tuple[str, str]]] = {
    "not-json": ("JSONとして読めません", "is no JSON in UTF-8"),
    "not-a-notice": ("通知の形式ではありません", "is no notice"),
    "required": ("必須の項目がありません", "is required"),
    "not-text": ("文字列ではありません", "is no text"),
    "not-a-number": ("範囲内の数値ではありません", "is no number in its range"),
    "not-a-time": ("時差付きの日時ではありません", "is no time with an offset"),
    "not-in-list": ("コード表にない値です", "is not in the list"),
}
"""Why something is refused, Japanese and English; no value is ever repeated."""

STATUSES: Final[Mapping[str, TimeMark]] = MappingProxyType(
    {
        "出動": TimeMark.DISPATCHED,
        "現着": TimeMark.ON_SCENE,
        "接触": TimeMark.PATIENT_CONTACT,
        "車内収容": TimeMark.LOADED,
        "現発": TimeMark.DEPARTED_SCENE,
        "病着": TimeMark.ARRIVED_HOSPITAL,
        "医師引継": TimeMark.HANDED_OVER,
        "引揚": TimeMark.LEFT_HOSPITAL,
        "帰署": TimeMark.RETURNED,
    }
)
_MICRO: Final = Decimal("0.000001")
_INCIDENTS: Final = {each.ja: each for each in IncidentType}
_SEXES: Final = {each.ja: each for each in Sex}


class Fault(NamedTuple):
    """What is wrong with a notice: where, and a key of `REASONS`."""

    path: str
    code: str

    def say(self) -> tuple[str, str]:
        """Says it in Japanese and in English."""
        ja, en = REASONS[self.code]
        return f"{self.path or '通知'}: {ja}", f"{self.path or 'it'} {en}"


@dataclass(frozen=True, slots=True)
class Dispatch:
    """What a command system knows of one unit that it sent.

    ``released_at`` is when it was called back; ``statuses`` are its own, by the mark they stand for.
    """

    unit: str
    ordered_at: datetime | None = None
    statuses: Mapping[TimeMark, datetime] = field(default_factory=dict)
    released_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """The record of one incident as of ``revised_at``, the ``revision``-th (第N報).

    ``number`` (災害番号) begins anew each day; with ``opened_at``, which never changes, it names the incident.
    """

    number: str
    opened_at: datetime
    revision: int
    revised_at: datetime
    received_at: datetime
    dispatches: Sequence[Dispatch]
    incident_type: IncidentType | None = None
    complaint: str | None = field(default=None, repr=False)
    place: str | None = field(default=None, repr=False)
    latitude: Decimal | None = field(default=None, repr=False)
    longitude: Decimal | None = field(default=None, repr=False)
    report: str | None = field(default=None, repr=False)
    patients: int | None = None
    age: int | None = field(default=None, repr=False)
    sex: Sex | None = field(default=None, repr=False)
    is_exercise: bool = False
    cancelled_at: datetime | None = None


class Read(NamedTuple):
    """A notice, None where it cannot be one; and everything that was wrong with it."""

    notice: Notice | None
    faults: Sequence[Fault]


def read(content: bytes) -> Read:
    """Reads the bytes of one notice."""
    try:
        held = json.loads(content, parse_float=Decimal)
    except (ValueError, RecursionError):
        return Read(None, [Fault("", "not-json")])
    return parse(held)


def parse(held: object) -> Read:
    """Reads a notice. What is wrong with a field that is not needed costs that field and not the call."""
    if not isinstance(held, dict):
        return Read(None, [Fault("", "not-a-notice")])
    book = _Book(held)
    number = book.must("number", _text)
    revision = book.must("revision", _count(1, 99_999))
    opened_at, revised_at, received_at = (book.must(name, _time) for name in ("opened_at", "revised_at", "received_at"))
    dispatches = list(_dispatches(held.get("units"), book.faults))
    if number is None or revision is None or opened_at is None or revised_at is None or received_at is None:
        return Read(None, book.faults)
    notice = Notice(
        number=number,
        opened_at=opened_at,
        revision=revision,
        revised_at=revised_at,
        received_at=received_at,
        dispatches=dispatches,
        incident_type=book.may("incident_type", _one_of(_INCIDENTS)),
        complaint=book.may("complaint", _text),
        place=book.may("place", _text),
        latitude=book.may("latitude", _degrees(90)),
        longitude=book.may("longitude", _degrees(180)),
        report=book.may("report", _text),
        patients=book.may("patients", _count(1, 9999)),
        age=book.may("age", _count(0, 130)),
        sex=book.may("sex", _one_of(_SEXES)),
        is_exercise=held.get("is_exercise") is True,
        cancelled_at=book.may("cancelled_at", _time),
    )
    return Read(notice, book.faults)


def _dispatches(held: object, faults: list[Fault]) -> Iterator[Dispatch]:
    if not isinstance(held, list):
        faults.append(Fault("units", "required" if held is None else "not-a-notice"))
        return
    for index, each in enumerate(held):
        book = _Book(each if isinstance(each, dict) else {}, f"units[{index}].", faults)
        unit = book.must("unit", _text)
        told = each.get("statuses") if isinstance(each, dict) else None
        marks = _Book(told if isinstance(told, dict) else {}, f"units[{index}].statuses.", faults)
        if unit is not None:
            statuses = {mark: at for name, mark in STATUSES.items() if (at := marks.may(name, _time)) is not None}
            yield Dispatch(unit, book.may("ordered_at", _time), statuses, book.may("released_at", _time))


class _BadFieldError(ValueError):
    """Says why a field cannot be read: a key of `REASONS`."""


class _Book:
    """Reads fields of one object and keeps what was wrong with them."""

    def __init__(self, held: Mapping[str, Any], path: str = "", faults: list[Fault] | None = None) -> None:
        self._held = held
        self._path = path
        self.faults: list[Fault] = [] if faults is None else faults

    def may(self, name: str, how: Callable[[object], T]) -> T | None:
        """Returns a field, None where it says nothing or is wrong."""
        if self._is_silent(name):
            return None
        try:
            return how(self._held[name])
        except _BadFieldError as error:
            self.faults.append(Fault(f"{self._path}{name}", str(error)))
            return None

    def must(self, name: str, how: Callable[[object], T]) -> T | None:
        """Returns a field that is needed; that it is not there is a fault."""
        if self._is_silent(name):
            self.faults.append(Fault(f"{self._path}{name}", "required"))
        return self.may(name, how)

    def _is_silent(self, name: str) -> bool:
        value = self._held.get(name)
        return value is None or value == ""


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise _BadFieldError("not-text")
    return value


def _time(value: object) -> datetime:
    try:
        at = datetime.fromisoformat(_text(value))
    except ValueError:
        raise _BadFieldError("not-a-time") from None
    if at.tzinfo is None:
        raise _BadFieldError("not-a-time")
    return at


def _count(low: int, high: int) -> Callable[[object], int]:
    def how(value: object) -> int:
        if type(value) is not int or not low <= value <= high:
            raise _BadFieldError("not-a-number")
        return value

    return how


def _degrees(limit: int) -> Callable[[object], Decimal]:
    def how(value: object) -> Decimal:
        if not isinstance(value, int | Decimal) or isinstance(value, bool):
            raise _BadFieldError("not-a-number")
        number = Decimal(value)
        if not abs(number) <= limit:
            raise _BadFieldError("not-a-number")
        return number.quantize(_MICRO)

    return how


def _one_of(known: Mapping[str, T]) -> Callable[[object], T]:
    def how(value: object) -> T:
        if not isinstance(value, str) or value not in known:
            raise _BadFieldError("not-in-list")
        return known[value]

    return how
