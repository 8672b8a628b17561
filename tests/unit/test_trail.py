"""Who is shown the audit: administrators theirs, a department that of its cases, and nobody else anything."""

import json
from uuid import UUID

import pytest

from hub.domain.codes import OrganisationKind, Role
from hub.domain.people import Organisation, Principal
from hub.errors import NotFoundError
from hub.fhir import query as queries
from hub.fhir.selection import Page
from hub.trail import REACH
from tests.factories import DIRECTORY, Node, at_once, body, command_center, crew, hospital, operator

STRANGERS = [crew("u-003"), command_center("fd-02"), hospital("h-002")]


def administrator(organisation: str | Organisation) -> Principal:
    own = DIRECTORY[organisation] if isinstance(organisation, str) else organisation
    return Principal(caller=f"admin-{own.id}", role=Role.ADMINISTRATOR, organisation=own)


def seen_case() -> tuple[Node, UUID]:
    """A case of fd-01 that h-001 was asked about and has looked at."""
    node = Node()
    case = node.opens(chief_complaint="canary-complaint")
    node.takes(body("request-acceptance", case, facilities=["h-001"]), crew())
    at_once(node.library.resource("Encounter", str(case), hospital()))
    return node, case


def search(node: Node, by: Principal, *asked: tuple[str, object]) -> Page:
    query = queries.read("AuditEvent", [(name, str(value)) for name, value in asked], "https://hub.example/fhir")
    return at_once(node.library.search(query, by))


def told(page: Page) -> list[str]:
    """Returns who did what, oldest first."""
    events = sorted((json.loads(held.body) for held in page.matches), key=lambda each: int(each["id"][6:]))
    return [f"{each['agent'][0]['name']} {each['subtype'][-1]['code']}" for each in events]


@pytest.mark.parametrize("by", [crew(), command_center()], ids=["crew", "command centre"])
def test_whoever_a_case_belongs_to_is_told_who_saw_it(by: Principal) -> None:
    node, case = seen_case()

    page = search(node, by, ("entity", f"Encounter/{case}"))

    assert told(page)[:3] == [
        f"{crew().caller} open-case",
        f"{crew().caller} request-acceptance",
        f"{hospital().caller} read",
    ]
    assert b"canary" not in b"".join(held.body for held in page.matches)
    assert told(search(node, by, ("patient", case), ("agent", "Organization/h-001"))) == [
        f"{crew().caller} request-acceptance",
        f"{hospital().caller} read",
    ]


@pytest.mark.parametrize("by", [*STRANGERS, hospital(), operator()], ids=lambda by: by.caller)
def test_nobody_else_is_told_of_a_case(by: Principal) -> None:
    node, case = seen_case()

    assert told(search(node, by, ("entity", f"Encounter/{case}"))) == []
    assert told(search(node, by)) == []
    for number in range(1, 5):
        with pytest.raises(NotFoundError):
            at_once(node.library.resource("AuditEvent", f"audit-{number}", by))


def test_an_administrator_is_told_what_its_organisation_did_and_what_was_done_to_its_cases() -> None:
    node, _ = seen_case()
    node.opens(crew("u-003"))

    assert told(search(node, administrator("fd-01")))[:3] == [
        f"{crew().caller} open-case",
        f"{crew().caller} request-acceptance",
        f"{hospital().caller} read",
    ]
    assert told(search(node, administrator("h-001")))[:1] == [f"{hospital().caller} read"]
    assert [each for each in told(search(node, administrator("fd-02"))) if not each.startswith("admin")] == [
        f"{crew('u-003').caller} open-case"
    ]


def test_an_authoritys_administrator_is_told_of_all_of_its_area() -> None:
    node, _ = seen_case()
    area = DIRECTORY["fd-01"].area
    near, far = (
        Organisation(id=f"pref-{each}", kind=OrganisationKind.AUTHORITY, name="架空県", name_en="Kaku", area=each)
        for each in (area, f"{area}0")
    )

    assert len(told(search(node, administrator(near)))) >= 3
    assert [each for each in told(search(node, administrator(far))) if "admin" not in each] == []


def test_that_somebody_looked_into_the_audit_stands_in_the_audit() -> None:
    node, case = seen_case()
    search(node, administrator("fd-01"))
    search(node, command_center(), ("entity", f"Encounter/{case}"))

    looked = [(each.caller, each.action, each.subject) for each in node.store.audit if each.action == "search-audit"]

    assert looked == [("admin-fd-01", "search-audit", None), (command_center().caller, "search-audit", case)]


def test_one_row_is_read_by_its_id_within_the_same_bounds() -> None:
    node, case = seen_case()
    (held, *_) = search(node, crew(), ("entity", f"Encounter/{case}"), ("_count", 1)).matches

    assert at_once(node.library.resource("AuditEvent", held.id, crew())).body == held.body
    assert at_once(node.library.resource("AuditEvent", held.id, administrator("fd-01"))).body == held.body
    assert told(search(node, crew(), ("_id", held.id))) == told(Page([held], 1))
    for by, identity in (
        (administrator("fd-02"), held.id),
        (crew(), "audit-"),
        (crew(), "audit-999"),
        (crew(), "audit-²"),
    ):
        with pytest.raises(NotFoundError):
            at_once(node.library.resource("AuditEvent", identity, by))


@pytest.mark.parametrize(
    ("asked", "is_found"), [("ge2020", True), ("lt2020", False), ("2020,ge2020", True), ("ne2020", True)]
)
def test_a_time_bounds_what_is_read(asked: str, is_found: bool) -> None:  # noqa: FBT001  one of two
    node, _ = seen_case()

    assert bool(told(search(node, administrator("fd-01"), ("date", asked)))) is is_found


def test_a_search_ends_at_its_reach_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.trail.REACH", 2)
    monkeypatch.setattr("hub.trail.PAGE", 1)
    monkeypatch.setattr("hub.testing.acts.PAGE", 1)
    node, _ = seen_case()

    page = search(node, administrator("fd-01"))

    assert (page.is_partial, len(page.matches)) == (True, 2)
    assert REACH > 1000
