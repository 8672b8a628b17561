"""The glasses that are broken, in memory."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from hub.domain.glass import Glass, Review
from hub.domain.scope import Scope
from hub.glasses import Broken
from hub.testing import Store, Witnessed


class MemoryGlasses:
    """Implements `hub.glasses.Book`."""

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        """Takes the store whose audit is written, and the time."""
        self._store = store
        self._now = now
        self._held: dict[UUID, Broken] = {}

    async def open(self) -> Sequence[Glass]:
        """Returns those that are broken now."""
        return [each.glass for each in self._held.values() if each.glass.until > self._now()]

    async def write(self, glass: Glass) -> None:
        """Writes one down, and who broke it into the audit."""
        self._store.reach()
        self._held[glass.id] = Broken(glass, ())
        self._store.glasses[f"caller:{glass.caller}", glass.subject] = glass.until
        action = f"break-glass {glass.reason.value}"
        self._store.audit.append(Witnessed(glass.caller, glass.organisation, action, glass.subject, None, glass.person))

    async def of(self, organisations: frozenset[str]) -> Sequence[Broken]:
        """Returns those before or by these organisations, the newest first."""
        held = sorted(self._held.values(), key=lambda each: each.glass.broken_at, reverse=True)
        return [each for each in held if each.sides & organisations]

    async def review(self, glass: UUID, sides: frozenset[str], scope: Scope) -> None:
        """Notes for these sides that an administrator has looked at it, and into the audit."""
        held = self._held[glass]
        said = [Review(side, scope.caller, self._now()) for side in sorted(sides)]
        self._held[glass] = replace(held, reviews=[*held.reviews, *said])
        self._store.audit.append(
            Witnessed(scope.caller, scope.organisation, "review-glass", held.glass.subject, None, scope.person)
        )
