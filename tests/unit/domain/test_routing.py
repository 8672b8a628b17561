"""Who receives an event, and how: gaining a case brings its document, keeping it the patch, losing it the reason."""

from decimal import Decimal

import pytest

from hub.domain import commands as say
from hub.domain.codes import Answer, Closing, DeclineReason, Severity, Treatment
from hub.domain.disclosure import audience
from hub.domain.people import Principal
from hub.domain.routing import Delivery, Mode, beside, route
from hub.recall import advance
from tests.factories import Story, command_center, crew, hospital, opened

ACCEPT = say.AnswerRequest(answer=Answer.ACCEPT)


def routed(story: Story, command: say.Command, by: Principal | None = None) -> dict[str, Delivery]:
    """Says the command and returns what each stream receives."""
    before = story.case
    happened = story.says(command, by or crew())
    after, patch = advance(before, happened, story.case.version)
    assert after == story.case
    return {each.stream: each for each in route(story.case, audience(before), audience(story.case), patch)}


def asked(*facilities: str) -> Story:
    story = opened()
    story.says(say.DescribePatient(family_name="架空", age_years=76))
    story.says(say.RequestAcceptance(facilities=facilities or ("h-001",)))
    return story


def test_a_hospital_that_is_asked_receives_the_document_and_the_crew_the_patch() -> None:
    deliveries = routed(asked("h-002"), say.RequestAcceptance(facilities=("h-001",)))

    assert deliveries["facility:h-001"].mode is Mode.DOCUMENT
    assert deliveries["facility:h-001"].body["patient"] == {"age_years": 76}
    assert deliveries["unit:u-001"].mode is Mode.PATCH
    assert deliveries["department:fd-01"] == Delivery(
        "department:fd-01", Mode.PATCH, "patch", deliveries["unit:u-001"].body
    )


def test_a_hospital_does_not_hear_that_another_one_is_asked() -> None:
    """Watches P8: nothing at all goes to it, not even an empty event."""
    assert "facility:h-002" not in routed(asked("h-002"), say.RequestAcceptance(facilities=("h-001",)))


def test_vital_signs_go_to_everybody_in_one_encoding() -> None:
    deliveries = routed(asked(), say.RecordObservation(heart_rate=118))

    assert set(deliveries) == {"unit:u-001", "department:fd-01", "facility:h-001"}
    assert {each.view for each in deliveries.values()} == {"patch"}
    assert len({id(each.body) for each in deliveries.values()}) == 1


def test_identity_goes_to_the_crews_side_only_while_a_hospital_is_asked() -> None:
    assert set(routed(asked(), say.DescribePatient(given_name="太郎"))) == {"unit:u-001", "department:fd-01"}


def test_an_accept_widens_the_view_to_a_whole_document() -> None:
    delivery = routed(asked(), ACCEPT, hospital())["facility:h-001"]

    assert delivery.mode is Mode.DOCUMENT
    assert delivery.body["patient"] == {"family_name": "架空", "age_years": 76}


def test_an_asked_hospital_that_answers_conditionally_keeps_its_narrow_view() -> None:
    answer = say.AnswerRequest(answer=Answer.CONDITIONAL, conditions="個室なし")

    delivery = routed(asked(), answer, hospital())["facility:h-001"]

    assert delivery.mode is Mode.PATCH
    assert set(delivery.body) == {"requests"}


GONE: list[tuple[say.Command, Principal, str]] = [
    (say.AnswerRequest(answer=Answer.DECLINE, reason=DeclineReason.BUSY), hospital("h-001"), "declined"),
    (say.WithdrawRequest(facilities=("h-001",), reason="遠方"), crew(), "withdrawn"),
    (say.WithdrawRequest(facilities=("h-001",)), crew(), "withdrawn"),
    (say.ExpireRequest(facilities=("h-001",)), command_center(), "expired"),
    (ACCEPT, hospital("h-002"), "other-accepted"),
    (say.CloseCase(closing=Closing.REFUSED), crew(), "closed"),
]


@pytest.mark.parametrize(("command", "by", "reason"), GONE)
def test_a_hospital_that_loses_the_case_is_told_why_and_nothing_more(
    command: say.Command, by: Principal, reason: str
) -> None:
    """The crew's own words stay with the crew."""
    delivery = routed(asked("h-001", "h-002"), command, by)["facility:h-001"]

    assert delivery == Delivery("facility:h-001", Mode.GONE, "facility:h-001", {"reason": reason})


@pytest.mark.parametrize("words", ["other-accepted", "closed"])
def test_a_reason_in_the_crews_words_is_not_taken_for_the_hubs(words: str) -> None:
    story = asked()
    delivery = routed(story, say.WithdrawRequest(facilities=("h-001",), reason=words))["facility:h-001"]

    assert delivery.body == {"reason": "withdrawn"}


def test_the_hospital_loses_the_case_with_the_outcome() -> None:
    story = asked()
    story.says(ACCEPT, hospital())

    deliveries = routed(story, say.RecordOutcome(severity=Severity.MILD), hospital())

    assert deliveries["facility:h-001"].body == {"reason": "outcome-recorded"}
    assert deliveries["unit:u-001"].mode is Mode.PATCH


def test_the_crew_loses_the_case_when_it_closes_it() -> None:
    deliveries = routed(opened(), say.CloseCase(closing=Closing.REFUSED))

    assert {stream: (each.mode, each.body) for stream, each in deliveries.items()} == {
        "unit:u-001": (Mode.GONE, {"reason": "closed"}),
        "department:fd-01": (Mode.GONE, {"reason": "closed"}),
    }


def test_the_crew_hears_even_of_what_changes_nothing() -> None:
    """Its own device waits for the event of each of its reports; hospitals are not woken for nothing."""
    story = asked()
    here = audience(story.case)

    assert {each.stream: each.body for each in route(story.case, here, here, {})} == {
        "unit:u-001": {},
        "department:fd-01": {},
    }


def test_nobody_else_receives_anything() -> None:
    assert set(routed(asked("h-001"), ACCEPT, hospital())) == {"unit:u-001", "department:fd-01", "facility:h-001"}


BESIDE = {"department:fd-01": ["adapter:records"], "facility:h-001": ["adapter:ehr"]}


def told(story: Story, command: say.Command, by: Principal | None = None) -> dict[str, Delivery]:
    """Says the command and returns what the connections receive."""
    before = story.case
    happened = story.says(command, by or crew())
    _, patch = advance(before, happened, story.case.version)
    deliveries = route(story.case, audience(before), audience(story.case), patch)
    heard = beside(story.case, deliveries, patch, BESIDE)
    return {each.stream: each for each in heard if each.stream.startswith("adapter:")}


def test_what_stands_beside_a_fire_department_hears_of_its_case_after_the_end() -> None:
    """The record is made then, and the physician's word on severity comes hours later."""
    story = asked()
    story.says(ACCEPT, hospital())
    story.says(say.ConfirmDestination(facility="h-001"))
    story.says(say.HandOver())

    closed = told(story, say.CloseCase(closing=Closing.TRANSPORTED))
    late = told(story, say.RecordTreatment(treatment=Treatment.OXYGEN, amount=Decimal(6)))
    outcome = told(story, say.RecordOutcome(severity=Severity.SEVERE), hospital())

    assert closed["adapter:records"].mode is Mode.PATCH
    assert closed["adapter:records"].body["status"] == "closed"
    assert "treatments" in late["adapter:records"].body
    assert outcome["adapter:records"].body["outcome"] != {}
    assert outcome["adapter:ehr"].mode is Mode.GONE, "the control: what stands beside a hospital loses it as that does"


def test_what_stands_beside_a_fire_department_hears_of_an_open_case_once() -> None:
    story = opened()
    before, happened = story.case, story.says(say.RecordObservation(heart_rate=88), crew())
    _, patch = advance(before, happened, story.case.version)
    deliveries = route(story.case, audience(before), audience(story.case), patch)

    heard = list(beside(story.case, deliveries, patch, BESIDE))

    assert [each.stream for each in heard].count("adapter:records") == 1
