"""Who takes part, on PostgreSQL. Every change moves the register's version, by which other nodes notice it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import asyncpg
import msgspec

from hub.domain.codes import OrganisationKind
from hub.domain.credentials import thumbprint
from hub.domain.people import Caller, Connection, Organisation
from hub.errors import InvalidSubmissionError, Issue, NotFoundError
from hub.ports import Members
from hub.postgres.pool import Connection as Database
from hub.postgres.pool import Pool, connection, query
from hub.postgres.rule_packs import in_force

_CALLERS = (
    "select id, organisation, role, unit, name, public_key as key, system_keys, is_revoked from caller order by id"
)
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
            callers = await lent.fetch(_CALLERS)
            connections = await lent.fetch(_CONNECTIONS)
            rules = await in_force(lent)
        known = [msgspec.json.decode(row["details"], type=Organisation) for row in organisations]
        return Members(
            version=version,
            organisations=[replace(each, rules=rules.get(each.id)) for each in known],
            callers=[Caller(**{**row, "system_keys": tuple(row["system_keys"])}) for row in callers],
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
                query("enrol"),
                [
                    (
                        each.id,
                        each.organisation,
                        each.role,
                        each.unit,
                        each.name,
                        each.key,
                        each.thumbprint,
                        each.system_keys,
                    )
                    for each in callers
                ],
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

    async def redeem(self, code_hash: bytes, key: str, now: datetime) -> str | None:
        """Uses a code up and makes the key that of its caller; returns the caller."""
        try:
            async with connection(self._pool) as lent, lent.transaction():
                caller: str | None = await lent.fetchval(
                    "delete from enrolment_code where code_hash = $1 and expires_at > $2 returning caller",
                    code_hash,
                    now,
                )
                if caller is None or not await self._give(lent, caller, key, now):
                    return None
                await lent.execute(_CHANGED)
        except asyncpg.UniqueViolationError:
            return None
        return caller

    async def _give(self, lent: Database, caller: str, key: str, now: datetime) -> bool:
        given = await lent.fetchval(
            "update caller set public_key = $2, thumbprint = $3, bound_at = $4"
            " where id = $1 and not is_revoked returning id",
            caller,
            key,
            thumbprint(key),
            now,
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
