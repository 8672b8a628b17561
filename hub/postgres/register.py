"""Who takes part, on PostgreSQL. Every change moves the register's version, by which other nodes notice it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import asyncpg
import msgspec

from hub.domain.codes import OrganisationKind
from hub.domain.people import Connection, Organisation
from hub.errors import InvalidSubmissionError, Issue, NotFoundError
from hub.ports import Caller, Members
from hub.postgres.pool import Connection as Database
from hub.postgres.pool import Pool, connection, query
from hub.postgres.rule_packs import in_force

_CONNECTIONS = "select name, adapter, organisation, takes_cases, takes_status from connection order by name"
_CHANGED = "update hub set register_version = register_version + 1"


class PostgresRegister:
    """Implements `hub.ports.Register`."""

    def __init__(self, pool: Pool) -> None:
        """Takes the connections."""
        self._pool = pool

    async def version(self) -> int:
        """Returns a number that grows with every change."""
        async with connection(self._pool) as lent:
            version: int = await lent.fetchval("select register_version from hub")
        return version

    async def load(self) -> Members:
        """Returns everybody at one version."""
        async with connection(self._pool) as lent, lent.transaction(isolation="repeatable_read", readonly=True):
            version = await lent.fetchval("select register_version from hub")
            organisations = await lent.fetch("select details from organisation order by id")
            callers = await lent.fetch("select * from caller order by id")
            connections = await lent.fetch(_CONNECTIONS)
            rules = await in_force(lent)
        known = [msgspec.json.decode(row["details"], type=Organisation) for row in organisations]
        return Members(
            version=version,
            organisations=[replace(each, rules=rules.get(each.id)) for each in known],
            callers=[Caller(**dict(row)) for row in callers],
            connections=[Connection(**dict(row)) for row in connections],
        )

    async def enrol(self, organisations: Sequence[Organisation], callers: Sequence[Caller]) -> None:
        """Takes organisations and callers in; what is there already is replaced.

        Raises:
            InvalidSubmissionError: An id is none, a name is missing, or an organisation is not there.
        """
        try:
            await self._enrol(organisations, callers)
        except asyncpg.IntegrityConstraintViolationError as error:
            place = error.constraint_name or error.column_name or ""
            raise InvalidSubmissionError([Issue(place, "not-valid", "値が正しくありません", "is not valid")]) from None

    async def _enrol(self, organisations: Sequence[Organisation], callers: Sequence[Caller]) -> None:
        async with connection(self._pool) as lent, lent.transaction():
            await lent.executemany(
                "insert into organisation (id, kind, area, details) values ($1, $2, $3, $4)"
                " on conflict (id) do update set kind = $2, area = $3, details = $4",
                [
                    (each.id, OrganisationKind(each.kind).value, each.area, msgspec.json.encode(each).decode())
                    for each in organisations
                ],
            )
            await lent.executemany(
                "insert into caller (id, organisation, role, unit, name, token_hash) values ($1, $2, $3, $4, $5, $6)"
                " on conflict (id) do update set organisation = $2, role = $3, unit = $4, name = $5,"
                " token_hash = coalesce($6, caller.token_hash)",
                [(each.id, each.organisation, each.role, each.unit, each.name, each.token_hash) for each in callers],
            )
            await lent.execute(_CHANGED)

    async def connect(self, connections: Sequence[Connection]) -> None:
        """Takes connections in, each with an empty inbox where it is new; what is known already is replaced."""
        async with connection(self._pool) as lent, lent.transaction():
            changed = [
                await lent.fetchval(
                    query("connect"), each.name, each.adapter, each.organisation, each.takes_cases, each.takes_status
                )
                for each in connections
            ]
            if any(changed):
                await lent.execute(_CHANGED)

    async def disconnect(self, name: str) -> None:
        """Lets a connection go, with what waits for it; what its inbox held stays in the log.

        Raises:
            NotFoundError: There is no such connection.
        """
        async with connection(self._pool) as lent, lent.transaction():
            if not await lent.fetchval("delete from connection where name = $1 returning name", name):
                raise NotFoundError
            await lent.execute(_CHANGED)

    async def issue_code(self, caller: str, code_hash: bytes, expires_at: datetime) -> None:
        """Keeps a one-time code for a caller."""
        try:
            async with connection(self._pool) as lent:
                await lent.execute("insert into enrolment_code values ($1, $2, $3)", code_hash, caller, expires_at)
        except asyncpg.ForeignKeyViolationError as error:
            raise NotFoundError from error

    async def redeem(self, code_hash: bytes, token_hash: bytes, now: datetime) -> str | None:
        """Uses a code up and gives its caller the token; returns the caller, None where the code is not good."""
        async with connection(self._pool) as lent, lent.transaction():
            caller: str | None = await lent.fetchval(
                "delete from enrolment_code where code_hash = $1 and expires_at > $2 returning caller", code_hash, now
            )
            if caller is None or not await self._give(lent, caller, token_hash):
                return None
            await lent.execute(_CHANGED)
        return caller

    async def _give(self, lent: Database, caller: str, token_hash: bytes) -> bool:
        given = await lent.fetchval(
            "update caller set token_hash = $2 where id = $1 and not is_revoked returning id", caller, token_hash
        )
        return given is not None

    async def revoke(self, caller: str) -> None:
        """Takes a caller's right away.

        Raises:
            NotFoundError: There is no such caller.
        """
        async with connection(self._pool) as lent, lent.transaction():
            if not await lent.fetchval("update caller set is_revoked = true where id = $1 returning id", caller):
                raise NotFoundError
            await lent.execute(_CHANGED)
