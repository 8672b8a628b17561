"""What every rule knows: the circumstances of a command, and how what was said becomes values."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from hub.domain import commands as say
from hub.domain.case import Case
from hub.domain.codes import RequestState, Role
from hub.domain.events import CallTold, Event, FactsStated, Value, instant
from hub.domain.people import Directory, Principal
from hub.errors import ConflictError

OPEN = frozenset(
    {
        RequestState.REQUESTED,
        RequestState.DELIVERED,
        RequestState.DISPLAYED,
        RequestState.ACKNOWLEDGED,
        RequestState.CONDITIONAL,
    }
)
"""The states of a request that waits for a hospital's last word."""


class Circumstances(NamedTuple):
    """What a decision knows beside the case and the command.

    ``placed_at`` is when it happened on the hub's clock, ``at`` the same as text; ``tapped_at`` when the key was
    made, likewise; ``received_at`` when the hub had it.
    """

    principal: Principal
    key: str
    at: str
    placed_at: datetime
    tapped_at: datetime
    received_at: datetime
    directory: Directory


Rules = Mapping[type[say.Command], Callable[..., Iterator[Event]]]
"""The rule of each kind: what happens by a command, or the reason why nothing may."""


def said(command: say.Command, *without: str) -> dict[str, Value]:
    """Returns the fields that were given, ready for JSON."""
    given: dict[str, Value] = {}
    for name in _NAMES[type(command)]:
        value = getattr(command, name)
        if value is not None and name not in without:
            given[name] = value if type(value) in _PLAIN else _json(value)
    return given


_NAMES = {
    kind: tuple(each.name for each in fields(kind)) for kind in (*say.KINDS.values(), say.MarkDelivered, say.Escalate)
}
_PLAIN = frozenset({str, int, bool, Decimal})


def _json(value: object) -> Value:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, tuple):
        return [str(item.value) if isinstance(item, StrEnum) else str(item) for item in value]
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def stating(facts: Mapping[str, Value], now: Circumstances) -> Iterator[Event]:
    """Yields that these facts were stated, where there are any."""
    if facts:
        stated = CallTold if now.principal.role is Role.COMMAND_CENTER else FactsStated
        yield stated(at=now.at, facts=facts, tapped_at=instant(now.tapped_at), key=now.key)


def holder(case: Case) -> str | None:
    """Returns the hospital that takes the patient: it has accepted, or the patient is allotted to it."""
    return next((each for each, state in case.requests.items() if state is RequestState.ACCEPTED), case.destination)


def still_open(case: Case) -> None:
    """Lets pass what acts on a case that has not ended.

    Raises:
        ConflictError: The case is closed.
    """
    if case.is_closed:
        raise ConflictError("case-closed")
