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
    assert len(at_once(node.views.events("unit:u-001", 0, 2))) == 2
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


def test_an_asked_hospital_reads_no_identity_neither_as_document_nor_as_fhir() -> None:
    node, case = asked()

    _, document = at_once(node.views.document(UUID(case), hospital()))
    resources = at_once(node.views.resources(UUID(case), hospital()))

    assert resources
    assert "canary" not in json.dumps(document, default=str)
    assert b"canary" not in b"".join(resource.body for resource in resources)


def test_the_crew_reads_identity_as_fhir() -> None:
    """The control of the test above: the canaries are there to be found."""
    node, case = asked()

    resources = at_once(node.views.resources(UUID(case), crew()))

    assert b"canary-family" in b"".join(resource.body for resource in resources)


@pytest.mark.parametrize(
    "reader", [crew("u-003"), command_center("fd-02"), hospital("h-002")], ids=lambda each: each.caller
)
def test_a_foreign_case_answers_as_one_that_does_not_exist(reader: Principal) -> None:
    """Watches P8."""
    node, case = asked()

    for look in (node.views.document, node.views.resources):
        with pytest.raises(NotFoundError) as foreign:
            at_once(look(UUID(case), reader))
        with pytest.raises(NotFoundError) as missing:
            at_once(look(new_key(), reader))
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
    at_once(node.views.resources(UUID(case), hospital()))

    assert node.store.audit == [
        Witnessed("screen-h-001", "h-001", "read-stream", None, "facility:h-001"),
        Witnessed("screen-h-001", "h-001", "read-case", UUID(case), None),
        Witnessed("screen-h-001", "h-001", "read-everything", UUID(case), None),
    ]


def test_a_look_that_was_refused_shows_nothing_and_is_no_look() -> None:
    node, case = asked()

    with pytest.raises(NotFoundError):
        at_once(node.views.document(UUID(case), hospital("h-002")))

    assert node.store.audit == []


def test_fhir_is_read_in_its_newest_version() -> None:
    node, case = asked()
    node.takes(body("describe-patient", UUID(case), family_name="canary-renamed"), crew())

    resources = at_once(node.views.resources(UUID(case), crew()))

    patients = [resource for resource in resources if resource.type == "Patient"]
    assert len(patients) == 1
    assert b"canary-renamed" in patients[0].body


def handed_over() -> tuple[Node, UUID]:
    node, case = asked()
    said = UUID(case)
    node.takes(body("answer-request", said, answer="accept"), hospital())
    node.takes(body("confirm-destination", said, facility="h-001"), crew())
    node.takes(body("hand-over", said, summary="申送り"), crew())
    return node, said


def test_the_document_of_a_hand_over_shows_the_case_as_it_stood_then() -> None:
    node, case = handed_over()
    before = at_once(node.views.handover(case, hospital()))
    node.takes(body("record-outcome", case, severity="severe", diagnosis="canary-diagnosis"), hospital())

    assert before[0].type == "Composition"
    assert at_once(node.views.handover(case, hospital())) == before


def test_a_signed_hand_over_is_the_newer_document() -> None:
    node, case = handed_over()
    before = at_once(node.views.handover(case, crew()))
    node.takes(body("receive-hand-over", case, by="canary-by"), hospital())

    assert b"canary-by" in at_once(node.views.handover(case, crew()))[0].body
    assert b"canary-by" not in before[0].body


def test_a_case_that_was_not_handed_over_has_no_document_and_nobody_else_learns_of_one() -> None:
    node, case = asked()
    with pytest.raises(NotFoundError):
        at_once(node.views.handover(UUID(case), crew()))
    node, said = handed_over()
    for other in (hospital("h-002"), crew("u-003")):
        with pytest.raises(NotFoundError):
            at_once(node.views.handover(said, other))


def test_a_hospital_that_is_only_asked_gets_no_document() -> None:
    """A second hospital is asked, the first signs: what stands in the case is not the second's to read."""
    node, case = asked()
    node.takes(body("confirm-destination", UUID(case), facility="h-002", is_by_phone=True), crew())
    node.takes(body("hand-over", UUID(case), summary="申送り"), crew())
    with pytest.raises(NotFoundError):
        at_once(node.views.handover(UUID(case), hospital()))
