"""Which hospitals have a screen that can be seen and heard: silence must show before a crew chooses."""

from collections.abc import Hashable

from hub.domain.codes import OrganisationKind, Role
from hub.domain.people import Principal
from hub.roster import Roster

_TOLD = frozenset({Role.CREW, Role.COMMAND_CENTER})


class Presence:
    """The screens of this node that are watching, by hospital."""

    def __init__(self, roster: Roster) -> None:
        """Takes who takes part."""
        self._roster = roster
        self._watching: dict[str, set[Hashable]] = {}
        self._silent: dict[str, list[str]] = {}

    def beats(self, principal: Principal, screen: Hashable, *, is_watching: bool) -> None:
        """Notes a screen's own word: it is visible and its sound is armed, or not."""
        if principal.role is Role.HOSPITAL:
            screens = self._watching.setdefault(principal.organisation.id, set())
            if is_watching is not (screen in screens):
                (screens.add if is_watching else screens.discard)(screen)
                self._silent.pop(principal.organisation.area, None)

    def left(self, principal: Principal, screen: Hashable) -> None:
        """Notes that a screen is gone."""
        self.beats(principal, screen, is_watching=False)

    def renew(self) -> None:
        """Looks at the organisations anew, after they have changed."""
        self._silent.clear()

    def silent(self, principal: Principal) -> list[str] | None:
        """Returns the hospitals of the caller's area that nobody watches for; None where the caller is not told."""
        if principal.role not in _TOLD:
            return None
        area = principal.organisation.area
        if area not in self._silent:
            self._silent[area] = sorted(
                organisation.id
                for organisation in self._roster.area(area)
                if organisation.kind is OrganisationKind.HOSPITAL and not self._watching.get(organisation.id)
            )
        return self._silent[area]
