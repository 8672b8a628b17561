"""What an acknowledgement says, and what follows from it: pure.

Original mode knows AA, AE and AR, enhanced mode CA, CE and CR (chapter 2, 2.9). What is wrong stands in ERR-3; systems
of v2.3 and v2.4 say it in ERR-1 or MSA-6 (table 0357).
"""

from collections.abc import Callable, Mapping
from typing import Final

from adapters.hl7v2.charset import Charset, decode
from adapters.hl7v2.mapping import Event, Letter
from hub.sdk import Delivered, Outcome, Refused, TryLater, Unknown


def _refused(said: str) -> Outcome:
    return Refused(said, "the receiver does not take this message")


_TAKEN: Final = frozenset({"AA", "CA"})
_BY_CODE: Final[Mapping[str, Callable[[str], Outcome]]] = {
    "AE": _refused,
    "CR": _refused,
    "AR": TryLater,  # for reasons that are not the message's, where none is said that is
    "CE": TryLater,
}
_BY_CONDITION: Final[Mapping[str, Callable[[str], Outcome]]] = {
    **dict.fromkeys(("100", "101", "102", "103", "200", "201", "202", "203"), _refused),
    "206": TryLater,  # the record is locked
    "207": Unknown,  # an internal error: it may have acted before it failed
}
_ALREADY_SO: Final[Mapping[tuple[Event, str], str]] = {
    (Event.REGISTERED, "205"): "already-registered",
    (Event.CANCELLED, "204"): "nothing-to-cancel",
}
"""It is already as it should be; a hospital that never accepted is told of an end that it knows nothing of."""


class NoAcknowledgementError(ValueError):
    """Says that what came back is no acknowledgement of what was sent."""


def meaning(answer: bytes, letter: Letter, charset: Charset) -> Outcome:
    """Says what became of a message. Nothing of the answer is repeated but its codes, for it may quote what was sent.

    Raises:
        NoAcknowledgementError: It is none, or that of another message; what comes next on this line cannot be trusted.
    """
    segments = _segments(decode(answer, charset))
    msa = segments.get("MSA", [])
    if "MSH" not in segments or len(msa) <= 2:  # noqa: PLR2004  MSA-1 and MSA-2
        raise NoAcknowledgementError("no-acknowledgement")
    if msa[2] != letter.control_id:
        raise NoAcknowledgementError("wrong-control-id")
    return _outcome(msa[1], _condition(segments), letter.event)


def _outcome(code: str, condition: str, event: Event) -> Outcome:
    said = "-".join(filter(None, (code.lower(), condition)))
    if code in _TAKEN:
        return Delivered(said)
    if code not in _BY_CODE:
        raise NoAcknowledgementError("no-acknowledgement")
    if so := _ALREADY_SO.get((event, condition)):
        return Delivered(so)
    return (_BY_CONDITION.get(condition) or _BY_CODE[code])(said)


def _segments(answer: str) -> dict[str, list[str]]:
    """Returns the first segment of each name, by its fields; ``[1]`` is the first but in MSH."""
    found: dict[str, list[str]] = {}
    for line in answer.replace("\n", "\r").split("\r"):
        fields = line.split("|")
        found.setdefault(fields[0], fields)
    return found


def _condition(segments: Mapping[str, list[str]]) -> str:
    """Returns the code of table 0357, nothing where none is said."""
    err, msa = segments.get("ERR", []), segments.get("MSA", [])
    places = ((err, 3, 0), (err, 1, 3), (msa, 6, 0))
    codes = (_component(fields, number, part) for fields, number, part in places)
    return next((code for code in codes if code.isascii() and code.isdecimal() and len(code) == 3), "")  # noqa: PLR2004


def _component(fields: list[str], number: int, part: int) -> str:
    parts = fields[number].split("^") if len(fields) > number else []
    return parts[part].split("&")[0] if len(parts) > part else ""
