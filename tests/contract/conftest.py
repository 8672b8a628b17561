"""The two implementations of each port. Tests share a database and keep apart by ids of their own."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import pytest

from hub.ports import Audit, Journal, Register, Streams
from hub.postgres.audit import PostgresAudit
from hub.postgres.journal import PostgresJournal
from hub.postgres.migrate import migrate
from hub.postgres.pool import Pool, connect
from hub.postgres.register import PostgresRegister
from hub.postgres.streams import PostgresStreams
from hub.testing import MemoryAudit, MemoryJournal, MemoryRegister, MemoryStreams, Store


@dataclass(frozen=True)
class Stores:
    """A journal with the streams that read it and the audit beside it."""

    journal: Journal
    streams: Streams
    audit: Audit


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
        store = Store()
        return Stores(MemoryJournal(store), MemoryStreams(store), MemoryAudit(store))
    pool: Pool = request.getfixturevalue("pool")
    return Stores(PostgresJournal(pool), PostgresStreams(pool), PostgresAudit(pool))


@pytest.fixture(params=["memory", "postgresql"])
def register(request: pytest.FixtureRequest) -> Register:
    """Both implementations of the register, one after the other."""
    if request.param == "memory":
        return MemoryRegister()
    return PostgresRegister(request.getfixturevalue("pool"))
