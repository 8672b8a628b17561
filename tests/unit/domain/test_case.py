"""How each event changes a case: late words sort into their place, and only the latest word on a fact stands."""

from datetime import timedelta

import pytest

from hub.domain import commands as say
from hub.domain.case import Case
from hub.domain.changes import transport
from hub.domain.changes.record import NEWEST
from hub.domain.codes import Answer, Closing, Severity, TimeMark
from hub.domain.document import merge, section
from hub.domain.events import (
    EVENTS,
    CapacityPublished,
    DestinationConfirmed,
    Event,
    FactsStated,
    HandedOver,
    HandoverReceived,
    ModeDeclared,
    ObservationRecorded,
    OutcomeRecorded,
    PositionSampled,
)
from hub.domain.evolution import _CHANGES, evolve
from tests.factories import NOW, hospital, new_key, opened

MINUTE = timedelta(minutes=1)


def stated(value: str, tapped_at: str, key: str = "k") -> FactsStated:
    return FactsStated(at=tapped_at, facts={"complaint.chief_complaint": value}, tapped_at=tapped_at, key=key)


def complaint(case: Case) -> object:
    return section(case.document, "complaint").get("chief_complaint")


def test_of_two_words_on_a_fact_the_later_tap_stands() -> None:
    case = Case(id=new_key())
    case, _ = evolve(case, stated("胸痛", "2026-11-23T01:15:00.000Z"))

    case, patch = evolve(case, stated("腹痛", "2026-11-23T01:14:00.000Z"))

    assert complaint(case) == "胸痛"
    assert patch == {}


def test_of_two_words_of_one_tap_the_greater_key_stands_in_either_order() -> None:
    """Two devices may tap in the same millisecond; both must end with the same document."""
    words = [stated("胸痛", "2026-11-23T01:15:00.000Z", key) for key in ("a", "b")]
    ends = set()
    for order in (words, words[::-1]):
        case = Case(id=new_key())
        for word in order:
            case, _ = evolve(case, word)
        ends.add(case.orders["complaint.chief_complaint"])

    assert ends == {("2026-11-23T01:15:00.000Z", "b")}


def test_each_fact_of_one_word_stands_for_itself() -> None:
    case = Case(id=new_key())
    case, _ = evolve(case, stated("胸痛", "2026-11-23T01:15:00.000Z"))
    late = FactsStated(
        at="2026-11-23T01:14:00.000Z",
        facts={"complaint.chief_complaint": "腹痛", "patient.sex": "male"},
        tapped_at="2026-11-23T01:14:00.000Z",
        key="z",
    )

    case, patch = evolve(case, late)

    assert patch == {"patient": {"sex": "male"}}
    assert complaint(case) == "胸痛"


def test_a_time_is_corrected_by_stamping_it_again() -> None:
    story = opened()
    story.says(say.StampTime(mark=TimeMark.ON_SCENE), at=NOW, tapped_at=NOW)

    story.says(say.StampTime(mark=TimeMark.ON_SCENE), at=NOW - 3 * MINUTE, tapped_at=NOW + MINUTE)

    assert story.document["times"] == {"on-scene": "2026-11-23T01:09:00.000Z"}


def observed(minute: int) -> ObservationRecorded:
    return ObservationRecorded(
        at=f"2026-11-23T{minute // 60:02}:{minute % 60:02}:00.000Z", key=f"k{minute:03}", values={}
    )


def test_a_document_holds_the_newest_observations_whatever_their_order() -> None:
    """Four hours of minutes stay on the screen; a day-long case does not grow without a bound."""
    minutes = list(range(NEWEST + 20))
    ends = []
    for order in (minutes, minutes[::-1], minutes[1::2] + minutes[::2]):
        case = Case(id=new_key())
        for minute in order:
            case, _ = evolve(case, observed(minute))
        ends.append(set(section(case.document, "observations")))

    assert ends[0] == {f"k{minute:03}" for minute in minutes[-NEWEST:]}
    assert ends[0] == ends[1] == ends[2]


def test_an_observation_that_goes_is_removed_by_the_patch() -> None:
    case = Case(id=new_key())
    for minute in range(NEWEST):
        case, _ = evolve(case, observed(minute))

    _, patch = evolve(case, observed(NEWEST))

    assert section(patch, "observations")["k000"] is None


def test_an_observation_older_than_all_that_is_shown_changes_nothing() -> None:
    case = Case(id=new_key())
    for minute in range(1, NEWEST + 1):
        case, _ = evolve(case, observed(minute))

    after, patch = evolve(case, observed(0))

    assert patch == {}
    assert after == case


def test_an_older_position_does_not_move_the_vehicle_back() -> None:
    case = Case(id=new_key())
    case, _ = evolve(case, PositionSampled(at="2026-11-23T01:15:00.000Z", values={"latitude": 34}))

    after, patch = evolve(case, PositionSampled(at="2026-11-23T01:14:00.000Z", values={"latitude": 33}))

    assert after == case
    assert patch == {}


def test_asking_again_forgets_the_answer_of_the_first_time() -> None:
    story = opened()
    story.says(say.RequestAcceptance(facilities=("h-001",), message="一回目", eta_minutes=9))
    story.says(say.MarkDisplayed(), hospital())
    story.says(say.WithdrawRequest(facilities=("h-001",), reason="遠方"))

    story.says(say.RequestAcceptance(facilities=("h-001",)), at=NOW)

    assert story.request("h-001") == {
        "state": "requested",
        "requested_at": "2026-11-23T01:12:00.000Z",
        "answer_by": "2026-11-23T01:17:00.000Z",
    }


def test_a_new_destination_forgets_what_was_said_of_the_old_one() -> None:
    story = opened()
    story.says(say.ConfirmDestination(facility="h-001", is_by_phone=True, eta_minutes=9))

    story.says(say.ConfirmDestination(facility="h-002", is_by_phone=True), at=NOW)

    assert story.document["destination"] == {
        "facility": "h-002",
        "is_by_phone": True,
        "confirmed_at": "2026-11-23T01:12:00.000Z",
    }


def test_both_halves_of_a_hand_over_stand_side_by_side_in_either_order() -> None:
    given = HandedOver(at="2026-11-23T01:40:00.000Z", values={"summary": "申送り"})
    taken = HandoverReceived(at="2026-11-23T01:41:00.000Z", by="医師")
    documents = []
    for order in ((given, taken), (taken, given)):
        case = Case(id=new_key())
        for event in order:
            case, _ = evolve(case, event)
        documents.append(section(case.document, "handover"))

    assert documents[0] == documents[1]
    assert documents[0]["receipt_by"] == "医師"


def test_the_outcome_that_is_recorded_last_stands() -> None:
    story = opened()
    story.says(say.RequestAcceptance(facilities=("h-001",)))
    story.says(say.AnswerRequest(answer=Answer.ACCEPT), hospital())
    story.says(say.RecordOutcome(severity=Severity.MILD), hospital())

    story.says(say.RecordOutcome(severity=Severity.SEVERE), hospital())

    assert section(story.document, "outcome")["severity"] == "severe"


def test_a_closed_case_is_closed_on_every_screen() -> None:
    story = opened()

    story.says(say.CloseCase(closing=Closing.DEAD_AT_SCENE), at=NOW)

    assert story.document["status"] == "closed"
    assert story.document["closing"] == {"closing": "dead-at-scene", "closed_at": "2026-11-23T01:12:00.000Z"}


def test_every_event_of_a_case_is_known_to_evolve() -> None:
    """Watches against an event that decisions make and nobody takes up."""
    of_others: set[type[Event]] = {*transport._CHANGES, CapacityPublished, ModeDeclared}
    for name, event in EVENTS.items():
        assert (event in _CHANGES) is (event not in of_others), name


@pytest.mark.parametrize(
    "event",
    [
        stated("胸痛", "2026-11-23T01:15:00.000Z"),
        observed(1),
        OutcomeRecorded(at="2026-11-23T02:15:00.000Z", values={"severity": "mild"}),
        DestinationConfirmed(at="2026-11-23T02:15:00.000Z", facility="h-001", values={}),
    ],
    ids=lambda event: event.name,
)
def test_the_patch_of_an_event_leads_to_the_document_after_it(event: Event) -> None:
    """Watches P5 at its root: whoever merges the patch holds what the hub holds."""
    case = opened().case

    after, patch = evolve(case, event)

    assert merge(case.document, patch) == after.document
    assert case.document != after.document
