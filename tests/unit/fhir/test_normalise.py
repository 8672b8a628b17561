"""Everything that can be said becomes resources that the models accept and that hang together."""

import json
from collections import Counter
from dataclasses import fields, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.domain import commands as say
from hub.domain.case import Case
from hub.domain.codes import (
    Answer,
    AttachmentKind,
    Closing,
    Danger,
    DeclineReason,
    Jcs,
    Level,
    Severity,
    Specialty,
    TimeMark,
    Treatment,
)
from hub.domain.decision import Circumstances, decide
from hub.domain.events import EVENTS, CapacityPublished, CaseTakenOn, ModeDeclared, TransportCarriedOver, instant
from hub.domain.hospital import Hospital, publish
from hub.domain.people import hospital_subject
from hub.fhir.guard import faults
from hub.fhir.normalise import _RENDERED as RENDERED
from hub.fhir.normalise import Entry, Resource, normalise_capacity
from hub.fhir.normalise_transport import _RENDERED as OF_TRANSPORTS
from hub.fhir.validate import validate
from hub.wire.guard import parse
from tests.unit.fhir.histories import (
    CASE,
    CENTER,
    CREW,
    DIRECTORY,
    HOSPITALS,
    OPENED_AT,
    SCREENS,
    History,
    commands,
    histories,
    whole_shift,
)
from tests.unit.fhir.referee import REFERENCE, judge

PATIENCE = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60)


def opened(*, chief_complaint: str | None = None, is_exercise: bool = False) -> History:
    history = History()
    history.says(say.OpenCase(chief_complaint=chief_complaint, is_exercise=is_exercise))
    return history


def only(resources: tuple[Resource, ...], kind: str, ending: str = "") -> dict[str, Any]:
    (found,) = [each for each in resources if each.type == kind and each.id.endswith(ending)]
    content: dict[str, Any] = json.loads(found.body, parse_float=Decimal)
    return content


def literal_references(content: object) -> list[str]:
    if isinstance(content, dict):
        own = [content["reference"]] if isinstance(content.get("reference"), str) else []
        return own + [each for value in content.values() for each in literal_references(value)]
    return [each for value in content for each in literal_references(value)] if isinstance(content, list) else []


@PATIENCE
@given(histories())
def test_every_resource_of_every_history_is_valid_and_points_to_what_exists(history: History) -> None:
    known: set[tuple[str, str]] = {("Organization", identity) for identity in DIRECTORY}
    for version, resources in enumerate(history.written, start=1):
        known |= {(each.type, each.id) for each in resources}
        assert len({(each.type, each.id) for each in resources}) == len(resources)
        for resource in resources:
            content = judge(resource)
            assert content["meta"]["versionId"] == str(version)
            assert resource.id.startswith(str(CASE))
            for reference in literal_references(content):
                match = REFERENCE.fullmatch(reference)
                assert match
                assert (match[1], match[2]) in known, reference


@PATIENCE
@given(commands(say.RecordObservation), st.data())
def test_a_measured_number_keeps_the_digits_it_came_with(command: say.Command, data: st.DataObject) -> None:
    treated = data.draw(commands(say.RecordTreatment))
    history = opened()
    for said in (command, treated):
        body = b"".join(each.body for each in history.says(said))
        for field in fields(said):
            value = getattr(said, field.name)
            if isinstance(value, Decimal):
                assert b'"value":%s' % str(value).encode() in body


def of_itself(command: say.Command) -> say.PublishCapacity:
    """A hospital names nobody."""
    assert isinstance(command, say.PublishCapacity)
    return replace(command, facility=None)


@PATIENCE
@given(commands(say.PublishCapacity).map(of_itself))
def test_capacity_is_an_observation_on_the_hospitals_own_location(command: say.PublishCapacity) -> None:
    for hospital in HOSPITALS:
        resources, _ = published(command, hospital.id)
        known = {(each.type, each.id) for each in resources}
        for resource in resources:
            for reference in literal_references(judge(resource)):
                match = REFERENCE.fullmatch(reference)
                assert match
                assert (match[1], match[2]) in known


def published(command: say.PublishCapacity, facility: str) -> tuple[tuple[Resource, ...], Hospital]:

    now = Circumstances(
        principal=SCREENS[facility],
        key="0199b2a4-7c1e-7a52-9d3f-5b8e2f1a6c01",
        at=instant(OPENED_AT),
        placed_at=OPENED_AT,
        tapped_at=OPENED_AT,
        received_at=OPENED_AT,
        directory=DIRECTORY,
    )
    (event,) = decide(Case(id=hospital_subject(facility)), command, now)
    assert isinstance(event, CapacityPublished)
    after, _ = publish(Hospital(), event)
    return normalise_capacity(after, event, entry_of(facility, 9_999_999)), after


def entry_of(facility: str, version: int) -> Entry:
    return Entry(
        subject=hospital_subject(facility),
        version=version,
        recorded_at=OPENED_AT,
        principal=SCREENS[facility],
        key="0199b2a4-7c1e-7a52-9d3f-5b8e2f1a6c01",
        kind="publish-capacity",
    )


def test_every_event_of_a_case_is_rendered() -> None:
    assert set(EVENTS.values()) == {*RENDERED, *OF_TRANSPORTS, CapacityPublished, ModeDeclared}


def test_a_whole_shift_touches_every_event_and_every_type() -> None:
    history = whole_shift()
    from_a_transport = {CaseTakenOn, TransportCarriedOver}
    assert {type(event) for event in history.happened} == set(RENDERED) - from_a_transport
    types = Counter(kind for kind, _ in history.newest)
    assert types == {
        "AuditEvent": 1,
        "AllergyIntolerance": 1,
        "MedicationStatement": 2,
        "Encounter": 1,
        "Patient": 1,
        "Location": 2,
        "Condition": 3,
        "Composition": 1,
        "ServiceRequest": 1,
        "Task": 3,
        "Procedure": 2,
        "MedicationAdministration": 1,
        "Communication": 4,
        "DocumentReference": 2,
        "Observation": 13 + len(TimeMark) + 3 + 1 + 1 + 3,
        "Provenance": len(history.written),
    }
    for resources in history.written:
        for resource in resources:
            judge(resource)


@PATIENCE
@given(st.integers(-86_400_000, 0))
def test_a_time_is_the_instant_it_came_as_to_the_millisecond(ago: int) -> None:
    history = opened()
    said_at = OPENED_AT + timedelta(minutes=1, milliseconds=ago)
    after = timedelta(milliseconds=ago)
    observed = only(history.says(say.RecordObservation(spo2=91), after=after), "Observation", "-spo2")
    marked = only(history.says(say.StampTime(mark=TimeMark.LOADED), after=after), "Observation", "-loaded")
    assert datetime.fromisoformat(observed["effectiveDateTime"]) == said_at
    assert datetime.fromisoformat(marked["valueDateTime"]) == said_at + timedelta(minutes=1)


def test_vital_signs_carry_their_public_codes() -> None:
    history = opened()
    written = history.says(
        say.RecordObservation(
            heart_rate=1, respiratory_rate=1, spo2=1, systolic=90, diastolic=60, temperature=Decimal("36.50"), etco2=1,
            glucose=1, gcs_eye=1, gcs_verbal=2, gcs_motor=3,
        )
    )  # fmt: skip
    codes = {
        each.id.rpartition("-")[2]: {
            coding["code"]
            for coding in json.loads(each.body)["code"]["coding"]
            if coding["system"] == "http://loinc.org"
        }
        for each in written
        if each.type == "Observation"
    }
    assert codes == {
        "hr": {"8867-4"},
        "rr": {"9279-1"},
        "spo2": {"59408-5", "2708-6"},
        "bp": {"85354-9"},
        "temp": {"8310-5"},
        "etco2": {"19891-1"},
        "glucose": {"2339-0"},
        "gcs": {"9269-2"},
    }
    assert only(written, "Observation", "-gcs")["valueQuantity"]["value"] == 6
    assert b'"value":36.50' in next(each.body for each in written if each.id.endswith("-temp"))


def test_a_blood_pressure_by_palpation_says_that_the_diastolic_is_unknown() -> None:
    written = opened().says(say.RecordObservation(systolic=90))
    systolic, diastolic = only(written, "Observation", "-bp")["component"]
    assert systolic["valueQuantity"]["value"] == 90
    assert diastolic["dataAbsentReason"]["coding"][0]["code"] == "unknown"


def test_a_late_observation_stands_at_its_own_time() -> None:
    written = opened().says(say.RecordObservation(jcs=Jcs.III_300), after=timedelta(minutes=-5))
    observed = only(written, "Observation", "-jcs")
    assert observed["effectiveDateTime"] == "2026-11-23T01:08:00.000Z"
    assert observed["issued"] == "2026-11-23T01:13:00.000Z"
    assert observed["valueCodeableConcept"]["coding"][0] == {
        "system": "https://kyukyu-hub.example/fhir/CodeSystem/jcs",
        "code": "300",
        "display": "III-300",
    }


def test_only_the_sections_that_were_touched_are_written_again() -> None:
    history = opened(chief_complaint="胸痛")
    assert kinds(history.says(say.DescribePatient(age_years=76))) == {"Patient", "Provenance"}
    assert kinds(history.says(say.DescribePatient(allergies="なし"))) == {"Observation", "Provenance"}
    assert kinds(history.says(say.StampTime(mark=TimeMark.LOADED))) == {"Observation", "Provenance"}
    assert kinds(history.says(say.DescribePatient(chief_complaint="呼吸困難"))) == {
        "Encounter",
        "Condition",
        "Provenance",
    }


def kinds(resources: tuple[Resource, ...]) -> set[str]:
    return {each.type for each in resources}


def test_a_fact_that_was_tapped_before_the_one_that_stands_is_not_rendered() -> None:
    history = opened()
    history.says(say.DescribePatient(age_years=76))
    assert history.says(say.DescribePatient(age_years=70), tapped=timedelta(hours=-1)) == ()
    assert only(tuple(history.newest.values()), "Patient")["extension"][0]["valueQuantity"]["value"] == 76


def test_dangers_that_are_taken_back_are_false() -> None:
    history = opened()
    history.says(say.DescribePatient(dangers=(Danger.DIALYSIS,)))
    taken_back = only(history.says(say.DescribePatient(dangers=())), "Observation", "-dangers")
    assert taken_back["valueBoolean"] is False
    assert "component" not in taken_back


def test_resources_of_an_exercise_say_so() -> None:
    for resource in opened(is_exercise=True).says(say.RecordObservation(spo2=99)):
        assert json.loads(resource.body)["meta"]["security"][0]["code"] == "HTEST"


def test_an_inquiry_follows_the_request() -> None:
    first, second, third = SCREENS
    history = opened()
    asked = history.says(say.RequestAcceptance(facilities=(first, second, third)))
    assert only(asked, "ServiceRequest", "-acceptance")["status"] == "active"
    assert progress(history, first) == ("requested", "requested")
    history.says(say.MarkDisplayed(), SCREENS[first])
    assert progress(history, first) == ("received", "displayed")
    history.says(say.AnswerRequest(answer=Answer.CONDITIONAL, conditions="個室なし"), SCREENS[third])
    assert progress(history, third) == ("on-hold", "conditional")
    history.says(say.AnswerRequest(answer=Answer.ACCEPT), SCREENS[first])
    assert progress(history, first) == ("accepted", "accepted")
    assert progress(history, second) == ("cancelled", "withdrawn")
    history.says(say.ConfirmDestination(facility=first))
    assert progress(history, first) == ("in-progress", "accepted")
    handed = history.says(say.HandOver())
    assert progress(history, first) == ("completed", "accepted")
    assert only(handed, "ServiceRequest")["status"] == "completed"
    assert only(handed, "Encounter")["status"] == "finished"


def test_an_electrocardiogram_says_where_its_bytes_are_and_holds_none() -> None:
    said = say.Attach(what=AttachmentKind.ECG_12_LEAD, content=b"%PDF-1.7\n%%EOF", title="ST上昇", is_identifying=False)
    shown = only(opened().says(said), "DocumentReference", "-attachment-open")

    assert [each["code"] for each in shown["type"]["coding"]] == ["11524-6", "ecg-12-lead"]
    file = shown["content"][0]["attachment"]
    assert (file["contentType"], file["size"], file["title"]) == ("application/pdf", 14, "ST上昇")
    assert file["url"].startswith(f"../cases/{CASE}/attachments/")
    assert "data" not in file


def test_a_photo_shows_a_person_unless_the_crew_says_otherwise() -> None:
    written = opened().says(say.Attach(what=AttachmentKind.INJURY, content=b"%PDF-1.7\n%%EOF"))

    assert only(written, "DocumentReference")["id"].endswith("-attachment")


def test_an_answer_on_the_telephone_is_an_answer_and_says_so() -> None:
    first = next(iter(SCREENS))
    history = opened()
    history.says(say.RequestOnBehalf(facilities=(first,)), CENTER)
    answer = say.RecordPhoneAnswer(facility=first, answer=Answer.DECLINE, reason=DeclineReason.BUSY)

    written = history.says(answer)

    task = only(written, "Task")
    assert task["status"] == "rejected"
    assert task["statusReason"]["coding"][0]["code"] == "busy"
    assert details(task, "output") >= {("by-phone", True)}
    assert details(task, "input") >= {("on-behalf", True)}
    assert only(written, "Provenance")["activity"]["coding"][0]["code"] == "record-phone-answer"


def test_an_accept_that_is_taken_back_says_when() -> None:
    first = next(iter(SCREENS))
    history = opened()
    history.says(say.RequestAcceptance(facilities=(first,)))
    history.says(say.AnswerRequest(answer=Answer.ACCEPT), SCREENS[first])

    decline = say.AnswerRequest(answer=Answer.DECLINE, reason=DeclineReason.BUSY)
    task = only(history.says(decline, SCREENS[first]), "Task")

    assert "taken-back" in {code for code, _ in details(task, "output")}


@pytest.mark.parametrize(("reason", "text"), [("closed", "closed"), (None, None)])
def test_a_crews_own_words_are_text_even_where_they_are_the_hubs(reason: str | None, text: str | None) -> None:
    first = next(iter(SCREENS))
    history = opened()
    history.says(say.RequestAcceptance(facilities=(first,)))

    why = only(history.says(say.WithdrawRequest(facilities=(first,), reason=reason)), "Task")["statusReason"]

    assert why == {"text": text} if text else why["coding"][0]["code"] == "withdrawn"


def test_a_request_that_the_command_centre_ends_says_so_in_its_code() -> None:
    first = next(iter(SCREENS))
    history = opened()
    history.says(say.RequestAcceptance(facilities=(first,)))

    task = only(history.says(say.ExpireRequest(facilities=(first,)), CENTER), "Task")

    assert (task["status"], task["statusReason"]["coding"][0]["code"]) == ("cancelled", "expired")


def details(task: dict[str, Any], member: str) -> set[tuple[str, object]]:
    return {
        (each["type"]["coding"][0]["code"], next(value for name, value in each.items() if name.startswith("value")))
        for each in task[member]
    }


def progress(history: History, facility: str) -> tuple[str, str]:
    tasks = [json.loads(each.body) for (kind, _), each in history.newest.items() if kind == "Task"]
    (found,) = [each for each in tasks if each["owner"]["reference"] == f"Organization/{facility}"]
    return found["status"], found["businessStatus"]["coding"][0]["code"]


def test_a_destination_that_takes_its_word_back_leaves_the_encounter() -> None:
    first = next(iter(SCREENS))
    history = opened()
    history.says(say.RequestAcceptance(facilities=(first,)))
    history.says(say.AnswerRequest(answer=Answer.ACCEPT), SCREENS[first])
    confirmed = only(history.says(say.ConfirmDestination(facility=first)), "Encounter")
    assert confirmed["hospitalization"]["destination"] == {"reference": f"Organization/{first}"}
    lost = history.says(say.WithdrawRequest(facilities=(first,)))
    assert "hospitalization" not in only(lost, "Encounter")


def test_a_destination_by_telephone_that_was_never_asked_has_its_inquiry() -> None:
    first = next(iter(SCREENS))
    written = opened().says(say.ConfirmDestination(facility=first, is_by_phone=True))
    assert kinds(written) == {"Encounter", "ServiceRequest", "Task", "Provenance"}
    assert only(written, "Task")["status"] == "in-progress"


@pytest.mark.parametrize(
    ("closing", "status"),
    [(Closing.TRANSPORTED, "finished"), (Closing.REFUSED, "finished"), (Closing.NO_PATIENT, "cancelled")],
)
def test_a_closed_case_ends_its_encounter(closing: Closing, status: str) -> None:
    ended = only(opened().says(say.CloseCase(closing=closing, detail="理由")), "Encounter")
    assert ended["status"] == status
    assert ended["hospitalization"]["dischargeDisposition"]["text"] == "理由"
    assert "end" in ended["period"]


def test_drugs_are_administrations_and_everything_else_is_a_procedure() -> None:
    for treatment in Treatment:
        (resource, _) = opened().says(say.RecordTreatment(treatment=treatment))
        is_drug = treatment in {Treatment.ADRENALINE, Treatment.GLUCOSE}
        assert resource.type == ("MedicationAdministration" if is_drug else "Procedure")


def test_an_outcome_without_a_diagnosis_is_a_severity_alone() -> None:
    first = next(iter(SCREENS))
    history = opened()
    history.says(say.RequestAcceptance(facilities=(first,)))
    history.says(say.AnswerRequest(answer=Answer.ACCEPT), SCREENS[first])
    written = history.says(say.RecordOutcome(severity=Severity.MILD), SCREENS[first])
    assert kinds(written) == {"Encounter", "Observation", "Provenance"}
    assert only(written, "Observation")["performer"] == [{"reference": f"Organization/{first}"}]


def test_narrative_escapes_what_the_crew_wrote() -> None:
    composition = only(tuple(whole_shift().newest.values()), "Composition")
    assert "<p>canary-summary &lt;b&gt;&amp;</p>" in composition["section"][-1]["text"]["div"]
    assert composition["attester"][0]["mode"] == "official"


def test_provenance_names_the_versions_the_writer_and_the_key() -> None:
    history = opened()
    observation, proof = history.says(say.RecordObservation(spo2=91))
    content = json.loads(proof.body)
    assert content["target"] == [{"reference": f"Observation/{observation.id}/_history/2"}]
    assert content["agent"][0]["who"] == {"reference": f"Organization/{CREW.organisation.id}"}
    assert content["activity"]["coding"][0]["code"] == "record-observation"
    assert json.loads(observation.body)["meta"]["source"] == f"#{content['entity'][0]['what']['identifier']['value']}"


def test_provenance_names_who_was_signed_in_and_of_a_device_alone_its_organisation_only() -> None:
    history = opened()
    *_, alone = history.says(say.RecordObservation(spo2=91))
    *_, signed_in = history.says(say.RecordObservation(spo2=92), replace(CREW, person="captain-1"))
    agents = [json.loads(proof.body)["agent"] for proof in (alone, signed_in)]
    assert [[each["type"]["coding"][0]["code"] for each in named] for named in agents] == [
        ["author"],
        ["author", "enterer"],
    ]
    assert agents[1][1]["who"] == {
        "identifier": {"system": "https://kyukyu-hub.example/fhir/identifier/person", "value": "captain-1"}
    }
    assert validate(signed_in.body) == []
    assert faults(parse(signed_in.body)) == []


def test_an_older_word_on_capacity_is_not_rendered() -> None:

    command = say.PublishCapacity(specialty=Specialty.STROKE, level=Level.GOOD, beds=2)
    resources, after = published(command, "h-001")
    assert [each.type for each in resources] == ["Organization", "Location", "Observation", "Provenance"]
    stray = History()
    stray.says(say.OpenCase())
    assert normalise_capacity(after, stray.happened[0], entry_of("h-001", 2)) == ()
    older = CapacityPublished(
        at="2026-11-23T01:00:00.000Z", facility="h-001", specialty="stroke", values={"level": "none"},
        tapped_at="2026-11-23T01:00:00.000Z", key="0",
    )  # fmt: skip
    after, _ = publish(after, older)
    assert normalise_capacity(after, older, entry_of("h-001", 2)) == ()
