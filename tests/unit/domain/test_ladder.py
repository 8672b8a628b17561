"""Silence climbs: when a step is due, what ends it, what begins it anew. The clock is the test's own."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from hub.domain import commands as say
from hub.domain.codes import Answer, Closing, DeclineReason, EscalationStep, TimeMark
from hub.domain.document import section
from hub.domain.ladder import Silence, next_due, rungs, silence_after
from hub.domain.rule_pack import Escalation, RulePack
from hub.errors import ConflictError
from tests.factories import NOW, Story, command_center, hospital, opened, ruled
from tests.rules import WEST

ASKED_AT = NOW + timedelta(minutes=1)
ANSWERS = {
    "accepts": say.AnswerRequest(answer=Answer.ACCEPT),
    "accepts with conditions": say.AnswerRequest(answer=Answer.CONDITIONAL, conditions="個室なし"),
    "declines": say.AnswerRequest(answer=Answer.DECLINE, reason=DeclineReason.BUSY),
}


def asked(*facilities: str, pack: RulePack | None = WEST) -> Story:
    story = opened(directory=ruled(pack) if pack else None)
    story.says(say.RequestAcceptance(facilities=facilities or ("h-001",)), at=ASKED_AT)
    return story


def due(story: Story, facility: str = "h-001") -> dict[str, float]:
    """Returns after how many seconds from the asking each step is due at a hospital."""
    return {
        rung.step.value: (rung.due_at - ASKED_AT).total_seconds()
        for rung in rungs(story.case, WEST)
        if rung.facility == facility
    }


def climb(story: Story, step: EscalationStep, after_s: float, facility: str = "h-001") -> None:
    requested_at = str(story.request(facility)["requested_at"])
    command = say.Escalate(facility=facility, step=step, requested_at=requested_at)
    story.says(command, command_center(), at=ASKED_AT + timedelta(seconds=after_s))


def after(seconds: float) -> datetime:
    return ASKED_AT + timedelta(seconds=seconds)


def test_silence_climbs_to_the_second_device_the_crew_the_command_center_and_the_next_ring() -> None:
    assert due(asked()) == {"second-device": 15, "crew": 30, "command-center": 60, "next-ring": 120}


def test_a_step_is_written_into_the_request_with_its_time_and_is_not_due_any_more() -> None:
    story = asked()

    climb(story, EscalationStep.SECOND_DEVICE, 15)

    assert story.request("h-001")["escalated"] == {"second-device": "2026-11-23T01:13:15.000Z"}
    assert list(due(story)) == ["crew", "command-center", "next-ring"]
    assert story.state("h-001") == "requested"


def test_a_step_is_not_taken_before_it_is_due() -> None:
    story = asked()

    with pytest.raises(ConflictError, match="out-of-turn"):
        climb(story, EscalationStep.CREW, 29.9)


def test_a_step_is_not_taken_twice() -> None:
    story = asked()
    climb(story, EscalationStep.CREW, 30)

    with pytest.raises(ConflictError, match="out-of-turn"):
        climb(story, EscalationStep.CREW, 31)


def test_a_screen_that_shows_it_begins_the_time_anew() -> None:
    story = asked()
    climb(story, EscalationStep.SECOND_DEVICE, 15)

    story.says(say.MarkDelivered(), hospital(), at=after(16))
    assert due(story)["crew"] == 30
    story.says(say.MarkDisplayed(), hospital(), at=after(20))

    assert due(story) == {"crew": 50, "command-center": 80, "next-ring": 140}
    with pytest.raises(ConflictError, match="out-of-turn"):
        climb(story, EscalationStep.CREW, 30)


def test_who_acknowledges_is_waited_for_until_the_deadline() -> None:
    story = asked()

    story.says(say.Acknowledge(), hospital(), at=after(20))

    assert due(story) == {"next-ring": 300}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_an_answer_ends_it(answer: say.Command) -> None:
    story = asked("h-001")
    assert due(story)

    story.says(answer, hospital())

    assert due(story) == {}


def test_so_does_an_answer_on_the_telephone() -> None:
    story = asked()

    story.says(say.RecordPhoneAnswer(facility="h-001", answer=Answer.DECLINE, reason=DeclineReason.BUSY))

    assert due(story) == {}


@pytest.mark.parametrize(
    "command",
    [say.WithdrawRequest(facilities=("h-001",)), say.CloseCase(closing=Closing.REFUSED)],
    ids=["withdrawn", "closed"],
)
def test_so_does_the_crew(command: say.Command) -> None:
    story = asked()

    story.says(command)

    assert due(story) == {}


def test_so_does_the_command_centre_that_ends_the_request() -> None:
    story = asked()
    assert due(story)

    story.says(say.ExpireRequest(facilities=("h-001",)), command_center())

    assert due(story) == {}


def test_so_does_the_hand_over_at_an_allotted_hospital_that_never_answered() -> None:
    story = opened(directory=ruled(WEST))
    story.says(say.Allot(facility="h-001"), command_center(), at=ASKED_AT)
    assert due(story)

    story.says(say.HandOver())

    assert due(story) == {}


def test_asking_anew_climbs_anew_and_an_old_step_does_not_count() -> None:
    story = asked()
    before = str(story.request("h-001")["requested_at"])
    climb(story, EscalationStep.SECOND_DEVICE, 15)
    story.says(say.WithdrawRequest(facilities=("h-001",)))
    story.says(say.RequestAcceptance(facilities=("h-001",), ask_again=True), at=after(100))

    assert "escalated" not in story.request("h-001")
    assert due(story)["second-device"] == 115
    late = say.Escalate(facility="h-001", step=EscalationStep.SECOND_DEVICE, requested_at=before)
    with pytest.raises(ConflictError, match="out-of-turn"):
        story.says(late, command_center(), at=after(116))


def test_what_was_tapped_in_a_tunnel_is_silent_since_it_came() -> None:
    story = opened(directory=ruled(WEST))
    story.says(say.RequestAcceptance(facilities=("h-001",)), at=ASKED_AT, received_at=after(1200))

    assert due(story)["second-device"] == 1215


def test_a_region_that_gives_no_time_for_a_step_does_without_it() -> None:
    story = asked()
    pack = replace(WEST, escalation=Escalation(crew_s=45))

    assert [(each.step, each.due_at) for each in rungs(story.case, pack)] == [(EscalationStep.CREW, after(45))]


def test_without_rules_nothing_climbs() -> None:
    story = asked(pack=None)

    assert next_due(story.case, None) is None
    with pytest.raises(ConflictError, match="out-of-turn"):
        climb(story, EscalationStep.CREW, 3600)


def test_what_is_due_next_is_told_where_it_has_changed() -> None:
    story = opened(directory=ruled(WEST))
    before = story.case
    story.says(say.RequestAcceptance(facilities=("h-001",)), at=ASKED_AT)
    waiting = story.case
    story.says(say.StampTime(mark=TimeMark.ON_SCENE))
    stamped = story.case
    story.says(ANSWERS["declines"], hospital())

    assert silence_after(before, waiting, WEST) == Silence(after(15))
    assert silence_after(waiting, stamped, WEST) is None
    assert silence_after(stamped, story.case, WEST) == Silence(None)


def test_the_next_of_several_hospitals_counts() -> None:
    story = opened(directory=ruled(replace(WEST, asking=(replace(WEST.asking[-1], at_once=2),))))
    story.says(say.RequestAcceptance(facilities=("h-001", "h-002")), at=ASKED_AT)
    story.says(say.MarkDisplayed(), hospital("h-001"), at=after(10))

    assert next_due(story.case, WEST) == after(15)
    assert set(section(story.document, "requests")) == {"h-001", "h-002"}
