"""An exercise (訓練) never mixes with what is real: whatever shows one of the two says which it is, to everybody.

What goes to outside systems that know patients only, questions to them, statistics, and glasses that are broken in
earnest have their own tests beside their code; here is what readers see.
"""

import json
from uuid import UUID

import pytest

from hub.domain.people import Principal
from tests.factories import Node, at_once, body, command_center, crew, hospital
from tests.unit.test_subscriptions import office

READERS = [("unit:u-001", crew()), ("department:fd-01", command_center()), ("facility:h-001", hospital())]
OF_EVERYBODY = {"Organization", "Location"}


def told(node: Node, *, is_exercise: bool) -> UUID:
    """A case with a little of everything, about which h-001 is asked, and which it accepts."""
    case = node.opens(None, chief_complaint="胸痛", is_exercise=is_exercise)
    for said, by in (
        (body("describe-patient", case, age_years=76, family_name="架空"), crew()),
        (body("request-acceptance", case, facilities=["h-001"]), crew()),
        (body("record-observation", case, heart_rate=118), crew()),
        (body("message", case, text="到着10分", facilities=["h-001"]), crew()),
        (body("answer-request", case, answer="accept"), hospital()),
        (body("confirm-destination", case, facility="h-001"), crew()),
    ):
        assert not isinstance(node.takes(said, by), Exception), said["kind"]
    return case


@pytest.mark.parametrize(("stream", "reader"), READERS, ids=[stream for stream, _ in READERS])
def test_every_document_on_a_stream_says_which_it_is(stream: str, reader: Principal) -> None:
    node = Node()
    cases = {told(node, is_exercise=is_exercise): is_exercise for is_exercise in (True, False)}

    standing = node.snapshot(stream, reader)["documents"]
    documents = [each["body"] for each in node.events(stream) if each["mode"] == "document"]

    assert {UUID(case): document["is_exercise"] for case, document in standing.items()} == cases
    assert {document["is_exercise"] for document in documents} == {True, False}
    assert all(document["is_exercise"] is cases[UUID(document["case"])] for document in documents)


@pytest.mark.parametrize(("stream", "reader"), READERS, ids=[stream for stream, _ in READERS])
def test_every_resource_over_fhir_carries_the_label_or_does_not(stream: str, reader: Principal) -> None:
    """HTEST of v3-ActReason, also on what a hospital sees a part of."""
    node, number = Node(), 0
    for is_exercise in (True, False):
        case = told(node, is_exercise=is_exercise)
        for held in at_once(node.library.everything(str(case), reader)):
            labels = json.loads(held.body)["meta"].get("security", ())
            assert ("HTEST" in {label["code"] for label in labels}) is is_exercise, (stream, held.place)
            number += 1
    assert number > 20


@pytest.mark.parametrize("reader", [crew(), hospital()], ids=lambda reader: reader.caller)
def test_every_notification_carries_it_on_what_it_tells(reader: Principal) -> None:
    desk = office()
    held = desk.subscribes(reader, "case-updated", "full-resource")
    cases = {str(told(desk.node, is_exercise=is_exercise)): is_exercise for is_exercise in (True, False)}

    resources = [each for notified in desk.told(held, reader) for each in notified.resources]

    assert len(resources) > 10
    for each in resources:
        content = json.loads(each.body)
        case = next(case for case in cases if case in json.dumps(content))
        labels = {label["code"] for label in content["meta"].get("security", ())}
        assert ("HTEST" in labels) is cases[case], each.id


def test_one_never_becomes_the_other() -> None:
    node = Node()
    for is_exercise in (True, False):
        case = told(node, is_exercise=is_exercise)
        node.takes(body("open-case", case, is_exercise=not is_exercise), crew())
        _, document = at_once(node.views.document(case, crew()))
        assert document["is_exercise"] is is_exercise
