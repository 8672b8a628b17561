"""What a query in place of a topic may ask of a resource: ids and codes only, nothing that tells who a patient is."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import msgspec

from hub.fhir.resource import Resource
from hub.fhir.subscription_topic import Filter

_decode: Final = msgspec.json.Decoder(dict[str, Any]).decode
_Found = Callable[[Mapping[str, Any]], Iterable[str]]


def describes(resource_type: str, filters: Iterable[Filter], resource: Resource) -> bool:
    """Tells whether a query holds for a resource: all conditions, of each any value."""
    if resource.type != resource_type:
        return False
    content = _decode(resource.body)
    return all(not each.values.isdisjoint(_FOUND[each.name](content)) for each in filters)


def _reference(*names: str) -> _Found:
    def found(content: Mapping[str, Any]) -> Iterable[str]:
        if content["resourceType"] in {"Encounter", "Patient"}:
            yield str(content["id"])  # both carry the id of the case
        for held in map(content.get, names):
            if isinstance(held, dict):
                yield str(held.get("reference")).rpartition("/")[2]

    return found


def _codings(content: Mapping[str, Any]) -> Iterable[str]:
    for coding in content.get("code", {}).get("coding", []):
        yield str(coding.get("code"))
        yield f"{coding.get('system')}|{coding.get('code')}"


_FOUND: Final[Mapping[str, _Found]] = {
    "_id": lambda content: (str(content["id"]),),
    "encounter": _reference("encounter"),
    "patient": _reference("subject", "for"),
    "subject": _reference("subject", "for"),
    "owner": _reference("owner"),
    "status": lambda content: (str(content.get("status")),),
    "code": _codings,
}
PARAMETERS: Final = frozenset(_FOUND)
"""The search parameters that are understood."""
