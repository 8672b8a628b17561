"""The short way for what comes often: a set of vital signs in which nothing is unusual.

It takes a submission only where it is certain of what `hub.wire.submission.read` would make of it, and else says
nothing, so that the careful reader decides and explains. A property test holds the two against each other.
"""

from dataclasses import fields
from decimal import Decimal
from operator import attrgetter
from typing import Any, Final, get_type_hints

import msgspec

from hub.domain.commands import RecordObservation, ReportPosition
from hub.domain.fields import Quantity, Text
from hub.wire.guard import may_be_my_number
from hub.wire.submission import Submission, digest_of
from hub.wire.values import case_id, key_id, moment, parts

_LONGEST: Final = 4096


class _Envelope(msgspec.Struct, forbid_unknown_fields=True):
    kind: str
    key: str
    case: str
    occurred_at: str
    data: msgspec.Raw
    sent_at: str | None = None


class _Kind:
    """What is known of a kind whose fields are all optional."""

    def __init__(self, command: type[RecordObservation] | type[ReportPosition]) -> None:
        hints = get_type_hints(command, include_extras=True)
        marks = {each.name: parts(hints[each.name]) for each in fields(command)}
        self.decode = msgspec.json.Decoder(command).decode
        self.names = tuple(marks)
        self.values = attrgetter(*marks)
        self.quantities = {name: mark for name, (_, mark) in marks.items() if isinstance(mark, Quantity)}
        self.texts = {name: mark for name, (_, mark) in marks.items() if isinstance(mark, Text)}


_KINDS: Final = {command.kind: _Kind(command) for command in (RecordObservation, ReportPosition)}
_envelope: Final = msgspec.json.Decoder(_Envelope).decode


def read_express(raw: bytes) -> Submission | None:
    """Reads a submission if it is one of the kinds that come often and nothing about it is unusual."""
    if len(raw) > _LONGEST or not raw.isascii() or b"\\" in raw:
        return None
    try:
        envelope = _envelope(raw)
        kind = _KINDS[envelope.kind]
        command = kind.decode(envelope.data)
        occurred_at = moment(envelope.occurred_at)
        sent_at = None if envelope.sent_at is None else moment(envelope.sent_at)
        key, case = key_id(envelope.key), case_id(envelope.case)
    except (msgspec.DecodeError, KeyError, ValueError):
        return None
    given = {name: value for name, value in zip(kind.names, kind.values(command), strict=True) if value is not None}
    names = len(given) + 5 + (sent_at is not None)
    texts = len(given.keys() - kind.quantities) + 4 + (sent_at is not None)
    if raw.count(b'":') != names or raw.count(b'"') != 2 * (names + texts):
        return None  # a name stands twice, a null, or a number in quotation marks
    if not _is_usual(kind, given) or any(command.conflicts()):
        return None
    said = {
        "kind": envelope.kind,
        "key": envelope.key,
        "case": envelope.case,
        "occurred_at": envelope.occurred_at,
        "data": given,
    }
    return Submission(envelope.kind, key, case, occurred_at, sent_at, command, raw, digest_of(said))


def _is_usual(kind: _Kind, given: dict[str, Any]) -> bool:
    for name, value in given.items():
        quantity = kind.quantities.get(name)
        if quantity is not None:
            if not quantity.low <= value <= quantity.high:
                return False
            if isinstance(value, Decimal) and not -quantity.decimals <= int(value.as_tuple().exponent) <= 0:
                return False
        elif name in kind.texts and (
            len(value) > kind.texts[name].longest or not value.strip() or may_be_my_number(value)
        ):
            return False
    return True
