"""The connections, what a failed one means, and the promise that PostgreSQL must make before the hub serves."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from functools import cache
from importlib.resources import files

import asyncpg

from hub.errors import DatabaseAwayError, DatabaseUnreachableError, NotDurableError, StorageFullError

Connection = asyncpg.Connection | asyncpg.pool.PoolConnectionProxy
Pool = asyncpg.Pool

_CLOSE_WITHIN_S = 5.0

_DURABLE: Mapping[str, frozenset[str]] = {
    "fsync": frozenset({"on"}),
    "full_page_writes": frozenset({"on"}),
    "synchronous_commit": frozenset({"on", "local", "remote_write", "remote_apply"}),
}


_NOT_DURABLE = "KY001"
"""The SQLSTATE of `require_durability`."""


@cache
def query(name: str) -> str:
    """Returns a query by the name of its file."""
    return files("hub.postgres").joinpath(f"{name}.sql").read_text(encoding="utf-8")


async def connect(dsn: str, *, command_timeout_s: float, size: int = 8) -> Pool:
    """Opens the pool.

    Raises:
        DatabaseUnreachableError: The database does not answer.
        NotDurableError: It runs with settings under which an acknowledged submission can be lost.
    """
    try:
        pool = await opened(dsn, command_timeout_s=command_timeout_s, size=size)
        async with pool.acquire() as connection:
            lacking = await check_durability(connection)
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError) as error:
        raise DatabaseUnreachableError(type(error).__name__) from error
    if lacking:
        await pool.close()
        raise NotDurableError(lacking)
    return pool


async def opened(dsn: str, *, command_timeout_s: float, size: int, role: str | None = None) -> Pool:
    """Opens connections as who the address says, or for good as a role that one is a member of."""
    return await asyncpg.create_pool(
        dsn,
        min_size=1,
        max_size=size,
        timeout=command_timeout_s,
        command_timeout=command_timeout_s,
        reset=_nothing_to_reset,
        server_settings={
            "application_name": "kyukyu-hub",
            "timezone": "UTC",
            "jit": "off",
            "plan_cache_mode": "force_generic_plan",
            **({"role": role} if role else {}),
        },
    )


async def close(pool: Pool) -> None:
    """Closes the connections; a database that does not answer any more is not waited for."""
    with suppress(TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
        await asyncio.wait_for(pool.close(), _CLOSE_WITHIN_S)


async def _nothing_to_reset(_connection: Connection) -> None:
    """Saves a round trip for each use: no query here leaves anything behind in its session."""


async def check_durability(connection: Connection) -> list[str]:
    """Returns the settings that would lose an acknowledged submission at a power cut; none is what we ask for."""
    rows = await connection.fetch("select name, setting from pg_settings where name = any($1::text[])", list(_DURABLE))
    return [row["name"] for row in rows if row["setting"] not in _DURABLE[row["name"]]]


async def require_durability(pool: Pool) -> None:
    """Asks whether what is committed now reaches the disk.

    Raises:
        NotDurableError: It might not.
        DatabaseAwayError: Nobody answers.
    """
    async with connection(pool) as lent:
        await lent.execute("select require_durability()")


@asynccontextmanager
async def connection(pool: Pool) -> AsyncIterator[Connection]:
    """Lends a connection and names what goes wrong with it.

    Raises:
        StorageFullError: The disk is full.
        NotDurableError: What was to be stored might not have reached the disk, and is not stored.
        DatabaseAwayError: It cannot be reached, or went away: what was sent may or may not be stored.
    """
    try:
        async with pool.acquire() as lent:
            try:
                yield lent
            except (TimeoutError, asyncpg.InternalClientError) as error:
                lent.terminate()  # nobody knows how far it has come; to ask the server could take as long once more
                raise DatabaseAwayError from error
    except asyncpg.DiskFullError as error:
        raise StorageFullError from error
    except (
        OSError,
        TimeoutError,
        asyncpg.InterfaceError,
        asyncpg.PostgresConnectionError,
        asyncpg.OperatorInterventionError,
        asyncpg.InsufficientResourcesError,
        asyncpg.InternalServerError,
        asyncpg.ObjectNotInPrerequisiteStateError,
        asyncpg.ReadOnlySQLTransactionError,
    ) as error:
        raise DatabaseAwayError from error
    except asyncpg.PostgresError as error:
        if error.sqlstate != _NOT_DURABLE:
            raise
        raise NotDurableError(str(error).split()) from None
