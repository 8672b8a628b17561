"""What readers see, on the ports in memory; each look at a case is witnessed."""

import json
from uuid import UUID

import pytest

from hub.domain.people import Principal
from hub.errors import NotFoundError
from hub.testing import Witnessed
from tests.factories import Json, Node, at_once, body, command_center, crew, hospital, new_key

CANARY: Json = {"family_name": "canary-family", "phone": "canary-phone", "medical_history": "canary-history"}


def asked() -> tuple[Node, str]:
    node = Node()
    case = node.opens(chief_complaint="胸痛", scene_address="canary-scene")
    node.takes(body("describe-patient", case, age_years=76, **CANARY), crew())
    node.takes(body("request-acceptance", case, facilities=["h-001"]), crew())
    return node, str(case)


def test_a_snapshot_says_what_stands_and_from_where_to_go_on() -> None:
    node, case = asked()

    shown = node.snapshot("facility:h-001", hospital())

    assert shown["epoch"] == node.store.epoch
    assert shown["offset"] == 1
    assert shown["documents"][case]["patient"] == {"age_years": 76}


def test_an_empty_stream_begins_at_nothing() -> None:
    shown = Node().snapshot("facility:h-001", hospital())

    assert (shown["offset"], shown["documents"]) == (0, {})


def test_a_snapshot_names_the_requests_that_have_reached_no_terminal() -> None:
    node, case = asked()
    first = at_once(node.views.snapshot("facility:h-001", hospital()))
    node.takes(body("mark-displayed", UUID(case)), hospital())

    second = at_once(node.views.snapshot("facility:h-001", hospital()))

    assert [str(each) for each in first.unanswered] == [case]
    assert second.unanswered == []


def test_a_terminal_that_resumes_is_told_which_requests_wait_for_it() -> None:
    """It holds the documents already; still the crew must learn that the request has reached it."""
    node, case = asked()

    assert at_once(node.views.unanswered("facility:h-001", hospital())) == [(1, UUID(case))]
    assert at_once(node.views.unanswered("facility:h-002", hospital("h-002"))) == []
    assert at_once(node.views.unanswered("unit:u-001", crew())) == []
    node.takes(body("acknowledge", UUID(case)), hospital())
    assert at_once(node.views.unanswered("facility:h-001", hospital())) == []


def test_events_are_read_from_any_position_and_no_more_than_asked_for() -> None:
    node, _ = asked()

    all_of_them = node.events("unit:u-001")

    assert [frame["offset"] for frame in all_of_them] == [1, 2, 3]
    assert node.events("unit:u-001", after=1) == all_of_them[1:]
    assert len(at_once(node.views.events("unit:u-001", crew(), 0, 2))) == 2
    assert node.events("unit:u-001", after=3) == []


def test_a_node_that_starts_anew_reads_the_same_log() -> None:
    """Watches that nothing a reader sees lives in the memory of one node."""
    node, _ = asked()

    anew = Node(node.store)

    for stream, reader in (("unit:u-001", crew()), ("facility:h-001", hospital()), ("area:99", crew())):
        assert anew.events(stream) == node.events(stream)
        assert anew.snapshot(stream, reader) == node.snapshot(stream, reader)


@pytest.mark.parametrize("reader", [crew(), crew("u-002"), command_center()], ids=lambda each: each.caller)
def test_the_crews_side_reads_its_case_whole(reader: Principal) -> None:
    node, case = asked()

    version, document = at_once(node.views.document(UUID(case), reader))

    assert version == 3
    assert "canary-family" in json.dumps(document, default=str)


def test_an_asked_hospital_reads_no_identity() -> None:
    node, case = asked()

    _, document = at_once(node.views.document(UUID(case), hospital()))

    assert "canary" not in json.dumps(document, default=str)


@pytest.mark.parametrize(
    "reader", [crew("u-003"), command_center("fd-02"), hospital("h-002")], ids=lambda each: each.caller
)
def test_a_foreign_case_answers_as_one_that_does_not_exist(reader: Principal) -> None:
    """Watches P8."""
    node, case = asked()

    with pytest.raises(NotFoundError) as foreign:
        at_once(node.views.document(UUID(case), reader))
    with pytest.raises(NotFoundError) as missing:
        at_once(node.views.document(new_key(), reader))
    assert str(foreign.value) == str(missing.value)


def test_a_hospital_that_declined_reads_nothing_more() -> None:
    node, case = asked()
    node.takes(body("answer-request", UUID(case), answer="decline", reason="busy"), hospital())

    with pytest.raises(NotFoundError):
        at_once(node.views.document(UUID(case), hospital()))


def test_every_look_is_witnessed() -> None:
    """Watches P9: who saw what."""
    node, case = asked()
    at_once(node.views.snapshot("facility:h-001", hospital()))
    at_once(node.views.document(UUID(case), hospital()))

    assert node.store.audit == [
        Witnessed("screen-h-001", "h-001", "read-stream", None, "facility:h-001"),
        Witnessed("screen-h-001", "h-001", "read-case transport-necessity", UUID(case), None),
    ]


def test_a_look_that_was_refused_shows_nothing_and_is_no_look() -> None:
    node, case = asked()

    with pytest.raises(NotFoundError):
        at_once(node.views.document(UUID(case), hospital("h-002")))

    assert node.store.audit == []


def closed(node: Node, unit: str, complaint: str) -> UUID:
    """A patient was carried to h-001, and the crew is done."""
    case, by = node.opens(crew(unit), chief_complaint=complaint), crew(unit)
    node.takes(body("describe-patient", case, **CANARY), by)
    node.takes(body("request-acceptance", case, facilities=["h-001"]), by)
    node.takes(body("answer-request", case, answer="accept"), hospital())
    node.takes(body("confirm-destination", case, facility="h-001"), by)
    node.takes(body("hand-over", case), by)
    node.takes(body("close-case", case, closing="transported"), by)
    return case


def test_a_crew_learns_what_became_of_the_patients_it_has_brought_and_no_name() -> None:
    node = Node()
    first, second = closed(node, "u-001", "胸痛"), closed(node, "u-001", "転倒")
    node.opens(chief_complaint="まだ続く")
    closed(node, "u-002", "ほかの隊")
    outcome: Json = {"severity": "severe", "diagnosis": "急性心筋梗塞", "disposition": "intensive-care"}
    node.takes(body("record-outcome", first, **outcome), hospital())
    node.takes(body("record-outcome", first, severity="severe", after_21_days="home"), hospital())
    node.store.audit.clear()

    told: Json = at_once(node.views.past(crew()))

    assert [each["case"] for each in told] == [str(second), str(first)]
    assert "outcome" not in told[0]
    assert {name: told[1]["outcome"][name] for name in (*outcome, "after_21_days")} == {
        **outcome,
        "after_21_days": "home",
    }
    assert "canary" not in json.dumps(told)
    assert {each.subject for each in node.store.audit} == {first, second}


def test_nobody_but_a_crew_has_past_cases() -> None:
    node = Node()
    closed(node, "u-001", "胸痛")

    for reader in (hospital(), command_center()):
        with pytest.raises(NotFoundError):
            at_once(node.views.past(reader))
