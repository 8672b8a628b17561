"""A searchset holds the stored bytes."""

import json

from hub.fhir.bundle import searchset
from hub.fhir.validate import validate
from tests.unit.fhir.histories import CASE, whole_shift


def test_everything_of_a_case_is_a_valid_searchset() -> None:
    resources = list(whole_shift().newest.values())
    body = searchset("https://hub.example/fhir", resources, f"https://hub.example/fhir/Encounter/{CASE}/$everything")
    assert validate(body) == []
    bundle = json.loads(body)
    assert bundle["total"] == len(resources) == len(bundle["entry"])
    assert bundle["entry"][0]["fullUrl"] == f"https://hub.example/fhir/Encounter/{CASE}"
    for resource in resources:
        assert resource.body in body


def test_an_empty_searchset_has_no_entry() -> None:
    assert json.loads(searchset("https://hub.example/fhir", [])) == {
        "resourceType": "Bundle",
        "type": "searchset",
        "total": 0,
    }
