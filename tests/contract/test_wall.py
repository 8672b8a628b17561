"""The second wall: a query that has lost its filter, run the way the hub reads, gives nothing of others."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import asyncpg
import pytest

from hub.domain.relationship import Relationship
from hub.errors import WallError
from hub.ports import Membership
from hub.postgres.journal import PostgresJournal
from hub.postgres.migrate import migrate
from hub.postgres.pool import Pool, connect, query
from hub.postgres.streams import _PROJECTIONS, PostgresStreams
from hub.postgres.wall import ROLE, TABLES, Wall, behind, holes
from tests.contract.entries import entry
from tests.factories import new_key

MINE: Final = frozenset({"facility:mine", "area:99"})
STANDS: Final = Relationship.ASKED


@dataclass(frozen=True)
class Two:
    """A database with what came to me and what came to others; nobody else uses it."""

    pool: Pool
    wall: Wall
    mine: UUID
    foreign: UUID


@pytest.fixture(scope="module")
async def two(new_database: Callable[[], Awaitable[str]]) -> AsyncIterator[Two]:
    dsn = await new_database()
    pool = await connect(dsn, command_timeout_s=10, size=4)
    async with pool.acquire() as lent:
        await migrate(lent)
    readers = await behind(dsn, command_timeout_s=10, size=2)
    mine, foreign = new_key(), new_key()
    await PostgresJournal(pool).commit(
        [
            entry(mine, 1, "department:fd", memberships=(Membership("department:fd", mine, Relationship.OWN),)),
            entry(mine, 2, "facility:mine", memberships=(Membership("facility:mine", mine, STANDS),)),
            entry(foreign, 1, "department:fd", "facility:other"),
            entry(foreign, 2, "facility:other", memberships=(Membership("facility:other", foreign, STANDS),)),
        ]
    )
    yield Two(pool, Wall(readers), mine, foreign)
    await readers.close()
    await pool.close()


WITHOUT_FILTER: Final[dict[str, tuple[str, list[object]]]] = {
    "standings": (query("standings").replace("where held.stream = $1", "where $1::text <> ''"), ["facility:mine"]),
    "entries": (
        query("entries").replace("entry.stream = (select id from stream where name = $1)", "$1::text <> ''"),
        ["facility:mine", 0, 100],
    ),
    "arrivals": (
        query("arrivals").replace("entry.stream = (select id from stream where name = $1)", "$1::text <> ''"),
        ["facility:mine", 100, 100],
    ),
    "projections": (
        _PROJECTIONS.replace("select", "select subject,").replace("subject = $1::uuid", "$1::uuid is not null"),
        [UUID(int=0), 0, None],
    ),
    **{
        table: (f"select subject from {table}", [])  # noqa: S608  our own tables
        for table in TABLES
        if table not in {"stream", "break_glass"}
    },
}
"""Every query by which the hub reads for callers, and every table, with nothing that says whose."""


async def subjects(two: Two, name: str, names: frozenset[str] = MINE) -> set[UUID]:
    sql, arguments = WITHOUT_FILTER[name]
    return {row["subject"] for row in await two.wall.fetch(names, sql, *arguments) if row["subject"]}


@pytest.mark.parametrize("name", WITHOUT_FILTER)
async def test_a_query_that_has_lost_its_filter_gives_what_is_mine_and_nothing_of_others(two: Two, name: str) -> None:
    assert await subjects(two, name) == {two.mine}


@pytest.mark.parametrize("name", WITHOUT_FILTER)
async def test_control_without_the_wall_the_same_query_leaks(two: Two, name: str) -> None:
    await _all(two.pool, "disable")
    try:
        assert await subjects(two, name) == {two.mine, two.foreign}
    finally:
        await _all(two.pool, "enable")


async def _all(pool: Pool, what: str) -> None:
    for table in TABLES:
        await pool.execute(f"alter table {table} {what} row level security")


@pytest.mark.parametrize("name", WITHOUT_FILTER)
async def test_who_reads_by_no_name_or_by_one_that_nobody_has_sees_nothing(two: Two, name: str) -> None:
    assert await subjects(two, name, frozenset()) == set()
    assert await subjects(two, name, frozenset({"facility:nobody"})) == set()
    assert await subjects(two, name, frozenset({"%", "facility:*"})) == set()


async def test_a_name_lasts_for_one_statement_only(two: Two) -> None:
    """The connection is lent to another caller next."""
    await subjects(two, "journal")
    async with two.wall._pool.acquire() as lent:
        assert await lent.fetchval("select current_setting('hub.reader', true)") in {None, ""}
        assert await lent.fetch("select subject from journal") == []


async def test_of_a_subject_that_came_all_versions_are_read_and_of_a_stream_only_its_own_entries(two: Two) -> None:
    streams = PostgresStreams(two.pool, two.wall)

    assert [each.version for each in await streams.projections(MINE, two.mine, 0, None)] == [1, 2]
    assert [each.version for each in await streams.read(MINE, "facility:mine", 0, 10)] == [2]
    assert list(await streams.read(MINE, "department:fd", 0, 10)) == []
    assert (await streams.snapshot(MINE, "facility:other")).standings == []
    assert (await streams.snapshot(MINE, "facility:other")).offset == 0, "not even how much there is"


async def test_the_role_reads_nothing_else_and_writes_nothing(two: Two) -> None:
    tables = [row["tablename"] for row in await two.pool.fetch("select * from pg_tables where schemaname = 'public'")]
    async with two.wall._pool.acquire() as lent:
        for table in set(tables) - set(TABLES) - {"hub"}:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await lent.fetch(f"select * from {table}")  # noqa: S608  our own tables
        for table in tables:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await lent.execute(f"delete from {table}")  # noqa: S608
    assert len(tables) > len(TABLES) + 5


HOLES: Final = [
    ("alter table journal disable row level security", "not-behind-wall:journal"),
    ("drop policy met on projection", "not-behind-wall:projection"),
    ("alter table standing owner to kyukyu_reader", "owned-by-role:standing"),
]


async def test_the_wall_stands_and_every_hole_in_it_is_named(two: Two) -> None:
    async with two.pool.acquire() as lent:
        assert await holes(lent) == []
        for change, hole in HOLES:
            transaction = lent.transaction()
            await transaction.start()
            await lent.execute(change)
            assert await holes(lent) == [hole]
            await transaction.rollback()


async def test_callers_are_not_served_where_it_does_not_stand(new_database: Callable[[], Awaitable[str]]) -> None:
    dsn = await new_database()
    owner = await asyncpg.connect(dsn)
    await migrate(owner)
    await owner.execute("alter table data_key disable row level security")

    with pytest.raises(WallError, match="not-behind-wall:data_key"):
        await behind(dsn, command_timeout_s=10)

    await owner.close()


async def test_whose_account_may_make_no_role_is_told_what_to_do(new_database: Callable[[], Awaitable[str]]) -> None:
    """As on a server where another one makes the roles: it is asked for in SQL, and then it is enough."""
    dsn = await new_database()
    admin = await asyncpg.connect(dsn)
    await admin.execute("create role plain login password 'plain'")
    await admin.execute("alter schema public owner to plain")
    plain = await asyncpg.connect(dsn, user="plain", password="plain")
    try:
        with pytest.raises(WallError, match=f"grant {ROLE} to plain"):
            await migrate(plain)
        await admin.execute(f"grant {ROLE} to plain")
        await migrate(plain)
        assert await holes(plain) == []
    finally:
        await plain.close()
        await admin.execute("reassign owned by plain to current_user; drop owned by plain; drop role plain")
        await admin.close()
