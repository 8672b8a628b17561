"""Who did and saw what, as FHIR AuditEvents: for administrators within their scope, and for whoever a case belongs to.

An administrator sees what its organisations did, and what anybody did of cases that they began. The crew's own
department asks of one case at a time: who saw it? To everybody else there are no rows.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple, Protocol
from uuid import UUID

from hub.domain.codes import Role
from hub.domain.people import Directory, Principal
from hub.domain.relationship import Relationship
from hub.domain.scope import scope_of
from hub.errors import NotFoundError
from hub.fhir.audit_event import PREFIX, Act, audit_event, own
from hub.fhir.moments import Interval
from hub.fhir.query import Query
from hub.fhir.resource import subject_of
from hub.fhir.shelf import Held
from hub.looks import Looks
from hub.ports import Journal

REACH: Final = 5_000
"""Rows that a search walks, the newest first; who wants older ones names a time."""
PAGE: Final = 250
"""Rows of a page."""
_LOOK: Final = "search-audit"
_EXPORT: Final = "export-audit"
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LAST: Final = 2**63 - 1
_FAR: Final = 253_370_764_800_000_000
"""The year 9999, in microseconds."""


class Wanted(NamedTuple):
    """Which rows: between two numbers, in a time, by these organisations or about what they began, of these subjects.

    ``by`` is a device or a person; None means all of them.
    """

    before: int = _LAST
    after: int = 0
    since: datetime = _EPOCH
    until: datetime = _EPOCH + timedelta(microseconds=_FAR)
    organisations: Sequence[str] | None = None
    by: str | None = None
    subjects: Sequence[UUID] | None = None


class Acts(Protocol):
    """What is read of the audit."""

    async def find(self, wanted: Wanted) -> Sequence[Act]:
        """Returns a page of rows, the newest first."""


class Found(NamedTuple):
    """AuditEvents, and whether there may be more beyond the reach."""

    events: list[Held]
    is_partial: bool = False


class Trail:
    """Shows the audit to those whom it concerns."""

    def __init__(
        self,
        acts: Acts,
        journal: Journal,
        looks: Looks,
        directory: Callable[[], Directory],
        pause: Callable[[], Awaitable[None]],
    ) -> None:
        """Takes the rows, where looks into them are noted, who may look, who takes part, and a pause between pages."""
        self._acts = acts
        self._journal = journal
        self._looks = looks
        self._directory = directory
        self._pause = pause

    async def event(self, identity: str, principal: Principal) -> Held | None:
        """Returns one AuditEvent by its id; None where it is none of these."""
        number = _number(identity)
        if number is None:
            return None
        wanted = Wanted(before=number + 1, after=number - 1, organisations=self._scope(principal))
        acts = await self._acts.find(wanted)
        if wanted.organisations is None:
            acts = [act for act in acts if act.subject and await self._is_owned(act.subject, principal)]
        elif acts:
            await self._witness(principal, acts[0].subject)
        return next(self._rendered(acts), None)

    async def search(self, query: Query, principal: Principal) -> Found:
        """Returns the AuditEvents among which a search looks, and notes that it did."""
        numbers = [each for each in query.ids or () if _number(each) is not None]
        if numbers:
            return Found([held for each in numbers if (held := await self.event(each, principal))])
        wanted = await self._wanted(query, principal)
        if wanted is None:
            return Found([])
        events: list[Held] = []
        async for page in walked(self._acts, wanted):
            events += self._rendered(page)
            await self._pause()
            if len(events) >= REACH:
                return Found(events, is_partial=True)
        return Found(events)

    async def _wanted(self, query: Query, principal: Principal) -> Wanted | None:
        known = self._directory()
        subjects = None
        if query.ids is not None:
            subjects = [each for identity in query.ids if (each := subject_of(identity, known))]
        since, until = _times(query.span("date", "_lastUpdated"))
        organisations = self._scope(principal)
        if organisations is not None:
            for subject in subjects or (None,):
                await self._witness(principal, subject)
            return Wanted(since=since, until=until, subjects=subjects, organisations=organisations)
        owned = [each for each in subjects or () if await self._is_owned(each, principal)]
        return Wanted(since=since, until=until, subjects=owned) if owned else None

    async def page(self, principal: Principal, wanted: Wanted) -> Sequence[Act]:
        """Returns a page of rows within an administrator's scope, and notes the look, and at whom it was.

        Raises:
            NotFoundError: The caller is no administrator.
        """
        scope = sorted(scope_of(principal, self._directory()).organisations)
        found = await self._acts.find(wanted._replace(organisations=scope))
        for subject in wanted.subjects or (None,):
            await self._journal.witness(principal, _LOOK, subject, wanted.by)
        return found

    async def export(self, principal: Principal, wanted: Wanted) -> AsyncIterator[bytes]:
        """Yields the AuditEvents within an administrator's scope, a line each, once that is written down.

        Raises:
            NotFoundError: The caller is no administrator.
        """
        scope = sorted(scope_of(principal, self._directory()).organisations)
        await self._journal.witness(principal, _EXPORT, None, None)
        async for page in walked(self._acts, wanted._replace(organisations=scope)):
            yield b"".join(each.body + b"\n" for each in self._rendered(page))
            await self._pause()

    def _rendered(self, acts: Sequence[Act]) -> Iterator[Held]:
        owners = own(self._directory())
        return (Held(None, 0, audit_event(act, owners).body) for act in acts)

    def _scope(self, principal: Principal) -> Sequence[str] | None:
        if principal.role is not Role.ADMINISTRATOR:
            return None
        return sorted(scope_of(principal, self._directory()).organisations)

    async def _is_owned(self, subject: UUID, principal: Principal) -> bool:
        try:
            await self._looks.at(subject, principal, _LOOK, lambda _state, near: near is Relationship.OWN)
        except NotFoundError:
            return False
        return True

    async def _witness(self, principal: Principal, subject: UUID | None) -> None:
        await self._journal.witness(principal, _LOOK, subject, None)


async def walked(acts: Acts, wanted: Wanted) -> AsyncIterator[Sequence[Act]]:
    """Yields pages of rows, the newest first, until there are no more."""
    while page := await acts.find(wanted):
        yield page
        if len(page) < PAGE:
            return
        wanted = wanted._replace(before=page[-1].number)


def _number(identity: str) -> int | None:
    digits = identity.removeprefix(PREFIX)
    is_one = identity != digits and digits.isascii() and digits.isdigit() and len(digits) < len(str(_LAST))
    return int(digits) if is_one else None


def _times(span: Interval) -> tuple[datetime, datetime]:
    """Returns a span as times that a database knows."""
    since, until = (_EPOCH + timedelta(microseconds=min(max(each, 0), _FAR)) for each in span)
    return since, until
