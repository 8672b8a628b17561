"""Sign-ins on PostgreSQL: attempts that are answered once, shifts that end by themselves, and the audit of both."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

import asyncpg

from hub.persons import Action, Attempt, Duty, Purpose, SignIn
from hub.postgres.pool import Pool, connection

_BEGIN: Final = """
insert into sign_in_attempt (handle_hash, purpose, caller, secret, expires_at) values ($1, $2, $3, $4, $5)
"""
_TAKE: Final = """
delete from sign_in_attempt where handle_hash = $1 and purpose = $2 and caller = $3 and expires_at > $4 returning secret
"""
_SIGN_IN: Final = """
insert into sign_in (caller, credential, person, duty, amr, began_at, ends_at) values ($1, $2, $3, $4, $5, $6, $7)
on conflict (caller, person) do update set credential = $2, duty = $4, amr = $5, began_at = $6, ends_at = $7
"""
_SIGN_OUT: Final = "delete from sign_in where caller = $1 and person = coalesce($2, person) returning person"
_LOAD: Final = """
select caller, credential, person, duty, amr, began_at, ends_at from sign_in
where ends_at > $1 and exists (select from person where id = person and not is_revoked)
order by caller, began_at, person
"""
_WITNESS: Final = "insert into audit (at, caller, organisation, action, person) values ($1, $2, $3, $4, $5)"
_CHANGED: Final = "update hub set register_version = register_version + 1"


class PostgresSignIns:
    """Implements `hub.persons.SignIns`."""

    def __init__(self, pool: Pool) -> None:
        """Takes the connections."""
        self._pool = pool

    async def begin(self, handle_hash: bytes, attempt: Attempt) -> None:
        """Keeps an attempt until it is answered or expires."""
        purpose, caller, secret, expires_at = attempt
        async with connection(self._pool) as lent:
            await lent.execute(_BEGIN, handle_hash, purpose.value, caller, secret, expires_at)

    async def take(self, handle_hash: bytes, purpose: Purpose, caller: str, now: datetime) -> bytes | None:
        """Takes an attempt away and returns its secret; None where it is not good at this caller for this purpose."""
        async with connection(self._pool) as lent:
            await lent.execute("delete from sign_in_attempt where expires_at <= $1", now)
            secret: bytes | None = await lent.fetchval(_TAKE, handle_hash, purpose.value, caller, now)
        return secret

    async def sign_in(self, sign_in: SignIn, organisation: str) -> None:
        """Keeps a sign-in; one of the same person at the same device is replaced."""
        async with connection(self._pool) as lent, lent.transaction():
            await lent.execute(_SIGN_IN, *sign_in)
            await lent.execute(_WITNESS, sign_in.began_at, sign_in.caller, organisation, "sign-in", sign_in.person)
            await lent.execute(_CHANGED)

    async def sign_out(self, caller: str, organisation: str, person: str | None, now: datetime) -> int:
        """Ends the sign-in of a person, or all of a device, and returns how many ended."""
        async with connection(self._pool) as lent, lent.transaction():
            ended = await lent.fetch(_SIGN_OUT, caller, person)
            for row in ended:
                await lent.execute(_WITNESS, now, caller, organisation, "sign-out", row["person"])
            if ended:
                await lent.execute(_CHANGED)
        return len(ended)

    async def note(self, action: Action, caller: str, organisation: str, person: str | None) -> None:
        """Writes down what else happened at a device."""
        async with connection(self._pool) as lent:
            await lent.execute(_WITNESS, datetime.now(UTC), caller, organisation, action.value, person)

    async def load(self, now: datetime) -> Sequence[SignIn]:
        """Returns the sign-ins that have not ended, of persons who are not revoked, by device and beginning."""
        async with connection(self._pool) as lent:
            rows = await lent.fetch(_LOAD, now)
        return [_held(row) for row in rows]


def _held(row: asyncpg.Record) -> SignIn:
    duty = None if row["duty"] is None else Duty(row["duty"])
    return SignIn(*row)._replace(duty=duty, amr=tuple(row["amr"]))
