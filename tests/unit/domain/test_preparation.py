"""A hospital makes ready: teams and what else waits for the patient, where the crew sees it."""

import pytest

from hub.domain import commands as say
from hub.domain.codes import Answer, DeclineReason
from hub.domain.preparation_codes import Preparation, Team, TeamState
from hub.errors import ConflictError, NotFoundError
from tests.factories import Story, command_center, crew, hospital, opened

CALL = say.ActivateTeam(team=Team.STEMI, by="当直医")
STANDS = say.ActivateTeam(team=Team.STEMI, state=TeamState.ARRIVED)
HOME = say.ActivateTeam(team=Team.STEMI, state=TeamState.STOOD_DOWN)


def accepted() -> Story:
    story = opened()
    story.says(say.RequestAcceptance(facilities=("h-001", "h-002")))
    story.says(say.AnswerRequest(answer=Answer.ACCEPT), hospital())
    return story


def team(story: Story) -> object:
    return story.request("h-001").get("teams")


def test_a_team_is_called_by_whom_and_when_and_then_stands_ready() -> None:
    story = accepted()

    story.says(CALL, hospital())
    assert team(story) == {"stemi": {"called_at": "2026-11-23T01:12:04.000Z", "by": "当直医"}}
    story.says(STANDS, hospital())

    assert team(story) == {
        "stemi": {"called_at": "2026-11-23T01:12:04.000Z", "arrived_at": "2026-11-23T01:12:05.000Z", "by": "当直医"}
    }


def test_two_screens_call_it_once() -> None:
    story = accepted()
    story.says(CALL, hospital())

    assert story.says(say.ActivateTeam(team=Team.STEMI), hospital()) == ()


def test_a_team_that_was_sent_home_may_be_called_anew() -> None:
    story = accepted()
    for said in (CALL, STANDS, HOME, say.ActivateTeam(team=Team.STEMI)):
        story.says(said, hospital())

    assert team(story) == {"stemi": {"called_at": "2026-11-23T01:12:07.000Z"}}


def test_nobody_is_sent_home_who_was_not_called() -> None:
    story = accepted()

    assert story.says(HOME, hospital()) == ()


def test_what_is_ready_is_ticked_off_and_the_tick_taken_back() -> None:
    story = accepted()
    story.says(say.Prepare(item=Preparation.CT), hospital())
    story.says(say.Prepare(item=Preparation.BLOOD), hospital())
    assert story.request("h-001")["ready"] == {
        "ct": "2026-11-23T01:12:04.000Z",
        "blood": "2026-11-23T01:12:05.000Z",
    }

    story.says(say.Prepare(item=Preparation.CT, is_ready=False), hospital())

    assert story.request("h-001")["ready"] == {"blood": "2026-11-23T01:12:05.000Z"}
    assert story.says(say.Prepare(item=Preparation.BLOOD), hospital()) == ()


@pytest.mark.parametrize("command", [CALL, say.Prepare(item=Preparation.CT)], ids=["team", "item"])
def test_only_a_hospital_that_takes_the_patient_makes_ready(command: say.Command) -> None:
    story = accepted()
    for speaker in (crew(), command_center(), hospital("h-003")):
        with pytest.raises(NotFoundError):
            story.says(command, speaker)
    with pytest.raises(ConflictError, match="out-of-turn"):
        story.says(command, hospital("h-002"))
    story.says(say.AnswerRequest(answer=Answer.DECLINE, reason=DeclineReason.BUSY), hospital())

    with pytest.raises(ConflictError, match="out-of-turn"):
        story.says(command, hospital())


def test_one_that_would_under_conditions_and_one_the_patient_is_allotted_to_do() -> None:
    story = opened()
    story.says(say.RequestAcceptance(facilities=("h-001",)))
    story.says(say.AnswerRequest(answer=Answer.CONDITIONAL, conditions="10分後から可"), hospital())
    story.says(say.Allot(facility="h-002"), command_center())

    with pytest.raises(ConflictError, match="out-of-turn"):
        story.says(CALL, hospital("h-001"))
    assert story.says(CALL, hospital("h-002"))


def test_asking_anew_begins_with_nothing_ready() -> None:
    story = accepted()
    story.says(CALL, hospital())
    story.says(say.AnswerRequest(answer=Answer.DECLINE, reason=DeclineReason.BUSY), hospital())

    story.says(say.RequestAcceptance(facilities=("h-001",), ask_again=True))

    assert team(story) is None
