"""The newest resources of subjects as readers may see them, kept per node.

A shelf belongs to a subject, a nearness and an organisation, so that what was disclosed to one is never read by
another. It holds patient data unsealed, as `hub.recall` does, bounded in bytes; it is led on by the projections that
are newer than itself, and the reader says how new it has to be.
"""

from collections import OrderedDict
from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID

from hub.domain.disclosure import Relationship
from hub.domain.people import Names
from hub.fhir.disclosure import disclosed
from hub.fhir.shelf import Held, Shelf
from hub.ports import Sealer, Streams
from hub.recall import Memory
from hub.wire.envelope import read_projection
from hub.wire.frames import ResourceName, resource_name

_MOST_BYTES = 128 * 1024 * 1024
_PART = 100
"""Versions of a case that are opened at once: some milliseconds."""


class Seen(NamedTuple):
    """A subject as one organisation sees it; who belongs to it sees the same, whoever it is."""

    subject: UUID
    near: Relationship
    organisation: str | None


def seen(subject: UUID, near: Relationship, organisation: str) -> Seen:
    """Returns how an organisation that stands so near sees a subject."""
    return Seen(subject, near, None if near is Relationship.OWN else organisation)


class Shelves:
    """Shelves by who sees what; the least used are let go."""

    def __init__(self, streams: Streams, memory: Memory, sealer: Sealer) -> None:
        """Takes where projections are read from and what opens them."""
        self._streams = streams
        self._memory = memory
        self._sealer = sealer
        self._held: OrderedDict[Seen, Shelf] = OrderedDict()
        self._bytes = 0

    async def shelf(self, names: Names, sight: Seen, version: int) -> Shelf:
        """Returns what is seen of a subject at this version or a later one; who reads by these names has asked."""
        shelf = self._held.get(sight)
        if shelf is None or shelf.version < version:
            written = await self._written(names, sight, shelf.version if shelf else 0, None)
            if self._memory.is_erased(sight.subject):
                return Shelf()
            shelf = self._held.get(sight, shelf) or Shelf()
            before = shelf.size if sight in self._held else 0
            for number, resources in written:
                shelf.put(number, resources)
            self._held[sight] = shelf
            self._bytes += shelf.size - before
        self._held.move_to_end(sight)
        while self._bytes > _MOST_BYTES and len(self._held) > 1:
            _, oldest = self._held.popitem(last=False)
            self._bytes -= oldest.size
        return shelf

    def forget(self, subject: UUID) -> None:
        """Lets go of everything that is seen of a subject."""
        for sight in [each for each in self._held if each.subject == subject]:
            self._bytes -= self._held.pop(sight).size

    async def versions(self, names: Names, sight: Seen, after: int, until: int | None) -> list[Held]:
        """Returns what is seen of each version in order; none of it is kept."""
        return [held for _, resources in await self._written(names, sight, after, until) for held in resources]

    async def _written(self, names: Names, sight: Seen, after: int, until: int | None) -> list[tuple[int, list[Held]]]:
        """Returns versions with what is seen of them; a long case is read in parts, between which others go on."""
        subject, written = sight.subject, []
        while True:
            end = after + _PART if until is None else min(until, after + _PART)
            part = await self._streams.projections(names, subject, after, end)
            if not await self._memory.unlock([subject]):
                return []
            for stored in part:
                body = self._sealer.unseal(subject, stored.version, "projection", stored.sealed)
                written.append((stored.version, list(_resources(sight, stored.version, body))))
            if len(part) < _PART:
                return written
            after = part[-1].version


def _resources(sight: Seen, version: int, projection: bytes) -> Iterator[Held]:
    """Yields the resources of a projection as far as they are seen."""
    subject = str(sight.subject)
    for raw in read_projection(projection).resources:
        name = resource_name(raw)
        if _is_participant(name, subject):
            continue
        body = disclosed(name.resource_type, bytes(raw), sight.near, sight.organisation or "")
        if body is not None:
            yield Held(sight.subject, version, body, is_whole=sight.near is Relationship.OWN)


def _is_participant(name: ResourceName, subject: str) -> bool:
    """Tells whether a resource is about one of the register, where everybody finds it in its newest form."""
    return name.resource_type == "Organization" or (
        name.resource_type == "Location" and not name.id.startswith(subject)
    )
