"""A flood before the glass: nothing of it is missing, and the newest stands there. How fast is measured apart."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import NamedTuple

import pytest

from tests.e2e_browser.conftest import NewPage
from tests.e2e_browser.flood import Flood
from tests.e2e_browser.load import SCREENS, Screen, fill, measured, opened_behind, recorded, shows_everything
from tests.e2e_browser.screens import WALL
from tests.world import HubProcess

pytestmark = pytest.mark.browser

CASES = 40


class Full(NamedTuple):
    """A hub, and its cases."""

    hub: HubProcess
    cases: list[str]


@pytest.fixture(scope="module")
async def full(
    new_database: Callable[[], Awaitable[str]], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Full]:
    """A hub of its own: nothing else stands on its screens."""
    hub = HubProcess(await new_database(), tmp_path_factory.mktemp("hub-load")).enrol()
    await asyncio.to_thread(hub.start)
    yield Full(hub, await asyncio.to_thread(fill, hub, CASES))
    await asyncio.to_thread(hub.stop)


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.path)
async def test_a_screen_shows_everything_that_a_flood_brought(full: Full, new_page: NewPage, screen: Screen) -> None:
    glass = await measured(full.hub, await new_page(WALL), screen, full.cases, rate=500, seconds=2)

    assert glass.cases == CASES
    assert 0 < glass.messages <= 1_000
    assert glass.windows[-1].nodes > 0


async def test_a_key_that_never_came_is_missed(full: Full, new_page: NewPage) -> None:
    page, screen = await new_page(WALL), SCREENS[1]
    async with Flood(full.hub.port, screen.stream, await recorded(full.hub, screen, full.cases)) as flood:
        await opened_behind(flood, page, full.hub, screen, CASES)
        await flood.flow(100, 0.1)
        await shows_everything(page, screen, flood)

        flood.cases[full.cases[0]].keys.append("never-said")

        with pytest.raises(AssertionError):
            await shows_everything(page, screen, flood)
