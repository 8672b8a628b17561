"""How far a connection has come, on both implementations: nothing is left out or overtaken, one node at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import UUID, uuid4

import pytest

from hub.deliveries import DELIVERED, ClaimLostError, Deliveries, Settled
from hub.domain.people import Connection
from hub.errors import NotFoundError
from hub.ports import Journal, Register
from hub.postgres.deliveries import PostgresDeliveries
from hub.postgres.journal import PostgresJournal
from hub.postgres.register import PostgresRegister
from hub.testing import MemoryJournal, MemoryRegister, Store
from hub.testing.deliveries import MemoryDeliveries
from tests.contract.entries import entry
from tests.factories import new_key

_numbers = count(1)
NOW = datetime(2026, 11, 23, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(seconds=10)


@dataclass
class Bench:
    """A connection with an inbox, and two nodes that would deliver it."""

    journal: Journal
    deliveries: Deliveries
    register: Register
    name: str
    node: UUID
    other: UUID

    async def gets(self, *subjects: UUID) -> None:
        """Lets something happen about these subjects, in this order."""
        for subject in subjects:
            version = len(await self.journal.read(subject)) + 1
            await self.journal.commit([entry(subject, version, f"adapter:{self.name}", key=new_key())])

    async def takes(self, most: int = 100) -> int:
        return await self.deliveries.take(self.name, self.node, most, NOW)

    async def offsets(self, now: datetime = NOW) -> list[int]:
        return [due.offset for due in await self.deliveries.due(self.name, now, 100)]

    async def settles(self, *settled: Settled) -> None:
        await self.deliveries.settle(self.name, self.node, settled)


Ports = tuple[Journal, Deliveries, Register]


@pytest.fixture(params=["memory", "postgresql"])
def ports(request: pytest.FixtureRequest) -> Ports:
    """Both implementations, one after the other."""
    if request.param == "memory":
        store = Store()
        deliveries = MemoryDeliveries(store, lambda: datetime.now(UTC))
        return MemoryJournal(store), deliveries, MemoryRegister()
    pool = request.getfixturevalue("pool")
    return PostgresJournal(pool), PostgresDeliveries(pool), PostgresRegister(pool)


@pytest.fixture
async def bench(ports: Ports) -> Bench:
    journal, deliveries, register = ports
    name = f"connection-{next(_numbers)}"
    await register.connect([Connection(name=name, adapter="any", organisation="h-001")])
    made = Bench(journal, deliveries, register, name, uuid4(), uuid4())
    assert await deliveries.claim(name, made.node, 60)
    return made


def subjects(number: int) -> Sequence[UUID]:
    return [uuid4() for _ in range(number)]


async def test_what_came_is_due_in_its_order_and_then_no_more(bench: Bench) -> None:
    a, b = subjects(2)
    await bench.gets(a, b, a)

    assert await bench.takes() == 3
    due = await bench.deliveries.due(bench.name, NOW, 100)
    assert [(each.offset, each.subject, each.version) for each in due] == [(1, a, 1), (2, b, 1), (3, a, 2)]
    assert due[0].view == f"view-of-adapter:{bench.name}"
    assert due[0].projection == b"projection 1"

    await bench.settles(Settled(1, code=DELIVERED), Settled(2, code=DELIVERED), Settled(3, code=DELIVERED))
    assert await bench.takes() == 0
    assert await bench.offsets() == []


async def test_no_more_is_taken_than_there_is_room_for(bench: Bench) -> None:
    await bench.gets(*subjects(5))

    assert await bench.takes(2) == 2
    assert await bench.takes(2) == 0
    await bench.settles(Settled(1, code=DELIVERED))
    assert await bench.takes(2) == 1
    assert await bench.offsets() == [2, 3]


async def test_who_waits_holds_up_its_own_case_and_no_other(bench: Bench) -> None:
    a, b = subjects(2)
    await bench.gets(a, b, a, b)
    await bench.takes()

    await bench.settles(Settled(1, "waiting", 1, LATER, "try-later", "busy"))

    assert await bench.offsets() == [2, 4]
    assert await bench.offsets(LATER) == [1, 2, 3, 4]


async def test_what_is_parked_holds_up_nobody(bench: Bench) -> None:
    a, *_ = subjects(1)
    await bench.gets(a, a)
    await bench.takes()

    await bench.settles(Settled(1, "parked", 0, None, "http-422", "the receiver cannot take it"))

    assert await bench.offsets() == [2]


async def test_who_waits_takes_no_room_from_those_who_come(bench: Bench) -> None:
    a, b = subjects(2)
    await bench.gets(a, a, b)
    await bench.takes(2)
    await bench.settles(Settled(1, "waiting", 1, LATER), Settled(2, "waiting", 1, LATER))

    assert await bench.takes(2) == 1
    assert await bench.offsets() == [3]


async def test_an_attempt_that_was_begun_and_not_ended_is_found(bench: Bench) -> None:
    a, *_ = subjects(1)
    await bench.gets(a, a)
    await bench.takes()
    await bench.deliveries.begin(bench.name, bench.node, 1)

    assert await bench.deliveries.interrupted(bench.name, bench.node) == [1]
    assert await bench.offsets() == [], "what follows in its case waits"


async def test_one_node_at_a_time(bench: Bench) -> None:
    """Watches what keeps two nodes from delivering twice."""
    await bench.gets(*subjects(1))
    assert not await bench.deliveries.claim(bench.name, bench.other, 60)
    await bench.takes()

    await bench.deliveries.release(bench.name, bench.node)
    assert await bench.deliveries.claim(bench.name, bench.other, 60)

    for refused in (
        bench.takes(),
        bench.deliveries.begin(bench.name, bench.node, 1),
        bench.settles(Settled(1, code=DELIVERED)),
    ):
        with pytest.raises(ClaimLostError):
            await refused
    assert not await bench.deliveries.claim(bench.name, bench.node, 60)
    assert await bench.offsets() == [1]


async def test_a_claim_that_has_run_out_is_anybodys(bench: Bench) -> None:
    await bench.deliveries.claim(bench.name, bench.node, -1)

    assert await bench.deliveries.claim(bench.name, bench.other, 60)


async def test_a_connection_that_is_let_go_is_gone(bench: Bench) -> None:
    await bench.register.disconnect(bench.name)

    assert bench.name not in {each.name for each in (await bench.register.load()).connections}
    with pytest.raises(NotFoundError):
        await bench.register.disconnect(bench.name)


async def test_the_register_notices_a_change_of_a_connection_and_no_repetition(bench: Bench) -> None:
    version = await bench.register.version()
    same = Connection(name=bench.name, adapter="any", organisation="h-001")

    await bench.register.connect([same])
    assert await bench.register.version() == version
    await bench.register.connect([Connection(name=bench.name, adapter="any", organisation="h-002")])
    assert await bench.register.version() > version
