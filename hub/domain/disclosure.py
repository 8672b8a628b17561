"""Who may say what about a case, and who sees which part of it.

A relationship follows from the case alone. What it discloses is a list of what may be seen; what is not listed stays
hidden. Documents and patches have the same shape, so `disclose` serves both.
"""

from collections.abc import Mapping

from hub.domain.case import Case
from hub.domain.codes import RequestState, Role
from hub.domain.document import Document, section
from hub.domain.people import Principal
from hub.domain.relationship import Relationship

__all__ = [
    "Relationship",
    "audience",
    "disclose",
    "is_same_for_all",
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
    "position": frozenset({"eta_minutes", "at"}),
}

_ACCEPTED: Mapping[str, frozenset[str] | None] = {
    **_ASKED,
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


def relationship(case: Case, principal: Principal) -> Relationship:
    """Returns how near the caller's organisation stands to the case."""
    if principal.role in {Role.CREW, Role.COMMAND_CENTER}:
        return Relationship.OWN if principal.organisation.id == case.department else Relationship.NONE
    if principal.role is Role.HOSPITAL:
        return request_relationship(case.requests.get(principal.organisation.id))
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
    for facility, state in case.requests.items():
        near = request_relationship(state)
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
    shown = {}
    for name in document.keys() & visible.keys():
        value, seen = document[name], visible[name]
        if seen is not None and isinstance(value, Mapping):
            value = {field: value[field] for field in value.keys() & seen}
            if not value:
                continue
        shown[name] = value
    requests = section(document, "requests")
    if organisation in requests:
        shown["requests"] = {organisation: requests[organisation]}
    return shown


def why_gone(case: Case, organisation: str) -> str:
    """Returns why a case has left an organisation's stream."""
    state = case.requests.get(organisation)
    if state is RequestState.DECLINED:
        return "declined"
    if state is RequestState.WITHDRAWN:
        return str(section(section(case.document, "requests"), organisation)["cause"])
    return "outcome-recorded" if case.has_outcome and state is not None else "closed"
