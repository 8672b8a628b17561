"""A hub for a larger prefecture, and a shift that is compared with a fresh look when it ends."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from tests.e2e.shift import Shift
from tests.world import HubProcess, with_more_hospitals, with_operators


@pytest.fixture(scope="session")
async def hub(
    new_database: Callable[[], Awaitable[str]], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[HubProcess]:
    """A hub with six hospitals and thirty operators that the shifts share."""
    dsn = await new_database()
    process = (
        HubProcess(dsn, tmp_path_factory.mktemp("hub-e2e")).enrol(with_operators(with_more_hospitals(3), 30)).start()
    )
    yield process
    process.stop()


@pytest.fixture
async def shift(hub: HubProcess) -> AsyncIterator[Shift]:
    """The people of one test."""
    people = Shift(hub)
    yield people
    await people.ends()
