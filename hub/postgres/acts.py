"""The rows of the audit, for those whom they concern, on PostgreSQL."""

from collections.abc import Sequence

from hub.fhir.audit_event import Act
from hub.postgres.pool import Pool, connection, query
from hub.trail import Wanted


class PostgresActs:
    """Implements `hub.trail.Acts`."""

    def __init__(self, pool: Pool) -> None:
        """Takes the connections to the database."""
        self._pool = pool

    async def find(self, wanted: Wanted) -> Sequence[Act]:
        """Returns a page of rows, the newest first."""
        *bounds, subjects = wanted
        async with connection(self._pool) as lent:
            if subjects is None:
                rows = await lent.fetch(query("acts"), *bounds)
            else:
                rows = await lent.fetch(query("acts_of"), *bounds, subjects)
        return [Act(*row) for row in rows]
