"""What every event is.

Values in events are ready for JSON: text, numbers (`Decimal` keeps its digits), booleans, lists; times are UTC text.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import ClassVar

Value = str | int | Decimal | bool | list[str]
Values = Mapping[str, Value]


@lru_cache(maxsize=4096)
def instant(at: datetime) -> str:
    """Writes an aware time as UTC text in milliseconds with ``Z``: such texts sort as the times do."""
    utc = at.astimezone(UTC)
    date = (utc.year, utc.month, utc.day, utc.hour, utc.minute, utc.second, utc.microsecond // 1000)
    return "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ" % date  # noqa: UP031  the fastest way, and it is called often


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that has happened to a case or a hospital; ``at`` is its own time."""

    name: ClassVar[str]

    at: str
