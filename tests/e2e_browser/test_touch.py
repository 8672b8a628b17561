"""What a hand needs: targets of 64 px on a tablet in both directions, nothing cut off, letters beside every colour."""

import pytest
from playwright.async_api import Page, ViewportSize, expect

from tests.e2e_browser.conftest import NewPage
from tests.e2e_browser.screens import DESK, TABLET, TABLET_UPRIGHT, CrewScreen, ErBoard
from tests.world import HubProcess

pytestmark = pytest.mark.browser

TARGETS = """() => {
  const found = [];
  const walk = (root) => {
    for (const element of root.querySelectorAll('*')) {
      if (element.shadowRoot) walk(element.shadowRoot);
      if (!/^(BUTTON|A|INPUT|SELECT|TEXTAREA)$/.test(element.tagName)) continue;
      const box = element.getBoundingClientRect();
      if (box.width === 0) continue;
      found.push({
        text: element.textContent.trim().slice(0, 20),
        width: Math.round(box.width),
        height: Math.round(box.height),
        right: Math.round(box.right),
        clipped: element.scrollWidth > element.clientWidth + 2,
      });
    }
  };
  walk(document);
  return found;
}"""


async def targets(page: Page) -> list[dict[str, int | str | bool]]:
    found: list[dict[str, int | str | bool]] = await page.evaluate(TARGETS)
    assert found
    return found


@pytest.mark.parametrize("size", [TABLET, TABLET_UPRIGHT], ids=["landscape", "upright"])
async def test_everything_a_crew_taps_is_large_enough_for_a_glove(
    hub: HubProcess, new_page: NewPage, size: ViewportSize
) -> None:
    crew = CrewScreen(await new_page(size, is_touched=True))
    await crew.open(hub.url, hub.code("tablet-u-003"))
    await crew.reports_chest_pain()
    await expect(crew.page.locator("[data-hospital]").first).to_be_visible()

    for part in ("patient", "vitals", "treatments", "myna", "hospitals", "handover"):
        await crew.part(part)
        for target in await targets(crew.page):
            assert int(target["height"]) >= 64, (part, target)
            assert int(target["width"]) >= 64, (part, target)
            assert not target["clipped"], (part, target)
    await crew.has_sent_everything()


async def test_a_board_fits_its_desk(hub: HubProcess, new_page: NewPage) -> None:
    er, crew = ErBoard(await new_page(DESK)), CrewScreen(await new_page(TABLET))
    await er.open(hub.url, hub.code("screen-h-003"))
    await crew.open(hub.url, hub.code("tablet-u-003"))
    case = await crew.reports_chest_pain()
    await crew.asks("h-003")
    await er.sees(case)

    for target in await targets(er.page):
        assert int(target["height"]) >= 44, target
        assert int(target["right"]) <= DESK["width"], target
        assert not target["clipped"], target
    await expect(er.waiting(case).locator("urgency-mark")).to_have_attribute("level", "red")
    await expect(er.waiting(case).locator("urgency-mark text")).to_have_text("赤")
