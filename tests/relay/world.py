"""A relay in memory and virtual time: cases that go on, connections on one or two nodes, a counterpart that errs.

The counterpart keeps what an auditor would ask for: what it took, in which order, when, and of which messages it does
not know that it told anybody.
"""

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any
from uuid import UUID

from hub.domain.people import Connection
from hub.errors import DatabaseAwayError
from hub.pipeline import Pipeline
from hub.relay.inbox import Inbox
from hub.relay.link import Link, Parts
from hub.sdk import (
    Adapter,
    Config,
    DataCategory,
    Delivered,
    Direction,
    LegalBasis,
    Manifest,
    Message,
    NotReady,
    Outbound,
    Outcome,
    Readiness,
    Ready,
    Refused,
    TryLater,
    Unknown,
)
from hub.testing.deliveries import MemoryDeliveries
from tests.factories import DIRECTORY, Node, arrival, at_once, body, crew, new_key
from tests.relay.virtual import clock

H1 = DIRECTORY["h-001"]
CONNECTION = Connection(name="ehr", adapter="tried", organisation="h-001")


def manifest(**other: Any) -> Manifest:  # noqa: ANN401
    """Returns the manifest of an adapter that sees all a hospital sees."""
    said = {
        "name": "tried",
        "version": "1",
        "title": ("試験", "tried"),
        "directions": frozenset({Direction.OUTBOUND}),
        "categories": frozenset(DataCategory),
        "legal_basis": frozenset({LegalBasis.VITAL_INTEREST}),
        "config": Config,
        "is_idempotent": True,
    }
    return Manifest(**{**said, **other})


@dataclass
class Counterpart:
    """The other side, and how it errs; ``judge`` decides about each message, None is: takes it."""

    judge: Callable[[Message, int], Outcome | None] = lambda _message, _attempt: None
    takes_s: Callable[[], float] = lambda: 0.005
    readiness: Callable[[], Readiness] = Ready
    is_forgetful: Callable[[], bool] = lambda: False
    """It acts, and does not say so."""
    effects: Counter[str] = field(default_factory=Counter)
    acted: list[tuple[Message, datetime]] = field(default_factory=list)
    attempts: Counter[str] = field(default_factory=Counter)
    under_way: Counter[str] = field(default_factory=Counter)
    most_at_once: int = 0

    async def take(self, message: Message) -> Outcome:
        """Takes one message, or not."""
        self.attempts[message.id] += 1
        self.under_way[message.subject] += 1
        self.most_at_once = max(self.most_at_once, self.under_way.total())
        assert self.under_way[message.subject] == 1, "two messages of one case side by side"
        try:
            takes_s = self.takes_s()
            await asyncio.sleep(takes_s / 2)
            said = self.judge(message, self.attempts[message.id])
            if said is not None:
                return said
            if not self.effects[message.id]:
                self.acted.append((message, clock()))
            self.effects[message.id] += 1
            await asyncio.sleep(takes_s / 2)  # it has acted, and we do not know it yet
            return Unknown("lost") if self.is_forgetful() else Delivered("ok")
        finally:
            self.under_way[message.subject] -= 1

    def versions(self, case: UUID) -> list[int]:
        """Returns the versions of a case in the order in which it acted on them."""
        return [message.version for message, _ in self.acted if message.subject == str(case)]


class Tried(Outbound):
    """An adapter that hands everything to a counterpart in memory."""

    manifest = manifest()

    def __init__(self, counterpart: Counterpart) -> None:
        super().__init__(None)
        self._counterpart = counterpart

    async def check(self) -> Readiness:
        return self._counterpart.readiness()

    async def deliver(self, message: Message) -> Outcome:
        return await self._counterpart.take(message)


@dataclass
class Near:
    """An adapter on the loop of the test, in place of one in a thread of its own."""

    adapter: Adapter
    deliver: Any
    check: Any


class World:
    """Cases, a connection beside h-001, and the nodes that deliver it."""

    def __init__(self, counterpart: Counterpart, chance: Random | None = None, **other: Any) -> None:  # noqa: ANN401
        self.node = Node()
        neighbours = {"facility:h-001": ("adapter:ehr",)}
        self.node.pipeline = Pipeline(self.node.journal, self.node.memory, self.node.sealer, lambda: neighbours)
        self.deliveries = MemoryDeliveries(self.node.store, clock)
        self.counterpart = counterpart
        self.manifest = manifest(**other)
        self.chance = chance or Random(34)  # noqa: S311
        self.links: list[Link] = []
        self._running: list[list[asyncio.Task[None]]] = []

    def asks(self, case: UUID | None = None, **data: Any) -> UUID:  # noqa: ANN401
        """A crew asks h-001 about a case."""
        case = case or self.node.opens(crew("u-001"), **data)
        self.says("request-acceptance", case, facilities=["h-001"])
        return case

    def says(self, kind: str, case: UUID, **data: Any) -> None:  # noqa: ANN401
        """The crew says something of its case, and the doorbell rings."""
        batch = self.node.processes(arrival(body(kind, case, key=new_key(), **data), crew("u-001")))
        if any(event.stream == "adapter:ehr" for event in batch.events):
            for link in self.links:
                link.rings()

    def starts(self) -> int:
        """Starts a node and returns its number."""
        adapter = Tried(self.counterpart)
        near = Near(adapter, adapter.deliver, adapter.check)
        link = Link(CONNECTION, self.manifest, near)  # type: ignore[arg-type]  # on this loop
        link.stands_beside(H1)
        inbox = Inbox(self.node.memory, self.node.sealer)
        parts = Parts(inbox, self.deliveries, _nowhere, clock, self.chance.random)
        self.links.append(link)
        self._running.append([asyncio.create_task(work()) for work in link.work(parts)])
        return len(self.links) - 1

    async def dies(self, node: int) -> None:
        """Kills a node between two lines of code: it notes nothing more and lets nothing go."""
        store, self.node.store.is_away = self.node.store, True
        for task in self._running[node]:
            task.cancel()
        await asyncio.gather(*self._running[node], return_exceptions=True)
        store.is_away = False
        self._running[node] = []

    @contextlib.asynccontextmanager
    async def at_work(self, nodes: int = 1) -> AsyncIterator["World"]:
        """Runs so many nodes."""
        for _ in range(nodes):
            self.starts()
        try:
            yield self
        finally:
            for running in self._running:
                for task in running:
                    task.cancel()
                await asyncio.gather(*running, return_exceptions=True)

    @property
    def parked(self) -> dict[int, str | None]:
        """What is parked, and why."""
        noted = self.deliveries.place("ehr").noted
        return {offset: each.code for offset, each in noted.items() if each.state == "parked"}

    @property
    def is_settled(self) -> bool:
        """Tells whether nothing waits."""
        try:
            place, top = self.deliveries.place("ehr"), at_once(self.node.streams.position("adapter:ehr"))[1]
        except DatabaseAwayError:
            return False
        return place.position == top and all(each.state == "parked" for each in place.noted.values())

    async def settles(self, within_s: float = 60.0) -> float:
        """Waits until nothing waits any more and returns the virtual seconds."""
        loop = asyncio.get_running_loop()
        began_at = loop.time()
        while not self.is_settled:
            assert loop.time() - began_at < within_s, f"not settled: {self.deliveries.place('ehr')}"
            await asyncio.sleep(0.01)
        return loop.time() - began_at


async def _nowhere(_raw: bytes, _principal: object) -> Any:  # noqa: ANN401
    raise AssertionError("nothing comes in here")


def erring(chance: Random, share: float) -> Callable[[Message, int], Outcome | None]:
    """Returns a judge that errs now and then, in every way."""
    ways: Sequence[Outcome] = (TryLater("busy"), Unknown("cut"), Refused("http-422"))
    return lambda _message, _attempt: chance.choice(ways) if chance.random() < share else None


AWAY = NotReady("refused")
