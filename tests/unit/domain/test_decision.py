"""What may be said about a case, by whom and when; the rules stand in `hub.domain.rules`.

Each test watches one rule: without it the hub would take down what contradicts the case, or would tell a stranger
that a case exists.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from hub.domain import commands as say
from hub.domain.codes import (
    Answer,
    AttachmentKind,
    CaseStatus,
    Change,
    Closing,
    Danger,
    DeclineReason,
    Level,
    OperationMode,
    Role,
    Severity,
    Specialty,
    TimeMark,
    Treatment,
    TriageCategory,
    Urgency,
)
from hub.domain.decision import decide
from hub.domain.document import section
from hub.domain.events import (
    AcceptanceRequested,
    CaseOpened,
    FactsStated,
    ObservationRecorded,
    RequestAnswered,
    RequestWithdrawn,
)
from hub.domain.myna_codes import LegalBasis, MynaMethod, MynaResult
from hub.domain.people import Organisation, Principal
from hub.domain.preparation_codes import Preparation, Team
from hub.domain.rules.record import SAMPLE_EVERY
from hub.errors import ConflictError, InvalidSubmissionError, NotFoundError
from tests.factories import (
    DIRECTORY,
    NOW,
    Story,
    authority,
    circumstances,
    command_center,
    crew,
    hospital,
    new_key,
    opened,
)

ACCEPT = say.AnswerRequest(answer=Answer.ACCEPT)
DECLINE = say.AnswerRequest(answer=Answer.DECLINE, reason=DeclineReason.BEDS_FULL)
CONDITIONAL = say.AnswerRequest(answer=Answer.CONDITIONAL, conditions="個室なし")
POSITION = say.ReportPosition(latitude=Decimal("34.4"), longitude=Decimal("132.4"))


def ask(*facilities: str, again: bool = False) -> say.RequestAcceptance:
    return say.RequestAcceptance(facilities=facilities or ("h-001",), ask_again=again)


def asked(*facilities: str) -> Story:
    story = opened()
    story.says(ask(*facilities))
    return story


def accepted(*others: str) -> Story:
    story = asked("h-001", *others)
    story.says(ACCEPT, hospital())
    return story


VIEW = new_key()
LOOK = say.ViewMynaRecord(result=MynaResult.VIEWED, basis=LegalBasis.CONSENT, method=MynaMethod.CARD)

EXAMPLES: Mapping[type[say.Command], say.Command] = {
    type(command): command
    for command in (
        say.OpenCase(chief_complaint="胸痛"),
        say.OpenIncident(incident_number="架空-1", unit="u-001", call_received_at=NOW),
        say.DescribePatient(family_name="架空"),
        say.RecordObservation(heart_rate=118),
        say.RecordTriage(category=TriageCategory.RED),
        say.RecordTreatment(treatment=Treatment.OXYGEN),
        say.StampTime(mark=TimeMark.ON_SCENE),
        say.Attach(what=AttachmentKind.SCENE, content=b"%PDF-1.7\n%%EOF"),
        ask("h-002"),
        say.RequestOnBehalf(facilities=("h-002",)),
        say.WithdrawRequest(facilities=("h-001",)),
        say.ExpireRequest(facilities=("h-001",)),
        say.RecordPhoneAnswer(facility="h-002", answer=Answer.DECLINE, reason=DeclineReason.BUSY),
        say.ConfirmDestination(facility="h-001"),
        say.Allot(facility="h-002"),
        say.Ask(question="内服薬は?"),
        say.Message(text="到着が遅れます"),
        POSITION,
        say.ReportChange(change=Change.DETERIORATED),
        say.HandOver(),
        say.CloseCase(closing=Closing.CANCELLED),
        say.MarkDelivered(),
        say.MarkDisplayed(),
        say.Acknowledge(),
        ACCEPT,
        say.ActivateTeam(team=Team.STEMI),
        say.Prepare(item=Preparation.CT),
        say.ReceiveHandOver(),
        say.RecordOutcome(severity=Severity.MILD),
        say.PublishCapacity(specialty=Specialty.STROKE, level=Level.GOOD),
        say.ViewMynaRecord(result=MynaResult.CARD_NOT_CARRIED),
        say.ShareMynaRecord(view=str(VIEW), allergies=("ペニシリン",)),
        say.DeclareMode(mode=OperationMode.DISASTER),
    )
}
"""One command of every kind."""


BEGINNINGS = {say.OpenCase, say.OpenIncident}
SPEAKERS = {
    Role.CREW: crew(),
    Role.HOSPITAL: hospital(),
    Role.COMMAND_CENTER: command_center(),
    Role.AUTHORITY: authority(),
}
STRANGERS = {
    Role.CREW: crew("u-003"),
    Role.HOSPITAL: hospital("h-003"),
    Role.COMMAND_CENTER: command_center("fd-02"),
}


def legal(kind: type[say.Command]) -> Story:
    """Returns a case in which the example of the kind may be said."""
    if issubclass(kind, say.RequestAcceptance) or Role.HOSPITAL in kind.roles():
        story = asked("h-001")
        if kind in {say.ActivateTeam, say.Prepare, say.ReceiveHandOver, say.RecordOutcome}:
            story.says(ACCEPT, hospital())
        return story
    if kind is say.ExpireRequest:
        return asked("h-001")
    if kind in {say.WithdrawRequest, say.ConfirmDestination, say.HandOver}:
        story = accepted()
        if kind is say.HandOver:
            story.says(say.ConfirmDestination(facility="h-001"))
        return story
    story = opened()
    if kind is say.ShareMynaRecord:
        story.says(LOOK, key=VIEW)
    return story


def test_there_is_an_example_of_every_command() -> None:
    of_a_case = {kind for kind in say.KINDS.values() if kind.about is not say.About.TRANSPORT}

    assert set(EXAMPLES) == {*of_a_case, say.MarkDelivered}


# Who may say it ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", EXAMPLES, ids=lambda kind: kind.kind)
def test_whoever_it_is_for_may_say_it(kind: type[say.Command]) -> None:
    for role in kind.roles():
        assert decide(legal(kind).case, said_by(role, EXAMPLES[kind]), circumstances(SPEAKERS[role])), role


def said_by(role: Role, example: say.Command) -> say.Command:
    """Returns an example as this role says it: an authority names the hospital of which it speaks."""
    if role is Role.AUTHORITY and isinstance(example, say.PublishCapacity):
        return replace(example, facility="h-001")
    return example


@pytest.mark.parametrize("kind", EXAMPLES, ids=lambda kind: kind.kind)
def test_another_role_is_told_that_there_is_no_such_case(kind: type[say.Command]) -> None:
    for role in SPEAKERS.keys() - kind.roles():
        with pytest.raises(NotFoundError):
            legal(kind).says(EXAMPLES[kind], SPEAKERS[role])


@pytest.mark.parametrize("kind", [kind for kind in EXAMPLES if Role.CREW in kind.roles()], ids=lambda kind: kind.kind)
def test_a_crew_of_another_fire_department_is_told_that_there_is_no_such_case(kind: type[say.Command]) -> None:
    with pytest.raises(NotFoundError):
        legal(kind).says(EXAMPLES[kind], crew("u-003"))


@pytest.mark.parametrize(
    "kind",
    [kind for kind in EXAMPLES if Role.COMMAND_CENTER in kind.roles() and not kind.about.is_sender],
    ids=lambda kind: kind.kind,
)
def test_the_command_center_of_another_fire_department_is_told_that_there_is_no_such_case(
    kind: type[say.Command],
) -> None:
    with pytest.raises(NotFoundError):
        legal(kind).says(EXAMPLES[kind], command_center("fd-02"))


def test_a_second_crew_of_the_same_department_may_report() -> None:
    """A relief crew, or the crew that came first, belongs to the same case."""
    assert opened().says(EXAMPLES[say.RecordObservation], crew("u-002"))


@pytest.mark.parametrize(
    "kind",
    [kind for kind in EXAMPLES if Role.HOSPITAL in kind.roles() and not kind.about.is_sender],
    ids=lambda kind: kind.kind,
)
def test_a_hospital_that_was_not_asked_is_told_that_there_is_no_such_case(kind: type[say.Command]) -> None:
    with pytest.raises(NotFoundError):
        legal(kind).says(EXAMPLES[kind], hospital("h-003"))


@pytest.mark.parametrize(
    "kind",
    [kind for kind in EXAMPLES if kind not in BEGINNINGS and not kind.about.is_sender],
    ids=lambda kind: kind.kind,
)
def test_a_missing_case_answers_as_a_foreign_one(kind: type[say.Command]) -> None:
    """Watches P8: the two answers are the same bytes."""
    for role in kind.roles():
        with pytest.raises(NotFoundError) as missing:
            Story().says(EXAMPLES[kind], SPEAKERS[role])
        with pytest.raises(NotFoundError) as foreign:
            legal(kind).says(EXAMPLES[kind], STRANGERS[role])

        assert str(missing.value) == str(foreign.value), role


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.ADMINISTRATOR])
def test_nobody_else_says_anything_yet(role: Role) -> None:
    by = Principal(caller="x", role=role, organisation=DIRECTORY["fd-01"])

    for command in EXAMPLES.values():
        with pytest.raises(NotFoundError):
            opened().says(command, by)


def test_a_command_centre_watches_and_does_not_report() -> None:
    with pytest.raises(NotFoundError):
        opened().says(EXAMPLES[say.RecordObservation], command_center())


# Opening ----------------------------------------------------------------------------------------------------


def test_the_first_word_opens_the_case() -> None:
    story = Story()

    happened = story.says(say.OpenCase(chief_complaint="胸痛"))

    assert [type(event) for event in happened] == [CaseOpened, FactsStated]
    assert story.document["status"] == "open"
    assert story.document["unit"] == "u-001"
    assert story.document["department"] == "fd-01"
    assert story.document["complaint"] == {"chief_complaint": "胸痛"}


def test_a_case_is_opened_once_and_a_second_opening_only_states_facts() -> None:
    """Two devices of one crew may both open: neither is refused, and the case keeps its beginning."""
    story = opened()
    opened_at = story.document["opened_at"]

    happened = story.says(say.OpenCase(chief_complaint="胸痛"), crew("u-001", "b"))

    assert [type(event) for event in happened] == [FactsStated]
    assert story.document["opened_at"] == opened_at


def test_an_exercise_is_marked_from_its_first_word() -> None:
    assert opened(say.OpenCase(is_exercise=True)).document["is_exercise"] is True
    assert opened().document["is_exercise"] is False


# Reports ----------------------------------------------------------------------------------------------------


def test_nothing_is_stated_by_a_description_that_says_nothing() -> None:
    assert opened().says(say.DescribePatient()) == ()


@pytest.mark.parametrize(
    "kind",
    [say.DescribePatient, say.RecordObservation, say.RecordTreatment, say.StampTime, say.ReportChange],
    ids=lambda kind: kind.kind,
)
def test_a_report_is_not_refused_for_coming_after_the_end(kind: type[say.Command]) -> None:
    """Watches P4: what a tunnel held back is still taken down."""
    story = opened()
    story.says(say.CloseCase(closing=Closing.REFUSED))

    assert story.says(EXAMPLES[kind])


def test_a_report_stands_at_its_own_time_and_not_at_its_arrival() -> None:
    story = opened()

    (event,) = story.says(say.RecordObservation(heart_rate=118), at=NOW - timedelta(minutes=9))

    assert isinstance(event, ObservationRecorded)
    assert event.at == "2026-11-23T01:03:00.000Z"


def test_a_number_keeps_its_digits() -> None:
    (event,) = opened().says(say.RecordObservation(temperature=Decimal("36.50")))

    assert isinstance(event, ObservationRecorded)
    assert str(event.values["temperature"]) == "36.50"


def test_a_position_is_taken_down_once_a_minute() -> None:
    """Watches the journal: every ambulance reports each few seconds."""
    story = opened()

    first = story.says(POSITION, at=NOW)
    between = story.says(POSITION, at=NOW + SAMPLE_EVERY - timedelta(milliseconds=1))
    next_ = story.says(POSITION, at=NOW + SAMPLE_EVERY)

    assert (len(first), len(between), len(next_)) == (1, 0, 1)


def test_a_position_from_the_past_is_not_taken_down() -> None:
    story = opened()
    story.says(POSITION, at=NOW)

    assert story.says(POSITION, at=NOW - timedelta(minutes=5)) == ()


# Asking -----------------------------------------------------------------------------------------------------


def test_many_hospitals_are_asked_at_once_and_each_until_the_same_time() -> None:
    happened = opened().says(say.RequestAcceptance(facilities=("h-001", "h-002"), answer_within_s=120), at=NOW)

    assert all(isinstance(event, AcceptanceRequested) for event in happened)
    assert [event.facility for event in happened if isinstance(event, AcceptanceRequested)] == ["h-001", "h-002"]
    assert all(
        event.values["answer_by"] == "2026-11-23T01:14:00.000Z"
        for event in happened
        if isinstance(event, AcceptanceRequested)
    )


def test_a_hospital_is_not_asked_twice_at_the_same_time() -> None:
    with pytest.raises(InvalidSubmissionError) as refused:
        asked().says(ask("h-002", "h-001"))

    assert [(issue.path, issue.code) for issue in refused.value.issues] == [("data.facilities[1]", "already-asked")]


def test_a_hospital_that_declined_is_not_asked_again() -> None:
    story = asked()
    story.says(DECLINE, hospital())

    with pytest.raises(InvalidSubmissionError) as refused:
        story.says(ask())

    assert [issue.code for issue in refused.value.issues] == ["already-declined"]


def test_a_hospital_that_declined_is_asked_again_when_the_crew_says_so() -> None:
    story = asked()
    story.says(DECLINE, hospital())

    story.says(ask(again=True))

    assert story.state("h-001") == "requested"
    assert "reason" not in story.request("h-001")


def test_a_hospital_whose_request_was_withdrawn_may_be_asked_again() -> None:
    story = asked()
    story.says(say.WithdrawRequest(facilities=("h-001",)))

    story.says(ask())

    assert story.state("h-001") == "requested"


@pytest.mark.parametrize("facility", ["h-999", "fd-01", "op-01", "", "個人番号"])
def test_only_a_hospital_of_the_register_is_asked(facility: str) -> None:
    with pytest.raises(InvalidSubmissionError) as refused:
        opened().says(ask("h-001", facility))

    assert [(issue.path, issue.code) for issue in refused.value.issues] == [("data.facilities[1]", "unknown-facility")]
    assert facility == "" or facility not in str(refused.value.issues)


def test_every_hospital_that_cannot_be_asked_is_named_at_once() -> None:
    story = asked("h-001")

    with pytest.raises(InvalidSubmissionError) as refused:
        story.says(ask("h-998", "h-002", "h-001"))

    assert [issue.path for issue in refused.value.issues] == ["data.facilities[0]", "data.facilities[2]"]
    assert story.case.requests.keys() == {"h-001"}


def test_nobody_is_asked_once_a_hospital_has_accepted() -> None:
    with pytest.raises(ConflictError, match="request-already-taken"):
        accepted().says(ask("h-002"))


# What a hospital says ---------------------------------------------------------------------------------------


def test_a_request_comes_further_and_never_back() -> None:
    story = asked()
    for command, state in (
        (say.MarkDelivered(), "delivered"),
        (say.MarkDisplayed(), "displayed"),
        (say.Acknowledge(by="看護師"), "acknowledged"),
    ):
        story.says(command, hospital())
        assert story.state("h-001") == state

    assert story.says(say.MarkDelivered(), hospital()) == ()
    assert story.says(say.MarkDisplayed(), hospital("h-001")) == ()
    assert story.state("h-001") == "acknowledged"


def test_an_answer_is_not_undone_by_a_late_mark_of_display() -> None:
    story = accepted()

    assert story.says(say.MarkDisplayed(), hospital()) == ()
    assert story.state("h-001") == "accepted"


@pytest.mark.parametrize(
    ("answer", "state"), [(ACCEPT, "accepted"), (DECLINE, "declined"), (CONDITIONAL, "conditional")]
)
def test_a_hospital_answers(answer: say.AnswerRequest, state: str) -> None:
    story = asked()

    (event,) = story.says(answer, hospital())

    assert isinstance(event, RequestAnswered)
    assert story.state("h-001") == state


def test_one_accept_withdraws_the_others() -> None:
    story = asked("h-001", "h-002", "h-003")
    story.says(DECLINE, hospital("h-003"))

    happened = story.says(ACCEPT, hospital("h-002"))

    assert [(type(event), getattr(event, "facility", None)) for event in happened] == [
        (RequestAnswered, "h-002"),
        (RequestWithdrawn, "h-001"),
    ]
    assert [story.state(each) for each in ("h-001", "h-002", "h-003")] == ["withdrawn", "accepted", "declined"]
    assert story.request("h-001")["cause"] == "other-accepted"


@pytest.mark.parametrize("answer", [ACCEPT, DECLINE, CONDITIONAL])
def test_a_second_accept_is_told_that_the_request_is_taken(answer: say.AnswerRequest) -> None:
    story = accepted("h-002")

    with pytest.raises(ConflictError, match="request-already-taken"):
        story.says(answer, hospital("h-002"))


def test_an_answer_to_a_request_that_was_taken_back_is_told_so() -> None:
    story = asked()
    story.says(say.WithdrawRequest(facilities=("h-001",)))

    with pytest.raises(ConflictError, match="request-withdrawn"):
        story.says(ACCEPT, hospital())


@pytest.mark.parametrize("second", [ACCEPT, CONDITIONAL])
@pytest.mark.parametrize("first", [ACCEPT, DECLINE])
def test_an_answer_stands(first: say.AnswerRequest, second: say.AnswerRequest) -> None:
    story = asked()
    story.says(first, hospital())

    with pytest.raises(ConflictError, match="request-already-answered"):
        story.says(second, hospital())


def test_a_hospital_that_accepted_may_still_decline_before_the_patient_is_there() -> None:
    """A second ambulance may fill the room while the first is on its way."""
    story = accepted("h-002")
    story.says(say.ConfirmDestination(facility="h-001"))

    story.says(DECLINE, hospital())

    assert story.state("h-001") == "declined"
    assert story.case.destination is None
    assert "destination" not in story.document
    assert story.says(ask("h-002"))


def test_a_hospital_does_not_decline_a_patient_who_was_handed_over() -> None:
    story = accepted()
    story.says(say.ConfirmDestination(facility="h-001"))
    story.says(say.HandOver())

    with pytest.raises(ConflictError, match="request-already-answered"):
        story.says(DECLINE, hospital())


def test_a_conditional_answer_becomes_an_accept() -> None:
    story = asked()
    story.says(CONDITIONAL, hospital())

    story.says(ACCEPT, hospital())

    assert story.state("h-001") == "accepted"


# Withdrawing and confirming -----------------------------------------------------------------------------------


def test_only_a_request_that_stands_is_withdrawn() -> None:
    with pytest.raises(InvalidSubmissionError) as refused:
        asked().says(say.WithdrawRequest(facilities=("h-001", "h-002")))

    assert [(issue.path, issue.code) for issue in refused.value.issues] == [("data.facilities[1]", "not-asked")]


def test_withdrawing_from_the_destination_leaves_the_case_without_one() -> None:
    story = accepted()
    story.says(say.ConfirmDestination(facility="h-001", eta_minutes=9))

    story.says(say.WithdrawRequest(facilities=("h-001",), reason="悪化のため近くへ"))

    assert story.case.destination is None
    assert "destination" not in story.document


@pytest.mark.parametrize("answer", [ACCEPT, CONDITIONAL])
def test_the_crew_confirms_a_hospital_that_said_yes_and_the_others_are_withdrawn(answer: say.AnswerRequest) -> None:
    story = asked("h-001", "h-002")
    story.says(answer, hospital())

    story.says(say.ConfirmDestination(facility="h-001", eta_minutes=9))

    assert story.state("h-001") == "accepted"
    assert story.state("h-002") == "withdrawn"
    assert story.case.destination == "h-001"


@pytest.mark.parametrize("facility", ["h-001", "h-002"])
def test_a_hospital_that_has_not_said_yes_is_not_a_destination(facility: str) -> None:
    with pytest.raises(ConflictError, match="out-of-turn"):
        asked("h-001").says(say.ConfirmDestination(facility=facility))


def test_an_accept_by_telephone_is_confirmed_without_a_request() -> None:
    """The fallback of every failure: the crew calls, and takes the answer down itself."""
    story = accepted("h-002")

    story.says(say.ConfirmDestination(facility="h-003", is_by_phone=True))

    assert story.case.destination == "h-003"
    assert [story.state(each) for each in ("h-001", "h-002", "h-003")] == ["withdrawn", "withdrawn", "accepted"]


def test_an_unknown_hospital_is_not_confirmed_even_by_telephone() -> None:
    with pytest.raises(InvalidSubmissionError) as refused:
        opened().says(say.ConfirmDestination(facility="fd-02", is_by_phone=True))

    assert [issue.path for issue in refused.value.issues] == ["data.facility"]


# The end ----------------------------------------------------------------------------------------------------


def test_a_patient_is_handed_over_at_the_confirmed_destination_only() -> None:
    story = accepted()
    with pytest.raises(ConflictError, match="out-of-turn"):
        story.says(say.HandOver())

    story.says(say.ConfirmDestination(facility="h-001"))
    story.says(say.HandOver(summary="申送り"), at=NOW + timedelta(minutes=20))

    assert story.case.status is CaseStatus.HANDED_OVER
    assert story.document["times"] == {"handed-over": "2026-11-23T01:32:00.000Z"}


@pytest.mark.parametrize("kind", [say.ReceiveHandOver, say.RecordOutcome], ids=lambda kind: kind.kind)
def test_only_the_hospital_that_accepted_signs_and_records_the_outcome(kind: type[say.Command]) -> None:
    story = accepted("h-002")

    with pytest.raises(ConflictError, match="out-of-turn"):
        story.says(EXAMPLES[kind], hospital("h-002"))

    assert story.says(EXAMPLES[kind], hospital("h-001"))


def test_closing_withdraws_what_is_still_asked() -> None:
    story = asked("h-001", "h-002")
    story.says(DECLINE, hospital("h-002"))

    story.says(say.CloseCase(closing=Closing.REFUSED))

    assert story.case.status is CaseStatus.CLOSED
    assert [story.state(each) for each in ("h-001", "h-002")] == ["withdrawn", "declined"]
    assert story.request("h-001")["cause"] == "closed"


@pytest.mark.parametrize(
    "command",
    [
        ask("h-002"),
        say.WithdrawRequest(facilities=("h-001",)),
        say.ConfirmDestination(facility="h-001"),
        say.CloseCase(closing=Closing.TRANSPORTED),
    ],
    ids=lambda command: command.kind,
)
def test_a_closed_case_selects_no_hospital_any_more(command: say.Command) -> None:
    story = accepted()
    story.says(say.CloseCase(closing=Closing.TRANSPORTED))

    with pytest.raises(ConflictError, match="case-closed"):
        story.says(command)


def test_a_hand_over_that_comes_after_the_end_is_taken_down_and_the_case_stays_closed() -> None:
    story = accepted()
    story.says(say.ConfirmDestination(facility="h-001"))
    story.says(say.CloseCase(closing=Closing.TRANSPORTED))

    story.says(say.HandOver())

    assert story.case.status is CaseStatus.CLOSED
    assert "handover" in story.document


def test_a_decision_changes_nothing() -> None:
    """`decide` is pure: the same question has the same answer, and the case is as it was."""
    story = asked("h-001", "h-002")
    before = story.case
    now = circumstances(hospital())

    assert decide(before, ACCEPT, now) == decide(before, ACCEPT, now)
    assert story.case is before


def test_an_organisation_without_a_kind_of_hospital_publishes_no_capacity() -> None:
    provider = Organisation(id="op-01", kind=DIRECTORY["op-01"].kind, name="", name_en="", area="99")
    by = Principal(caller="x", role=Role.OPERATOR, organisation=provider)

    with pytest.raises(NotFoundError):
        Story().says(EXAMPLES[say.PublishCapacity], by)


def test_what_was_said_is_kept_as_json_says_it() -> None:
    """Dates and times become text, codes their values: an event is read back from the journal as it was written."""
    story = opened()

    story.says(
        say.DescribePatient(
            birth_date=date(1950, 1, 31),
            onset_at=datetime(2026, 11, 23, 10, 0, tzinfo=timezone(timedelta(hours=9))),
            dangers=(Danger.DIALYSIS, Danger.PREGNANT),
            urgency=Urgency.RED,
        )
    )

    assert section(story.document, "patient") == {"birth_date": "1950-01-31"}
    assert section(story.document, "complaint") == {
        "onset_at": "2026-11-23T01:00:00.000Z",
        "dangers": ["dialysis", "pregnant"],
        "urgency": "red",
    }
