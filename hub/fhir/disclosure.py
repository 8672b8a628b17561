"""What a receiver may see of a stored resource: `hub.domain.disclosure` said once more in FHIR's words.

The crew's side sees the bytes as they are stored. Everybody else sees what is listed here; what is not listed stays
hidden. A hospital that is only asked learns neither who the patient is, nor where he was found, nor who else is asked,
and not even which fire department asks, for the document of the case does not tell it either.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Final

import msgspec

from hub.domain.codes import Role
from hub.domain.commands import KINDS
from hub.domain.disclosure import Relationship
from hub.fhir.attachment import OPEN
from hub.fhir.codes import CASE_ID, ETA, POSITIONED_AT, Content
from hub.fhir.resource import encode, entries, is_own_task
from hub.fhir.talk import is_read_by
from hub.fhir.transport_disclosure import is_of_transport, part_of_transport

_decode: Final = msgspec.json.Decoder(dict[str, object], float_hook=Decimal).decode

_SUBJECT: Final = 37
"""Length of a case's UUID and the dash behind it in the ids of what belongs to the case."""

_BY_HOSPITALS: Final = {kind for kind, command in KINDS.items() if command.roles() == {Role.HOSPITAL}} | {
    "mark-delivered"
}
_REQUESTING: Final[Content] = {"type": "Organization", "display": "要請元の消防本部"}

_ALWAYS: Final = frozenset({"resourceType", "id", "meta", "status", "subject", "encounter"})
_SEEN: Final[Mapping[str, frozenset[str]]] = {
    "Encounter": _ALWAYS | {"identifier", "class", "type", "priority", "period", "reasonReference"},
    "Patient": _ALWAYS | {"extension", "identifier", "gender"},
    "Condition": _ALWAYS | {"clinicalStatus", "verificationStatus", "category", "code", "onsetDateTime", "note"},
    "Observation": _ALWAYS
    | {
        "category",
        "code",
        "effectiveDateTime",
        "issued",
        "component",
        "valueQuantity",
        "valueCodeableConcept",
        "valueString",
        "valueBoolean",
        "identifier",
    },
    "Procedure": _ALWAYS | {"extension", "code", "performedDateTime", "note"},
    "MedicationAdministration": _ALWAYS
    | {"medicationCodeableConcept", "context", "effectiveDateTime", "dosage", "note"},
    "Communication": _ALWAYS
    | {"identifier", "inResponseTo", "category", "priority", "topic", "sent", "sender", "recipient", "payload"},
    "DocumentReference": _ALWAYS | {"docStatus", "type", "date", "author", "content", "context"},
    "Location": _ALWAYS | {"extension", "description", "mode", "physicalType"},
    "ServiceRequest": _ALWAYS | {"intent", "category", "priority", "authoredOn", "reasonReference"},
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
        "owner",
        "restriction",
        "input",
        "output",
    },
    "Provenance": _ALWAYS | {"target", "occurredDateTime", "recorded", "activity", "agent", "entity"},
}
"""What a hospital that is only asked sees of each type; the others it does not see at all."""

TYPES: Final = frozenset(_SEEN) | {"Composition", "Organization", "MedicationStatement", "AllergyIntolerance"}
"""What the hospital that accepted sees, its own Task among them: every type a case is written in."""


def disclosed(resource_type: str, body: bytes, near: Relationship, organisation: str) -> bytes | None:
    """Returns what an organisation may see of a stored resource of a case or a transport, or nothing.

    Args:
        resource_type: The type of the resource.
        body: The resource as it was rendered for the whole view.
        near: How near the organisation stands to it.
        organisation: Its id; it sees its own inquiry and no other.
    """
    if near is Relationship.OWN:
        return body
    if near < Relationship.ASKED or resource_type not in TYPES:
        return None
    content = _decode(body)
    part = part_of_transport if is_of_transport(content) else _part_of_case
    return part(resource_type, body, content, near, organisation)


def _part_of_case(
    resource_type: str, body: bytes, content: Content, near: Relationship, organisation: str
) -> bytes | None:
    """Returns what a hospital that accepted, or is asked, sees of a resource of a case, or nothing."""
    if resource_type == "Provenance":
        proof = _proof(content, near, organisation)
        return None if proof is None else encode(proof)
    if _is_anothers(resource_type, str(content["id"]), organisation):
        return None
    if near is Relationship.ACCEPTED:
        return body
    shown = _shown(resource_type, content, organisation)
    return None if shown is None else encode(shown)


def _shown(resource_type: str, content: Content, organisation: str) -> Content | None:
    """Returns what a hospital that is only asked may see."""
    if not _is_seen(resource_type, str(content["id"])[_SUBJECT:]):
        return None
    members = _SEEN[resource_type]
    shown = {name: value for name, value in content.items() if name in members}
    narrow = _NARROWED.get(resource_type)
    return narrow(shown, organisation) if narrow else shown


def _is_seen(resource_type: str, suffix: str) -> bool:
    """Tells by the name inside the id whether the section it belongs to is open to a hospital that is only asked."""
    match resource_type:
        case "Observation":
            return suffix == "dangers" or suffix[:1].isdigit()
        case "Condition":
            return suffix == "complaint"
        case "Location":
            return suffix == "vehicle"
        case "Procedure" | "DocumentReference":
            return suffix.endswith(("-treatment", OPEN))
        case "ServiceRequest":
            return suffix == "acceptance"
        case _:
            return resource_type in _SEEN


def _is_anothers(resource_type: str, identity: str, organisation: str) -> bool:
    """Tells by the id whether it is another hospital's inquiry, or talk with another hospital."""
    match resource_type:
        case "Task":
            return not is_own_task(identity, organisation)
        case "Communication":
            return not is_read_by(identity, organisation)
        case _:
            return False


def _mission(shown: Content, _organisation: str) -> Content:
    """Leaves an Encounter the number of the case and its beginning."""
    identifiers = [each for each in entries(shown, "identifier") if each["system"] == CASE_ID]
    period = shown["period"]
    start = period["start"] if isinstance(period, Mapping) else None
    return {**shown, "identifier": identifiers, "period": {"start": start}}


def _approach(shown: Content, _organisation: str) -> Content:
    """Leaves a vehicle when it arrives, and of when that was said."""
    extension = [each for each in entries(shown, "extension") if each["url"] in {ETA, POSITIONED_AT}]
    rest = {name: value for name, value in shown.items() if name != "extension"}
    return {**rest, "extension": extension} if extension else rest


def _talk(shown: Content, organisation: str) -> Content:
    """Leaves of who speaks and who listens the hospital itself; the other side is the requesting one."""
    own, sender = f"Organization/{organisation}", shown["sender"]
    rest = {name: value for name, value in shown.items() if name not in {"sender", "recipient"}}
    if "recipient" not in shown:
        return {**rest, "sender": _REQUESTING}
    if isinstance(sender, Mapping) and sender.get("reference") == own:
        return {**rest, "sender": sender, "recipient": [_REQUESTING]}
    return {**rest, "sender": _REQUESTING, "recipient": [{"reference": own}]}


def _measurement(shown: Content, _organisation: str) -> Content:
    """Leaves of who measured the requesting side."""
    return {**shown, "performer": [_REQUESTING]}


def _request(shown: Content, _organisation: str) -> Content:
    """Leaves of who asks the requesting side."""
    return {**shown, "requester": _REQUESTING}


def _file(shown: Content, _organisation: str) -> Content:
    """Leaves of who attached something the requesting side."""
    return {**shown, "author": [_REQUESTING]}


_NARROWED: Final[Mapping[str, Callable[[Content, str], Content]]] = {
    "Encounter": _mission,
    "Location": _approach,
    "Communication": _talk,
    "DocumentReference": _file,
    "Observation": _measurement,
    "ServiceRequest": _request,
}


def _proof(content: Content, near: Relationship, organisation: str) -> Content | None:
    """Returns a Provenance without what points to hidden resources; what other hospitals wrote is theirs alone."""
    agent = entries(content, "agent")[0]
    is_own = agent["who"] == {"reference": f"Organization/{organisation}"}
    if not is_own and _activity(content) in _BY_HOSPITALS:
        return None
    target = [each for each in entries(content, "target") if _may_point(str(each["reference"]), near, organisation)]
    if not target:
        return None
    shown: Content = {**content, "target": target}
    if not is_own:  # who sat at another organisation's device, and which, is that organisation's to know
        shown.pop("signature", None)
        shown["agent"] = [{**agent, "who": _REQUESTING} if near is Relationship.ASKED else agent]
    return shown


def _may_point(reference: str, near: Relationship, organisation: str) -> bool:
    resource_type, identity = reference.split("/")[:2]
    if _is_anothers(resource_type, identity, organisation):
        return False
    if near is Relationship.ACCEPTED:
        return resource_type in TYPES
    return _is_seen(resource_type, identity[_SUBJECT:])


def _activity(content: Content) -> object:
    activity = content["activity"]
    coding = activity["coding"] if isinstance(activity, Mapping) else None
    return coding[0]["code"] if isinstance(coding, list) else None
