"""FHIR subscriptions on PostgreSQL: what they ask for is sealed, and so are they bound to a caller."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg

from hub.errors import ConflictError
from hub.postgres.pool import Connection, Pool, connection
from hub.subscriptions.subscribers import Binding, Mark, Subscribed

_ADD: Final = """
insert into subscription
select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11
where (select count(*) from subscription where caller = $2) < $12
on conflict (caller, digest) do nothing
returning id
"""
_LOCK: Final = "select start, version from subscription where id = $1 for update"
_REMOVE: Final = "delete from subscription where id = $1 and ($2::integer is null or version = $2) returning id"
_REPLACE: Final = """
update subscription
set stream = $2, start = $3, status = $4, version = version + 1, updated_at = $5, end_at = $6, digest = $7, sealed = $8
where id = $1
"""
_MARK: Final = """
insert into subscription_mark select $1, $3, $4 where exists (select from subscription where id = $1 and start = $2)
on conflict (subscription, number) do update set "offset" = greatest(subscription_mark."offset", excluded."offset")
"""


class PostgresSubscribers:
    """Implements `hub.subscriptions.subscribers.Subscribers`."""

    def __init__(self, pool: Pool) -> None:
        """Takes the connections."""
        self._pool = pool

    async def add(self, subscribed: Subscribed, most: int) -> UUID:
        """Keeps a subscription and returns its id; where the caller has one of this digest, that is the one."""
        caller, digest = subscribed.caller, subscribed.digest
        async with connection(self._pool) as lent, lent.transaction():
            await lent.execute("select from caller where id = $1 for update", caller)
            await lent.execute(
                "delete from subscription where caller = $1 and end_at <= $2", caller, subscribed.updated_at
            )
            held = await _same(lent, caller, digest) or await lent.fetchval(_ADD, *subscribed, most)
        if held is None:
            raise ConflictError("too-many-subscriptions")
        identity: UUID = held
        return identity

    async def of(self, caller: str) -> Sequence[Subscribed]:
        """Returns a caller's subscriptions in order of their ids."""
        async with connection(self._pool) as lent:
            rows = await lent.fetch("select * from subscription where caller = $1 order by id", caller)
        return [Subscribed(*row) for row in rows]

    async def reading(self, stream: str) -> Sequence[Subscribed]:
        """Returns the subscriptions that read a stream, in order of their ids."""
        async with connection(self._pool) as lent:
            rows = await lent.fetch("select * from subscription where stream = $1 order by id", stream)
        return [Subscribed(*row) for row in rows]

    async def get(self, identity: UUID) -> Subscribed | None:
        """Returns a subscription."""
        async with connection(self._pool) as lent:
            row = await lent.fetchrow("select * from subscription where id = $1", identity)
        return None if row is None else Subscribed(*row)

    async def replace(self, subscribed: Subscribed, version: int | None = None) -> bool:
        """Changes a subscription and its version; marks of another start go."""
        try:
            async with connection(self._pool) as lent, lent.transaction():
                before = await lent.fetchrow(_LOCK, subscribed.id)
                if before is None or version not in {None, before["version"]}:
                    return False
                if before["start"] != subscribed.start:
                    await lent.execute("delete from subscription_mark where subscription = $1", subscribed.id)
                await lent.execute(
                    _REPLACE,
                    subscribed.id,
                    subscribed.stream,
                    subscribed.start,
                    subscribed.status,
                    subscribed.updated_at,
                    subscribed.end_at,
                    subscribed.digest,
                    subscribed.sealed,
                )
                return True
        except asyncpg.UniqueViolationError:
            raise ConflictError("subscribed-already") from None

    async def set_status(self, identity: UUID, status: str) -> None:
        """Notes how a subscription stands, with the next version where that has changed."""
        async with connection(self._pool) as lent:
            await lent.execute(
                "update subscription set status = $2, version = version + 1, updated_at = now()"
                " where id = $1 and status <> $2",
                identity,
                status,
            )

    async def prolong(self, identity: UUID, end_at: datetime) -> None:
        """Lets a subscription last until then."""
        async with connection(self._pool) as lent:
            await lent.execute("update subscription set end_at = $2 where id = $1", identity, end_at)

    async def remove(self, identity: UUID, version: int | None = None) -> bool:
        """Forgets a subscription and its marks."""
        async with connection(self._pool) as lent:
            return await lent.fetchval(_REMOVE, identity, version) is not None

    async def mark(self, identity: UUID, start: int, mark: Mark) -> None:
        """Notes how far was counted from this start; where the subscription begins elsewhere by now it is no mark."""
        async with connection(self._pool) as lent:
            await lent.execute(_MARK, identity, start, *mark)

    async def mark_below(self, identity: UUID, number: int | None) -> Mark | None:
        """Returns the farthest mark of fewer events than the number, or of all."""
        async with connection(self._pool) as lent:
            row = await lent.fetchrow(
                'select number, "offset" from subscription_mark'
                " where subscription = $1 and ($2::bigint is null or number < $2) order by number desc limit 1",
                identity,
                number,
            )
        return None if row is None else Mark(*row)

    async def issue_binding(self, token_hash: bytes, binding: Binding, expires_at: datetime) -> None:
        """Keeps what a token stands for; tokens that nobody used in time go."""
        async with connection(self._pool) as lent:
            await lent.execute("delete from binding_token where expires_at <= now()")
            await lent.execute("insert into binding_token values ($1, $2, $3, $4)", token_hash, *binding, expires_at)

    async def redeem_binding(self, token_hash: bytes, now: datetime) -> Binding | None:
        """Uses a token up and returns what it stands for; None where it is not good."""
        async with connection(self._pool) as lent:
            row = await lent.fetchrow(
                "delete from binding_token where token_hash = $1 and expires_at > $2"
                " returning credential, subscriptions",
                token_hash,
                now,
            )
        return None if row is None else Binding(*row)


async def _same(lent: Connection, caller: str, digest: bytes) -> UUID | None:
    held: UUID | None = await lent.fetchval(
        "select id from subscription where caller = $1 and digest = $2", caller, digest
    )
    return held
