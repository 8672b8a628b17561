"""Whether what is drawn can be told from what it is drawn on: WCAG's contrast, from the stylesheets and from the glass.

Text is held against 4.5 (large text 3), whatever else must be seen against 3; in the sun text against 7 (large 4.5).
What is disabled may be faint.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from playwright.async_api import Page

from hub.ui import STATIC
from tests.e2e_browser.plain import WALK, Theme


class Limits(NamedTuple):
    """The least contrast of text, of large text (24 px, or bold from 18.66 px), and of anything else that is needed."""

    text: float
    large: float
    other: float


LIMITS: Final[Mapping[Theme, Limits]] = {
    "day": Limits(4.5, 3, 3),
    "night": Limits(4.5, 3, 3),
    "sun": Limits(7, 4.5, 3),
}
GROUNDS: Final = ("page", "surface", "raised", "sunken")
"""What text stands on where its own rule names no ground."""
DECORATION: Final = (
    *GROUNDS,
    "line",
    "line-soft",
    "mark-line",
    "accent-line",
    "triage-red",
    "triage-yellow",
    "triage-green",
)
"""Halos in the colour of the ground, lines that part what its place parts already, edges of a tint, stripes that repeat
the mark beside them."""
TINT: Final = "-soft"
_RULE: Final = re.compile(r"([^{}]+)\{([^{}]*)\}")
_TOKEN: Final = re.compile(r"var\(--([a-z0-9-]+)\)")
_SHEET: Final = re.compile(r"css`(.*?)`", re.DOTALL)
_CHANNEL_KNEE: Final = 0.04045


class Pair(NamedTuple):
    """Two tokens of which one is seen on the other, and where a stylesheet says so."""

    ink: str
    ground: str
    is_text: bool
    where: str


def contrast(one: str, other: str) -> float:
    """Returns the contrast of two colours in ``#rrggbb``, from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= _CHANNEL_KNEE else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def tokens(theme: Theme) -> dict[str, str]:
    """Returns every colour that has a name in a theme, as ``#rrggbb``."""
    sheets = [(STATIC / name).read_text(encoding="utf-8") for name in ("vendor/design-tokens.css", "tokens.css")]
    meant = {":root", f':root[data-theme="{theme}"]'}
    named: dict[str, str] = {}
    for selector, body in _RULE.findall(re.sub(r"/\*.*?\*/", "", "\n".join(sheets), flags=re.DOTALL)):
        if selector.strip() in meant:
            named |= dict(re.findall(r"--([a-z0-9-]+):\s*([^;]+);", body))
    found = {name: _resolved(value, named) for name, value in named.items()}
    return {name: value for name, value in found.items() if re.fullmatch(r"#[0-9a-f]{6}", value)}


def _resolved(value: str, named: Mapping[str, str]) -> str:
    while match := _TOKEN.fullmatch(value.strip()):
        value = named[match[1]]
    return value.strip()


def pairs() -> set[Pair]:
    """Returns the pairs that the stylesheets of the screens make.

    A rule with a colour and a background makes one; a colour alone may stand on any of the plain grounds, and one that
    is made for a ground (``on-alarm``) on that; a tint alone carries the ink of the page. A colour that is the same in
    every theme is for a ground that its rule does not name: it is measured on the glass.
    """
    found: set[Pair] = set()
    for path in sorted(STATIC.glob("*.js")):
        for sheet in _SHEET.findall(path.read_text(encoding="utf-8")):
            for selector, body in _RULE.findall(sheet):
                found |= set(_of_rule(body, f"{path.name} {' '.join(selector.split())}"))
    return found


def _of_rule(body: str, where: str) -> Iterator[Pair]:
    said = dict(re.findall(r"([a-z-]+):\s*([^;]+);", body))
    color, ground = (_named(said.get(name, "")) for name in ("color", "background"))
    if color and ground:
        yield Pair(color, ground, is_text=True, where=where)
    elif color and not color.startswith("color-"):
        for on in (color.removeprefix("on-"),) if color.startswith("on-") else GROUNDS:
            yield Pair(color, on, is_text=True, where=where)
    elif ground and (ground in GROUNDS or ground.endswith(TINT)) and ground != "ink-soft":
        yield Pair("ink", ground, is_text=True, where=where)
    for name, value in said.items():
        line = _named(value)
        is_edge = name.startswith("border") or name in {"stroke", "outline"}
        if line and is_edge and line not in DECORATION and not line.startswith(("color-", "on-")):
            yield from (Pair(line, on, is_text=False, where=where) for on in GROUNDS)


def _named(value: str) -> str | None:
    names = [each for each in _TOKEN.findall(value) if each not in {"hair", "edge", "thick"}]
    return names[0] if len(names) == 1 else None


def faint_pairs(theme: Theme, named: Mapping[str, str]) -> list[str]:
    """Returns the pairs of the stylesheets that are too faint with the colours of a theme."""
    limits, found = LIMITS[theme], []
    for ink, ground, is_text, where in sorted(pairs()):
        if ink not in named or ground not in named:
            continue
        seen, least = contrast(named[ink], named[ground]), limits.text if is_text else limits.other
        if seen < least:
            found.append(f"{theme}: {ink} on {ground} is {seen:.2f}, not {least}: {where}")
    return found


_FAINT: Final = """([text, large, other]) => {
  const colour = (said) => {
    const [r, g, b, a = 1] = said.match(/[\\d.]+/g).map(Number);
    return { r, g, b, a };
  };
  const mix = (top, under) => Object.fromEntries([..."rgb"].map((c) => [c, top[c] * top.a + under[c] * (1 - top.a)]));
  const luminance = ({ r, g, b }) => {
    const linear = (c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    const [x, y, z] = [r, g, b].map((c) => linear(c / 255));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const contrast = (a, b) => {
    const [p, q] = [luminance(a), luminance(b)].sort((x, y) => y - x);
    return (p + 0.05) / (q + 0.05);
  };
  const WHITE = { r: 255, g: 255, b: 255, a: 1 };
  /** What an element stands on: one colour, or those of a gradient. */
  const grounds = (each) => {
    const over = [];
    for (let here = each; here; here = up(here)) {
      const { backgroundColor, backgroundImage } = getComputedStyle(here);
      const drawn = backgroundImage === "none" ? [] : (backgroundImage.match(/rgba?\\([^)]*\\)/g) ?? []);
      if (drawn.length) return drawn.map((said) => over.reduceRight((under, top) => mix(top, under), colour(said)));
      const here_ = colour(backgroundColor);
      if (here_.a === 1) return [over.reduceRight((under, top) => mix(top, under), here_)];
      if (here_.a > 0) over.push(here_);
    }
    return [over.reduceRight((under, top) => mix(top, under), WHITE)];
  };
  const opacity = (each) => {
    let all = 1;
    for (let here = each; here; here = up(here)) all *= Number(getComputedStyle(here).opacity);
    return all;
  };
  const least = (said, on, faded = 1) => {
    const top = colour(said);
    return Math.min(...on.map((ground) => contrast(mix({ ...top, a: top.a * faded }, ground), ground)));
  };
  const found = [];
  const tell = (what, each, seen, limit) => {
    if (seen < limit - 0.005) found.push(`${what} ${seen.toFixed(2)}, not ${limit}: ${described(each)}`);
  };
  const isUnable = (each) => within(each, (here) => here.matches?.(":disabled, [aria-disabled=true]"));
  const limitOf = (each, scale = 1) => {
    const { fontSize, fontWeight } = getComputedStyle(each);
    const px = parseFloat(fontSize) * scale;
    return px >= 24 || (px >= 18.66 && Number(fontWeight) >= 700) ? large : text;
  };
  const SHAPES = ":is(path, circle, rect, polyline, line, polygon):not([aria-hidden=true])"; // hidden: a ground
  const painted = (each) => {
    const { fill, stroke, strokeWidth } = getComputedStyle(each);
    const line = parseFloat(strokeWidth) > 0 ? [stroke] : [];
    return [fill, ...line].filter((said) => said !== "none" && colour(said).a > 0);
  };
  for (const each of elements()) {
    if (!isSeen(each) || isUnable(each)) continue;
    const style = getComputedStyle(each);
    if (each instanceof SVGElement) {
      if (each.localName === "text") {
        const behind = getComputedStyle(each.parentElement).fill;
        const on = behind === "none" ? grounds(each) : [colour(behind)];
        const limit = limitOf(each, each.getScreenCTM()?.a ?? 1);
        tell("sign", each, least(style.fill, on), Math.min(limit, 4.5)); // a triage red is the same in every light
      } else if (each.matches(SHAPES) && painted(each).length) {
        const [on, faded] = [grounds(each), opacity(each)];
        tell("shape", each, Math.max(...painted(each).map((said) => least(said, on, faded))), other);
      }
      continue;
    }
    if (ownText(each).length) tell("text", each, least(style.color, grounds(each), opacity(each)), limitOf(each));
    if (each.placeholder) {
      tell("placeholder", each, least(getComputedStyle(each, "::placeholder").color, grounds(each)), text);
    }
    const isDrawnByBrowser = each.matches("[type=checkbox], [type=radio]") && style.appearance === "auto";
    if (each.matches("button, a.button, input, select, textarea") && !isDrawnByBrowser) {
      const around = grounds(up(each));
      const lines = ["Top", "Right", "Bottom", "Left"].filter((side) => parseFloat(style[`border${side}Width`]))
        .map((side) => style[`border${side}Color`]);
      const edges = [...lines, style.backgroundColor].filter((said) => colour(said).a > 0);
      if (edges.length) tell("edge", each, Math.max(...edges.map((said) => least(said, around))), other);
    }
    for (const name of ["::before", "::after"]) {
      const drawn = getComputedStyle(each, name);
      if (drawn.content !== '""' || drawn.display === "none" || !parseFloat(drawn.borderTopWidth)) continue;
      const [line, fill] = [drawn.borderTopColor, drawn.backgroundColor].map((said) => least(said, grounds(each)));
      if (parseFloat(drawn.height) > 6) tell(name, each, Math.max(line, fill), other);
    }
  }
  return found;
}"""


async def faint(page: Page, theme: Theme) -> list[str]:
    """Returns what of a page, as it stands in a theme, is too faint for it: text, edges of controls, shapes."""
    question = f"(limits) => {{ {WALK} return ({_FAINT})(limits); }}"
    found: list[str] = await page.evaluate(question, list(LIMITS[theme]))
    return found
