"""Controls: without durable commits the hub refuses to start, and where it is deceived the judge finds the loss."""

# ruff: noqa: T201 - the figures are printed

import asyncio
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from typing import Final
from uuid import UUID

import asyncpg
import pytest

from hub.embedded import EmbeddedPostgres
from tests.faults.history import Verdict
from tests.faults.load import Load, under_load
from tests.world import HubProcess, new_case, submission

ATTEMPTS = 3
CREW: Final = "tablet-u-001"


@pytest.fixture
async def deceived_postgres(doomed_postgres: EmbeddedPostgres) -> AsyncIterator[EmbeddedPostgres]:
    """The server, whose settings may be changed: they are put right afterwards."""
    yield doomed_postgres
    doomed_postgres.start()
    await tell(doomed_postgres.dsn.get_secret_value(), "alter system reset all", "select pg_reload_conf()")


async def tell(dsn: str, *statements: str) -> None:
    database = await asyncpg.connect(dsn)
    try:
        for statement in statements:
            await database.execute(statement)
    finally:
        await database.close()


def attempt_to_serve(hub: HubProcess) -> tuple[int, list[str]]:
    """Starts a hub that must not start; returns its exit status and what it says."""
    hub.port = 1
    done = subprocess.run(
        [sys.executable, "-m", "hub", "serve"],
        env=hub.environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=90,
    )
    return done.returncode, done.stderr.splitlines()


def assert_refuses(hub: HubProcess, *settings: str) -> None:
    status, said = attempt_to_serve(hub)
    assert (status, said[0]) == (1, "not-durable")
    for setting in settings:
        assert setting in said[1]
        assert setting in said[2]


async def test_the_hub_refuses_to_start_without_fsync_and_full_page_writes(
    deceived_postgres: EmbeddedPostgres, new_doomed_hub: Callable[[], HubProcess]
) -> None:
    deceived_postgres.stop()
    deceived_postgres.start({"fsync": "off", "full_page_writes": "off"})
    try:
        assert_refuses(new_doomed_hub(), "fsync", "full_page_writes")
    finally:
        deceived_postgres.stop()


async def test_the_hub_refuses_to_start_where_its_role_or_database_does_not_wait_for_the_disk(
    doomed_dsn: str, new_doomed_hub: Callable[[], HubProcess]
) -> None:
    database = doomed_dsn.partition("/doomed_")[2].partition("?")[0]
    await tell(doomed_dsn, f'alter database "doomed_{database}" set synchronous_commit = off')
    assert_refuses(new_doomed_hub(), "synchronous_commit")


async def test_a_hub_that_runs_stops_acknowledging_where_commits_no_longer_wait_for_the_disk(
    doomed_hub: HubProcess, deceived_postgres: EmbeddedPostgres
) -> None:
    """Each commit asks in its own statement: nothing is stored, reading goes on, later the same key is taken."""
    case, address = new_case(), deceived_postgres.dsn.get_secret_value()
    assert doomed_hub.post(CREW, submission("open-case", case)).status == 201
    for stored, setting in enumerate(("synchronous_commit", "fsync", "full_page_writes"), 1):
        report = submission("record-observation", case, heart_rate=70)

        await tell(address, f"alter system set {setting} = off", "select pg_reload_conf()")
        await until(lambda: doomed_hub.get("/health/ready").body["status"] == "not-durable")
        refused = doomed_hub.post(CREW, report)
        assert (refused.status, refused.body["code"]) == (503, "not-durable")
        assert setting in refused.body["en"]
        assert int(refused.headers["retry-after"]) > 0
        assert doomed_hub.get("/directory", CREW).status == 200
        assert await versions(doomed_hub.dsn, case) == stored

        await tell(address, f"alter system reset {setting}", "select pg_reload_conf()")
        await until(lambda: doomed_hub.get("/health/ready").status == 200)
        assert doomed_hub.post(CREW, report).status == 201
        assert await versions(doomed_hub.dsn, case) == stored + 1


async def until(holds: Callable[[], bool], within_s: float = 30.0) -> None:
    ends_at = time.monotonic() + within_s
    while not await asyncio.to_thread(holds):
        assert time.monotonic() < ends_at, "it does not come to that"
        await asyncio.sleep(0.05)


async def versions(dsn: str, case: str) -> int:
    database = await asyncpg.connect(dsn)
    try:
        number: int = await database.fetchval("select count(*) from journal where subject = $1", UUID(case))
    finally:
        await database.close()
    return number


async def test_control_the_judge_finds_a_row_that_is_deleted_by_hand(doomed_hub: HubProcess) -> None:
    async with under_load(doomed_hub, 1) as load:
        await load.acknowledged(150)
    before = await load.verdict()
    assert before.faults == {}, before.examples

    await tell(
        doomed_hub.dsn,
        "delete from journal where (subject, version) = (select subject, version from journal"
        " where sender = 'tablet-u-001' and kind = 'record-observation' limit 1)",
    )
    without_a_row = await load.verdict()
    await tell(
        doomed_hub.dsn,
        "delete from stream_entry using stream where stream.id = stream_entry.stream"
        " and stream.name = 'department:fd-01' and \"offset\" = 100",
    )
    without_an_entry = await load.verdict()

    print(f"control, one row deleted by hand: {without_a_row.figures()}")
    assert len(without_a_row.lost) == 1
    assert without_a_row.faults.keys() >= {"lost", "holes"}
    assert without_an_entry.faults.keys() >= {"lost", "holes", "misdelivered"}


async def test_control_commits_that_do_not_wait_for_the_disk_lose_what_was_acknowledged(
    doomed_hub: HubProcess, deceived_postgres: EmbeddedPostgres
) -> None:
    """Switched off behind the back of a hub that runs and may not ask; PostgreSQL is then killed at once."""
    verdict = Verdict()
    for attempt in range(1, ATTEMPTS + 1):
        verdict = await lose(doomed_hub, deceived_postgres, attempt)
        print(f"control, synchronous_commit off after the start, attempt {attempt}: {verdict.figures()}")
        if verdict.lost:
            break
        doomed_hub.start()
    assert verdict.lost, "nothing was lost: the other tests of this folder would prove nothing"
    assert verdict.found == verdict.acknowledged - len(verdict.lost)


async def lose(hub: HubProcess, postgres: EmbeddedPostgres, seed: int) -> Verdict:
    await tell(
        hub.dsn,
        "alter system set synchronous_commit = off",
        "alter system set wal_writer_delay = '10s'",
        "alter system set wal_writer_flush_after = '1GB'",
        "select pg_reload_conf()",
    )
    await tell(hub.dsn, "create or replace function require_durability() returns boolean language sql as 'select true'")
    load = Load(hub, seed)
    await load.begin()
    await load.acknowledged(200)
    postgres.kill()
    hub.kill()
    await load.stop_dead()
    postgres.start()
    return await load.verdict()
