"""Who takes part, as this node knows it: one look per call, renewed from the register when that has changed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from hub.domain.codes import Role
from hub.domain.credentials import Session
from hub.domain.people import Connection, Directory, Organisation, Principal
from hub.domain.routing import Neighbours, neighbours
from hub.errors import NotAuthenticatedError
from hub.persons import Duty, SignIn, SignIns
from hub.ports import Register

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Roster:
    """Every organisation and every caller that may speak."""

    def __init__(self, register: Register, sign_ins: SignIns | None = None) -> None:
        """Takes the register it is a copy of, and where persons sign in; without that nobody ever has."""
        self._register = register
        self._sign_ins = sign_ins
        self._signed_in: Sequence[SignIn] = ()
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
        """Copies the register where it has changed, or where a shift has ended by itself."""
        now = datetime.now(UTC)
        has_ended = any(each.ends_at <= now for each in self._signed_in)
        if await self._register.version() == self._version and not has_ended:
            return
        members = await self._register.load()
        self._signed_in = await self._sign_ins.load(now) if self._sign_ins else ()
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
        there = self.signed_in(session)
        return replace(principal, person=there[0].person) if there else principal

    def signed_in(self, session: Session) -> Sequence[SignIn]:
        """Returns who is signed in at a device with the key that it has now; first who answers for it."""
        now, device = datetime.now(UTC), (session.caller, session.thumbprint)
        there = [each for each in self._signed_in if (each.caller, each.credential) == device and each.ends_at > now]
        return sorted(there, key=lambda each: each.duty is not Duty.CAPTAIN) if len(there) > 1 else there

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
