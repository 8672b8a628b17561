"""The doctor before a real database: durable or not, reachable or not."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.doctor.database import check_database
from hub.doctor.finding import State
from hub.embedded import EmbeddedPostgres


@pytest.fixture(scope="module")
def postgres() -> Iterator[EmbeddedPostgres]:
    folder = Path(tempfile.mkdtemp(prefix="kyukyu-test-"))
    folder.chmod(0o711)
    server = EmbeddedPostgres.ensure(folder / "data")
    yield server
    server.remove()
    shutil.rmtree(folder)


async def examine(postgres: EmbeddedPostgres) -> dict[str, State]:
    findings = await check_database(postgres.dsn.get_secret_value(), 10)
    return {finding.subject: finding.state for finding in findings}


async def test_a_healthy_database_passes(postgres: EmbeddedPostgres) -> None:
    assert await examine(postgres) == {
        "database": State.GOOD,
        "durability": State.GOOD,
        "clock": State.GOOD,
        "schema": State.WARNING,
        "archive": State.WARNING,
        "wall": State.WARNING,
    }


@pytest.mark.parametrize("setting", ["fsync", "full_page_writes", "synchronous_commit"])
async def test_a_database_that_can_lose_a_case_does_not(postgres: EmbeddedPostgres, setting: str) -> None:
    postgres.stop()
    postgres.start({setting: "off"})
    try:
        assert State.BAD in (await examine(postgres)).values()
    finally:
        postgres.stop()
        postgres.start()


async def test_a_database_that_is_away_is_named_without_its_address() -> None:
    findings = await check_database("postgresql://hub:canary@127.0.0.1:1/hub", 2)

    assert [finding.state for finding in findings] == [State.BAD]
    assert "canary" not in findings[0].ja + findings[0].en
