"""What operators ask about connections, on PostgreSQL."""

from collections.abc import Sequence

from hub.deliveries import Backlog, Parked, Replay, Selection
from hub.domain.scope import Scope
from hub.postgres.pool import Pool, connection, query

_PAUSE = (
    "with changed as (update connection set is_paused = $2 where name = $1 and is_paused <> $2 returning name)"
    " insert into audit (at, caller, organisation, action, disclosed_to, person)"
    " select now(), $3, $4, $5, array['adapter:' || name], $6 from changed"
)


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

    async def pause(self, name: str, scope: Scope, *, is_paused: bool) -> None:
        """Lets a connection rest, or go on; where that changes anything, it stands in the audit."""
        action = "pause" if is_paused else "resume"
        async with connection(self._pool) as lent:
            await lent.execute(_PAUSE, name, is_paused, scope.caller, scope.organisation, action, scope.person)

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
