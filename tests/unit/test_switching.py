"""Private transport through the pipeline: one claim of thirty, and 119 called in one transaction."""

from uuid import UUID

import pytest

from hub.domain.case import Case
from hub.domain.document import section
from hub.domain.rules.transport import case_of
from hub.domain.transport import Transport
from hub.errors import ConflictError, NotFoundError
from hub.ports import Accepted
from tests.factories import Json, Node, arrival, at_once, body, command_center, crew, hospital, new_key, operator

REQUESTED: Json = {
    "purpose": "step-down",
    "pickup_place": "架空中央病院",
    "pickup_detail": "秘匿病棟",
    "dropoff_place": "架空西病院",
    "pickup_at": "2026-11-23T04:12:00Z",
    "mobility": "stretcher",
    "family_name": "秘匿姓",
    "operators": ["op-01", "op-02", "op-03"],
}
WORSE: Json = {"detail": "反応がない", "department": "fd-01", "spo2": 84}


def requested(node: Node) -> UUID:
    transport = new_key()
    outcome = node.takes(body("request-transport", transport, **REQUESTED), hospital())
    assert isinstance(outcome, Accepted)
    return transport


def claim(transport: UUID, provider: str) -> Json:
    return body("claim", transport, vehicle=f"{provider}-car", crew=2)


def test_of_claims_that_come_together_one_wins_and_the_others_are_told() -> None:
    node = Node()
    transport = requested(node)
    providers = ("op-01", "op-02", "op-03")

    batch = node.processes(*(arrival(claim(transport, each), operator(each)) for each in providers * 10))

    accepted = [outcome for outcome in batch.outcomes if isinstance(outcome, Accepted)]
    refused = {outcome.code for outcome in batch.outcomes if isinstance(outcome, ConflictError)}
    assert len(accepted) == 1
    assert refused == {"transport-already-claimed", "out-of-turn"}
    state = node.memory.newest(transport)
    assert isinstance(state, Transport)
    assert state.claimed_by == "op-01"
    for loser in ("op-02", "op-03"):
        *_, last = node.events(f"operator:{loser}")
        assert (last["mode"], last["body"]) == ("gone", {"reason": "other-claimed"})
        assert node.snapshot(f"operator:{loser}", operator(loser))["documents"] == {}


def test_two_nodes_agree_on_one_winner() -> None:
    first = Node()
    second = Node(first.store, first.sealer)
    transport = requested(first)
    at_once(second.memory.recall([transport]))

    outcomes = [
        first.takes(claim(transport, "op-01"), operator("op-01")),
        second.takes(claim(transport, "op-02"), operator("op-02")),
    ]

    assert [isinstance(outcome, Accepted) for outcome in outcomes] == [True, False]


def switched(node: Node) -> tuple[UUID, UUID, Accepted]:
    transport = requested(node)
    node.takes(claim(transport, "op-01"), operator())
    outcome = node.takes(body("switch-to-119", transport, **WORSE), operator())
    assert isinstance(outcome, Accepted)
    state = node.memory.newest(transport)
    assert isinstance(state, Transport)
    return transport, UUID(str(section(state.document, "switched")["case"])), outcome


def test_a_switch_to_119_begins_a_case_in_the_same_transaction() -> None:
    node = Node()
    transport, case, outcome = switched(node)

    assert outcome.receipt.subject == transport
    assert list(node.store.journal[case]) == [1]
    snapshot = node.snapshot("department:fd-01", command_center())
    document = snapshot["documents"][str(case)]
    assert document["patient"] == {"family_name": "秘匿姓"}
    assert document["transport"]["needs"] == {"mobility": "stretcher"}
    assert str(transport) not in snapshot["documents"]
    assert node.snapshot("department:fd-02", command_center("fd-02"))["documents"] == {}


def test_the_case_is_made_anew_from_the_journal_as_it_was() -> None:
    node = Node()
    transport, case, _ = switched(node)
    held = node.memory.newest(case)
    fresh = Node(node.store, node.sealer)
    at_once(fresh.memory.recall([case, transport]))

    assert isinstance(held, Case)
    assert fresh.memory.newest(case) == held
    assert fresh.memory.newest(transport) == node.memory.newest(transport)


def test_a_switch_that_is_posted_again_gives_the_same_receipt_and_no_second_case() -> None:
    node = Node()
    transport = requested(node)
    node.takes(claim(transport, "op-01"), operator())
    said = body("switch-to-119", transport, **WORSE)
    first, again = node.takes(said, operator()), node.takes(said, operator())

    assert isinstance(first, Accepted)
    assert isinstance(again, Accepted)
    assert (again.receipt, again.is_repeated) == (first.receipt, True)
    assert len(node.snapshot("department:fd-01", command_center())["documents"]) == 1


def test_where_the_case_cannot_be_stored_the_switch_is_not_either() -> None:
    """The negative control of the one transaction: something stands already under the id that the case would have."""
    node = Node()
    transport = requested(node)
    node.takes(claim(transport, "op-01"), operator())
    key = new_key()
    node.takes(body("open-case", case_of(transport, str(key))), crew())
    before = {subject: list(entries) for subject, entries in node.store.journal.items()}

    with pytest.raises(AssertionError, match="raced"):
        node.takes(body("switch-to-119", transport, key=key, **WORSE), operator())

    assert {subject: list(entries) for subject, entries in node.store.journal.items()} == before


def test_an_operator_that_may_claim_reads_the_transport_and_no_secret_of_it() -> None:
    node = Node()
    transport = requested(node)
    document = at_once(node.views.transport(transport, operator()))[1]
    request = at_once(node.library.resource("ServiceRequest", f"{transport}-transport", operator()))
    patient = at_once(node.library.resource("Patient", str(transport), operator()))
    told = str(document) + request.body.decode() + patient.body.decode()

    assert document["journey"]
    assert "秘匿" not in told


def test_a_transport_that_is_not_there_answers_as_a_foreign_one() -> None:
    node = Node()
    transport = requested(node)
    for by in (hospital("h-002"), operator("op-09"), command_center()):
        with pytest.raises(NotFoundError):
            at_once(node.views.transport(transport, by))
        with pytest.raises(NotFoundError):
            at_once(node.views.transport(new_key(), by))


def test_a_case_is_no_transport_and_a_transport_no_case() -> None:
    node = Node()
    transport = requested(node)
    case = node.opens()

    with pytest.raises(NotFoundError):
        at_once(node.views.document(transport, hospital()))
    with pytest.raises(NotFoundError):
        at_once(node.views.transport(case, command_center()))
    assert isinstance(node.takes(body("request-transport", case, **REQUESTED), hospital()), NotFoundError)


def test_whoever_follows_a_stream_holds_what_a_snapshot_shows() -> None:
    node = Node()
    switched(node)
    for stream, by in (("facility:h-001", hospital()), ("operator:op-01", operator())):
        held: dict[str, object] = {}
        for event in node.events(stream):
            if event["mode"] == "document":
                held[event["subject"]] = event["body"]
            elif event["mode"] == "patch":
                held[event["subject"]] = merged(held[event["subject"]], event["body"])
            else:
                del held[event["subject"]]
        assert held == node.snapshot(stream, by)["documents"]


def merged(document: object, patch: object) -> object:
    """Returns a document with a merge patch applied (RFC 7396)."""
    if not isinstance(patch, dict):
        return patch
    result = dict(document) if isinstance(document, dict) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = merged(result.get(name), value)
    return result
