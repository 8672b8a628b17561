"""200 live cases at 1,000 messages a second before one screen: `python -m tests.e2e_browser.load --seconds 600`.

A real hub holds the cases; what it says about them is recorded, and added to its own stream at the rate that is asked
for (`flood`). What is found is written to `docs/performance/`.
"""

import argparse
import asyncio
import os
import random
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import psutil
from playwright.async_api import Page, async_playwright, expect

from tests.e2e.terminal import Line
from tests.e2e_browser import glass as figures
from tests.e2e_browser.flood import KEPT, Flood
from tests.e2e_browser.glass import Glass
from tests.e2e_browser.screens import CHROMIUM, LAUNCH, WALL, opened_again
from tests.e2e_browser.stage import staged
from tests.e2e_browser.watch import Watch, quantile
from tests.world import HubProcess, Json, enrolment, new_case, submission

CASES: Final = 200
RATE: Final = 1_000
PATIENCE_MS: Final = 60_000
POSITIONS: Final = 4
"""One message of so many is a position; the others are vital signs."""


@dataclass(frozen=True)
class Screen:
    """A screen under load: who looks, at which page, of which stream, and how each case stands on it."""

    name: str
    caller: str
    path: str
    stream: str
    element: str
    rows: str
    has_signs: bool = False


SCREENS: Final = (
    Screen("ER board", "screen-h-001", "er", "facility:h-001", "er-board", "er-waiting, er-coming", has_signs=True),
    Screen("command screen", "console-fd-01", "command", "department:fd-01", "command-screen", "tr[data-case]"),
)
COMPLAINTS: Final = ("胸痛", "呼吸困難", "腹痛", "頭痛", "転倒", "発熱", "めまい", "動悸")
URGENCIES: Final = ("red", "yellow", "green", "yellow")

REACHED: Final = """([element, stream, offset]) =>
  (({ desk, client }) => (desk?.client ?? client).streams.get(stream).offset >= offset)(
    document.querySelector(element))"""
HELD: Final = """(element) => Object.fromEntries(
  Object.entries((({ desk, client }) => desk?.client ?? client)(document.querySelector(element)).documents(''))
    .filter(([, held]) => held.case)
    .map(([id, { observations = {} }]) => [id, Object.keys(observations).sort()]))"""
SHOWS: Final = """([rows, newest]) => {
  const shown = {};
  const walk = (root) => {
    for (const each of root.querySelectorAll(rows)) shown[each.dataset.case] = (each.shadowRoot ?? each).textContent;
    for (const each of root.querySelectorAll('*')) if (each.shadowRoot) walk(each.shadowRoot);
  };
  walk(document);
  return Object.keys(shown).length === Object.keys(newest).length
    && Object.entries(newest).every(([id, value]) => shown[id]?.includes(value));
}"""
"""Whether every case has a row with its newest value, also where a row that is out of sight follows at leisure."""


def posts(hub: HubProcess, caller: str, said: Sequence[Json]) -> None:
    """Posts submissions by the hundred; the hub takes every one."""
    for first in range(0, len(said), 100):
        answer = hub.post(caller, list(said[first : first + 100]))
        assert {each["status"] for each in answer.body} == {201}, [
            each for each in answer.body if each["status"] != 201
        ][:2]


def fill(hub: HubProcess, count: int) -> list[str]:
    """Opens cases of one department, all asked of one hospital; it has accepted every fourth of them."""
    cases = [new_case() for _ in range(count)]
    said = []
    for number, case in enumerate(cases):
        told: Json = {"chief_complaint": COMPLAINTS[number % 8], "urgency": URGENCIES[number % 4]}
        said += [
            submission("open-case", case, **told),
            submission("describe-patient", case, age_years=20 + number % 70, sex=("male", "female")[number % 2]),
            submission("stamp-time", case, mark="on-scene"),
            *(submission("record-observation", case, **vital_signs()) for _ in range(3)),
            submission("request-acceptance", case, facilities=["h-001"], eta_minutes=5 + number % 20),
        ]
    posts(hub, "tablet-u-001", said)
    posts(hub, "screen-h-001", [submission("answer-request", case, answer="accept") for case in cases[::4]])
    return cases


def vital_signs() -> Json:
    """Returns what a monitor measures."""
    draw = random.Random().randint  # noqa: S311  vital signs are no secret
    return {
        "heart_rate": draw(45, 140),
        "spo2": draw(85, 100),
        "systolic": draw(80, 190),
        "diastolic": draw(45, 79),
        "respiratory_rate": draw(9, 32),
        "temperature": draw(350, 399) / 10,
    }


async def recorded(hub: HubProcess, screen: Screen, cases: Sequence[str]) -> list[Json]:
    """Returns what the hub says to a screen when crews report, message by message."""
    said = []
    for number, case in enumerate(cases):
        position = {"latitude": 34.4, "longitude": round(132.4 + number / 1000, 3), "eta_minutes": 1 + number % 30}
        is_position = number % POSITIONS == 0  # of one that the hospital has accepted, and so is told
        kind = "report-position" if is_position else "record-observation"
        said.append(submission(kind, case, **(position if is_position else vital_signs())))
    async with await Line.open(hub, screen.caller) as line:
        await line.subscribe(screen.stream)
        await line.hears("snapshot")
        await asyncio.to_thread(posts, hub, "tablet-u-001", said)
        frames: list[Json] = []
        last = next(each["key"] for each in reversed(said) if each["kind"] == "record-observation")
        while not frames or last not in frames[-1]["body"].get("observations", {}):
            frame = await line.hear()
            if frame["type"] == "transient" or frame.get("kind") == "record-observation":
                frames.append(frame)
        await _forgets_as_we_do(hub, line, cases[0])
    return frames


async def _forgets_as_we_do(hub: HubProcess, line: Line, case: str) -> None:
    """The hub lets the oldest of many observations go as those that are added do."""
    await asyncio.to_thread(
        posts, hub, "tablet-u-001", [submission("record-observation", case, heart_rate=60) for _ in range(KEPT + 5)]
    )
    for _ in range(KEPT + 4):
        await line.hears("event")
    observed = (await line.hears("event"))["body"]["observations"]
    assert len(observed) == 2
    assert list(observed.values()).count(None) == 1


async def measured(  # noqa: PLR0913, PLR0917  what a measurement is made of
    hub: HubProcess, page: Page, screen: Screen, cases: Sequence[str], rate: int, seconds: float
) -> Glass:
    """Lets a screen stand the flood, and looks at half and at the end whether it shows what was said."""
    frames = await recorded(hub, screen, cases)
    async with Flood(hub.port, screen.stream, frames) as flood:
        await opened_behind(flood, page, hub, screen, len(cases))
        watch, began_at = await Watch.over(page), datetime.now(UTC)
        psutil.cpu_percent()
        heaps, rates, behind_s = [await watch.heap_mib()], [], []
        for _ in ("first half", "second half"):
            flowing = asyncio.create_task(flood.flow(rate, seconds / 2))
            await watch.go_on(seconds / 2)
            rates.append(await flowing)
            behind_s.append(await shows_everything(page, screen, flood))
            heaps.append(await watch.heap_mib())
        return Glass(
            screen=screen.name,
            began_at=f"{began_at:%Y-%m-%d %H:%MZ}",
            seconds=seconds,
            cases=len(flood.cases),
            messages=flood.added,
            messages_per_s=round(min(rates)),
            heaps_mib=heaps,
            behind_s=round(max(behind_s), 1),
            frames_per_s=round(1000 * len(watch.intervals) / sum(watch.intervals), 1),
            slowest_1_percent_ms=round(quantile(watch.intervals, 0.99), 1),
            longest_ms=round(max(watch.intervals), 1),
            machine_busy=round(psutil.cpu_percent() / 100, 2),
            waiting_processes=round(os.getloadavg()[1], 1),
            windows=watch.windows,
        )


async def opened_behind(flood: Flood, page: Page, hub: HubProcess, screen: Screen, cases: int) -> None:
    """Opens a screen through the cable, and waits until every case stands on it."""
    await opened_again(page, HubProcess(hub.dsn, hub.folder, port=flood.port), screen.path, screen.caller)
    await expect(page.locator(screen.rows)).to_have_count(cases, timeout=PATIENCE_MS)


async def shows_everything(page: Page, screen: Screen, flood: Flood) -> float:
    """Waits until the screen holds every key that was added and no other; returns how many seconds that took."""
    began_at = time.monotonic()
    reached = [screen.element, screen.stream, flood.offset]
    await page.wait_for_function(REACHED, arg=reached, timeout=PATIENCE_MS)
    behind_s = time.monotonic() - began_at
    assert await page.evaluate(HELD, screen.element) == {case: sorted(live.keys) for case, live in flood.cases.items()}
    newest = {
        case: f"{live.last['systolic']}/{live.last['diastolic']}" if screen.has_signs else ""
        for case, live in flood.cases.items()
    }
    await page.wait_for_function(SHOWS, arg=[screen.rows, newest], timeout=PATIENCE_MS)
    return behind_s


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600.0, help="how long each screen stands it")
    parser.add_argument("--rate", type=int, default=RATE, help="messages a second")
    parser.add_argument("--cases", type=int, default=CASES)
    parser.add_argument("--screen", choices=[each.path for each in SCREENS], help="this one only")
    parser.add_argument("--write", type=Path, help="a folder for figures and plot, such as docs/performance")
    return parser.parse_args()


async def main() -> None:
    """Measures one screen after the other, each in a browser of its own, as a desktop has it: the one without a frame
    draws a quarter as often."""
    asked, found = _asked(), []
    async with staged(enrolment()) as hub, async_playwright() as playwright:
        cases = fill(hub, asked.cases)
        for screen in SCREENS:
            if asked.screen not in {None, screen.path}:
                continue
            desktop = shutil.which("chromium") or CHROMIUM
            browser = await playwright.chromium.launch(executable_path=desktop, args=LAUNCH)
            page = await browser.new_page(viewport=WALL)
            found.append(await measured(hub, page, screen, cases, asked.rate, asked.seconds))
            await browser.close()
            print(figures.line(found[-1]), flush=True)  # noqa: T201  it is a command
    if asked.write:
        figures.write(found, asked.write)


if __name__ == "__main__":
    asyncio.run(main())
