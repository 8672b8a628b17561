"""What statistics keep and count of a case, by hand: the row, what it adds, and that a change adds only its own."""

from collections import Counter
from dataclasses import asdict, dataclass, field, replace
from datetime import timedelta
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain import commands as say
from hub.domain.codes import Answer, Closing, Danger, DeclineReason, EscalationStep, IncidentType, Severity, TimeMark
from hub.domain.commands import Command
from hub.domain.events import Event, RequestEscalated
from hub.domain.figures import CaseFigures, Group, Inquiry, figures
from hub.domain.people import Principal
from hub.domain.tally import Grain, Key, Measure, Number, difference, tally
from tests.factories import NOW, Story, command_center, crew, hospital

CENTER: Final = "h-003"


@dataclass
class Told(Story):
    """A case of which the events are kept, as the journal keeps them."""

    happened: list[Event] = field(default_factory=list)

    def then(self, minutes: float, command: Command, by: Principal | None = None) -> None:
        self.happened += self.says(command, by, at=NOW + timedelta(minutes=minutes))

    def row(self, before: CaseFigures | None = None, since: int = 0) -> CaseFigures:
        return figures(before, self.document, self.happened[since:], lambda facility: facility == CENTER)


def refused_by_four(scene_min: float = 35) -> Told:
    """Four hospitals are asked one after the other, the fourth takes the patient; 現場滞在 35 minutes by default."""
    told = Told()
    told.then(0, say.OpenCase(incident_type=IncidentType.SUDDEN_ILLNESS))
    told.then(1, say.DescribePatient(age_years=9, family_name="架空"))
    told.then(-8, say.StampTime(mark=TimeMark.CALL_RECEIVED))
    told.then(0, say.StampTime(mark=TimeMark.ON_SCENE))
    for number, facility in enumerate(("h-001", "h-002", "h-001")):
        again = number == 2
        told.then(5 * number + 1, say.RequestAcceptance(facilities=(facility,), ask_again=again))
        told.then(5 * number + 1.25, say.MarkDisplayed(), hospital(facility))
        decline = say.AnswerRequest(answer=Answer.DECLINE, reason=DeclineReason.BEDS_FULL)
        told.then(5 * number + 3, decline, hospital(facility))
    told.then(16, say.RequestAcceptance(facilities=(CENTER,)))
    told.then(16.5, say.Acknowledge(), hospital(CENTER))
    told.then(17, say.AnswerRequest(answer=Answer.ACCEPT), hospital(CENTER))
    told.then(18, say.ConfirmDestination(facility=CENTER))
    told.then(scene_min, say.StampTime(mark=TimeMark.DEPARTED_SCENE))
    told.then(scene_min + 12, say.StampTime(mark=TimeMark.ARRIVED_HOSPITAL))
    told.then(scene_min + 20, say.StampTime(mark=TimeMark.HANDED_OVER))
    told.then(scene_min + 30, say.RecordOutcome(severity=Severity.SEVERE), hospital(CENTER))
    told.then(scene_min + 40, say.CloseCase(closing=Closing.TRANSPORTED))
    return told


def of(row: CaseFigures, organisation: str, measure: Measure, grouping: str = "all", about: str = "") -> dict[str, int]:
    """The numbers of a month by category."""
    return {
        key.category: number.number
        for key, number in tally(row).items()
        if (key.organisation, key.measure, key.grouping, key.about, key.grain)
        == (organisation, measure, grouping, about, Grain.MONTH)
    }


def test_a_row_keeps_categories_and_whole_minutes_and_nothing_of_the_patient() -> None:
    row = refused_by_four().row()

    assert row == CaseFigures(
        department="fd-01",
        day="2026-11-23",
        is_over=True,
        is_transported=True,
        incident_type="sudden-illness",
        age_band="child",
        severity="severe",
        closing="transported",
        groups=("all", "severe", "child", "critical-care"),
        minutes={"arrival": 8, "scene": 35, "transport": 12, "handing-over": 8, "hospital": 63},
        inquiries=row.inquiries,
    )
    assert "架空" not in str(asdict(row))


def test_a_hospital_that_is_asked_again_is_asked_twice() -> None:
    """The document holds three hospitals; the form asks for four inquiries."""
    told = refused_by_four()

    assert len(told.document["requests"]) == 3  # type: ignore[arg-type]
    assert [each.facility for each in told.row().inquiries] == ["h-001", "h-002", "h-001", "h-003"]
    assert of(told.row(), "fd-01", Measure.INQUIRIES) == {"4": 1}


def test_a_case_is_counted_for_its_department_and_for_each_hospital_that_was_asked() -> None:
    row = refused_by_four().row()

    assert of(row, "fd-01", Measure.ANSWERS) == {"declined": 3, "accepted": 1}
    assert of(row, "h-001", Measure.ANSWERS) == {"declined": 2}
    assert of(row, "fd-01", Measure.ANSWERS, about="h-001") == {"declined": 2}
    assert of(row, "h-001", Measure.DECLINE_REASON) == {"beds-full": 2}
    assert of(row, "h-001", Measure.ANSWER_TIME) == {"120": 2}
    assert of(row, CENTER, Measure.ANSWER_TIME) == {"60": 1}
    assert of(row, "fd-01", Measure.DECLINE_REASON, grouping="severe") == {"beds-full": 3}
    assert of(row, "fd-01", Measure.SCENE) == {"35": 1}
    assert of(row, "fd-01", Measure.SCENE, grouping="severe") == {"30": 1}
    assert of(row, "fd-01", Measure.HOSPITAL) == {"60": 1}


@pytest.mark.parametrize(("stayed", "difficult"), [(29.9, "other"), (30, "difficult"), (35, "difficult")])
def test_four_inquiries_and_half_an_hour_make_a_difficult_case(stayed: float, difficult: str) -> None:
    assert of(refused_by_four(stayed).row(), "fd-01", Measure.DIFFICULT) == {difficult: 1}


def test_three_inquiries_make_none_however_long_it_stays() -> None:
    row = refused_by_four(90).row()
    assert of(replace(row, inquiries=row.inquiries[:3]), "fd-01", Measure.DIFFICULT) == {"other": 1}


def test_transfers_and_those_who_are_not_carried_are_not_surveyed() -> None:
    row = refused_by_four().row()
    for other in (
        replace(row, incident_type="interfacility-transfer"),
        replace(row, is_transported=False, closing="refused"),
        replace(row, is_over=False),
    ):
        assert of(other, "fd-01", Measure.INQUIRIES) == of(other, "fd-01", Measure.DIFFICULT) == {}
        assert sum(of(other, "fd-01", Measure.CASES).values()) == 1


def test_an_exercise_is_counted_apart() -> None:
    row = replace(refused_by_four().row(), is_exercise=True)
    assert {key.is_exercise for key in tally(row)} == {True}


@pytest.mark.parametrize(
    ("inquiry", "displayed", "acknowledged"),
    [
        (Inquiry(facility="h", asked_s=0, displayed_s=30, acknowledged_s=60), "in-time", "in-time"),
        (Inquiry(facility="h", asked_s=0, displayed_s=31, acknowledged_s=61), "late", "late"),
        (Inquiry(facility="h", asked_s=0, displayed_s=5, ended_s=300, state="withdrawn"), "in-time", "never"),
        (Inquiry(facility="h", asked_s=0, ended_s=300, state="withdrawn"), "never", "never"),
        (Inquiry(facility="h", asked_s=0, ended_s=20, state="withdrawn"), None, None),
        (Inquiry(facility="h", asked_s=0, ended_s=40, state="withdrawn"), "never", None),
        (Inquiry(facility="h", asked_s=10, answered_s=35, ended_s=35, state="accepted"), "in-time", "in-time"),
        (
            Inquiry(facility="h", asked_s=0, answered_s=90, ended_s=90, is_by_phone=True, state="declined"),
            "never",
            "never",
        ),
        (Inquiry(facility="h", is_by_phone=True, answered_s=90, state="declined"), None, None),
        (Inquiry(facility="h", asked_s=0), "never", "never"),
    ],
)
def test_a_request_is_noticed_in_time_or_late_or_never(
    inquiry: Inquiry, displayed: str | None, acknowledged: str | None
) -> None:
    """30 seconds for a screen, 60 for a person; what was taken back before that was not missed."""
    row = CaseFigures(department="fd-01", day="2026-11-23", is_over=True, minutes={}, inquiries=(inquiry,))
    found = [next(iter(of(row, "h", measure)), None) for measure in (Measure.DISPLAYED, Measure.ACKNOWLEDGED)]
    assert found == [displayed, acknowledged]


def test_silence_is_counted_at_the_last_step_it_climbed() -> None:
    """Of the ladder, not of a clock: when somebody has to be told, each region decides for itself."""
    told = Told()
    told.then(0, say.OpenCase())
    told.then(1, say.RequestAcceptance(facilities=("h-001", "h-002")))
    asked_at = (NOW + timedelta(minutes=1)).isoformat()
    for step in (EscalationStep.SECOND_DEVICE, EscalationStep.CREW):
        told.happened.append(RequestEscalated(at=asked_at, facility="h-001", step=step.value))
    told.then(3, say.Acknowledge(), hospital("h-001"))
    told.then(4, say.AnswerRequest(answer=Answer.DECLINE, reason=DeclineReason.BUSY), hospital("h-001"))
    row = told.row()

    assert of(row, "h-001", Measure.CLIMBED) == {"crew": 1}
    assert of(row, "h-002", Measure.CLIMBED) == {}, "it may still climb"
    assert of(replace(row, is_over=True), "h-002", Measure.CLIMBED) == {"none": 1}
    assert of(row, "fd-01", Measure.CLIMBED) == {"crew": 1}
    called = replace(row, inquiries=(Inquiry(facility="h", is_by_phone=True, answered_s=9, state="declined"),))
    assert of(called, "h", Measure.CLIMBED) == {}, "a call is no alert"


def test_what_still_waits_is_not_missed_yet() -> None:
    row = CaseFigures(department="fd-01", day="2026-11-23", minutes={}, inquiries=(Inquiry(facility="h", asked_s=0),))
    assert of(row, "h", Measure.ACKNOWLEDGED) == {}
    assert of(row, "h", Measure.ANSWERS) == {"open": 1}


def test_the_groups_of_the_national_survey() -> None:
    told = Told()
    told.then(0, say.OpenCase())
    told.then(1, say.DescribePatient(age_years=15, dangers=(Danger.PREGNANT,)))
    assert told.row().groups == (Group.ALL, Group.OBSTETRIC)


def test_a_telephone_call_of_which_only_the_answer_is_known_is_an_inquiry_without_a_time() -> None:
    told = Told()
    told.then(0, say.OpenCase())
    answer = say.RecordPhoneAnswer(facility="h-002", answer=Answer.DECLINE, reason=DeclineReason.BUSY)
    told.then(4, answer, command_center())
    row = told.row()
    assert of(row, "h-002", Measure.ANSWERS) == {"declined": 1}
    assert of(row, "h-002", Measure.ANSWER_TIME) == of(row, "h-002", Measure.ACKNOWLEDGED) == {}


@given(st.lists(st.integers(1, 40), max_size=6))
def test_however_a_case_is_followed_its_numbers_are_the_same(cuts: list[int]) -> None:
    """Followed in pieces and taken at once: the row is one, and the differences add up to what it adds."""
    told, row, added = refused_by_four(), None, Counter[Key]()
    for since, until in zip([0, *sorted(cuts)], [*sorted(cuts), None], strict=True):
        after = figures(row, told.document, told.happened[since:until], lambda facility: facility == CENTER)
        for key, number in difference(row, after).items():
            added[key] += number.number
        row = after
    whole = told.row()
    assert row == whole
    assert {key: number for key, number in added.items() if number} == {
        key: number for key, (number, _) in tally(whole).items()
    }


def test_what_a_case_added_before_is_taken_away_when_it_changes() -> None:
    before = refused_by_four().row()
    after = replace(before, severity="moderate", groups=("all", "child", "critical-care"))
    changed = difference(before, after)
    assert {key.grouping for key in changed} == {"all", "severe"}
    month = Key("fd-01", "", "month", "2026-11-01", False, "severity", "all", "severe")  # noqa: FBT003  a key is a tuple
    assert (changed[month], changed[month._replace(category="moderate")]) == (Number(-1, -1), Number(1, 1))
    assert difference(before, before) == {}


def test_control_a_crew_is_needed_for_none_of_this() -> None:
    """Units are in no row: two crews of one department cannot be told apart."""
    assert str(crew().unit) not in str(asdict(refused_by_four().row()))
