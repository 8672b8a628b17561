"""What would be refused is known beforehand, and asking changes nothing."""

from hub.errors import ConflictError, NotFoundError
from hub.ports import Arrival
from hub.rehearsal import Rehearsal
from tests.factories import DIRECTORY, Node, arrival, at_once, body, crew, hospital, new_key, operator


def codes(node: Node, *arrivals: Arrival) -> list[str | None]:
    rehearsal = Rehearsal(node.journal, node.memory, lambda: DIRECTORY)
    return [refusal.code if refusal else None for refusal in at_once(rehearsal.refusals(arrivals))]


def test_later_submissions_see_what_earlier_ones_would_have_led_to() -> None:
    node, case = Node(), new_key()
    opened = arrival(body("open-case", case), crew())
    asked = arrival(body("request-acceptance", case, facilities=["h-001"]), crew())
    confirmed = arrival(body("confirm-destination", case, facility="h-001"), crew())
    answered = arrival(body("answer-request", case, answer="accept"), hospital())

    assert codes(node, opened, asked, confirmed) == [None, None, "out-of-turn"]
    assert codes(node, opened, asked, answered, confirmed) == [None, None, None, None]


def test_nothing_is_stored_and_no_key_is_made() -> None:
    node, case = Node(), new_key()

    assert codes(node, arrival(body("open-case", case), crew())) == [None]
    assert node.store.journal == {}
    assert not node.sealer.has(case)
    assert node.memory.newest(case) is None


def test_what_is_not_the_senders_to_say_is_refused_as_it_will_be() -> None:
    node = Node()
    case = node.opens()
    observed = arrival(body("record-observation", case, spo2=90), crew("u-003"))

    (refusal,) = at_once(Rehearsal(node.journal, node.memory, lambda: DIRECTORY).refusals([observed]))
    assert isinstance(refusal, NotFoundError)


def test_a_repetition_is_nothing_new_and_another_body_under_its_key_is_a_conflict() -> None:
    node = Node()
    case = node.opens()
    said = body("request-acceptance", case, facilities=["h-001"])
    node.takes(said, crew())

    assert codes(node, arrival(said, crew())) == [None]
    other = {**said, "data": {"facilities": ["h-002"]}}
    assert codes(node, arrival(other, crew())) == [ConflictError("key-reused-with-other-body").code]


def test_a_hospital_speaks_of_itself() -> None:
    node = Node()
    published = arrival(body("publish-capacity", None, specialty="stroke", level="good"), hospital())

    assert codes(node, published) == [None]


def test_a_transport_is_asked_for_and_claimed_in_turn() -> None:
    node, transport = Node(), new_key()
    asked = arrival(
        body(
            "request-transport",
            transport,
            purpose="discharge",
            pickup_place="架空病院",
            dropoff_place="自宅",
            pickup_at="2026-11-23T14:00:00+09:00",
            mobility="wheelchair",
        ),
        hospital(),
    )
    claimed = arrival(body("claim", transport, vehicle="op-01-car", crew=2), operator())

    assert codes(node, asked, claimed) == [None, None]
    assert codes(node, claimed) == [NotFoundError.code]
