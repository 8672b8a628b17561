"""What tests of the whole stand on: one embedded PostgreSQL a run, a database and a hub for whoever asks."""

import os
import re
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Final

import asyncpg
import pytest
from hypothesis import HealthCheck, Phase, settings

from hub.embedded import EmbeddedPostgres
from tests.world import HubProcess

_numbers = count(1)

# Hubs and commands are started by the hundred: their bytecode is kept, even where the surroundings forbid it.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

LONG: Final = ("e2e_browser", "relay", "faults", "integration", "referees", "contract", "scenarios", "e2e")
"""The folders whose tests take long."""
DAY_S: Final = 24 * 3600


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begins with the files that take long, in turn from each folder: one waits while another works.

    What is short is left to the end, so that all processes end together. Each has to find the same tests by the same
    names, or none begins: a name with the time of day in it is refused at once.
    """
    for item in items:
        if any(abs(int(seconds) - time.time()) < DAY_S for seconds in re.findall(r"\b\d{10}\b", item.nodeid)):
            raise pytest.UsageError(f"the name of a test holds the time at which it was collected: {item.nodeid}")
    numbers: dict[str, Iterator[int]] = {folder: count() for folder in LONG}
    turns: dict[Path, tuple[int, int]] = {}
    for item in items:
        folder = item.path.relative_to(Path(__file__).parent).parts[0]
        if item.path not in turns:
            is_long = folder in numbers
            turns[item.path] = (next(numbers[folder]), LONG.index(folder)) if is_long else (len(items), 0)
    items.sort(key=lambda item: turns[item.path])


# The same examples in every run, so that nobody's change fails by another's luck; no clock for each, for the machine
# may be busy; few enough for each save of a file. A failure is made smaller, and not explained: to explain tries it
# once more for each of its parts, and where it takes seconds that is minutes.
settings.register_profile(
    "hub",
    derandomize=True,
    deadline=None,
    max_examples=40,
    print_blob=False,
    database=None,
    phases=[Phase.explicit, Phase.generate, Phase.target, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("hub")


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    """One real PostgreSQL for the run."""
    server = EmbeddedPostgres.ensure(tmp_path_factory.mktemp("postgres"))
    yield server
    server.remove()


@pytest.fixture(scope="session")
def new_database(postgres: EmbeddedPostgres) -> Callable[[], Awaitable[str]]:
    """Makes an empty database and returns its address."""

    async def make() -> str:
        name = f"test_{next(_numbers)}"
        connection = await asyncpg.connect(postgres.dsn.get_secret_value())
        await connection.execute(f'create database "{name}"')
        await connection.close()
        return postgres.dsn.get_secret_value().replace("/postgres?", f"/{name}?")

    return make


@pytest.fixture
async def dsn(new_database: Callable[[], Awaitable[str]]) -> str:
    """The address of an empty database of the test's own."""
    return await new_database()


@pytest.fixture(scope="session")
async def hub(
    new_database: Callable[[], Awaitable[str]], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[HubProcess]:
    """A hub that tests share, each with cases of its own."""
    dsn = await new_database()
    process = HubProcess(dsn, tmp_path_factory.mktemp("hub")).enrol().start()
    yield process
    process.stop()


@pytest.fixture
def own_hub(dsn: str, tmp_path: Path) -> Iterator[HubProcess]:
    """A hub of the test's own, enrolled and started."""
    process = HubProcess(dsn, tmp_path / "hub").enrol().start()
    yield process
    process.kill()
