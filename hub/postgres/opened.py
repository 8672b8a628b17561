"""Which subjects began in a time, for statistics; that somebody asked stands in the audit."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from hub.domain.scope import Scope
from hub.postgres.pool import Pool, connection


async def opened(pool: Pool, since: datetime, until: datetime, scope: Scope) -> Sequence[UUID]:
    """Returns the subjects that began in the time, cases and others, once it is written down who asked."""
    async with connection(pool) as lent, lent.transaction():
        await lent.execute(
            "insert into audit (at, caller, organisation, action, disclosed_to) values (now(), $1, $2, 'export', $3)",
            scope.caller,
            scope.organisation,
            [f"{since:%Y-%m-%d}/{until:%Y-%m-%d}"],
        )
        rows = await lent.fetch(
            "select subject from journal where version = 1 and placed_at >= $1 and placed_at < $2 order by subject",
            since,
            until,
        )
    return [row["subject"] for row in rows]
