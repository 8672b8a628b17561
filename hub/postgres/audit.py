"""The audit of looks on PostgreSQL: who looks at the same time shares one statement, and so one sync of the disk."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from hub.errors import UnavailableError
from hub.ports import Look
from hub.postgres.pool import Pool, connection, query


class _Waiting(NamedTuple):
    looks: Sequence[Look]
    told: "asyncio.Future[Mapping[UUID, int]]"


class PostgresAudit:
    """Implements `hub.ports.Audit`."""

    def __init__(self, pool: Pool) -> None:
        """Takes the connections."""
        self._pool = pool
        self._waiting: list[_Waiting] = []
        self._writer: asyncio.Task[None] | None = None

    async def witness(self, looks: Sequence[Look]) -> Mapping[UUID, int]:
        """Writes the looks at which something is shown, and returns the newest version of each subject that exists."""
        waiting = _Waiting(looks, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        if self._writer is None:
            self._writer = asyncio.create_task(self._write())
        return await waiting.told

    async def _write(self) -> None:
        """Writes until nobody waits; whoever comes while a statement is under way shares the next one."""
        try:
            while self._waiting:
                batch, self._waiting = self._waiting, []
                try:
                    newest = await self._stored([look for waiting in batch for look in waiting.looks])
                except UnavailableError as error:
                    for waiting in batch:
                        if not waiting.told.done():
                            waiting.told.set_exception(error)
                else:
                    for waiting in batch:
                        if not waiting.told.done():
                            waiting.told.set_result(newest)
        finally:
            self._writer = None

    async def _stored(self, looks: Sequence[Look]) -> Mapping[UUID, int]:
        asked = [look._replace(names=" ".join(look.names)) for look in looks]  # type: ignore[arg-type]  # as SQL takes it
        columns = [list(column) for column in zip(*asked, strict=True)] if asked else [[]] * len(Look._fields)
        async with connection(self._pool) as lent:
            rows = await lent.fetch(query("looks"), *columns)
        return {row["subject"]: row["version"] for row in rows}
