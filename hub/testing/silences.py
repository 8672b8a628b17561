"""When silence climbs next, in memory."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from hub.climbing import Due

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from hub.testing import Store


class Noted:
    """What a database in memory holds of it: when it is due in which case, and until when a node holds that."""

    def __init__(self) -> None:
        """Starts with nobody waiting."""
        self.due: dict[UUID, datetime] = {}
        self.held: dict[UUID, datetime] = {}

    def note(self, subject: UUID, due_at: datetime | None) -> None:
        """Notes when silence climbs next; nobody holds it any more."""
        self.held.pop(subject, None)
        self.due.pop(subject, None)
        if due_at is not None:
            self.due[subject] = due_at


class MemorySilences:
    """Implements `hub.climbing.Silences`."""

    def __init__(self, store: Store) -> None:
        """Takes the store that a journal writes."""
        self._store = store

    async def take(self, now: datetime, for_s: float, most: int) -> Sequence[Due]:
        """Takes cases that are due and that nobody holds, and holds them for some seconds."""
        self._store.reach()
        at, held = datetime.now(UTC), self._store.silences.held
        found = sorted((due_at, subject) for subject, due_at in self._store.silences.due.items() if due_at <= now)
        free = [Due(subject, due_at) for due_at, subject in found if subject not in held or held[subject] <= at]
        held.update({each.subject: at + timedelta(seconds=for_s) for each in free[:most]})
        return free[:most]

    async def settle(self, taken: Due, due_at: datetime | None) -> None:
        """Notes when silence climbs next in a case that was taken, unless that has changed meanwhile."""
        if self._store.silences.due.get(taken.subject) == taken.due_at:
            self._store.silences.note(taken.subject, due_at)
