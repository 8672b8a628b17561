"""Bundles made of resources that are bytes already: they are put together, never read and written again."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from hub.fhir.resource import encode
from hub.fhir.shelf import Held


class Link(NamedTuple):
    """Where a Bundle comes from (``self``) and where it goes on (``next``)."""

    relation: str
    url: str


def searchset(  # noqa: PLR0913  what stands in it
    base: str,
    matches: Sequence[tuple[Held, bytes]],
    *,
    total: int | None,
    links: Sequence[Link],
    included: Sequence[tuple[Held, bytes]] = (),
    outcome: bytes | None = None,
) -> bytes:
    """Returns a ``searchset`` Bundle.

    Args:
        base: Where the facade stands, without a slash at its end; every fullUrl begins with it.
        matches: What was found with as much of it as is shown, in order.
        total: How many there are on all pages; None where that was not asked for.
        links: The request as it was understood, and the next page.
        included: What goes along.
        outcome: An OperationOutcome about the search itself.
    """
    entries = [
        *(_found(base, held, body, b"match") for held, body in matches),
        *(_found(base, held, body, b"include") for held, body in included),
    ]
    if outcome is not None:
        entries.append(b'{"resource":%b,"search":{"mode":"outcome"}}' % outcome)
    return _bundle(b"searchset", total, links, entries)


def history(base: str, versions: Sequence[tuple[Held, bool]], *, total: int | None, links: Sequence[Link]) -> bytes:
    """Returns a ``history`` Bundle of versions, newest first, each with whether it is the first of its resource."""
    return _bundle(b"history", total, links, [_written(base, held, is_first) for held, is_first in versions])


def _bundle(kind: bytes, total: int | None, links: Sequence[Link], entries: Iterable[bytes]) -> bytes:
    members = [b'"resourceType":"Bundle","type":"%b"' % kind]
    if total is not None:
        members.append(b'"total":%d' % total)
    if links:
        members.append(b'"link":%b' % encode([link._asdict() for link in links]))
    listed = b",".join(entries)
    if listed:
        members.append(b'"entry":[%b]' % listed)
    return b"{%b}" % b",".join(members)


def _full_url(base: str, held: Held) -> bytes:
    return encode(f"{base}/{held.type}/{held.id}")


def _found(base: str, held: Held, body: bytes, mode: bytes) -> bytes:
    return b'{"fullUrl":%b,"resource":%b,"search":{"mode":"%b"}}' % (_full_url(base, held), body, mode)


def _written(base: str, held: Held, is_first: bool) -> bytes:  # noqa: FBT001  one of two
    request = {"method": "PUT", "url": f"{held.type}/{held.id}"}
    response = {
        "status": "201" if is_first else "200",
        "etag": f'W/"{held.version}"',
        "lastModified": held.updated,
    }
    return b'{"fullUrl":%b,"resource":%b,"request":%b,"response":%b}' % (
        _full_url(base, held),
        held.body,
        encode(request),
        encode(response),
    )
