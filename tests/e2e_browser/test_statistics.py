"""The page of statistics: a year is read at a glance, drawn, listed, saved; what is withheld says so."""

import asyncio
import csv
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Final

import pytest
from playwright.async_api import Page, expect

from hub.postgres.pool import connect
from tests.e2e_browser.axe import NEEDS_AXE, violations_day_and_night
from tests.e2e_browser.conftest import NewPage
from tests.e2e_browser.plain import in_english, left_in_japanese, lost_at_zoom, unnamed, unreached_by_keyboard
from tests.e2e_browser.screens import DESK
from tests.integration import year
from tests.world import HubProcess

pytestmark = pytest.mark.browser

PATIENCE_MS: Final = 30_000
CASES: Final = int(os.environ.get("KYUKYU_YEAR_CASES", "300"))
"""A prefecture of 2.7 million has 250,000; so many take minutes to make."""
PICTURES: Final = os.environ.get("KYUKYU_PICTURES")
"""A folder for pictures of the page, for people to look at."""


@pytest.fixture(scope="module")
async def hub(
    new_database: Callable[[], Awaitable[str]], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[HubProcess]:
    """A hub whose prefecture has a year behind it."""
    dsn = await new_database()
    process = HubProcess(dsn, tmp_path_factory.mktemp("hub-statistics"))
    process.enrol(year.prefecture()).start()
    pool = await connect(dsn, command_timeout_s=60)
    await year.fill(pool, CASES)
    await pool.close()
    yield process
    process.stop()


async def opened(page: Page, hub: HubProcess, caller: str) -> Page:
    """Opens the page by a code, and chooses the year of which there are cases."""
    code = await asyncio.to_thread(hub.code, caller)
    await page.goto(f"{hub.url}/statistics#code={code}")
    await expect(page.locator("main")).to_be_visible(timeout=PATIENCE_MS)
    for name, month in (("from", "2017-01"), ("until", "2017-12")):
        await page.locator(f"[data-field={name}]").fill(month)
        await page.locator(f"[data-field={name}]").dispatch_event("change")
    return page


async def drawn_ms(page: Page) -> float:
    """How long it took from the newest question to the last line, as the page itself has measured."""
    took: float = await page.evaluate("performance.getEntriesByName('statistics-drawn').at(-1).duration")
    return took


async def pictured(page: Page, name: str) -> None:
    if PICTURES:
        await page.screenshot(path=Path(PICTURES) / f"statistics-{name}.png")


async def test_an_authority_reads_the_year_of_its_area_and_saves_it(hub: HubProcess, new_page: NewPage) -> None:
    page = await opened(await new_page(DESK), hub, "desk-pref-98")

    await expect(page.locator("[data-figure=cases] dd")).to_contain_text(f"{CASES:,}", timeout=PATIENCE_MS)
    await expect(page.locator("[data-table=groups] [data-group=all]")).to_contain_text("全体")
    await expect(page.locator("[data-department]")).to_have_count(year.DEPARTMENTS)
    await expect(page.locator("statistics-plot canvas").first).to_be_visible(timeout=PATIENCE_MS)
    await expect(page.locator("abbr").first).to_have_text("秘匿")
    unnoticed = page.locator("[data-list=unnoticed]")
    await expect(unnoticed).to_contain_text("救急隊に通知")
    await expect(unnoticed.locator("[data-unnoticed]")).to_have_count(await page.locator("[data-hospital]").count())
    print(f"{CASES} cases: drawn {await drawn_ms(page):.0f} ms after the question")  # noqa: T201  shown with -s
    await pictured(page, "authority")
    async with page.expect_download() as download:
        await page.locator("[data-act=csv]").click()
    saved = await (await download.value).path()
    rows = list(csv.DictReader(saved.read_text(encoding="utf-8-sig").splitlines()))
    assert {row["対象"] for row in rows} == {"地域", "消防本部", "医療機関"}
    assert "x" in {row["件数"] for row in rows}


async def test_a_hospital_reads_its_own_answers_and_exercises_apart(hub: HubProcess, new_page: NewPage) -> None:
    page = await opened(await new_page(DESK), hub, "desk-h-y00")

    await expect(page.locator("[data-part=own] [data-figure=asked]")).to_be_visible(timeout=PATIENCE_MS)
    await expect(page.locator("[data-part=area] [data-table=inquiries]")).to_be_visible(timeout=PATIENCE_MS)
    await expect(page.locator("[data-hospital]")).to_have_count(0)
    await page.locator("[data-act=exercise]").click()
    await expect(page.locator(".drill")).to_have_text("訓練の統計 Exercises", timeout=PATIENCE_MS)
    await expect(page.locator("[data-part=own] [data-figure=asked] dd")).to_contain_text("0", timeout=PATIENCE_MS)


@NEEDS_AXE
async def test_the_page_keeps_wcag_and_is_read_walked_and_zoomed(hub: HubProcess, new_page: NewPage) -> None:
    page = await opened(await new_page(DESK), hub, "desk-fd-y00")
    await expect(page.locator("statistics-plot canvas").first).to_be_visible(timeout=PATIENCE_MS)
    await pictured(page, "department")

    assert await violations_day_and_night(page) == []
    await in_english(page)
    assert await left_in_japanese(page) == []
    assert await unnamed(page) == []
    assert await lost_at_zoom(page) == []
    assert await unreached_by_keyboard(page) == []
    await pictured(page, "english")


async def test_who_is_not_enrolled_hears_so(hub: HubProcess, new_page: NewPage) -> None:
    page = await new_page(DESK)
    await page.goto(f"{hub.url}/statistics")
    await expect(page.get_by_role("alert")).to_contain_text("登録されていません", timeout=PATIENCE_MS)
