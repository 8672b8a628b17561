"""Plays four stories through the real screens and writes them down: `make film`.

Each is played against a hub of its own and fails where a step does not come. Times are the clock's, taps those that the
screens counted, and how long a hospital took is what the hub itself wrote down: nothing on the page is typed by hand.
"""

import argparse
import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from playwright.async_api import Browser, Page, ViewportSize, async_playwright, expect

from tests.e2e_browser import stories
from tests.e2e_browser.cable import Cable
from tests.e2e_browser.reel import Reel, clock, intervals
from tests.e2e_browser.screens import CHROMIUM, COUNT_TAPS, DESK, LAUNCH, TABLET, CrewScreen, ErBoard, opened_again
from tests.e2e_browser.stage import staged
from tests.e2e_browser.tunnel import is_loadable_without_a_network, killed, says_everything_in_the_tunnel, tablet
from tests.world import HubProcess, with_more_hospitals

ROOT: Final = Path(__file__).parents[2]
PAGE: Final = ROOT / "docs" / "explanation" / "recorded-runs.md"
PICTURES: Final = ROOT / "docs" / "images" / "runs"
CREW, ER, CENTER = "救急隊", "救急外来", "指令センター"
HOSPITALS: Final = 3
"""More than the three of the prefecture: a sixth must be there to accept."""


@dataclass(frozen=True)
class Run:
    """A run that came to its end."""

    name: str
    ja: str
    en: str
    reel: Reel
    facts: Sequence[str]


@dataclass
class Set:
    """Where a story is played: a hub, a browser, and empty pages."""

    hub: HubProcess
    browser: Browser

    async def page(self, size: ViewportSize, path: str = "", caller: str = "") -> Page:
        """Opens a page, as a caller where one is named; somebody has made it audible."""
        context = await self.browser.new_context(
            viewport=size, has_touch=size is TABLET, locale="ja-JP", timezone_id="Asia/Tokyo"
        )
        await context.add_init_script(COUNT_TAPS)
        page = await context.new_page()
        if path:
            await opened_again(page, self.hub, path, caller)
            if path in {"er", "command"}:
                await page.locator("[data-act=arm]").click()
                await page.evaluate("window.__taps = 0")
        return page


async def chest_pain(place: Set) -> Run:
    """Plays the first story."""
    crew = CrewScreen(await place.page(TABLET, "crew", "tablet-u-001"))
    er = ErBoard(await place.page(DESK, "er", "screen-h-001"))
    reel = Reel({CREW: crew.page, ER: er.page}, await place.page(DESK))
    case = await stories.chest_pain(crew, er, "h-001", reel.step)
    return Run("chest-pain", "胸痛", "Chest pain", reel, [*await told(place.hub, case), first_request(reel)])


def first_request(reel: Reel) -> str:
    """Says what the first request cost."""
    sent = reel.steps[1]
    return f"照会が病院の画面に出るまで {sent.taps[CREW]} タップ・{sent.at_s:.1f} 秒(自動操作の速さ)"


async def told(hub: HubProcess, case: str) -> list[str]:
    """Says how long each hospital took, as the hub wrote it down."""
    words = {
        "delivered_at": "端末到達",
        "displayed_at": "画面表示",
        "acknowledged_at": "確認",
        "answered_at": "回答",
    }
    return [
        f"{hospital}: 照会から " + "、".join(f"{words[step]} {seconds:.1f} 秒" for step, seconds in steps.items())
        for hospital, steps in await intervals(hub, case)
    ]


async def refused_by_five(place: Set) -> Run:
    """Plays the second."""
    crew = CrewScreen(await place.page(TABLET, "crew", "tablet-u-001"))
    er = ErBoard(await place.page(DESK, "er", "screen-h-001"))
    center = await place.page(DESK, "command", "console-fd-01")
    reel = Reel({CREW: crew.page, ER: er.page, CENTER: center}, await place.page(DESK))
    case = await stories.refused_by_five(place.hub, crew, er, center, reel.step)
    return Run("refused-by-five", "五件不応需", "Refused by five", reel, await told(place.hub, case))


async def mass_casualty(place: Set) -> Run:
    """Plays the third."""
    crew = CrewScreen(await place.page(TABLET, "crew", "tablet-u-001"))
    er = ErBoard(await place.page(DESK, "er", "screen-h-001"))
    center = await place.page(DESK, "command", "console-fd-01")
    reel = Reel({CREW: crew.page, CENTER: center, ER: er.page}, await place.page(DESK))
    await stories.mass_casualty(crew, er, center, reel.step)
    tagged = reel.steps[0].taps[CREW]
    return Run("mass-casualty", "多数傷病者", "Mass casualty", reel, [f"12人のタグまで {tagged} タップ"])


async def tunnel(place: Set) -> Run:
    """Plays the fourth: the tablet has a browser of its own, which is killed."""
    hour = timedelta(hours=1)
    center = await place.page(DESK, "command", "console-fd-01")
    reel = Reel({CENTER: center}, await place.page(DESK))
    with TemporaryDirectory() as folder:
        profile = Path(folder)
        async with Cable(place.hub.port) as cable:
            async with tablet(place.browser, profile) as crew:
                await crew.page.add_init_script(COUNT_TAPS)
                await crew.open(cable.url, await asyncio.to_thread(place.hub.code, "tablet-u-001"))
                await is_loadable_without_a_network(crew.page, profile)
                reel.screens = {CREW: crew.page, CENTER: center}
                await cable.cut()
                await expect(crew.page.locator(".link:not(.open)")).to_be_visible(timeout=stories.PATIENCE_MS)
                await reel.step("トンネルに入り、通信が切れる", "Into the tunnel: the line is cut")
                case, said = await says_everything_in_the_tunnel(crew)
                reel.ahead_s = hour.total_seconds()
                await reel.step(
                    f"1時間、圏外のまま記録を続ける。未送信 {len(said)} 件",
                    f"An hour later {len(said)} items are unsent",
                )
                killed(profile)
            async with tablet(place.browser, profile, ahead=hour) as crew:
                await crew.page.add_init_script(COUNT_TAPS)
                await crew.page.goto(f"{cable.url}/crew")
                reel.screens = {CREW: crew.page, CENTER: center}
                await expect(crew.page.locator(f"[data-case='{case}']")).to_contain_text("胸痛")
                assert [(item["kind"], item["case"]) for item in await crew.outbox()] == said
                await reel.step(
                    "ブラウザが強制終了。圏外のまま開き直すと、すべて残っている",
                    "The browser was killed; opened again without a network, it holds everything",
                )
                await cable.mend()
                await crew.has_sent_everything()
                await expect(center.locator(f"tr[data-case='{case}']")).to_be_visible(timeout=stories.PATIENCE_MS)
                await reel.step(
                    "トンネルを出ると、順序どおりにすべて送信される", "Out of the tunnel: all is sent, in order"
                )
                held = (await asyncio.to_thread(place.hub.get, f"/cases/{case}", "console-fd-01")).body
                assert held["version"] == len(said)
    facts = [f"未送信 {len(said)} 件 → ハブの受領 {held['version']} 件(欠落・重複なし)"]
    return Run("tunnel", "トンネル", "Tunnel", reel, facts)


RUNS: Final[dict[str, Callable[[Set], Awaitable[Run]]]] = {
    "chest-pain": chest_pain,
    "refused-by-five": refused_by_five,
    "tunnel": tunnel,
    "mass-casualty": mass_casualty,
}

_HEAD: Final = """# 画面の記録 Recorded runs

四つの物語を、本物のハブと本物の画面(Chromium)で実際のタップにより再生した記録です。
`make film` で誰でも再現でき、途中の場面が来なければ失敗します。
同じ脚本は試験でも再生されます([`stories.py`](../../tests/e2e_browser/stories.py))。
時間は開始からの経過(自動操作の速さ)、タップ数は各画面が数えたもの、病院の所要秒数はハブの受領時刻によるものです。
画面から入れていないものは二つあります。「五件不応需」の31分前の119通報と現場到着、トンネルの67件のうちモニターに代わる60件です。
病院・地名・氏名はすべて架空です。

Four stories, played by real taps through the real screens against a real hub: `make film`. A run fails where a step
does not come. Times are since the start, at the speed of the script; taps are what the screens counted; how long a
hospital took is what the hub wrote down. Two things were not tapped: the call and the arrival at the scene 31 minutes
before the five declines, and 60 of the 67 items of the tunnel, as from a monitor. Everybody and every place is
fictitious.
"""


def written(run: Run) -> str:
    """Returns the part of the page on a run."""
    screens = list(run.reel.steps[-1].taps)
    lines = [f"## {run.ja} {run.en}", "", f"![{run.ja}](../images/runs/{run.name}.webp)", ""]
    lines += [
        f"| | 経過 | 場面 | {' | '.join(f'{each} タップ' for each in screens)} |",
        f"|{'---|' * (3 + len(screens))}",
    ]
    for number, step in enumerate(run.reel.steps, 1):
        taps = " | ".join(str(step.taps.get(each, 0)) for each in screens)
        lines.append(f"| {number} | {clock(step.at_s)} | {step.ja}<br>{step.en} | {taps} |")
    lines += ["", *(f"- {fact}" for fact in run.facts), "", "<details><summary>場面ごとの画面 Each step</summary>", ""]
    for number, step in enumerate(run.reel.steps, 1):
        lines += [f"![{number}. {step.ja}](../images/runs/{run.name}-{number:02}.webp)", ""]
    return "\n".join([*lines, "</details>", ""])


def keep(run: Run) -> None:
    """Writes the pictures of a run."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for old in PICTURES.glob(f"{run.name}-[0-9]*.webp"):
        old.unlink()
    (PICTURES / f"{run.name}.webp").write_bytes(run.reel.film())
    for number, still in enumerate(run.reel.stills(), 1):
        (PICTURES / f"{run.name}-{number:02}.webp").write_bytes(still)


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Debian's Chromium."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=LAUNCH)
        yield browser
        await browser.close()


async def main() -> None:
    """Plays all stories, or those that are named; the page is written when all were played."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*RUNS, []], help="these only; the page stays as it is")
    names = parser.parse_args().names or list(RUNS)
    expect.set_options(timeout=stories.PATIENCE_MS)
    told = []
    for name in names:
        async with staged(with_more_hospitals(HOSPITALS)) as hub, chromium() as browser:
            run = await RUNS[name](Set(hub, browser))
        keep(run)
        told.append(written(run))
        print(name, *(f"{step.at_s:.0f}s {step.taps}" for step in run.reel.steps), *run.facts, sep="\n  ", flush=True)  # noqa: T201
    if len(told) == len(RUNS):
        PAGE.write_text("\n".join([_HEAD, *told]), encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(main())
