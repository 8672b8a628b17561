"""A mass casualty from the scene to the hospitals: tags, tallies, who goes where, and what comes to each hospital."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.async_api import Page, ViewportSize, expect

from tests.e2e_browser.axe import NEEDS_AXE, violations_day_and_night
from tests.e2e_browser.conftest import NewPage
from tests.e2e_browser.plain import in_english, in_japanese, left_in_japanese, unnamed
from tests.e2e_browser.screens import DESK, TABLET, CrewScreen, ErBoard, opened_again
from tests.world import HubProcess

pytestmark = pytest.mark.browser

PATIENCE_MS: Final = 60_000
FULL_HD: Final[ViewportSize] = {"width": 1920, "height": 1080}
FOUND: Final = (
    "red",
    "red",
    "red",
    "yellow",
    "yellow",
    "yellow",
    "yellow",
    "green",
    "green",
    "green",
    "green",
    "black",
)
"""Twelve casualties as they are met, by the category that is tapped."""
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


async def at_the_scene(hub: HubProcess, page: Page) -> CrewScreen:
    crew = CrewScreen(page)
    await crew.open(hub.url, await asyncio.to_thread(hub.code, "tablet-u-001"))
    await crew.tap("[data-act=casualties]")
    return crew


async def tallies(place: Any, expected: dict[str, int]) -> None:  # noqa: ANN401  a page or a part of it
    for category, number in expected.items():
        await expect(place.locator(f"[data-tally={category}] b").first).to_have_text(str(number), timeout=PATIENCE_MS)


async def test_twelve_casualties_are_tagged_tallied_allotted_and_seen_by_the_hospital_they_come_to(
    hub: HubProcess, new_page: NewPage
) -> None:
    crew = await at_the_scene(hub, await new_page(TABLET, is_touched=True))
    scene = crew.page.locator("crew-casualties")
    before = await crew.taps()

    for category in FOUND:
        await scene.locator(f"[data-new] [data-category={category}]").click()

    assert await crew.taps() - before == len(FOUND), "one tap for each casualty: its number is proposed"
    await tallies(scene, {"red": 3, "yellow": 4, "green": 4, "black": 1})
    await expect(scene.locator("[data-total]")).to_have_text("計 12人")
    await pictured(crew.page, "scene")

    await scene.locator("[data-casualty]", has_text="タグ 4").first.locator("[data-act=retriage]").click()
    judge = scene.locator("[data-casualty] triage-judge")
    await judge.locator("[data-way=start]").click()
    for answer in ("no", "yes", "no"):
        await judge.locator(f"[data-answer={answer}]").click()
    await tallies(scene, {"red": 4, "yellow": 3})
    await crew.has_sent_everything()

    board = ErBoard(await new_page(DESK))
    await board.open(hub.url, await asyncio.to_thread(hub.code, "screen-h-001"))
    command = await new_page(FULL_HD)
    await opened_again(command, hub, "command", "console-fd-01")
    await command.locator("[data-view=casualties]").click()
    centre = command.locator("command-casualties")
    await tallies(centre.locator(".head"), {"red": 4, "yellow": 3, "green": 4, "black": 1})
    await expect(centre.locator("[data-open]")).to_contain_text("12")
    await pictured(command, "command")
    async with command.expect_download() as download:
        await centre.locator("[data-act=tags]").click()
    assert (await (await download.value).path()).read_bytes().startswith(b"%PDF-")

    for tag in (1, 2, 5):
        await centre.get_by_role("button", name=f"タグ {tag} ", exact=False).first.click()
    await centre.locator("[data-eta='20']").click()
    await centre.locator("[data-hospital=h-001] [data-act=allot]").click()

    await expect(centre.locator("[data-open]")).to_contain_text("9", timeout=PATIENCE_MS)
    await expect(centre.locator("[data-hospital=h-001] [data-count=red] b")).to_have_text("2", timeout=PATIENCE_MS)
    await centre.locator("[data-hospital=h-001] [data-act=see]").click()
    await expect(centre.locator("[data-of=h-001] tbody tr")).to_have_count(3, timeout=PATIENCE_MS)
    await expect(centre.locator("[data-of=h-001] tbody tr").first).to_contain_text("20分")
    await pictured(command, "command-hospital")

    strip = board.page.locator(".casualties")
    await tallies(strip, {"red": 2, "yellow": 1, "green": 0, "black": 0})
    await expect(strip.locator("[data-tally=red] small")).to_contain_text("分")
    await pictured(board.page, "er")
    await expect(scene.locator("[data-casualty]", has_text="搬送先 架空中央病院")).to_have_count(3, timeout=PATIENCE_MS)
    await _keeps_wcag(crew.page, command)


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
