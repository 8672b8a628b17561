"""How devices and persons stand, on PostgreSQL, and what an administrator changes of that."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from hub.domain.codes import Role
from hub.domain.scope import Scope
from hub.enrolments import Device, Member, Target, Whose
from hub.postgres.pool import Connection, Pool, connection, query

_CODES: Final = {Whose.CALLER: "enrolment_code", Whose.PERSON: "person_code"}
_AUDIT: Final = (
    "insert into audit (at, caller, organisation, action, disclosed_to, person)"
    " values (now(), $1, $2, $3, array[$4], $5)"
)
_CHANGED: Final = "update hub set register_version = register_version + 1"


class PostgresEnrolments:
    """Implements `hub.enrolments.Book`."""

    def __init__(self, pool: Pool) -> None:
        """Takes the connections."""
        self._pool = pool

    async def devices(self, organisations: frozenset[str]) -> Sequence[Device]:
        """Returns the callers of organisations, by organisation and id."""
        async with connection(self._pool) as lent:
            rows = await lent.fetch(query("devices"), sorted(organisations))
        return [Device(**{**row, "role": Role(row["role"])}) for row in rows]

    async def members(self, organisations: frozenset[str]) -> Sequence[Member]:
        """Returns the persons of organisations, by organisation and id."""
        async with connection(self._pool) as lent:
            rows = await lent.fetch(query("members"), sorted(organisations))
        return [Member(**{**row, "roles": [Role(each) for each in row["roles"]]}) for row in rows]

    async def issue(self, scope: Scope, target: Target, code_hash: bytes, expires_at: datetime) -> None:
        """Keeps a one-time code; one that was issued before for the same is good no more."""
        async with connection(self._pool) as lent, lent.transaction():
            await _withdraw_codes(lent, target)
            await lent.execute(
                f"insert into {_CODES[target.whose]} values ($1, $2, $3)",  # noqa: S608  one of two names
                code_hash,
                target.id,
                expires_at,
            )
            await _audit(lent, scope, "issue-code", target)

    async def revoke(self, scope: Scope, target: Target) -> None:
        """Takes a right away, with every code for it."""
        async with connection(self._pool) as lent, lent.transaction():
            await _withdraw_codes(lent, target)
            await lent.execute(f"update {target.whose} set is_revoked = true where id = $1", target.id)  # noqa: S608
            await lent.execute(_CHANGED)
            await _audit(lent, scope, "revoke-access", target)


async def _withdraw_codes(lent: Connection, target: Target) -> None:
    await lent.execute(f"delete from {_CODES[target.whose]} where {target.whose} = $1", target.id)  # noqa: S608


async def _audit(lent: Connection, scope: Scope, action: str, target: Target) -> None:
    await lent.execute(_AUDIT, scope.caller, scope.organisation, action, str(target), scope.person)
