"""Stories that are played on the glass and by no other file."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from tests.e2e_browser import stories
from tests.e2e_browser.conftest import NewPage
from tests.e2e_browser.screens import DESK, TABLET, WALL, CrewScreen, ErBoard, opened_again
from tests.world import HubProcess, with_more_hospitals

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
async def hub(
    new_database: Callable[[], Awaitable[str]], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[HubProcess]:
    """A hub of its own: a sixth hospital is there to accept."""
    process = HubProcess(await new_database(), tmp_path_factory.mktemp("hub-stories")).enrol(with_more_hospitals(3))
    await asyncio.to_thread(process.start)
    yield process
    await asyncio.to_thread(process.stop)


async def test_five_hospitals_decline_and_the_command_centre_finds_the_sixth(
    hub: HubProcess, new_page: NewPage
) -> None:
    crew, er = CrewScreen(await new_page(TABLET, is_touched=True)), ErBoard(await new_page(DESK))
    center = await new_page(WALL)
    await opened_again(crew.page, hub, "crew", "tablet-u-001")
    await opened_again(center, hub, "command", "console-fd-01")

    case = await stories.refused_by_five(hub, crew, er, center)

    held = hub.get(f"/cases/{case}", "console-fd-01").body["document"]
    assert [each["state"] for each in held["requests"].values()] == [*["declined"] * 5, "accepted"]
    assert held["destination"]["facility"] == "h-006"
