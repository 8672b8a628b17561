"""Who sees what of a case or a transport: one question, answered by the rules of whichever it is."""

from hub.domain import disclosure, permission, transport_disclosure
from hub.domain.case import Case
from hub.domain.document import Document
from hub.domain.people import Principal
from hub.domain.permission import ORDINARY, Context, Decision, Permit, Resource
from hub.domain.relationship import Relationship
from hub.domain.transport import Transport

Matter = Case | Transport
"""What several organisations have to do with, each as near as it stands."""


def relationship(matter: Matter, principal: Principal) -> Relationship:
    """Returns how near the caller's organisation stands."""
    if isinstance(matter, Transport):
        return transport_disclosure.relationship(matter, principal)
    return disclosure.relationship(matter, principal)


def may_see(matter: Matter, principal: Principal, context: Context = ORDINARY) -> Decision:
    """Returns whether the caller may look at it, and as how near."""
    action = "read-transport" if isinstance(matter, Transport) else "read-case"
    resource = Resource(relationship(matter, principal), is_exercise=is_exercise(matter))
    return permission.decide(principal, action, resource, context)


def nearness(matter: Matter, principal: Principal) -> Relationship:
    """Returns as how near the caller sees it without breaking any glass; none where it may not look."""
    decision = may_see(matter, principal)
    return decision.near if isinstance(decision, Permit) else Relationship.NONE


def is_exercise(matter: Matter) -> bool:
    """Tells whether there is no patient (訓練)."""
    return bool((matter.document if isinstance(matter, Transport) else matter.rest).get("is_exercise"))


def audience(matter: Matter) -> dict[str, Relationship]:
    """Returns the streams on which it stands, each with what it may see."""
    return transport_disclosure.audience(matter) if isinstance(matter, Transport) else disclosure.audience(matter)


def disclose(matter: Matter, document: Document, near: Relationship, organisation: str) -> Document:
    """Returns the part of its document, or of a patch, that this organisation may see."""
    if isinstance(matter, Transport):
        return transport_disclosure.disclose(document, near, organisation)
    return disclosure.disclose(document, near, organisation)


def is_same_for_all(matter: Matter, patch: Document) -> bool:
    """Tells whether every receiver sees this patch whole."""
    return isinstance(matter, Case) and disclosure.is_same_for_all(patch)


def why_gone(matter: Matter, organisation: str) -> str:
    """Returns why it has left an organisation's stream."""
    if isinstance(matter, Transport):
        return transport_disclosure.why_gone(matter, organisation)
    return disclosure.why_gone(matter, organisation)
