"""When a patient may be handed over, signed for and diagnosed, and a case closed."""

from collections.abc import Iterator

from hub.domain import commands as say
from hub.domain.case import Case
from hub.domain.codes import Closing, RequestState, Role, TimeMark, WithdrawalCause
from hub.domain.document import section
from hub.domain.events import CaseClosed, Event, HandedOver, HandoverReceived, OutcomeRecorded, RequestWithdrawn
from hub.domain.rules.rule import OPEN, Circumstances, Rules, said, stating, still_open
from hub.errors import ConflictError, InvalidSubmissionError, Issue


def _hand_over(case: Case, command: say.HandOver, now: Circumstances) -> Iterator[Event]:
    if case.destination is None:
        raise ConflictError("out-of-turn")
    yield HandedOver(at=now.at, values=said(command))
    yield from stating({"times.handed-over": now.at}, now)


def _close_case(case: Case, command: say.CloseCase, now: Circumstances) -> Iterator[Event]:
    still_open(case)
    if now.principal.role is Role.COMMAND_CENTER:
        _may_cancel(case, command)
    for facility, state in case.requests.items():
        is_served = facility == case.destination and "handover" in case.document
        if state in OPEN and not is_served:
            yield RequestWithdrawn(at=now.at, facility=facility, cause=WithdrawalCause.CLOSED.value)
    yield CaseClosed(at=now.at, values=said(command))


_ONLY_CANCELLED = ("not-allowed", "指令センターができるのは取消のみです", "a command centre can only cancel")


def _may_cancel(case: Case, command: say.CloseCase) -> None:
    """Lets a command centre call its crew back, while the crew is not with the patient.

    Raises:
        InvalidSubmissionError: It says that the case ended otherwise.
        ConflictError: The crew is with the patient; how that ends only the crew knows.
    """
    if command.closing is not Closing.CANCELLED:
        raise InvalidSubmissionError([Issue("data.closing", *_ONLY_CANCELLED)])
    is_with_the_patient = TimeMark.PATIENT_CONTACT in section(case.document, "times")
    if is_with_the_patient or case.observed.count or case.treated or case.requests:
        raise ConflictError("out-of-turn")


def _receive_hand_over(case: Case, command: say.ReceiveHandOver, now: Circumstances) -> Iterator[Event]:
    _accepted(case, now)
    yield HandoverReceived(at=now.at, by=command.by)


def _record_outcome(case: Case, command: say.RecordOutcome, now: Circumstances) -> Iterator[Event]:
    _accepted(case, now)
    yield OutcomeRecorded(at=now.at, values=said(command))


def _accepted(case: Case, now: Circumstances) -> None:
    facility = now.principal.organisation.id
    if case.requests[facility] is not RequestState.ACCEPTED and case.destination != facility:
        raise ConflictError("out-of-turn")


RULES: Rules = {
    say.HandOver: _hand_over,
    say.CloseCase: _close_case,
    say.ReceiveHandOver: _receive_hand_over,
    say.RecordOutcome: _record_outcome,
}
