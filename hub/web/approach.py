"""How many patients are on their way to each hospital: a crew sees it before it chooses, and of no patient anything."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final

from hub.domain.codes import OrganisationKind, Role
from hub.domain.people import Principal
from hub.roster import Roster

Counts = Callable[[Sequence[str]], Awaitable[Mapping[str, int]]]
"""Returns by hospital how many patients it has accepted who have not arrived."""

_REST_S: Final = 2.5
"""Whoever counts cases looks every three seconds."""

_TOLD: Final = frozenset({Role.CREW, Role.COMMAND_CENTER})


class Approach:
    """The numbers of this node, as they were last looked up."""

    def __init__(self, roster: Roster, counts: Counts) -> None:
        """Takes who takes part, and who counts."""
        self._roster = roster
        self._counts = counts
        self._coming: Mapping[str, int] = {}

    async def look(self) -> None:
        """Looks the numbers up anew, and rests."""
        await self.renew()
        await asyncio.sleep(_REST_S)

    async def renew(self) -> None:
        """Looks the numbers up anew."""
        directory = self._roster.directory
        hospitals = [each.id for each in directory.values() if each.kind is OrganisationKind.HOSPITAL]
        self._coming = await self._counts(hospitals)

    def of(self, principal: Principal) -> Mapping[str, int] | None:
        """Returns the hospitals of the caller's area to which anybody is on the way; None where it is not told."""
        if principal.role not in _TOLD:
            return None
        area = self._roster.area(principal.organisation.area)
        return {each.id: self._coming[each.id] for each in area if each.id in self._coming}
