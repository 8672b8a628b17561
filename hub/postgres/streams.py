"""The numbered inboxes on PostgreSQL."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from hub.domain.people import Names
from hub.errors import IntegrityError
from hub.ports import Came, Snapshot, Standing, Stored, Streamed
from hub.postgres.pool import Pool, connection, query
from hub.postgres.wall import Wall

_POSITION = "select hub.epoch::text as epoch, coalesce((select top from stream where name = $1), 0) as top from hub"

_PROJECTIONS = (
    "select version, sealed from projection"
    " where subject = $1::uuid and version > $2::integer and version <= coalesce($3::integer, version) order by version"
)


class PostgresStreams:
    """Implements `hub.ports.Streams`."""

    def __init__(self, pool: Pool, wall: Wall) -> None:
        """Takes the connections, and where callers read."""
        self._pool = pool
        self._wall = wall

    async def snapshot(self, names: Names, stream: str) -> Snapshot:
        """Returns what stands on the stream and its position, from one transaction."""
        rows = await self._wall.fetch(names, query("standings"), stream)
        standings = [Standing(row["subject"], row["near"], row["version"]) for row in rows if row["subject"]]
        return Snapshot(rows[0]["epoch"], rows[0]["top"], standings)

    async def read(self, names: Names, stream: str, after: int, limit: int) -> Sequence[Streamed]:
        """Returns entries with greater offsets, in order.

        Raises:
            IntegrityError: There is a hole among them.
        """
        rows = await self._wall.fetch(names, query("entries"), stream, after, limit)
        if rows and rows[-1]["offset"] != after + len(rows):
            raise IntegrityError(f"{stream} after {after}")
        return [Streamed(*row) for row in rows]

    async def arrivals(self, names: Names, stream: str, before: int, limit: int) -> Sequence[Came]:
        """Returns what came to the stream or changed its place there, of smaller offsets, newest first."""
        rows = await self._wall.fetch(names, query("arrivals"), stream, before, limit)
        return [Came(*row) for row in rows]

    async def projections(self, names: Names, subject: UUID, after: int, until: int | None) -> Sequence[Stored]:
        """Returns a subject's sealed projections with greater versions, up to one where it is given, in order."""
        rows = await self._wall.fetch(names, _PROJECTIONS, subject, after, until)
        return [Stored(row["version"], row["sealed"]) for row in rows]

    async def position(self, stream: str) -> tuple[str, int]:
        """Returns the epoch and the top offset, 0 for a stream that has no entry."""
        async with connection(self._pool) as lent:
            ((epoch, top),) = await lent.fetch(_POSITION, stream)
        return epoch, top

    async def tops(self, streams: Sequence[str]) -> Mapping[str, int]:
        """Returns the top offset of each of these streams that has entries."""
        async with connection(self._pool) as lent:
            rows = await lent.fetch("select name, top from stream where name = any($1::text[])", streams)
        return {row["name"]: row["top"] for row in rows}
