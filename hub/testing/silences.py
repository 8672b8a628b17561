"""When silence climbs next, in memory."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from hub.climbing import Due
from hub.testing import Store


class MemorySilences:
    """Implements `hub.climbing.Silences`."""

    def __init__(self, store: Store) -> None:
        """Takes the store that a journal writes."""
        self._store = store

    async def take(self, now: datetime, for_s: float, most: int) -> Sequence[Due]:
        """Takes cases that are due and that nobody holds, and holds them for some seconds."""
        self._store.reach()
        at, held = datetime.now(UTC), self._store.held
        found = sorted((due_at, subject) for subject, due_at in self._store.silences.items() if due_at <= now)
        free = [Due(subject, due_at) for due_at, subject in found if subject not in held or held[subject] <= at]
        held.update({each.subject: at + timedelta(seconds=for_s) for each in free[:most]})
        return free[:most]

    async def settle(self, taken: Due, due_at: datetime | None) -> None:
        """Notes when silence climbs next in a case that was taken, unless that has changed meanwhile."""
        if self._store.silences.get(taken.subject) == taken.due_at:
            self._store.silent(taken.subject, due_at)
