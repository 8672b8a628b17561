"""What a judge of accessibility that no one here wrote says of a page as it stands: axe-core, from disk, WCAG 2.2 AA.

axe leaves what is disabled alone, and calls "incomplete" what it cannot decide (the letter in the shape of an urgency,
which is held by its own colours): only violations count.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest
from playwright.async_api import Page

from tests.e2e_browser.colours import faint
from tests.e2e_browser.plain import Theme, in_theme

JUDGE: Final = Path(__file__).parents[1] / "referees" / "node_modules" / "axe-core" / "axe.min.js"
NEEDS_AXE: Final = pytest.mark.skipif(
    not JUDGE.exists(), reason="axe-core is not here: `make test` fetches it with npm"
)

_ASK: Final = """async (runOnly) => {
  const said = await axe.run({ runOnly, resultTypes: ['violations'], preload: false });
  return said.violations.flatMap(({ id, nodes }) => nodes.map(({ target, html, failureSummary }) =>
    [id, target.flat().join(' > '), html.slice(0, 200), failureSummary].join('\\n')));
}"""
_WCAG: Final = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
OTHER_THEMES: Final[tuple[Theme, ...]] = ("night", "sun")
_COLOURS: Final = {"type": "rule", "values": ["color-contrast"]}


async def violations(page: Page, rules: Mapping[str, object] = _WCAG) -> list[str]:
    """Returns what breaks WCAG 2.2 AA on the page, shadow trees and all."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(JUDGE.read_text(encoding="utf-8"))
    found: list[str] = await page.evaluate(_ASK, rules)
    return found


async def violations_day_and_night(page: Page) -> list[str]:
    """Returns what breaks it by day, and by night and in the sun, when only colours are others; and what is faint."""
    found = await violations(page) + await faint(page, "day")
    for theme in OTHER_THEMES:
        await in_theme(page, theme)
        wrong = await violations(page, _COLOURS) + await faint(page, theme)
        found += [f"{theme}: {each}" for each in wrong]
    await in_theme(page, "day")
    return found
