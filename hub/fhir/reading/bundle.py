"""A Bundle as a whole: who points to whom, which case each resource is about, and by what name it is known again."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any, Final
from uuid import UUID, uuid5

import msgspec

from hub.fhir.codes import CASE_ID, RequestKind
from hub.fhir.reading.source import Source, coded, first, members, moment

Json = Any

_KEYS: Final = UUID("a6f3c6de-5d0a-5b52-9c6e-1f0d7b8e2c35")
_UUID7: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_TRANSPORT: Final = "-transport"
"""The end of the id of a request for private transport; before it stands the transport's own."""
_canonical: Final = msgspec.json.Encoder(order="sorted", decimal_format="number").encode


def as_uuid7(name: str, at: datetime | None = None) -> UUID:
    """Returns a UUIDv7 that follows from a name: its time is ``at``, all else a UUIDv5 of the name."""
    number = uuid5(_KEYS, name).int
    if at is not None:
        number = (int(at.timestamp() * 1000) << 80) | (number & ((1 << 80) - 1))
    number = number & ~(0xF << 76) & ~(0x3 << 62) | (0x7 << 76) | (0x2 << 62)
    return UUID(int=number)


def uuid7(value: object) -> UUID | None:
    """Returns an id of a case as the hub knows it."""
    return UUID(value) if isinstance(value, str) and _UUID7.fullmatch(value) else None


class Parcel:
    """A Bundle that has passed the guard, or a single resource, as what was posted.

    Attributes:
        identity: By what it is known again: the message's id, else the Bundle's identifier; empty where it has none.
        at: When it was put together, None where it does not say.
        sources: Its resources, in order.
    """

    def __init__(self, content: Mapping[str, Json], sender: str) -> None:
        """Takes the content, and who sends it: two senders never mean the same by their own names."""
        self._sender = sender
        self.sources = list(_sources(content))
        self._known = {name: each for each in self.sources for name in _names(each)}
        header = self.sources[0] if self.sources and self.sources[0].type == "MessageHeader" else None
        identifier = first(members(content, "identifier")) or {}
        self.identity = str(header.text("id") or header.name) if header else _joined(identifier)
        self.at = moment(content.get("timestamp"))
        self._cases = {case for each in self.sources if (case := self._own(each) or self._named(each))}

    def resolved(self, reference: Mapping[str, Json] | None) -> Source | None:
        """Returns the resource of this Bundle that a Reference points to."""
        literal = reference.get("reference") if reference else None
        return self._known.get(literal.partition("/_history/")[0]) if isinstance(literal, str) else None

    def case(self, source: Source) -> UUID | None:
        """Returns the case a resource is about: its Encounter's, or the only one there is in this Bundle."""
        case = self._own(source) or self._named(source)
        return case or (next(iter(self._cases)) if len(self._cases) == 1 else None)

    def transport(self, source: Source) -> UUID | None:
        """Returns the private transport whose request a resource is, or which it names in its focus, or is about."""
        if source.type == "ServiceRequest":
            return self._requested(source) if is_transport_request(source) else None
        for reference in (*source.each("focus"), *source.each("about")):
            found = self.resolved(reference)
            literal = str(reference.get("reference")).rpartition("ServiceRequest/")[2]
            if transport := self.transport(found) if found else _of_request(literal):
                return transport
        return None

    def _requested(self, request: Source) -> UUID:
        """Returns the transport that a request asks for, by its id or by an identifier of the sender's."""
        known = first(map(_joined, request.each("identifier"))) or request.name
        return _of_request(request.text("id")) or as_uuid7(f"{self._sender}|transport|{known}")

    def moment(self, source: Source) -> datetime | None:
        """Returns when a statement was made that has no time of its own."""
        meta = source.resource.get("meta")
        stamped = moment(meta.get("lastUpdated")) if isinstance(meta, dict) else None
        return stamped or self.at or self._began(source)

    def _began(self, source: Source) -> datetime | None:
        case = self.case(source)
        missions = (each for each in self.sources if each.type == "Encounter" and self._own(each) == case)
        starts = (moment(period.get("start")) for each in missions for period in each.each("period"))
        return next((start for start in starts if start is not None), None)

    def _own(self, source: Source) -> UUID | None:
        """Returns the case that an Encounter is, by its case identifier, its id, or an identifier of the sender's."""
        if source.type != "Encounter":
            return None
        identifiers = source.each("identifier")
        ours = [uuid7(each.get("value")) for each in identifiers if each.get("system") == CASE_ID]
        if case := next(filter(None, (*ours, uuid7(source.text("id")))), None):
            return case
        return as_uuid7(f"{self._sender}|{first(map(_joined, identifiers)) or source.name}")

    def _named(self, source: Source) -> UUID | None:
        """Returns the case whose Encounter a resource names, or whose patient it is."""
        context = source.each("context")
        within = (each for part in context for each in members(part, "encounter"))
        for reference in (*source.each("encounter"), *context, *within):
            found = self.resolved(reference)
            if found:
                return self._own(found)
            literal = str(reference.get("reference")).rpartition("Encounter/")[2]
            logical = first(members(reference, "identifier")) or {}
            if case := uuid7(literal) or (uuid7(logical.get("value")) if logical.get("system") == CASE_ID else None):
                return case
        for mission in self.sources if source.type == "Patient" else ():
            if mission.type == "Encounter" and self.resolved(first(mission.each("subject"))) == source:
                return self._own(mission)
        return None


def is_transport_request(source: Source) -> bool:
    """Tells whether a resource asks for private transport."""
    kinds = source.each("category") if source.type == "ServiceRequest" else []
    return any(coded(kind, RequestKind) == RequestKind.TRANSPORT for kind in kinds)


def _of_request(identity: str | None) -> UUID | None:
    """Returns the transport that the id of a request names."""
    return uuid7(identity.removesuffix(_TRANSPORT)) if identity and identity.endswith(_TRANSPORT) else None


def _sources(content: Mapping[str, Json]) -> Iterator[Source]:
    if content.get("resourceType") != "Bundle":
        yield Source(content, str(content["resourceType"]), _name(content, {}))
        return
    for index, entry in enumerate(members(content, "entry")):
        for resource in members(entry, "resource"):
            yield Source(resource, f"Bundle.entry[{index}].resource", _name(resource, entry))


def _name(resource: Mapping[str, Json], entry: Mapping[str, Json]) -> str:
    """Returns what a resource is known by again: its fullUrl, its type and id, or its content."""
    if isinstance(entry.get("fullUrl"), str):
        return str(entry["fullUrl"])
    if "id" in resource:
        return f"{resource['resourceType']}/{resource['id']}"
    return sha256(_canonical(resource)).hexdigest()


def _names(source: Source) -> Iterator[str]:
    yield source.name
    if "id" in source.resource:
        yield f"{source.type}/{source.resource['id']}"


def _joined(identifier: Mapping[str, Json]) -> str:
    return f"{identifier.get('system', '')}|{identifier['value']}" if "value" in identifier else ""
