"""Who takes part, before an administrator (施設・端末): how devices and persons stand, codes, an end to a right.

An administrator sees the state of everybody within its scope, and may take any of their rights away. A code lets a new
device or passkey in, and whoever holds it becomes that screen: it is issued for one's own organisation only.
`hub.postgres` implements the port.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NamedTuple, Protocol

from hub.domain.codes import Role
from hub.domain.people import Directory, Organisation
from hub.domain.scope import Scope
from hub.errors import ConflictError, InvalidSubmissionError, Issue, NotFoundError

PAGES: Final = {
    Role.CREW: "crew",
    Role.HOSPITAL: "er",
    Role.COMMAND_CENTER: "command",
    Role.OPERATOR: "operator",
    Role.AUTHORITY: "statistics",
    Role.ADMINISTRATOR: "operations",
}
"""The page that a device of a role opens."""


class Whose(StrEnum):
    """Whose right it is."""

    CALLER = "caller"
    PERSON = "person"


class Target(NamedTuple):
    """A device or a person."""

    whose: Whose
    id: str

    def __str__(self) -> str:
        """Returns how it is named in the audit."""
        return f"{self.whose}:{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """How a caller stands: since when it has its key, when it was last heard of, until when a code for it is good."""

    id: str
    organisation: str
    role: Role
    unit: str | None
    name: str
    is_bound: bool
    is_system: bool
    is_revoked: bool
    bound_at: datetime | None
    seen_at: datetime | None
    code_until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """How a person stands: by what it can show who it is, where it is signed in, until when a code is good."""

    id: str
    organisation: str
    name: str
    roles: Sequence[Role]
    passkeys: int
    has_pin: bool
    has_provider: bool
    is_revoked: bool
    signed_in_at: Sequence[str]
    code_until: datetime | None


class Issued(NamedTuple):
    """A one-time code, and the address that carries it behind ``#``, where no server sees it."""

    code: str
    link: str
    expires_at: datetime


class Listed(NamedTuple):
    """Everybody within a scope."""

    organisations: Sequence[Organisation]
    devices: Sequence[Device]
    members: Sequence[Member]


class Book(Protocol):
    """Where it stands who takes part. What is changed here stands in the audit, in the transaction of the change."""

    async def devices(self, organisations: frozenset[str]) -> Sequence[Device]:
        """Returns the callers of organisations, by organisation and id."""

    async def members(self, organisations: frozenset[str]) -> Sequence[Member]:
        """Returns the persons of organisations, by organisation and id."""

    async def issue(self, scope: Scope, target: Target, code_hash: bytes, expires_at: datetime) -> None:
        """Keeps a one-time code; one that was issued before for the same is good no more."""

    async def revoke(self, scope: Scope, target: Target) -> None:
        """Takes a right away, with every code for it."""


class Codes(Protocol):
    """How codes are made."""

    def new_code(self) -> str:
        """Returns a code that nobody has."""

    def fingerprint(self, secret: str, /) -> bytes:
        """Returns what is stored of one."""


class Enrolments:
    """Serves administrators, each within its scope."""

    def __init__(  # noqa: PLR0913, PLR0917  where it stands, how codes are made, and how long they are good
        self,
        book: Book,
        directory: Callable[[], Directory],
        codes: Codes,
        public_url: str,
        good_for: timedelta,
        now: Callable[[], datetime],
    ) -> None:
        """Takes where it stands who takes part, and how a code is made and carried."""
        self._book = book
        self._directory = directory
        self._codes = codes
        self._public_url = public_url
        self._good_for = good_for
        self._now = now

    async def listed(self, scope: Scope) -> Listed:
        """Returns everybody within a scope."""
        organisations = [each for each in self._directory().values() if scope.holds(each.id)]
        return Listed(
            organisations, await self._book.devices(scope.organisations), await self._book.members(scope.organisations)
        )

    async def issue(self, scope: Scope, target: Target) -> Issued:
        """Issues a one-time code for a device or a person of the administrator's own organisation.

        Raises:
            NotFoundError: There is none.
            ConflictError: Its right was taken away.
        """
        found = await self._found(frozenset({scope.organisation}), target)
        if found.is_revoked:
            raise ConflictError("access-revoked")
        code, expires_at = self._codes.new_code(), self._now() + self._good_for
        await self._book.issue(scope, target, self._codes.fingerprint(code), expires_at)
        return Issued(code, f"{self._public_url}/{_page(found)}#{_PARAMETER[target.whose]}={code}", expires_at)

    async def revoke(self, scope: Scope, target: Target, typed: str) -> None:
        """Takes a right away once its id was typed.

        Raises:
            NotFoundError: There is no such device or person within the scope.
            InvalidSubmissionError: Something else was typed.
            ConflictError: It is the administrator's own.
        """
        await self._found(scope.organisations, target)
        if typed != target.id:
            raise InvalidSubmissionError([_NOT_AS_TYPED])
        if target in {Target(Whose.CALLER, scope.caller), Target(Whose.PERSON, scope.person or "")}:
            raise ConflictError("own-access")
        await self._book.revoke(scope, target)

    async def _found(self, organisations: frozenset[str], target: Target) -> Device | Member:
        among: Sequence[Device | Member]
        if target.whose is Whose.CALLER:
            among = await self._book.devices(organisations)
        else:
            among = await self._book.members(organisations)
        found = next((each for each in among if each.id == target.id), None)
        if found is None:
            raise NotFoundError
        return found


def _page(found: Device | Member) -> str:
    roles = {found.role} if isinstance(found, Device) else set(found.roles)
    return next(page for role, page in PAGES.items() if role in roles)


_PARAMETER: Final = {Whose.CALLER: "code", Whose.PERSON: "person"}
_NOT_AS_TYPED: Final = Issue("typed", "not-the-same", "IDが一致しません", "is not the id")
