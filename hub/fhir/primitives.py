"""The primitive types of FHIR as JSON writes them: which kind of JSON value each is, and the form of its text."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Final

from hub.fhir.xhtml import is_safe

_YEAR: Final = r"(?!0000)\d{4}"
_DAY: Final = r"(?:0[1-9]|[12]\d|3[01])"
_MONTH: Final = r"(?:0[1-9]|1[0-2])"
_CLOCK: Final = r"(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d{1,9})?"
_ZONE: Final = r"(?:Z|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00))"
_LARGEST: Final = 2**31


def _text(form: str) -> Callable[[object], bool]:
    matches = re.compile(form, re.ASCII).fullmatch
    return lambda value: isinstance(value, str) and matches(value) is not None


def _integer(low: int) -> Callable[[object], bool]:
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and low <= value < _LARGEST


def _is_number(value: object) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


_URI: Final = _text(r"[^\s]+")

PRIMITIVES: Final[dict[str, Callable[[object], bool]]] = {
    "boolean": lambda value: isinstance(value, bool),
    "integer": _integer(-_LARGEST),
    "unsignedInt": _integer(0),
    "positiveInt": _integer(1),
    "decimal": _is_number,
    "string": _is_text,
    "markdown": _is_text,
    "xhtml": lambda value: isinstance(value, str) and is_safe(value),
    "id": _text(r"[A-Za-z0-9.-]{1,64}"),
    "code": lambda value: isinstance(value, str) and bool(value) and " ".join(value.split()) == value,
    "uri": _URI,
    "url": _URI,
    "canonical": _URI,
    "oid": _text(r"urn:oid:[0-2](?:\.(?:0|[1-9]\d*))+"),
    "uuid": _text(r"urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
    "base64Binary": _text(r"[A-Za-z0-9+/\s]*={0,2}\s*"),
    "date": _text(rf"{_YEAR}(?:-{_MONTH}(?:-{_DAY})?)?"),
    "dateTime": _text(rf"{_YEAR}(?:-{_MONTH}(?:-{_DAY}(?:T{_CLOCK}{_ZONE})?)?)?"),
    "instant": _text(rf"{_YEAR}-{_MONTH}-{_DAY}T{_CLOCK}{_ZONE}"),
    "time": _text(_CLOCK),
}
"""Whether a JSON value is a value of the type, for each primitive type."""
