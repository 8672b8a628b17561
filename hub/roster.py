"""Who takes part, as this node knows it: one look per call, renewed from the register when that has changed."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from hub.domain.codes import Role
from hub.domain.credentials import Session
from hub.domain.people import Connection, Directory, Organisation, Principal
from hub.domain.routing import Neighbours, neighbours
from hub.errors import NotAuthenticatedError
from hub.ports import Register

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Roster:
    """Every organisation and every caller that may speak."""

    def __init__(self, register: Register) -> None:
        """Takes the register it is a copy of."""
        self._register = register
        self._version = -1
        self._principals: Mapping[bytes, Principal] = {}
        self._systems: Mapping[str, Sequence[str]] = {}
        self._keys: Mapping[str, Sequence[str]] = {}
        self.directory: Directory = {}
        self.connections: Mapping[str, Connection] = {}
        self.neighbours: Neighbours = {}
        self.when_changed: list[Callable[[], None]] = []
        """What is to be looked at anew, whoever was the first to notice the change."""

    async def renew(self) -> None:
        """Copies the register where it has changed."""
        if await self._register.version() == self._version:
            return
        members = await self._register.load()
        self.directory = {organisation.id: organisation for organisation in members.organisations}
        active = [caller for caller in members.callers if not caller.is_revoked]
        self._principals = {
            thumbprint: Principal(
                caller=caller.id,
                role=Role(caller.role),
                organisation=self.directory[caller.organisation],
                unit=caller.unit,
            )
            for caller in active
            for thumbprint in caller.thumbprints
        }
        self._systems = {caller.id: caller.system_keys for caller in active if caller.system_keys}
        self._keys = {each.id: [*([each.key] if each.key else []), *each.system_keys] for each in active}
        self.connections = {connection.name: connection for connection in members.connections}
        self.neighbours = neighbours(members.connections, self.directory)
        self._version = members.version
        for look in self.when_changed:
            look()

    def principal(self, thumbprint: bytes) -> Principal:
        """Returns who owns a key.

        Raises:
            NotAuthenticatedError: Nobody does.
        """
        principal = self._principals.get(thumbprint)
        if principal is None:
            raise NotAuthenticatedError
        return principal

    def principal_of(self, session: Session) -> Principal:
        """Returns who speaks in a session.

        Raises:
            NotAuthenticatedError: Nobody does any more: the key is not the caller's now.
        """
        principal = self.principal(session.thumbprint)
        if principal.caller != session.caller:
            raise NotAuthenticatedError
        return principal if session.person is None else replace(principal, person=session.person)

    def system_keys(self, caller: str) -> Sequence[str]:
        """Returns the keys by which a system shows itself; none where the caller is no system."""
        return self._systems.get(caller, ())

    def keys(self, caller: str) -> Sequence[str]:
        """Returns every key by which a caller may show itself; none of a connection of the hub's own."""
        return self._keys.get(caller, ())

    def is_of(self, thumbprint: bytes) -> bool:
        """Tells whether a key is a caller's."""
        return thumbprint in self._principals

    def still_knows(self, thumbprint: bytes, principal: Principal) -> bool:
        """Tells whether a key is still good, and for the same caller with the same rights."""
        known = self._principals.get(thumbprint)
        return known is not None and _rights(known) == _rights(principal)

    def knows(self, caller: str) -> bool:
        """Tells whether a caller may speak."""
        return any(principal.caller == caller for principal in self._principals.values())

    def area(self, area: str) -> list[Organisation]:
        """Returns the organisations of an area."""
        return [organisation for organisation in self.directory.values() if organisation.area == area]


def _rights(principal: Principal) -> tuple[str, Role, str, frozenset[str]]:
    return principal.caller, principal.role, principal.organisation.id, principal.streams
