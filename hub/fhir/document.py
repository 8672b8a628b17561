"""The hand-over document: one Bundle that holds the Composition and everything it names, and can be kept by itself."""

import re
from collections.abc import Callable, Iterator
from typing import Final
from uuid import UUID, uuid5

import msgspec

from hub.fhir.profiles import DOCUMENT
from hub.fhir.resource import Resource, encode

_DOCUMENTS: Final = UUID("0c9b1a52-3f0e-5d6a-8a43-6f2c7d1e9b04")
_REFERENCE: Final = re.compile(rb'"reference":"([A-Z][A-Za-z]+)/([A-Za-z0-9.-]{1,64})"')

Find = Callable[[str, str], Resource | None]
"""Returns what the reader may see of a type and an id, as it stood when the Composition was written."""


class _Stamps(msgspec.Struct):
    versionId: str  # noqa: N815  FHIR's own name
    lastUpdated: str  # noqa: N815  FHIR's own name


class _Stamped(msgspec.Struct):
    meta: _Stamps


def document(base_url: str, composition: Resource, find: Find) -> bytes:
    """Returns the ``document`` Bundle of a Composition.

    The same Composition in the same version gives the same bytes, for the same reader under the same address: the
    identifier follows from its id and version, the time is the hub's when that version was written, and the entries
    stand in the order in which they are named, beginning with the Composition.

    Args:
        base_url: Where the facade stands, without a slash at its end; every fullUrl begins with it.
        composition: The Composition.
        find: Looks up what the Composition names; what is not found is not in the document either.
    """
    stamps = msgspec.json.decode(composition.body, type=_Stamped).meta
    identity = uuid5(_DOCUMENTS, f"{composition.id}/{stamps.versionId}")
    entries = [
        {"fullUrl": f"{base_url}/{each.type}/{each.id}", "resource": msgspec.Raw(each.body)}
        for each in _named(composition, find)
    ]
    bundle: dict[str, object] = {
        "resourceType": "Bundle",
        "id": str(identity),
        "meta": {"profile": [DOCUMENT]},
        "identifier": {"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{identity}"},
        "type": "document",
        "timestamp": stamps.lastUpdated,
        "entry": entries,
    }
    return encode(bundle)


def _named(composition: Resource, find: Find) -> Iterator[Resource]:
    """Yields the Composition and whatever it names, directly or through another, each once."""
    seen = {(composition.type, composition.id)}
    waiting = [composition]
    for resource in waiting:
        yield resource
        for kind, identity in _REFERENCE.findall(resource.body):
            name = kind.decode(), identity.decode()
            if name not in seen:
                seen.add(name)
                waiting.extend(filter(None, [find(*name)]))
