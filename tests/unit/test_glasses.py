"""Breaking the glass: who may, which case is found, how long it lasts, and who has to look at it after."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from hub.domain.codes import GlassReason, OrganisationKind, Role
from hub.domain.glass import HOLDS_FOR
from hub.domain.people import Principal
from hub.domain.relationship import Relationship
from hub.domain.scope import Scope
from hub.errors import NotFoundError
from hub.glasses import Asked, Glasses
from hub.looks import Looks
from hub.testing import MemoryAudit
from hub.testing.glasses import MemoryGlasses
from tests.factories import (
    AUTHORITY,
    DIRECTORY,
    NOW,
    Node,
    at_once,
    body,
    command_center,
    crew,
    hospital,
    new_key,
    operator,
)

NUMBER = "R8-0123"
WALK_IN = GlassReason.CAME_BY_OWN_MEANS


@dataclass
class Ward:
    """A node, its glasses, and a clock."""

    node: Node = field(default_factory=Node)
    now: datetime = NOW
    glasses: Glasses = field(init=False)
    looks: Looks = field(init=False)

    def __post_init__(self) -> None:
        book = MemoryGlasses(self.node.store, lambda: self.now)
        self.glasses = Glasses(book, self.node.streams, self.node.memory, lambda: self.now)
        self.looks = Looks(self.node.memory, MemoryAudit(self.node.store), lambda: DIRECTORY, self.glasses.context)

    def case(self, **facts: bool) -> UUID:
        case = self.node.opens(None, incident_number=NUMBER, chief_complaint="胸痛", **facts)
        self.node.takes(body("describe-patient", case, family_name="架空"), crew())
        return case

    def breaks(
        self, by: Principal, number: str = NUMBER, department: str = "fd-01", *, is_exercise: bool = False
    ) -> tuple[UUID, datetime | None]:
        case, glass = at_once(self.glasses.break_for(by, Asked(department, number, WALK_IN, is_exercise)))
        return case, glass.until if glass else None

    def near(self, case: UUID, by: Principal) -> Relationship | None:
        try:
            return at_once(self.looks.at(case, by, "read-case"))[1]
        except NotFoundError:
            return None


@pytest.mark.parametrize("by", [hospital("h-003"), command_center("fd-02")], ids=lambda by: by.caller)
@pytest.mark.parametrize("number", ["by number", "by id"])
def test_who_treats_or_directs_sees_a_case_by_its_number_as_if_it_had_accepted_it(by: Principal, number: str) -> None:
    ward = Ward()
    case = ward.case()
    assert ward.near(case, by) is None

    found, until = ward.breaks(by, NUMBER if number == "by number" else str(case))

    assert (found, until) == (case, NOW + HOLDS_FOR)
    assert ward.near(case, by) is Relationship.ACCEPTED


def test_it_closes_by_itself_after_an_hour_and_is_then_as_if_it_had_never_been_open() -> None:
    ward = Ward()
    case = ward.case()
    ward.breaks(hospital("h-003"))

    ward.now = NOW + HOLDS_FOR - timedelta(seconds=1)
    assert ward.near(case, hospital("h-003")) is Relationship.ACCEPTED
    ward.now = NOW + HOLDS_FOR
    assert ward.near(case, hospital("h-003")) is None


def test_it_is_the_callers_own_and_nobody_elses() -> None:
    ward = Ward()
    case = ward.case()
    ward.breaks(hospital("h-003"))
    beside = Principal(caller="screen-h-003b", role=Role.HOSPITAL, organisation=DIRECTORY["h-003"])

    assert ward.near(case, beside) is None
    assert ward.near(case, hospital("h-002")) is None


def test_it_is_a_look_and_no_word_and_nothing_comes_on_a_stream() -> None:
    ward = Ward()
    case = ward.case()
    ward.breaks(hospital("h-003"))

    assert ward.node.snapshot("facility:h-003", hospital("h-003"))["documents"] == {}
    for said in (body("acknowledge", case), body("record-outcome", case, severity="mild")):
        assert isinstance(ward.node.takes(said, hospital("h-003")), NotFoundError)


AUTHORITIES = Principal(caller="a", role=Role.AUTHORITY, organisation=AUTHORITY)
ADMINISTRATORS = Principal(caller="a", role=Role.ADMINISTRATOR, organisation=DIRECTORY["h-003"])


@pytest.mark.parametrize("by", [crew("u-003"), operator(), AUTHORITIES, ADMINISTRATORS], ids=lambda by: by.role.value)
def test_there_is_no_glass_for_who_treats_and_directs_nobody(by: Principal) -> None:
    ward = Ward()
    ward.case()

    with pytest.raises(NotFoundError):
        ward.breaks(by)
    assert at_once(ward.glasses.listed(scope("fd-01"))) == []


def wrong(ward: Ward) -> dict[str, Callable[[], object]]:
    by = hospital("h-003")
    return {
        "another number": lambda: ward.breaks(by, "R8-0124"),
        "another fire department": lambda: ward.breaks(by, NUMBER, "fd-02"),
        "no fire department": lambda: ward.breaks(by, NUMBER, "nobody"),
        "an id that is none": lambda: ward.breaks(by, str(new_key())),
        "an exercise, in earnest": lambda: ward.breaks(by, NUMBER, is_exercise=True),
    }


@pytest.mark.parametrize("which", list(wrong(Ward())))
def test_whatever_is_wrong_answers_like_a_missing_case_and_leaves_no_glass(which: str) -> None:
    ward = Ward()
    ward.case()

    with pytest.raises(NotFoundError) as refused:
        wrong(ward)[which]()

    assert str(refused.value) == str(NotFoundError())
    assert at_once(ward.glasses.listed(scope("fd-01", "h-003"))) == []


def test_an_exercise_is_opened_in_an_exercise_and_not_in_earnest() -> None:
    ward = Ward()
    case = ward.case(is_exercise=True)

    with pytest.raises(NotFoundError):
        ward.breaks(hospital("h-003"))
    assert ward.breaks(hospital("h-003"), is_exercise=True)[0] == case
    assert ward.near(case, hospital("h-003")) is Relationship.ACCEPTED


def test_who_may_see_it_anyway_breaks_nothing_and_who_declined_may_break_it() -> None:
    ward = Ward()
    case = ward.case()
    ward.node.takes(body("request-acceptance", case, facilities=["h-003"]), crew())
    assert ward.breaks(hospital("h-003")) == (case, None)

    ward.node.takes(body("answer-request", case, answer="decline", reason="busy"), hospital("h-003"))
    assert ward.near(case, hospital("h-003")) is None
    ward.breaks(hospital("h-003"))
    assert ward.near(case, hospital("h-003")) is Relationship.ACCEPTED


def test_a_closed_case_is_found_among_what_once_came() -> None:
    ward = Ward()
    case = ward.case()
    ward.node.takes(body("close-case", case, closing="refused"), crew())

    assert ward.breaks(hospital("h-003"))[0] == case


def test_it_stands_in_the_audit_and_so_does_each_look_with_its_ground() -> None:
    ward = Ward()
    case = ward.case()
    ward.breaks(hospital("h-003"))
    ward.near(case, hospital("h-003"))

    assert [(each.caller, each.action) for each in ward.node.store.audit] == [
        ("screen-h-003", "break-glass came-by-own-means"),
        ("screen-h-003", "read-case vital-interest-no-consent"),
    ]


def scope(*organisations: str) -> Scope:
    return Scope(f"admin-{organisations[0]}", organisations[0], frozenset(organisations))


def test_both_sides_have_to_look_at_it_and_a_third_one_has_nothing() -> None:
    ward = Ward()
    ward.case()
    ward.breaks(hospital("h-003"))
    (broken,) = at_once(ward.glasses.listed(scope("fd-01")))
    owner, breaker, third = scope("fd-01"), scope("h-003"), scope("h-002")

    def outstanding(by: Scope) -> bool:
        return any(each.outstanding(by) for each in at_once(ward.glasses.listed(by)))

    assert (outstanding(owner), outstanding(breaker), outstanding(third)) == (True, True, False)
    with pytest.raises(NotFoundError):
        at_once(ward.glasses.review(third, broken.glass.id))
    with pytest.raises(NotFoundError):
        at_once(ward.glasses.review(owner, new_key()))

    at_once(ward.glasses.review(breaker, broken.glass.id))
    at_once(ward.glasses.review(breaker, broken.glass.id))
    assert (outstanding(owner), outstanding(breaker)) == (True, False)
    at_once(ward.glasses.review(owner, broken.glass.id))
    assert (outstanding(owner), outstanding(breaker)) == (False, False)
    (broken,) = at_once(ward.glasses.listed(owner))
    assert [each.by for each in broken.reviews] == ["admin-h-003", "admin-fd-01"]


def test_an_authority_that_looks_after_both_looks_for_both() -> None:
    ward = Ward()
    ward.case()
    ward.breaks(hospital("h-003"))
    area = scope("fd-01", "h-003")
    (broken,) = at_once(ward.glasses.listed(area))

    at_once(ward.glasses.review(area, broken.glass.id))

    (broken,) = at_once(ward.glasses.listed(area))
    assert {each.organisation for each in broken.reviews} == {"fd-01", "h-003"}
    assert AUTHORITY.kind is OrganisationKind.AUTHORITY


def test_another_node_hears_of_it() -> None:
    ward = Ward()
    case = ward.case()
    there = Ward(Node(ward.node.store))
    there.glasses._book = ward.glasses._book
    ward.breaks(hospital("h-003"))

    assert there.near(case, hospital("h-003")) is None
    at_once(there.glasses.renew())
    assert there.near(case, hospital("h-003")) is Relationship.ACCEPTED
