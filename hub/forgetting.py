"""What this node still holds of subjects that were erased, at whichever node: let go within a second.

Until then a look is not answered all the same, for the statement that writes it finds the subject erased.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol
from uuid import UUID


class Erased(NamedTuple):
    """An erasure by its number."""

    number: int
    subject: UUID


class Erasures(Protocol):
    """Which subjects were erased, in order."""

    async def newest(self) -> int:
        """Returns the number of the newest erasure."""

    async def after(self, number: int) -> Sequence[Erased]:
        """Returns the erasures that followed one, in order."""


class Forgetting:
    """Lets go of what was erased."""

    def __init__(self, erasures: Erasures, forget: Callable[[Sequence[UUID]], None]) -> None:
        """Takes where erasures are noted, and what lets go of subjects."""
        self._erasures = erasures
        self._forget = forget
        self._number = 0

    async def begin(self) -> None:
        """Begins where nothing is held yet."""
        self._number = await self._erasures.newest()

    async def notice(self) -> None:
        """Lets go of what was erased since the last time."""
        erased = await self._erasures.after(self._number)
        if erased:
            self._forget([each.subject for each in erased])
            self._number = erased[-1].number
