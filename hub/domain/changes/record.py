"""What reports change in a case."""

from hub.domain.case import Case, Evolved, Order
from hub.domain.changes.change import Changes
from hub.domain.codes import CaseStatus
from hub.domain.document import Document, Json, nest, section
from hub.domain.events import (
    CallTold,
    CaseOpened,
    CaseTakenOn,
    ChangeReported,
    FactsStated,
    ObservationRecorded,
    PositionSampled,
    TransportCarriedOver,
    TreatmentRecorded,
    TriageRecorded,
)
from hub.domain.events.event import Value, Values
from hub.domain.observations import Observed

NEWEST = 240
"""Observations a document holds; at one a minute that is four hours. All of them stay in the journal and in FHIR."""


def _case_opened(event: CaseOpened, case: Case) -> Evolved:
    opened = case._replace(unit=event.unit, department=event.department)
    return opened, {
        "case": str(case.id),
        "status": CaseStatus.OPEN.value,
        "unit": event.unit,
        "department": event.department,
        "opened_at": event.at,
        "is_exercise": event.is_exercise,
    }


def _case_taken_on(event: CaseTakenOn, case: Case) -> Evolved:
    return case._replace(unit=event.unit), {"unit": event.unit}


def _facts_stated(event: FactsStated, case: Case) -> Evolved:
    return _stated(event.facts, (event.tapped_at, event.key), case)


def _call_told(event: CallTold, case: Case) -> Evolved:
    order = (event.tapped_at, event.key)
    told = {path: value for path, value in event.facts.items() if case.called.get(path, _NEVER)[0] < order}
    new = {path: value for path, value in told.items() if case.called.get(path, _NEVER)[1] != value}
    case = case._replace(called={**case.called, **{path: (order, value) for path, value in told.items()}})
    return _stated(new, order, case)


_NEVER: tuple[Order, Value | None] = (("", ""), None)


def _stated(facts: Values, order: Order, case: Case) -> Evolved:
    latest = {path: value for path, value in facts.items() if case.orders.get(path, ("", "")) < order}
    if not latest:
        return case, {}
    return case._replace(orders={**case.orders, **dict.fromkeys(latest, order)}), nest(latest)


def _observation_recorded(event: ObservationRecorded, case: Case) -> Evolved:
    values: Document = {"at": event.at, **event.values}
    observed = case.observed.noted(Observed(event.at, event.key, case.version + 1, values))
    patch: dict[str, Json] = {event.key: values}
    if observed.count > NEWEST:
        oldest, observed = observed.without_oldest()
        if oldest.key == event.key:
            return case, {}
        patch[oldest.key] = None
    return case._replace(observed=observed), {"observations": patch}


def _treatment_recorded(event: TreatmentRecorded, case: Case) -> Evolved:
    treated = (*case.treated, (event.at, event.key, case.version + 1))
    return case._replace(treated=treated), {"treatments": {event.key: {"at": event.at, **event.values}}}


def _triage_recorded(event: TriageRecorded, case: Case) -> Evolved:
    return case, {"triage": {event.key: {"at": event.at, **event.values}}}


def _change_reported(event: ChangeReported, case: Case) -> Evolved:
    changed = (*case.changed, (event.at, event.key, case.version + 1))
    return case._replace(changed=changed), {"changes": {event.key: {"at": event.at, **event.values}}}


def _position_sampled(event: PositionSampled, case: Case) -> Evolved:
    if event.at <= case.sampled_at:
        return case, {}
    stale: dict[str, Json] = dict.fromkeys(section(case.document, "position"))
    return case._replace(sampled_at=event.at), {"position": {**stale, "at": event.at, **event.values}}


def _transport_carried_over(event: TransportCarriedOver, case: Case) -> Evolved:
    return case, {"transport": event.transport}


CHANGES: Changes = {
    CaseOpened: _case_opened,
    CaseTakenOn: _case_taken_on,
    FactsStated: _facts_stated,
    CallTold: _call_told,
    ObservationRecorded: _observation_recorded,
    TreatmentRecorded: _treatment_recorded,
    TriageRecorded: _triage_recorded,
    ChangeReported: _change_reported,
    PositionSampled: _position_sampled,
    TransportCarriedOver: _transport_carried_over,
}
