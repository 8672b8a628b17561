"""HL7's own examples of our resource types: the guard takes them, or says why not."""

from pathlib import Path
from typing import Any, Final

import pytest

from fhir_profiles import PROFILES
from hub.errors import RejectedError
from hub.fhir.guard import faults
from hub.wire.guard import parse
from tests.referees.judges import R4

TYPES: Final = {each.type for each in PROFILES.values()}
REFUSED: Final[dict[str, set[str]]] = {
    # Longer than any body the hub takes: the definitions of all of FHIR in one Bundle.
    "too-large": {
        "Bundle-72ac8493-52ac-41bd-8d5d-7258c289b5ea", "Bundle-dataelements", "Bundle-extensions",
        "Bundle-profiles-others", "Bundle-resources", "Bundle-searchParams", "Bundle-terminologies", "Bundle-types",
        "Bundle-v2-valuesets", "Bundle-v3-valuesets", "Bundle-valueset-expansions", "Bundle-valuesets",
    },
    # They hold resources of which an emergency case knows nothing: reports, concept maps, medications dispensed.
    "unknown-type": {
        "Bundle-101", "Bundle-b0a5e4277-83c4-4adb-87e2-e3efe3369b6f", "Bundle-bundle-example", "Bundle-conceptmaps",
        "Bundle-dg2", "Bundle-externals", "Bundle-f001", "Bundle-f202", "Bundle-father", "Bundle-ghp", "Bundle-hla-1",
        "Bundle-lipids", "Bundle-lri-example", "Bundle-micro", "Bundle-registry", "Bundle-report", "Bundle-ussg-fht",
        "Communication-fm-solicited",
    },
    # A number of twelve digits may be an Individual Number (個人番号), which the hub never takes.
    "my-number": {
        "Bundle-bundle-response-simplesummary", "Observation-ekg", "Observation-vp-oyster", "Patient-infant-fetal",
        "ServiceRequest-do-not-turn", "ServiceRequest-lipid", "ServiceRequest-physiotherapy",
    },
    # It tests numbers that no measurement has.
    "number-too-long": {"Observation-decimal"},
    # It is wrong: an Encounter performed the observation.
    "wrong-target": {"Observation-clinical-gender"},
}  # fmt: skip


def official() -> list[Path]:
    return sorted(path for path in R4.glob("*.json") if path.name.partition("-")[0] in TYPES)


def said(path: Path) -> str | None:
    """Returns the code of the first fault that the hub finds."""
    try:
        content: Any = parse(path.read_bytes())
    except RejectedError as error:
        return error.issues[0].code if error.issues else error.code
    found = faults(content)
    return found[0].code if found else None


def test_the_official_examples_are_taken_or_refused_with_a_reason() -> None:
    if not R4.is_dir():
        pytest.skip("the examples of R4 are not here: `make test` fetches them with npm")
    refused: dict[str, set[str]] = {}
    for path in official():
        if code := said(path):
            refused.setdefault(code, set()).add(path.stem)
    assert len(official()) > 200
    assert refused == REFUSED
