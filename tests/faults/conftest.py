"""A PostgreSQL that may be killed, away from everybody else's, and hubs on it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from itertools import count
from pathlib import Path

import asyncpg
import pytest

from hub.embedded import EmbeddedPostgres
from tests.world import HubProcess

_numbers = count(1)
_SETTINGS = {"KYUKYU_COMMAND_TIMEOUT_S": "1.5", "KYUKYU_HEARTBEAT_S": "1"}


@pytest.fixture(scope="session")
def doomed_postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    """A PostgreSQL of this folder's own, to be killed and stopped."""
    server = EmbeddedPostgres.ensure(tmp_path_factory.mktemp("doomed"))
    yield server
    server.remove()


@pytest.fixture
async def doomed_dsn(doomed_postgres: EmbeddedPostgres, tmp_path: Path) -> str:
    """The address of a database with schema and prefecture and without a case."""
    doomed_postgres.start()
    name = f"doomed_{next(_numbers)}"
    connection = await asyncpg.connect(doomed_postgres.dsn.get_secret_value())
    await connection.execute(f'create database "{name}"')
    await connection.close()
    dsn = doomed_postgres.dsn.get_secret_value().replace("/postgres?", f"/{name}?")
    await asyncio.to_thread(HubProcess(dsn, tmp_path / "enrolment", _SETTINGS).enrol)
    return dsn


@pytest.fixture
async def doomed_hub(doomed_dsn: str, tmp_path: Path) -> AsyncIterator[HubProcess]:
    """A hub on that PostgreSQL, started."""
    process = HubProcess(doomed_dsn, tmp_path / "hub", _SETTINGS)
    await asyncio.to_thread(process.start)
    yield process
    process.kill()


@pytest.fixture
def new_doomed_hub(doomed_dsn: str, tmp_path: Path) -> Callable[[], HubProcess]:
    """Makes a hub that is not started yet."""
    return lambda: HubProcess(doomed_dsn, tmp_path / "hub", _SETTINGS)
