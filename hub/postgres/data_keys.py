"""Every wrapped data key on PostgreSQL, of subjects and of subscriptions, for who changes what wraps them."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Final
from uuid import UUID

from hub.postgres.pool import Pool, connection

_TABLES: Final = {"data_key": "subject", "subscription": "id"}
_AT_ONCE: Final = 500
_NAME: Final = "convert_from(substring(wrapped for position('\\x00'::bytea in wrapped) - 1), 'UTF8')"

Rewrap = Callable[[bytes, UUID], bytes | None]
"""Wraps a data key anew; None where it may stay."""


class PostgresDataKeys:
    """Counts and re-wraps data keys."""

    def __init__(self, pool: Pool) -> None:
        """Takes the connections."""
        self._pool = pool

    async def wrapped_by(self) -> Mapping[str, int]:
        """Returns how many data keys each key-encryption key wraps, by its name."""
        counts: Counter[str] = Counter()
        async with connection(self._pool) as lent:
            for table in _TABLES:
                rows = await lent.fetch(
                    f"select {_NAME} as name, count(*) from {table} where wrapped is not null group by 1"  # noqa: S608
                )
                counts.update({row["name"]: row["count"] for row in rows})
        return counts

    async def rewrap(self, rewrap: Rewrap) -> int:
        """Wraps anew what has to be, part after part, and returns how many; whoever stops it may begin again.

        A data key that was destroyed or changed meanwhile stays as it is.
        """
        return sum([await self._rewrap(table, identity, rewrap) for table, identity in _TABLES.items()])

    async def _rewrap(self, table: str, identity: str, rewrap: Rewrap) -> int:
        page = f"select {identity} as id, wrapped from {table} where {identity} > $1 and wrapped is not null order by 1 limit $2"  # noqa: S608, E501
        change = (
            f"update {table} set wrapped = changed.new"  # noqa: S608
            " from unnest($1::uuid[], $2::bytea[], $3::bytea[]) as changed (id, old, new)"
            f" where {table}.{identity} = changed.id and {table}.wrapped = changed.old returning 1"
        )
        after, number = UUID(int=0), 0
        while True:
            async with connection(self._pool) as lent:
                rows = await lent.fetch(page, after, _AT_ONCE)
                changed = [(id_, old, new) for id_, old in rows if (new := rewrap(old, id_)) is not None]
                if changed:
                    number += len(await lent.fetch(change, *map(list, zip(*changed, strict=True))))
            if len(rows) < _AT_ONCE:
                return number
            after = rows[-1]["id"]
