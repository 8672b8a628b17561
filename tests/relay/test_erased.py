"""What waits for a connection when its case is erased is not sent, and holds up nobody."""

import asyncio
from datetime import UTC, datetime

import pytest

from hub.deliveries import Due
from hub.relay.inbox import Inbox, Reader
from tests.factories import NOW, Node, at_once, body, crew, hospital
from tests.relay.world import manifest


@pytest.mark.parametrize("is_new", [False, True], ids=["the node that knew it", "another node"])
def test_of_two_cases_that_wait_only_the_one_that_is_kept_is_told(*, is_new: bool) -> None:
    node = Node()
    gone, other = (node.opens(chief_complaint="胸痛") for _ in range(2))
    for case in (gone, other):
        node.takes(body("request-acceptance", case, facilities=["h-001"]), crew())
    waiting = [
        Due(each.offset, each.subject, each.version, each.view, each.projection, NOW, NOW, each.version, 0, False)  # noqa: FBT003
        for each in at_once(node.streams.read(frozenset({"facility:h-001"}), "facility:h-001", 0, 100))
    ]
    reader = Reader("ehr", hospital(), manifest())
    assert all(asyncio.run(messages(node, reader, waiting))), "the control: both would be told"

    node.store.erase(gone, datetime(2031, 11, 26, tzinfo=UTC))
    node.memory.erase(gone)
    told = asyncio.run(messages(Node(node.store) if is_new else node, reader, waiting))

    assert told == [False, True]


async def messages(node: Node, reader: Reader, waiting: list[Due]) -> list[bool]:
    return [each is not None for each in await Inbox(node.memory, node.sealer).messages(reader, waiting)]
