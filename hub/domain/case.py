"""The state of a case, and how each event changes it.

`evolve` is the only place that changes a case. It keeps the document that receivers hold and, beside it, the little
that decisions need: who is asked, who accepted, which statement of a fact is the latest. It never fails and refuses
nothing: what may happen is decided before, in `hub.domain.decision`.
"""

from bisect import insort
from collections.abc import Mapping
from functools import singledispatch
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID

from hub.domain.codes import CaseStatus, RequestState
from hub.domain.document import Document, Json, merge, nest, section
from hub.domain.events import (
    AcceptanceRequested,
    CaseClosed,
    CaseOpened,
    ChangeReported,
    DestinationConfirmed,
    Event,
    FactsStated,
    HandedOver,
    HandoverReceived,
    ObservationRecorded,
    OutcomeRecorded,
    PositionSampled,
    RequestAnswered,
    RequestProgressed,
    RequestWithdrawn,
    TreatmentRecorded,
)

NEWEST = 240
"""Observations a document holds; at one a minute that is four hours. All of them stay in the journal and in FHIR."""

Order = tuple[str, str]
"""When a fact was tapped and under which key: of two statements the greater stands."""


NOTHING: Mapping[str, Any] = MappingProxyType({})


class Case(NamedTuple):
    """One patient of an incident, from the first word to the outcome (傷病者事案).

    A named tuple, for a case is made anew with every event.
    """

    id: UUID
    version: int = 0
    unit: str = ""
    department: str = ""
    status: CaseStatus = CaseStatus.OPEN
    is_closed: bool = False
    requests: Mapping[str, RequestState] = NOTHING
    destination: str | None = None
    has_outcome: bool = False
    orders: Mapping[str, Order] = NOTHING
    observed: tuple[Order, ...] = ()
    sampled_at: str = ""
    document: Document = NOTHING


Evolved = tuple[Case, Document]
"""The case after an event, and the patch that leads its document there."""


def evolve(case: Case, event: Event) -> Evolved:
    """Returns the case after the event, and what the event changed in its document."""
    changed, patch = _apply(event, case)
    return changed._replace(document=merge(case.document, patch)), patch


@singledispatch
def _apply(event: Event, case: Case) -> Evolved:
    raise NotImplementedError(type(event).__name__)


@_apply.register
def _(event: CaseOpened, case: Case) -> Evolved:
    opened = case._replace(unit=event.unit, department=event.department)
    return opened, {
        "case": str(case.id),
        "status": CaseStatus.OPEN.value,
        "unit": event.unit,
        "department": event.department,
        "opened_at": event.at,
        "is_exercise": event.is_exercise,
    }


@_apply.register
def _(event: FactsStated, case: Case) -> Evolved:
    order = (event.tapped_at, event.key)
    latest = {path: value for path, value in event.facts.items() if case.orders.get(path, ("", "")) < order}
    if not latest:
        return case, {}
    return case._replace(orders={**case.orders, **dict.fromkeys(latest, order)}), nest(latest)


@_apply.register
def _(event: ObservationRecorded, case: Case) -> Evolved:
    observed = list(case.observed)
    insort(observed, (event.at, event.key))
    patch: dict[str, Json] = {event.key: {"at": event.at, **event.values}}
    if len(observed) > NEWEST:
        _, oldest = observed.pop(0)
        if oldest == event.key:
            return case, {}
        patch[oldest] = None
    return case._replace(observed=tuple(observed)), {"observations": patch}


@_apply.register
def _(event: TreatmentRecorded, case: Case) -> Evolved:
    return case, {"treatments": {event.key: {"at": event.at, **event.values}}}


@_apply.register
def _(event: ChangeReported, case: Case) -> Evolved:
    return case, {"changes": {event.key: {"at": event.at, **event.values}}}


@_apply.register
def _(event: PositionSampled, case: Case) -> Evolved:
    if event.at <= case.sampled_at:
        return case, {}
    stale: dict[str, Json] = dict.fromkeys(section(case.document, "position"))
    return case._replace(sampled_at=event.at), {"position": {**stale, "at": event.at, **event.values}}


def _request(case: Case, facility: str, state: RequestState, **values: Json) -> Evolved:
    patch: Document = {"requests": {facility: {"state": state.value, **values}}}
    return case._replace(requests={**case.requests, facility: state}), patch


@_apply.register
def _(event: AcceptanceRequested, case: Case) -> Evolved:
    earlier = section(section(case.document, "requests"), event.facility)
    stale: dict[str, Json] = dict.fromkeys(earlier.keys() - {"state"})
    return _request(
        case, event.facility, RequestState.REQUESTED, **(stale | {"requested_at": event.at, **event.values})
    )


@_apply.register
def _(event: RequestProgressed, case: Case) -> Evolved:
    by = {} if event.by is None else {"by": event.by}
    return _request(case, event.facility, RequestState(event.state), **{f"{event.state}_at": event.at}, **by)


@_apply.register
def _(event: RequestAnswered, case: Case) -> Evolved:
    answered, patch = _request(case, event.facility, RequestState(event.state), answered_at=event.at, **event.values)
    return _leave(answered, event.facility, patch)


@_apply.register
def _(event: RequestWithdrawn, case: Case) -> Evolved:
    withdrawn, patch = _request(
        case, event.facility, RequestState.WITHDRAWN, withdrawn_at=event.at, reason=event.reason
    )
    return _leave(withdrawn, event.facility, patch)


def _leave(case: Case, facility: str, patch: Document) -> Evolved:
    """Takes the destination back where the hospital that was confirmed no longer accepts."""
    if case.destination != facility or case.requests[facility] is RequestState.ACCEPTED:
        return case, patch
    return case._replace(destination=None), {**patch, "destination": None}


@_apply.register
def _(event: DestinationConfirmed, case: Case) -> Evolved:
    destination: dict[str, Json] = dict.fromkeys(section(case.document, "destination"))
    destination |= {"facility": event.facility, "confirmed_at": event.at, **event.values}
    accepted, patch = _request(case, event.facility, RequestState.ACCEPTED)
    return accepted._replace(destination=event.facility), {**patch, "destination": destination}


@_apply.register
def _(event: HandedOver, case: Case) -> Evolved:
    status = CaseStatus.CLOSED if case.is_closed else CaseStatus.HANDED_OVER
    return case._replace(status=status), {
        "status": status.value,
        "handover": {"handed_over_at": event.at, **event.values},
    }


@_apply.register
def _(event: HandoverReceived, case: Case) -> Evolved:
    by = {} if event.by is None else {"receipt_by": event.by}
    return case, {"handover": {"receipt_at": event.at, **by}}


@_apply.register
def _(event: OutcomeRecorded, case: Case) -> Evolved:
    return case._replace(has_outcome=True), {"outcome": {"recorded_at": event.at, **event.values}}


@_apply.register
def _(event: CaseClosed, case: Case) -> Evolved:
    return case._replace(status=CaseStatus.CLOSED, is_closed=True), {
        "status": CaseStatus.CLOSED.value,
        "closing": {"closed_at": event.at, **event.values},
    }
