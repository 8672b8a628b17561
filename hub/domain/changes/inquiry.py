"""What asking and answering changes in a case."""

from hub.domain.case import Case, Evolved
from hub.domain.changes.change import Changes
from hub.domain.codes import RequestState, WithdrawalCause
from hub.domain.document import Document, Json, section
from hub.domain.events import (
    AcceptanceRequested,
    DestinationConfirmed,
    RequestAnswered,
    RequestEscalated,
    RequestProgressed,
    RequestWithdrawn,
)

_OF_ANOTHER_ANSWER = frozenset({"reason", "is_by_phone", "taken_back_at", "withdrawn_at", "cause"})
"""What an answer leaves behind that the next one does not repeat."""
_HUBS_WORDS = frozenset({WithdrawalCause.OTHER_ACCEPTED.value, WithdrawalCause.CLOSED.value})


def _request(case: Case, facility: str, state: RequestState, **values: Json) -> Evolved:
    patch: Document = {"requests": {facility: {"state": state.value, **values}}}
    return case._replace(requests={**case.requests, facility: state}), patch


def _acceptance_requested(event: AcceptanceRequested, case: Case) -> Evolved:
    earlier = section(section(case.document, "requests"), event.facility)
    stale: dict[str, Json] = dict.fromkeys(earlier.keys() - {"state"})
    return _request(
        case, event.facility, RequestState.REQUESTED, **(stale | {"requested_at": event.at, **event.values})
    )


def _request_progressed(event: RequestProgressed, case: Case) -> Evolved:
    by = {} if event.by is None else {"by": event.by}
    return _request(case, event.facility, RequestState(event.state), **{f"{event.state}_at": event.at}, **by)


def _request_escalated(event: RequestEscalated, case: Case) -> Evolved:
    return case, {"requests": {event.facility: {"escalated": {event.step: event.at}}}}


def _request_answered(event: RequestAnswered, case: Case) -> Evolved:
    state, values = RequestState(event.state), dict(event.values)
    was_taken = case.requests.get(event.facility) is RequestState.ACCEPTED or case.destination == event.facility
    if was_taken and state is RequestState.DECLINED:
        values["taken_back_at"] = event.at
    earlier = section(section(case.document, "requests"), event.facility)
    stale: dict[str, Json] = dict.fromkeys(_OF_ANOTHER_ANSWER & earlier.keys())
    answered, patch = _request(case, event.facility, state, **(stale | {"answered_at": event.at, **values}))
    return _leave(answered, event.facility, patch)


def _request_withdrawn(event: RequestWithdrawn, case: Case) -> Evolved:
    cause, reason = event.cause, event.reason
    if cause is None:
        is_hubs = reason in _HUBS_WORDS
        cause, reason = (reason, None) if is_hubs else (WithdrawalCause.WITHDRAWN.value, reason)
    withdrawn, patch = _request(
        case, event.facility, RequestState.WITHDRAWN, withdrawn_at=event.at, cause=cause, reason=reason
    )
    return _leave(withdrawn, event.facility, patch)


def _leave(case: Case, facility: str, patch: Document) -> Evolved:
    """Takes the destination back where the hospital that was confirmed no longer accepts."""
    if case.destination != facility or case.requests[facility] is RequestState.ACCEPTED:
        return case, patch
    return case._replace(destination=None), {**patch, "destination": None}


def _destination_confirmed(event: DestinationConfirmed, case: Case) -> Evolved:
    destination: dict[str, Json] = dict.fromkeys(section(case.document, "destination"))
    destination |= {"facility": event.facility, "confirmed_at": event.at, **event.values}
    accepted, patch = _request(case, event.facility, RequestState.ACCEPTED)
    return accepted._replace(destination=event.facility), {**patch, "destination": destination}


CHANGES: Changes = {
    AcceptanceRequested: _acceptance_requested,
    RequestProgressed: _request_progressed,
    RequestEscalated: _request_escalated,
    RequestAnswered: _request_answered,
    RequestWithdrawn: _request_withdrawn,
    DestinationConfirmed: _destination_confirmed,
}
