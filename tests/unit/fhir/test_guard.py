"""The guard finds what the models of fhir.resources let pass, says where it is, and lets pass what is right."""

import json
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from hub.domain import commands as say
from hub.fhir.distil import definitions, distilled_profiles, encoded
from hub.fhir.guard import MOST_ISSUES, MOST_STEPS, Inspection, faults
from hub.fhir.rules import PROFILES_FILE, core
from hub.fhir.validate import judged
from hub.wire.guard import LONGEST, parse
from tests.unit.fhir.histories import CENTER, SCREENS, History, histories, whole_shift
from tests.unit.fhir.test_profiles import emitted

ROOT = Path(__file__).parents[3]
Json = dict[str, Any]
HISTORIES = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=15)


def read(body: bytes) -> Json:
    content = parse(body)
    assert isinstance(content, dict)
    return content


SHIFT = {resource.id[37:] or resource.type: read(resource.body) for resource in whole_shift().newest.values()}
VITALS = {suffix.partition("-")[2]: content for suffix, content in SHIFT.items() if suffix[:1].isdigit()}
KNOWN: Mapping[str, Json] = SHIFT | VITALS


def at(content: Json, path: str) -> tuple[Any, str | int]:
    *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    held: Any = content
    for step in steps:
        held = held[step]
    return held, last


def put(path: str, value: object) -> Callable[[Json], None]:
    def change(content: Json) -> None:
        held, last = at(content, path)
        held[last] = value

    return change


def drop(path: str) -> Callable[[Json], None]:
    def change(content: Json) -> None:
        held, last = at(content, path)
        del held[last]

    return change


FAULTS: list[tuple[str, Callable[[Json], None], str, str]] = [
    ("hr", put("status", "canary"), "unknown-code", "Observation.status"),
    ("hr", put("valueQuantity.value", "36.5"), "wrong-form", "Observation.value.value"),
    ("hr", put("status", ["final"]), "not-single", "Observation.status"),
    ("hr", put("category", {}), "not-a-list", "Observation.category"),
    ("hr", put("category", []), "empty", "Observation.category"),
    ("hr", put("note", [{}]), "empty", "Observation.note[0]"),
    ("hr", put("canary", 1), "unknown-element", "Observation.canary"),
    ("hr", put("effectiveDateTime", "2026-13-01"), "wrong-form", "Observation.effective"),
    ("hr", put("effectivePeriod", {"start": "2026-01-01"}), "too-many", "Observation.effective"),
    ("hr", put("subject", {"reference": "Organization/canary"}), "wrong-target", "Observation.subject"),
    ("hr", put("valueQuantity.code", "canary"), "wrong-value", "Observation.value.code"),
    ("hr", put("valueQuantity.value", 900), "kyu-heart-rate", "Observation"),
    ("hr", put("code.coding.0.code", "canary"), "required", "Observation.code.coding"),
    ("hr", drop("category.0"), "required", "Observation.category"),
    ("hr", drop("subject"), "required", "Observation.subject"),
    ("hr", put("id", "x" * 65), "wrong-form", "Observation.id"),
    ("hr", put("dataAbsentReason", {"text": "canary"}), "obs-6", "Observation"),
    ("hr", put("meta.profile.0", "https://kyukyu-hub.example/fhir/StructureDefinition/canary"), "unknown-profile",
     "Observation.meta.profile[0]"),
    ("hr", put("meta.profile.0", "https://kyukyu-hub.example/fhir/StructureDefinition/casualty"), "wrong-profile",
     "Observation.meta.profile[0]"),
    ("hr", put("text", {"status": "generated", "div": "<div><script>canary</script></div>"}), "wrong-form",
     "Observation.text.div"),
    ("hr", put("text", {"status": "generated", "div": "<div onclick='canary'>x</div>"}), "wrong-form",
     "Observation.text.div"),
    ("hr", put("note", [{"text": "x", "authorReference": {"reference": "#canary"}}]), "ref-1", "Observation"),
    ("hr", put("contained", [{"resourceType": "Patient", "id": "canary"}]), "dom-3", "Observation"),
    ("hr", put("contained", [{"resourceType": "Canary"}]), "unknown-type", "Observation.contained[0].resourceType"),
    ("hr", put("referenceRange", [{"appliesTo": [{"text": "x"}]}]), "obs-3", "Observation.referenceRange[0]"),
    ("hr", put("_status", {"extension": [{"url": "x"}]}), "ext-1", "Observation.status.extension[0]"),
    ("hr", put("extension", [{"url": "https://kyukyu-hub.example/fhir/StructureDefinition/canary", "valueCode": "x"}]),
     "unknown-profile", "Observation.extension[0].url"),
    ("hr", put("resourceType", "Canary"), "unknown-type", "resourceType"),
    ("bp", put("component.0.valueQuantity.value", 40), "kyu-pressure", "Observation"),
    ("bp", drop("component.1"), "required", "Observation.component"),
    ("bp", put("component.0.valueQuantity.code", "canary"), "wrong-value", "Observation.component[0].value.code"),
    ("bp", put("component.0.referenceRange", [{"canary": 1}]), "unknown-element",
     "Observation.component[0].referenceRange[0].canary"),
    ("gcs", put("component.0.valueQuantity.value", 1), "kyu-gcs-total", "Observation"),
    ("jcs", put("valueCodeableConcept.coding.0.code", "4"), "unknown-code", "Observation.value"),
    ("jcs", lambda content: content.update(valueString=content.pop("valueCodeableConcept")["coding"][0]["code"]),
     "wrong-type", "Observation.value"),
    ("Patient", put("gender", "canary"), "unknown-code", "Patient.gender"),
    ("Patient", drop("identifier.0.use"), "required", "Patient.identifier[0].use"),
    ("Patient", put("extension.1.valueCodeableConcept.coding.0.code", "canary"), "unknown-code",
     "Patient.extension[1].value"),
    ("Patient", put("extension.0.valueQuantity.code", "canary"), "wrong-value", "Patient.extension[0].value.code"),
    ("Patient", put("birthDate", "1950-1-31"), "wrong-form", "Patient.birthDate"),
    ("Patient", put("active", "true"), "wrong-form", "Patient.active"),
    ("Patient", put("name.0.given", "canary"), "not-a-list", "Patient.name[0].given"),
    ("complaint", put("clinicalStatus", {"text": "canary"}), "unknown-code", "Condition.clinicalStatus"),
    ("complaint", put("subject.reference", "Encounter/canary"), "wrong-target", "Condition.subject"),
    ("handover", drop("type"), "required", "Composition.type"),
    ("handover", put("section", [{"title": "canary"}]), "cmp-1", "Composition.section[0]"),
]  # fmt: skip


def name(plant: tuple[str, Any, str, str]) -> str:
    return f"{plant[0]}-{plant[2]}-{plant[3]}"


@pytest.mark.parametrize("plant", FAULTS, ids=name)
def test_a_planted_fault_is_found_where_it_is_and_no_value_is_repeated(
    plant: tuple[str, Callable[[Json], None], str, str],
) -> None:
    kind, change, code, path = plant
    content = deepcopy(KNOWN[kind])
    assert faults(content) == [], "sound before the fault is planted"
    change(content)

    found = faults(content)

    assert (code, path) in {(issue.code, issue.path) for issue in found}
    assert all(issue.ja and issue.en for issue in found)
    said = [issue.ja + issue.en for issue in found]
    assert not any("canary" in each for each in said)


def test_the_models_alone_would_let_many_of_these_pass() -> None:
    """What the guard is for: a control that fails when the models have learned it all."""
    passed = 0
    for kind, change, _, _ in FAULTS:
        content = deepcopy(KNOWN[kind])
        change(content)
        passed += not judged(content)
    assert passed > len(FAULTS) // 3


def test_all_faults_are_told_at_once() -> None:
    content = deepcopy(KNOWN["hr"])
    for change in (put("status", "x"), drop("subject"), put("valueQuantity.value", "1"), put("canary", 1)):
        change(content)
    assert {"unknown-code", "required", "wrong-form", "unknown-element"} <= {issue.code for issue in faults(content)}


def test_nothing_that_is_emitted_is_a_fault() -> None:
    for resource in emitted():
        assert faults(read(resource.body)) == [], resource.type


@HISTORIES
@given(histories())
def test_no_history_raises_a_false_alarm(history: History) -> None:
    for resources in history.written:
        for resource in resources:
            assert faults(read(resource.body)) == [], resource.body.decode()


def test_a_casualty_that_was_allotted_and_never_answered_for_is_handed_over_without_alarm() -> None:
    history = History()
    facility = next(iter(SCREENS))
    history.says(say.OpenCase())
    history.says(say.Allot(facility=facility), CENTER)
    history.says(say.HandOver())
    (task,) = [each for each in history.written[-1] if each.type == "Task"]
    assert read(task.body)["status"] == "completed"
    assert [faults(read(each.body)) for each in history.written[-1]] == [[] for _ in history.written[-1]]


def test_a_history_may_name_a_resource_twice_and_no_other_bundle_may() -> None:
    """The exception of bdl-7."""
    entry = {
        "fullUrl": "https://hub.example/fhir/Task/t-1",
        "request": {"method": "GET", "url": "Task/t-1"},
        "response": {"status": "200"},
    }
    said: Json = {"resourceType": "Bundle", "type": "history", "entry": [entry, entry]}

    assert faults(said) == []
    assert "bdl-7" in [each.code for each in faults({**said, "type": "collection"})]


def test_a_part_of_a_parameter_is_a_parameter() -> None:
    """Watches what is defined elsewhere: the choices of a value are those of the parameter."""
    inner = {"name": "c", "part": [{"name": "d", "valueString": "x"}]}
    said: Json = {
        "resourceType": "Parameters",
        "parameter": [{"name": "a", "part": [{"name": "b", "valueCode": "x"}, inner]}],
    }

    assert faults(said) == []
    del inner["part"]
    assert [(each.path, each.code) for each in faults(said)] == [("Parameters.parameter[0].part[1]", "inv-1")]


def test_an_entry_that_points_to_another_by_a_uuid_is_known_by_its_type() -> None:
    def bundle(target: str) -> Json:
        return {
            "resourceType": "Bundle",
            "type": "collection",
            "entry": [
                {"fullUrl": "urn:uuid:1", "resource": {"resourceType": target}},
                {"fullUrl": "urn:uuid:2", "resource": {**KNOWN["hr"], "subject": {"reference": "urn:uuid:1"}}},
            ],
        }

    assert faults(bundle("Patient")) == []
    assert {issue.path for issue in faults(bundle("Practitioner"))} == {"Bundle.entry[1].resource.subject"}


def test_a_fault_inside_a_bundle_says_in_which_entry() -> None:
    broken = {**KNOWN["hr"], "status": "canary"}
    bundle = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"resource": KNOWN["hr"]}, {"resource": broken}],
    }
    assert {issue.path for issue in faults(bundle)} == {"Bundle.entry[1].resource.status"}


def hostile() -> Iterator[tuple[str, Json]]:
    """Yields bodies that a sender might make to burn time, each as long as the wire lets in."""
    period = {"start": "2026-01-01", "end": "2026-01-02"}
    yield "periods", {"resourceType": "Patient", "identifier": [{"period": period}] * 4_500}
    yield "contained", {"resourceType": "Patient", "contained": [{"resourceType": "Observation"}] * 6_000}
    yield (
        "entries",
        {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": {"resourceType": "Patient"}}] * 4_000},
    )
    nested: Json = {"url": "x", "valueString": "x"}
    for _ in range(14):
        nested = {"url": "x", "extension": [nested]}
    yield "extensions", {"resourceType": "Patient", "extension": [nested] * 300}
    yield "codings", {**KNOWN["hr"], "code": {"coding": [{"system": "x", "code": "y"}] * 6_000}}


@pytest.mark.parametrize(("which", "content"), list(hostile()), ids=lambda each: each if isinstance(each, str) else "")
def test_a_hostile_body_costs_no_more_than_the_bound(which: str, content: Json) -> None:
    raw = json.dumps(content, separators=(",", ":"), default=float).encode()
    assert len(raw) <= LONGEST, which
    inspection = Inspection(parse(raw))
    assert inspection.steps <= MOST_STEPS + len(raw), "the last step is counted before it is made"
    assert len(inspection.found) <= MOST_ISSUES + 1


def test_an_honest_case_costs_a_fraction_of_the_bound() -> None:
    """The control: a whole shift as one Bundle goes through."""
    *_, document = emitted()
    inspection = Inspection(read(document.body))
    assert inspection.found == []
    assert inspection.steps < MOST_STEPS // 5


def test_the_rules_are_those_of_the_profiles() -> None:
    """After a change of `fhir_profiles`: ``python -m hub.fhir.distil fhir_profiles/definitions``."""
    made = distilled_profiles(definitions(ROOT / "fhir_profiles" / "definitions"), core())
    assert (ROOT / "hub" / "fhir" / PROFILES_FILE).read_bytes() == encoded(made)
