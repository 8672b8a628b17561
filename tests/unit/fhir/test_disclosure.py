"""What a hospital sees in FHIR agrees with what it sees in the document of the case."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from hub.domain import commands as say
from hub.domain.disclosure import Relationship, disclose
from hub.fhir.disclosure import disclosed
from hub.fhir.normalise import Resource
from hub.fhir.resource import encode, task_suffix
from hub.fhir.validate import validate
from tests.unit.fhir.histories import CASE, CREW, DEPARTMENT, HOSPITALS, History, commands, histories, whole_shift
from tests.unit.fhir.referee import REFERENCE

FIRST, SECOND, THIRD = (each.id for each in HOSPITALS)
CANARY = re.compile(rb"canary-[a-z-]+")
IDENTITY = {
    name: f"canary-{name.partition('_')[0]}"
    for name in (
        "family_name",
        "given_name",
        "family_kana",
        "given_kana",
        "address",
        "phone",
        "medical_history",
        "medications",
        "allergies",
    )
}
PATIENCE = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=40)


def seen(history: History, near: Relationship, organisation: str) -> list[tuple[Resource, bytes]]:
    every = [each for resources in history.written for each in resources]
    shown = [(each, disclosed(each.type, each.body, near, organisation)) for each in every]
    return [(each, body) for each, body in shown if body is not None]


def literal_references(content: object) -> list[str]:
    if isinstance(content, dict):
        own = [content["reference"]] if isinstance(content.get("reference"), str) else []
        return own + [each for value in content.values() for each in literal_references(value)]
    return [each for value in content for each in literal_references(value)] if isinstance(content, list) else []


def test_the_canaries_are_in_what_the_crews_side_sees() -> None:
    whole = b"".join(body for _, body in seen(whole_shift(), Relationship.OWN, DEPARTMENT.id))
    assert set(CANARY.findall(whole)) == {
        b"canary-" + name
        for name in (
            b"incident", b"scene", b"family", b"given", b"family-kana", b"given-kana", b"address", b"phone", b"history",
            b"medications", b"allergies", b"summary", b"receiver", b"signed", b"closing", b"diagnosis",
            b"viewer", b"drug", b"other-drug", b"allergen", b"condition", b"operation",
            b"call", b"asker", b"talk", b"among-ourselves", b"photo",
        )
    }  # fmt: skip


@pytest.mark.parametrize("hospital", [FIRST, SECOND, THIRD])
def test_a_hospital_that_is_asked_sees_no_identity_no_scene_and_nobody_else(hospital: str) -> None:
    shown = seen(whole_shift(), Relationship.ASKED, hospital)
    text = b"".join(body for _, body in shown)
    assert set(CANARY.findall(text)) == ({b"canary-asker", b"canary-talk"} if hospital == SECOND else set())
    assert b"1950-01-31" not in text
    assert b"34.39" not in text
    assert b"132.4" not in text
    assert DEPARTMENT.id.encode() not in text
    assert b"u-001" not in text
    for other in {FIRST, SECOND, THIRD} - {hospital}:
        assert other.encode() not in text
        assert task_suffix(other).encode() not in text


@PATIENCE
@given(history=histories(), described=commands(say.DescribePatient, **IDENTITY))
def test_no_identity_ever_reaches_a_hospital_that_is_asked(history: History, described: say.Command) -> None:
    history.says(described)
    assert b"canary-family" in b"".join(body for _, body in seen(history, Relationship.OWN, DEPARTMENT.id))
    for hospital in (FIRST, SECOND, THIRD):
        assert not CANARY.search(b"".join(body for _, body in seen(history, Relationship.ASKED, hospital)))


@pytest.mark.parametrize("near", list(Relationship))
@pytest.mark.parametrize("hospital", [FIRST, SECOND, THIRD])
def test_fhir_and_the_document_of_the_case_say_the_same(near: Relationship, hospital: str) -> None:
    history = whole_shift()
    said = set(CANARY.findall(encode(disclose(history.case.document, near, hospital))))
    rendered = [disclosed(each.type, each.body, near, hospital) for each in history.newest.values()]
    assert set(CANARY.findall(b"".join(body for body in rendered if body))) == said


def test_a_hospital_that_is_asked_sees_what_it_needs_to_answer() -> None:
    shown = seen(whole_shift(), Relationship.ASKED, FIRST)
    assert {each.type for each, _ in shown} == {
        "Encounter",
        "Patient",
        "Condition",
        "Observation",
        "Procedure",
        "MedicationAdministration",
        "Communication",
        "DocumentReference",
        "Location",
        "ServiceRequest",
        "Task",
        "Provenance",
    }
    newest = {(each.type, each.id): json.loads(body) for each, body in shown}
    patient = newest["Patient", str(CASE)]
    assert patient["gender"] == "male"
    assert patient["extension"][0]["valueQuantity"]["value"] == 76
    assert patient["identifier"] == [
        {"use": "temp", "system": "https://kyukyu-hub.example/fhir/identifier/temporary-patient", "value": str(CASE)}
    ]
    encounter = newest["Encounter", str(CASE)]
    assert len(encounter["identifier"]) == 1
    assert encounter["priority"]["coding"][0]["code"] == "red"
    assert not encounter.keys() & {"location", "hospitalization", "serviceProvider", "diagnosis"}
    vehicle = newest["Location", f"{CASE}-vehicle"]
    assert vehicle["extension"][0]["valueUnsignedInt"] == 7
    assert b'"value":36.50,' in b"".join(body for _, body in shown)
    assert {each.id.split("-")[-1] for each, _ in shown if each.type == "Observation"} == {
        "hr", "rr", "spo2", "temp", "glucose", "etco2", "jcs", "avpu", "rhythm", "bp", "gcs", "pupils", "findings",
        "dangers", "triage",
    }  # fmt: skip


@pytest.mark.parametrize("near", [Relationship.ASKED, Relationship.ACCEPTED])
@PATIENCE
@given(history=histories())
def test_what_is_shown_is_valid_and_points_to_what_is_shown(near: Relationship, history: History) -> None:
    shown = seen(history, near, FIRST)
    known = {f"{each.type}/{each.id}" for each, _ in shown}
    for _, body in shown:
        assert validate(body) == []
        content: dict[str, Any] = json.loads(body)
        for reference in literal_references(content):
            match = REFERENCE.fullmatch(reference)
            assert match
            if match[1] == "Organization":
                assert near is Relationship.ACCEPTED or match[2] == FIRST
            else:
                assert f"{match[1]}/{match[2]}" in known


@PATIENCE
@given(history=histories())
def test_what_is_shown_keeps_its_digits(history: History) -> None:
    for resource, body in seen(history, Relationship.ASKED, FIRST):
        if resource.type in {"Observation", "Procedure", "MedicationAdministration"}:
            numbers = re.findall(rb'"value":([-0-9.Ee+]+)', body)
            assert numbers == re.findall(rb'"value":([-0-9.Ee+]+)', resource.body)


def test_the_hospital_that_accepted_sees_all_but_the_inquiries_of_others() -> None:
    history = whole_shift()
    shown = seen(history, Relationship.ACCEPTED, FIRST)
    hidden = {(each.type, each.id) for each in history.newest.values()} - {(each.type, each.id) for each, _ in shown}
    assert {identity for kind, identity in hidden if kind == "Task"} == {
        f"{CASE}-{task_suffix(other)}" for other in (SECOND, THIRD)
    }
    assert {kind for kind, _ in hidden} == {"Task", "Provenance", "AuditEvent", "Communication"}
    text = b"".join(body for _, body in shown)
    assert len(set(CANARY.findall(text))) == 23
    for other in (SECOND, THIRD):
        assert other.encode() not in text
        assert task_suffix(other).encode() not in text


@pytest.mark.parametrize("near", [Relationship.ASKED, Relationship.ACCEPTED])
def test_who_sat_at_the_crews_device_is_its_departments_to_know(near: Relationship) -> None:
    history = History()
    history.says(say.OpenCase(), replace(CREW, person="captain-canary"))
    history.says(say.RecordObservation(spo2=91), replace(CREW, person="captain-canary"))

    own = b"".join(body for _, body in seen(history, Relationship.OWN, DEPARTMENT.id))
    theirs = [body for each, body in seen(history, near, FIRST) if each.type == "Provenance"]

    assert b"captain-canary" in own
    assert theirs
    assert b"captain-canary" not in b"".join(theirs)


@pytest.mark.parametrize("near", [Relationship.NONE, Relationship.FORMER])
def test_who_is_no_longer_asked_sees_nothing(near: Relationship) -> None:
    assert seen(whole_shift(), near, FIRST) == []


def test_the_crews_side_receives_the_very_bytes_that_are_stored() -> None:
    for resource, body in seen(whole_shift(), Relationship.OWN, DEPARTMENT.id):
        assert body is resource.body


def test_a_type_that_nobody_thought_of_is_hidden() -> None:
    body = b'{"resourceType":"Coverage","id":"x"}'
    assert disclosed("Coverage", body, Relationship.ACCEPTED, FIRST) is None
