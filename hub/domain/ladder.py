"""How silence climbs (未確認時の段階通知): which step is due when, for each hospital that has not noticed a request.

Silence is reckoned from when the hub had the request. A screen that shows it begins the time anew, for somebody may now
see it; who acknowledges ends it, and is waited for until the deadline. Silencing a screen is neither.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from hub.domain.case import Case
from hub.domain.codes import EscalationStep, RequestState
from hub.domain.document import Document, section
from hub.domain.rule_pack import Escalation, RulePack

UNNOTICED: Final = frozenset({RequestState.REQUESTED, RequestState.DELIVERED, RequestState.DISPLAYED})
"""The states of a request that no person is known to have seen."""


class Rung(NamedTuple):
    """A step that is due at a time, unless the hospital notices before."""

    due_at: datetime
    facility: str
    step: EscalationStep


def rungs(case: Case, pack: RulePack | None) -> Iterator[Rung]:
    """Yields what silence has still before it, for each hospital from the bottom upwards."""
    if pack is None or case.is_closed or "handover" in case.document:
        return
    requests = section(case.document, "requests")
    for facility, state in case.requests.items():
        request = section(requests, facility)
        climbed = section(request, "escalated")
        for step, due_at in _steps(request, state, pack.escalation):
            if step.value not in climbed:
                yield Rung(due_at, facility, step)


def next_due(case: Case, pack: RulePack | None) -> datetime | None:
    """Returns when silence climbs next in a case, if it does."""
    return min((rung.due_at for rung in rungs(case, pack)), default=None)


class Silence(NamedTuple):
    """When silence climbs next in a case from now on; None where it does not."""

    due_at: datetime | None


def silence_after(before: Case, after: Case, pack: RulePack | None) -> Silence | None:
    """Returns when silence climbs next after a change of the case, None where that is as before."""
    if pack is None or all(before.rest.get(name) is after.rest.get(name) for name in _MATTERS):
        return None
    due_at = next_due(after, pack)
    return None if due_at == next_due(before, pack) else Silence(due_at)


_MATTERS = ("requests", "handover", "closing")


def _steps(request: Document, state: RequestState, escalation: Escalation) -> Iterator[tuple[EscalationStep, datetime]]:
    after_s = {
        EscalationStep.SECOND_DEVICE: escalation.second_device_s,
        EscalationStep.CREW: escalation.crew_s,
        EscalationStep.COMMAND_CENTER: escalation.command_center_s,
        EscalationStep.NEXT_RING: escalation.next_ring_s,
    }
    if state in UNNOTICED:
        since = silent_since(request)
        for step, seconds in after_s.items():
            if seconds is not None:
                yield step, since + timedelta(seconds=seconds)
    elif state is RequestState.ACKNOWLEDGED and escalation.next_ring_s is not None:
        yield EscalationStep.NEXT_RING, max(silent_since(request), _at(request, "answer_by"))


def silent_since(request: Document) -> datetime:
    """Returns since when a hospital could have noticed a request: the hub had it, and its screen showed it."""
    times = (_at(request, name) for name in ("requested_at", "arrived_at", "displayed_at") if name in request)
    return max(times)


def holds_a_place(request: Document, state: RequestState, escalation: Escalation, now: datetime) -> bool:
    """Tells whether a request still counts among those that are asked at once."""
    if state in UNNOTICED:
        limit_s = escalation.next_ring_s
        return limit_s is None or now < silent_since(request) + timedelta(seconds=limit_s)
    if state is RequestState.ACKNOWLEDGED:
        return escalation.next_ring_s is None or now < _at(request, "answer_by")
    return False


def _at(request: Document, name: str) -> datetime:
    return datetime.fromisoformat(str(request[name]))
