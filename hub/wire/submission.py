"""Reads a submission: its envelope, and the fields of its kind, with every fault collected.

The reader of each kind is compiled once from the annotations of its command, which are also what the published JSON
schema is made of (`hub.wire.schema`).
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, NamedTuple, get_type_hints
from uuid import UUID

import msgspec

from hub.domain.commands import KINDS, About, Command
from hub.errors import InvalidSubmissionError, Issue
from hub.wire.guard import MOST_ISSUES, told
from hub.wire.values import NO_TIME, Fault, FaultError, case_id, key_id, moment, parser, parts

DRIFT = timedelta(seconds=10)
"""A clock that is off by less is left alone: the way over the network takes time too."""

_canonical = msgspec.json.Encoder(order="sorted", decimal_format="number")
_NAMED = frozenset(about for about in About if not about.is_sender)
"""What a submission names beside its key; who speaks of itself is known by its credential."""
_ENVELOPE = frozenset({"kind", "key", "occurred_at", "sent_at", "data"})

_REQUIRED: Fault = ("required", "必須の項目です", "is required")
_UNKNOWN: Fault = ("unknown-field", "定義されていない項目です", "is not a field of this kind")


class Signed(NamedTuple):
    """A detached JWS over a submission's bytes, and the key (JWK) of the sender by which it was verified."""

    statement: str
    key: str


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
    signed: Signed | None = None

    @property
    def signature(self) -> str | None:
        """The detached JWS of the sender's device, where it has signed."""
        return self.signed and self.signed.statement


class Placed(NamedTuple):
    """A submission's times on the hub's clock: when it happened, and when its key was made at the tap."""

    happened_at: datetime
    tapped_at: datetime


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
        except FaultError as error:
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
    said = {name: item for name, item in value.items() if item is not None and name != "sent_at"}
    data = said.get("data")
    if isinstance(data, dict):
        said["data"] = {name: item for name, item in data.items() if item is not None}
    return digest_of(said)


def digest_of(said: Mapping[str, object]) -> bytes:
    """Returns the digest of a body without ``sent_at`` in which nothing is null."""
    return sha256(_canonical.encode(said)).digest()


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
        raise InvalidSubmissionError([Issue("occurred_at", *NO_TIME)]) from None
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
        raise FaultError(("unknown-kind", "定義されていない種別です", "is no kind of submission"))
    return KINDS[value]


def _command(kind: type[Command], data: object, issues: list[Issue]) -> Command | None:
    if not isinstance(data, dict):
        raise FaultError(("not-an-object", "オブジェクトが必要です", "must be an object"))
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
            except FaultError as error:
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
    parsers = {each.name: parser(*parts(hints[each.name])) for each in fields(kind)}
    return parsers, tuple(each.name for each in required)


_readers = {name: _reader(kind) for name, kind in KINDS.items()}
