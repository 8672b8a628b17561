"""Words between the sides, answers on the phone, calls and tags are read back; what would be a guess is not."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain import commands as say
from hub.domain.codes import Answer, TriageCategory
from hub.domain.document import section
from hub.domain.people import Principal
from hub.fhir.bundle import searchset
from hub.fhir.codes import TAG_ID
from hub.fhir.reading.notebook import Notebook
from hub.fhir.reading.reader import read
from hub.fhir.resource import words
from hub.wire.guard import parse
from tests.factories import hospital
from tests.unit.fhir.histories import CENTER, CREW, SCREENS, History, commands, whole_shift
from tests.unit.fhir.rides import newest, whole_ride
from tests.unit.fhir.test_reading import (
    BASE,
    MANY,
    Json,
    asking,
    bundle_of,
    facts,
    is_said,
    replayed,
    said_by,
    submission,
)

FIRST, SECOND, THIRD = SCREENS.values()
ASKING_SIDE = st.sampled_from([CREW, CENTER])


def stated(**values: object) -> Json:
    """Returns the values that are said, as FHIR writes them."""
    worded = {name: words(value) if isinstance(value, str) else value for name, value in values.items()}
    return {name: value for name, value in worded.items() if value is not None}


def kept(book: Notebook) -> set[str]:
    return {issue.path for issue in book.kept}


def changed(content: Json, kind: str, change: Callable[[Json], object]) -> Json:
    """Changes each resource of a type."""
    for entry in content["entry"]:
        if entry["resource"]["resourceType"] == kind:
            change(entry["resource"])
    return content


@MANY
@given(commands(say.RecordPhoneAnswer).filter(is_said), ASKING_SIDE)
def test_an_answer_on_the_telephone_is_read_back(command: say.RecordPhoneAnswer, by: Principal) -> None:
    history = asking()
    assert history.says(command, by)
    book = read(bundle_of(history), by)
    is_accepting = command.answer is not Answer.DECLINE
    assert said_by(book, "record-phone-answer") == [
        stated(
            facility=command.facility,
            answer=command.answer.value,
            reason=command.reason and command.reason.value,
            conditions=command.conditions,
            specialty=(command.specialty or "stroke") if is_accepting else None,
            by=command.by,
        )
    ]
    for said in book.said:
        submission(said)


@pytest.mark.parametrize("by", [CREW, CENTER])
def test_what_a_hospital_answered_itself_is_not_the_crews_to_say(by: Principal) -> None:
    book = read(bundle_of(whole_shift()), by)
    assert said_by(book, "record-phone-answer") == []


def test_a_hospital_that_was_allotted_a_patient_has_not_answered_and_was_not_confirmed() -> None:
    history = History()
    history.says(say.OpenCase())
    history.says(say.Allot(facility="h-001"), CENTER)
    history.says(say.HandOver())
    task = next(each for each in bundle_of(history)["entry"] if each["resource"]["resourceType"] == "Task")
    assert task["resource"]["status"] == "completed"
    assert said_by(read(bundle_of(history), FIRST), "answer-request") == []
    assert said_by(read(bundle_of(history), CREW), "confirm-destination") == []
    phoned = changed(
        bundle_of(history),
        "Task",
        lambda each: each.update(
            output=[{"type": {"coding": [BY_PHONE]}, "valueBoolean": True}],
        ),
    )
    assert said_by(read(phoned, CREW), "record-phone-answer") == []


BY_PHONE = {"system": "https://kyukyu-hub.example/fhir/CodeSystem/request-detail", "code": "by-phone"}


@MANY
@given(commands(say.Message, reply_to=None).filter(is_said), ASKING_SIDE)
def test_a_message_reaches_whom_it_named(command: say.Message, by: Principal) -> None:
    history = asking()
    assert history.says(command, by)
    book = read(bundle_of(history), by)
    expected = [
        stated(text=command.text, facilities=each and [each], by=command.by) for each in command.facilities or [None]
    ]
    assert said_by(book, "message") == expected
    for said in book.said:
        submission(said)


def test_each_side_says_its_own_words_only() -> None:
    history = whole_shift()
    asked = next(iter(section(history.case.document, "messages")))
    content = bundle_of(history)
    expected = [
        {"text": "canary-talk", "facilities": ["h-002"], "reply_to": asked},
        {"text": "canary-among-ourselves"},
    ]
    assert said_by(read(content, CREW), "message") == expected
    assert said_by(read(content, CREW), "ask") == []
    own = changed(content, "Task", lambda each: each["owner"].update(reference="Organization/h-002"))
    assert said_by(read(own, SECOND), "ask") == [{"question": "最終飲食は?", "by": "canary-asker"}]
    assert said_by(read(own, SECOND), "message") == []
    assert said_by(read(own, FIRST), "ask") == []


def talk(text: str, **change: object) -> Json:
    """Returns the whole shift with one Communication of it changed."""

    def apply(resource: Json) -> None:
        if [each["contentString"] for each in resource.get("payload", [])] == [text]:
            resource.update(change)

    return changed(bundle_of(whole_shift()), "Communication", apply)


@pytest.mark.parametrize(
    "change",
    [
        {"sender": {"reference": "Organization/h-001"}},
        {"sender": {"display": "canary"}},
        {"recipient": [{"reference": "Organization/h-002"}, {"reference": "Practitioner/x"}]},
        {"recipient": []},
        {"status": "not-done"},
        {"payload": [{"contentString": "canary-talk"}, {"contentReference": {"reference": "Media/x"}}]},
    ],
)
def test_words_that_do_not_say_plainly_whose_and_to_whom_are_kept(change: Json) -> None:
    texts = [each["text"] for each in said_by(read(talk("canary-talk", **change), CREW), "message")]
    assert texts == ["canary-among-ourselves"]


def test_a_hospital_asks_the_crew_and_nobody_else() -> None:
    elsewhere = talk("最終飲食は?", recipient=[{"reference": "Organization/h-001"}])
    own = changed(elsewhere, "Task", lambda each: each["owner"].update(reference="Organization/h-002"))
    assert said_by(read(own, SECOND), "ask") == []
    unnamed = changed(own, "Communication", lambda each: each.pop("recipient", None))
    assert [each["question"] for each in said_by(read(unnamed, SECOND), "ask")] == ["最終飲食は?"]


def test_a_reply_among_ourselves_never_reaches_a_hospital() -> None:
    """Without hospitals a reply would go to all who read what it replies to."""
    content = talk("canary-talk", recipient=[{"reference": "Organization/fd-01"}])
    book = read(content, CREW)
    assert {"text": "canary-talk"} in said_by(book, "message")
    assert any(path.endswith(".inResponseTo") for path in kept(book))


@MANY
@given(commands(say.OpenIncident).filter(is_said))
def test_a_call_is_read_back_as_the_same_incident(command: say.OpenIncident) -> None:
    history = History()
    assert history.says(command, CENTER)
    book = read(bundle_of(history), CENTER)
    assert [each.kind for each in book.said] == ["open-incident"]
    again = replayed(book, CENTER)
    assert facts(again) == facts(history.case)
    assert again.unit == history.case.unit == command.unit
    assert said_by(read(bundle_of(history), CREW), "open-incident") == []


@pytest.mark.parametrize(
    ("kind", "missing"), [("Location", "identifier"), ("Observation", "valueDateTime"), ("Encounter", "identifier")]
)
def test_a_mission_without_number_unit_or_time_of_the_call_opens_nothing(kind: str, missing: str) -> None:
    content = changed(bundle_of(whole_shift()), kind, lambda each: each.pop(missing, None))
    book = read(content, CENTER)
    assert said_by(book, "open-incident") == []
    (mission,) = [source for source in book.parcel.sources if source.type == "Encounter"]
    assert mission.path in kept(book)


def test_who_the_patient_is_and_where_the_crew_is_are_not_the_call() -> None:
    book = read(bundle_of(whole_shift()), CENTER)
    (call,) = said_by(book, "open-incident")
    assert call["incident_number"] == "canary-incident"
    assert call["call_report"] == "canary-call"
    named = {path.rpartition(".")[2] for path in kept(book)}
    assert {"name", "birthDate", "position", "hospitalization"} <= named


def test_a_command_center_tags_and_another_scale_of_acuity_is_no_tag() -> None:
    content = bundle_of(whole_shift())
    tagged = [{"category": TriageCategory.RED.value, "method": "start", "tag_number": "34-0017"}]
    assert said_by(read(content, CENTER), "record-triage") == tagged
    assert said_by(read(content, CREW), "record-triage") == tagged
    assert said_by(read(content, FIRST), "record-triage") == []

    def foreign(each: Json) -> None:
        if any(name["system"] == TAG_ID for name in each.get("identifier", [])):
            each["valueCodeableConcept"] = {"coding": [{"system": "https://er.example/esi", "code": "2"}]}

    for by in (CENTER, CREW):
        assert said_by(read(changed(content, "Observation", foreign), by), "record-triage") == []


def test_what_a_record_lists_is_no_complaint_of_today_and_is_kept_where_no_look_is_named() -> None:
    content = changed(bundle_of(whole_shift()), "Provenance", lambda proof: proof.update(entity=proof["entity"][:1]))
    book = read(content, CREW)
    assert all("canary-condition" not in each.values() for each in said_by(book, "describe-patient"))
    assert said_by(book, "share-myna-record") == []
    listed = [
        source.path
        for source in book.parcel.sources
        if (source.origin or "").startswith("https://kyukyu-hub.example/fhir/source/myna-kyukyu")
        and source.type != "Provenance"
    ]
    assert len(listed) == 5
    assert set(listed) <= kept(book)


@pytest.mark.parametrize(("code", "complaints"), [("encounter-diagnosis", ["胸痛"]), ("problem-list-item", [])])
def test_a_problem_of_a_foreign_list_is_no_complaint_either(code: str, complaints: list[str]) -> None:
    coding = {"system": "http://terminology.hl7.org/CodeSystem/condition-category", "code": code}
    content = changed(bundle_of(whole_shift()), "Condition", lambda each: each.update(category=[{"coding": [coding]}]))
    said = said_by(read(content, CREW), "describe-patient")
    assert [each["chief_complaint"] for each in said if "chief_complaint" in each] == complaints


def test_what_a_modifier_may_turn_around_is_no_part_of_a_call() -> None:
    def turned(each: Json) -> None:
        each["modifierExtension"] = [{"url": "https://center.example/not", "valueBoolean": True}]

    book = read(changed(bundle_of(whole_shift()), "Location", turned), CENTER)
    assert said_by(book, "open-incident") == []


@pytest.mark.parametrize("by", [CREW, CENTER])
def test_an_operator_of_private_transport_is_asked_as_no_hospital(by: Principal) -> None:
    content = parse(searchset(BASE, newest(whole_ride().written[:1]).values()))
    assert isinstance(content, dict)
    content["entry"] = [each for each in content["entry"] if each["resource"]["resourceType"] == "Task"]
    assert {each["resource"]["status"] for each in content["entry"]} == {"requested"}
    book = read(content, by)
    assert (book.said, book.faults) == ([], [])


def test_a_private_transport_is_kept_whole() -> None:
    content = parse(searchset(BASE, newest(whole_ride().written).values()))
    assert isinstance(content, dict)
    book = read(content, hospital())
    assert (book.said, book.faults) == ([], [])
    assert kept(book) == {source.path for source in book.parcel.sources}
