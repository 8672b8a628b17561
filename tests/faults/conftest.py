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


@pytest.fixture(scope="session")
async def enrolled(doomed_postgres: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a database with schema and prefecture, to be copied: that is quicker than to begin anew."""
    await _create(doomed_postgres, "enrolled")
    process = HubProcess(_address(doomed_postgres, "enrolled"), tmp_path_factory.mktemp("enrolled"), _SETTINGS)
    await asyncio.to_thread(process.enrol)
    return "enrolled"


@pytest.fixture
async def doomed_dsn(doomed_postgres: EmbeddedPostgres, enrolled: str) -> str:
    """The address of a database with schema and prefecture and without a case."""
    doomed_postgres.start()
    name = f"doomed_{next(_numbers)}"
    await _create(doomed_postgres, name, enrolled)
    return _address(doomed_postgres, name)


def _address(postgres: EmbeddedPostgres, name: str) -> str:
    return postgres.dsn.get_secret_value().replace("/postgres?", f"/{name}?")


async def _create(postgres: EmbeddedPostgres, name: str, template: str = "template1") -> None:
    connection = await asyncpg.connect(postgres.dsn.get_secret_value())
    await connection.execute(f'create database "{name}" template "{template}"')
    await connection.close()


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
