"""One cell of the record: its text, and what it says."""

import re
from datetime import UTC, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import Enum
from typing import Final, TypeAlias

from adapters.emis.columns import NOT_SET, Column, Shape

JAPAN: Final = timezone(timedelta(hours=9))
_MOMENT: Final = re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2}) (\d{1,2}):(\d{2})")
_TIME: Final = re.compile(r"(\d{1,2}):(\d{2})")
_DEGREES: Final = re.compile(r"-?\d{1,3}(\.\d{1,10})?")
_MOST_DIGITS: Final = 6
_LIMITS: Final = {"lat": 90, "lon": 180}


class Absent(Enum):
    """Why a cell says nothing; each has its own text and keeps it."""

    BLANK = ""
    NOT_SET = NOT_SET
    """The whole section was not entered."""
    UNKNOWN = "unknown"
    """The sentinel of the column: 999, or ``--：--``."""


Value: TypeAlias = Absent | str | int | Decimal | datetime | time


class BadCellError(ValueError):
    """Says why a cell cannot be read: a code of `adapters.emis.record.REASONS`."""


def read(column: Column, text: str) -> Value:
    """Reads a cell.

    Raises:
        BadCellError: It is not what stands in this column.
    """
    if not text:
        return Absent.BLANK
    if text == NOT_SET:
        return Absent.NOT_SET
    if text == column.sentinel:
        return Absent.UNKNOWN
    return _READ[column.shape](column, text)


def write(column: Column, value: Value) -> str:
    """Writes what `read` reads."""
    match value:
        case Absent.UNKNOWN:
            return column.sentinel or ""
        case Absent():
            return str(value.value)
        case datetime():
            at = value.astimezone(JAPAN)
            return f"{at.year}/{at.month}/{at.day} {at.hour}:{at.minute:02}"
        case time():
            return f"{value.hour:02}:{value.minute:02}"
        case Decimal():
            return f"{value:f}"
        case _:
            return str(value)


def _code(column: Column, text: str) -> Value:
    if text not in column.codes:
        raise BadCellError("not-in-list")
    return text


def _count(_column: Column, text: str) -> Value:
    if not (text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS):
        raise BadCellError("not-a-number")
    return int(text)


def _degrees(column: Column, text: str) -> Value:
    if not _DEGREES.fullmatch(text) or abs(Decimal(text)) > _LIMITS[column.name]:
        raise BadCellError("not-degrees")
    return Decimal(text)


def _moment(_column: Column, text: str) -> Value:
    found = _MOMENT.fullmatch(text)
    if found is None:
        raise BadCellError("not-a-time")
    year, month, day, hour, minute = map(int, found.groups())
    try:
        return datetime(year, month, day, hour, minute, tzinfo=JAPAN).astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadCellError("not-a-time") from None


def _time(_column: Column, text: str) -> Value:
    found = _TIME.fullmatch(text)
    try:
        return time(int(found[1]), int(found[2])) if found else _no_time()
    except ValueError:
        raise BadCellError("not-a-time") from None


def _no_time() -> time:
    raise BadCellError("not-a-time")


def _text(_column: Column, text: str) -> Value:
    return text


_READ: Final = {
    Shape.TEXT: _text,
    Shape.CODE: _code,
    Shape.COUNT: _count,
    Shape.DEGREES: _degrees,
    Shape.MOMENT: _moment,
    Shape.TIME_OF_DAY: _time,
}
