"""What anybody must be able to do with a screen: read it in their language, walk it by keyboard, hear it, zoom it.

Each function returns what is wrong with a page as it stands, in words, and an empty list when nothing is; the whole
page is walked, shadow trees and all. To look at one of your screens: bring it into the state that matters, then

    await in_english(page)
    assert await left_in_japanese(page) == []
    assert await unnamed(page) == []
    assert await unreached_by_keyboard(page) == []
    assert await lost_at_zoom(page) == []

**What is data stays as it was said** (the names of hospitals, places and people, what somebody wrote), and the page
marks it with ``translate="no"``, the HTML standard's word for exactly that:

    <b translate="no">${hospital.name}</b> ${say("へ照会", "asked")}

Such an element is skipped with all that is in it, as is whatever stands under ``lang="ja"`` (the small second language
of ``both``). A label cannot be marked in part: what an ``aria-label``, ``title`` or ``placeholder`` repeats of the
marked data of its page is taken out before it is judged.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final, Literal

from playwright.async_api import Page, ViewportSize

Theme = Literal["day", "night", "sun"]

ZOOMED: Final[ViewportSize] = {"width": 640, "height": 400}
"""A desk of 1280 by 800 at 200 %, in CSS pixels."""

WALK: Final = """
  const up = (each) => each.assignedSlot ?? each.parentElement ?? each.getRootNode().host ?? null;
  const within = (each, is) => { for (; each; each = up(each)) if (is(each)) return each; return null; };
  function* elements(root = document) {
    for (const each of root.querySelectorAll("*")) {
      yield each;
      if (each.shadowRoot) yield* elements(each.shadowRoot);
    }
  }
  const isSeen = (each) => each.checkVisibility({ visibilityProperty: true }) && each.getClientRects().length > 0;
  const ownText = (each) =>
    [...each.childNodes].filter(({ nodeType }) => nodeType === 3).map(({ data }) => data.trim()).filter(Boolean);
  const WORKED = "button, a[href], input, select, textarea, summary, [tabindex]";
  const isWorked = (each) => each.matches(WORKED) && !each.matches(":disabled, [type=hidden]")
    && isSeen(each) && !within(each, ({ inert }) => inert);
  const described = (each) => {
    const place = [];
    for (let here = each; here; here = here.getRootNode().host) place.unshift(here.localName);
    const said = each.getAttribute("data-act") ?? each.getAttribute("aria-label") ?? each.textContent;
    return `${place.join(" > ")}: ${said.trim().replace(/\\s+/g, " ").slice(0, 60)}`;
  };
"""
_JAPANESE: Final = r"""() => {
  const SIGNS = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}、。「」（）]/u;
  const SPOKEN = ["aria-label", "aria-description", "aria-valuetext", "alt", "placeholder", "title"];
  const isNoWord = (each) => each.matches("script, style, noscript, template");
  const isData = (each) => within(each, (here) => here.getAttribute("translate") === "no");
  const isJapanese = (each) => within(each, (here) => here.hasAttribute("lang"))?.lang.startsWith("ja");
  const all = [...elements()].filter((each) => !isNoWord(each));
  const data = all.filter((each) => isData(each)).flatMap(ownText).sort((a, b) => b.length - a.length);
  const found = SIGNS.test(document.title) ? [`title: ${document.title}`] : [];
  for (const each of all) {
    if (isData(each) || isJapanese(each)) continue;
    const drawn = ["::before", "::after"].map((part) => getComputedStyle(each, part).content);
    for (const text of [...ownText(each), ...drawn]) {
      if (SIGNS.test(text)) found.push(`${described(each)}: ${text.slice(0, 80)}`);
    }
    for (const name of SPOKEN.filter((name) => each.hasAttribute(name))) {
      const said = data.reduce((text, datum) => text.replaceAll(datum, ""), each.getAttribute(name));
      if (SIGNS.test(said)) found.push(`${described(each)}: ${name}=${said}`);
    }
  }
  return found;
}"""
_START: Final = """() => {
  window.__reached = new Set();
  document.body.tabIndex = -1;
  document.body.focus();
  document.body.removeAttribute("tabindex");
}"""
_STEP: Final = """() => {
  let here = document.activeElement;
  while (here?.shadowRoot?.activeElement) here = here.shadowRoot.activeElement;
  const isWithin = here && here === window.__here && here.matches("[type^=date], [type=month]");
  if (isWithin) return []; // from its day to its month
  window.__here = here;
  if (!here || [document.body, document.documentElement, ...window.__reached].includes(here)) return ["round"];
  window.__reached.add(here);
  const style = getComputedStyle(here);
  const isMarked = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const { left, right, top, bottom } = here.getBoundingClientRect();
  const points = [[(left + right) / 2, (top + bottom) / 2], [left + 3, top + 3], [right - 3, top + 3],
    [left + 3, bottom - 3], [right - 3, bottom - 3]];
  const isInSight = points.some(([x, y]) => {
    let hit = document.elementFromPoint(x, y);
    while (hit?.shadowRoot && hit !== here) {
      const inner = hit.shadowRoot.elementFromPoint(x, y);
      if (!inner || inner === hit) break;
      hit = inner;
    }
    return within(hit, (each) => each === here);
  });
  return [...(isMarked ? [] : [`no mark of focus: ${described(here)}`]),
    ...(isInSight ? [] : [`focus out of sight: ${described(here)}`])];
}"""
_UNREACHED: Final = """() => {
  const isReached = (each) => window.__reached.has(each);
  const group = (each) => [...each.getRootNode().querySelectorAll(`[type=radio][name="${CSS.escape(each.name)}"]`)];
  const byArrows = (each) => {
    if (each.type === "radio") return group(each).some(isReached);
    const list = within(each, ({ role }) => ["tablist", "radiogroup"].includes(role));
    return ["tab", "radio"].includes(each.role) && list && [...list.querySelectorAll(WORKED)].some(isReached);
  };
  const isForScripts = (each) => each.matches('[tabindex="-1"]:not(button, a, input, select, textarea)');
  return [...elements()].filter((each) => isWorked(each) && !isForScripts(each) && !isReached(each) && !byArrows(each))
    .map((each) => `not reached: ${described(each)}`);
}"""
_LOST: Final = """() => {
  const lost = (each) => {
    let { left, right, top, bottom } = each.getBoundingClientRect();
    for (let here = up(each); here; here = up(here)) {
      const { overflowX, overflowY, display } = getComputedStyle(here);
      if (display === "contents" || display === "inline") continue;
      const box = here.getBoundingClientRect();
      if (/auto|scroll/.test(overflowX) && here.clientWidth >= 24) [left, right] = [box.left, box.right];
      else if (overflowX !== "visible" && Math.min(right, box.right) - Math.max(left, box.left) < (right - left) / 2)
        return "to the side";
      if (/auto|scroll/.test(overflowY) && here.clientHeight >= 24) [top, bottom] = [box.top, box.bottom];
      else if (overflowY !== "visible" && Math.min(bottom, box.bottom) - Math.max(top, box.top) < (bottom - top) / 2)
        return "below";
    }
    return null;
  };
  const isForEyes = (each) => {
    const { width, height } = each.getBoundingClientRect();
    return width > 2 && height > 2;
  };
  const found = [];
  const { scrollWidth, clientWidth } = document.scrollingElement;
  if (scrollWidth > clientWidth + 1) found.push(`the page is ${scrollWidth} px wide where ${clientWidth} are seen`);
  for (const each of elements()) {
    if (!isSeen(each) || !isForEyes(each) || !(isWorked(each) || ownText(each).length)) continue;
    const where = lost(each);
    if (where) found.push(`lost ${where}: ${described(each)}`);
  }
  return found;
}"""
_MOVING: Final = """() => [...elements()].flatMap((each) => {
  const longest = (list) => Math.max(...list.split(",").map(parseFloat));
  return [null, "::before", "::after"].flatMap((part) => {
    const { animationName, animationDuration, transitionDuration } = getComputedStyle(each, part);
    const isMoving = (animationName !== "none" && longest(animationDuration) > 0) || longest(transitionDuration) > 0;
    return isMoving ? [`${described(each)} ${part ?? ""}: ${animationName} ${transitionDuration}`] : [];
  });
})"""
_WIDGETS: Final = frozenset(
    {
        "button",
        "link",
        "textbox",
        "searchbox",
        "spinbutton",
        "slider",
        "checkbox",
        "radio",
        "switch",
        "combobox",
        "listbox",
    }
) | {"option", "tab", "menuitem", "img"}
_ROUND: Final = "round"
_FURTHEST: Final = 600  # a screen with more stops than this is walked by nobody


async def _ask(page: Page, question: str) -> list[str]:
    found: list[str] = await page.evaluate(f"() => {{ {WALK} return ({question})(); }}")
    return found


async def in_english(page: Page) -> None:
    """Taps the button of the languages, unless the screen speaks English already."""
    await _in_language(page, "en")


async def in_japanese(page: Page) -> None:
    """Taps it, unless the screen speaks Japanese."""
    await _in_language(page, "ja")


async def _in_language(page: Page, language: str) -> None:
    if await page.evaluate("document.documentElement.lang") != language:
        await page.locator("[data-act=language]").first.click()
        await page.wait_for_function("(wanted) => document.documentElement.lang === wanted", arg=language)


async def in_theme(page: Page, theme: Theme) -> None:
    """Taps the button of the themes until the screen wears one."""
    while (worn := await page.evaluate("document.documentElement.dataset.theme")) != theme:
        await page.locator("[data-act=theme]").first.click()
        await page.wait_for_function("(worn) => document.documentElement.dataset.theme !== worn", arg=worn)


async def left_in_japanese(page: Page) -> list[str]:
    """Returns the words of a screen in English that hold kana, kanji or Japanese stops, and are no data."""
    return await _ask(page, _JAPANESE)


async def unnamed(page: Page) -> list[str]:
    """Returns what a reader of the screen would call by its kind alone: "button", and nothing more."""
    heard = await page.locator("body").aria_snapshot()
    kinds = (line.strip().removeprefix("- ").removesuffix(":") for line in heard.splitlines())
    return [kind for kind in kinds if kind.split(" [")[0] in _WIDGETS]


async def unreached_by_keyboard(page: Page) -> list[str]:
    """Walks the page with the Tab key; returns what it did not come by, and where the eye could not follow.

    Of radio buttons and tabs one is enough: arrows lead on from there. ``tabindex=-1`` on a button takes it away from
    the keyboard, and is found; on what is no control it is a mark for scripts.
    """
    await page.evaluate(_START)
    found: list[str] = []
    for _ in range(_FURTHEST):
        await page.keyboard.press("Tab")
        wrong = await _ask(page, _STEP)
        if wrong == [_ROUND]:
            break
        found += wrong
    return found + await _ask(page, _UNREACHED)


@asynccontextmanager
async def zoomed(page: Page, size: ViewportSize = ZOOMED) -> AsyncIterator[None]:
    """Shows the page at 200 %, and as it was afterwards."""
    before = page.viewport_size
    await page.set_viewport_size(size)
    yield
    if before:
        await page.set_viewport_size(before)


async def lost_at_zoom(page: Page, size: ViewportSize = ZOOMED) -> list[str]:
    """Returns the controls and words that no scrolling brings into sight at 200 %, and how far the page spills."""
    async with zoomed(page, size):
        return await _ask(page, _LOST)


async def moving(page: Page) -> list[str]:
    """Returns what is animated or glides on a page whose reader asked for less motion."""
    await page.emulate_media(reduced_motion="reduce")
    found = await _ask(page, _MOVING)
    await page.emulate_media(reduced_motion="no-preference")
    return found
