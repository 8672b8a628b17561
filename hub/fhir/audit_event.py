"""Rows of the audit as FHIR AuditEvents, after the patterns of IHE BALP: who did or saw what of which patient.

They are rendered from the row when somebody asks, and stand nowhere a second time. What was asked for in a search and
from which address is not in the audit, so that neither `entity.query` nor `agent.network` is there.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from hub.domain.commands import RequestTransport
from hub.domain.events import instant
from hub.domain.myna_codes import LegalBasis
from hub.domain.people import Directory, hospital_subject
from hub.fhir import profiles
from hub.fhir.codes import DCM, LEGAL_BASIS, Coding, Content, SubmissionKind, coded, coding, concept, hl7, own_coding
from hub.fhir.resource import Resource, encode, organisation, reference

PREFIX: Final = "audit-"
"""What the ids begin with; behind it stands the number of the row."""


class Act(NamedTuple):
    """A row of the audit, with the kind of the submission that began its subject.

    ``disclosed_to`` holds streams, each with the view it received (`facility:h-001>asked`), or an organisation;
    ``person`` is who was signed in, None where it was the device alone.
    """

    number: int
    at: datetime
    caller: str
    organisation: str
    action: str
    subject: UUID | None
    version: int | None
    disclosed_to: Sequence[str]
    begun: str | None
    person: str | None = None


class Pattern(NamedTuple):
    """How an action is said: C, R, U, D or E, what kind of event, and whether data went to the hub or from it."""

    action: str
    type: Coding
    subtype: Coding
    is_inward: bool = False
    purpose: Coding | None = None
    outcome: str = "0"


_REST: Final = hl7("audit-event-type", "rest", "RESTful Operation")


def _rest(action: str, code: str, *, is_inward: bool = False) -> Pattern:
    return Pattern(action, _REST, coding("http://hl7.org/fhir/restful-interaction", code, code), is_inward)


_BEGAN: Final = _rest("C", "create", is_inward=True)
_WENT_ON: Final = _rest("U", "update", is_inward=True)
_OTHER: Final = _rest("E", "operation")
_SIGNING: Final = coding(DCM, "110114", "User Authentication")
_SECURITY: Final = coding(DCM, "110113", "Security Alert")
ACTIONS: Final[Mapping[str, Pattern]] = {
    "read-case": _rest("R", "read"),
    "read-transport": _rest("R", "read"),
    "read-attachment": _rest("R", "read"),
    "read-stream": _rest("R", "read"),
    "read-statistics": _rest("E", "operation"),
    "read-fhir": _rest("R", "read"),
    "read-history": _rest("R", "history"),
    "read-everything": _rest("R", "read"),
    "read-document": _rest("R", "read"),
    "read-subscription-events": _rest("R", "read"),
    "search-fhir": _rest("E", "search-type"),
    "search-audit": _rest("E", "search-type"),
    "trace": _rest("R", "read"),
    "replay": _rest("E", "operation"),
    "look-up": Pattern(
        "E", coding(DCM, "110112", "Query"), hl7("iso-21089-lifecycle", "access", "Access/View Record Lifecycle Event")
    ),
    "erase": Pattern(
        "D",
        hl7("iso-21089-lifecycle", "destroy", "Destroy/Delete Record Lifecycle Event"),
        coding("http://hl7.org/fhir/restful-interaction", "delete", "delete"),
    ),
    "break-glass": Pattern(
        "E",
        _SECURITY,
        coding(DCM, "110127", "Emergency Override Started"),
        purpose=hl7("v3-ActReason", "ETREAT", "Emergency Treatment"),
    ),
    "sign-in": Pattern("E", _SIGNING, coding(DCM, "110122", "Login")),
    "sign-out": Pattern("E", _SIGNING, coding(DCM, "110123", "Logout")),
    "sign-in-refused": Pattern("E", _SIGNING, coding(DCM, "110122", "Login"), outcome="4"),
    "passkey-added": Pattern("E", _SECURITY, coding(DCM, "110137", "User security Attributes Changed")),
    "pin-set": Pattern("E", _SECURITY, coding(DCM, "110137", "User security Attributes Changed")),
    "review-glass": _rest("R", "read"),
    "issue-code": Pattern("E", _SECURITY, coding(DCM, "110137", "User security Attributes Changed")),
    "revoke-access": Pattern("E", _SECURITY, coding(DCM, "110137", "User security Attributes Changed")),
    "pause": _rest("E", "operation"),
    "resume": _rest("E", "operation"),
    "export-audit": _rest("E", "search-type"),
}
"""By the first word of `audit.action`; beside them stand the kinds of submission."""

_KINDS: Final = {each.value: each for each in SubmissionKind}
_SOURCE: Final = concept(coding(DCM, "110153", "Source Role ID"))
_DESTINATION: Final = concept(coding(DCM, "110152", "Destination Role ID"))
_AUTHOR: Final = concept(hl7("v3-ParticipationType", "AUT", "author (originator)"))
_RECIPIENT: Final = concept(hl7("v3-ParticipationType", "IRCP", "information recipient"))
_HUB: Final[Content] = {"type": "Device", "display": "Kyukyu Hub 救急ハブ"}
_SERVER: Final = hl7("security-source-type", "4", "Application Server")
_PERSON: Final = hl7("audit-entity-type", "1", "Person")
_PATIENT: Final = hl7("object-role", "1", "Patient")
_OBJECT: Final = hl7("audit-entity-type", "2", "System Object")
_DATA: Final = hl7("object-role", "4", "Domain Resource")
_LIST: Final = hl7("object-role", "7", "List")
_OWNERS: Final = frozenset({"facility", "department", "operator"})
_GROUND: Final = 2
"""Where the ground stands in the words of a look at マイナ救急: `look-up <connection> <ground>`."""


Own = Mapping[UUID, str]
"""The organisation whose own word each of these subjects is."""


def own(directory: Directory) -> Own:
    """Returns the subjects under which organisations speak of themselves."""
    return {hospital_subject(each): each for each in directory}


def audit_event(act: Act, own: Own) -> Resource:
    """Returns the AuditEvent of a row."""
    pattern = _pattern(act)
    identity = f"{PREFIX}{act.number}"
    content: Content = {
        "resourceType": "AuditEvent",
        "id": identity,
        "meta": {"profile": [profiles.AUDIT_EVENT], "lastUpdated": instant(act.at)},
        "extension": _grounds(act) or None,
        "type": pattern.type,
        "subtype": [pattern.subtype, *_kind(act)],
        "action": pattern.action,
        "recorded": instant(act.at),
        "outcome": pattern.outcome,
        "purposeOfEvent": [concept(pattern.purpose)] if pattern.purpose else None,
        "agent": list(_agents(act, pattern)),
        "source": {"observer": _HUB, "type": [_SERVER]},
        "entity": list(_entities(act, own)),
    }
    return Resource(
        "AuditEvent", identity, encode({name: value for name, value in content.items() if value is not None})
    )


def _pattern(act: Act) -> Pattern:
    if act.action in _KINDS:
        return _BEGAN if act.version == 1 else _WENT_ON
    return ACTIONS.get(act.action.partition(" ")[0], _OTHER)


def _kind(act: Act) -> Iterator[Coding]:
    if kind := _KINDS.get(act.action):
        yield own_coding(kind)


def _grounds(act: Act) -> list[Content]:
    words = act.action.split(" ")
    ground = words[-1] if len(words) > 1 and words[-1] in set(LegalBasis) else None
    return [{"url": LEGAL_BASIS, "valueCodeableConcept": coded(LegalBasis, ground)}] if ground else []


def _agents(act: Act, pattern: Pattern) -> Iterator[Content]:
    """Yields the device, the hub, the organisation that acts, and every other one that received something of it."""
    device = reference("Device", act.caller.replace(":", "."))
    client, server = (_SOURCE, _DESTINATION) if pattern.is_inward or pattern.action == "E" else (_DESTINATION, _SOURCE)
    yield {"type": client, "who": device, "name": act.caller, "requestor": False}
    yield {"type": server, "who": _HUB, "requestor": False}
    user = _AUTHOR if pattern.is_inward else _RECIPIENT
    person = {"altId": act.person} if act.person else {}
    yield {"type": user, "who": organisation(act.organisation), **person, "requestor": True}
    if act.version is not None:
        for receiver in act.disclosed_to:
            yield {"type": _RECIPIENT, "who": _receiver(receiver), "requestor": False}


def _receiver(receiver: str) -> Content:
    stream = receiver.partition(">")[0]
    kind, _, name = stream.partition(":")
    if kind in _OWNERS:
        return {**organisation(name), "display": receiver}
    return {"display": receiver}


def _entities(act: Act, own: Own) -> Iterator[Content]:
    """Yields the patient and what was touched; where it is about nobody, the stream that was read."""
    if act.subject is None:
        yield {"type": _OBJECT, "role": _LIST, "name": " ".join(act.disclosed_to) or act.action}
        return
    if act.subject in own:
        yield {"what": organisation(own[act.subject]), "type": _OBJECT, "role": _DATA}
        return
    yield {"what": reference("Patient", str(act.subject)), "type": _PERSON, "role": _PATIENT}
    yield {"what": _matter(act), "type": _OBJECT, "role": _DATA}


def _matter(act: Act) -> Content:
    """Returns the resource that stands for the subject: a mission, or what is asked of a private transport."""
    if act.begun == RequestTransport.kind:
        return reference("ServiceRequest", f"{act.subject}-transport")
    return reference("Encounter", str(act.subject))
