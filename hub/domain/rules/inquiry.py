"""Who may be asked, who may answer, and whose accept stands (受入照会)."""

from collections.abc import Callable, Iterator
from datetime import timedelta

from hub.domain import commands as say
from hub.domain.case import Case
from hub.domain.codes import Answer, OrganisationKind, RequestState
from hub.domain.events import (
    AcceptanceRequested,
    DestinationConfirmed,
    Event,
    RequestAnswered,
    RequestProgressed,
    RequestWithdrawn,
    instant,
)
from hub.domain.rules.rule import OPEN, Circumstances, Rules, said, still_open
from hub.errors import ConflictError, InvalidSubmissionError, Issue

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


def _request_acceptance(case: Case, command: say.RequestAcceptance, now: Circumstances) -> Iterator[Event]:
    still_open(case)
    if RequestState.ACCEPTED in case.requests.values():
        raise ConflictError("request-already-taken")

    def refusal(facility: str) -> tuple[str, str, str] | None:
        state = case.requests.get(facility)
        if state in OPEN:
            return "already-asked", "すでに照会中です", "is being asked already"
        if state is RequestState.DECLINED and not command.ask_again:
            return "already-declined", "すでに不応需の回答があります", "has declined already"
        return None

    _hospitals(command.facilities, now, refusal)
    values = said(command, "facilities", "answer_within_s", "ask_again")
    values["answer_by"] = instant(now.placed_at + timedelta(seconds=command.answer_within_s))
    for facility in command.facilities:
        yield AcceptanceRequested(at=now.at, facility=facility, values=values)


def _withdraw_request(case: Case, command: say.WithdrawRequest, now: Circumstances) -> Iterator[Event]:
    still_open(case)

    def refusal(facility: str) -> tuple[str, str, str] | None:
        if case.requests.get(facility) in OPEN | {RequestState.ACCEPTED}:
            return None
        return "not-asked", "照会中ではありません", "is not being asked"

    _hospitals(command.facilities, now, refusal)
    for facility in command.facilities:
        yield RequestWithdrawn(at=now.at, facility=facility, reason=command.reason)


def _confirm_destination(case: Case, command: say.ConfirmDestination, now: Circumstances) -> Iterator[Event]:
    still_open(case)
    facility = command.facility
    known = now.directory.get(facility)
    if known is None or known.kind is not OrganisationKind.HOSPITAL:
        raise InvalidSubmissionError(
            [Issue("data.facility", "unknown-facility", "登録されていない医療機関です", "no such hospital")]
        )
    if case.requests.get(facility) not in {RequestState.ACCEPTED, RequestState.CONDITIONAL} and not command.is_by_phone:
        raise ConflictError("out-of-turn")
    yield DestinationConfirmed(at=now.at, facility=facility, values=said(command, "facility"))
    yield from _withdraw_others(case, facility, now, taken=OPEN | {RequestState.ACCEPTED})


def _withdraw_others(
    case: Case, facility: str, now: Circumstances, *, taken: frozenset[RequestState]
) -> Iterator[Event]:
    for other, state in case.requests.items():
        if other != facility and state in taken:
            yield RequestWithdrawn(at=now.at, facility=other, reason="other-accepted")


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
    yield RequestAnswered(at=now.at, facility=facility, state=answered.value, values=said(command, "answer"))
    if answered is RequestState.ACCEPTED:
        yield from _withdraw_others(case, facility, now, taken=OPEN)


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


RULES: Rules = {
    say.RequestAcceptance: _request_acceptance,
    say.WithdrawRequest: _withdraw_request,
    say.ConfirmDestination: _confirm_destination,
    say.MarkDelivered: _progress,
    say.MarkDisplayed: _progress,
    say.Acknowledge: _progress,
    say.AnswerRequest: _answer_request,
}
