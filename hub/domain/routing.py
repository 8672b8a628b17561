"""Who receives an event, in which view.

Membership decides everything: a stream that gains a case or a transport receives its document, one that keeps it
receives the patch, one that loses it is told that it is gone.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from hub.domain.case import Case
from hub.domain.document import Document
from hub.domain.myna_codes import LegalBasis
from hub.domain.people import Connection, Directory
from hub.domain.permission import basis
from hub.domain.relationship import Relationship
from hub.domain.sight import Matter, audience, disclose, is_same_for_all, why_gone


class Mode(StrEnum):
    """How a receiver is to take the body of an event."""

    DOCUMENT = "document"
    PATCH = "patch"
    GONE = "gone"


class Delivery(NamedTuple):
    """One stream's part of what happened, and on which ground of law its owner is told.

    ``view`` names bodies that are equal, so that each is encoded once.
    """

    stream: str
    mode: Mode
    view: str
    body: Document
    basis: LegalBasis | None = None


Audience = dict[str, Relationship]


def route(matter: Matter, before: Audience, after: Audience, patch: Document) -> Iterator[Delivery]:
    """Yields what each stream receives when a case or a transport has changed by the patch.

    The side it belongs to receives every event, others only what changes something they may see.
    """
    shared = is_same_for_all(matter, patch)
    for stream, near in after.items():
        organisation, ground = stream.partition(":")[2], basis(near)
        if before.get(stream) is not near:
            view = "whole" if near is Relationship.OWN else stream
            yield Delivery(stream, Mode.DOCUMENT, view, disclose(matter, matter.document, near, organisation), ground)
        elif near is Relationship.OWN or shared:
            if patch or near is Relationship.OWN:
                yield Delivery(stream, Mode.PATCH, "patch", patch, ground)
        elif body := disclose(matter, patch, near, organisation):
            yield Delivery(stream, Mode.PATCH, stream, body, ground)
    for stream in before.keys() - after.keys():
        yield Delivery(stream, Mode.GONE, stream, {"reason": why_gone(matter, stream.partition(":")[2])})


def relay(matter: Matter, patch: Document) -> Iterator[tuple[str, Document]]:
    """Yields for each stream on which it stands what its reader may see of a patch that is not kept."""
    for stream, near in audience(matter).items():
        yield stream, disclose(matter, patch, near, stream.partition(":")[2])


Neighbours = Mapping[str, Sequence[str]]
"""For each stream those of the connections that stand beside its owner."""


def neighbours(connections: Iterable[Connection], directory: Directory) -> Neighbours:
    """Returns who stands beside whom; a connection whose organisation is not known stands beside nobody."""
    found: dict[str, list[str]] = {}
    for connection in connections:
        organisation = directory.get(connection.organisation)
        if organisation is None:
            continue
        area = f"area:{organisation.area}"
        for stream in connection.principal(organisation).streams | {area}:
            if connection.takes_status if stream == area else connection.takes_cases:
                found.setdefault(stream, []).append(connection.stream)
    return found


def beside(matter: object, deliveries: Iterable[Delivery], patch: Document, known: Neighbours) -> Iterator[Delivery]:
    """Yields every delivery, and the same once more for each connection that stands beside its receiver.

    A closed case leaves the screens of its fire department and not what stands beside that: there its record is kept,
    and late words and the outcome belong to it.
    """
    is_record = isinstance(matter, Case) and matter.is_closed
    own = f"department:{matter.department}" if isinstance(matter, Case) else None
    for delivery in deliveries:
        yield delivery
        if not (is_record and delivery.stream == own):
            for stream in known.get(delivery.stream, ()):
                yield delivery._replace(stream=stream)
    if is_record and own is not None:
        for stream in known.get(own, ()):
            yield Delivery(stream, Mode.PATCH, "patch", patch)
