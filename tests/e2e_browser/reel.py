"""A recorded run: at each step of a story all its screens side by side, with the time, and the taps as counted.

A step is held up by nothing: what it shows is what stood there when the story came to it.
"""

import asyncio
import base64
import io
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from PIL import Image
from playwright.async_api import Page

from tests.world import HubProcess

WIDTH: Final = 1640
STILL_WIDTH: Final = 1320
HELD_MS: Final = 3_000
LONGEST_STILL: Final = 90_000
LONGEST_FILM: Final = 1_500_000

_SHEET: Final = """<!doctype html><html lang="ja"><meta charset="utf-8"><style>
  * {{ box-sizing: border-box; margin: 0; }}
  body {{ width: {width}px; padding: 18px; background: #1a1a1a; color: #fff;
    font: 20px/1.35 "Noto Sans CJK JP", "Noto Sans JP", sans-serif; }}
  header {{ display: flex; gap: 18px; align-items: baseline; margin-bottom: 14px; }}
  header b {{ font-size: 28px; }}
  header .at {{ margin-left: auto; font-variant-numeric: tabular-nums; font-size: 26px; }}
  header small {{ color: #bbb; font-size: 18px; }}
  main {{ display: grid; grid-template-columns: 1fr 1fr; gap: 14px; align-items: start; }}
  figure {{ min-width: 0; }} img {{ width: 100%; display: block; border: 2px solid #666; border-radius: 8px; }}
  ol {{ padding: 34px 0 0 40px; color: #bbb; font-size: 19px; }} li:last-child {{ color: #fff; font-weight: 700; }}
  figcaption {{ display: flex; justify-content: space-between; padding: 0 2px 6px; font-weight: 700; }}
  figcaption span {{ font-weight: 400; color: #ffe380; font-variant-numeric: tabular-nums; }}
</style><body><header><b>{number}. {ja}</b><small>{en}</small><span class="at">{at}</span></header>
<main>{figures}{said}</main></body></html>"""


@dataclass(frozen=True)
class Step:
    """What came about, when, and how often each screen had been tapped until then."""

    ja: str
    en: str
    at_s: float
    taps: dict[str, int]
    still: bytes


@dataclass
class Reel:
    """Records one run.

    Attributes:
        screens: The pages by what stands above them, from left to right.
        table: An empty page on which they are laid side by side.
    """

    screens: dict[str, Page]
    table: Page
    steps: list[Step] = field(default_factory=list)
    began_at: float = field(default_factory=time.monotonic)
    ahead_s: float = 0.0
    _counted: dict[str, dict[float, int]] = field(default_factory=dict)

    async def step(self, ja: str, en: str) -> None:
        """Takes the screens as they stand."""
        at_s = time.monotonic() - self.began_at + self.ahead_s
        taps = {name: await self._taps(name, page) for name, page in self.screens.items()}
        shots = [await page.screenshot(type="jpeg", quality=90) for page in self.screens.values()]
        await self._lay_out(ja, en, at_s, taps, shots)
        self.steps.append(Step(ja, en, at_s, taps, await self.table.screenshot(full_page=True)))
        self.began_at += time.monotonic() - self.began_at + self.ahead_s - at_s

    async def _taps(self, name: str, page: Page) -> int:
        """Counts on where a page was loaded anew."""
        load, count = await page.evaluate("[performance.timeOrigin, window.__taps ?? 0]")
        loads = self._counted.setdefault(name, {})
        loads[load] = count
        return sum(loads.values())

    async def _lay_out(self, ja: str, en: str, at_s: float, taps: dict[str, int], shots: Sequence[bytes]) -> None:
        """Lays the screens out in two columns; where a place is free, what has come about until now."""
        figures = "".join(
            f"<figure><figcaption>{name}<span>{taps[name]} タップ</span></figcaption>"
            f'<img src="data:image/jpeg;base64,{base64.b64encode(shot).decode()}"></figure>'
            for name, shot in zip(self.screens, shots, strict=True)
        )
        told = [*(step.ja for step in self.steps), ja]
        said = f"<ol>{''.join(f'<li>{each}</li>' for each in told)}</ol>" if len(shots) % 2 else ""
        sheet = _SHEET.format(width=WIDTH, number=len(told), ja=ja, en=en, at=clock(at_s), figures=figures, said=said)
        await self.table.set_viewport_size({"width": WIDTH, "height": 400})
        await self.table.set_content(sheet)

    def stills(self) -> list[bytes]:
        """Returns a compact picture of each step."""
        return [compact(step.still, STILL_WIDTH, LONGEST_STILL) for step in self.steps]

    def film(self) -> bytes:
        """Returns all steps as one picture that moves."""
        shown = [Image.open(io.BytesIO(step.still)).convert("RGB") for step in self.steps]
        size = (STILL_WIDTH, max(round(each.height * STILL_WIDTH / each.width) for each in shown))
        sheets = []
        for each in shown:
            sheet = Image.new("RGB", size, "#1a1a1a")
            sheet.paste(each.resize((size[0], round(each.height * size[0] / each.width)), Image.Resampling.LANCZOS))
            sheets.append(sheet)
        for quality in (70, 60, 50, 40, 30):
            told = io.BytesIO()
            sheets[0].save(
                told,
                "WEBP",
                save_all=True,
                append_images=sheets[1:],
                duration=[HELD_MS] * (len(sheets) - 1) + [2 * HELD_MS],
                loop=0,
                quality=quality,
                method=4,
                minimize_size=True,
            )
            if told.tell() <= LONGEST_FILM:
                break
        return told.getvalue()


def clock(seconds: float) -> str:
    """Returns seconds as minutes and seconds."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"


def compact(png: bytes, width: int | None = None, longest: int = 60_000) -> bytes:
    """Returns a picture as WebP of at most so many bytes, as good as it can be."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    if width and image.width > width:
        image = image.resize((width, round(image.height * width / image.width)), Image.Resampling.LANCZOS)
    for quality in (90, 80, 70, 60, 50, 40, 30):
        told = io.BytesIO()
        image.save(told, "WEBP", quality=quality, method=4)
        if told.tell() <= longest:
            break
    return told.getvalue()


async def intervals(hub: HubProcess, case: str) -> list[tuple[str, dict[str, float]]]:
    """Returns how long after each request its steps were taken down by the hub, in seconds."""
    answer = await asyncio.to_thread(hub.get, f"/cases/{case}", "console-fd-01")
    found = []
    for facility, request in answer.body["document"]["requests"].items():
        asked = _seconds(request["requested_at"])
        steps = ("delivered_at", "displayed_at", "acknowledged_at", "answered_at")
        found.append((facility, {each: _seconds(request[each]) - asked for each in steps if each in request}))
    return found


def _seconds(at: str) -> float:
    return datetime.fromisoformat(at).timestamp()
