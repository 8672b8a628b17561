"""Nothing that was acknowledged is lost, whatever is killed or stopped while hundreds of reports a second come in."""

# ruff: noqa: S311, T201 - what is drawn here must repeat by its seed, and is no secret; the figures are printed

import asyncio
import json
import os
import random
import signal
import time
from collections import Counter
from pathlib import Path

import asyncpg
import httpx
import psutil
import pytest

from hub.embedded import EmbeddedPostgres
from tests.e2e.terminal import Terminal
from tests.faults.load import Load, under_load
from tests.keys import AsCaller
from tests.world import HubProcess

SEED = int(os.environ.get("KYUKYU_TEST_SEED", "34"))
ROUNDS = 8


def assert_clean(figures: str, faults: dict[str, int], examples: list[object]) -> None:
    print(figures)
    assert faults == {}, examples


async def test_kill_9_of_the_hub_at_random_points_loses_nothing(doomed_hub: HubProcess) -> None:
    rng = random.Random(SEED)
    restarts = []
    async with under_load(doomed_hub, SEED) as load:
        for _ in range(ROUNDS):
            await load.acknowledged(rng.randint(50, 250))
            await asyncio.sleep(rng.uniform(0, 0.05))
            doomed_hub.kill()
            began_at = time.monotonic()
            doomed_hub.launch()
            await asyncio.to_thread(doomed_hub.await_ready)
            restarts.append(time.monotonic() - began_at)
        await load.acknowledged(100)

    verdict = await load.verdict()
    times = ", ".join(f"{each:.1f}" for each in restarts)
    print(f"kill -9 of the hub: {ROUNDS} rounds, ready again after {times} s; answers {dict(load.answers)}")
    assert_clean(verdict.figures(), verdict.faults, verdict.examples)
    assert verdict.acknowledged > ROUNDS * 50
    assert load.answers[0] > 0, "nobody was cut off: nothing was tried"


async def test_a_killed_postgresql_means_503_and_the_hub_recovers_by_itself(
    doomed_hub: HubProcess, doomed_postgres: EmbeddedPostgres
) -> None:
    recoveries = []
    watching = await Terminal(doomed_hub, "console-fd-02").connect()
    async with under_load(doomed_hub, SEED + 1) as load:
        for _ in range(3):
            await load.acknowledged(80)
            doomed_postgres.kill()
            await asyncio.sleep(0.3)
            beats = len(watching.heartbeats)
            await assert_degrades_honestly(doomed_hub)
            await watching.until(lambda since: len(watching.heartbeats) > since, "a heartbeat", beats)
            await asyncio.to_thread(doomed_postgres.start)
            began_at = time.monotonic()
            await load.acknowledged(1)
            recoveries.append((time.monotonic() - began_at) * 1000)
        await load.acknowledged(80)

    verdict = await load.verdict()
    times = ", ".join(f"{each:.0f}" for each in recoveries)
    print(f"kill -9 of PostgreSQL: 3 rounds, acknowledging again {times} ms after it; answers {dict(load.answers)}")
    assert_clean(verdict.figures(), verdict.faults, verdict.examples)
    assert load.answers[503] > 0
    assert watching.close_code is None, "live sockets go on"
    assert doomed_hub.process is not None
    assert doomed_hub.process.poll() is None, "the hub lives"
    await watching.disconnect()


async def assert_degrades_honestly(hub: HubProcess) -> None:
    """503 with Retry-After for what needs the disk, and life for what does not."""
    async with httpx.AsyncClient(base_url=hub.url, timeout=8, trust_env=False) as client:
        caller = AsCaller(hub.client("tablet-u-003"))
        body = {
            "kind": "open-case",
            "key": "0199b2a4-7c1e-7a52-9d3f-5b8e2f1a6c01",
            "case": "0199b2a0-11aa-7bbb-8ccc-0123456789ab",
            "occurred_at": "2026-01-01T00:00:00Z",
            "data": {},
        }
        refused = await client.post("/submissions", json=body, auth=caller)
        assert (refused.status_code, refused.json()["code"]) == (503, "database-away")
        assert int(refused.headers["retry-after"]) == refused.json()["retry_after_s"]
        assert (await client.get("/health/ready")).status_code == 503
        assert (await client.get("/health/live")).status_code == 200
        assert (await client.get("/whoami", auth=caller)).status_code == 200
        reading = await client.get(f"/cases/{body['case']}", auth=caller)
        assert (reading.status_code, reading.json()["code"]) == (503, "database-away")
        assert int(reading.headers["retry-after"]) >= 1


async def test_backends_that_are_terminated_under_load_lose_nothing(doomed_hub: HubProcess) -> None:
    rng = random.Random(SEED)
    terminated = 0
    database = await asyncpg.connect(doomed_hub.dsn)
    async with under_load(doomed_hub, SEED + 2) as load:
        for _ in range(25):
            await load.acknowledged(rng.randint(1, 25))
            pids = [
                row["pid"]
                for row in await database.fetch(
                    "select pid from pg_stat_activity"
                    " where application_name = 'kyukyu-hub' and datname = current_database()"
                )
            ]
            if pids:
                terminated += await database.fetchval("select pg_terminate_backend($1)::int", rng.choice(pids))
        await load.acknowledged(80)
    await database.close()

    verdict = await load.verdict()
    print(f"pg_terminate_backend: {terminated} backends of the hub; answers {dict(load.answers)}")
    assert_clean(verdict.figures(), verdict.faults, verdict.examples)
    assert terminated >= 20


async def test_a_postgresql_that_stands_still_means_503_within_the_time_out_and_nothing_is_lost(
    doomed_hub: HubProcess, doomed_postgres: EmbeddedPostgres
) -> None:
    waits: list[float] = []
    async with under_load(doomed_hub, SEED + 3) as load:
        for _ in range(2):
            await load.acknowledged(60)
            stopped = stop_processes(doomed_postgres)
            try:
                before = Counter(load.answers)
                began_at = time.monotonic()
                await first_503(load, before)
                waits.append(time.monotonic() - began_at)
                await asyncio.sleep(1)
            finally:
                for pid in stopped:
                    os.kill(pid, signal.SIGCONT)
            await load.acknowledged(60)

    verdict = await load.verdict()
    times = ", ".join(f"{each:.1f}" for each in waits)
    print(f"SIGSTOP of PostgreSQL: 2 rounds, the first 503 after {times} s; answers {dict(load.answers)}")
    assert_clean(verdict.figures(), verdict.faults, verdict.examples)
    assert max(waits) < 6


def stop_processes(postgres: EmbeddedPostgres) -> list[int]:
    """Stops the server and its children, as a frozen disk or machine would; returns who was stopped."""
    assert postgres.pid is not None
    server = psutil.Process(postgres.pid)
    pids = [server.pid, *(child.pid for child in server.children())]
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    return pids


async def first_503(load: Load, before: Counter[int]) -> None:
    async with asyncio.timeout(12):
        while load.answers[503] == before[503]:  # noqa: ASYNC110  as in `Load.acknowledged`
            await asyncio.sleep(0.02)


def test_the_hubs_complained_of_nothing_but_the_database(tmp_path_factory: pytest.TempPathFactory) -> None:
    """This stands last in the file: after all that was done to the hubs above."""
    logs = [path.read_text() for path in tmp_path_factory.getbasetemp().glob("test_*/hub/hub.log") if is_ours(path)]
    events = Counter(json.loads(line)["event"] for log in logs for line in log.splitlines())
    print(f"logged by {len(logs)} tormented hubs: {dict(events)}")
    assert len(logs) >= 4
    assert events.keys() <= {"database-away", "database-back", "library"}
    assert "胸痛" not in "".join(logs)


def is_ours(log: Path) -> bool:
    """Pytest shortens a test's name to 30 characters and adds a number."""
    ours = [name[:30] for name in globals() if name.startswith("test_")]
    return any(log.parent.parent.name.startswith(name) for name in ours)
