"""The telephone is a first-class path: what a hospital says on it counts like what it says on its screen."""

from datetime import timedelta

import pytest

from hub.domain import commands as say
from hub.domain.changes.inquiry import CHANGES
from hub.domain.codes import Answer, Closing, DeclineReason
from hub.domain.events import RequestAnswered, RequestWithdrawn
from hub.errors import ConflictError, InvalidSubmissionError
from tests.factories import NOW, Story, command_center, hospital, opened

ACCEPT = say.AnswerRequest(answer=Answer.ACCEPT)
CONDITIONAL = say.AnswerRequest(answer=Answer.CONDITIONAL, conditions="個室なし")
DECLINE = say.AnswerRequest(answer=Answer.DECLINE, reason=DeclineReason.BEDS_FULL)


def by_phone(answer: Answer = Answer.DECLINE, facility: str = "h-001", by: str | None = None) -> say.RecordPhoneAnswer:
    reason = DeclineReason.BUSY if answer is Answer.DECLINE else None
    conditions = "個室なし" if answer is Answer.CONDITIONAL else None
    return say.RecordPhoneAnswer(facility=facility, answer=answer, reason=reason, conditions=conditions, by=by)


def asked(*facilities: str) -> Story:
    story = opened()
    story.says(say.RequestAcceptance(facilities=facilities or ("h-001",)))
    return story


def test_a_decline_on_the_telephone_is_a_decline_and_not_a_withdrawal() -> None:
    story = asked()

    story.says(by_phone(by="当直医"))

    entry = story.request("h-001")
    assert (entry["state"], entry["reason"], entry["by"], entry["is_by_phone"]) == ("declined", "busy", "当直医", True)
    assert "cause" not in entry


def test_an_accept_on_the_telephone_withdraws_the_others() -> None:
    story = asked("h-001", "h-002")

    happened = story.says(by_phone(Answer.ACCEPT))

    assert [type(event) for event in happened] == [RequestAnswered, RequestWithdrawn]
    assert (story.state("h-001"), story.state("h-002")) == ("accepted", "withdrawn")
    assert story.request("h-002")["cause"] == "other-accepted"


def test_a_hospital_that_was_only_telephoned_has_its_entry_too() -> None:
    """The record of a run lists every hospital that was asked, with its reason."""
    story = opened()

    story.says(by_phone(facility="h-002"))

    assert story.state("h-002") == "declined"
    assert "requested_at" not in story.request("h-002")


@pytest.mark.parametrize("answer", [Answer.ACCEPT, Answer.CONDITIONAL])
def test_one_accept_wins_on_the_telephone_as_well(answer: Answer) -> None:
    story = asked("h-001", "h-002")
    story.says(ACCEPT, hospital("h-002"))

    with pytest.raises(ConflictError, match="request-already-taken"):
        story.says(by_phone(answer))


def test_a_hospital_that_accepted_on_the_telephone_makes_a_later_accept_too_late() -> None:
    story = asked("h-001", "h-002")
    story.says(by_phone(Answer.ACCEPT))

    with pytest.raises(ConflictError, match="request-already-taken"):
        story.says(ACCEPT, hospital("h-002"))


@pytest.mark.parametrize("answer", [Answer.ACCEPT, Answer.DECLINE])
def test_the_same_answer_said_twice_changes_nothing(answer: Answer) -> None:
    story = asked()
    story.says(by_phone(answer))
    before = story.document

    assert story.says(by_phone(answer), command_center()) == ()
    assert story.document == before


def test_a_telephone_call_that_is_older_than_the_hospitals_own_word_changes_nothing() -> None:
    """The tablet was in a tunnel: it called before the hospital answered on its screen."""
    story = asked()
    called_at = story.now
    story.says(ACCEPT, hospital())

    assert story.says(by_phone(), at=called_at, tapped_at=called_at) == ()
    assert story.state("h-001") == "accepted"


def test_a_telephone_call_that_is_newer_takes_an_accept_back() -> None:
    story = asked()
    story.says(ACCEPT, hospital())
    story.says(say.ConfirmDestination(facility="h-001"))

    story.says(by_phone())

    assert story.state("h-001") == "declined"
    assert story.case.destination is None
    assert "taken_back_at" in story.request("h-001")


def test_a_hospital_that_declined_may_change_its_mind_on_the_telephone() -> None:
    story = asked()
    story.says(DECLINE, hospital())

    story.says(by_phone(Answer.ACCEPT))

    entry = story.request("h-001")
    assert entry["state"] == "accepted"
    assert "reason" not in entry


def test_the_hospitals_own_answer_is_by_phone_no_longer() -> None:
    story = asked()
    story.says(by_phone(Answer.CONDITIONAL))
    assert story.request("h-001")["is_by_phone"] is True

    story.says(ACCEPT, hospital())

    assert "is_by_phone" not in story.request("h-001")


def test_after_the_end_a_decline_is_still_taken_down_and_an_accept_is_not() -> None:
    """A decline is a report, an accept would act on the case."""
    story = asked("h-001", "h-002")
    story.says(say.CloseCase(closing=Closing.REFUSED))

    story.says(by_phone())
    assert story.state("h-001") == "declined"
    with pytest.raises(ConflictError, match="case-closed"):
        story.says(by_phone(Answer.ACCEPT, "h-002"))


def test_nobody_declines_a_patient_who_was_handed_over() -> None:
    story = asked()
    story.says(ACCEPT, hospital())
    story.says(say.ConfirmDestination(facility="h-001"))
    story.says(say.HandOver())

    with pytest.raises(ConflictError, match="request-already-answered"):
        story.says(by_phone())


@pytest.mark.parametrize("facility", ["h-999", "fd-01"])
def test_only_a_hospital_of_the_directory_answers(facility: str) -> None:
    with pytest.raises(InvalidSubmissionError) as refused:
        opened().says(by_phone(facility=facility))

    assert [(issue.path, issue.code) for issue in refused.value.issues] == [("data.facility", "unknown-facility")]


# Taking an accept back ----------------------------------------------------------------------------------------


def test_a_hospital_that_takes_its_accept_back_is_seen_to_have_done_so() -> None:
    story = asked("h-001", "h-002")
    story.says(ACCEPT, hospital())
    story.says(say.ConfirmDestination(facility="h-001"))

    story.says(DECLINE, hospital())

    entry = story.request("h-001")
    assert (entry["state"], entry["reason"]) == ("declined", "beds-full")
    assert entry["taken_back_at"] == entry["answered_at"]
    assert "destination" not in story.document
    assert story.says(say.RequestAcceptance(facilities=("h-002",))), "the others may be asked again at once"


def test_a_decline_without_an_accept_before_it_takes_nothing_back() -> None:
    story = asked()
    story.says(DECLINE, hospital())

    assert "taken_back_at" not in story.request("h-001")


def test_a_hospital_that_is_asked_again_begins_anew() -> None:
    story = asked()
    story.says(ACCEPT, hospital())
    story.says(DECLINE, hospital())

    story.says(say.RequestAcceptance(facilities=("h-001",), ask_again=True))

    assert "taken_back_at" not in story.request("h-001")


# Asking on a crew's behalf ------------------------------------------------------------------------------------


def test_the_command_center_asks_for_a_crew_and_everybody_sees_that_it_did() -> None:
    story = opened()

    story.says(say.RequestOnBehalf(facilities=("h-001", "h-002"), message="隊は処置中"), command_center())

    assert (story.state("h-001"), story.state("h-002")) == ("requested", "requested")
    assert story.request("h-001")["is_on_behalf"] is True
    assert story.request("h-001")["message"] == "隊は処置中"


def test_what_the_crew_asks_itself_is_not_on_its_behalf() -> None:
    assert "is_on_behalf" not in asked().request("h-001")


def test_the_rules_of_asking_hold_for_the_command_center_too() -> None:
    story = asked()
    with pytest.raises(InvalidSubmissionError):
        story.says(say.RequestOnBehalf(facilities=("h-001",)), command_center())

    story.says(ACCEPT, hospital())
    with pytest.raises(ConflictError, match="request-already-taken"):
        story.says(say.RequestOnBehalf(facilities=("h-002",)), command_center())


# What was written before there was a cause --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reason", "cause", "words"),
    [
        ("other-accepted", "other-accepted", None),
        ("closed", "closed", None),
        ("遠方のため", "withdrawn", "遠方のため"),
        (None, "withdrawn", None),
    ],
)
def test_a_withdrawal_of_an_old_journal_is_read_as_it_was_meant(
    reason: str | None, cause: str, words: str | None
) -> None:
    story = asked()
    event = RequestWithdrawn(at=(NOW + timedelta(minutes=1)).isoformat(), facility="h-001", reason=reason)

    _, patch = CHANGES[RequestWithdrawn](event, story.case)

    assert patch["requests"] == {
        "h-001": {"state": "withdrawn", "withdrawn_at": event.at, "cause": cause, "reason": words}
    }


# Ending a request that nobody answers --------------------------------------------------------------------------


def test_the_command_center_ends_a_request_that_nobody_answers_and_it_is_seen_whose_word_that_was() -> None:
    story = asked()
    story.says(say.Acknowledge(), hospital())

    story.says(say.ExpireRequest(facilities=("h-001",)), command_center())

    ended = story.request("h-001")
    assert (ended["state"], ended["cause"]) == ("withdrawn", "expired")
    story.says(say.RequestAcceptance(facilities=("h-001", "h-002")))
    assert (story.state("h-001"), "cause" in story.request("h-001")) == ("requested", False)


def test_a_hospital_whose_request_was_ended_is_still_heard_on_the_telephone_and_not_on_its_screen() -> None:
    story = asked()
    story.says(say.ExpireRequest(facilities=("h-001",)), command_center())

    with pytest.raises(ConflictError, match="request-withdrawn"):
        story.says(ACCEPT, hospital())
    story.says(say.RecordPhoneAnswer(facility="h-001", answer=Answer.ACCEPT), command_center())

    assert (story.state("h-001"), "cause" in story.request("h-001")) == ("accepted", False)


@pytest.mark.parametrize("answer", [ACCEPT, CONDITIONAL, DECLINE], ids=lambda said: said.answer.value)
def test_whoever_has_answered_is_not_ended(answer: say.AnswerRequest) -> None:
    story = asked()
    story.says(answer, hospital())

    with pytest.raises(InvalidSubmissionError) as refused:
        story.says(say.ExpireRequest(facilities=("h-001", "h-002")), command_center())

    assert [(issue.path, issue.code) for issue in refused.value.issues] == [
        ("data.facilities[0]", "not-waiting"),
        ("data.facilities[1]", "not-waiting"),
    ]


def test_a_casualty_whose_hospital_stays_silent_is_without_one_again_until_it_is_handed_over_there() -> None:
    story = opened()
    story.says(say.Allot(facility="h-001"), command_center())
    story.says(say.ExpireRequest(facilities=("h-001",)), command_center())
    assert story.case.destination is None

    story.says(say.Allot(facility="h-001"), command_center())
    story.says(say.HandOver())
    with pytest.raises(InvalidSubmissionError):
        story.says(say.ExpireRequest(facilities=("h-001",)), command_center())


def test_a_case_that_is_closed_has_no_request_to_end() -> None:
    story = asked()
    story.says(say.CloseCase(closing=Closing.REFUSED))

    with pytest.raises(ConflictError, match="case-closed"):
        story.says(say.ExpireRequest(facilities=("h-001",)), command_center())
