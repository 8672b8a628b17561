"""A row of the audit as an AuditEvent: who, what, of whom, and nothing that the row does not say."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

import hub
from hub.domain.people import hospital_subject
from hub.fhir.audit_event import ACTIONS, Act, audit_event, own
from hub.fhir.guard import faults
from hub.fhir.validate import validate
from hub.wire.guard import parse
from tests.factories import DIRECTORY

AT = datetime(2026, 11, 23, 1, 20, 0, 123456, tzinfo=UTC)
CASE = UUID("0199b2a0-11aa-7bbb-8ccc-0123456789ab")
OTHER_WORDS = {"search-type", "search-by-post", "read-status", "read-connections"}
"""Interactions and permissions, which are no actions of the audit."""
RECEIVERS = ("unit:u-001>own", "department:fd-01>own", "facility:h-001>asked", "adapter:ehr>asked")


def act(action: str, number: int = 17, **changed: Any) -> Act:  # noqa: ANN401  any column
    row = Act(number, AT, "screen-h-001", "h-001", action, CASE, None, ("h-001",), "open-case")
    return row._replace(**changed)


def said(kind: str = "request-acceptance", version: int = 4, **changed: Any) -> Act:  # noqa: ANN401  any column
    named = {"caller": "tablet-u-001", "organisation": "fd-01", "version": version, "disclosed_to": RECEIVERS}
    return act(kind, **{**named, **changed})


def acts() -> list[Act]:
    """One row of each kind of action, and of each kind of subject."""
    looks = [act(name, 100 + at) for at, name in enumerate(ACTIONS)]
    return [
        said(),
        said("open-case", 1),
        said("request-transport", 1, begun="request-transport"),
        said("publish-capacity", 3, subject=hospital_subject("h-001")),
        act("read-stream", subject=None, disclosed_to=("facility:h-001",)),
        act("look-up myna consent", caller="tablet-u-001", organisation="fd-01"),
        act("something-new"),
        act("sign-in", subject=None, disclosed_to=(), person="nurse-1"),
        *looks,
    ]


def rendered(row: Act) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(audit_event(row, own(DIRECTORY)).body)
    return content


def named(content: dict[str, Any]) -> list[str]:
    """Returns who and what it names, by reference or in words."""
    found = [agent["who"] for agent in content["agent"]] + [each.get("what", {}) for each in content["entity"]]
    return [str(each.get("reference") or each.get("display")) for each in found if each]


def test_a_submission_names_its_device_its_sender_its_receivers_and_the_patient() -> None:
    content = rendered(said())

    assert (content["id"], content["action"], content["recorded"]) == ("audit-17", "U", "2026-11-23T01:20:00.123Z")
    assert [each["code"] for each in content["subtype"]] == ["update", "request-acceptance"]
    assert named(content) == [
        "Device/tablet-u-001",
        "Kyukyu Hub 救急ハブ",
        "Organization/fd-01",
        "unit:u-001>own",
        "Organization/fd-01",
        "Organization/h-001",
        "adapter:ehr>asked",
        f"Patient/{CASE}",
        f"Encounter/{CASE}",
    ]
    assert [agent["requestor"] for agent in content["agent"]] == [False, False, True, False, False, False, False]


def test_the_first_word_of_a_case_creates_it() -> None:
    assert rendered(said("open-case", 1))["action"] == "C"


def test_a_look_goes_from_the_hub_to_the_device_and_a_submission_the_other_way() -> None:
    def source(row: Act) -> str:
        agents = rendered(row)["agent"]
        return next(
            str(each["who"].get("reference", "the hub"))
            for each in agents
            if each["type"]["coding"][0]["code"] == "110153"
        )

    assert source(act("read-case")) == "the hub"
    assert source(said()) == "Device/tablet-u-001"


def test_what_a_hospital_says_of_itself_names_no_patient() -> None:
    assert named(rendered(said("publish-capacity", 3, subject=hospital_subject("h-001"))))[-1] == "Organization/h-001"


def test_a_transport_is_its_request() -> None:
    assert named(rendered(act("read-transport", begun="request-transport")))[-1] == f"ServiceRequest/{CASE}-transport"


def test_a_look_at_another_record_says_on_which_ground() -> None:
    (ground,) = rendered(act("look-up myna consent"))["extension"]
    assert ground["valueCodeableConcept"]["coding"][0]["code"] == "consent"


def test_broken_glass_is_an_emergency_override() -> None:
    content = rendered(act("break-glass"))

    assert (content["type"]["code"], content["subtype"][0]["code"]) == ("110113", "110127")
    assert content["purposeOfEvent"][0]["coding"][0]["code"] == "ETREAT"


def test_who_was_signed_in_stands_beside_the_organisation_and_a_device_alone_names_nobody() -> None:
    def names(row: Act) -> list[str | None]:
        return [agent.get("altId") for agent in rendered(row)["agent"]]

    assert names(act("read-case", person="nurse-1")) == [None, None, "nurse-1"]
    assert names(act("read-case")) == [None, None, None]


def test_a_sign_in_that_was_refused_is_a_failure_of_authentication() -> None:
    content = rendered(act("sign-in-refused", subject=None, disclosed_to=()))

    assert (content["type"]["code"], content["subtype"][0]["code"], content["outcome"]) == ("110114", "110122", "4")
    assert rendered(act("sign-in", subject=None, person="nurse-1"))["outcome"] == "0"


@pytest.mark.parametrize("row", acts(), ids=lambda row: row.action)
def test_every_row_is_valid_and_conforms_to_the_profile(row: Act) -> None:
    body = audit_event(row, own(DIRECTORY)).body

    assert validate(body) == []
    assert faults(parse(body)) == []


def test_the_guard_notices_an_event_that_names_no_device() -> None:
    content = rendered(said())
    del content["agent"][0]

    assert faults(parse(json.dumps(content).encode())) != []


def test_every_action_that_the_hub_writes_has_its_pattern() -> None:
    """Reads the sources: an action that nobody has given a pattern would be told as some operation."""
    files = [path for kind in ("*.py", "*.sql") for path in Path(hub.__file__).parent.rglob(kind)]
    source = "".join(path.read_text(encoding="utf-8") for path in files if "fhir" not in path.parts)
    written = set(re.findall(r"[\"']((?:read|search)-[a-z-]+|trace|replay|erase|(?:break|review)-glass)[\"' ]", source))

    assert written >= {"read-case", "read-fhir", "search-fhir", "search-audit", "erase", "trace", "replay"}
    assert written - OTHER_WORDS <= ACTIONS.keys()
