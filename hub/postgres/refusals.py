"""Counts of what was refused, on PostgreSQL."""

from collections.abc import Mapping, Sequence
from datetime import date

from hub.postgres.pool import Pool, connection
from hub.refusals import Place, Refused

_ADD = (
    "insert into refusal (day, organisation, source, code, fault, number) values ($1, $2, $3, $4, $5, $6)"
    " on conflict (day, organisation, source, code, fault) do update set number = refusal.number + excluded.number"
)


class PostgresRefusals:
    """Implements `hub.refusals.Counts`."""

    def __init__(self, pool: Pool) -> None:
        """Takes the connections."""
        self._pool = pool

    async def add(self, counted: Mapping[Place, int]) -> None:
        """Adds to what is kept, in the order of the places, so that two nodes do not wait for each other."""
        async with connection(self._pool) as lent, lent.transaction():
            await lent.executemany(_ADD, [(*place, number) for place, number in sorted(counted.items())])

    async def since(self, organisations: frozenset[str], day: date) -> Sequence[Refused]:
        """Returns what was refused from a day on, the newest day first, then the most frequent."""
        async with connection(self._pool) as lent:
            rows = await lent.fetch(
                "select day, organisation, source, code, fault, number from refusal"
                " where organisation = any($1::text []) and day >= $2"
                " order by day desc, number desc, source, code, fault",
                sorted(organisations),
                day,
            )
        return [Refused(Place(*tuple(row)[:5]), row["number"]) for row in rows]
