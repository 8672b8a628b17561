"""A case on paper over HTTP, for who may see it."""

from datetime import UTC, datetime

import pytest

from hub.web.tag_sheet import TAGS, content
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


def test_whoever_takes_part_has_numbers_of_triage_tags_on_paper(hub: HubProcess) -> None:
    answer = hub.get("/triage-tags.pdf?first=25&prefix=KAKU-", "console-fd-01")

    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.raw.startswith(b"%PDF-")
    assert hub.get("/triage-tags.pdf").status == 401


@pytest.mark.parametrize("wrong", ["first=0", "prefix=%3Cscript%3E", "first=x"])
def test_what_is_no_number_of_a_tag_is_refused(hub: HubProcess, wrong: str) -> None:
    assert hub.get(f"/triage-tags.pdf?{wrong}", "console-fd-01").status == 422


def test_a_sheet_holds_the_numbers_and_their_codes_and_nothing_else() -> None:
    sheet = content("KAKU-", 25, datetime(2026, 11, 23, 1, 12, tzinfo=UTC))

    assert [tag["number"] for tag in sheet["tags"]] == [f"KAKU-{number}" for number in range(25, 25 + TAGS)]
    assert all(tag["qr"].startswith("<?xml") for tag in sheet["tags"])
    assert len({tag["qr"] for tag in sheet["tags"]}) == TAGS
