"""Whether a command may happen now, and what then has happened.

`decide` is pure: a case, a command and its circumstances go in, events come out, or the reason why not. Reports of a
crew are never refused for being late; only what would contradict the case is.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from hub.domain import commands as say
from hub.domain.case import Case
from hub.domain.codes import Answer, OrganisationKind, RequestState
from hub.domain.disclosure import Relationship, relationship
from hub.domain.events import (
    AcceptanceRequested,
    CapacityPublished,
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
    Value,
    instant,
)
from hub.domain.people import Directory, Principal
from hub.errors import ConflictError, InvalidSubmissionError, Issue, NotFoundError

SAMPLE_EVERY = timedelta(seconds=60)
"""Positions are journalled at most this often; between samples the newest is only relayed."""


class Circumstances(NamedTuple):
    """What a decision knows beside the case and the command.

    ``placed_at`` is when it happened on the hub's clock, ``at`` the same as text; ``tapped_at`` when the key was
    made, likewise.
    """

    principal: Principal
    key: str
    at: str
    placed_at: datetime
    tapped_at: datetime
    directory: Directory


_OPEN = frozenset(
    {
        RequestState.REQUESTED,
        RequestState.DELIVERED,
        RequestState.DISPLAYED,
        RequestState.ACKNOWLEDGED,
        RequestState.CONDITIONAL,
    }
)
_PROGRESS = {
    say.MarkDelivered: RequestState.DELIVERED,
    say.MarkDisplayed: RequestState.DISPLAYED,
    say.Acknowledge: RequestState.ACKNOWLEDGED,
}
_RANK = {
    state: rank
    for rank, state in enumerate(
        (RequestState.REQUESTED, RequestState.DELIVERED, RequestState.DISPLAYED, RequestState.ACKNOWLEDGED)
    )
}
_ANSWERS = {
    Answer.ACCEPT: RequestState.ACCEPTED,
    Answer.CONDITIONAL: RequestState.CONDITIONAL,
    Answer.DECLINE: RequestState.DECLINED,
}
_SECTIONS = {
    "incident_number": "incident.number",
    "incident_type": "incident.type",
    "scene_address": "incident.scene_address",
    "scene_latitude": "incident.scene_latitude",
    "scene_longitude": "incident.scene_longitude",
    "chief_complaint": "complaint.chief_complaint",
    "suspected_condition": "complaint.suspected_condition",
    "onset_at": "complaint.onset_at",
    "urgency": "complaint.urgency",
    "dangers": "complaint.dangers",
    "medical_history": "history.medical_history",
    "medications": "history.medications",
    "allergies": "history.allergies",
}


def decide(case: Case, command: say.Command, circumstances: Circumstances) -> tuple[Event, ...]:
    """Returns what has happened by this command; nothing when it repeats what stands already.

    Raises:
        NotFoundError: The sender has nothing to do with the case; a missing case answers the same.
        ConflictError: The case does not allow it now.
        InvalidSubmissionError: A facility that is named cannot be asked, withdrawn or confirmed.
    """
    _permit(case, command, circumstances.principal)
    return tuple(_RULES[type(command)](case, command, circumstances))


def _permit(case: Case, command: say.Command, principal: Principal) -> None:
    """Lets pass who may say this; everybody else learns nothing about the case."""
    if command.role is not principal.role:
        raise NotFoundError
    if isinstance(command, say.PublishCapacity) or (isinstance(command, say.OpenCase) and case.version == 0):
        return
    near = relationship(case, principal)
    needed = Relationship.FORMER if principal.role.value == "hospital" else Relationship.OWN
    if case.version == 0 or near < needed:
        raise NotFoundError


def _said(command: say.Command, *without: str) -> dict[str, Value]:
    """Returns the fields that were given, ready for JSON."""
    given: dict[str, Value] = {}
    names: tuple[str, ...] = type(command).__slots__
    for name in names:
        value = getattr(command, name)
        if value is not None and name not in without:
            given[name] = value if type(value) in _PLAIN else _json(value)
    return given


_PLAIN = frozenset({str, int, bool, Decimal})


def _json(value: object) -> Value:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, tuple):
        return [str(item.value) if isinstance(item, StrEnum) else str(item) for item in value]
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _facts(facts: Mapping[str, Value], now: Circumstances) -> Iterator[Event]:
    if facts:
        yield FactsStated(at=now.at, facts=facts, tapped_at=instant(now.tapped_at), key=now.key)


def _open_case(case: Case, command: say.OpenCase, now: Circumstances) -> Iterator[Event]:
    if case.version == 0:
        principal = now.principal
        yield CaseOpened(
            at=now.at,
            unit=principal.unit or "",
            department=principal.organisation.id,
            is_exercise=command.is_exercise,
        )
    yield from _facts({_SECTIONS[name]: value for name, value in _said(command, "is_exercise").items()}, now)


def _describe_patient(_case: Case, command: say.DescribePatient, now: Circumstances) -> Iterator[Event]:
    yield from _facts({_SECTIONS.get(name, f"patient.{name}"): value for name, value in _said(command).items()}, now)


def _record_observation(_case: Case, command: say.RecordObservation, now: Circumstances) -> Iterator[Event]:
    yield ObservationRecorded(at=now.at, key=now.key, values=_said(command))


def _record_treatment(_case: Case, command: say.RecordTreatment, now: Circumstances) -> Iterator[Event]:
    yield TreatmentRecorded(at=now.at, key=now.key, values=_said(command))


def _stamp_time(_case: Case, command: say.StampTime, now: Circumstances) -> Iterator[Event]:
    yield from _facts({f"times.{command.mark}": now.at}, now)


def _report_change(_case: Case, command: say.ReportChange, now: Circumstances) -> Iterator[Event]:
    yield ChangeReported(at=now.at, key=now.key, values=_said(command))


def _report_position(case: Case, command: say.ReportPosition, now: Circumstances) -> Iterator[Event]:
    if not case.sampled_at or instant(now.placed_at - SAMPLE_EVERY) >= case.sampled_at:
        yield PositionSampled(at=now.at, values=_said(command))


def _hospitals(
    facilities: tuple[str, ...], now: Circumstances, refusal: Callable[[str], tuple[str, str, str] | None]
) -> None:
    """Collects what stands against each named hospital.

    Raises:
        InvalidSubmissionError: Something stands against at least one of them.
    """
    issues = []
    for index, facility in enumerate(facilities):
        known = now.directory.get(facility)
        if known is None or known.kind is not OrganisationKind.HOSPITAL:
            reason: tuple[str, str, str] | None = (
                "unknown-facility",
                "登録されていない医療機関です",
                "no such hospital",
            )
        else:
            reason = refusal(facility)
        if reason:
            issues.append(Issue(f"data.facilities[{index}]", *reason))
    if issues:
        raise InvalidSubmissionError(issues)


def _request_acceptance(case: Case, command: say.RequestAcceptance, now: Circumstances) -> Iterator[Event]:
    _still_open(case)
    if RequestState.ACCEPTED in case.requests.values():
        raise ConflictError("request-already-taken")

    def refusal(facility: str) -> tuple[str, str, str] | None:
        state = case.requests.get(facility)
        if state in _OPEN:
            return "already-asked", "すでに照会中です", "is being asked already"
        if state is RequestState.DECLINED and not command.ask_again:
            return "already-declined", "すでに不応需の回答があります", "has declined already"
        return None

    _hospitals(command.facilities, now, refusal)
    values = _said(command, "facilities", "answer_within_s", "ask_again")
    values["answer_by"] = instant(now.placed_at + timedelta(seconds=command.answer_within_s))
    for facility in command.facilities:
        yield AcceptanceRequested(at=now.at, facility=facility, values=values)


def _withdraw_request(case: Case, command: say.WithdrawRequest, now: Circumstances) -> Iterator[Event]:
    _still_open(case)

    def refusal(facility: str) -> tuple[str, str, str] | None:
        if case.requests.get(facility) in _OPEN | {RequestState.ACCEPTED}:
            return None
        return "not-asked", "照会中ではありません", "is not being asked"

    _hospitals(command.facilities, now, refusal)
    for facility in command.facilities:
        yield RequestWithdrawn(at=now.at, facility=facility, reason=command.reason)


def _confirm_destination(case: Case, command: say.ConfirmDestination, now: Circumstances) -> Iterator[Event]:
    _still_open(case)
    facility = command.facility
    known = now.directory.get(facility)
    if known is None or known.kind is not OrganisationKind.HOSPITAL:
        raise InvalidSubmissionError(
            [Issue("data.facility", "unknown-facility", "登録されていない医療機関です", "no such hospital")]
        )
    if case.requests.get(facility) not in {RequestState.ACCEPTED, RequestState.CONDITIONAL} and not command.is_by_phone:
        raise ConflictError("out-of-turn")
    yield DestinationConfirmed(at=now.at, facility=facility, values=_said(command, "facility"))
    yield from _withdraw_others(case, facility, now, taken=_OPEN | {RequestState.ACCEPTED})


def _withdraw_others(
    case: Case, facility: str, now: Circumstances, *, taken: frozenset[RequestState]
) -> Iterator[Event]:
    for other, state in case.requests.items():
        if other != facility and state in taken:
            yield RequestWithdrawn(at=now.at, facility=other, reason="other-accepted")


def _hand_over(case: Case, command: say.HandOver, now: Circumstances) -> Iterator[Event]:
    if case.destination is None:
        raise ConflictError("out-of-turn")
    yield HandedOver(at=now.at, values=_said(command))
    yield from _facts({"times.handed-over": now.at}, now)


def _close_case(case: Case, command: say.CloseCase, now: Circumstances) -> Iterator[Event]:
    _still_open(case)
    for facility, state in case.requests.items():
        if state in _OPEN:
            yield RequestWithdrawn(at=now.at, facility=facility, reason="closed")
    yield CaseClosed(at=now.at, values=_said(command))


def _progress(case: Case, command: say.Command, now: Circumstances) -> Iterator[Event]:
    facility, reached = now.principal.organisation.id, _PROGRESS[type(command)]
    state = case.requests[facility]
    if state in _RANK and _RANK[state] < _RANK[reached]:
        by = command.by if isinstance(command, say.Acknowledge) else None
        yield RequestProgressed(at=now.at, facility=facility, state=reached.value, by=by)


def _answer_request(case: Case, command: say.AnswerRequest, now: Circumstances) -> Iterator[Event]:
    facility, answered = now.principal.organisation.id, _ANSWERS[command.answer]
    state = case.requests[facility]
    if state is RequestState.WITHDRAWN:
        taken = RequestState.ACCEPTED in case.requests.values()
        raise ConflictError("request-already-taken" if taken else "request-withdrawn")
    if state is RequestState.DECLINED or state is answered is RequestState.ACCEPTED:
        raise ConflictError("request-already-answered")
    if state is RequestState.ACCEPTED and (answered is not RequestState.DECLINED or case.document.get("handover")):
        raise ConflictError("request-already-answered")
    yield RequestAnswered(at=now.at, facility=facility, state=answered.value, values=_said(command, "answer"))
    if answered is RequestState.ACCEPTED:
        yield from _withdraw_others(case, facility, now, taken=_OPEN)


def _receive_hand_over(case: Case, command: say.ReceiveHandOver, now: Circumstances) -> Iterator[Event]:
    _accepted(case, now)
    yield HandoverReceived(at=now.at, by=command.by)


def _record_outcome(case: Case, command: say.RecordOutcome, now: Circumstances) -> Iterator[Event]:
    _accepted(case, now)
    yield OutcomeRecorded(at=now.at, values=_said(command))


def _publish_capacity(_case: Case, command: say.PublishCapacity, now: Circumstances) -> Iterator[Event]:
    yield CapacityPublished(
        at=now.at,
        facility=now.principal.organisation.id,
        specialty=command.specialty.value,
        values=_said(command, "specialty"),
        tapped_at=instant(now.tapped_at),
        key=now.key,
    )


def _still_open(case: Case) -> None:
    if case.is_closed:
        raise ConflictError("case-closed")


def _accepted(case: Case, now: Circumstances) -> None:
    if case.requests[now.principal.organisation.id] is not RequestState.ACCEPTED:
        raise ConflictError("out-of-turn")


_RULES: Mapping[type[say.Command], Callable[..., Iterator[Event]]] = {
    say.OpenCase: _open_case,
    say.DescribePatient: _describe_patient,
    say.RecordObservation: _record_observation,
    say.RecordTreatment: _record_treatment,
    say.StampTime: _stamp_time,
    say.RequestAcceptance: _request_acceptance,
    say.WithdrawRequest: _withdraw_request,
    say.ConfirmDestination: _confirm_destination,
    say.ReportPosition: _report_position,
    say.ReportChange: _report_change,
    say.HandOver: _hand_over,
    say.CloseCase: _close_case,
    say.MarkDelivered: _progress,
    say.MarkDisplayed: _progress,
    say.Acknowledge: _progress,
    say.AnswerRequest: _answer_request,
    say.ReceiveHandOver: _receive_hand_over,
    say.RecordOutcome: _record_outcome,
    say.PublishCapacity: _publish_capacity,
}
