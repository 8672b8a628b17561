"""What tokens and tickets stand for, on PostgreSQL, in tables that a crash empties: nothing waits for the disk."""

from datetime import datetime
from typing import Any

from hub.domain.credentials import Session
from hub.postgres.pool import Pool, connection

_SESSION = "caller, thumbprint, expires_at, person, amr, is_bearer"
_SEEN = "insert into caller_seen values ($1, now()) on conflict (caller) do update set at = now()"


class PostgresSessions:
    """Implements `hub.sessions.SessionStore`."""

    def __init__(self, pool: Pool) -> None:
        """Takes the connections."""
        self._pool = pool

    async def keep(self, token_hash: bytes, session: Session) -> None:
        """Keeps what a token stands for, and that its caller was heard of; those whose time is over go."""
        async with connection(self._pool) as lent:
            await lent.execute(_SEEN, session.caller)
            await lent.execute("delete from token where expires_at <= now()")
            await lent.execute(
                f"insert into token (token_hash, {_SESSION}) values ($1, $2, $3, $4, $5, $6, $7)",  # noqa: S608  a constant
                token_hash,
                *session,
            )

    async def find(self, token_hash: bytes, now: datetime) -> Session | None:
        """Returns what a token stands for; None where it is not good."""
        return await self._one(
            f"select {_SESSION} from token where token_hash = $1 and expires_at > $2",  # noqa: S608  a constant
            token_hash,
            now,
        )

    async def issue(self, ticket_hash: bytes, session: Session, expires_at: datetime) -> None:
        """Keeps what a ticket stands for; those whose time is over go."""
        async with connection(self._pool) as lent:
            await lent.execute("delete from ticket where good_until <= now()")
            await lent.execute(
                f"insert into ticket (ticket_hash, good_until, {_SESSION})"  # noqa: S608  a constant
                " values ($1, $2, $3, $4, $5, $6, $7, $8)",
                ticket_hash,
                expires_at,
                *session,
            )

    async def redeem(self, ticket_hash: bytes, now: datetime) -> Session | None:
        """Uses a ticket up and returns what it stands for; None where it is not good."""
        return await self._one(
            "delete from ticket where ticket_hash = $1 and good_until > $2"  # noqa: S608  a constant
            f" and expires_at > $2 returning {_SESSION}",
            ticket_hash,
            now,
        )

    async def use(self, name: bytes, until: datetime) -> bool:
        """Remembers until then that a name is used; tells whether it is used for the first time."""
        async with connection(self._pool) as lent:
            await lent.execute("delete from used_assertion where until <= now()")
            used = await lent.fetchval(
                "insert into used_assertion values ($1, $2) on conflict do nothing returning true", name, until
            )
        return used is not None

    async def _one(self, statement: str, *given: Any) -> Session | None:  # noqa: ANN401  what a statement takes
        async with connection(self._pool) as lent:
            row = await lent.fetchrow(statement, *given)
        return None if row is None else Session(*row)._replace(amr=tuple(row["amr"]))
