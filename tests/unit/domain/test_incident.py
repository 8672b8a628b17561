"""What a command centre does: the call opens the case, a casualty is allotted, a mode is declared."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest

from hub.domain import commands as say
from hub.domain.codes import (
    Answer,
    Closing,
    DeclineReason,
    OperationMode,
    Sex,
    TimeMark,
    Treatment,
    TriageCategory,
    TriageMethod,
)
from hub.domain.department import WHOLE, Department, declare
from hub.domain.disclosure import Relationship, audience, of_hospital
from hub.domain.document import section
from hub.domain.events import AcceptanceRequested, CallTold, CasualtyAllotted, ModeDeclared, RequestWithdrawn, Value
from hub.errors import ConflictError, InvalidSubmissionError
from tests.factories import NOW, Story, command_center, crew, hospital, opened

ACCEPT = say.AnswerRequest(answer=Answer.ACCEPT)
DECLINE = say.AnswerRequest(answer=Answer.DECLINE, reason=DeclineReason.BEDS_FULL)
CENTER = command_center()


def call(unit: str = "u-001", complaint: str | None = "胸痛") -> say.OpenIncident:
    return say.OpenIncident(
        incident_number="架空-0417",
        unit=unit,
        call_received_at=NOW - timedelta(minutes=3),
        dispatched_at=NOW - timedelta(minutes=1),
        chief_complaint=complaint,
        scene_address="架空町1-2-3",
        call_report="意識がもうろうとしている",
        patients=2,
        age_years=70,
        sex=Sex.FEMALE,
    )


def called() -> Story:
    story = Story()
    story.says(call(), CENTER)
    return story


# The call -----------------------------------------------------------------------------------------------------


def test_the_call_opens_the_case_so_that_nothing_is_asked_twice() -> None:
    story = called()

    assert story.case.unit == "u-001"
    assert audience(story.case) == {"unit:u-001": Relationship.OWN, "department:fd-01": Relationship.OWN}
    assert section(story.document, "times") == {
        "call-received": "2026-11-23T01:09:00.000Z",
        "dispatched": "2026-11-23T01:11:00.000Z",
    }
    assert section(story.document, "incident") == {
        "number": "架空-0417",
        "scene_address": "架空町1-2-3",
        "call_report": "意識がもうろうとしている",
        "patients": 2,
    }
    assert section(story.document, "patient") == {"age_years": 70, "sex": "female"}
    assert section(story.document, "complaint") == {"chief_complaint": "胸痛"}


def test_the_crew_goes_on_with_the_case_of_the_call() -> None:
    story = called()

    story.says(say.DescribePatient(age_years=72))
    story.says(say.OpenCase(chief_complaint="背部痛"))

    assert section(story.document, "patient")["age_years"] == 72
    assert section(story.document, "complaint")["chief_complaint"] == "背部痛"


def test_a_call_that_is_told_late_does_not_overwrite_what_the_crew_found() -> None:
    story = called()
    story.says(say.DescribePatient(age_years=72))

    story.says(call(complaint="腹痛"), CENTER, at=NOW, tapped_at=NOW)

    assert section(story.document, "patient")["age_years"] == 72
    assert section(story.document, "complaint")["chief_complaint"] == "胸痛"


def test_a_record_that_is_sent_again_because_one_field_changed_leaves_what_the_crew_found() -> None:
    """A command system sends its whole record each time; the crew spoke after the first of them."""
    story = called()
    story.says(say.DescribePatient(age_years=72, chief_complaint="背部痛"))

    again = replace(call(), scene_address="架空町9-9")
    happened = story.says(again, CENTER)

    assert [type(event) for event in happened] == [CallTold]
    assert section(story.document, "incident")["scene_address"] == "架空町9-9"
    assert section(story.document, "patient")["age_years"] == 72
    assert section(story.document, "complaint")["chief_complaint"] == "背部痛"


def test_control_as_a_crews_own_words_the_same_would_cover_what_was_found() -> None:
    story = called()
    story.says(say.DescribePatient(age_years=72))

    story.says(say.DescribePatient(age_years=70))

    assert section(story.document, "patient")["age_years"] == 70


def test_records_of_a_call_may_come_in_any_order_and_more_than_once() -> None:
    """The place was corrected and corrected back: the last record says the same as the first."""
    places = [("架空町1-2-3", 1), ("架空町9-9", 2), ("架空町1-2-3", 3)]
    ends = set()
    for order in permutations([*places, places[0]]):
        story = Story()
        for address, minute in order:
            told_at = NOW - timedelta(minutes=10 - minute)
            story.says(replace(call(), scene_address=address), CENTER, at=told_at, tapped_at=told_at)
        ends.add(section(story.document, "incident")["scene_address"])

    assert ends == {"架空町1-2-3"}


def test_the_vehicles_own_status_stamps_times_and_a_correction_stands() -> None:
    story, minutes = called(), timedelta(minutes=1)
    mark = say.StampTime(mark=TimeMark.ON_SCENE)

    story.says(mark, CENTER, at=NOW, tapped_at=NOW)
    story.says(mark, CENTER, at=NOW - minutes, tapped_at=NOW + 5 * minutes)

    assert section(story.document, "times")["on-scene"] == "2026-11-23T01:11:00.000Z"


def test_a_time_that_the_crew_corrected_is_not_stamped_again_by_the_next_record() -> None:
    story, minutes = called(), timedelta(minutes=1)
    mark = say.StampTime(mark=TimeMark.ON_SCENE)
    story.says(mark, CENTER, at=NOW, tapped_at=NOW)
    story.says(mark, crew(), at=NOW + minutes, tapped_at=NOW + 2 * minutes)

    story.says(mark, CENTER, at=NOW, tapped_at=NOW + 3 * minutes)

    assert section(story.document, "times")["on-scene"] == "2026-11-23T01:13:00.000Z"


def test_a_unit_that_is_called_back_before_it_reached_the_patient_has_no_case_any_more() -> None:
    story = called()

    story.says(say.CloseCase(closing=Closing.CANCELLED, detail="他隊が対応"), CENTER)

    assert audience(story.case) == {}


@pytest.mark.parametrize(
    "with_the_patient",
    [
        say.StampTime(mark=TimeMark.PATIENT_CONTACT),
        say.RecordObservation(heart_rate=80),
        say.RecordTreatment(treatment=Treatment.OXYGEN),
        say.RequestAcceptance(facilities=("h-001",)),
    ],
)
def test_nobody_ends_a_case_under_the_hands_of_a_crew_that_is_with_the_patient(with_the_patient: say.Command) -> None:
    story = called()
    story.says(with_the_patient)

    with pytest.raises(ConflictError, match="out-of-turn"):
        story.says(say.CloseCase(closing=Closing.CANCELLED), CENTER)
    assert story.says(say.CloseCase(closing=Closing.CANCELLED))


def test_how_a_case_ended_only_its_crew_says() -> None:
    with pytest.raises(InvalidSubmissionError) as refused:
        called().says(say.CloseCase(closing=Closing.REFUSED), CENTER)

    assert [(issue.path, issue.code) for issue in refused.value.issues] == [("data.closing", "not-allowed")]


def test_two_patients_of_one_call_are_two_cases_with_one_number() -> None:
    first, second = called(), Story()
    second.says(call("u-002"), CENTER)

    assert first.case.id != second.case.id
    assert section(first.document, "incident")["number"] == section(second.document, "incident")["number"]
    assert second.case.unit == "u-002"


@pytest.mark.parametrize("unit", ["u-003", "u-999"])
def test_a_command_center_sends_its_own_units(unit: str) -> None:
    with pytest.raises(InvalidSubmissionError) as refused:
        Story().says(call(unit), CENTER)

    assert [(issue.path, issue.code) for issue in refused.value.issues] == [("data.unit", "unknown-unit")]


def test_a_case_keeps_its_crew() -> None:
    with pytest.raises(ConflictError, match="out-of-turn"):
        called().says(call("u-002"), CENTER)


def test_a_case_that_began_without_a_crew_gets_one() -> None:
    """Private transport was switched to 119: the patient has a case, and nobody is on the way yet."""
    story = called()
    story.case = story.case._replace(unit="")

    story.says(call("u-002"), CENTER)

    assert story.case.unit == "u-002"


def test_times_of_a_call_do_not_run_backwards() -> None:
    command = say.OpenIncident(
        incident_number="1",
        unit="u-001",
        call_received_at=NOW,
        ordered_at=NOW + timedelta(seconds=40),
        dispatched_at=NOW + timedelta(seconds=20),
    )

    assert [(name, code) for name, code, _, _ in command.conflicts()] == [("dispatched_at", "times-reversed")]
    assert list(call().conflicts()) == []


# Allotting ----------------------------------------------------------------------------------------------------


def test_a_casualty_is_allotted_to_a_hospital_that_has_not_answered() -> None:
    story = opened()

    happened = story.says(say.Allot(facility="h-001", eta_minutes=12), CENTER)

    assert [type(event) for event in happened] == [AcceptanceRequested, CasualtyAllotted]
    assert story.state("h-001") == "requested", "being allotted is not the hospital's answer"
    assert story.case.destination == "h-001"
    assert section(story.document, "destination")["is_allotted"] is True
    assert of_hospital(story.case, "h-001") is Relationship.ACCEPTED


def test_the_hospital_says_how_far_it_has_come_and_may_accept() -> None:
    story = opened()
    story.says(say.Allot(facility="h-001"), CENTER)

    story.says(say.MarkDisplayed(), hospital())
    assert story.state("h-001") == "displayed"
    story.says(ACCEPT, hospital())

    assert story.state("h-001") == "accepted"
    assert story.case.destination == "h-001"


def test_a_hospital_that_cannot_take_its_casualty_says_so_and_the_place_is_free_again() -> None:
    story = opened()
    story.says(say.Allot(facility="h-001"), CENTER)

    story.says(DECLINE, hospital())

    assert story.case.destination is None
    assert "taken_back_at" in story.request("h-001"), "as loud as an accept that is taken back"
    assert of_hospital(story.case, "h-001") is Relationship.FORMER
    with pytest.raises(InvalidSubmissionError):
        story.says(say.Allot(facility="h-001"), CENTER)
    assert story.says(say.Allot(facility="h-001", ask_again=True), CENTER)


def test_whoever_was_asked_before_is_asked_no_longer() -> None:
    story = opened()
    story.says(say.RequestAcceptance(facilities=("h-001", "h-002", "h-003")))
    story.says(ACCEPT, hospital("h-002"))
    story.says(say.ConfirmDestination(facility="h-002"))

    happened = story.says(say.Allot(facility="h-003", ask_again=True), CENTER)

    withdrawn = [event.facility for event in happened if isinstance(event, RequestWithdrawn)]
    assert withdrawn == ["h-002"]
    assert story.request("h-002")["cause"] == "allotted-elsewhere"
    assert story.case.destination == "h-003"


def test_a_hospital_that_was_asked_already_is_not_asked_twice() -> None:
    story = opened()
    story.says(say.RequestAcceptance(facilities=("h-001",)))
    story.says(say.MarkDisplayed(), hospital())

    (event,) = story.says(say.Allot(facility="h-001"), CENTER)

    assert isinstance(event, CasualtyAllotted)
    assert story.state("h-001") == "displayed"


def test_allotting_twice_changes_nothing() -> None:
    story = opened()
    story.says(say.Allot(facility="h-001"), CENTER)

    assert story.says(say.Allot(facility="h-001"), CENTER) == ()


def test_while_a_patient_is_allotted_no_other_hospital_is_asked() -> None:
    story = opened()
    story.says(say.Allot(facility="h-001"), CENTER)

    with pytest.raises(ConflictError, match="request-already-taken"):
        story.says(say.RequestAcceptance(facilities=("h-002",)))


def test_the_hospital_receives_a_patient_though_it_never_answered() -> None:
    story = opened()
    story.says(say.Allot(facility="h-001"), CENTER)
    story.says(say.HandOver())
    story.says(say.CloseCase(closing=Closing.TRANSPORTED))

    assert "facility:h-001" in audience(story.case)
    assert story.state("h-001") == "requested"
    assert story.says(say.ReceiveHandOver(), hospital())


def test_a_case_that_ends_without_a_hand_over_frees_its_hospital() -> None:
    story = opened()
    story.says(say.Allot(facility="h-001"), CENTER)
    story.says(say.CloseCase(closing=Closing.CANCELLED))

    assert story.request("h-001")["cause"] == "closed"
    assert audience(story.case) == {}


@pytest.mark.parametrize("ending", [say.HandOver(), say.CloseCase(closing=Closing.TRANSPORTED)])
def test_nobody_is_allotted_after_the_end(ending: say.Command) -> None:
    story = opened()
    story.says(say.Allot(facility="h-001"), CENTER)
    story.says(ending)

    with pytest.raises(ConflictError):
        story.says(say.Allot(facility="h-002"), CENTER)


def test_a_casualty_goes_to_a_hospital_of_the_directory() -> None:
    with pytest.raises(InvalidSubmissionError) as refused:
        opened().says(say.Allot(facility="fd-02"), CENTER)

    assert [(issue.path, issue.code) for issue in refused.value.issues] == [("data.facility", "unknown-facility")]


def test_the_crew_may_still_decide_otherwise() -> None:
    story = opened()
    story.says(say.Allot(facility="h-001"), CENTER)

    story.says(say.ConfirmDestination(facility="h-002", is_by_phone=True))

    assert story.case.destination == "h-002"
    assert story.state("h-001") == "withdrawn"
    assert "is_allotted" not in section(story.document, "destination")


# Triage -------------------------------------------------------------------------------------------------------


def test_a_second_triage_stands_beside_the_first() -> None:
    story = opened()
    first = say.RecordTriage(category=TriageCategory.YELLOW, method=TriageMethod.START, tag_number="架空-17")
    story.says(first, crew())
    story.says(say.RecordTriage(category=TriageCategory.RED, method=TriageMethod.PAT), CENTER)

    tags = section(story.document, "triage")
    said = [section(tags, key) for key in tags]
    assert [(each["category"], each["method"]) for each in said] == [("yellow", "start"), ("red", "pat")]
    assert said[0]["tag_number"] == "架空-17"


def test_triage_that_comes_late_is_taken_down_even_after_the_end() -> None:
    story = opened()
    story.says(say.CloseCase(closing=Closing.TRANSPORTED))

    assert story.says(say.RecordTriage(category=TriageCategory.BLACK), at=NOW)


# The mode of an area ------------------------------------------------------------------------------------------


def declared(mode: OperationMode, second: int, district: str = "", **values: int) -> ModeDeclared:
    at = f"2026-11-23T01:12:{second:02}.000Z"
    said: dict[str, Value] = {"mode": mode.value, **values}
    return ModeDeclared(at=at, department="fd-01", district=district, values=said, tapped_at=at, key=f"k{second}")


def test_the_latest_word_on_an_area_stands_in_any_order() -> None:
    alert = declared(OperationMode.ALERT, 1, patients=40)
    normal = declared(OperationMode.NORMAL, 2)
    one, _ = declare(declare(Department(), alert)[0], normal)
    other, patch = declare(declare(Department(), normal)[0], alert)

    assert one.document == other.document
    assert patch == {}
    assert one.document == {"department": "fd-01", "modes": {WHOLE: {"mode": "normal", "at": normal.at}}}


def test_a_district_has_a_mode_of_its_own() -> None:
    department, _ = declare(Department(), declared(OperationMode.ALERT, 1))
    department, patch = declare(department, declared(OperationMode.DISASTER, 2, "北区"))

    assert set(section(patch, "modes")) == {"北区"}
    assert set(section(department.document, "modes")) == {WHOLE, "北区"}
