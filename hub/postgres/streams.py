"""The numbered inboxes on PostgreSQL."""

from collections.abc import Mapping, Sequence

from hub.errors import IntegrityError
from hub.ports import Came, Snapshot, Standing, Streamed
from hub.postgres.pool import Connection, Pool, connection, query

_POSITION = "select hub.epoch::text as epoch, coalesce((select top from stream where name = $1), 0) as top from hub"


class PostgresStreams:
    """Implements `hub.ports.Streams`."""

    def __init__(self, pool: Pool) -> None:
        """Takes the connections."""
        self._pool = pool

    async def snapshot(self, stream: str) -> Snapshot:
        """Returns what stands on the stream and its position, from one transaction."""
        async with connection(self._pool) as lent, lent.transaction(isolation="repeatable_read", readonly=True):
            epoch, top = await _position(lent, stream)
            rows = await lent.fetch(query("standings"), stream)
        return Snapshot(
            epoch,
            top,
            [Standing(row["subject"], row["near"], row["version"]) for row in rows],
        )

    async def read(self, stream: str, after: int, limit: int) -> Sequence[Streamed]:
        """Returns entries with greater offsets, in order.

        Raises:
            IntegrityError: There is a hole among them.
        """
        async with connection(self._pool) as lent:
            rows = await lent.fetch(query("entries"), stream, after, limit)
        if rows and rows[-1]["offset"] != after + len(rows):
            raise IntegrityError(f"{stream} after {after}")
        return [Streamed(*row) for row in rows]

    async def arrivals(self, stream: str, before: int, limit: int) -> Sequence[Came]:
        """Returns what came to the stream or changed its place there, of smaller offsets, newest first."""
        async with connection(self._pool) as lent:
            rows = await lent.fetch(query("arrivals"), stream, before, limit)
        return [Came(*row) for row in rows]

    async def position(self, stream: str) -> tuple[str, int]:
        """Returns the epoch and the top offset, 0 for a stream that has no entry."""
        async with connection(self._pool) as lent:
            return await _position(lent, stream)

    async def tops(self, streams: Sequence[str]) -> Mapping[str, int]:
        """Returns the top offset of each of these streams that has entries."""
        async with connection(self._pool) as lent:
            rows = await lent.fetch("select name, top from stream where name = any($1::text[])", streams)
        return {row["name"]: row["top"] for row in rows}


async def _position(lent: Connection, stream: str) -> tuple[str, int]:
    ((epoch, top),) = await lent.fetch(_POSITION, stream)
    return epoch, top
