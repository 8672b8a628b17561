"""A rehearsal: what would be refused if these submissions came now, one after another.

A Bundle that belongs together is taken whole or not at all. Submissions share a transaction but not their fate, so the
rules are asked beforehand, on the states that this node knows. Nothing is sealed, stored or remembered.
"""

from collections.abc import Callable, Sequence
from uuid import UUID

from hub.domain.case import Case
from hub.domain.decision import decide
from hub.domain.people import Directory
from hub.domain.sight import Matter
from hub.errors import ConflictError, NotFoundError, RejectedError
from hub.ports import Arrival, Journal, Receipt
from hub.recall import Memory, State, advance, blank, circumstances


class Rehearsal:
    """Asks the rules without consequences."""

    def __init__(self, journal: Journal, memory: Memory, directory: Callable[[], Directory]) -> None:
        """Takes what stands already, the states, and who takes part."""
        self._journal = journal
        self._memory = memory
        self._directory = directory

    async def stand(self, arrivals: Sequence[Arrival]) -> set[UUID]:
        """Returns the keys of those that stand in the journal already."""
        known = await self._journal.known([(each.principal.caller, each.submission.key) for each in arrivals])
        return {key for _, key in known}

    async def refusals(self, arrivals: Sequence[Arrival]) -> list[RejectedError | None]:
        """Returns what would refuse each; None where nothing would, or where it stands in the journal already."""
        known = await self._journal.known([(each.principal.caller, each.submission.key) for each in arrivals])
        await self._memory.recall({arrival.subject for arrival in arrivals})
        states: dict[UUID, State] = {}
        refusals: list[RejectedError | None] = []
        for arrival in arrivals:
            receipt = known.get((arrival.principal.caller, arrival.submission.key))
            refusals.append(_repeated(receipt, arrival) if receipt else self._refusal(arrival, states))
        return refusals

    def _refusal(self, arrival: Arrival, states: dict[UUID, State]) -> RejectedError | None:
        subject, command = arrival.subject, arrival.submission.command
        if self._memory.is_erased(subject):
            return NotFoundError()
        state = states.get(subject) or self._memory.newest(subject) or blank(subject, command.about)
        now = circumstances(arrival, self._directory())
        try:
            happened = decide(state if isinstance(state, Matter) else Case(id=subject), command, now)
        except RejectedError as refusal:
            return refusal
        states[subject], _ = advance(state, happened, state.version + 1)
        return None


def _repeated(receipt: Receipt, arrival: Arrival) -> RejectedError | None:
    is_same = receipt.digest == arrival.submission.digest
    return None if is_same else ConflictError("key-reused-with-other-body")
