"""What is looked at before anything is believed: the bounds of every body that comes in.

The bytes are decoded once into plain JSON and walked once. Only where the walk finds something is the place looked for,
so that an honest body costs about ten microseconds.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice

import msgspec

from hub.errors import Issue, MalformedError, TooLargeError

LONGEST = 256 * 1024
"""Bytes of one body or one socket message."""
DEEPEST = 32
MOST_DIGITS = 18
_MY_NUMBER_DIGITS = 12
_UUID_LENGTH = 36
MOST_ENTRIES = 20_000
"""Elements of one body, at all levels together."""
MOST_ISSUES = 100
"""Faults that are told of one body: an answer does not grow with what is wrong."""

_decoder = msgspec.json.Decoder(float_hook=Decimal)
_name = re.compile(r"[A-Za-z$_][A-Za-z0-9_-]{0,63}", re.ASCII)
_key = re.compile(rb'"\s*:')

_BETWEEN = r"[\s._・ー\u00AD\u200B-\u200D\u2010-\u2015\u2060\u2212\uFE63\uFEFF\uFF0D\uFF65-]{1,3}"
_twelve_digits = re.compile(
    r"\d(?<![\d+]\d)(?:"
    r"(?<!\d[ .-]\d)(?<![\da-f]{4}-\d)(?:[ -]?\d){11}(?![ .-]?\d)"  # twelve, a blank or hyphen anywhere between
    r"|(?<!\d\.\d)(?<![\da-f]{4}-\d)\d{11}(?!\.?\d)"  # twelve in a row; no decimals, no end of a UUID
    rf"|\d{{3}}{_BETWEEN}\d{{4}}{_BETWEEN}\d{{4}}(?!\d))"  # three groups of four, as it is printed
)
r"""What follows ``+`` is a telephone number. ``\d`` holds full-width digits too; nothing is normalised, for
hostile text makes that cost the square of its length."""
_uuid = re.compile(r"(?<![\da-fA-F])[\da-fA-F]{8}(?:-[\da-fA-F]{4}){3}-[\da-fA-F]{12}(?![\da-fA-F])", re.ASCII)
"""A UUID inside a text, as in a reference: its groups of four may be digits."""
_base64 = re.compile(r"[A-Za-z0-9+/]+={0,2}")
_LONGEST_WORDS = 4096
"""Characters: what is longer and nothing but base64 is a file, in which twelve digits in a row happen by chance."""
_time = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)")

_NUL = ("nul", "NUL文字は使えません", "NUL is not allowed")
_MY_NUMBER = (
    "my-number",
    "12桁の番号は個人番号のおそれがあるため受け付けません",
    "a number of 12 digits may be an Individual Number and is not taken",
)
_NUMBER = ("number-too-long", f"数値は{MOST_DIGITS}桁までです", f"a number has at most {MOST_DIGITS} digits")
_DEPTH = ("too-deep", f"入れ子は{DEEPEST}段までです", f"nesting goes at most {DEEPEST} deep")
_ENTRIES = ("too-many", "要素が多すぎます", "there are too many elements")


def parse(raw: bytes) -> object:
    """Decodes a body into plain JSON whose numbers keep their digits.

    Raises:
        TooLargeError: The body is longer than `LONGEST`.
        MalformedError: It is no JSON, or deep, or holds a name twice, a huge number, NUL, or a 12-digit number.
    """
    if len(raw) > LONGEST:
        raise TooLargeError(LONGEST)
    try:
        value = _decoder.decode(raw)
    except RecursionError:
        raise MalformedError([Issue("", *_DEPTH)]) from None
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError, ArithmeticError):
        raise MalformedError([Issue("", "not-json", "JSONとして読み取れません", "it is not JSON")]) from None
    check(raw, value)
    return value


def check(raw: bytes, value: object) -> None:
    """Looks through a decoded body; see `parse`.

    Raises:
        MalformedError: Something in it is not taken, with the places.
    """
    names = _names_if_clean(value)
    if names is None or b"\\u0000" in raw:
        found = list(islice(_find(value, "", DEEPEST), MOST_ISSUES))
        if found:
            raise MalformedError(found)
    if len(_key.findall(raw)) != names:
        twice = _named_twice(raw)
        if twice:
            raise MalformedError(twice[:MOST_ISSUES])


def _names_if_clean(value: object) -> int | None:
    """Counts the names in a body level by level; None where something may be wrong with it.

    Raises:
        MalformedError: It has too many elements to look at each.
    """
    names = 0
    elements = 0
    level: list[object] = [value]
    for _ in range(DEEPEST + 1):
        below: list[object] = []
        for item in level:
            if isinstance(item, str):
                if len(item) >= _MY_NUMBER_DIGITS and _fault_of_text(item):
                    return None
            elif isinstance(item, dict):
                names += len(item)
                below.extend(item.values())
            elif isinstance(item, list):
                below.extend(item)
            elif isinstance(item, int | Decimal) and _fault_of_number(item):
                return None
        if not below:
            return names
        elements += len(below)
        if elements > MOST_ENTRIES:
            raise MalformedError([Issue("", *_ENTRIES)])
        level = below
    return None


def _fault_of_number(value: int | Decimal) -> tuple[str, str, str] | None:
    if isinstance(value, int):
        if -(10**11) < value < 10**11:
            return None
        if 10**11 <= abs(value) < 10**12:
            return _MY_NUMBER
        return None if -(10**MOST_DIGITS) < value < 10**MOST_DIGITS else _NUMBER
    _, digits, exponent = value.as_tuple()
    is_long = not isinstance(exponent, int) or len(digits) > MOST_DIGITS or abs(exponent) > MOST_DIGITS
    return _NUMBER if is_long else None


def told(name: str) -> str:
    """Returns the name of a field as an answer may repeat it: one that is no name of a field, or too long, is not.

    A name is a sender's text like any other: in it, too, a person or a personal number may stand.
    """
    return name if _name.fullmatch(name) and not may_be_my_number(name) else "?"


def may_be_my_number(text: str) -> bool:
    """Tells whether a free-standing number of 12 digits stands in a text."""
    return _fault_of_text(text) is not None


def _fault_of_text(text: str) -> tuple[str, str, str] | None:
    if "\x00" in text:
        return _NUL
    if len(text) < _MY_NUMBER_DIGITS or (
        len(text) == _UUID_LENGTH and text[8] == text[13] == text[18] == text[23] == "-"
    ):
        return None
    if text[10] == "T" and _time.fullmatch(text):
        return None
    if _twelve_digits.search(text) is None or (len(text) > _LONGEST_WORDS and _base64.fullmatch(text)):
        return None
    return _MY_NUMBER if _twelve_digits.search(_uuid.sub("x", text)) else None


def _find(value: object, path: str, depth: int) -> Iterator[Issue]:
    if isinstance(value, str):
        fault = _fault_of_text(value)
        if fault:
            yield Issue(path, *fault)
    elif isinstance(value, int | Decimal):
        fault = _fault_of_number(value)
        if fault:
            yield Issue(path, *fault)
    elif isinstance(value, dict | list):
        if depth == 0:
            yield Issue(path, *_DEPTH)
            return
        for name, item in value.items() if isinstance(value, dict) else enumerate(value):
            if isinstance(name, str) and "\x00" in name:
                yield Issue(path, *_NUL)
                continue
            place = f"{path}[{name}]" if isinstance(name, int) else f"{path}.{told(name)}".lstrip(".")
            yield from _find(item, place[:200], depth - 1)


def _named_twice(raw: bytes) -> list[Issue]:
    issues = []

    def look(pairs: list[tuple[str, object]]) -> dict[str, object]:
        for name, times in Counter(name for name, _ in pairs).items():
            if times > 1:
                issues.append(
                    Issue(
                        told(name), "named-twice", "同じ項目が二度あります", "the same name stands twice in one object"
                    )
                )
        return dict(pairs)

    json.loads(raw, object_pairs_hook=look)
    return issues
