"""Who sees which part of a transport: an operator that may claim can plan the trip, and not tell who the patient is.

Free text about places is parted in two for that reason: the place, which every operator sees, and its details (ward,
room, an exact address), which only the one that claimed does.
"""

from collections.abc import Mapping

from hub.domain.codes import Role
from hub.domain.document import Document, section
from hub.domain.people import Principal
from hub.domain.relationship import Relationship
from hub.domain.transport import Transport
from hub.domain.transport_codes import OperatorState

_NEAR: Mapping[OperatorState, Relationship] = {
    OperatorState.ASKED: Relationship.ASKED,
    OperatorState.ACCEPTED: Relationship.ASKED,
    OperatorState.PARTIAL: Relationship.ASKED,
    OperatorState.LATER: Relationship.ASKED,
    OperatorState.CLAIMED: Relationship.ACCEPTED,
    OperatorState.DECLINED: Relationship.FORMER,
    OperatorState.LOST: Relationship.FORMER,
}
_ASKED = frozenset({"transport", "status", "requester", "requested_at", "is_exercise", "journey", "needs"})
_CLAIMED = _ASKED | {
    "addresses",
    "patient",
    "contact",
    "handover",
    "claim",
    "trip",
    "position",
    "switched",
    "ending",
}


def operator_relationship(state: OperatorState | None) -> Relationship:
    """Returns the relationship of an operator that stands so in a transport."""
    return Relationship.NONE if state is None else _NEAR[state]


def relationship(transport: Transport, principal: Principal) -> Relationship:
    """Returns how near the caller's organisation stands to the transport."""
    if principal.role is Role.OPERATOR:
        return operator_relationship(transport.operators.get(principal.organisation.id))
    is_requester = principal.organisation.id == transport.requester and transport.stream in principal.streams
    return Relationship.OWN if is_requester else Relationship.NONE


def audience(transport: Transport) -> dict[str, Relationship]:
    """Returns the streams on which the transport stands until it has ended, each with what it may see."""
    if transport.is_ended:
        return {}
    streams = {transport.stream: Relationship.OWN}
    for operator, state in transport.operators.items():
        if (near := operator_relationship(state)) >= Relationship.ASKED:
            streams[f"operator:{operator}"] = near
    return streams


def disclose(document: Document, near: Relationship, organisation: str) -> Document:
    """Returns the part of a transport's document, or of a patch, that this organisation may see."""
    if near is Relationship.OWN:
        return document
    if near < Relationship.ASKED:
        return {}
    visible = _CLAIMED if near is Relationship.ACCEPTED else _ASKED
    shown = {name: value for name, value in document.items() if name in visible}
    operators = section(document, "operators")
    if organisation in operators:
        shown["operators"] = {organisation: operators[organisation]}
    return shown


def why_gone(transport: Transport, organisation: str) -> str:
    """Returns why a transport has left an organisation's stream."""
    state = transport.operators.get(organisation)
    if state is OperatorState.DECLINED:
        return "declined"
    if state is OperatorState.LOST and transport.claimed_by is not None:
        return "other-claimed"
    return transport.status.value
