"""The second wall: what is read for a caller is read as a role that sees nothing but what that caller has met.

Row-level security says so inside PostgreSQL, from the log itself, so that a query that has lost its filter gives
nothing of others. The first wall, `hub.domain.permission`, is finer: who was asked once has met the case, and is still
refused.

A statement says for whom it reads in itself (`_WALLED`), and so in one round trip. Were the name not set before the
rows are looked at, there would be no rows: it fails closed.
"""

from collections.abc import Sequence
from functools import cache
from typing import Final

import asyncpg

from hub.domain.people import Names
from hub.errors import DatabaseUnreachableError, WallError
from hub.postgres.pool import Connection, Pool, connection, opened, query

ROLE: Final = "kyukyu_reader"
TABLES: Final = ("break_glass", "data_key", "journal", "projection", "standing", "stream", "stream_entry")
"""What is behind the wall; of all other tables the role sees nothing at all, but for the epoch."""

_WALLED: Final = """
select told.*
from (select set_config('hub.reader', ${last}, true) as names offset 0) as reader
cross join lateral (select * from (
{sql}
) as asked where reader.names is not null offset 0) as told
"""
"""By the lateral reference rows are looked at after the name is set; ``offset 0`` keeps the planner to it."""


class Wall:
    """Reads for callers."""

    def __init__(self, pool: Pool) -> None:
        """Takes connections that are the role's."""
        self._pool = pool

    async def fetch(self, names: Names, sql: str, *arguments: object) -> Sequence[asyncpg.Record]:
        """Returns what a query gives to a caller that reads by these names."""
        async with connection(self._pool) as lent:
            rows: list[asyncpg.Record] = await lent.fetch(
                walled(sql, len(arguments)), *arguments, " ".join(sorted(names))
            )
        return rows


@cache
def walled(sql: str, arguments: int) -> str:
    """Returns a query that says for whom it reads, as its last argument."""
    return _WALLED.format(sql=sql, last=arguments + 1)


async def stand(connection: Connection) -> None:
    """Makes the role, and gives it what it may read.

    Raises:
        WallError: The hub's own role may not do so; it says what has to be done by who may.
    """
    try:
        await connection.execute(query("reader_role"))
    except asyncpg.PostgresError as error:
        if error.sqlstate != "KY002":
            raise
        raise WallError(str(error)) from None


async def behind(dsn: str, *, command_timeout_s: float, size: int = 4) -> Pool:
    """Opens connections as the role.

    Raises:
        DatabaseUnreachableError: The database does not answer.
        WallError: The wall does not stand: callers are not served without.
    """
    try:
        pool = await opened(dsn, command_timeout_s=command_timeout_s, size=size, role=ROLE)
        async with pool.acquire() as lent:
            found = await holes(lent)
    except (asyncpg.InsufficientPrivilegeError, asyncpg.InvalidParameterValueError):
        raise WallError(f"grant {ROLE}") from None
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError) as error:
        raise DatabaseUnreachableError(type(error).__name__) from error
    if found:
        await pool.close()
        raise WallError(" ".join(found))
    return pool


async def holes(lent: Connection) -> list[str]:
    """Returns what is wrong with the wall, for the hub's start and for `kyukyu doctor`; nothing where it stands."""
    rows = await lent.fetch(query("holes"), ROLE, list(TABLES))
    return [row["hole"] for row in rows]
