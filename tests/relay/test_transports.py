"""What an outside system beside an operator is given of a private transport: what the operator may see now."""

from hub.deliveries import Due
from hub.domain.people import Principal
from hub.relay.inbox import Inbox, Reader
from hub.sdk import DataCategory, Message
from tests.factories import NOW, Node, at_once, hospital, operator
from tests.relay.world import manifest
from tests.unit.test_switching import claim, requested


def told(node: Node, by: Principal) -> list[Message]:
    """Returns everything that came to an operator's stream, as its own system would be given it now."""
    reader = Reader("dispatch", by, manifest())
    due = [
        Due(each.offset, each.subject, each.version, each.view, each.projection, NOW, NOW, each.version, 0, False)  # noqa: FBT003
        for each in at_once(node.streams.read(by.names, f"operator:{by.organisation.id}", 0, 100))
    ]
    messages = []
    for each in due:
        messages += _run(Inbox(node.memory, node.sealer), reader, each)
    return messages


def _run(inbox: Inbox, reader: Reader, due: Due) -> list[Message]:
    """Makes one message; the coroutine gives way once and waits for nothing."""
    coroutine = inbox.messages(reader, [due])
    try:
        while True:
            coroutine.send(None)
    except StopIteration as ended:
        return [message for message in ended.value if message is not None]


def test_the_system_of_an_operator_that_may_claim_is_given_no_name() -> None:
    node = Node()
    requested(node)
    (message,) = told(node, operator("op-02"))

    assert (message.about, message.kind) == ("transport", "request-transport")
    assert message.document["journey"]
    assert "秘匿" not in str(message.document) + "".join(each.body.decode() for each in message.resources)


def test_when_another_has_claimed_a_queue_of_before_tells_nothing() -> None:
    node = Node()
    transport = requested(node)
    node.takes(claim(transport, "op-01"), operator())
    (message,) = told(node, operator("op-02"))

    assert (message.mode.value, message.document, message.resources) == ("gone", {}, ())


def test_the_system_of_the_operator_that_claimed_is_given_the_name() -> None:
    """The negative control."""
    node = Node()
    transport = requested(node)
    node.takes(claim(transport, "op-01"), operator())
    *_, last = told(node, operator())

    assert last.document["patient"] == {"family_name": "秘匿姓"}


def test_a_system_that_takes_only_the_status_of_hospitals_is_told_of_no_transport() -> None:
    node = Node()
    requested(node)
    reader = Reader("emis", hospital(), manifest(categories=frozenset({DataCategory.HOSPITAL_STATUS})))
    (each,) = at_once(node.streams.read(frozenset({"facility:h-001"}), "facility:h-001", 0, 100))
    due = Due(each.offset, each.subject, each.version, each.view, each.projection, NOW, NOW, each.version, 0, False)  # noqa: FBT003

    assert _run(Inbox(node.memory, node.sealer), reader, due) == []
