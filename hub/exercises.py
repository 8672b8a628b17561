"""Exercises that run (訓練), before an administrator: which, of whom, since when, and whether one was left open.

An exercise begins where its first case is opened as one, and ends where that is closed. There is no switch for it: one
that was left on would make an exercise of a call that is none. An administrator sees what runs.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple, Protocol
from uuid import UUID

from hub.domain.case import Case
from hub.domain.codes import CaseStatus
from hub.domain.scope import Scope
from hub.domain.sight import is_exercise
from hub.recall import Memory

LEFT_AFTER: Final = timedelta(hours=12)
"""A shift: what has stood for longer was probably forgotten."""
_MOST: Final = 500
"""Cases that are looked at; a prefecture has about two hundred at a time."""


class Exercise(NamedTuple):
    """A case that is an exercise and not closed."""

    case: UUID
    department: str
    unit: str
    opened_at: datetime
    status: CaseStatus
    is_left_open: bool


class Standing(Protocol):
    """What stands before departments now."""

    async def cases(self, departments: frozenset[str], most: int) -> Sequence[UUID]:
        """Returns what stands on their streams, the newest first, so many at most."""


class Exercises:
    """Shows administrators what is an exercise now, each within its scope."""

    def __init__(self, standing: Standing, memory: Memory, now: Callable[[], datetime]) -> None:
        """Takes what stands, the states, and the time."""
        self._standing = standing
        self._memory = memory
        self._now = now

    async def listed(self, scope: Scope) -> Sequence[Exercise]:
        """Returns the exercises that run within a scope, the oldest first."""
        subjects = await self._standing.cases(scope.organisations, _MOST)
        await self._memory.recall(subjects)
        running = (self._running(self._memory.newest(subject)) for subject in subjects)
        return sorted((each for each in running if each is not None), key=lambda each: each.opened_at)

    def _running(self, state: object) -> Exercise | None:
        if not isinstance(state, Case) or state.is_closed or not is_exercise(state):
            return None
        opened_at = datetime.fromisoformat(str(state.rest["opened_at"]))
        is_left_open = self._now() - opened_at > LEFT_AFTER
        return Exercise(state.id, state.department, state.unit, opened_at, state.status, is_left_open)
