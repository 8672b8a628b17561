"""What stands before departments, on PostgreSQL."""

from collections.abc import Sequence
from uuid import UUID

from hub.postgres.pool import Pool, connection


class PostgresStanding:
    """Implements `hub.exercises.Standing`."""

    def __init__(self, pool: Pool) -> None:
        """Takes the connections."""
        self._pool = pool

    async def cases(self, departments: frozenset[str], most: int) -> Sequence[UUID]:
        """Returns what stands on their streams, the newest first, so many at most."""
        streams = [f"department:{each}" for each in sorted(departments)]
        async with connection(self._pool) as lent:
            rows = await lent.fetch(
                "select distinct subject from standing where stream = any($1::text []) order by subject desc limit $2",
                streams,
                most,
            )
        return [row["subject"] for row in rows]
