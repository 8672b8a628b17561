"""The glasses that are broken, on PostgreSQL."""

from collections.abc import Sequence
from uuid import UUID

import asyncpg

from hub.domain.codes import GlassReason
from hub.domain.glass import Glass, Review
from hub.domain.scope import Scope
from hub.glasses import Broken
from hub.postgres.pool import Pool, connection

_COLUMNS = "id, subject, caller, organisation, owner, reason, is_exercise, broken_at, until, person"
_WRITE = (
    f"with written as (insert into break_glass ({_COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10))"  # noqa: S608
    " insert into audit (at, caller, organisation, action, subject, disclosed_to, person)"
    " values ($8, $3, $4, $11, $2, array[$4], $10)"
)
_REVIEW = (
    "with seen as ("
    "insert into break_glass_review (glass, organisation, caller, at) select $1, side, $3, now()"
    " from unnest($2::text[]) as side on conflict do nothing returning glass)"
    " insert into audit (at, caller, organisation, action, subject, disclosed_to, person)"
    " select now(), $3, $4, 'review-glass', break_glass.subject, array[$4], $5"
    " from break_glass where break_glass.id in (select glass from seen)"
)
_MOST = 200


class PostgresGlasses:
    """Implements `hub.glasses.Book`."""

    def __init__(self, pool: Pool) -> None:
        """Takes the connections."""
        self._pool = pool

    async def open(self) -> Sequence[Glass]:
        """Returns those that are broken now."""
        async with connection(self._pool) as lent:
            rows = await lent.fetch(f"select {_COLUMNS} from break_glass where until > now()")  # noqa: S608  our own
        return [_glass(row) for row in rows]

    async def write(self, glass: Glass) -> None:
        """Writes one down, and who broke it into the audit, in one statement."""
        async with connection(self._pool) as lent:
            await lent.execute(_WRITE, *glass, f"break-glass {glass.reason.value}")

    async def of(self, organisations: frozenset[str]) -> Sequence[Broken]:
        """Returns those before or by these organisations, the newest first."""
        async with connection(self._pool) as lent:
            rows = await lent.fetch(
                f"select {_COLUMNS} from break_glass"  # noqa: S608  our own columns
                " where organisation = any($1::text[]) or owner = any($1::text[]) order by broken_at desc limit $2",
                list(organisations),
                _MOST,
            )
            seen = await lent.fetch(
                "select glass, organisation, caller, at from break_glass_review where glass = any($1::uuid[])"
                " order by at, organisation",
                [row["id"] for row in rows],
            )
        reviews: dict[UUID, list[Review]] = {}
        for glass, *review in seen:
            reviews.setdefault(glass, []).append(Review(*review))
        return [Broken(_glass(row), reviews.get(row["id"], [])) for row in rows]

    async def review(self, glass: UUID, sides: frozenset[str], scope: Scope) -> None:
        """Notes for these sides that an administrator has looked at it, and into the audit, in one statement."""
        async with connection(self._pool) as lent:
            await lent.execute(_REVIEW, glass, sorted(sides), scope.caller, scope.organisation, scope.person)


def _glass(row: asyncpg.Record) -> Glass:
    return Glass(**{**row, "reason": GlassReason(row["reason"])})
