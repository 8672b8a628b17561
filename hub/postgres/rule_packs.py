"""The rules of regions, on PostgreSQL: every version is kept, and a change moves the register's version."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec

from hub.domain.rule_pack import RulePack
from hub.errors import InvalidSubmissionError, Issue, NotFoundError
from hub.postgres.pool import Connection, Pool, connection

_CHANGED = "update hub set register_version = register_version + 1"
_ENTER = (
    "insert into rule_pack (region, version, is_in_force, details) values ($1, $2, true, $3)"
    " on conflict (region, version) do update set is_in_force = true, loaded_at = now()"
    " where rule_pack.details = excluded.details returning version"
)
_OTHER = (
    "version",
    "version-has-other-rules",
    "この版は別の内容で登録済みです。版を変えてください",
    "holds other rules already; give this one another version",
)


class Kept(NamedTuple):
    """A version of a region's rules, and whether it is in force."""

    pack: RulePack
    is_in_force: bool
    loaded_at: datetime


class PostgresRulePacks:
    """Keeps the rules of regions."""

    def __init__(self, pool: Pool) -> None:
        """Takes the connections."""
        self._pool = pool

    async def load(self, pack: RulePack) -> None:
        """Puts a version in force in place of the one before; loading it again changes nothing.

        Raises:
            InvalidSubmissionError: The version was loaded before, with other rules.
        """
        async with connection(self._pool) as lent, lent.transaction():
            await lent.execute("update rule_pack set is_in_force = false where region = $1", pack.region)
            details = msgspec.json.encode(pack).decode()
            if not await lent.fetchval(_ENTER, pack.region, pack.version, details):
                raise InvalidSubmissionError([Issue(*_OTHER)])
            await lent.execute(_CHANGED)

    async def end(self, region: str) -> None:
        """Lets a region be without rules; what was in force is kept.

        Raises:
            NotFoundError: It has none.
        """
        async with connection(self._pool) as lent, lent.transaction():
            ended = "update rule_pack set is_in_force = false where region = $1 and is_in_force returning region"
            if not await lent.fetchval(ended, region):
                raise NotFoundError
            await lent.execute(_CHANGED)

    async def listed(self) -> Sequence[Kept]:
        """Returns every version of every region's rules, the newest first."""
        async with connection(self._pool) as lent:
            rows = await lent.fetch("select * from rule_pack order by region, loaded_at desc")
        return [Kept(_read(row["details"]), row["is_in_force"], row["loaded_at"]) for row in rows]


async def in_force(lent: Connection) -> Mapping[str, RulePack]:
    """Returns the rules that are in force, by fire department."""
    rows = await lent.fetch("select details from rule_pack where is_in_force")
    packs = [_read(row["details"]) for row in rows]
    return {department: pack for pack in packs for department in pack.departments}


def _read(details: str) -> RulePack:
    return msgspec.json.decode(details, type=RulePack)
