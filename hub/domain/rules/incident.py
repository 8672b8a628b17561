"""What a command centre may do: open a case from the call, assign a casualty, declare a mode."""

from collections.abc import Iterator

from hub.domain import commands as say
from hub.domain.case import Case
from hub.domain.codes import RequestState, WithdrawalCause
from hub.domain.events import (
    AcceptanceRequested,
    CaseOpened,
    CaseTakenOn,
    CasualtyAllotted,
    Event,
    ModeDeclared,
    instant,
)
from hub.domain.rules.inquiry import deadline, lets_pass, withdraw_others
from hub.domain.rules.record import SECTIONS
from hub.domain.rules.rule import OPEN, Circumstances, Rules, said, stating, still_open
from hub.errors import ConflictError, InvalidSubmissionError, Issue

_FACTS = {
    **SECTIONS,
    "call_report": "incident.call_report",
    "patients": "incident.patients",
    "call_received_at": "times.call-received",
    "ordered_at": "times.ordered",
    "dispatched_at": "times.dispatched",
}


def _open_incident(case: Case, command: say.OpenIncident, now: Circumstances) -> Iterator[Event]:
    """A case that stands already keeps its crew; what is said of it is stated like any fact."""
    department = now.principal.organisation
    if command.unit not in {unit.id for unit in department.units}:
        unknown = ("unknown-unit", "この消防本部の救急隊ではありません", "is no unit of this fire department")
        raise InvalidSubmissionError([Issue("data.unit", *unknown)])
    if case.version == 0:
        yield CaseOpened(at=now.at, unit=command.unit, department=department.id, is_exercise=command.is_exercise)
    elif not case.unit:
        yield CaseTakenOn(at=now.at, unit=command.unit)
    elif case.unit != command.unit:
        raise ConflictError("out-of-turn")
    facts = said(command, "unit", "is_exercise")
    yield from stating({_FACTS.get(name, f"patient.{name}"): value for name, value in facts.items()}, now)


def _allot(case: Case, command: say.Allot, now: Circumstances) -> Iterator[Event]:
    """The hospital is asked like any other and may decline; meanwhile the patient is on the way to it."""
    still_open(case)
    if "handover" in case.document:
        raise ConflictError("out-of-turn")
    facility = command.facility
    lets_pass(facility, now)
    state = case.requests.get(facility)
    if case.destination == facility:
        return
    if state is RequestState.DECLINED and not command.ask_again:
        declined = ("already-declined", "すでに不応需の回答があります", "has declined already")
        raise InvalidSubmissionError([Issue("data.facility", *declined)])
    if state not in OPEN | {RequestState.ACCEPTED}:
        values = said(command, "facility", "answer_within_s", "ask_again")
        values |= deadline(command.answer_within_s, now)
        yield AcceptanceRequested(at=now.at, facility=facility, values=values)
    eta = {} if command.eta_minutes is None else {"eta_minutes": command.eta_minutes}
    yield CasualtyAllotted(at=now.at, facility=facility, values=eta)
    yield from withdraw_others(case, facility, now, WithdrawalCause.ALLOTTED_ELSEWHERE)


def _declare_mode(_case: Case, command: say.DeclareMode, now: Circumstances) -> Iterator[Event]:
    yield ModeDeclared(
        at=now.at,
        department=now.principal.organisation.id,
        district=command.district or "",
        values=said(command, "district"),
        tapped_at=instant(now.tapped_at),
        key=now.key,
    )


RULES: Rules = {
    say.OpenIncident: _open_incident,
    say.Allot: _allot,
    say.DeclareMode: _declare_mode,
}
