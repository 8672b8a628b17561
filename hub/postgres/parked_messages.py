"""What operators ask about connections, on PostgreSQL."""

from collections.abc import Sequence

from hub.deliveries import Backlog, Parked, Replay, Selection
from hub.domain.scope import Scope
from hub.postgres.pool import Pool, connection, query


class PostgresParkedMessages:
    """Implements `hub.deliveries.ParkedMessages`."""

    def __init__(self, pool: Pool) -> None:
        """Takes the connections to the database."""
        self._pool = pool

    async def backlogs(self, names: Sequence[str]) -> Sequence[Backlog]:
        """Returns how far connections are behind."""
        async with connection(self._pool) as lent:
            return [Backlog(*row) for row in await lent.fetch(query("backlogs"), names)]

    async def parked(self, name: str, selection: Selection, most: int) -> Sequence[Parked]:
        """Returns parked messages, in order."""
        async with connection(self._pool) as lent:
            return [Parked(*row) for row in await lent.fetch(query("parked"), name, *selection, most)]

    async def prepare(self, replay: Replay) -> None:
        """Keeps what an operator has looked at until it is confirmed; what has expired is forgotten."""
        async with connection(self._pool) as lent:
            await lent.execute("delete from replay where expires_at < now()")
            await lent.execute("insert into replay values ($1, $2, $3, $4, $5)", *replay)

    async def confirm(self, replay: Replay, scope: Scope, count: int) -> int | None:
        """Sends again what was looked at, all or none; None where anything is not as it was."""
        async with connection(self._pool) as lent:
            replayed: int | None = await lent.fetchval(
                query("replay"), *replay[:3], scope.organisation, count, scope.person
            )
        return replayed
