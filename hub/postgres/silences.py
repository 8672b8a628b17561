"""When silence climbs next, on PostgreSQL. The time of a hold is the database's, so that no node's clock is trusted."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from hub.climbing import Due
from hub.postgres.pool import Pool, connection, query


class PostgresSilences:
    """Implements `hub.climbing.Silences`; what is due is written by the journal's commit."""

    def __init__(self, pool: Pool) -> None:
        """Takes the connections."""
        self._pool = pool

    async def take(self, now: datetime, for_s: float, most: int) -> Sequence[Due]:
        """Takes cases that are due and that nobody holds, and holds them for some seconds."""
        async with connection(self._pool) as lent:
            rows = await lent.fetch(query("silences"), now, timedelta(seconds=for_s), most)
        return [Due(row["subject"], row["due_at"]) for row in sorted(rows, key=lambda row: row["due_at"])]

    async def settle(self, taken: Due, due_at: datetime | None) -> None:
        """Notes when silence climbs next in a case that was taken, unless that has changed meanwhile."""
        async with connection(self._pool) as lent:
            if due_at is None:
                await lent.execute("delete from silence where subject = $1 and due_at = $2", *taken)
            else:
                await lent.execute(
                    "update silence set due_at = $3, held_until = '-infinity' where subject = $1 and due_at = $2",
                    *taken,
                    due_at,
                )
