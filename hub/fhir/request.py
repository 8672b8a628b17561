"""Asking hospitals: one ServiceRequest for the case, and one Task for each hospital that is asked.

The ServiceRequest names no hospital, so that everyone who is asked may read it; who is asked stands in the Tasks alone.
"""

from collections.abc import Iterator
from typing import Final

from hub.domain.case import Case
from hub.domain.codes import DeclineReason, EscalationStep, RequestState, Specialty, WithdrawalCause
from hub.domain.document import Document, section
from hub.domain.ladder import UNNOTICED
from hub.domain.preparation_codes import Preparation, Team
from hub.fhir import profiles
from hub.fhir.codes import UCUM, Content, RequestDetail, RequestKind, coded, concept
from hub.fhir.encounter import has_complaint
from hub.fhir.resource import Page, Resource, organisation, reference, task_suffix, words

FULFILL: Final = concept(
    {"system": "http://hl7.org/fhir/CodeSystem/task-code", "code": "fulfill", "display": "Fulfill the focal request"}
)

_STATUSES: Final = {
    RequestState.REQUESTED: "requested",
    RequestState.DELIVERED: "received",
    RequestState.DISPLAYED: "received",
    RequestState.ACKNOWLEDGED: "received",
    RequestState.CONDITIONAL: "on-hold",
    RequestState.ACCEPTED: "accepted",
    RequestState.DECLINED: "rejected",
    RequestState.WITHDRAWN: "cancelled",
}
_ANSWERED: Final = {RequestState.ACCEPTED, RequestState.CONDITIONAL}
_MARKS: Final = (
    (RequestState.DELIVERED, "delivered_at"),
    (RequestState.DISPLAYED, "displayed_at"),
    (RequestState.ACKNOWLEDGED, "acknowledged_at"),
)


def service_request(page: Page, case: Case) -> Resource:
    """Returns the request for acceptance (受入照会) as a whole."""
    document = case.document
    asked = [str(each["requested_at"]) for each in _requests(document) if "requested_at" in each]
    known = has_complaint(section(document, "complaint"))
    content: Content = {
        "status": _status(case),
        "intent": "order",
        "category": [coded(RequestKind, RequestKind.ACCEPTANCE)],
        "priority": "stat",
        "subject": page.patient,
        "encounter": page.encounter,
        "authoredOn": min(asked) if asked else None,
        "requester": organisation(case.department),
        "reasonReference": [reference("Condition", f"{page.subject}-complaint")] if known else None,
    }
    return page.resource("ServiceRequest", f"{page.subject}-acceptance", profiles.REQUEST, content)


def _requests(document: Document) -> Iterator[Document]:
    requests = section(document, "requests")
    for facility in requests:
        yield section(requests, facility)


def _status(case: Case) -> str:
    if "handed_over_at" in section(case.document, "handover"):
        return "completed"
    if not case.is_closed:
        return "active"
    return "revoked" if case.destination is None else "completed"


def task(page: Page, case: Case, facility: str) -> Resource:
    """Returns the inquiry at one hospital, from asking to the hand-over."""
    asked = section(section(case.document, "requests"), facility)
    state = case.requests[facility]
    answer_by = asked.get("answer_by")
    content: Content = {
        "status": _progress(case, facility, state),
        "statusReason": _reason(state, asked),
        "businessStatus": coded(RequestState, state.value),
        "intent": "order",
        "priority": "stat",
        "code": FULFILL,
        "focus": reference("ServiceRequest", f"{page.subject}-acceptance"),
        "for": page.patient,
        "encounter": page.encounter,
        "authoredOn": asked.get("requested_at"),
        "lastModified": page.recorded_at,
        "requester": organisation(case.department),
        "owner": organisation(facility),
        "restriction": {"period": {"end": answer_by}} if answer_by else None,
        "input": list(_input(asked, state)) or None,
        "output": list(_output(asked, state)) or None,
    }
    return page.resource("Task", f"{page.subject}-{task_suffix(facility)}", profiles.INQUIRY, content)


def _progress(case: Case, facility: str, state: RequestState) -> str:
    """Returns Task.status: an accepted request goes on while it is the destination, and ends with the hand-over."""
    if case.destination == facility and "handed_over_at" in section(case.document, "handover"):
        return "completed"
    if state is RequestState.ACCEPTED and case.destination == facility:
        return "completed" if "handed_over_at" in section(case.document, "handover") else "in-progress"
    return _STATUSES[state]


def _reason(state: RequestState, asked: Document) -> object:
    if state is RequestState.DECLINED and "reason" in asked:
        return coded(DeclineReason, asked["reason"])
    if state in UNNOTICED and (climbed := section(asked, "escalated")):
        return coded(EscalationStep, next(step.value for step in reversed(EscalationStep) if step.value in climbed))
    if state is not RequestState.WITHDRAWN:
        return None
    why = words(asked.get("reason"))
    return coded(WithdrawalCause, asked["cause"]) if why is None else {"text": why}


def _detail(kind: RequestDetail, **value: object) -> Content:
    return {"type": coded(RequestDetail, kind), **value}


def _input(asked: Document, state: RequestState) -> Iterator[Content]:
    if "specialty" in asked and state not in _ANSWERED:
        yield _detail(RequestDetail.SPECIALTY, valueCodeableConcept=coded(Specialty, asked["specialty"]))
    if "is_on_behalf" in asked:
        yield _detail(RequestDetail.ON_BEHALF, valueBoolean=asked["is_on_behalf"])
    if "rules" in asked:
        yield _detail(RequestDetail.RULES, valueString=asked["rules"])
    if "needs_phone_call" in asked:
        yield _detail(RequestDetail.NEEDS_PHONE_CALL, valueBoolean=asked["needs_phone_call"])
    if message := words(asked.get("message")):
        yield _detail(RequestDetail.MESSAGE, valueString=message)
    if "eta_minutes" in asked:
        minutes = {"value": asked["eta_minutes"], "unit": "分", "system": UCUM, "code": "min"}
        yield _detail(RequestDetail.ETA, valueQuantity=minutes)


def _output(asked: Document, state: RequestState) -> Iterator[Content]:
    for reached, name in _MARKS:
        if name in asked:
            yield {"type": coded(RequestState, reached.value), "valueDateTime": asked[name]}
    for step, at in section(asked, "escalated").items():
        yield {"type": coded(EscalationStep, step), "valueDateTime": at}
    if "answered_at" in asked:
        yield {"type": coded(RequestState, state.value), "valueDateTime": asked["answered_at"]}
    if "specialty" in asked and state in _ANSWERED:
        yield _detail(RequestDetail.SPECIALTY, valueCodeableConcept=coded(Specialty, asked["specialty"]))
    if conditions := words(asked.get("conditions")):
        yield _detail(RequestDetail.CONDITIONS, valueString=conditions)
    if "taken_back_at" in asked:
        yield _detail(RequestDetail.TAKEN_BACK, valueDateTime=asked["taken_back_at"])
    if "is_by_phone" in asked:
        yield _detail(RequestDetail.BY_PHONE, valueBoolean=asked["is_by_phone"])
    if by := words(asked.get("by")):
        yield _detail(RequestDetail.BY, valueString=by)
    yield from _made_ready(asked)


def _made_ready(asked: Document) -> Iterator[Content]:
    """Yields each team from its call until it stood ready, with who said so; what else is ready. Not one sent home."""
    teams = section(asked, "teams")
    for team in teams:
        called = section(teams, team)
        if "stood_down_at" not in called:
            period = {"start": called.get("called_at"), "end": called.get("arrived_at")}
            yield {
                "type": coded(Team, team, words(called.get("by"))),
                "valuePeriod": {name: at for name, at in period.items() if at},
            }
    for item, at in section(asked, "ready").items():
        yield {"type": coded(Preparation, item), "valueDateTime": at}
