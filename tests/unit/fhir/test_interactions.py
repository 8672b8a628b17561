"""One table leads the requests and is what the CapabilityStatement says."""

import json

import pytest

from hub.errors import MethodNotAllowedError, NotFoundError
from hub.fhir.capability import statement
from hub.fhir.disclosure import TYPES
from hub.fhir.interactions import INTERACTIONS, led
from hub.fhir.parameters import PARAMETERS
from hub.fhir.validate import validate
from tests.unit.fhir.histories import whole_shift


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [
        ("GET", "metadata", "capabilities"),
        ("GET", ".well-known/smart-configuration", "smart-configuration"),
        ("GET", "Patient/1", "read"),
        ("GET", "Patient/1/_history/2", "vread"),
        ("GET", "Patient/1/_history", "history-instance"),
        ("GET", "Patient/_history", "history-type"),
        ("GET", "Patient", "search-type"),
        ("POST", "Patient/_search", "search-by-post"),
        ("GET", "Encounter/1/$everything", "everything"),
        ("POST", "Patient/$validate", "validate"),
    ],
)
def test_a_request_is_led_to_its_place(method: str, path: str, code: str) -> None:
    interaction, named = led(method, path.split("/"))

    assert interaction.code == code
    assert set(named) == {part[1:-1] for part in interaction.path if part.startswith("{")}


@pytest.mark.parametrize("path", ["", "patient", "Medication/1", "Organization/1/_history", "Patient/1/2", "a/b/c/d/e"])
def test_what_is_no_place_is_not_found(path: str) -> None:
    with pytest.raises(NotFoundError):
        led("GET", path.split("/"))


def test_a_place_says_what_can_be_done_there() -> None:
    with pytest.raises(MethodNotAllowedError) as refused:
        led("DELETE", ["Patient", "1"])

    assert refused.value.allowed == ("GET",)


def test_every_type_that_is_written_or_disclosed_can_be_read_and_searched() -> None:
    """Watches that a new type of resource is given its place in the facade."""
    assert set(PARAMETERS) >= TYPES
    assert set(PARAMETERS) >= {resource.type for resource in whole_shift().newest.values()}


def test_the_statement_is_valid_and_declares_each_interaction_of_each_type_once() -> None:
    body = statement("https://hub.example/fhir")
    assert validate(body) == []
    (rest,) = json.loads(body)["rest"]
    for resource in rest["resource"]:
        if resource["type"] not in PARAMETERS:
            continue
        codes = [each["code"] for each in resource["interaction"]]
        assert len(codes) == len(set(codes))
        declared = {*codes, *(each["name"] for each in resource["operation"]), "search-by-post"}
        assert declared == {
            each.code for each in INTERACTIONS if each.level != "system" and resource["type"] in each.types
        }
