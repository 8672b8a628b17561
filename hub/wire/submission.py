"""Reads a submission: its envelope, and the fields of its kind, with every fault collected.

The reader of each kind is compiled once from the annotations of its command, which are also what the published JSON
schema is made of (`hub.wire.schema`).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256
from types import NoneType, UnionType
from typing import Any, NamedTuple, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec

from hub.domain.commands import KINDS, About, Command
from hub.domain.fields import Many, Quantity, Text
from hub.errors import InvalidSubmissionError, Issue
from hub.wire.guard import MOST_ISSUES, told

Fault = tuple[str, str, str]
"""Code, Japanese and English sentence of what is wrong with one value."""

DRIFT = timedelta(seconds=10)
"""A clock that is off by less is left alone: the way over the network takes time too."""

_canonical = msgspec.json.Encoder(order="sorted", decimal_format="number")
_uuid7 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_time = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)\Z", re.ASCII)
_day = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_NAMED = frozenset(About) - {About.HOSPITAL}
"""What a submission names beside its key; a hospital is known by its sender."""
_ENVELOPE = frozenset({"kind", "key", "occurred_at", "sent_at", "data"})

_REQUIRED: Fault = ("required", "必須の項目です", "is required")
_UNKNOWN: Fault = ("unknown-field", "定義されていない項目です", "is not a field of this kind")
_NO_CODE: Fault = ("unknown-code", "コード表にない値です", "is not in the code list")
_NO_KEY: Fault = ("not-a-uuidv7", "小文字のUUIDv7で指定してください", "must be a UUIDv7 in lower case")
_NO_CASE: Fault = ("not-a-uuid", "小文字のUUIDv7で指定してください", "must be a UUIDv7 in lower case")
_NO_TIME: Fault = ("not-a-time", "時差付きの日時(RFC 3339)が必要です", "must be a time with an offset (RFC 3339)")


class Submission(NamedTuple):
    """What a sender posted, read but not yet decided; ``raw`` are its own bytes, ``digest`` leaves out ``sent_at``."""

    kind: str
    key: UUID
    subject: UUID | None
    occurred_at: datetime
    sent_at: datetime | None
    command: Command
    raw: bytes
    digest: bytes


class Placed(NamedTuple):
    """A submission's times on the hub's clock: when it happened, and when its key was made at the tap."""

    happened_at: datetime
    tapped_at: datetime


class _FaultError(ValueError):
    """Carries the fault of one value, with the path below it."""

    def __init__(self, fault: Fault, path: str = "") -> None:
        super().__init__(fault[0])
        self.fault = fault
        self.path = path


def read(value: object, raw: bytes) -> Submission:
    """Reads one decoded submission.

    Args:
        value: Plain JSON that the guard has let pass.
        raw: The bytes it was decoded from.

    Raises:
        InvalidSubmissionError: With the faults of the envelope and of the kind's fields, up to `MOST_ISSUES`.
    """
    issues: list[Issue] = []
    if not isinstance(value, dict):
        raise InvalidSubmissionError([Issue("", "not-an-object", "オブジェクトが必要です", "must be an object")])

    def take(name: str, parse: Callable[[Any], Any], *, is_required: bool = True) -> Any:  # noqa: ANN401  the parser types it
        if value.get(name) is None:
            if is_required:
                issues.append(Issue(name, *_REQUIRED))
            return None
        try:
            return parse(value[name])
        except _FaultError as error:
            issues.append(Issue(f"{name}{error.path}", *error.fault))
            return None

    kind = take("kind", _kind)
    named = _NAMED if kind is None else _NAMED & {kind.about}
    known = _ENVELOPE | named | {name for name in _NAMED if value.get(name) is None}
    issues.extend(Issue(told(name), *_UNKNOWN) for name in value.keys() - known)
    key = take("key", key_id)
    occurred_at = take("occurred_at", moment)
    sent_at = take("sent_at", moment, is_required=False)
    subject = next((take(name, case_id) for name in named), None) if kind else None
    command = take("data", lambda data: _command(kind, data, issues)) if kind else None
    if issues or command is None:
        raise InvalidSubmissionError(issues[:MOST_ISSUES])
    return Submission(
        kind=kind.kind,
        key=key,
        subject=subject,
        occurred_at=occurred_at,
        sent_at=sent_at,
        command=command,
        raw=raw,
        digest=digest(value),
    )


def digest(value: Mapping[str, object]) -> bytes:
    """Returns what makes two bodies the same: everything but ``sent_at`` and fields that are null, in any order."""
    given = {name: item for name, item in value.items() if item is not None and name != "sent_at"}
    data = given.get("data")
    if isinstance(data, dict):
        given["data"] = {name: item for name, item in data.items() if item is not None}
    return sha256(_canonical.encode(given)).digest()


def place(submission: Submission, received_at: datetime, tolerance: timedelta) -> Placed:
    """Places a submission on the hub's clock.

    A device that says when it sent shows how far its clock is off; beyond `DRIFT` all its times are moved by that.

    Raises:
        InvalidSubmissionError: The time lies in the future, beyond the tolerance.
    """
    shift = timedelta()
    if submission.sent_at is not None and abs(received_at - submission.sent_at) > DRIFT:
        shift = received_at - submission.sent_at
    try:
        happened_at = (submission.occurred_at + shift).astimezone(UTC)
        tapped_at = datetime.fromtimestamp((submission.key.int >> 80) / 1000, UTC) + shift
    except (OverflowError, ValueError):
        raise InvalidSubmissionError([Issue("occurred_at", *_NO_TIME)]) from None
    if happened_at > received_at + tolerance:
        raise InvalidSubmissionError(
            [
                Issue(
                    "occurred_at",
                    "time-in-future",
                    "未来の時刻です。端末の時計を確認してください",
                    "lies in the future",
                )
            ]
        )
    return Placed(happened_at, min(tapped_at, received_at))


def _kind(value: object) -> type[Command]:
    if not isinstance(value, str) or value not in KINDS:
        raise _FaultError(("unknown-kind", "定義されていない種別です", "is no kind of submission"))
    return KINDS[value]


def key_id(value: object) -> UUID:
    """Reads the key of a submission."""
    return _id(value, _NO_KEY)


def case_id(value: object) -> UUID:
    """Reads the id of a case: of version 7 too, for the subjects of hospitals are of another and nobody's to open."""
    return _id(value, _NO_CASE)


def _id(value: object, fault: Fault) -> UUID:
    if not isinstance(value, str) or not _uuid7.fullmatch(value):
        raise _FaultError(fault)
    return UUID(value)


def _command(kind: type[Command], data: object, issues: list[Issue]) -> Command | None:
    if not isinstance(data, dict):
        raise _FaultError(("not-an-object", "オブジェクトが必要です", "must be an object"))
    before = len(issues)
    given: dict[str, Any] = {}
    parsers, required = _readers[kind.kind]
    for name, value in data.items():
        parse = parsers.get(name)
        if parse is None:
            issues.append(Issue(f"data.{told(name)}", *_UNKNOWN))
        elif value is not None:
            try:
                given[name] = parse(value)
            except _FaultError as error:
                issues.append(Issue(f"data.{name}{error.path}", *error.fault))
    issues.extend(Issue(f"data.{name}", *_REQUIRED) for name in required if data.get(name) is None)
    if len(issues) > before:
        return None
    command = kind(**given)
    for name, *fault in command.conflicts():
        issues.append(Issue(f"data.{name}".rstrip("."), *fault))
    return command


def _reader(kind: type[Command]) -> tuple[Mapping[str, Callable[[Any], Any]], tuple[str, ...]]:
    """Returns how each field of a kind is read, and the names of those that are required."""
    hints = get_type_hints(kind, include_extras=True)
    required = [each for each in fields(kind) if each.default is MISSING and each.default_factory is MISSING]
    parsers = {each.name: _parser(*parts(hints[each.name])) for each in fields(kind)}
    return parsers, tuple(each.name for each in required)


def parts(annotation: Any) -> tuple[Any, Any]:  # noqa: ANN401  any annotation
    """Splits ``Annotated[type | None, mark]`` into type and mark."""
    held, mark = get_args(annotation)
    if get_origin(held) is UnionType:
        (held,) = (part for part in get_args(held) if part is not NoneType)
    return held, mark


def _parser(held: Any, mark: Any) -> Callable[[Any], Any]:  # noqa: ANN401  the parts of any annotation
    if isinstance(mark, Quantity):
        return _quantity(held, mark)
    if isinstance(mark, Text):
        return _text(mark)
    if isinstance(mark, Many):
        return _many(get_args(held)[0], mark)
    if held is bool:
        return _bool
    if held is datetime:
        return moment
    return _date if held is date else _code(held)


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
            raise _FaultError(not_a_number)
        if not mark.low <= value <= mark.high:
            raise _FaultError(out_of_range)
        if isinstance(value, Decimal) and -int(value.as_tuple().exponent) > mark.decimals:
            raise _FaultError(decimals)
        return value

    return parse


def _text(mark: Text) -> Callable[[Any], str]:
    too_long: Fault = ("too-long", f"{mark.longest}文字までです", f"has at most {mark.longest} characters")

    def parse(value: object) -> str:
        if not isinstance(value, str):
            raise _FaultError(("not-a-text", "文字列で指定してください", "must be text"))
        if len(value) > mark.longest:
            raise _FaultError(too_long)
        if not value.strip():
            raise _FaultError(("empty", "空にはできません", "must not be empty"))
        return value

    return parse


def _many(held: type[str], mark: Many) -> Callable[[Any], tuple[Any, ...]]:
    item: Callable[[Any], Any] = _text(Text("", 64)) if not issubclass(held, StrEnum) else _code(held)
    how_many: Fault = (
        "wrong-number",
        f"{mark.fewest}〜{mark.most}件を重複なく指定してください",
        f"holds {mark.fewest} to {mark.most} entries, none twice",
    )

    def parse(value: object) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise _FaultError(("not-a-list", "配列で指定してください", "must be a list"))
        if not mark.fewest <= len(value) <= mark.most or len({str(entry) for entry in value}) < len(value):
            raise _FaultError(how_many)
        read_entries = []
        for index, entry in enumerate(value):
            try:
                read_entries.append(item(entry))
            except _FaultError as error:
                raise _FaultError(error.fault, f"[{index}]") from None
        return tuple(read_entries)

    return parse


def _code(codes: type[StrEnum]) -> Callable[[Any], StrEnum]:
    known = {member.value: member for member in codes}

    def parse(value: object) -> StrEnum:
        if not isinstance(value, str) or value not in known:
            raise _FaultError(_NO_CODE)
        return known[value]

    return parse


def _bool(value: object) -> bool:
    if not isinstance(value, bool):
        raise _FaultError(("not-a-bool", "trueかfalseで指定してください", "must be true or false"))
    return value


def moment(value: object) -> datetime:
    """Reads a time that has an offset."""
    try:
        at = datetime.fromisoformat(value if isinstance(value, str) and _time.match(value) else "")
        if at.tzinfo is None:
            raise _FaultError(_NO_TIME)
        return at.astimezone(UTC)
    except (ValueError, OverflowError):
        raise _FaultError(_NO_TIME) from None


def _date(value: object) -> date:
    try:
        return date.fromisoformat(value if isinstance(value, str) and _day.fullmatch(value) else "")
    except ValueError:
        raise _FaultError(("not-a-date", "年月日(YYYY-MM-DD)が必要です", "must be a date (YYYY-MM-DD)")) from None


_readers = {name: _reader(kind) for name, kind in KINDS.items()}
