"""The life of a case event, on the ports in memory: what is decided is stored, numbered, projected and put out."""

import json
from datetime import timedelta
from uuid import UUID

import pytest

from hub.domain.people import hospital_subject
from hub.errors import ConflictError, DatabaseAwayError, NotFoundError, RejectedError
from hub.ports import Accepted, Coalesced, RacedError
from hub.wire.envelope import read_events, read_projection
from tests.factories import DIRECTORY, NOW, Json, Node, arrival, at_once, body, crew, hospital, new_key

ASK: Json = {"facilities": ["h-001", "h-002"]}


def accepted(outcome: object) -> Accepted:
    assert isinstance(outcome, Accepted), outcome
    return outcome


def test_a_receipt_says_what_was_taken_down_and_when() -> None:
    node, case, key = Node(), new_key(), new_key()

    outcome = node.takes(
        body("open-case", case, key=key, occurred_at=NOW - timedelta(minutes=3)), crew(), NOW + timedelta(seconds=1)
    )

    receipt = accepted(outcome).receipt
    assert (receipt.key, receipt.kind, receipt.subject, receipt.version) == (key, "open-case", case, 1)
    assert receipt.placed_at == NOW - timedelta(minutes=3)
    assert receipt.recorded_at == NOW + timedelta(seconds=1)


def test_the_journal_holds_the_senders_own_bytes_and_the_events() -> None:
    node = Node()
    case = node.opens(chief_complaint="胸痛")

    (stored,) = at_once(node.journal.read(case))
    record = node.sealer.unseal(case, 1, "journal", stored.sealed)

    assert [type(event).__name__ for event in read_events(record)] == ["CaseOpened", "FactsStated"]
    assert '"chief_complaint":"胸痛"'.encode() in record


def test_the_projection_holds_every_view_once_and_the_resources() -> None:
    node = Node()
    case = node.opens()
    node.takes(body("request-acceptance", case, **ASK), crew())
    node.takes(body("record-observation", case, heart_rate=118), crew())

    stored = at_once(node.streams.projections(crew().names, case, 0, None))[-1]
    projection = read_projection(node.sealer.unseal(case, 3, "projection", stored.sealed))

    assert set(projection.views) == {"patch"}, "one body for the crew, the command centre and both hospitals"
    kinds = {json.loads(bytes(resource))["resourceType"] for resource in projection.resources}
    assert {"Observation", "Provenance"} <= kinds


def test_a_later_submission_of_a_batch_sees_the_earlier_ones() -> None:
    node, case = Node(), new_key()

    batch = node.processes(
        arrival(body("open-case", case), crew()),
        arrival(body("request-acceptance", case, facilities=["h-001"]), crew()),
        arrival(body("answer-request", case, answer="accept"), hospital()),
    )

    assert [accepted(outcome).receipt.version for outcome in batch.outcomes] == [1, 2, 3]


def test_one_that_is_refused_leaves_the_others_as_they_are() -> None:
    node, case = Node(), new_key()

    batch = node.processes(
        arrival(body("open-case", case), crew()),
        arrival(body("hand-over", case), crew()),
        arrival(body("record-observation", new_key(), heart_rate=60), crew()),
        arrival(body("record-observation", case, heart_rate=60), crew()),
    )

    assert [type(outcome) for outcome in batch.outcomes] == [Accepted, ConflictError, NotFoundError, Accepted]
    assert sorted(node.store.journal[case]) == [1, 2]


def test_events_have_the_numbers_that_the_log_gives_them() -> None:
    """Watches that what is pushed live and what is read later are one and the same."""
    node, case = Node(), new_key()

    batch = node.processes(
        arrival(body("open-case", case), crew()),
        arrival(body("request-acceptance", case, **ASK), crew()),
        arrival(body("record-observation", case, heart_rate=60), crew()),
    )

    live = {(event.stream, event.offset): json.loads(b"{" + event.tail) for event in batch.events}
    logged = {
        (stream, frame["offset"]): {name: frame[name] for name in frame if name not in {"type", "stream", "offset"}}
        for stream in node.store.streams
        for frame in node.events(stream)
    }
    assert live == logged
    assert {key for key in live if key[0] == "facility:h-001"} == {("facility:h-001", 1), ("facility:h-001", 2)}


def test_nothing_is_put_out_when_the_commit_fails() -> None:
    node = Node()
    node.store.is_away = True

    with pytest.raises(DatabaseAwayError):
        node.opens()

    node.store.is_away = False
    assert not node.store.journal
    assert not node.store.streams


def test_after_a_commit_whose_end_is_unknown_the_case_is_read_anew() -> None:
    """Watches the state in memory: it must not stay a step behind, or ahead, of what is stored."""
    node = Node()
    case = node.opens()
    said = arrival(body("record-observation", case, heart_rate=60), crew())
    node.store.loses_answers = True
    with pytest.raises(DatabaseAwayError):
        node.processes(said)
    node.store.loses_answers = False

    (repeated,) = node.processes(said).outcomes
    outcome = node.takes(body("record-observation", case, heart_rate=61), crew())

    assert accepted(repeated).is_repeated
    assert accepted(outcome).receipt.version == 3


def test_a_refused_submission_leaves_no_trace() -> None:
    node = Node()
    case = node.opens()
    before = (dict(node.store.journal[case]), dict(node.store.receipts), node.snapshot("unit:u-001", crew()))

    assert isinstance(node.takes(body("hand-over", case), crew()), RejectedError)

    assert before == (node.store.journal[case], node.store.receipts, node.snapshot("unit:u-001", crew()))


def test_a_position_between_two_samples_is_relayed_and_not_kept() -> None:
    node = Node()
    case = node.opens()
    node.takes(body("request-acceptance", case, facilities=["h-001"]), crew())
    position: Json = {"latitude": 34, "longitude": 132, "eta_minutes": 7}
    node.takes(body("report-position", case, **position), crew())

    batch = node.processes(arrival(body("report-position", case, **position), crew()))

    assert isinstance(batch.outcomes[0], Coalesced)
    assert not batch.events
    seen = {each.stream: json.loads(each.body) for each in batch.transients}
    assert set(seen) == {"unit:u-001", "department:fd-01", "facility:h-001"}
    assert seen["facility:h-001"]["position"].keys() == {"eta_minutes", "at"}, "an asked hospital sees no place"
    assert seen["unit:u-001"]["position"]["latitude"] == 34


def test_capacity_goes_to_everybody_of_the_area_and_stands_for_its_hospital() -> None:
    node = Node()

    node.takes(body("publish-capacity", specialty="stroke", level="good"), hospital())
    node.takes(body("publish-capacity", specialty="stroke", level="none"), hospital())

    assert [(frame["subject"], frame["mode"]) for frame in node.events("area:99")] == [
        ("h-001", "document"),
        ("h-001", "patch"),
    ]
    assert set(node.snapshot("area:99", crew())["documents"]) == {"h-001"}
    assert sorted(node.store.journal[hospital_subject("h-001")]) == [1, 2]


def test_another_node_that_was_faster_makes_a_race_and_nothing_is_stored() -> None:
    node = Node()
    case = node.opens()
    other = Node(node.store)
    other.takes(body("record-observation", case, heart_rate=60), crew())
    said = arrival(body("record-observation", case, heart_rate=61), crew())

    with pytest.raises(RacedError):
        at_once(node.pipeline.commit(at_once(node.pipeline.prepare([said], DIRECTORY))))
    assert sorted(node.store.journal[case]) == [1, 2]

    (outcome,) = node.processes(said).outcomes
    assert accepted(outcome).receipt.version == 3


def test_two_nodes_that_open_the_same_case_agree() -> None:
    """The tablet's second try may come in at another node while the first is still on its way."""
    node, case = Node(), new_key()
    other = Node(node.store)
    other.takes(body("open-case", case), crew("u-001", "b"))

    outcome = node.takes(body("open-case", case, chief_complaint="胸痛"), crew())

    assert accepted(outcome).receipt.version == 2
    assert node.snapshot("unit:u-001", crew()) == other.snapshot("unit:u-001", crew())


def _handed_over_late(node: Node) -> UUID:
    case = node.opens()
    node.takes(body("request-acceptance", case, facilities=["h-001"]), crew())
    node.takes(body("answer-request", case, answer="accept"), hospital())
    node.takes(body("confirm-destination", case, facility="h-001"), crew())
    node.takes(body("close-case", case, closing="transported"), crew())
    node.takes(body("hand-over", case), crew())
    return case


def test_a_hand_over_that_arrives_after_the_end_brings_the_case_back_to_the_hospital() -> None:
    """The hospital must be able to sign for the patient and to record the outcome (P4: late, never lost)."""
    node = Node()

    case = _handed_over_late(node)

    assert str(case) in node.snapshot("facility:h-001", hospital())["documents"]
    assert node.events("facility:h-001")[-1]["mode"] == "document"
