"""A tunnel of an hour: a tablet on a profile on disk, whose browser is killed, and what its crew says meanwhile."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import psutil
from playwright.async_api import Browser, Error, Page, expect

from tests.e2e_browser.screens import CHROMIUM, LAUNCH, TABLET, CrewScreen

NAME: Final = ("灯台守", "汐見")
"""The canary: a name that stands nowhere else."""

SAY = "([kind, id, data]) => document.querySelector('crew-screen').desk.outbox.put(kind, id, data).key"


@asynccontextmanager
async def tablet(chromium: Browser, profile: Path, ahead: timedelta = timedelta()) -> AsyncIterator[CrewScreen]:
    """A browser of its own on a profile on disk; its clock may be ahead, and is driven."""
    context = await chromium.browser_type.launch_persistent_context(
        profile, executable_path=CHROMIUM, args=LAUNCH, viewport=TABLET, has_touch=True
    )
    try:
        page = await context.new_page()
        await page.clock.install(time=datetime.now(UTC) + ahead)
        yield CrewScreen(page)
    finally:
        with suppress(Error):  # it may be killed
            await context.close()


def killed(profile: Path) -> None:
    """Kills every process of the browser on this profile, as a battery that is pulled out would."""
    for process in psutil.process_iter(["cmdline"]):
        if f"--user-data-dir={profile}" in (process.info["cmdline"] or ()):
            os.kill(process.pid, signal.SIGKILL)


def lies_in(profile: Path, *needles: bytes) -> list[str]:
    """Returns the files of a profile in which any of these bytes stand."""
    found = []
    for path in profile.rglob("*"):
        with suppress(OSError):  # a browser at work moves its files
            if path.is_file() and any(each in path.read_bytes() for each in needles):
                found.append(str(path.relative_to(profile)))
    return found


async def until(holds: Callable[[], bool]) -> None:
    """Waits until it holds: a browser writes and removes some files when it finds the time."""
    async with asyncio.timeout(60):
        while not holds():  # noqa: ASYNC110  nobody here is told
            await asyncio.sleep(0.1)


async def is_loadable_without_a_network(page: Page, profile: Path) -> None:
    """Waits until page and enrolment are on disk."""
    await page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    await until(lambda: bool(lies_in(profile / "Default" / "Local Storage", b"kyukyu.crew")))


async def says_everything_in_the_tunnel(crew: CrewScreen) -> tuple[str, list[tuple[str, str]]]:
    """A crew reports for an hour; returns its case, and kind and case of what lies in the outbox."""
    case = await crew.reports_chest_pain()
    await crew.part("patient")
    await crew.tap("[data-act=identity]")
    for field, name in zip(("family_name", "given_name"), NAME, strict=True):
        await crew.page.locator(f"[name={field}]").fill(name)
        await crew.page.clock.run_for(2_000)  # the screen is drawn anew every second
        await expect(crew.page.locator(f"[name={field}]")).to_have_value(name)
        await crew.page.locator(f"[name={field}]").blur()
    await crew.measures(heart_rate=118, spo2=91)
    for number in range(60):
        await crew.page.evaluate(SAY, ["record-observation", case, {"heart_rate": 60 + number}])
    await crew.page.clock.fast_forward(timedelta(hours=1) // timedelta(milliseconds=1))
    await crew.stamps("on-scene")
    await expect(crew.page.locator("[data-act=outbox]")).to_contain_text("未送信")
    said = [(item["kind"], item["case"]) for item in await crew.outbox()]
    assert len(said) > 60
    await crew.page.wait_for_function(
        "(n) => document.querySelector('crew-screen').desk.store.all().then((all) => all.length === n)", arg=len(said)
    )
    return case, said
