"""The events of a subscription, on the ports in memory: counted on the stream, shown as the caller's right is now."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.domain.codes import Role
from hub.domain.people import Principal
from hub.errors import InvalidSubmissionError, NotFoundError
from hub.fhir.subscription import Status
from hub.fhir.subscription_notice import Notified
from hub.ports import Accepted
from hub.subscriptions import events as counting
from hub.subscriptions.desk import Desk
from hub.subscriptions.events import Events, Position
from hub.subscriptions.held import Held
from hub.testing.subscribers import MemorySubscribers
from tests.factories import (
    DIRECTORY,
    NOW,
    Json,
    Node,
    at_once,
    body,
    command_center,
    crew,
    hospital,
    new_key,
    operator,
    reader_of,
)
from tests.subscriber import subscription

NAME = "canary-family"
TRANSPORT: Json = {
    "purpose": "step-down",
    "pickup_place": "架空中央病院",
    "dropoff_place": "架空西病院",
    "pickup_at": "2026-11-23T04:12:00Z",
    "mobility": "stretcher",
    "family_name": NAME,
    "operators": ["op-01", "op-02"],
}


@dataclass
class Office:
    """A node with a desk for subscriptions."""

    node: Node
    desk: Desk
    events: Events

    def subscribes(self, by: Principal, topic: str, payload: str | None = "id-only", *filters: str) -> Held:
        held, _ = at_once(self.desk.create(subscription(topic, payload, *filters), by, NOW))
        return held

    def told(self, held: Held, by: Principal) -> list[Notified]:
        """Follows a subscription from its beginning to the top."""
        told, position, before = [], Position(held.row.start, 0), None
        while position != before:
            before = position
            some, position = at_once(self.events.following(held, by, position))
            told += some
        return told

    def since(self, held: Held) -> int:
        return at_once(self.events.standing(held, reader_of(held.row.stream), NOW))[0].events


def office(node: Node | None = None, subscribers: MemorySubscribers | None = None) -> Office:
    node, subscribers = node or Node(), subscribers or MemorySubscribers()
    return Office(
        node,
        Desk(subscribers, node.streams, node.sealer),
        Events(subscribers, node.streams, node.memory, node.sealer, node.looks),
    )


def shift(at: Office, observations: int = 3) -> UUID:
    """Two cases, one of them asked of h-001 and h-002, accepted by h-001, and handed over."""
    node = at.node
    other = node.opens(crew("u-002"))
    case = node.opens(chief_complaint="胸痛")

    def says(kind: str, by: Principal, about: UUID, **data: Json) -> None:
        assert isinstance(node.takes(body(kind, about, **data), by), Accepted)

    says("describe-patient", crew(), case, family_name=NAME, age_years=76)
    says("request-acceptance", crew(), case, facilities=["h-001", "h-002"])
    for _ in range(observations):
        says("record-observation", crew(), case, heart_rate=80)
        says("record-observation", crew("u-002"), other, heart_rate=80)
    says("answer-request", hospital(), case, answer="accept")
    says("describe-patient", crew(), case, given_name=NAME)
    says("confirm-destination", crew(), case, facility="h-001")
    says("hand-over", crew(), case, summary="申送り")
    return case


def test_the_events_are_numbered_in_the_streams_order() -> None:
    at = office()
    held = at.subscribes(command_center(), "case-updated")
    shift(at)

    told = at.told(held, command_center())

    assert [each.number for each in told] == list(range(1, len(told) + 1))
    assert len(told) == at.since(held) == len(at.node.events("department:fd-01")) - 2


def test_what_came_before_the_subscription_is_not_counted() -> None:
    at = office()
    shift(at)

    held = at.subscribes(command_center(), "case-updated")

    assert (at.since(held), at.told(held, command_center())) == (0, [])


@pytest.mark.parametrize(
    ("topic", "by", "focus"),
    [
        ("case-opened", command_center(), ["Encounter", "Encounter"]),
        ("acceptance-requested", command_center(), ["Task"]),
        ("acceptance-requested", hospital(), ["Task"]),
        ("acceptance-answered", command_center(), ["Task"]),
        ("acceptance-answered", hospital(), ["Task"]),
        ("acceptance-answered", hospital("h-002"), ["Task"]),
        ("acceptance-answered", hospital("h-003"), []),
        ("handed-over", crew(), ["Composition"]),
        ("handed-over", hospital(), ["Composition"]),
        ("handed-over", hospital("h-002"), []),
    ],
)
def test_each_reader_is_told_of_what_reaches_its_own_stream(topic: str, by: Principal, focus: list[str]) -> None:
    at = office()
    held = at.subscribes(by, topic)
    shift(at)

    assert [each.focus.partition("/")[0] for each in at.told(held, by)] == focus


def test_an_inquiry_of_another_hospital_is_named_to_nobody() -> None:
    at = office()
    first, second = at.subscribes(hospital(), "case-updated"), at.subscribes(hospital("h-002"), "case-updated")
    shift(at)

    for held, by, other in ((first, hospital(), "h-002"), (second, hospital("h-002"), "h-001")):
        told = at.told(held, by)
        assert told
        shown = json.dumps(
            [(each.focus, list(each.context), [str(one.body) for one in each.resources]) for each in told]
        )
        assert other not in shown


def test_content_is_shown_as_the_right_stands_now_and_the_numbers_stay() -> None:
    """The name was recorded before the request: whoever accepted may read it now, whoever lost may not."""
    at = office()
    node, accepted, lost = at.node, hospital(), hospital("h-002")
    held, other = at.subscribes(accepted, "case-updated"), at.subscribes(lost, "case-updated")
    case = node.opens(chief_complaint="胸痛")
    node.takes(body("request-acceptance", case, facilities=["h-001", "h-002"]), crew())
    node.takes(body("describe-patient", case, family_name=NAME, sex="male"), crew())

    def bodies(of: Held, by: Principal) -> tuple[list[int], bool]:
        told = at.told(of, by)
        return [each.number for each in told], any(NAME.encode() in one.body for each in told for one in each.resources)

    assert bodies(held, accepted) == bodies(other, lost) == ([1, 2], False)
    node.takes(body("answer-request", case, answer="accept"), accepted)
    assert bodies(held, accepted) == ([1, 2, 3], True)
    assert bodies(other, lost) == ([1, 2, 3], False)
    assert all(not each.resources for each in at.told(other, lost))


def test_a_query_counts_what_an_asked_hospital_sees_whoever_has_accepted() -> None:
    at = office()
    hand_over = at.subscribes(hospital(), "Composition", None)
    crews = at.subscribes(crew(), "Composition", None)
    tasks = at.subscribes(hospital(), "Task?owner=Organization/h-001", None)
    others = at.subscribes(hospital(), "Task?owner=Organization/h-002", None)
    shift(at)

    assert at.since(hand_over) == 0
    assert at.since(crews) == 1
    assert at.since(tasks) >= 2
    assert at.since(others) == 0


def test_a_gap_is_closed_by_the_numbers() -> None:
    at = office()
    held = at.subscribes(command_center(), "case-updated")
    shift(at, 4)
    told = at.told(held, command_center())

    found = at_once(at.events.events(held, command_center(), 3, 5))

    assert [each.number for each in found] == [3, 4, 5]
    assert found == told[2:5]
    assert [each.action for each in at.node.store.audit] == ["read-subscription-events"] * 2
    assert at_once(at.events.events(held, command_center(), 99, None)) == []
    assert at_once(at.events.events(held, command_center(), 5, 3)) == []


def test_control_the_audit_is_silent_before_somebody_asks() -> None:
    at = office()
    shift(at)

    assert at.node.store.audit == []


@settings(max_examples=25, deadline=None)
@given(pages=st.lists(st.integers(1, 7), min_size=3, max_size=3), every=st.integers(1, 9), since=st.integers(1, 12))
def test_wherever_a_reader_begins_and_however_far_marks_are_apart_the_numbers_are_the_same(
    pages: list[int], every: int, since: int
) -> None:
    at = office()
    held = at.subscribes(command_center(), "case-updated", "id-only", "kind=record-observation,hand-over")
    shift(at)
    whole = at.told(held, command_center())

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(counting, "_MARK_EVERY", every)
        for page in pages:
            patched.setattr(counting, "_PAGE", page)
            assert at.since(held) == len(whole)
            assert at.told(held, command_center()) == whole
            assert at_once(at.events.events(held, command_center(), since, None)) == whole[since - 1 :]


def test_another_node_counts_alike() -> None:
    first = office()
    held = first.subscribes(command_center(), "case-updated")
    shift(first)
    sealer = first.node.sealer
    second = office(Node(first.node.store, sealer), first.desk.subscribers)  # type: ignore[arg-type]

    again = at_once(second.desk.held(held.row.id, command_center()))

    assert second.told(again, command_center()) == first.told(held, command_center())


def test_what_is_asked_for_is_sealed_and_somebody_elses_is_not_there() -> None:
    at = office()
    asked: dict[str, Any] = {**subscription("case-updated", "id-only"), "reason": NAME}
    held, _ = at_once(at.desk.create(asked, hospital(), NOW))

    assert held.asked.content["reason"] == NAME
    assert at_once(at.desk.every(hospital())) == [held]
    for by in (hospital("h-002"), crew()):
        with pytest.raises(NotFoundError):
            at_once(at.desk.held(held.row.id, by))
    with pytest.raises(NotFoundError):
        at_once(at.desk.held(uuid4(), hospital()))


def test_a_caller_that_moved_to_another_hospital_takes_nothing_along() -> None:
    at = office()
    held = at.subscribes(hospital(), "case-updated")
    moved = Principal(caller="screen-h-001", role=Role.HOSPITAL, organisation=DIRECTORY["h-003"])

    with pytest.raises(NotFoundError):
        at_once(at.desk.held(held.row.id, moved))
    assert at_once(at.desk.every(moved)) == []


def test_other_filters_are_other_numbers_and_another_reason_is_not() -> None:
    at = office()
    held = at.subscribes(command_center(), "case-updated")
    shift(at)
    asked = subscription("case-updated", "id-only")

    renamed = at_once(at.desk.replace(held.row.id, {**asked, "reason": "other"}, command_center(), NOW))
    assert at.since(renamed) == at.since(held)
    narrowed = subscription("case-updated", "id-only", "kind=hand-over")
    changed = at_once(at.desk.replace(held.row.id, narrowed, command_center(), NOW))
    assert at.since(changed) == 0


def test_what_is_past_its_end_is_off() -> None:
    at = office()
    asked = {**subscription("case-updated", "id-only"), "end": "2026-11-23T01:13:00Z"}
    held, _ = at_once(at.desk.create(asked, crew(), NOW))

    assert held.status(NOW) is Status.REQUESTED
    assert held.status(NOW.replace(minute=13)) is Status.OFF


def test_who_has_no_stream_cannot_subscribe() -> None:
    at = office()
    nobody = Principal(caller="admin", role=Role.ADMINISTRATOR, organisation=DIRECTORY["fd-01"])

    with pytest.raises(InvalidSubmissionError):
        at_once(at.desk.create(subscription("case-updated", "id-only"), nobody, NOW))


def test_a_private_transport_is_told_to_its_parties_and_the_case_it_becomes_to_the_fire_department() -> None:
    at = office()
    node, transport = at.node, new_key()
    for_operator = at.subscribes(operator(), "transport-updated", "full-resource")
    for_hospital = at.subscribes(hospital(), "transport-updated")
    for_department = at.subscribes(command_center(), "case-opened")
    cases = at.subscribes(hospital(), "case-updated")
    for kind, by, said in (
        ("request-transport", hospital(), TRANSPORT),
        ("claim", operator(), {"vehicle": "op-01-car", "crew": 2}),
        ("switch-to-119", operator(), {"detail": "反応がない", "department": "fd-01"}),
    ):
        assert isinstance(node.takes(body(kind, transport, **said), by), Accepted), kind

    told = at.told(for_operator, operator())
    assert [each.number for each in told] == [1, 2, 3]
    assert {each.focus.partition("/")[0] for each in told} <= {"Task", "ServiceRequest"}
    assert at.since(for_hospital) == 3
    assert [each.focus.partition("/")[0] for each in at.told(for_department, command_center())] == ["Encounter"]
    assert at.since(cases) == 0


@pytest.mark.parametrize("is_new", [False, True], ids=["the node that knew it", "another node"])
def test_of_an_erased_case_nothing_is_told_and_the_others_are(*, is_new: bool) -> None:
    at = office()
    held = at.subscribes(command_center(), "case-updated", "full-resource")
    gone, other = shift(at), shift(at)
    assert any(str(gone) in each.focus for each in at.told(held, command_center()))

    at.node.store.erase(gone, NOW)
    at.node.memory.erase(gone)
    if is_new:
        at = office(Node(at.node.store, at.node.sealer), at.desk.subscribers)  # type: ignore[arg-type]

    told = at.told(held, command_center())
    assert not any(str(gone) in each.focus for each in told)
    assert any(str(other) in each.focus for each in told)
    assert [each.number for each in told] == list(range(1, len(told) + 1))
    assert at.since(held) == len(told)
    assert at_once(at.events.events(held, command_center(), 1, None)) == told[: counting.MOST_EVENTS]
