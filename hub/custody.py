"""What an operator does to what is kept, from the command line: the keys that wrap it, its erasure, its retention."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, NamedTuple, TypeVar
from uuid import UUID

from hub.database import database
from hub.domain.case import Case
from hub.domain.scope import Scope, whole
from hub.domain.transport import Transport
from hub.errors import ConflictError, KeyRingError, NotFoundError
from hub.keychain import key_ring, source
from hub.postgres.data_keys import PostgresDataKeys
from hub.postgres.erasures import PostgresErasures
from hub.postgres.journal import PostgresJournal
from hub.postgres.pool import Pool
from hub.postgres.register import PostgresRegister
from hub.recall import Memory, State
from hub.roster import Roster
from hub.security.key_ring import KeyRing, Wrapping
from hub.security.sealing import AesSealer
from hub.settings import Settings

T = TypeVar("T")

_AT_ONCE: Final = 500
"""Cases that are in memory at a time."""


class Due(NamedTuple):
    """A subject whose time is over: which, of what class, last heard of when, and kept for how many years."""

    subject: UUID
    kind: str
    last_at: datetime
    years: int


def keys(settings: Settings) -> Sequence[Wrapping]:
    """Returns the keys of the ring, the oldest first, and names in the database that the ring does not know."""

    async def work(pool: Pool) -> Sequence[Wrapping]:
        return key_ring(settings).wrappings(await PostgresDataKeys(pool).wrapped_by())

    return _run(settings, work)


def rewrap(settings: Settings) -> int:
    """Wraps every data key by the active key and returns how many were not."""

    async def work(pool: Pool) -> int:
        return await PostgresDataKeys(pool).rewrap(key_ring(settings).rewrap)

    return _run(settings, work)


def drop(settings: Settings, name: str) -> None:
    """Takes a key away that wraps nothing any more.

    Raises:
        KeyRingError: It is the active one, there is none, it wraps something, or a node may still wrap by it.
    """

    async def work(pool: Pool) -> None:
        kept = source(settings)
        ring = KeyRing.of(kept)
        if datetime.now(UTC) - ring.made.get(ring.active, datetime.min.replace(tzinfo=UTC)) < kept.notice:
            raise KeyRingError(name, "the active key is new: a node may still wrap by this one")
        wraps = (await PostgresDataKeys(pool).wrapped_by()).get(name, 0)
        if wraps:
            raise KeyRingError(name, f"{wraps} data keys are wrapped by this key")
        kept.drop(name)

    _run(settings, work)


def erase(settings: Settings, subject: UUID) -> None:
    """Erases a case or a private transport that is over.

    Raises:
        NotFoundError: There is none, or it is erased.
        ConflictError: It is not over.
    """

    async def work(pool: Pool) -> None:
        archive = await _archive(settings, pool)
        (state,) = await archive.states([subject])
        if not isinstance(state, Case | Transport):
            raise NotFoundError
        if not _is_over(state):
            raise ConflictError("out-of-turn")
        await archive.erasures.erase(subject, archive.scope)

    _run(settings, work)


def retention(settings: Settings, tell: Callable[[Due], None], *, is_dry: bool) -> int:
    """Erases what was kept as long as the settings say, or only tells it; returns how many that is."""

    async def work(pool: Pool) -> int:
        archive = await _archive(settings, pool)
        number = 0
        async for due in archive.due(settings, datetime.now(UTC)):
            tell(due)
            number += 1
            if not is_dry:
                await archive.erasures.erase(due.subject, archive.scope)
        return number

    return _run(settings, work)


@dataclass(frozen=True, slots=True)
class _Archive:
    """What is kept, for who asks how long ago it ended."""

    journal: PostgresJournal
    ring: KeyRing
    erasures: PostgresErasures
    scope: Scope

    async def states(self, subjects: Sequence[UUID]) -> list[State | None]:
        memory = Memory(self.journal, AesSealer(self.ring))
        await memory.recall(subjects)
        return [memory.newest(subject) for subject in subjects]

    async def due(self, settings: Settings, now: datetime) -> AsyncIterator[Due]:
        """Yields what is over and was kept long enough since anybody said the last of it."""
        years = {
            "case": settings.retention_case_years,
            "transport": settings.retention_transport_years,
            "exercise": settings.retention_exercise_years,
        }
        after = UUID(int=0)
        while page := await self.erasures.untouched(_before(now, min(years.values())), after, _AT_ONCE):
            states = await self.states([each.subject for each in page])
            for (subject, last_at), state in zip(page, states, strict=True):
                if isinstance(state, Case | Transport) and _is_over(state):
                    kind = _class(state)
                    if last_at < _before(now, years[kind]):
                        yield Due(subject, kind, last_at, years[kind])
            after = page[-1].subject


def _is_over(state: Case | Transport) -> bool:
    return state.is_closed if isinstance(state, Case) else state.is_ended or state.is_switched


def _class(state: Case | Transport) -> str:
    if state.document.get("is_exercise"):
        return "exercise"
    return "case" if isinstance(state, Case) else "transport"


def _before(now: datetime, years: int) -> datetime:
    """Returns the same day so many years ago; of 29 February, the 28th."""
    try:
        return now.replace(year=now.year - years)
    except ValueError:
        return now.replace(year=now.year - years, day=28)


async def _archive(settings: Settings, pool: Pool) -> _Archive:
    roster = Roster(PostgresRegister(pool))
    await roster.renew()
    ring = key_ring(settings)
    return _Archive(PostgresJournal(pool), ring, PostgresErasures(pool), whole(roster.directory))


def _run(settings: Settings, work: Callable[[Pool], Awaitable[T]]) -> T:
    async def on_database() -> T:
        async with database(settings) as pool:
            return await work(pool)

    return asyncio.run(on_database())
