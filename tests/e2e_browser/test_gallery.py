"""The small parts of the screens in every state, light and language: looked at where no patient is."""

import pytest
from playwright.async_api import Page, expect

from hub.ui import PAGES
from tests.e2e_browser.axe import violations, violations_day_and_night
from tests.e2e_browser.colours import LIMITS, faint
from tests.e2e_browser.conftest import NewPage
from tests.e2e_browser.plain import (
    Theme,
    in_english,
    in_theme,
    left_in_japanese,
    lost_at_zoom,
    moving,
    unnamed,
    unreached_by_keyboard,
)
from tests.e2e_browser.screens import DESK

pytestmark = pytest.mark.browser


async def opened(page: Page, shelf: str) -> Page:
    await page.goto(f"{shelf}/gallery")
    await expect(page.locator("[data-part-of-gallery]")).to_have_count(10)
    return page


async def test_every_part_is_told_from_its_ground_in_every_light(shelf: str, new_page: NewPage) -> None:
    page = await opened(await new_page(DESK), shelf)

    themes: list[Theme] = list(LIMITS)
    for theme in themes:
        await in_theme(page, theme)
        assert await faint(page, theme) == [], theme

    await page.evaluate("document.documentElement.style.setProperty('--ink-soft', '#999')")
    assert any("text" in each for each in await faint(page, "sun")), "a soft grey in the sun is found"


async def test_every_part_keeps_wcag_and_is_walked_by_keyboard_read_out_and_zoomed(
    shelf: str, new_page: NewPage
) -> None:
    page = await opened(await new_page(DESK), shelf)
    assert await violations_day_and_night(page) == []
    assert await unreached_by_keyboard(page) == []
    assert await lost_at_zoom(page) == []
    assert await moving(page) == []

    await in_english(page)
    assert await left_in_japanese(page) == []
    assert await unnamed(page) == []
    assert await violations(page) == []


async def test_a_device_that_wants_contrast_gets_the_sun_until_somebody_chooses(shelf: str, new_page: NewPage) -> None:
    page = await new_page(DESK)
    await page.emulate_media(contrast="more")
    await opened(page, shelf)
    worn = page.locator(":root")
    await expect(worn).to_have_attribute("data-theme", "sun")

    await page.locator("[data-act=theme]").click()
    await page.reload()

    await expect(worn).to_have_attribute("data-theme", "day")


async def test_what_stands_before_a_screen_is_plain_on_every_page(shelf: str, new_page: NewPage) -> None:
    """A page that is added is walked here before anybody thinks of it."""
    page = await new_page(DESK)
    await page.goto(f"{shelf}/er")
    await in_english(page)
    await in_theme(page, "sun")
    titles = set()
    for path in PAGES.keys() - {"/docs", "/gallery"}:
        await page.goto(f"{shelf}{path}")
        await expect(page.locator("h1")).to_be_visible()
        titles.add(await page.title())
        assert await left_in_japanese(page) == [], path
        assert await unnamed(page) == [], path

    assert len(titles) == len(PAGES) - 2, "each page says which it is"
    assert await faint(page, "sun") == []
    assert await unreached_by_keyboard(page) == []
    assert await lost_at_zoom(page) == []
