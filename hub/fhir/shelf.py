"""The newest resources of one subject as one reader may see them, ready to be read, searched and sent."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Final
from uuid import UUID

import msgspec

from hub.fhir.moments import interval
from hub.fhir.parameters import PARAMETERS, Key, keys

Place = tuple[str, str]
"""Type and id."""
Order = list[object]
"""What resources are sorted by; a list, so that it travels as JSON and back."""


class _Meta(msgspec.Struct, rename={"last_updated": "lastUpdated"}):
    last_updated: str = "1970-01-01T00:00:00.000Z"


class _Heading(msgspec.Struct, rename={"resource_type": "resourceType"}):
    resource_type: str
    id: str
    meta: _Meta = msgspec.field(default_factory=_Meta)


_heading: Final = msgspec.json.Decoder(_Heading).decode
_content: Final = msgspec.json.Decoder(dict[str, object], float_hook=Decimal).decode


class Held:
    """One version of a resource: its bytes as they go out, and what it is found by.

    Attributes:
        version: Of its subject, after the submission that wrote it; 0 where no versions are kept.
        moment: When it was written, in microseconds since 1970.
        is_whole: Whether these are all that it says; who sees a part may see more of the same version later.
        order: By which it stands among others: newest first, so that what comes later never slips in between.
    """

    __slots__ = ("_keys", "body", "id", "is_whole", "moment", "order", "subject", "type", "updated", "version")

    def __init__(self, subject: UUID | None, version: int, body: bytes, *, is_whole: bool = True) -> None:
        """Reads what stands over the resource."""
        heading = _heading(body)
        self.type = heading.resource_type
        self.id = heading.id
        self.subject = subject
        self.version = version
        self.body = body
        self.is_whole = is_whole
        self.updated = heading.meta.last_updated
        self.moment = interval(self.updated)[0]
        self.order: Order = [-self.moment, -version, self.type, self.id]
        self._keys: Mapping[str, tuple[Key, ...]] | None = None

    @property
    def place(self) -> Place:
        """Returns type and id."""
        return self.type, self.id

    @property
    def keys(self) -> Mapping[str, tuple[Key, ...]]:
        """What it is found by, by the name of the search parameter; found out when it is first searched for."""
        if self._keys is None:
            self._keys = keys(self.type, _content(self.body))
        return self._keys


class Shelf:
    """Resources by type and id, each in its newest version."""

    def __init__(self) -> None:
        """Starts empty, before the first version."""
        self.version = 0
        self.size = 0
        self._held: dict[Place, Held] = {}
        self._ordered: dict[str, list[Held]] = {}

    def put(self, version: int, resources: Iterable[Held]) -> None:
        """Puts the resources of a version in; those of a version that is there already come late."""
        if version <= self.version:
            return
        for held in resources:
            before = self._held.get(held.place)
            self.size += len(held.body) - (len(before.body) if before else 0)
            self._held[held.place] = held
        self._ordered.clear()
        self.version = version

    def get(self, resource_type: str, identity: str) -> Held | None:
        """Returns a resource."""
        return self._held.get((resource_type, identity))

    def of_type(self, resource_type: str) -> list[Held]:
        """Returns the resources of a type, newest first."""
        if resource_type not in self._ordered:
            found = [held for held in self._held.values() if held.type == resource_type]
            self._ordered[resource_type] = sorted(found, key=lambda held: held.order)
        return self._ordered[resource_type]

    def __iter__(self) -> Iterator[Held]:
        """Yields every resource of a type that is served."""
        return (held for held in self._held.values() if held.type in PARAMETERS)
