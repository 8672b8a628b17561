"""The schema: what the migrations make is what `schema.sql` says, whoever runs them, however often."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from importlib.resources import files

import asyncpg
import pytest

from hub.errors import IntegrityError
from hub.postgres import migrate as runner
from hub.postgres.migrate import migrate, migrations

CATALOGUES = {
    "columns": """
        select table_name, column_name, ordinal_position, data_type, udt_name, is_nullable, column_default,
            is_identity, identity_generation, character_maximum_length, numeric_precision, collation_name
        from information_schema.columns where table_schema = 'public' order by 1, 3""",
    "constraints": """
        select conrelid::regclass::text, conname, contype::text, pg_get_constraintdef(oid)
        from pg_constraint where connamespace = 'public'::regnamespace order by 1, 2""",
    "indexes": "select tablename, indexname, indexdef from pg_indexes where schemaname = 'public' order by 1, 2",
    "tables": """
        select relname, relkind::text, relpersistence::text, relrowsecurity, reloptions
        from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'v', 'S', 'm') order by 1""",
    "triggers": """
        select tgrelid::regclass::text, pg_get_triggerdef(oid) from pg_trigger where not tgisinternal order by 1, 2""",
    "policies": "select tablename, policyname, cmd, roles::text, qual from pg_policies order by 1, 2",
    "functions": "select proname, prosrc from pg_proc where pronamespace = 'public'::regnamespace order by 1",
}


@pytest.fixture
async def connection(dsn: str) -> AsyncIterator[asyncpg.Connection]:
    opened = await asyncpg.connect(dsn)
    yield opened
    await opened.close()


async def described(connection: asyncpg.Connection) -> dict[str, list[tuple[object, ...]]]:
    """Returns all there is in the schema, but for the table in which the runner notes what it did."""
    shown = {}
    for name, query in CATALOGUES.items():
        rows = [tuple(row) for row in await connection.fetch(query)]
        shown[name] = [row for row in rows if "migration" not in str(row[0]) and "migration_pkey" not in str(row)]
    return shown


async def test_the_schema_file_is_what_the_migrations_make(
    connection: asyncpg.Connection, new_database: Callable[[], Awaitable[str]]
) -> None:
    """Watches the file that people read: tables, types, defaults, constraints and indexes are compared one by one."""
    await migrate(connection)
    read = await asyncpg.connect(await new_database())
    await read.execute(files("hub.postgres").joinpath("schema.sql").read_text(encoding="utf-8"))

    made, written = await described(connection), await described(read)
    await read.close()

    assert made["columns"]
    for name in CATALOGUES:
        assert made[name] == written[name], name


@pytest.mark.parametrize(
    "change",
    [
        "alter table journal add column extra text",
        "alter table journal alter column kind drop not null",
        "alter table hub alter column register_version set default 1",
        "alter table journal drop constraint journal_sender_key_key",
        "create index on audit (subject)",
        "alter table caller drop constraint caller_id_check",
        "alter policy met on journal using (true)",
        "alter table journal disable row level security",
    ],
)
async def test_control_a_difference_is_seen(connection: asyncpg.Connection, change: str) -> None:
    await migrate(connection)
    before = await described(connection)

    await connection.execute(change)

    assert await described(connection) != before


async def test_there_is_one_epoch_after_the_migrations(connection: asyncpg.Connection) -> None:
    await migrate(connection)
    epoch = await connection.fetchval("select epoch from hub")

    with pytest.raises(asyncpg.UniqueViolationError):
        await connection.execute("insert into hub default values")
    assert await connection.fetchval("select epoch from hub") == epoch


async def test_migrating_again_changes_nothing(connection: asyncpg.Connection) -> None:
    assert await migrate(connection) == len(migrations())
    before = await described(connection), await connection.fetch("select * from migration")

    assert await migrate(connection) == 0

    assert before == (await described(connection), await connection.fetch("select * from migration"))


async def test_two_runners_at_once_apply_each_file_once(dsn: str) -> None:
    """Watches the lock: two nodes start together."""
    connections = [await asyncpg.connect(dsn) for _ in range(4)]

    applied = await asyncio.gather(*(migrate(each) for each in connections))

    assert sorted(applied) == [0, 0, 0, len(migrations())]
    assert await connections[0].fetchval("select count(*) from hub") == 1
    for each in connections:
        await each.close()


async def test_control_without_the_lock_two_runners_collide(dsn: str) -> None:
    """The interleaving that the lock excludes: both have read that nothing is applied."""
    one, two = await asyncpg.connect(dsn), await asyncpg.connect(dsn)
    await one.execute(runner._TABLE)
    (first, *_) = migrations()
    await runner._apply(one, {}, *first)

    with pytest.raises(asyncpg.PostgresError):
        await runner._apply(two, {}, *first)

    await one.close()
    await two.close()


def changed(number: int, text: str) -> Callable[[], list[tuple[int, str, str]]]:
    """Returns migrations with another file at a number."""
    others = [each for each in migrations() if each[0] != number]
    found = sorted([*others, (number, f"{number:04}_changed.sql", text)])
    return lambda: found


async def test_a_file_that_has_changed_since_is_refused(
    connection: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    await migrate(connection)
    monkeypatch.setattr(runner, "migrations", changed(1, "select 1"))

    with pytest.raises(IntegrityError, match="0001_changed"):
        await migrate(connection)


async def test_a_file_that_fails_leaves_nothing_behind_and_the_lock_free(
    dsn: str, connection: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(runner, "migrations", changed(9998, "create table half_done (a int); select 1 / 0;"))
        with pytest.raises(asyncpg.DivisionByZeroError):
            await migrate(connection)

    assert await connection.fetchval("select to_regclass('half_done')") is None
    other = await asyncpg.connect(dsn)
    async with asyncio.timeout(5):
        assert await migrate(other) == 0
    await other.close()


async def test_only_what_is_missing_is_applied(connection: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    await migrate(connection)
    monkeypatch.setattr(runner, "migrations", changed(9999, "create table added_later (a int)"))

    assert await migrate(connection) == 1
    assert await migrate(connection) == 0
    assert await connection.fetchval("select to_regclass('added_later')::text") == "added_later"


def test_no_number_of_a_migration_stands_twice() -> None:
    """A number may be left out: it is what two that are written at the same time agree upon."""
    numbers = [number for number, _, _ in migrations()]

    assert numbers == sorted(set(numbers))
    assert numbers[0] == 1
