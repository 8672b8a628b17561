"""The rules of a region are kept: who may be asked, how many at once, and when the telephone has to confirm."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from hub.domain import commands as say
from hub.domain.case import Case
from hub.domain.codes import Answer, Danger, DeclineReason, RequestState, Urgency
from hub.domain.region import misfits
from hub.domain.rules.regional import against
from hub.errors import InvalidSubmissionError
from tests.factories import DIRECTORY, NOW, Story, command_center, hospital, new_key, opened, ruled
from tests.rules import EAST, EXAMPLES, HOSPITALS, WEST, Example
from tests.rules import NOW as MOMENT

DECLINE = say.AnswerRequest(answer=Answer.DECLINE, reason=DeclineReason.BEDS_FULL)
ACCEPT = say.AnswerRequest(answer=Answer.ACCEPT)


def ask(*facilities: str, again: bool = False) -> say.RequestAcceptance:
    return say.RequestAcceptance(facilities=facilities, ask_again=again)


def refused(story: Story, command: say.Command) -> list[str]:
    with pytest.raises(InvalidSubmissionError) as caught:
        story.says(command)
    return [f"{each.path} {each.code}" for each in caught.value.issues]


@pytest.mark.parametrize("example", EXAMPLES, ids=[each.name for each in EXAMPLES])
def test_who_may_be_asked(example: Example) -> None:
    requests = {
        facility: RequestState(each["state"]) for facility, each in example.document.get("requests", {}).items()
    }
    case = Case(id=new_key(), department="fd-01", requests=requests, rest=example.document)
    directory = {each.id: each for each in HOSPITALS}

    found = against(case, example.asks, example.pack, directory, datetime.fromisoformat(MOMENT))

    assert tuple(f"{each.path} {each.code}" for each in found) == example.against


def test_a_refusal_names_its_rule_in_both_languages() -> None:
    story = opened(directory=ruled(WEST))
    story.says(say.DescribePatient(urgency=Urgency.RED))

    with pytest.raises(InvalidSubmissionError) as caught:
        story.says(ask("h-001", "h-002"))

    (issue,) = caught.value.issues
    assert issue.ja == "実施基準「緊急度が赤の傷病者は一病院ずつ」: 同時に照会できるのは1病院までです(照会中0)"
    assert issue.en == "the rule “Red: one hospital after another” lets 1 be asked at once; 0 are being asked"


def test_without_rules_a_crew_asks_whom_it_wants() -> None:
    story = opened()

    story.says(ask("h-001", "h-002", "h-003"))

    assert "rules" not in story.request("h-001")


def test_a_command_center_that_asks_for_a_crew_is_bound_alike() -> None:
    story = opened(directory=ruled(WEST))

    with pytest.raises(InvalidSubmissionError):
        story.says(say.RequestOnBehalf(facilities=("h-001", "h-002")), command_center())


def test_an_allotment_and_the_telephone_are_never_refused() -> None:
    story = opened(directory=ruled(WEST))
    story.says(say.DescribePatient(dangers=(Danger.STEMI_SUSPECTED,)))
    assert refused(story, ask("h-001")) == ["data.facilities[0] not-called-for"]

    story.says(say.ConfirmDestination(facility="h-001", is_by_phone=True))
    story.says(say.Allot(facility="h-002"), command_center())

    assert story.case.destination == "h-002"


def test_the_request_says_by_which_rules_it_was_made() -> None:
    story = opened(directory=ruled(WEST))

    story.says(ask("h-001"))

    assert story.request("h-001")["rules"] == "kaku-west 2026-04-01"
    assert "needs_phone_call" not in story.request("h-001")


def twice_refused() -> Story:
    story = opened(directory=ruled(WEST))
    for facility in ("h-001", "h-002"):
        story.says(ask(facility))
        story.says(DECLINE, hospital(facility))
    story.says(ask("h-003"))
    return story


def test_where_the_rules_want_it_the_telephone_confirms_before_the_destination_stands() -> None:
    story = twice_refused()
    story.says(ACCEPT, hospital("h-003"))

    assert refused(story, say.ConfirmDestination(facility="h-003")) == ["data.is_by_phone phone-call-needed"]
    story.says(say.ConfirmDestination(facility="h-003", is_by_phone=True))

    assert story.case.destination == "h-003"


def test_who_accepted_on_the_telephone_is_not_called_again() -> None:
    story = twice_refused()
    story.says(say.RecordPhoneAnswer(facility="h-003", answer=Answer.ACCEPT))

    story.says(say.ConfirmDestination(facility="h-003"))

    assert story.case.destination == "h-003"


def test_a_request_that_came_late_says_when_it_came() -> None:
    story = opened(directory=ruled(WEST))
    tapped_at = NOW + timedelta(minutes=1)

    story.says(ask("h-001"), at=tapped_at, received_at=tapped_at + timedelta(minutes=20))

    assert story.request("h-001")["requested_at"] == "2026-11-23T01:13:00.000Z"
    assert story.request("h-001")["arrived_at"] == "2026-11-23T01:33:00.000Z"


def test_rules_fit_who_takes_part_or_say_where_they_do_not() -> None:
    faulty = replace(EAST, departments=("fd-02", "fd-99", "h-001", "fd-01"))
    nowhere = replace(faulty, calls=(replace(EAST.calls[0], hospitals=("h-002", "h-999", "fd-01")),))

    assert [f"{each.path} {each.code}" for each in misfits(nowhere, DIRECTORY, [WEST, EAST])] == [
        "departments[1] unknown-department",
        "departments[2] unknown-department",
        "departments[3] in-another-region",
        "calls[0].hospitals[1] unknown-facility",
        "calls[0].hospitals[2] unknown-facility",
    ]
    assert list(misfits(WEST, DIRECTORY, [WEST, EAST])) == []
