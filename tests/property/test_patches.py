"""The laws of patches that cases really make: two in one do what both do, and a view of a patch fits the view."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

from hypothesis import given

from hub.domain.case import Case
from hub.domain.commands import KINDS
from hub.domain.decision import Circumstances, decide
from hub.domain.disclosure import Relationship, audience, disclose
from hub.domain.document import Document, compose, merge
from hub.domain.events import Event, instant
from hub.domain.evolution import evolve
from hub.domain.routing import Mode, route
from hub.errors import RejectedError
from hub.ports import Arrival
from hub.recall import advance
from tests.factories import DIRECTORY, NOW, Json, arrival, body, new_key
from tests.property.shifts import ACTIONS, HOSPITALS, Move, shifts, spoken_by

Happened = tuple[Case, tuple[Event, ...]]


def histories(moves: list[Move]) -> list[Happened]:
    """Tells a shift about one case in the domain alone; returns each case before its events."""
    case, told = Case(id=new_key()), []
    opening = Move(0, 0, 0, 0, 0, 0)
    asking = Move(8, 0, 0, 0, 1, 0)
    for minute, move in enumerate([opening, asking, *moves]):
        kind, data = ACTIONS[move.action](move)
        if KINDS[kind].about.is_sender:
            continue
        at = NOW + timedelta(minutes=minute)
        arrived = arrival(
            body(kind, case.id, occurred_at=at - timedelta(seconds=move.late_s), **data), spoken_by(move, 0), at
        )
        try:
            happened = decide(case, arrived.submission.command, _circumstances(arrived))
        except RejectedError:
            continue
        told.append((case, happened))
        case, _ = advance(case, happened, case.version + 1)  # type: ignore[assignment]
    return told


def _circumstances(arrived: Arrival) -> Circumstances:
    return Circumstances(
        principal=arrived.principal,
        key=str(arrived.submission.key),
        at=instant(arrived.placed.happened_at),
        placed_at=arrived.placed.happened_at,
        tapped_at=arrived.placed.tapped_at,
        received_at=arrived.received_at,
        directory=DIRECTORY,
    )


@given(shifts())
def test_the_patches_of_one_submission_may_be_put_together(moves: list[Move]) -> None:
    """merge(merge(d, p), q) == merge(d, compose(p, q)): one patch goes out, however many events a submission had."""
    for case, happened in histories(moves):
        after, patches = case, []
        for event in happened:
            after, patch = evolve(after, event)
            patches.append(patch)
        together: Document = {}
        for patch in patches:
            together = compose(together, patch)
        one_by_one = case.document
        for patch in patches:
            one_by_one = merge(one_by_one, patch)
        assert merge(case.document, together) == one_by_one == after.document
        assert advance(case, happened, 1)[1] == together


@given(shifts())
def test_composing_is_associative_and_the_empty_patch_changes_nothing(moves: list[Move]) -> None:
    patches = [advance(case, happened, 1)[1] for case, happened in histories(moves)]
    for first, then in pairwise(patches):
        for last in patches[:3]:
            assert compose(compose(first, then), last) == compose(first, compose(then, last))
        assert compose({}, first) == first == compose(first, {})


@given(shifts())
def test_the_view_of_a_patch_leads_the_view_of_the_document(moves: list[Move]) -> None:
    """Documents and patches have one shape: disclosing and merging may be done in either order."""
    for case, happened in histories(moves):
        after, patch = advance(case, happened, case.version + 1)
        assert isinstance(after, Case)
        for near in (Relationship.OWN, Relationship.ACCEPTED, Relationship.ASKED):
            for facility in HOSPITALS:
                seen = merge(disclose(case.document, near, facility), disclose(patch, near, facility))
                assert seen == disclose(after.document, near, facility)


@given(shifts())
def test_less_right_never_shows_more_of_a_document_or_of_a_patch(moves: list[Move]) -> None:
    for case, happened in histories(moves):
        _, patch = advance(case, happened, 1)
        for shown in (case.document, patch):
            for less, more in pairwise(Relationship):
                assert _within(disclose(shown, less, "h-001"), disclose(shown, more, "h-001"))


def _within(few: Json, many: Json) -> bool:
    if isinstance(few, dict) and isinstance(many, dict):
        return all(name in many and _within(value, many[name]) for name, value in few.items())
    return bool(few == many)


@given(shifts())
def test_each_stream_receives_exactly_what_its_place_calls_for(moves: list[Move]) -> None:
    for case, happened in histories(moves):
        after, patch = advance(case, happened, case.version + 1)
        assert isinstance(after, Case)
        was = audience(case) if case.version else {}
        stands = audience(after)
        deliveries = list(route(after, was, stands, patch))
        modes = {each.stream: each.mode for each in deliveries}
        assert len(modes) == len(deliveries), "one event a stream"
        for stream in was.keys() | stands.keys():
            if stream not in stands:
                assert modes[stream] is Mode.GONE
            elif was.get(stream) is not stands[stream]:
                assert modes[stream] is Mode.DOCUMENT
            else:
                assert modes.get(stream, Mode.PATCH) is Mode.PATCH
        bodies: dict[str, Any] = {}
        for each in deliveries:
            assert bodies.setdefault(each.view, each.body) == each.body, "one view has one body"
