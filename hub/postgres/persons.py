"""Persons on PostgreSQL: who works where, and by what they show who they are."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

import asyncpg

from hub.domain.codes import Role
from hub.errors import InvalidSubmissionError, Issue, NotFoundError
from hub.persons import PIN_LOCKED_FOR, PIN_TRIES, Known, Passkey, Person
from hub.postgres.pool import Pool, connection, query

_ENROL: Final = """
insert into person (id, organisation, name, roles, issuer, subject) values ($1, $2, $3, $4, $5, $6)
on conflict (id) do update set organisation = $2, name = $3, roles = $4, issuer = $5, subject = $6
"""
_KNOWN: Final = """
select id, organisation, name, roles, issuer, subject, is_revoked, pin is not null as has_pin,
    (select count(*) from passkey where passkey.person = person.id) as passkeys
from person order by id
"""
_REDEEM: Final = "delete from person_code where code_hash = $1 and person = $2 and expires_at > $3 returning person"
_ADD_PASSKEY: Final = """
insert into passkey (credential_id, person, public_key, sign_count, transports) values ($1, $2, $3, $4, $5)
on conflict (credential_id) do nothing returning person
"""
_PASSKEY: Final = """
select credential_id, person, public_key, sign_count, transports from passkey
where credential_id = $1 and exists (select from person where id = person and not is_revoked)
"""
_CHANGED: Final = "update hub set register_version = register_version + 1"


class PostgresPersons:
    """Implements `hub.persons.Persons`."""

    def __init__(self, pool: Pool) -> None:
        """Takes the connections."""
        self._pool = pool

    async def enrol(self, persons: Sequence[Person]) -> None:
        """Takes persons in; what is there already is replaced, a revocation stays."""
        rows = [
            (each.id, each.organisation, each.name, sorted(each.roles), each.issuer, each.subject) for each in persons
        ]
        try:
            async with connection(self._pool) as lent, lent.transaction():
                await lent.executemany(_ENROL, rows)
                await lent.execute(_CHANGED)
        except asyncpg.IntegrityConstraintViolationError as error:
            place = error.constraint_name or error.column_name or ""
            raise InvalidSubmissionError([Issue(place, "not-valid", "値が正しくありません", "is not valid")]) from None

    async def load(self) -> Mapping[str, Known]:
        """Returns everybody by id, in order."""
        async with connection(self._pool) as lent:
            rows = await lent.fetch(_KNOWN)
        return {row["id"]: _known(row) for row in rows}

    async def revoke(self, person: str) -> None:
        """Takes a person's right away, at every device."""
        async with connection(self._pool) as lent, lent.transaction():
            if not await lent.fetchval("update person set is_revoked = true where id = $1 returning id", person):
                raise NotFoundError
            await lent.execute(_CHANGED)

    async def issue_code(self, person: str, code_hash: bytes, expires_at: datetime) -> None:
        """Keeps a one-time code by which a person adds a passkey or sets the PIN."""
        try:
            async with connection(self._pool) as lent:
                await lent.execute("insert into person_code values ($1, $2, $3)", code_hash, person, expires_at)
        except asyncpg.ForeignKeyViolationError as error:
            raise NotFoundError from error

    async def owner(self, code_hash: bytes, now: datetime) -> str | None:
        """Returns whose code it is, None where it is not good; it stays good."""
        async with connection(self._pool) as lent:
            owner: str | None = await lent.fetchval(
                "select person from person_code inner join person on id = person and not is_revoked"
                " where code_hash = $1 and expires_at > $2",
                code_hash,
                now,
            )
        return owner

    async def add_passkey(self, passkey: Passkey, code_hash: bytes, now: datetime) -> bool:
        """Uses the person's code up and keeps the passkey; tells whether the code was good and the passkey new."""
        async with connection(self._pool) as lent, lent.transaction():
            if not await lent.fetchval(_REDEEM, code_hash, passkey.person, now):
                return False
            return await lent.fetchval(_ADD_PASSKEY, *passkey) is not None

    async def passkey(self, credential_id: bytes) -> Passkey | None:
        """Returns a passkey of somebody who is not revoked."""
        async with connection(self._pool) as lent:
            row = await lent.fetchrow(_PASSKEY, credential_id)
        return Passkey(*row)._replace(transports=tuple(row["transports"])) if row else None

    async def passkeys(self, person: str) -> Sequence[bytes]:
        """Returns the ids of a person's passkeys."""
        async with connection(self._pool) as lent:
            rows = await lent.fetch("select credential_id from passkey where person = $1", person)
        return [row["credential_id"] for row in rows]

    async def count(self, credential_id: bytes, was: int, now: int) -> bool:
        """Notes how far a passkey has counted; tells whether nobody else has noted it since it ``was``."""
        async with connection(self._pool) as lent:
            noted = await lent.fetchval(
                "update passkey set sign_count = $3 where credential_id = $1 and sign_count = $2 returning person",
                credential_id,
                was,
                now,
            )
        return noted is not None

    async def set_pin(self, person: str, verifier: str, code_hash: bytes, now: datetime) -> bool:
        """Uses the person's code up and keeps what a PIN is compared with; tells whether the code was good."""
        async with connection(self._pool) as lent, lent.transaction():
            if not await lent.fetchval(_REDEEM, code_hash, person, now):
                return False
            await lent.execute("update person set pin = $2, pin_tries = 0 where id = $1", person, verifier)
        return True

    async def try_pin(self, person: str, now: datetime) -> str | None:
        """Counts a try before it is made, and returns what the PIN is compared with."""
        async with connection(self._pool) as lent:
            verifier: str | None = await lent.fetchval(query("try_pin"), person, now, now - PIN_LOCKED_FOR, PIN_TRIES)
        return verifier

    async def forgive(self, person: str) -> None:
        """Forgets tries, after one that was right."""
        async with connection(self._pool) as lent:
            await lent.execute("update person set pin_tries = 0 where id = $1", person)


def _known(row: asyncpg.Record) -> Known:
    person = Person(
        id=row["id"],
        organisation=row["organisation"],
        name=row["name"],
        roles=frozenset(map(Role, row["roles"])),
        issuer=row["issuer"],
        subject=row["subject"],
        is_revoked=row["is_revoked"],
    )
    return Known(person, row["passkeys"], row["has_pin"])
