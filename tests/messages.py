"""A shift told in memory, and the messages that a connection beside an organisation is given of it."""

from datetime import timedelta
from uuid import UUID, uuid4

from hub.deliveries import Settled
from hub.domain.document import Json
from hub.domain.people import Connection, Principal
from hub.domain.routing import neighbours
from hub.pipeline import Pipeline
from hub.relay.inbox import Inbox, Reader
from hub.sdk import Manifest, Message
from hub.testing.deliveries import MemoryDeliveries
from tests.factories import DIRECTORY, NOW, Node, arrival, body, crew, hospital, new_key

_MOST = 100


class Shift:
    """One case, and a connection that hears of it as it goes on."""

    def __init__(self, organisation: str, manifest: Manifest) -> None:
        """Takes beside whom the connection stands, and what it asks to see."""
        self.case: UUID = new_key()
        self.heard: list[Message] = []
        self._now = NOW
        self._node, self._holder = Node(), uuid4()
        connection = Connection(name="told", adapter=manifest.name, organisation=organisation)
        known = neighbours([connection], DIRECTORY)
        self._node.pipeline = Pipeline(self._node.journal, self._node.memory, self._node.sealer, lambda: known)
        self._reader = Reader(connection.name, connection.principal(DIRECTORY[organisation]), manifest)
        self._inbox = Inbox(self._node.memory, self._node.sealer)
        self._deliveries = MemoryDeliveries(self._node.store, lambda: self._now)

    async def says(self, kind: str, sender: Principal | None = None, /, **data: Json) -> None:
        """Somebody says something of the case, a minute after what was said before."""
        self._now += timedelta(minutes=1)
        said = {**body(kind, self.case, key=new_key(self._now), occurred_at=self._now), "data": data}
        (outcome,) = self._node.processes(arrival(said, sender or crew(), self._now)).outcomes
        assert not isinstance(outcome, Exception), outcome
        await self._delivers()

    async def is_accepted(self, **opening: Json) -> None:
        """A crew opens the case, asks h-001, and is told that it takes the patient."""
        await self.says("open-case", **opening)
        await self.says("request-acceptance", facilities=["h-001"])
        await self.says("answer-request", hospital(), answer="accept", by="当直医")

    async def _delivers(self) -> None:
        name = self._reader.name
        await self._deliveries.claim(name, self._holder, 60.0)
        await self._deliveries.take(name, self._holder, _MOST, self._now)
        due = await self._deliveries.due(name, self._now, _MOST)
        messages = await self._inbox.messages(self._reader, due)
        self.heard += [message for message in messages if message is not None]
        await self._deliveries.settle(name, self._holder, [Settled(each.offset) for each in due])
