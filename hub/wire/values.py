"""Reads one value of a submission: an id, a time, a code, a quantity, a text.

The reader of a field is made once from the annotation of its command. A value that is not taken raises `FaultError`.
"""

import re
from base64 import b64decode
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from types import NoneType, UnionType
from typing import Any, get_args, get_origin
from uuid import UUID, SafeUUID

from hub.domain.fields import Base64, Many, Quantity, Text

Fault = tuple[str, str, str]
"""Code, Japanese and English sentence of what is wrong with one value."""

NO_TIME: Fault = ("not-a-time", "時差付きの日時(RFC 3339)が必要です", "must be a time with an offset (RFC 3339)")
_NO_CODE: Fault = ("unknown-code", "コード表にない値です", "is not in the code list")
_NO_KEY: Fault = ("not-a-uuidv7", "小文字のUUIDv7で指定してください", "must be a UUIDv7 in lower case")
_NO_CASE: Fault = ("not-a-uuid", "小文字のUUIDv7で指定してください", "must be a UUIDv7 in lower case")

_uuid7 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_time = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)\Z", re.ASCII)
_day = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


class FaultError(ValueError):
    """Carries the fault of one value, with the path below it."""

    def __init__(self, fault: Fault, path: str = "") -> None:
        """Takes the fault, and where below the value it lies."""
        super().__init__(fault[0])
        self.fault = fault
        self.path = path


_set = object.__setattr__  # for a UUID refuses to be changed
_UNKNOWN_SAFETY = SafeUUID.unknown


class Id(UUID):
    """A UUID that keeps the text it was read from: on its way it is written half a dozen times."""

    __slots__ = ("text",)
    text: str

    def __init__(self, text: str) -> None:
        """Takes a UUID in lower case."""
        _set(self, "int", int(text.replace("-", ""), 16))
        _set(self, "is_safe", _UNKNOWN_SAFETY)
        _set(self, "text", text)

    def __str__(self) -> str:
        """Returns the text."""
        return self.text


def key_id(value: object) -> UUID:
    """Reads the key of a submission."""
    return _id(value, _NO_KEY)


def case_id(value: object) -> UUID:
    """Reads the id of a case: of version 7 too, for the subjects of hospitals are of another and nobody's to open."""
    return _known(value) if isinstance(value, str) else _id(value, _NO_CASE)


@lru_cache(maxsize=8192)
def _known(value: str) -> UUID:
    """Keeps the ids of the cases that are spoken of now: one object is found faster than an equal one."""
    return _id(value, _NO_CASE)


def _id(value: object, fault: Fault) -> UUID:
    if not isinstance(value, str) or not _uuid7.fullmatch(value):
        raise FaultError(fault)
    return Id(value)


def parts(annotation: Any) -> tuple[Any, Any]:  # noqa: ANN401  any annotation
    """Splits ``Annotated[type | None, mark]`` into type and mark."""
    held, mark = get_args(annotation)
    if get_origin(held) is UnionType:
        (held,) = (part for part in get_args(held) if part is not NoneType)
    return held, mark


def parser(held: Any, mark: Any) -> Callable[[Any], Any]:  # noqa: ANN401  the parts of any annotation
    """Returns the reader of a field's values."""
    if isinstance(mark, Quantity):
        return _quantity(held, mark)
    if isinstance(mark, Text):
        return _text(mark)
    if isinstance(mark, Many):
        return _many(get_args(held)[0], mark)
    if isinstance(mark, Base64):
        return _file(mark)
    plain: Mapping[Any, Callable[[Any], Any]] = {bool: _bool, datetime: moment, date: _date}
    return plain[held] if held in plain else _code(held)


def _quantity(held: type[int] | type[Decimal], mark: Quantity) -> Callable[[Any], int | Decimal]:
    out_of_range: Fault = (
        "out-of-range",
        f"{mark.ja}は{mark.low}〜{mark.high} {mark.unit}の範囲で指定してください",
        f"must lie between {mark.low} and {mark.high} {mark.unit}",
    )
    allowed = int if held is int else int | Decimal
    not_a_number: Fault = (
        "not-a-number",
        "整数で指定してください" if held is int else "数値で指定してください",
        "must be a whole number" if held is int else "must be a number",
    )
    decimals: Fault = ("too-precise", f"小数は{mark.decimals}桁までです", f"has at most {mark.decimals} decimals")

    def parse(value: object) -> int | Decimal:
        if isinstance(value, bool) or not isinstance(value, allowed):
            raise FaultError(not_a_number)
        if not mark.low <= value <= mark.high:
            raise FaultError(out_of_range)
        if isinstance(value, Decimal) and -int(value.as_tuple().exponent) > mark.decimals:
            raise FaultError(decimals)
        return value

    return parse


def _text(mark: Text) -> Callable[[Any], str]:
    too_long: Fault = ("too-long", f"{mark.longest}文字までです", f"has at most {mark.longest} characters")

    def parse(value: object) -> str:
        if not isinstance(value, str):
            raise FaultError(("not-a-text", "文字列で指定してください", "must be text"))
        if len(value) > mark.longest:
            raise FaultError(too_long)
        if not value.strip():
            raise FaultError(("empty", "空にはできません", "must not be empty"))
        return value

    return parse


def _file(mark: Base64) -> Callable[[Any], bytes]:
    not_base64: Fault = ("not-base64", "BASE64の文字列で指定してください", "must be base64 text")
    too_large: Fault = ("too-large", f"{mark.largest}バイトまでです", f"has at most {mark.largest} bytes")

    def parse(value: object) -> bytes:
        try:
            content = b64decode(value if isinstance(value, str) else "", validate=True)
        except ValueError:
            raise FaultError(not_base64) from None
        if not content:
            raise FaultError(not_base64)
        if len(content) > mark.largest:
            raise FaultError(too_large)
        return content

    return parse


def _many(held: type[str], mark: Many) -> Callable[[Any], tuple[Any, ...]]:
    item: Callable[[Any], Any] = _text(Text("", mark.longest)) if not issubclass(held, StrEnum) else _code(held)
    how_many: Fault = (
        "wrong-number",
        f"{mark.fewest}〜{mark.most}件を重複なく指定してください",
        f"holds {mark.fewest} to {mark.most} entries, none twice",
    )

    def parse(value: object) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise FaultError(("not-a-list", "配列で指定してください", "must be a list"))
        if not mark.fewest <= len(value) <= mark.most or len({str(entry) for entry in value}) < len(value):
            raise FaultError(how_many)
        read_entries = []
        for index, entry in enumerate(value):
            try:
                read_entries.append(item(entry))
            except FaultError as error:
                raise FaultError(error.fault, f"[{index}]") from None
        return tuple(read_entries)

    return parse


def _code(codes: type[StrEnum]) -> Callable[[Any], StrEnum]:
    known = {member.value: member for member in codes}

    def parse(value: object) -> StrEnum:
        if not isinstance(value, str) or value not in known:
            raise FaultError(_NO_CODE)
        return known[value]

    return parse


def _bool(value: object) -> bool:
    if not isinstance(value, bool):
        raise FaultError(("not-a-bool", "trueかfalseで指定してください", "must be true or false"))
    return value


def moment(value: object) -> datetime:
    """Reads a time that has an offset."""
    try:
        at = datetime.fromisoformat(value if isinstance(value, str) and _time.match(value) else "")
        if at.tzinfo is None:
            raise FaultError(NO_TIME)
        return at.astimezone(UTC)
    except (ValueError, OverflowError):
        raise FaultError(NO_TIME) from None


def _date(value: object) -> date:
    try:
        return date.fromisoformat(value if isinstance(value, str) and _day.fullmatch(value) else "")
    except ValueError:
        raise FaultError(("not-a-date", "年月日(YYYY-MM-DD)が必要です", "must be a date (YYYY-MM-DD)")) from None
