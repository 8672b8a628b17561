"""Who may say what about a case, and who sees which part of it.

A relationship follows from the case alone. What it discloses is a list of what may be seen; what is not listed stays
hidden. Documents and patches have the same shape, so `disclose` serves both.
"""

from collections.abc import Mapping

from hub.domain.case import Case
from hub.domain.codes import RequestState, Role
from hub.domain.document import Document, Json, section
from hub.domain.people import Principal
from hub.domain.relationship import Relationship

__all__ = [
    "Relationship",
    "audience",
    "disclose",
    "is_same_for_all",
    "of_hospital",
    "relationship",
    "request_relationship",
    "why_gone",
]

_OPEN = {
    RequestState.REQUESTED: Relationship.ASKED,
    RequestState.DELIVERED: Relationship.ASKED,
    RequestState.DISPLAYED: Relationship.ASKED,
    RequestState.ACKNOWLEDGED: Relationship.ASKED,
    RequestState.CONDITIONAL: Relationship.ASKED,
    RequestState.ACCEPTED: Relationship.ACCEPTED,
    RequestState.DECLINED: Relationship.FORMER,
    RequestState.WITHDRAWN: Relationship.FORMER,
}

_ALL: frozenset[str] | None = None

_ASKED: Mapping[str, frozenset[str] | None] = {
    "case": _ALL,
    "status": _ALL,
    "opened_at": _ALL,
    "is_exercise": _ALL,
    "department": _ALL,
    "incident": frozenset({"type"}),
    "patient": frozenset({"age_years", "age_band", "sex"}),
    "complaint": _ALL,
    "observations": _ALL,
    "treatments": _ALL,
    "changes": _ALL,
    "triage": _ALL,
    "position": frozenset({"eta_minutes", "at"}),
}

_ACCEPTED: Mapping[str, frozenset[str] | None] = {
    **_ASKED,
    "attachments": _ALL,
    "unit": _ALL,
    "incident": _ALL,
    "patient": _ALL,
    "history": _ALL,
    "times": _ALL,
    "destination": _ALL,
    "position": _ALL,
    "handover": _ALL,
    "outcome": _ALL,
    "closing": _ALL,
    "transport": _ALL,
    "myna_records": _ALL,
}

_SAME_FOR_ALL = frozenset(name for name, fields in _ASKED.items() if fields is _ALL)


def request_relationship(state: RequestState | None) -> Relationship:
    """Returns the relationship of a hospital whose request stands so."""
    return Relationship.NONE if state is None else _OPEN[state]


def of_hospital(case: Case, facility: str) -> Relationship:
    """Returns how near a hospital stands to the case; one to which the patient is allotted is as near as can be."""
    if case.destination == facility:
        return Relationship.ACCEPTED
    return request_relationship(case.requests.get(facility))


def relationship(case: Case, principal: Principal) -> Relationship:
    """Returns how near the caller's organisation stands to the case."""
    if principal.role in {Role.CREW, Role.COMMAND_CENTER}:
        return Relationship.OWN if principal.organisation.id == case.department else Relationship.NONE
    if principal.role is Role.HOSPITAL:
        return of_hospital(case, principal.organisation.id)
    return Relationship.NONE


def audience(case: Case) -> dict[str, Relationship]:
    """Returns the streams on which the case stands, each with what it may see.

    The crew and its command centre keep a case until it is closed. A hospital keeps it while it is asked; the one that
    accepted keeps it until the outcome, or until the crew closes without having handed over.
    """
    streams = {}
    if not case.is_closed:
        if case.unit:
            streams[f"unit:{case.unit}"] = Relationship.OWN
        streams[f"department:{case.department}"] = Relationship.OWN
    for facility in case.requests:
        near = of_hospital(case, facility)
        stays = not case.is_closed or (near is Relationship.ACCEPTED and "handover" in case.document)
        if near >= Relationship.ASKED and stays and not case.has_outcome:
            streams[f"facility:{facility}"] = near
    return streams


def is_same_for_all(patch: Document) -> bool:
    """Tells whether every receiver of the case sees this patch whole."""
    return patch.keys() <= _SAME_FOR_ALL


def disclose(document: Document, near: Relationship, organisation: str) -> Document:
    """Returns the part of a case's document, or of a patch, that this organisation may see."""
    if near is Relationship.OWN:
        return document
    if near < Relationship.ASKED:
        return {}
    visible = _ACCEPTED if near is Relationship.ACCEPTED else _ASKED
    shown: dict[str, Json] = {}
    for name, value in document.items():  # in its order: what one hub writes, another writes to the byte
        if name in visible and not _is_hidden(value, visible[name]):
            shown[name] = _part(value, visible[name])
    requests = section(document, "requests")
    if organisation in requests:
        shown["requests"] = {organisation: requests[organisation]}
    messages = section(document, "messages")
    if told := {key: _without_readers(each) for key, each in messages.items() if _is_read(each, organisation)}:
        shown["messages"] = told
    if near is Relationship.ASKED:
        attached = section(document, "attachments")
        if harmless := {key: each for key, each in attached.items() if _shows_nobody(each)}:
            shown["attachments"] = harmless
    return shown


def _is_hidden(value: Json, seen: frozenset[str] | None) -> bool:
    """Tells whether nothing is seen of a section; that it has gone is seen."""
    return seen is not None and isinstance(value, Mapping) and value.keys().isdisjoint(seen)


def _part(value: Json, seen: frozenset[str] | None) -> Json:
    if seen is None or not isinstance(value, Mapping):
        return value
    return {field: held for field, held in value.items() if field in seen}


def why_gone(case: Case, organisation: str) -> str:
    """Returns why a case has left an organisation's stream."""
    state = case.requests.get(organisation)
    if state is RequestState.DECLINED:
        return "declined"
    if state is RequestState.WITHDRAWN:
        return str(section(section(case.document, "requests"), organisation)["cause"])
    return "outcome-recorded" if case.has_outcome and state is not None else "closed"


def _is_read(message: Json, organisation: str) -> bool:
    facilities = message.get("facilities") if isinstance(message, Mapping) else None
    return isinstance(facilities, list) and organisation in facilities


def _shows_nobody(attachment: Json) -> bool:
    return isinstance(attachment, Mapping) and attachment.get("is_identifying") is False


def _without_readers(message: Json) -> Json:
    """Leaves out who else reads a message: no hospital learns which others are asked."""
    if not isinstance(message, Mapping):
        return None
    return {name: value for name, value in message.items() if name != "facilities"}
