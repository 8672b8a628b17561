"""The crew's screen can be put on a tablet's home screen, and stands there like an application."""

import json
import shutil
from typing import Final

import pytest
from playwright.async_api import Page, async_playwright

from hub.ui import STATIC
from tests.e2e_browser.conftest import NewPage
from tests.e2e_browser.screens import DESK, LAUNCH

pytestmark = pytest.mark.browser

WITH_FRAME: Final = shutil.which("chromium")
"""A Chromium without a desktop's frame installs nothing."""

OF_THE_TEST = "in-incognito"
"""A profile that is thrown away takes nothing in."""


async def hindrances(page: Page) -> set[str]:
    """Returns what keeps Chromium from installing a page."""
    devtools = await page.context.new_cdp_session(page)
    said = await devtools.send("Page.getInstallabilityErrors")
    return {each["errorId"] for each in said["installabilityErrors"]} - {OF_THE_TEST}


@pytest.mark.skipif(WITH_FRAME is None, reason="Chromium is not here as a desktop has it")
async def test_the_crews_page_can_be_installed_and_the_board_asks_for_nothing_of_the_kind(shelf: str) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=WITH_FRAME, args=LAUNCH)
        page = await browser.new_page()

        await page.goto(f"{shelf}/crew")
        assert await hindrances(page) == set()
        await page.goto(f"{shelf}/gallery")
        assert await hindrances(page) == {"no-manifest"}
        await browser.close()


async def test_every_icon_that_is_promised_is_there_in_its_size(shelf: str, new_page: NewPage) -> None:
    page = await new_page(DESK)
    await page.goto(f"{shelf}/static/icon.svg")
    promised = json.loads((STATIC / "crew.webmanifest").read_text(encoding="utf-8"))["icons"]

    for icon in promised:
        size = (
            await page.evaluate(
                """async (src) => {
              const image = await createImageBitmap(await (await fetch(src)).blob());
              return `${image.width}x${image.height}`;
            }""",
                icon["src"],
            )
            if icon["type"] == "image/png"
            else "any"
        )
        assert size == icon["sizes"], icon["src"]
