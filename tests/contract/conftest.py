"""The two implementations of each port. Tests share a database and keep apart by ids of their own."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Self
from uuid import UUID

import pytest

from hub.ports import Audit, Came, Journal, Register, Snapshot, Stored, Streamed, Streams
from hub.postgres.acts import PostgresActs
from hub.postgres.audit import PostgresAudit
from hub.postgres.journal import PostgresJournal
from hub.postgres.migrate import migrate
from hub.postgres.pool import Pool, connect
from hub.postgres.register import PostgresRegister
from hub.postgres.streams import PostgresStreams
from hub.postgres.wall import Wall, behind
from hub.testing import MemoryAudit, MemoryJournal, MemoryRegister, MemoryStreams, Store
from hub.testing.acts import MemoryActs
from hub.trail import Acts


class OwnStreams:
    """Streams as their owners read them: by the very name of each."""

    def __init__(self, streams: Streams) -> None:
        """Takes the port."""
        self.port = streams
        self.position = streams.position
        self.tops = streams.tops

    async def snapshot(self, stream: str) -> Snapshot:
        return await self.port.snapshot(frozenset({stream}), stream)

    async def read(self, stream: str, after: int, limit: int) -> Sequence[Streamed]:
        return await self.port.read(frozenset({stream}), stream, after, limit)

    async def projections(
        self, stream: str, subject: UUID, after: int = 0, until: int | None = None
    ) -> Sequence[Stored]:
        return await self.port.projections(frozenset({stream}), subject, after, until)

    async def arrivals(self, stream: str, before: int, limit: int) -> Sequence[Came]:
        return await self.port.arrivals(frozenset({stream}), stream, before, limit)


@dataclass(frozen=True)
class Stores:
    """A journal with the streams that read it, the audit beside it, and its rows."""

    journal: Journal
    streams: OwnStreams
    audit: Audit
    acts: Acts

    @classmethod
    def in_memory(cls, store: Store) -> Self:
        """Those of a store in memory."""
        return cls(MemoryJournal(store), OwnStreams(MemoryStreams(store)), MemoryAudit(store), MemoryActs(store))

    @classmethod
    def of(cls, pool: Pool, wall: Wall) -> Self:
        """Those of a PostgreSQL."""
        streams = OwnStreams(PostgresStreams(pool, wall))
        return cls(PostgresJournal(pool), streams, PostgresAudit(pool), PostgresActs(pool))


@pytest.fixture(scope="session")
async def address(new_database: Callable[[], Awaitable[str]]) -> str:
    """The database that these tests share."""
    return await new_database()


@pytest.fixture(scope="session")
async def pool(address: str) -> AsyncIterator[Pool]:
    """The connections to a database with the schema in it."""
    opened = await connect(address, command_timeout_s=10, size=12)
    async with opened.acquire() as connection:
        await migrate(connection)
    yield opened
    await opened.close()


@pytest.fixture(scope="session")
async def wall(pool: Pool, address: str) -> AsyncIterator[Wall]:
    """Where callers read that database."""
    assert pool, "it has seen to the schema"
    opened = await behind(address, command_timeout_s=10)
    yield Wall(opened)
    await opened.close()


@pytest.fixture
async def postgres_away(new_database: Callable[[], Awaitable[str]]) -> Pool:
    """Connections that are closed: to their users the database is away."""
    opened = await connect(await new_database(), command_timeout_s=10, size=1)
    await opened.close()
    return opened


@pytest.fixture(params=["memory", "postgresql"])
def stores(request: pytest.FixtureRequest) -> Stores:
    """Both implementations of journal and streams, one after the other."""
    if request.param == "memory":
        return Stores.in_memory(Store())
    return Stores.of(request.getfixturevalue("pool"), request.getfixturevalue("wall"))


@pytest.fixture(params=["memory", "postgresql"])
def register(request: pytest.FixtureRequest) -> Register:
    """Both implementations of the register, one after the other."""
    if request.param == "memory":
        return MemoryRegister()
    return PostgresRegister(request.getfixturevalue("pool"))
