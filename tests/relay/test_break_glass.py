"""Breaking the glass over HTTP: the case is seen, both sides are told, and nobody else learns that there is one."""

import json
from typing import Final

import pytest

from tests.relay.conftest import Ward
from tests.world import Answer, Json, new_case, submission

BREAKER: Final = "screen-h-003"
WALK_IN: Final = "came-by-own-means"


@pytest.fixture
def numbered(ward: Ward) -> tuple[str, str]:
    """A case with a number that no other test has, about which h-001 is asked; nobody has asked h-002 or h-003."""
    case = new_case()
    number = f"R8-{case[-6:]}"
    for said in (
        submission("open-case", case, chief_complaint="胸痛", incident_number=number),
        submission("describe-patient", case, family_name="架空", medical_history="狭心症"),
        submission("request-acceptance", case, facilities=["h-001"]),
    ):
        assert ward.hub.post("tablet-u-001", said).status == 201
    return case, number


def breaks(ward: Ward, number: str, caller: str = BREAKER, **other: object) -> Answer:
    asked = {"department": "fd-01", "number": number, "reason": WALK_IN, **other}
    return ward.hub.post_to("/break-glass", json.dumps(asked).encode(), caller)


def listed(ward: Ward, case: str, administrator: str) -> list[Json]:
    glasses = ward.hub.get("/operations/break-glass", administrator).body["glasses"]
    return [each for each in glasses if each["case"] == case]


def places(case: str) -> list[str]:
    return [f"/cases/{case}", f"/fhir/Encounter/{case}/$everything", f"/fhir/Encounter/{case}"]


def test_the_case_is_seen_as_if_it_had_been_accepted_and_by_nobody_else(ward: Ward, numbered: tuple[str, str]) -> None:
    case, number = numbered
    assert {ward.hub.get(path, BREAKER).status for path in places(case)} == {404}

    broken = breaks(ward, number)

    assert (broken.status, broken.body["case"]) == (201, case)
    document = ward.hub.get(f"/cases/{case}", BREAKER).body["document"]
    assert document["patient"]["family_name"] == "架空"
    assert document["history"]["medical_history"] == "狭心症"
    assert "requests" not in document, "not who else is asked"
    assert {ward.hub.get(path, BREAKER).status for path in places(case)} == {200}, "through the second wall as well"
    for stranger in ("screen-h-002", "tablet-u-003", "console-fd-02"):
        assert {ward.hub.get(path, stranger).status for path in places(case)} == {404}
    assert ward.hub.post(BREAKER, submission("acknowledge", case)).status == 404


def test_both_sides_administrators_have_it_before_them_until_they_have_looked_at_it(
    ward: Ward, numbered: tuple[str, str]
) -> None:
    case, number = numbered
    breaks(ward, number)

    (shown,) = listed(ward, case, "admin-fd-01")
    assert (shown["caller"], shown["organisation"], shown["owner"]) == (BREAKER, "h-003", "fd-01")
    assert (shown["reason"], shown["is_outstanding"], shown["reviews"]) == (WALK_IN, True, [])
    assert listed(ward, case, "admin-h-001") == [] == listed(ward, case, "admin-h-002")
    path = f"/operations/break-glass/{shown['id']}/review"
    missing = f"/operations/break-glass/{new_case()}/review"
    assert ward.hub.post_to(path, b"{}", "admin-h-001").raw == ward.hub.post_to(missing, b"{}", "admin-h-001").raw
    assert ward.hub.post_to(path, b"{}", BREAKER).status == 404, "who broke it does not review it"

    assert ward.hub.post_to(path, b"{}", "admin-fd-01").status == 200

    (shown,) = listed(ward, case, "admin-fd-01")
    assert (shown["is_outstanding"], [each["by"] for each in shown["reviews"]]) == (False, ["admin-fd-01"])
    (shown,) = listed(ward, case, "admin-area")
    assert shown["is_outstanding"], "the other side has not looked yet"


def test_whatever_cannot_be_opened_is_the_same_bytes(ward: Ward, numbered: tuple[str, str]) -> None:
    _, number = numbered
    answers = [
        breaks(ward, "R8-none"),
        breaks(ward, number, is_exercise=True),
        breaks(ward, number, department="fd-02"),
        breaks(ward, number, "tablet-u-003"),
        breaks(ward, number, "admin-h-002"),
        breaks(ward, new_case()),
    ]

    assert {(answer.status, answer.raw) for answer in answers} == {(404, answers[0].raw)}


@pytest.mark.parametrize("change", [{"reason": "curiosity"}, {"reason": None}, {"number": 7}, {"more": 1}])
def test_without_a_reason_of_the_list_nothing_is_opened(
    ward: Ward, numbered: tuple[str, str], change: dict[str, object]
) -> None:
    case, number = numbered
    assert breaks(ward, **{"number": number, **change}).status == 422  # type: ignore[arg-type]  # on purpose
    assert listed(ward, case, "admin-fd-01") == []


def test_the_audit_says_that_it_was_broken_and_on_which_ground_it_was_looked_at(
    ward: Ward, numbered: tuple[str, str]
) -> None:
    case, number = numbered
    breaks(ward, number)
    ward.hub.get(f"/cases/{case}", BREAKER)

    told = ward.hub.command("audit", "who-saw", case)
    assert f"break-glass {WALK_IN}" in told
    assert "read-case vital-interest-no-consent" in told
    assert "facility:h-001>facility:h-001>transport-necessity" in told, "and whom it was disclosed to on which"
    events = ward.hub.get(f"/fhir/AuditEvent?entity=Patient/{case}", "console-fd-01").raw.decode()
    assert '"code":"110127"' in events
    assert '"code":"ETREAT"' in events
