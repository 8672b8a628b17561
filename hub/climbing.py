"""Lets silence climb: what a hospital did not notice in time becomes an event of the case (未確認時の段階通知).

When that is stands beside the case, written in the transaction that changed it: no restart loses it. Each node looks;
the one that takes a case holds it for some seconds, and after a kill another takes it over. A step has the same key
wherever it is said: the journal holds it once.
"""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import datetime
from typing import Final, NamedTuple, Protocol
from uuid import UUID, uuid5

from hub.domain.case import Case
from hub.domain.codes import Role
from hub.domain.commands import Escalate
from hub.domain.document import section
from hub.domain.events import instant
from hub.domain.ladder import next_due, rungs
from hub.domain.people import Directory, Principal
from hub.domain.rule_pack import RulePack
from hub.domain.rules.regional import pack_of
from hub.errors import IntegrityError
from hub.ports import Arrival, Intake, Outcome
from hub.recall import Memory
from hub.wire.frames import encode
from hub.wire.submission import Placed, Submission

HELD_S: Final = 5.0
"""So long another node leaves a case alone that one has taken."""
_MOST: Final = 200
_CALLER: Final = "hub"
"""Who stands in the journal and in the audit for a step."""


class Due(NamedTuple):
    """A case in which silence climbs now, and when that was due."""

    subject: UUID
    due_at: datetime


class Silences(Protocol):
    """When silence climbs next, by case."""

    async def take(self, now: datetime, for_s: float, most: int) -> Sequence[Due]:
        """Takes cases that are due and that nobody holds, the longest due first, and holds them for some seconds.

        Raises:
            UnavailableError: The database cannot be reached; nothing was taken.
        """

    async def settle(self, taken: Due, due_at: datetime | None) -> None:
        """Notes when silence climbs next in a case that was taken, unless that has changed meanwhile."""


class Climbing:
    """Looks for what is due, and says it."""

    def __init__(
        self,
        silences: Silences,
        memory: Memory,
        intake: Intake,
        directory: Callable[[], Directory],
        clock: Callable[[], datetime],
    ) -> None:
        """Takes where it stands what is due, the states of cases, and where steps are said."""
        self._silences = silences
        self._memory = memory
        self._intake = intake
        self._directory = directory
        self._clock = clock

    async def look(self) -> Sequence[Outcome]:
        """Lets climb what is due now, and returns what became of each step."""
        now = self._clock()
        outcomes: list[Outcome] = []
        under_way: list[Awaitable[Outcome]] = []
        for taken in await self._silences.take(now, HELD_S, _MOST):
            try:
                under_way += [self._intake.take(each) for each in await self._due(taken, now)]
            except IntegrityError as error:  # one case that cannot be read must not keep the others silent
                outcomes.append(error)
        return [*outcomes, *[await each for each in under_way]]

    async def _due(self, taken: Due, now: datetime) -> Sequence[Arrival]:
        """Returns the steps of a case; where there is none, the rules have changed since, or it is erased."""
        await self._memory.catch_up(taken.subject)
        case = self._memory.newest(taken.subject)
        if not isinstance(case, Case):
            await self._silences.settle(taken, None)
            return ()
        steps = list(self.steps(case, now))
        if not steps:
            await self._silences.settle(taken, next_due(case, self._pack(case)))
        return steps

    def _pack(self, case: Case) -> RulePack | None:
        return pack_of(case, self._directory())

    def steps(self, case: Case, now: datetime) -> Iterator[Arrival]:
        """Yields what is due in a case, said for its fire department."""
        for rung in rungs(case, self._pack(case)):
            if rung.due_at <= now:
                department = self._directory()[case.department]
                speaker = Principal(caller=_CALLER, role=Role.COMMAND_CENTER, organisation=department)
                request = section(section(case.document, "requests"), rung.facility)
                step = Escalate(facility=rung.facility, step=rung.step, requested_at=str(request["requested_at"]))
                yield Arrival(_submission(case.id, step, now), Placed(now, now), speaker, now)


def _submission(case: UUID, step: Escalate, now: datetime) -> Submission:
    """Returns a step as a submission; its key follows from what it says."""
    data = {"facility": step.facility, "step": step.step.value, "requested_at": step.requested_at}
    key = uuid5(case, "/".join(data.values()))
    body = {"kind": step.kind, "key": str(key), "case": str(case), "occurred_at": instant(now), "data": data}
    return Submission(
        kind=step.kind,
        key=key,
        subject=case,
        occurred_at=now,
        sent_at=None,
        command=step,
        raw=encode(body),
        digest=key.bytes,
    )
