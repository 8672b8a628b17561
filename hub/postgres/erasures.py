"""Erasing a subject on PostgreSQL: its key is destroyed, its rows in journal and audit stay. Nodes notice by number."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from hub.domain.scope import Scope
from hub.errors import NotFoundError
from hub.forgetting import Erased
from hub.postgres.pool import Pool, connection, query

_LOCK = (
    "select from stream where name in (select stream from standing where subject = $1) order by name for no key update"
)
_UNTOUCHED = (
    "select subject, max(recorded_at) as last_at from journal"
    " where subject > $2 and exists (select from data_key where data_key.subject = journal.subject and wrapped <> '')"
    " group by subject having max(recorded_at) < $1 order by subject limit $3"
)


class Untouched(NamedTuple):
    """A subject of which nothing was heard any more, and since when."""

    subject: UUID
    last_at: datetime


class PostgresErasures:
    """Implements `hub.forgetting.Erasures`, and erases."""

    def __init__(self, pool: Pool) -> None:
        """Takes the connections."""
        self._pool = pool

    async def erase(self, subject: UUID, scope: Scope) -> None:
        """Erases a subject and writes it into the audit, in one transaction.

        Raises:
            NotFoundError: There is none, or it is erased already.
        """
        async with connection(self._pool) as lent, lent.transaction():
            await lent.execute(_LOCK, subject)
            if not await lent.fetchval(query("erase"), subject, scope.caller, scope.organisation):
                raise NotFoundError

    async def newest(self) -> int:
        """Returns the number of the newest erasure."""
        async with connection(self._pool) as lent:
            number: int = await lent.fetchval("select erasures from hub")
        return number

    async def after(self, number: int) -> Sequence[Erased]:
        """Returns the erasures that followed one, in order."""
        async with connection(self._pool) as lent:
            rows = await lent.fetch("select erasure, subject from data_key where erasure > $1 order by erasure", number)
        return [Erased(*row) for row in rows]

    async def untouched(self, since: datetime, after: UUID, limit: int) -> Sequence[Untouched]:
        """Returns subjects of which nothing was heard since then, in the order of their ids."""
        async with connection(self._pool) as lent:
            rows = await lent.fetch(_UNTOUCHED, since, after, limit)
        return [Untouched(*row) for row in rows]
