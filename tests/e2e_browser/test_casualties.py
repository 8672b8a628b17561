"""A mass casualty from the scene to the hospitals: tags, tallies, who goes where, and what comes to each hospital."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Final

import pytest
from playwright.async_api import Locator, Page, ViewportSize, expect

from tests.e2e_browser import stories
from tests.e2e_browser.axe import NEEDS_AXE, violations_day_and_night
from tests.e2e_browser.conftest import NewPage
from tests.e2e_browser.plain import in_english, in_japanese, left_in_japanese, unnamed
from tests.e2e_browser.screens import DESK, TABLET, CrewScreen, ErBoard, opened_again
from tests.world import HubProcess

pytestmark = pytest.mark.browser

PATIENCE_MS: Final = 60_000
FULL_HD: Final[ViewportSize] = {"width": 1920, "height": 1080}
PICTURES: Final = os.environ.get("KYUKYU_PICTURES")
"""A folder for pictures of the screens, for people to look at."""
CAMERA: Final = """
  window.BarcodeDetector = class { async detect() { return [{ rawValue: 'KAKU-77' }]; } };
  Object.defineProperty(navigator, 'mediaDevices', { value: { getUserMedia: async () => new MediaStream() } });
"""
"""What a browser with a camera has, and Debian's Chromium has not: a reader of codes that sees one."""


@pytest.fixture(scope="module")
async def hub(
    new_database: Callable[[], Awaitable[str]], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[HubProcess]:
    """A hub of its own: no other casualties stand on its screens."""
    process = HubProcess(await new_database(), tmp_path_factory.mktemp("hub-casualties")).enrol().start()
    yield process
    process.stop()


async def pictured(page: Page, name: str) -> None:
    if PICTURES:
        await page.screenshot(path=Path(PICTURES) / f"casualties-{name}.png")


async def test_twelve_casualties_are_tagged_tallied_allotted_and_seen_by_the_hospital_they_come_to(
    hub: HubProcess, new_page: NewPage
) -> None:
    crew, board = CrewScreen(await new_page(TABLET, is_touched=True)), ErBoard(await new_page(DESK))
    await crew.open(hub.url, await asyncio.to_thread(hub.code, "tablet-u-001"))
    await board.open(hub.url, await asyncio.to_thread(hub.code, "screen-h-001"))
    command = await new_page(FULL_HD)
    await opened_again(command, hub, "command", "console-fd-01")
    centre = command.locator("command-casualties")

    async def looks(ja: str, _: str) -> None:
        if "番号は自動" in ja:
            await expect(crew.page.locator("crew-casualties [data-total]")).to_have_text("計 12人")
            await pictured(crew.page, "scene")
        if "集計" in ja:
            await pictured(command, "command")
            await prints_tags(command, centre)

    await stories.mass_casualty(crew, board, command, looks)

    await expect(centre.locator("[data-hospital=h-001] [data-count=red] b")).to_have_text("2", timeout=PATIENCE_MS)
    await centre.locator("[data-hospital=h-001] [data-act=see]").click()
    await expect(centre.locator("[data-of=h-001] tbody tr")).to_have_count(3, timeout=PATIENCE_MS)
    await expect(centre.locator("[data-of=h-001] tbody tr").first).to_contain_text("20分")
    await pictured(command, "command-hospital")
    await expect(board.page.locator(".casualties [data-tally=red] small")).to_contain_text("分")
    await pictured(board.page, "er")
    await _keeps_wcag(crew.page, command)


async def prints_tags(command: Page, centre: Locator) -> None:
    async with command.expect_download() as download:
        await centre.locator("[data-act=tags]").click()
    assert (await (await download.value).path()).read_bytes().startswith(b"%PDF-")


async def _keeps_wcag(crew: Page, command: Page) -> None:
    if NEEDS_AXE.args[0]:
        return
    assert await violations_day_and_night(crew) == []
    assert await violations_day_and_night(command) == []
    for page in (crew, command):
        await in_english(page)
        assert await left_in_japanese(page) == []
        assert await unnamed(page) == []
        await in_japanese(page)
    for page, name in ((crew, "scene-night"), (command, "command-night")):
        await page.locator("[data-act=theme]").click()
        await pictured(page, name)


async def test_a_tag_is_read_by_the_camera_or_typed_on_the_keypad(hub: HubProcess, new_page: NewPage) -> None:
    page = await new_page(TABLET, is_touched=True)
    await page.add_init_script(CAMERA)
    crew = CrewScreen(page)
    await crew.open(hub.url, await asyncio.to_thread(hub.code, "tablet-u-002"))
    await crew.tap("[data-act=casualties]")
    reader = page.locator("[data-new] tag-reader")

    await reader.locator("[data-act=scan]").click()
    await expect(reader.locator("output")).to_have_text("KAKU-77", timeout=PATIENCE_MS)
    await page.locator("[data-new] [data-way=pat]").click()
    await page.locator("[data-new] [data-finding='骨盤骨折']").click()
    await page.locator("[data-new] [data-act=by-findings]").click()
    await expect(page.locator("[data-casualty][data-category=red]")).to_contain_text("タグ KAKU-77")
    await expect(reader.locator("output")).to_have_text("78")

    await reader.locator("[data-act=keypad]").click()
    for key in "415":
        await reader.locator(f"[data-tag-key='{key}']").click()
    await page.locator("[data-new] [data-category=green]").click()
    await expect(page.locator("[data-casualty][data-category=green]")).to_contain_text("タグ 415")
    await crew.has_sent_everything()


async def test_start_and_pat_lead_to_the_categories_of_the_method(hub: HubProcess, new_page: NewPage) -> None:
    page = await new_page(DESK)
    await page.goto(f"{hub.url}/static/icon.svg")
    found = await page.evaluate("""async () => {
      const { START, byFindings } = await import('/static/triage.js');
      const follow = (...answers) => answers.reduce((at, answer) => START[at][answer], 'walks');
      return {
        walks: follow('yes'),
        none: follow('no', 'no', 'no'),
        opened: follow('no', 'no', 'yes'),
        fast: follow('no', 'yes', 'no'),
        pulseless: follow('no', 'yes', 'yes', 'no'),
        confused: follow('no', 'yes', 'yes', 'yes', 'no'),
        obeys: follow('no', 'yes', 'yes', 'yes', 'yes'),
        anatomy: byFindings(new Set(['妊婦', '骨盤骨折'])),
        pregnant: byFindings(new Set(['妊婦'])),
        nothing: byFindings(new Set()),
      };
    }""")
    assert found == {
        "walks": "green",
        "none": "black",
        "opened": "red",
        "fast": "red",
        "pulseless": "red",
        "confused": "red",
        "obeys": "yellow",
        "anatomy": "red",
        "pregnant": "yellow",
        "nothing": "green",
    }
