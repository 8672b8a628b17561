"""The glasses that are broken: who may look for an hour at what was not put before it, and who reviews that.

A case is found by the number that the fire department gave it, or by its id, and by nothing of the patient. What is not
there, what is an exercise while the need is real, and what may not be seen so answer alike.
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple, Protocol
from uuid import UUID, uuid4

from hub.domain.case import Case
from hub.domain.codes import GlassReason
from hub.domain.document import section
from hub.domain.glass import HOLDS_FOR, Glass, Review
from hub.domain.people import Principal
from hub.domain.permission import ORDINARY, Context, NeedsBreakGlass, Permit, roles
from hub.domain.scope import Scope
from hub.domain.sight import may_see
from hub.errors import NotFoundError
from hub.ports import Streams
from hub.recall import Memory

REACH: Final = 500
"""Cases of a fire department among which a number is looked for, the newest; those that stand come first."""
_STEP: Final = 100


class Asked(NamedTuple):
    """Which case, and why: the fire department, its number or id of the case."""

    department: str
    number: str
    reason: GlassReason
    is_exercise: bool


@dataclass(frozen=True, slots=True)
class Broken:
    """A glass, with who has looked at it after."""

    glass: Glass
    reviews: Sequence[Review]

    @property
    def sides(self) -> frozenset[str]:
        """The organisations whose administrators have to look at it."""
        return frozenset({self.glass.organisation, self.glass.owner})

    def outstanding(self, scope: Scope) -> frozenset[str]:
        """Returns the sides within a scope that have not looked at it yet."""
        return (self.sides & scope.organisations) - {review.organisation for review in self.reviews}


class Book(Protocol):
    """Where they are written down."""

    async def open(self) -> Sequence[Glass]:
        """Returns those that are broken now."""

    async def write(self, glass: Glass) -> None:
        """Writes one down, and who broke it into the audit, in one transaction."""

    async def of(self, organisations: frozenset[str]) -> Sequence[Broken]:
        """Returns those before or by these organisations, the newest first."""

    async def review(self, glass: UUID, sides: frozenset[str], scope: Scope) -> None:
        """Notes for these sides that an administrator has looked at it, and into the audit."""


class Glasses:
    """Breaks glasses, and knows which are broken now."""

    def __init__(self, book: Book, streams: Streams, memory: Memory, now: Callable[[], datetime]) -> None:
        """Takes where they are written, where cases are found, and the time."""
        self._book = book
        self._streams = streams
        self._memory = memory
        self._now = now
        self._open: Mapping[tuple[str, UUID], Glass] = {}

    async def renew(self) -> None:
        """Hears of those that were broken at other nodes, and forgets those that are over."""
        self._open = {(glass.caller, glass.subject): glass for glass in await self._book.open()}

    def context(self, principal: Principal, subject: UUID) -> Context:
        """Returns in which circumstances a caller looks at a subject."""
        glass = self._open.get((principal.caller, subject))
        return ORDINARY if glass is None else glass.context(self._now())

    async def break_for(self, principal: Principal, asked: Asked) -> tuple[UUID, Glass | None]:
        """Returns the case, and the glass that is broken before it; none where the caller may see it anyway.

        Raises:
            NotFoundError: There is no such case for whoever this is.
        """
        case = await self._found(asked) if principal.role in roles("read-case") else None
        if case is None:
            raise NotFoundError
        now = self._now()
        decision = may_see(case, principal, Context(now, None, asked.is_exercise))
        if isinstance(decision, Permit):
            return case.id, None
        if not isinstance(decision, NeedsBreakGlass):
            raise NotFoundError
        glass = Glass(
            id=uuid4(),
            subject=case.id,
            caller=principal.caller,
            organisation=principal.organisation.id,
            owner=case.department,
            reason=asked.reason,
            is_exercise=asked.is_exercise,
            broken_at=now,
            until=now + HOLDS_FOR,
            person=principal.person,
        )
        await self._book.write(glass)
        await self.renew()
        return case.id, glass

    async def listed(self, scope: Scope) -> Sequence[Broken]:
        """Returns what the administrators of a scope have to look at, the newest first."""
        return await self._book.of(scope.organisations)

    async def review(self, scope: Scope, identity: UUID) -> None:
        """Notes that an administrator has looked at one, for every side that it looks after.

        Raises:
            NotFoundError: There is none within its scope.
        """
        found = next((each for each in await self.listed(scope) if each.glass.id == identity), None)
        if found is None:
            raise NotFoundError
        if sides := found.outstanding(scope):
            await self._book.review(identity, sides, scope)

    async def _found(self, asked: Asked) -> Case | None:
        async for subject in self._candidates(asked):
            await self._memory.recall([subject])
            state = self._memory.newest(subject)
            if isinstance(state, Case) and state.department == asked.department and _is_meant(state, asked.number):
                await self._memory.catch_up(subject)
                newest = self._memory.newest(subject)
                return newest if isinstance(newest, Case) else None
        return None

    async def _candidates(self, asked: Asked) -> AsyncIterator[UUID]:
        """Yields the cases among which a number is looked for; an id is looked for nowhere else."""
        if (identity := _uuid(asked.number)) is not None:
            yield identity
            return
        stream = f"department:{asked.department}"
        names, seen = frozenset({stream}), set[UUID]()
        for standing in (await self._streams.snapshot(names, stream)).standings:
            seen.add(standing.subject)
            yield standing.subject
        before = 2**62
        while len(seen) < REACH and (came := await self._streams.arrivals(names, stream, before, _STEP)):
            for subject in {each.subject for each in came} - seen:
                seen.add(subject)
                yield subject
            before = came[-1].offset


def _is_meant(case: Case, number: str) -> bool:
    return number in {str(case.id), section(case.rest, "incident").get("number")}


def _uuid(text: str) -> UUID | None:
    try:
        identity = UUID(text)
    except ValueError:
        return None
    return identity if str(identity) == text else None
