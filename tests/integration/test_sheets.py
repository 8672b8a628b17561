"""A case on paper over HTTP, for who may see it."""

import pytest

from tests.world import HubProcess, new_case, submission


@pytest.fixture(scope="module")
def case(hub: HubProcess) -> str:
    case = new_case()
    said = [
        submission("open-case", case, chief_complaint="胸痛"),
        submission("describe-patient", case, family_name="架空", given_name="太郎"),
        submission("request-acceptance", case, facilities=["h-001"]),
    ]
    assert [each["status"] for each in hub.post("tablet-u-001", said).body] == [201] * 3
    return case


@pytest.mark.parametrize("caller", ["tablet-u-001", "console-fd-01", "screen-h-001"])
def test_who_may_see_a_case_has_it_on_paper(hub: HubProcess, case: str, caller: str) -> None:
    answer = hub.get(f"/cases/{case}/handover.pdf", caller)

    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.raw.startswith(b"%PDF-")
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(("caller", "status"), [("screen-h-002", 404), ("tablet-u-003", 404), (None, 401)])
def test_nobody_else_has(hub: HubProcess, case: str, caller: str | None, status: int) -> None:
    assert hub.get(f"/cases/{case}/handover.pdf", caller).status == status
