"""What readers find over FHIR: one resource, its versions, everything of a case, and whatever a search gives.

A resource's id begins with its case, so that reading, and searching by a patient or an encounter, goes straight to one
case. A search that names none walks the cases on the caller's own stream, the newest first, up to a bound.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from hub.domain.disclosure import Relationship
from hub.domain.people import Directory, Principal
from hub.errors import NotFoundError
from hub.fhir.directory import directory as described
from hub.fhir.parameters import DIRECTORY
from hub.fhir.query import Query
from hub.fhir.resource import subject_of
from hub.fhir.selection import Page, included, matching, page
from hub.fhir.shelf import Held, Order, Place, Shelf
from hub.looks import Looks
from hub.ports import Streams
from hub.shelves import Seen, Shelves, seen
from hub.trail import Trail

REACH = 500
"""Cases that a search walks which names none, and a history of a type; those that stand on the stream come first."""
_STEP = 100
_UUID = 36
AUDIT_EVENT = "AuditEvent"
_OF_HOSPITALS = frozenset({"Observation", "Provenance"})
"""Types that a hospital's own word is written in."""


class Changes(NamedTuple):
    """Versions, newest first, each with whether it is the first of its resource; and whether there may be more."""

    versions: list[tuple[Held, bool]]
    is_partial: bool


class Library:
    """Finds FHIR resources for those who may see them."""

    def __init__(  # noqa: PLR0913, PLR0917  what it stands on
        self,
        shelves: Shelves,
        looks: Looks,
        streams: Streams,
        trail: Trail,
        directory: Callable[[], Directory],
        pause: Callable[[], Awaitable[None]],
    ) -> None:
        """Takes the resources, who may look, where cases come, the audit, who takes part, and how others go on.

        ``pause`` is waited for between two cases of a search that walks many: a wide search must not hold up a crew.
        """
        self._shelves = shelves
        self._looks = looks
        self._streams = streams
        self._trail = trail
        self._directory = directory
        self._pause = pause
        self._described: dict[str, tuple[Directory, Shelf]] = {}

    async def resource(self, resource_type: str, identity: str, principal: Principal) -> Held:
        """Returns a resource in its newest version.

        Raises:
            NotFoundError: There is none, or the caller may not see it.
        """
        held = self._participants(principal.organisation.area).get(resource_type, identity)
        if resource_type == AUDIT_EVENT:
            held = await self._trail.event(identity, principal)
        if held is None and resource_type not in DIRECTORY:
            shelf, _ = await self._looked(identity, principal, "read-fhir")
            held = shelf.get(resource_type, identity)
        if held is None:
            raise NotFoundError
        return held

    async def version(self, resource_type: str, identity: str, version: int, principal: Principal) -> Held:
        """Returns a resource as a submission wrote it.

        Raises:
            NotFoundError: There is none, that submission did not write it, or the caller may not see it.
        """
        _, sight = await self._looked(identity, principal, "read-fhir")
        for held in await self._shelves.versions(principal.names, sight, version - 1, version):
            if held.place == (resource_type, identity):
                return held
        raise NotFoundError

    async def history(self, resource_type: str, identity: str, principal: Principal) -> Sequence[Held]:
        """Returns every version of a resource, newest first.

        Raises:
            NotFoundError: There is none, or the caller may not see it.
        """
        _, sight = await self._looked(identity, principal, "read-history")
        place = resource_type, identity
        versions = [
            held for held in await self._shelves.versions(principal.names, sight, 0, None) if held.place == place
        ]
        if not versions:
            raise NotFoundError
        return versions[::-1]

    async def changes(self, resource_type: str, since: int, principal: Principal) -> Changes:
        """Returns every version of the resources of a type that was written since a moment, newest first."""
        found: list[tuple[Held, bool]] = []
        subjects: list[UUID] = []
        is_partial = False
        async for sight, shelf in self._walked(resource_type, principal):
            if sight is None:
                is_partial = True
            elif any(held.moment >= since for held in shelf.of_type(resource_type)):
                subjects.append(sight.subject)
                found += await self._changes(sight, resource_type, since, principal)
        if subjects:
            await self._looks.witness(subjects, principal, "read-history")
        return Changes(sorted(found, key=lambda each: each[0].order), is_partial)

    async def _changes(
        self, sight: Seen, resource_type: str, since: int, principal: Principal
    ) -> list[tuple[Held, bool]]:
        """Returns the versions of one subject, each with whether it is the first of its resource."""
        versions = [
            held for held in await self._shelves.versions(principal.names, sight, 0, None) if held.type == resource_type
        ]
        begun = {held.place: held for held in reversed(versions)}
        return [(held, begun[held.place] is held) for held in versions if held.moment >= since]

    async def everything(self, identity: str, principal: Principal) -> Sequence[Held]:
        """Returns the newest version of each resource of a case, in the order in which they were first written.

        Raises:
            NotFoundError: There is no such case, or the caller has nothing to do with it.
        """
        if len(identity) != _UUID:
            raise NotFoundError
        shelf, _ = await self._looked(identity, principal, "read-everything")
        if shelf.get("Encounter", identity) is None:
            raise NotFoundError
        return list(shelf)

    async def newest(self, subject: UUID, principal: Principal) -> Sequence[Held]:
        """Returns the newest version of each resource of a case or a transport.

        Raises:
            NotFoundError: There is none, or the caller has nothing to do with it.
        """
        shelf, _ = await self._looked_at(subject, principal, "read-everything")
        return list(shelf)

    async def handover(self, identity: str, principal: Principal) -> Sequence[Held]:
        """Returns the Composition of a case's hand-over, and after it the other resources as they stood with it.

        Raises:
            NotFoundError: There is no such Composition, or the caller may not see it.
        """
        _, sight = await self._looked(identity, principal, "read-document")
        newest: dict[Place, Held] = {}
        then: dict[Place, Held] = {}
        place = "Composition", identity
        for version, written in groupby(
            await self._shelves.versions(principal.names, sight, 0, None), key=lambda held: held.version
        ):
            newest |= {held.place: held for held in written}
            if place in newest and newest[place].version == version:
                then = {place: newest[place], **newest}
        if not then:
            raise NotFoundError
        return list(then.values())

    def participant(self, resource_type: str, identity: str) -> Held | None:
        """Returns an organisation of any area, or its place: who is named in what a caller sees is no secret to it."""
        known = self._directory().get(identity)
        return self._participants(known.area).get(resource_type, identity) if known else None

    async def search(self, query: Query, principal: Principal, after: Order | None = None) -> Page:
        """Returns a page of what a search gives, out of what the caller may see and nothing else."""
        shelves: dict[UUID, Shelf] = {}
        matches = matching(query, self._participants(principal.organisation.area).of_type(query.type))
        is_partial = False
        if query.type == AUDIT_EVENT:
            events, is_partial = await self._trail.search(query, principal)
            matches += matching(query, events)
        async for subject, shelf in self._scope(query, principal):
            if subject is None:
                is_partial = True
            elif found := matching(query, shelf.of_type(query.type)):
                shelves[subject] = shelf
                matches += found
        if shelves and query.ids is None:
            await self._looks.witness(list(shelves), principal, "search-fhir")
        shown = page(query, matches, after)

        def resolve(reference: str) -> Held | None:
            kind, _, identity = reference.partition("/")
            shelf = shelves.get(subject_of(identity, self._directory()) or _NOWHERE)
            return self.participant(kind, identity) or (shelf.get(kind, identity) if shelf else None)

        def around(held: Held, resource_type: str) -> Sequence[Held]:
            shelf = shelves.get(held.subject or _NOWHERE)
            return shelf.of_type(resource_type) if shelf else ()

        along = included(query, shown.matches, resolve, around)
        return Page(shown.matches, shown.total, shown.after, along, is_partial)

    async def _scope(self, query: Query, principal: Principal) -> AsyncIterator[tuple[UUID | None, Shelf]]:
        """Yields each subject that is searched with its shelf; None for what is out of reach."""
        if query.type in DIRECTORY:
            return
        if query.ids is None:
            async for sight, shelf in self._walked(query.type, principal):
                yield sight and sight.subject, shelf
            return
        known = self._directory()
        for subject in {each for identity in query.ids if (each := subject_of(identity, known))}:
            try:
                shelf, _ = await self._looked_at(subject, principal, "search-fhir")
            except NotFoundError:
                continue
            yield subject, shelf

    async def _walked(self, resource_type: str, principal: Principal) -> AsyncIterator[tuple[Seen | None, Shelf]]:
        """Yields the subjects on the caller's streams as far as the reach goes; None for what is beyond."""
        walked: set[UUID] = set()
        async for subject, version in self._standing(resource_type, principal):
            if subject in walked:
                continue
            if len(walked) >= REACH:
                yield None, Shelf()
                return
            walked.add(subject)
            state, near = await self._looks.known(subject, version, principal)
            if state is not None and near is not Relationship.NONE:
                sight = seen(subject, near, principal.organisation.id)
                yield sight, await self._shelves.shelf(principal.names, sight, state.version)
                await self._pause()

    async def _standing(self, resource_type: str, principal: Principal) -> AsyncIterator[tuple[UUID, int]]:
        """Yields what stands on the caller's streams, then what once came there, newest first."""
        for stream in principal.streams:
            if not stream.startswith("area:") or resource_type in _OF_HOSPITALS:
                for standing in (await self._streams.snapshot(principal.names, stream)).standings:
                    yield standing.subject, standing.version
        for stream in principal.streams:
            before = 2**62
            while not stream.startswith("area:") and (
                came := await self._streams.arrivals(principal.names, stream, before, _STEP)
            ):
                for each in came:
                    yield each.subject, each.version
                before = came[-1].offset

    async def _looked(self, identity: str, principal: Principal, action: str) -> tuple[Shelf, Seen]:
        subject = subject_of(identity, self._directory())
        if subject is None:
            raise NotFoundError
        return await self._looked_at(subject, principal, action)

    async def _looked_at(self, subject: UUID, principal: Principal, action: str) -> tuple[Shelf, Seen]:
        """Writes a look down and returns what is seen at it."""
        state, near = await self._looks.at(subject, principal, action)
        sight = seen(subject, near, principal.organisation.id)
        return await self._shelves.shelf(principal.names, sight, state.version), sight

    def _participants(self, area: str) -> Shelf:
        """Returns the organisations of an area, made anew when the register has changed."""
        known = self._directory()
        made_of, shelf = self._described.get(area, (None, None))
        if shelf is None or made_of is not known:
            shelf = described(each for each in known.values() if each.area == area)
            self._described[area] = known, shelf
        return shelf


_NOWHERE = UUID(int=0)
