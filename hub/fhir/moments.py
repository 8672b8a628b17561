"""Dates and times as FHIR writes them: each is an interval, as wide as its last digit, and compared as one.

A time without an offset, and a date, are Japan's: whoever asks for a day means the day of the place.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from typing import Final

Interval = tuple[int, int]
"""Microseconds since 1970: from, and up to but not with."""

BEGINNING: Final = -(2**62)
END: Final = 2**62
_JAPAN: Final = timezone(timedelta(hours=9))
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_FORM: Final = re.compile(
    r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:\d{2})?)?)?)?", re.ASCII
)


@lru_cache(maxsize=8192)
def interval(text: str) -> Interval:
    """Returns the interval that a date, a dateTime or an instant names.

    Raises:
        ValueError: It is none.
    """
    found = _FORM.fullmatch(text)
    if found is None:
        raise ValueError(text)
    year, month, day, hour, minute, second, fraction, offset = found.groups()
    zone = _zone(offset)
    begins = datetime(
        int(year), int(month or 1), int(day or 1), int(hour or 0), int(minute or 0), int(second or 0), tzinfo=zone
    )
    low = (begins - _EPOCH) // _MICROSECOND
    if fraction:
        width = max(10 ** (6 - len(fraction)), 1)
        low += int(fraction[:6].ljust(6, "0"))
        return low, low + width
    if hour:
        return low, low + (1_000_000 if second else 60_000_000)
    if day:
        return low, low + 86_400_000_000
    ends = begins.replace(year=begins.year + 1) if not month else _next_month(begins)
    return low, (ends - _EPOCH) // _MICROSECOND


def _zone(offset: str | None) -> timezone:
    if offset is None:
        return _JAPAN
    if offset == "Z":
        return UTC
    hours, minutes = int(offset[1:3]), int(offset[4:])
    ahead = timedelta(hours=hours, minutes=minutes)
    return timezone(-ahead if offset[0] == "-" else ahead)


def _next_month(begins: datetime) -> datetime:
    return (begins + timedelta(days=31)).replace(day=1)


def microseconds(at: datetime) -> int:
    """Returns a time as microseconds since 1970."""
    return (at - _EPOCH) // _MICROSECOND


def about(asked: Interval, now: int) -> Interval:
    """Returns the interval of ``ap``: widened by a tenth of its distance from now, as FHIR proposes."""
    leeway = abs(now - asked[0]) // 10
    return asked[0] - leeway, asked[1] + leeway


def _within(held: Interval, asked: Interval) -> bool:
    return asked[0] <= held[0] and held[1] <= asked[1]


PREFIXES: Final[Mapping[str, Callable[[Interval, Interval], bool]]] = {
    "eq": _within,
    "ne": lambda held, asked: not _within(held, asked),
    "gt": lambda held, asked: held[1] > asked[1],
    "lt": lambda held, asked: held[0] < asked[0],
    "ge": lambda held, asked: held[1] > asked[1] or _within(held, asked),
    "le": lambda held, asked: held[0] < asked[0] or _within(held, asked),
    "sa": lambda held, asked: held[0] >= asked[1],
    "eb": lambda held, asked: held[1] <= asked[0],
    "ap": lambda held, asked: held[0] < asked[1] and asked[0] < held[1],
}
"""How a held interval is compared with the one that was asked for."""
