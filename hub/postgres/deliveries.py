"""How far each connection has come in its inbox, on PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from uuid import UUID

from hub.deliveries import ClaimLostError, Due, Settled
from hub.postgres.pool import Connection, Pool, connection, query

_AT_ONCE = 3

_CLAIM = """
update connection set holder = $2, held_until = now() + $3
where name = $1 and (holder is null or holder = $2 or held_until < now()) returning name
"""


class PostgresDeliveries:
    """Implements `hub.ports.Deliveries`. The time of a claim is the database's, so that no node's clock is trusted."""

    def __init__(self, pool: Pool) -> None:
        """Takes the connections to the database; it uses a few at a time, for who is live comes first."""
        self._pool = pool
        self._seats = asyncio.Semaphore(_AT_ONCE)

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[Connection]:
        async with self._seats, connection(self._pool) as lent:
            yield lent

    async def claim(self, name: str, holder: UUID, for_s: float) -> bool:
        """Takes a connection, or keeps it, for so many seconds; tells whether this node holds it now."""
        async with self._connection() as lent:
            return await lent.fetchval(_CLAIM, name, holder, timedelta(seconds=for_s)) is not None

    async def release(self, name: str, holder: UUID) -> None:
        """Lets a connection go, so that another node need not wait."""
        async with self._connection() as lent:
            await lent.execute("update connection set holder = null where name = $1 and holder = $2", name, holder)

    async def take(self, name: str, holder: UUID, most: int, now: datetime) -> int:
        """Notes entries that follow the position as waiting, until ``most`` are due, and returns how many are new."""
        async with self._connection() as lent:
            taken: int | None = await lent.fetchval(query("take"), name, holder, most, now)
        if taken is None:
            raise ClaimLostError
        return taken

    async def due(self, name: str, now: datetime, most: int) -> Sequence[Due]:
        """Returns waiting entries in order; none whose subject has an earlier one that has to wait longer."""
        async with self._connection() as lent:
            return [Due(*row) for row in await lent.fetch(query("due"), name, now, most)]

    async def begin(self, name: str, holder: UUID, offset: int) -> None:
        """Notes that an attempt begins of which nobody would know the end if this node died now."""
        async with self._connection() as lent:
            begun = await lent.fetchval(
                "update delivery set state = 'sending' where connection = $1 and \"offset\" = $3"
                " and exists (select 1 from connection where name = $1 and holder = $2) returning 1",
                name,
                holder,
                offset,
            )
        if begun is None:
            raise ClaimLostError

    async def interrupted(self, name: str, holder: UUID) -> Sequence[int]:
        """Returns the offsets at which a node died in the middle of an attempt."""
        async with self._connection() as lent:
            rows = await lent.fetch(
                "select \"offset\" from delivery where connection = $1 and state = 'sending'"
                ' and exists (select 1 from connection where name = $1 and holder = $2) order by "offset"',
                name,
                holder,
            )
        return [row["offset"] for row in rows]

    async def settle(self, name: str, holder: UUID, settled: Sequence[Settled]) -> None:
        """Notes what became of entries, all or none."""
        columns = list(zip(*settled, strict=True)) or [()] * len(Settled._fields)
        async with self._connection() as lent:
            if await lent.fetchval(query("settle"), name, holder, *columns) is None:
                raise ClaimLostError
