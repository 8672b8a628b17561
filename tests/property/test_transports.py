"""Private transport in whatever order and however often its words come."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise, permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from hub.domain import commands as say
from hub.domain.changes.transport import carry
from hub.domain.document import Document, merge
from hub.domain.events import Event, TripUpdated
from hub.domain.people import Principal
from hub.domain.relationship import Relationship
from hub.domain.routing import Mode, route
from hub.domain.sight import audience, disclose
from hub.domain.transport import Transport
from hub.domain.transport_codes import OperatorState, TripState
from hub.errors import RejectedError
from tests.factories import NOW, hospital, operator
from tests.unit.domain.carriages import (
    ACCEPT,
    DECLINE,
    LATER,
    PARTIAL,
    REQUEST,
    WORSE,
    Carriage,
    claim,
    requested,
    trip,
)

OPERATORS = ("op-01", "op-02", "op-03")
OFFERS = (ACCEPT, DECLINE, LATER, PARTIAL)


@st.composite
def words(draw: st.DrawFn) -> tuple[say.Command, Principal]:
    """Draws what an operator or the requester may say, whether it is allowed or not."""
    provider = draw(st.sampled_from(OPERATORS))
    by_operator = operator(provider)
    offer = replace(draw(st.sampled_from(OFFERS)), vehicle=f"{provider}-car")
    given_away = say.ClaimTransport(operator=provider)
    said = [
        (offer, by_operator),
        (claim(provider), by_operator),
        (trip(draw(st.sampled_from(TripState))), by_operator),
        (WORSE, draw(st.sampled_from([by_operator, hospital()]))),
        (given_away, hospital()),
        (trip(TripState.CANCELLED), hospital()),
    ]
    return draw(st.sampled_from(said))


Story = list[tuple[say.Command, Principal]]
stories = st.lists(words(), max_size=14)


def told(story: Story) -> Carriage:
    carriage = requested()
    for command, by in story:
        try:
            carriage.says(command, by)
        except RejectedError:
            continue
    return carriage


@settings(max_examples=150)
@given(stories)
def test_never_more_than_one_operator_has_a_transport(story: Story) -> None:
    transport = told(story).transport
    having = [each for each, state in transport.operators.items() if state is OperatorState.CLAIMED]

    assert having == ([] if transport.claimed_by is None else [transport.claimed_by])
    assert [near for near in audience(transport).values() if near is Relationship.ACCEPTED] == (
        [] if transport.is_ended or not having else [Relationship.ACCEPTED]
    )


@settings(max_examples=150)
@given(stories)
def test_whoever_follows_a_stream_holds_what_a_fresh_look_shows(story: Story) -> None:
    """Watches P5 for transports, and that who has left a stream holds nothing more of it."""
    held: dict[str, Document] = {}
    transport = Transport(id=(carriage := told(story)).transport.id)
    before: dict[str, Relationship] = {}
    for event in carriage.happened:
        transport, patch = carry(transport, event)
        after = audience(transport)
        for delivery in route(transport, before, after, patch):
            if delivery.mode is Mode.DOCUMENT:
                held[delivery.stream] = delivery.body
            elif delivery.mode is Mode.PATCH:
                held[delivery.stream] = merge(held[delivery.stream], delivery.body)
            else:
                del held[delivery.stream]
        before = after
    assert held == {
        stream: disclose(transport, transport.document, near, stream.partition(":")[2])
        for stream, near in audience(transport).items()
    }


def _within(few: object, many: object) -> bool:
    if isinstance(few, Mapping) and isinstance(many, Mapping):
        return all(name in many and _within(value, many[name]) for name, value in few.items())
    return few == many


@settings(max_examples=100)
@given(stories, st.sampled_from(OPERATORS))
def test_less_right_never_shows_more(story: Story, organisation: str) -> None:
    transport = told(story).transport
    for less, more in pairwise(Relationship):
        few = disclose(transport, transport.document, less, organisation)
        many = disclose(transport, transport.document, more, organisation)
        assert _within(few, many)


def _updates() -> list[Event]:
    """Returns the words of a trip as three devices in a tunnel may say them, some of them twice."""
    carriage = requested()
    carriage.says(claim("op-01"), operator())
    before = len(carriage.happened)
    for minute, state in enumerate((TripState.TO_PICKUP, TripState.AT_PICKUP, TripState.ON_BOARD)):
        at = NOW + timedelta(minutes=minute)
        carriage.says(replace(trip(state), eta_minutes=30 - minute), operator(), at=at, tapped_at=at)
    again = NOW + timedelta(minutes=9)
    carriage.says(trip(TripState.AT_PICKUP), operator(), at=again, tapped_at=again)
    return carriage.happened[before:]


def test_the_words_of_a_trip_lead_to_the_same_document_in_any_order_and_however_often() -> None:
    carriage = requested(replace(REQUEST, operators=("op-01",)))
    carriage.says(claim("op-01"), operator())
    said = _updates()
    ends: list[Document] = []
    for order in permutations(said):
        transport = carriage.transport
        for event in (*order, order[0], order[-1]):
            assert isinstance(event, TripUpdated)
            transport, _ = carry(transport, event)
        ends.append(transport.document)
    assert all(end == ends[0] for end in ends)
    assert ends[0] != carriage.document
