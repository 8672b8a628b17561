"""Who may be asked, who may answer, and whose accept stands (受入照会)."""

from collections.abc import Callable, Iterator
from datetime import timedelta

from hub.domain import commands as say
from hub.domain.case import Case
from hub.domain.codes import Answer, OrganisationKind, RequestState, WithdrawalCause
from hub.domain.document import section
from hub.domain.events import (
    AcceptanceRequested,
    DestinationConfirmed,
    Event,
    RequestAnswered,
    RequestEscalated,
    RequestProgressed,
    RequestWithdrawn,
    Value,
    instant,
)
from hub.domain.ladder import rungs
from hub.domain.rules.regional import against, asking, pack_of, situation
from hub.domain.rules.rule import OPEN, Circumstances, Rules, holder, said, still_open
from hub.errors import ConflictError, InvalidSubmissionError, Issue

DRIFT = timedelta(seconds=10)
"""A request that the hub had so soon after the tap came at once: the way over the network takes time too."""

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
    if holder(case) is not None:
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
    values |= _by_the_rules(case, command.facilities, now)
    values |= deadline(command.answer_within_s, now)
    if isinstance(command, say.RequestOnBehalf):
        values["is_on_behalf"] = True
    for facility in command.facilities:
        yield AcceptanceRequested(at=now.at, facility=facility, values=values)


def deadline(within_s: int, now: Circumstances) -> dict[str, Value]:
    """Returns until when an answer is wanted, and when the hub had the request where that was later than the tap."""
    wanted: dict[str, Value] = {"answer_by": instant(now.placed_at + timedelta(seconds=within_s))}
    if now.received_at - now.placed_at > DRIFT:
        wanted["arrived_at"] = instant(now.received_at)
    return wanted


def _by_the_rules(case: Case, facilities: tuple[str, ...], now: Circumstances) -> dict[str, Value]:
    """Returns by which rules of the region these hospitals are asked, nothing where it has none.

    Raises:
        InvalidSubmissionError: The rules do not allow it now; each issue names its rule.
    """
    pack = pack_of(case, now.directory)
    if pack is None:
        return {}
    if issues := list(against(case, facilities, pack, now.directory, now.placed_at)):
        raise InvalidSubmissionError(issues)
    by: dict[str, Value] = {"rules": f"{pack.region} {pack.version}"}
    if asking(pack, situation(case, now.placed_at)).phone_confirmation:
        by["needs_phone_call"] = True
    return by


def _withdraw_request(case: Case, command: say.WithdrawRequest, now: Circumstances) -> Iterator[Event]:
    still_open(case)

    def refusal(facility: str) -> tuple[str, str, str] | None:
        if case.requests.get(facility) in OPEN | {RequestState.ACCEPTED}:
            return None
        return "not-asked", "照会中ではありません", "is not being asked"

    _hospitals(command.facilities, now, refusal)
    for facility in command.facilities:
        cause = WithdrawalCause.WITHDRAWN.value
        yield RequestWithdrawn(at=now.at, facility=facility, reason=command.reason, cause=cause)


def _expire_request(case: Case, command: say.ExpireRequest, now: Circumstances) -> Iterator[Event]:
    """Silence ends, and no word of a hospital: whoever has answered meanwhile stays asked."""
    still_open(case)

    def refusal(facility: str) -> tuple[str, str, str] | None:
        is_served = facility == case.destination and "handover" in case.document
        return None if case.requests.get(facility) in _RANK and not is_served else _NOT_WAITING

    _hospitals(command.facilities, now, refusal)
    for facility in command.facilities:
        yield RequestWithdrawn(at=now.at, facility=facility, cause=WithdrawalCause.EXPIRED.value)


def _confirm_destination(case: Case, command: say.ConfirmDestination, now: Circumstances) -> Iterator[Event]:
    still_open(case)
    facility = command.facility
    lets_pass(facility, now)
    if case.requests.get(facility) not in {RequestState.ACCEPTED, RequestState.CONDITIONAL} and not command.is_by_phone:
        raise ConflictError("out-of-turn")
    asked = section(section(case.document, "requests"), facility)
    if "needs_phone_call" in asked and "is_by_phone" not in asked and not command.is_by_phone:
        raise InvalidSubmissionError([Issue("data.is_by_phone", *_NOT_PHONED)])
    yield DestinationConfirmed(at=now.at, facility=facility, values=said(command, "facility"))
    yield from withdraw_others(case, facility, now)


def withdraw_others(
    case: Case, facility: str, now: Circumstances, cause: WithdrawalCause = WithdrawalCause.OTHER_ACCEPTED
) -> Iterator[Event]:
    """Yields that no other hospital is asked any more."""
    for other, state in case.requests.items():
        if other != facility and (state in OPEN or state is RequestState.ACCEPTED):
            yield RequestWithdrawn(at=now.at, facility=other, cause=cause.value)


def _progress(case: Case, command: say.Command, now: Circumstances) -> Iterator[Event]:
    facility, reached = now.principal.organisation.id, _PROGRESS[type(command)]
    state = case.requests[facility]
    if state in _RANK and _RANK[state] < _RANK[reached]:
        by = command.by if isinstance(command, say.Acknowledge) else None
        yield RequestProgressed(at=now.at, facility=facility, state=reached.value, by=by)


def _escalate(case: Case, command: say.Escalate, now: Circumstances) -> Iterator[Event]:
    """A step is taken once, when it is due, and of the asking that is meant; who noticed meanwhile is left alone."""
    asked = section(section(case.document, "requests"), command.facility)
    due = {(each.facility, each.step): each.due_at for each in rungs(case, pack_of(case, now.directory))}
    due_at = due.get((command.facility, command.step))
    if due_at is None or due_at > now.placed_at or asked["requested_at"] != command.requested_at:
        raise ConflictError("out-of-turn")
    yield RequestEscalated(at=now.at, facility=command.facility, step=command.step.value)


def _answer_request(case: Case, command: say.AnswerRequest, now: Circumstances) -> Iterator[Event]:
    facility, answered = now.principal.organisation.id, _ANSWERS[command.answer]
    state = case.requests[facility]
    if state is RequestState.WITHDRAWN:
        raise ConflictError("request-withdrawn" if holder(case) is None else "request-already-taken")
    if state is RequestState.DECLINED or state is answered is RequestState.ACCEPTED:
        raise ConflictError("request-already-answered")
    if state is RequestState.ACCEPTED and (answered is not RequestState.DECLINED or case.document.get("handover")):
        raise ConflictError("request-already-answered")
    yield RequestAnswered(at=now.at, facility=facility, state=answered.value, values=said(command, "answer"))
    if answered is RequestState.ACCEPTED:
        yield from withdraw_others(case, facility, now)


def _record_phone_answer(case: Case, command: say.RecordPhoneAnswer, now: Circumstances) -> Iterator[Event]:
    """A decline is a report and is taken late; a word older than the hospital's last one changes nothing."""
    facility, answered = command.facility, _ANSWERS[command.answer]
    lets_pass(facility, now)
    state, asked = case.requests.get(facility), section(section(case.document, "requests"), facility)
    if state in _ANSWERS.values() and str(asked.get("answered_at", "")) > now.at:
        return
    if state is answered is not RequestState.CONDITIONAL:
        return
    if answered is not RequestState.DECLINED:
        still_open(case)
        if holder(case) not in {None, facility}:
            raise ConflictError("request-already-taken")
    if state is RequestState.ACCEPTED and (answered is not RequestState.DECLINED or case.document.get("handover")):
        raise ConflictError("request-already-answered")
    values = {**said(command, "answer", "facility"), "is_by_phone": True}
    yield RequestAnswered(at=now.at, facility=facility, state=answered.value, values=values)
    if answered is RequestState.ACCEPTED:
        yield from withdraw_others(case, facility, now)


_NOT_PHONED = (
    "phone-call-needed",
    "この地域の実施基準では、搬送先の決定前に電話での確認が必要です",
    "the rules of this region want the hospital to be telephoned before it becomes the destination",
)
_NOT_WAITING = ("not-waiting", "回答を待つ照会ではありません", "is not being waited for")
_NO_HOSPITAL = ("unknown-facility", "登録されていない医療機関です", "no such hospital")


def _is_hospital(facility: str, now: Circumstances) -> bool:
    known = now.directory.get(facility)
    return known is not None and known.kind is OrganisationKind.HOSPITAL


def lets_pass(facility: str, now: Circumstances) -> None:
    """Lets pass a hospital of the directory.

    Raises:
        InvalidSubmissionError: There is no such hospital.
    """
    if not _is_hospital(facility, now):
        raise InvalidSubmissionError([Issue("data.facility", *_NO_HOSPITAL)])


def _hospitals(
    facilities: tuple[str, ...], now: Circumstances, refusal: Callable[[str], tuple[str, str, str] | None]
) -> None:
    """Collects what stands against each named hospital.

    Raises:
        InvalidSubmissionError: Something stands against at least one of them.
    """
    issues = []
    for index, facility in enumerate(facilities):
        reason = refusal(facility) if _is_hospital(facility, now) else _NO_HOSPITAL
        if reason:
            issues.append(Issue(f"data.facilities[{index}]", *reason))
    if issues:
        raise InvalidSubmissionError(issues)


RULES: Rules = {
    say.RequestAcceptance: _request_acceptance,
    say.RequestOnBehalf: _request_acceptance,
    say.WithdrawRequest: _withdraw_request,
    say.ExpireRequest: _expire_request,
    say.RecordPhoneAnswer: _record_phone_answer,
    say.ConfirmDestination: _confirm_destination,
    say.MarkDelivered: _progress,
    say.MarkDisplayed: _progress,
    say.Acknowledge: _progress,
    say.Escalate: _escalate,
    say.AnswerRequest: _answer_request,
}
