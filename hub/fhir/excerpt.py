"""Less of a resource: its summary, its data, its text, or the elements that were asked for, marked as such.

What is less claims no profile: it may lack what the profile asks for.
"""

from decimal import Decimal
from functools import lru_cache
from typing import Final

import msgspec

from hub.fhir.codes import Content, hl7
from hub.fhir.query import Query
from hub.fhir.resource import encode
from hub.fhir.validate import model

_decode: Final = msgspec.json.Decoder(dict[str, object], float_hook=Decimal).decode
_ALWAYS: Final = frozenset({"resourceType", "id", "meta"})
_REQUIRED: Final = {"element_required", "one_of_many_required"}
_BY_INVARIANT: Final = {"Organization": frozenset({"identifier", "name"})}
"""What a rule of FHIR asks for beside what must not be missing: an organisation has an identifier or a name (org-1)."""
_SUBSETTED: Final = hl7("v3-ObservationValue", "SUBSETTED", "subsetted")


def shown(query: Query, resource_type: str, body: bytes) -> bytes:
    """Returns as much of a resource as the search asked for."""
    if not query.elements and query.summary in {"false", "count"}:
        return body
    content = _decode(body)
    return encode(_marked({name: value for name, value in content.items() if _is_asked(query, resource_type, name)}))


def _is_asked(query: Query, resource_type: str, name: str) -> bool:
    if name in _ALWAYS:
        return True
    summary, required = _elements(resource_type)
    if query.elements:
        return name in query.elements or name in required
    if query.summary == "data":
        return name != "text"
    return name in required or name in (summary if query.summary == "true" else {"text"})


@lru_cache(maxsize=64)
def _elements(resource_type: str) -> tuple[frozenset[str], frozenset[str]]:
    """Returns which elements of a type FHIR counts to its summary, and which must not be missing."""
    judge = model(resource_type)
    if judge is None:
        return frozenset(), frozenset()
    required = {
        field.alias or name
        for name, field in judge.model_fields.items()
        if field.is_required()
        or (
            isinstance(field.json_schema_extra, dict)
            and _REQUIRED & {k for k, v in field.json_schema_extra.items() if v}
        )
    }
    required |= _BY_INVARIANT.get(resource_type, frozenset())
    return frozenset(judge.summary_elements_sequence()), frozenset(required)  # type: ignore[attr-defined] # fhir's own


def _marked(content: Content) -> Content:
    """Says that this is less than the whole, which is what a profile is claimed for."""
    meta = content.get("meta")
    held = {name: value for name, value in meta.items() if name != "profile"} if isinstance(meta, dict) else {}
    tags = held.get("tag")
    return {**content, "meta": {**held, "tag": [*(tags if isinstance(tags, list) else []), _SUBSETTED]}}
