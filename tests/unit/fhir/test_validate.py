"""The slow judge finds faults and repeats no value."""

import subprocess
import sys

import pytest

from hub.fhir.validate import validate


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"[]", "not-json"),
        (b"{", "not-json"),
        (b'{"resourceType":"Nonsense"}', "unknown-type"),
        (b'{"resourceType":"../os"}', "unknown-type"),
        (b"{}", "unknown-type"),
        (b'{"resourceType":"Patient","birthDate":"canary"}', "value-error"),
        (b'{"resourceType":"Patient","canary":1}', "extra-forbidden"),
    ],
)
def test_a_fault_is_found_and_its_value_is_not_repeated(body: bytes, code: str) -> None:
    issues = validate(body)
    assert code in {issue.code for issue in issues}
    assert all("canary" not in issue.en + issue.ja for issue in issues)


def test_a_valid_resource_has_no_faults() -> None:
    assert validate(b'{"resourceType":"Patient","birthDate":"1950-01-31"}') == []


def test_the_models_are_not_imported_before_they_are_asked_for() -> None:
    program = (
        "import sys, hub.fhir.normalise, hub.fhir.disclosure, hub.fhir.bundle, hub.fhir.outcome, hub.fhir.validate;"
        "sys.exit(any(name.startswith('fhir.resources') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
