"""The two implementations of each port. Tests share a database and keep apart by ids of their own."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Self

import pytest

from hub.ports import Audit, Journal, Register, Streams
from hub.postgres.acts import PostgresActs
from hub.postgres.audit import PostgresAudit
from hub.postgres.journal import PostgresJournal
from hub.postgres.migrate import migrate
from hub.postgres.pool import Pool, connect
from hub.postgres.register import PostgresRegister
from hub.postgres.streams import PostgresStreams
from hub.testing import MemoryAudit, MemoryJournal, MemoryRegister, MemoryStreams, Store
from hub.testing.acts import MemoryActs
from hub.trail import Acts


@dataclass(frozen=True)
class Stores:
    """A journal with the streams that read it, the audit beside it, and its rows."""

    journal: Journal
    streams: Streams
    audit: Audit
    acts: Acts

    @classmethod
    def in_memory(cls, store: Store) -> Self:
        """Those of a store in memory."""
        return cls(MemoryJournal(store), MemoryStreams(store), MemoryAudit(store), MemoryActs(store))

    @classmethod
    def of(cls, pool: Pool) -> Self:
        """Those of a PostgreSQL."""
        return cls(PostgresJournal(pool), PostgresStreams(pool), PostgresAudit(pool), PostgresActs(pool))


@pytest.fixture(scope="session")
async def pool(new_database: Callable[[], Awaitable[str]]) -> AsyncIterator[Pool]:
    """The connections to a database with the schema in it."""
    opened = await connect(await new_database(), command_timeout_s=10, size=12)
    async with opened.acquire() as connection:
        await migrate(connection)
    yield opened
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
    return Stores.of(request.getfixturevalue("pool"))


@pytest.fixture(params=["memory", "postgresql"])
def register(request: pytest.FixtureRequest) -> Register:
    """Both implementations of the register, one after the other."""
    if request.param == "memory":
        return MemoryRegister()
    return PostgresRegister(request.getfixturevalue("pool"))
