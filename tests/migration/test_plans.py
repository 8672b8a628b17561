"""The hot queries find their rows by an index, on the same `.sql` files that run in production.

A table of twenty thousand rows is small, and a sequential scan of it already shows in the plan; both the plan for given
values and the plan that PostgreSQL keeps for any values are looked at.
"""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import pytest

from hub.postgres.migrate import migrate
from hub.postgres.pool import query
from hub.postgres.wall import ROLE, walled

FILL = """
insert into journal (subject, version, sender, key, digest, kind, placed_at, recorded_at, sealed)
select lpad(to_hex(n / 10), 32, '0')::uuid, n % 10 + 1, 'tablet-' || n % 50, lpad(to_hex(n), 32, 'a')::uuid, '', 'k',
    now(), now(), ''
from generate_series(0, 19999) as n;
insert into projection (subject, version, sealed) select subject, version, '' from journal;
insert into audit (at, caller, organisation, action, subject, version)
select recorded_at, sender, 'o', kind, subject, version from journal;
insert into data_key (subject, wrapped) select distinct subject, ''::bytea from journal;
insert into stream (name, top) select 'facility:h-' || n, 200 from generate_series(0, 99) as n;
insert into stream_entry (stream, "offset", subject, version, view)
select n / 200 + 1, n % 200 + 1, lpad(to_hex(n / 10), 32, '0')::uuid, n % 10 + 1,
    case when n % 20 = 0 then 'whole' else 'patch' end
from generate_series(0, 19999) as n;
insert into standing (stream, subject, near)
select 'facility:h-' || n % 100, lpad(to_hex(n), 32, '0')::uuid, 2 from generate_series(0, 1999) as n;
"""
FILL_DELIVERIES = """
insert into stream (name, top) values ('adapter:ehr', 5000);
insert into stream_entry (stream, "offset", subject, version, view)
select id, n + 1, lpad(to_hex(n / 10), 32, '0')::uuid, n % 10 + 1, 'patch'
from stream, generate_series(0, 4999) as n where stream.name = 'adapter:ehr';
insert into connection (name, adapter, organisation, takes_cases, takes_status, position)
values ('ehr', 'any', 'h-001', true, true, 5000);
insert into connection (name, adapter, organisation, takes_cases, takes_status)
select 'ehr-' || n, 'any', 'h-' || n, true, true from generate_series(0, 4999) as n;
insert into delivery (connection, "offset", subject, version, state)
select 'ehr', n + 1, lpad(to_hex(n / 10), 32, '0')::uuid, n % 10 + 1, 'waiting' from generate_series(4960, 4999) as n;
"""
FILL_STATISTICS = """
insert into case_figures (subject, version, figures)
select lpad(to_hex(n), 32, '0')::uuid, 10, '{}' from generate_series(0, 1999) as n;
insert into tally (organisation, about, grain, start, is_exercise, measure, grouping, category, number, cases)
select 'fd-' || n % 50, '', 'month', date '2026-01-01' + n % 12 * 31, false, 'cases', 'all', n::text, 1, 1
from generate_series(0, 19999) as n;
"""
FILL_GLASSES = """
insert into break_glass (id, subject, caller, organisation, owner, reason, is_exercise, broken_at, until)
select lpad(to_hex(n), 32, '0')::uuid, lpad(to_hex(n % 2000), 32, '0')::uuid, 'er-' || n % 200,
'h-' || n % 200, 'fd-01', 'own-arrival', false, now() - n * interval '4 hours',
now() - n * interval '4 hours' + interval '1 hour'
from generate_series(2, 10000) as n;
"""
SMALL = {"stream", "hub", "delivery"}
"""Tables of some hundred rows, which may be read from end to end."""

NAMES = "'area:99 facility:h-7'"
BEHIND_WALL = {"entries": 3, "arrivals": 3, "standings": 1}
"""What is read for callers, as the role that reads so, with the number of its own arguments."""

HOT: dict[str, tuple[str, list[str], set[str]]] = {
    "acts": (
        "bigint, bigint, timestamptz, timestamptz, text[], text",
        ["19990", "0", "'-infinity'", "'infinity'", "null", "null"],
        {"audit_pkey", "journal_pkey"},
    ),
    "acts_of": (
        "bigint, bigint, timestamptz, timestamptz, text[], text, uuid[]",
        ["19990", "0", "'-infinity'", "'infinity'", "null", "null", "'{00000000-0000-0000-0000-000000000001}'"],
        {"audit_of_subject", "journal_pkey"},
    ),
    "approaching": (
        "text[], integer, text",
        ["'{facility:h-7,facility:h-8}'", "3", "'2026-11-25'"],
        {"standing_pkey", "case_figures_pkey"},
    ),
    "audit_fresh": ("bigint, bigint[], integer", ["19990", "'{17}'", "5000"], {"audit_pkey", "journal_pkey"}),
    "known": (
        "text[], uuid[]",
        ["'{tablet-1}'", "'{aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaa1}'"],
        {"journal_sender_key_key"},
    ),
    "entries": (
        "text, bigint, integer, text",
        ["'facility:h-7'", "150", "50", NAMES],
        {"stream_entry_pkey", "projection_pkey", "stream_entry_met"},
    ),
    "arrivals": (
        "text, bigint, integer, text",
        ["'facility:h-7'", "150", "50", NAMES],
        {"stream_entry_arrival", "journal_pkey", "stream_entry_met"},
    ),
    "due": (
        "text, timestamptz, integer",
        ["'ehr'", "now()", "32"],
        {"stream_entry_pkey", "projection_pkey", "journal_pkey"},
    ),
    "looks": (
        "text[], text[], text[], uuid[], boolean[], text[], text[]",
        [
            "'{screen}'",
            "'{h-001}'",
            "'{read-fhir}'",
            "'{00000000-0000-0000-0000-000000000001}'",
            "'{true}'",
            "'{facility:h-7 area:99}'",
            "'{nurse}'",
        ],
        {"journal_pkey", "stream_entry_met"},
    ),
    "uncounted_new": (
        "timestamptz, timestamptz, text[], uuid, integer",
        [
            "now() + interval '1 hour'",
            "now() + interval '2 hours'",
            "'{attach}'",
            "'00000000-0000-0000-0000-000000000000'",
            "500",
        ],
        {"journal_recorded"},
    ),
    "sums": (
        "text[], boolean, date, date, boolean",
        ["'{fd-7}'", "false", "'2026-01-01'", "'2026-12-01'", "false"],
        {"tally_pkey"},
    ),
    "standings": ("text, text", ["'facility:h-7'", NAMES], {"standing_pkey", "journal_pkey", "stream_entry_met"}),
}
"""For each file its types, values, and the indexes it must use."""


@pytest.fixture(scope="module")
async def filled(new_database: Callable[[], Awaitable[str]]) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(await new_database(), server_settings={"jit": "off"})
    await migrate(connection)
    await connection.execute(FILL)
    await connection.execute(FILL_DELIVERIES)
    await connection.execute(FILL_STATISTICS)
    await connection.execute(FILL_GLASSES)
    await connection.execute("analyze")
    for name, (types, _, _) in HOT.items():
        sql = walled(query(name), BEHIND_WALL[name]) if name in BEHIND_WALL else query(name)
        async with as_who_reads(connection, name):
            await connection.execute(f"prepare {name} ({types}) as {sql}")
    yield connection
    await connection.close()


@asynccontextmanager
async def as_who_reads(connection: asyncpg.Connection, name: str) -> AsyncIterator[None]:
    """Acts as the role that runs the query."""
    await connection.execute(f"set role {ROLE if name in BEHIND_WALL else 'none'}")
    yield
    await connection.execute("reset role")


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)


async def plan_of(connection: asyncpg.Connection, name: str, mode: str) -> list[dict[str, Any]]:
    await connection.execute(f"set plan_cache_mode = {mode}")
    async with as_who_reads(connection, name):
        explained = await connection.fetchval(f"explain (format json) execute {name} ({', '.join(HOT[name][1])})")
    return list(nodes(json.loads(explained)[0]["Plan"]))


@pytest.mark.parametrize("mode", ["force_custom_plan", "force_generic_plan"])
@pytest.mark.parametrize("name", HOT)
async def test_a_hot_query_uses_its_index(filled: asyncpg.Connection, name: str, mode: str) -> None:
    plan = await plan_of(filled, name, mode)

    scanned = {node["Relation Name"] for node in plan if node["Node Type"] == "Seq Scan"}
    assert scanned <= SMALL
    assert {node.get("Index Name") for node in plan} >= HOT[name][2]


async def test_what_follows_a_position_is_found_in_order_and_not_sorted(filled: asyncpg.Connection) -> None:
    """A terminal that was away for a thousand events takes pages; none of them may read what was taken before."""
    for name in ("entries", "arrivals"):
        plan = await plan_of(filled, name, "force_generic_plan")
        assert "Sort" not in {node["Node Type"] for node in plan}


@pytest.mark.parametrize(
    ("name", "drop"),
    [
        ("known", "alter table journal drop constraint journal_sender_key_key"),
        ("entries", "alter table stream_entry drop constraint stream_entry_pkey"),
        (
            "arrivals",
            (
                "drop index stream_entry_arrival, stream_entry_met;"
                " alter table stream_entry drop constraint stream_entry_pkey"
            ),
        ),
        ("standings", "alter table standing drop constraint standing_pkey"),
    ],
)
async def test_control_without_its_index_the_query_scans(filled: asyncpg.Connection, name: str, drop: str) -> None:
    transaction = filled.transaction()
    await transaction.start()
    await filled.execute(drop)
    try:
        plan = await plan_of(filled, name, "force_custom_plan")
    finally:
        await transaction.rollback()

    assert not {node.get("Index Name") for node in plan} >= HOT[name][2]
    assert {node["Relation Name"] for node in plan if node["Node Type"].endswith("Seq Scan")} - SMALL
