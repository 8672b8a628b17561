"""What an operator may see of a stored resource of a transport: `hub.domain.transport_disclosure` in FHIR's words.

One that may claim sees the request, the two places and its own Task. Patient is for it a number and nothing else.
"""

from collections.abc import Mapping
from typing import Final

from hub.domain.relationship import Relationship
from hub.fhir.codes import Content, RequestKind, own_coding
from hub.fhir.resource import encode, entries, is_own_task

OF_TRANSPORT: Final = own_coding(RequestKind.TRANSPORT)
"""The tag that every resource of a transport carries: who may see what of it stands here, and not with the cases."""

_ALWAYS: Final = frozenset({"resourceType", "id", "meta", "status", "subject"})
_SEEN: Final[Mapping[str, frozenset[str]]] = {
    "Patient": _ALWAYS | {"identifier"},
    "Location": _ALWAYS | {"name", "description", "mode"},
    "ServiceRequest": _ALWAYS
    | {
        "extension",
        "intent",
        "category",
        "priority",
        "code",
        "orderDetail",
        "occurrencePeriod",
        "authoredOn",
        "requester",
        "reasonCode",
        "locationReference",
    },
    "Task": _ALWAYS
    | {
        "statusReason",
        "businessStatus",
        "intent",
        "priority",
        "code",
        "focus",
        "for",
        "authoredOn",
        "lastModified",
        "requester",
        "owner",
        "output",
    },
}
"""What an operator that may claim sees of each type; others it does not see at all."""

_WHOLE: Final = frozenset(_SEEN) | {"Communication", "Provenance"}
"""What the operator that claimed sees, its own Task among them."""


def is_of_transport(content: Content) -> bool:
    """Tells whether a resource belongs to a transport and not to a case."""
    meta = content.get("meta")
    return isinstance(meta, dict) and OF_TRANSPORT in entries(meta, "tag")


def part_of_transport(
    resource_type: str, body: bytes, content: Content, near: Relationship, organisation: str
) -> bytes | None:
    """Returns what an operator that claimed, or may claim, sees of a resource of a transport, or nothing."""
    if resource_type not in _WHOLE:
        return None
    if resource_type == "Task" and not is_own_task(str(content["id"]), organisation):
        return None
    if resource_type == "Provenance":
        return _proof(content, near, organisation)
    return body if near is Relationship.ACCEPTED else _narrowed(resource_type, content)


def _narrowed(resource_type: str, content: Content) -> bytes | None:
    """Returns what an operator that may claim may see."""
    members = _SEEN.get(resource_type)
    if members is None or str(content["id"]).endswith("-vehicle"):
        return None
    return encode({name: value for name, value in content.items() if name in members})


def _proof(content: Content, near: Relationship, organisation: str) -> bytes | None:
    """Returns a Provenance without what points to hidden resources; what other operators said is theirs alone."""
    target = [each for each in entries(content, "target") if _may_point(str(each["reference"]), near, organisation)]
    return encode({**content, "target": target}) if target else None


def _may_point(reference: str, near: Relationship, organisation: str) -> bool:
    resource_type, identity = reference.split("/")[:2]
    if resource_type == "Task":
        return is_own_task(identity, organisation)
    if near is Relationship.ACCEPTED:
        return True
    return resource_type in _SEEN and not identity.endswith("-vehicle")
