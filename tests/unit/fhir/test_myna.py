"""マイナ救急 as FHIR: the look is an audit event of the own side, what was passed on says where it came from."""

import json
from typing import Any

import pytest

from hub.domain import commands as say
from hub.domain.myna_codes import CaptainReason, LegalBasis, MynaMethod, MynaResult
from hub.domain.relationship import Relationship
from hub.fhir.disclosure import disclosed
from hub.fhir.myna import SOURCE
from hub.fhir.resource import Resource
from tests.unit.fhir.histories import History, key_of
from tests.unit.fhir.referee import judge

LOOK = say.ViewMynaRecord(
    result=MynaResult.VIEWED, basis=LegalBasis.VITAL_INTEREST, method=MynaMethod.FOUR_ITEMS, by="架空隊長"
)


def told() -> tuple[tuple[Resource, ...], tuple[Resource, ...]]:
    """Returns what a look and a share wrote."""
    history = History()
    history.says(say.OpenCase())
    look = history.says(LOOK)
    shared = history.says(
        say.ShareMynaRecord(
            view=key_of(look),
            medications=("canary-drug", "canary-drug-2"),
            allergies=("canary-allergen",),
            conditions=("canary-condition",),
            procedures=("canary-operation",),
        )
    )
    return look, shared


def read(resource: Resource) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(resource.body)
    return content


def test_a_look_says_who_when_on_what_ground_with_what_result_and_until_when() -> None:
    (look, proof), _ = told()
    event = judge(look)

    assert (look.type, proof.type) == ("AuditEvent", "Provenance")
    assert [each["code"] for each in event["subtype"]] == ["viewed", "four-items"]
    assert event["extension"][0]["valueCodeableConcept"]["coding"][0]["code"] == "vital-interest-no-consent"
    assert event["period"]["start"] < event["period"]["end"]
    assert event["agent"] == [{"who": {"reference": "Organization/fd-01"}, "requestor": True, "name": "架空隊長"}]
    assert event["outcome"] == "0"


def test_why_there_was_none_is_said_too() -> None:
    history = History()
    history.says(say.OpenCase())
    no = say.ViewMynaRecord(result=MynaResult.CAPTAIN_DECIDED_NO, reason=CaptainReason.URGENCY_HIGH)
    event = judge(history.says(no)[0])

    assert (event["outcome"], [each["code"] for each in event["subtype"]]) == ("4", ["captain-decided-no"])
    assert "extension" not in event
    assert "end" not in event["period"]


def test_each_entry_is_a_resource_of_its_type_with_its_source_and_provenance() -> None:
    _, shared = told()
    *entries, proof = shared

    assert [each.type for each in entries] == [
        "MedicationStatement",
        "MedicationStatement",
        "AllergyIntolerance",
        "Condition",
        "Procedure",
    ]
    for each in entries:
        assert judge(each)["meta"]["source"].startswith(f"{SOURCE}#")
    targets = [each["reference"].rpartition("/_history")[0] for each in judge(proof)["target"]]
    assert targets == [f"{each.type}/{each.id}" for each in entries]


def test_only_those_who_see_the_history_see_what_was_passed_on() -> None:
    (look, _), shared = told()
    for resource in (*shared, look):
        for near in (Relationship.NONE, Relationship.FORMER, Relationship.ASKED):
            assert disclosed(resource.type, resource.body, near, "h-001") is None, resource.type
    for resource in shared:
        assert disclosed(resource.type, resource.body, Relationship.ACCEPTED, "h-001") is not None
    assert disclosed(look.type, look.body, Relationship.ACCEPTED, "h-001") is None, "the look is the own side's"
    assert disclosed(look.type, look.body, Relationship.OWN, "fd-01") == look.body


@pytest.mark.parametrize("text", ["なし\x00", "<script>"])
def test_texts_stand_as_they_were_seen_and_act_nowhere(text: str) -> None:
    history = History()
    history.says(say.OpenCase())
    look = history.says(LOOK)
    for resource in history.says(say.ShareMynaRecord(view=key_of(look), allergies=(text,))):
        judge(resource)
