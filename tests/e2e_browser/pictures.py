"""Makes a picture of every screen: `make pictures`. A real hub, a fixed fictitious story, taps as people tap.

Each scene opens its screens, brings them into a state that matters, and has them taken in the lights they are read in.
"""

import argparse
import asyncio
import json
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from playwright.async_api import Browser, Page, ViewportSize, async_playwright, expect

from hub.domain.codes import OrganisationKind
from hub.domain.people import Organisation, Unit
from hub.paper import FONT, Printer
from hub.postgres.pool import connect
from hub.web.sheet import content, qr
from simulators.myna import Server
from simulators.webhook import Fault, Orders, Receiver
from tests.e2e_browser import album, scenery, stories
from tests.e2e_browser.plain import Theme, in_english, in_japanese
from tests.e2e_browser.reel import compact
from tests.e2e_browser.screens import (
    CHROMIUM,
    COUNT_TAPS,
    DESK,
    LAUNCH,
    TABLET,
    TABLET_UPRIGHT,
    TELEPHONE,
    WALL,
    CrewScreen,
    ErBoard,
    opened_again,
    with_authenticator,
)
from tests.e2e_browser.stage import staged
from tests.e2e_browser.test_myna import GOOD, TOKEN
from tests.e2e_browser.test_transport import Screen as Desk
from tests.integration import year
from tests.relay.conftest import SECRET, Ward, webhook, with_administrators
from tests.staff import code_for
from tests.world import HubProcess, Json, submission, with_more_hospitals, with_operators

PATIENCE_MS: Final = 60_000
LONGEST: Final = 60_000
CASES_OF_A_YEAR: Final = 12_000
"""So many that a day has more than are withheld."""
FROM_THE_TOP: Final = """() => {
  const walk = (root) => {
    for (const each of root.querySelectorAll('*')) {
      each.scrollTop = 0;
      if (each.shadowRoot) walk(each.shadowRoot);
    }
  };
  walk(document);
}"""


@dataclass
class Camera:
    """Takes screens as they stand, and keeps them compact."""

    browser: Browser

    async def page(self, size: ViewportSize) -> Page:
        """Opens an empty page."""
        context = await self.browser.new_context(
            viewport=size, has_touch=size["width"] < DESK["width"], locale="ja-JP", timezone_id="Asia/Tokyo"
        )
        await context.add_init_script(COUNT_TAPS)
        return await context.new_page()

    async def opened(self, hub: HubProcess, size: ViewportSize, path: str, caller: str) -> Page:
        """Opens a screen, and makes it audible where it has a sound."""
        page = await self.page(size)
        await opened_again(page, hub, path.partition("?")[0], caller)
        if "?" in path:
            await page.goto(f"{hub.url}/{path}")
            await expect(page.locator(".link.open")).to_be_visible(timeout=PATIENCE_MS)
        if path.partition("?")[0] in {"er", "command"}:
            await page.locator("[data-act=arm]").click()
            await expect(page.locator("[data-banner=silent]")).to_be_hidden(timeout=PATIENCE_MS)
        return page

    async def takes(self, page: Page, name: str, *themes: Theme, en: bool = False, look: str = "") -> None:
        """Takes a screen in each light, and in English."""
        for theme in themes or ("day",):
            await self._turn(page, theme)
            await self._keep(page, "-".join(filter(None, (name, look, theme))))
        await self._turn(page, "day")
        if en:
            await in_english(page)
            await self._keep(page, f"{name}-day-en")
            await in_japanese(page)

    async def _turn(self, page: Page, theme: Theme) -> None:
        """Turns the light, also where something lies over the button."""
        while await page.evaluate("document.documentElement.dataset.theme") != theme:
            await page.locator("[data-act=theme]").first.dispatch_event("click")

    async def _keep(self, page: Page, name: str) -> None:
        await page.mouse.move(0, 0)
        await page.evaluate(FROM_THE_TOP)
        await page.evaluate("document.fonts.ready")
        album.PICTURES.mkdir(parents=True, exist_ok=True)
        (album.PICTURES / f"{name}.webp").write_bytes(compact(await page.screenshot(), longest=LONGEST))
        print(name, flush=True)  # noqa: T201  it is a command


def prefecture() -> Json:
    """Returns who is in the pictures: six hospitals, two operators, and a captain."""
    told = with_operators(with_more_hospitals(3), 2)
    told["persons"] = [{"id": "captain", "organisation": "fd-01", "name": "架空 一郎", "roles": ["crew"]}]
    return told


@asynccontextmanager
async def with_myna() -> AsyncIterator[HubProcess]:
    """Lends a hub whose fire department has マイナ救急."""
    source = Server(TOKEN, [GOOD])
    with TemporaryDirectory() as folder:
        token = Path(folder) / "token"
        token.write_text(TOKEN)
        token.chmod(0o600)
        async with source.listening() as port:
            options = {"url": f"http://127.0.0.1:{port}/", "token_file": str(token)}
            adapters = {"myna": {"use": "myna_kyukyu", "organisation": "fd-01", "options": options}}
            async with staged(prefecture(), {"KYUKYU_ADAPTERS": json.dumps(adapters)}) as hub:
                yield hub


async def shift(camera: Camera) -> None:
    """救急隊・救急外来・指令センター: a chest pain among others."""
    others = [f"screen-h-{number:03}" for number in (2, 4, 5)]
    async with with_myna() as hub, scenery.awake(hub, *others):
        await scenery.advertise(hub)
        await scenery.on_the_way(hub)
        er = ErBoard(await camera.opened(hub, DESK, "er", "screen-h-001"))
        wall = await camera.opened(hub, WALL, "er?wall", "screen-h-001b")
        crew = CrewScreen(await camera.opened(hub, TABLET, "crew", "tablet-u-001"))
        await doors(camera, hub)
        case = await patient(camera, crew)
        await asking(camera, crew, hub)
        await board(camera, er, wall, case, hub)
        await bringing(camera, crew, er, case, hub)
        await centre(camera, hub)


async def doors(camera: Camera, hub: HubProcess) -> None:
    """Who is not known, and who signs in."""
    door = await camera.page(DESK)
    await door.goto(f"{hub.url}/er")
    await expect(door.get_by_role("alert").first).to_be_visible(timeout=PATIENCE_MS)
    await camera._keep(door, "door-day")
    tablet = await camera.page(TABLET)
    await with_authenticator(tablet)
    await tablet.goto(f"http://localhost:{hub.port}/crew#code={await asyncio.to_thread(hub.code, 'tablet-u-003')}")
    await expect(tablet.locator(".link.open")).to_be_visible(timeout=PATIENCE_MS)
    await tablet.locator("[data-act=sign-in]").click()
    await expect(tablet.locator("[data-panel=sign-in]")).to_be_visible(timeout=PATIENCE_MS)
    await camera.takes(tablet, "sign-in", "day", "night", en=True)
    gallery = await camera.page(DESK)
    await gallery.goto(f"{hub.url}/gallery")
    await expect(gallery.locator("[data-part-of-gallery]").first).to_be_visible(timeout=PATIENCE_MS)
    await camera.takes(gallery, "gallery", "day", "night", "sun")


async def patient(camera: Camera, crew: CrewScreen) -> str:
    """The crew says who it is and what it finds."""
    await crew.tap("[data-act=new-case]")
    for chip in ("elderly", "male", "胸痛", "1", "stemi-suspected", "red"):
        await crew.tap(f"crew-patient [data-code='{chip}']")
    case: str = await crew.page.evaluate("document.querySelector('crew-screen')._case")
    await camera.takes(crew.page, "crew-patient", "day", "night", "sun", en=True)
    await other_ways(camera, crew.page, "crew-patient")
    await crew.stamps("on-scene")
    await crew.stamps("patient-contact")
    await crew.measures(heart_rate=112, spo2=93, systolic=98)
    await crew.part("vitals")
    await camera.takes(crew.page, "crew-vitals", "day", "sun")
    await other_ways(camera, crew.page, "crew-vitals")
    await crew.part("treatments")
    await crew.tap("[data-treatment=oxygen]")
    await crew.tap("[data-amount='6']")
    await camera.takes(crew.page, "crew-treatments")
    await crew.part("myna")
    await crew.tap("crew-myna [data-basis=consent]")
    await crew.page.locator("crew-myna [name=reading]").fill(GOOD.reading)
    await crew.tap("crew-myna [data-act=myna-card]")
    await expect(crew.page.locator("crew-myna [data-section=medications]")).to_be_visible(timeout=PATIENCE_MS)
    await camera.takes(crew.page, "crew-myna")
    return case


async def other_ways(camera: Camera, page: Page, name: str) -> None:
    """The same in the hand, and on a telephone."""
    for look, size in (("upright", TABLET_UPRIGHT), ("telephone", TELEPHONE)):
        await page.set_viewport_size(size)
        await camera.takes(page, name, look=look)
    await page.set_viewport_size(TABLET)


async def asking(camera: Camera, crew: CrewScreen, hub: HubProcess) -> None:
    """Three hospitals are asked: one has it on its board, one declines, one is silent."""
    await crew.part("hospitals")
    await crew.tap("[data-hospital='h-001']")
    await camera.takes(crew.page, "crew-hospitals", "day", "night", "sun", en=True)
    await other_ways(camera, crew.page, "crew-hospitals")
    await crew.asks("h-002", "h-004")
    await crew.sees("h-001", "displayed")
    case: str = await crew.page.evaluate("document.querySelector('crew-screen')._case")
    await scenery.says(hub, "screen-h-002", submission("answer-request", case, answer="decline", reason="beds-full"))
    await crew.sees("h-002", "declined")
    await camera.takes(crew.page, "crew-asked", "day", "night")


async def board(camera: Camera, er: ErBoard, wall: Page, case: str, hub: HubProcess) -> None:
    """The board, near and far."""
    await scenery.waiting(hub)
    await er.sees(case)
    await expect(er.page.locator("er-waiting")).to_have_count(3, timeout=PATIENCE_MS)
    await camera.takes(er.page, "er-board", "day", "night", en=True)
    await camera.takes(wall, "er-wall", "day", "night", en=True)
    await er.waiting(case).locator("[data-act=decline]").click()
    await camera.takes(er.page, "er-decline")
    await er.waiting(case).locator("[data-act=decline]").click()
    await er.page.locator("[data-act=capacity]").click()
    await camera.takes(er.page, "er-capacity", "day", "night", en=True)
    await er.page.locator("[data-act=capacity]").click()


async def bringing(camera: Camera, crew: CrewScreen, er: ErBoard, case: str, hub: HubProcess) -> None:
    """Accepted, made ready, carried, asked, handed over; and what the tablet has not sent."""
    await er.accepts(case)
    await crew.sees("h-001", "accepted")
    await crew.tap("[data-act=confirm]")
    await er.coming(case).click()
    await er.page.locator("[data-call=stemi]").click()
    await er.page.locator("[data-item=catheter-lab]").click()
    await er.page.locator("er-detail talk-list input").fill("抗凝固薬は?")
    await er.page.locator("er-detail [data-act=ask]").click()
    await crew.part("talk")
    await expect(crew.page.locator("talk-list")).to_contain_text("抗凝固薬は?", timeout=PATIENCE_MS)
    await camera.takes(crew.page, "crew-talk")
    await stories.carried(crew, stories.MARKS[2:])
    await expect(er.coming(case)).to_contain_text("搬送中", timeout=PATIENCE_MS)
    await camera.takes(er.page, "er-coming", "day", "night", en=True)
    await crew.stamps("arrived-hospital")
    await crew.tap("[data-act=stamp]")
    await camera.takes(crew.page, "crew-handover", "day", "night")
    await crew.tap("[data-act=hand-over]")
    await er.page.locator("[data-act=receive]").click()
    await er.page.locator("[data-severity=moderate]").click()
    await er.page.locator("[data-disposition=admitted]").click()
    await camera.takes(er.page, "er-received", "day", "night")
    await sheet(hub, case)
    await er.page.locator("[data-act=outcome]").click()
    await crew.tap("[data-closing=transported]")
    await crew.tap("[data-act=close]")
    await crew.has_sent_everything()
    await crew.tap("[data-act=past]")
    await expect(crew.page.locator(f"[data-past='{case}']")).to_contain_text("入院", timeout=PATIENCE_MS)
    await camera.takes(crew.page, "crew-past")
    await unsent(camera, crew)


async def unsent(camera: Camera, crew: CrewScreen) -> None:
    """One item was refused, the next ones wait for a network."""
    case = await crew.reports_chest_pain()
    say = "([id, data]) => document.querySelector('crew-screen').desk.outbox.put('record-observation', id, data).key"
    await crew.page.evaluate(say, [case, {"systolic": 80, "diastolic": 120}])
    await crew.tap("[data-act=outbox]")
    await expect(crew.page.locator("li[data-state=refused]")).to_be_visible(timeout=PATIENCE_MS)
    await camera.takes(crew.page, "crew-outbox", "day", "night")


async def sheet(hub: HubProcess, case: str) -> None:
    """The hand-over on paper, drawn by the same template as its PDF."""
    held = await asyncio.to_thread(hub.get, f"/cases/{case}", "tablet-u-001")
    known = {each["id"]: _organisation(each) for each in prefecture()["organisations"]}
    shown = {**content(held.body["document"], known, datetime.now(UTC)), "version": held.body["version"]}
    printer = Printer(files("hub.ui").joinpath("handover.typ").read_bytes())
    told = json.dumps({**shown, "qr": qr(f"{hub.url}/cases/{case}"), "font": FONT}, ensure_ascii=False)
    drawn = printer._typst.compile(
        printer._template, font_paths=printer._fonts, sys_inputs={"data": told}, format="png", ppi=110
    )
    first = drawn[0] if isinstance(drawn, list) else drawn
    (album.PICTURES / "sheet-day.webp").write_bytes(compact(first, longest=LONGEST))


def _organisation(told: Json) -> Organisation:
    units = tuple(Unit(id=each["id"], name=each["name"]) for each in told.get("units", ()))
    names = {name: told[name] for name in ("id", "name", "name_en", "area")}
    return Organisation(**names, kind=OrganisationKind(told["kind"]), units=units)


async def centre(camera: Camera, hub: HubProcess) -> None:
    """The command centre, with a case that nobody takes."""
    pinned = await scenery.stuck(hub)
    page = await camera.opened(hub, WALL, "command", "console-fd-01")
    row = page.locator(f"tr[data-case='{pinned}']")
    await expect(row).to_have_attribute("data-standing", "difficult", timeout=PATIENCE_MS)
    await camera.takes(page, "command-cases", "day", "night", en=True)
    await row.locator("[data-act=act]").click()
    await camera.takes(page, "command-acts", "day", "night")


async def casualties(camera: Camera) -> None:
    """多数傷病者 on three screens."""
    async with staged(prefecture()) as hub:
        await scenery.advertise(hub)
        crew = CrewScreen(await camera.opened(hub, TABLET, "crew", "tablet-u-001"))
        er = ErBoard(await camera.opened(hub, DESK, "er", "screen-h-001"))
        page = await camera.opened(hub, WALL, "command", "console-fd-01")
        await stories.mass_casualty(crew, er, page)
        await camera.takes(crew.page, "crew-casualties", "day", "night", "sun")
        await camera.takes(er.page, "er-casualties", "day", "night")
        await camera.takes(page, "command-casualties", "day", "night", en=True)


async def transport(camera: Camera) -> None:
    """民間救急: a ward asks, operators look at it on a telephone and at a desk, one carries."""
    async with staged(prefecture()) as hub:
        ward = await camera.opened(hub, DESK, "transport", "screen-h-001")
        first = await camera.opened(hub, TELEPHONE, "operator", "desk-op-01")
        second = await camera.opened(hub, DESK, "operator", "desk-op-02")
        for name, age, place in (("架空 次郎", 76, "架空療養所"), ("架空 三郎", 81, "架空東病院")):
            await asks_for_transport(Desk(ward), name, age, place)
        await expect(first.locator("operator-request")).to_have_count(2, timeout=PATIENCE_MS)
        await camera.takes(first, "operator-telephone", "day", "night", en=True)
        await camera.takes(second, "operator-desk", "day", "night")
        await first.locator("[data-act=claim]").first.click()
        await expect(first.locator("operator-trip")).to_be_visible(timeout=PATIENCE_MS)
        await first.locator("[data-act=next][data-next=to-pickup]").click()
        await expect(ward.locator("[data-status=to-pickup]").first).to_be_visible(timeout=PATIENCE_MS)
        await camera.takes(first, "operator-trip", "day", "night")
        await camera.takes(ward, "transport", "day", "night", en=True)


async def asks_for_transport(ward: Desk, name: str, age: int, place: str) -> None:
    """A social worker fills in a request, and sends it."""
    family, given = name.split()
    for code in ("step-down", "own-doctor", "stretcher", "oxygen", "family", "male"):
        await ward.taps(f"transport-form [data-code='{code}']")
    told = {"dropoff_place": place, "family_name": family, "given_name": given, "age_years": str(age)}
    told |= {"pickup_detail": "東病棟7階", "notes": "右麻痺、会話可", "contact_phone": "000-0000-0099"}
    for field, value in told.items():
        await ward.page.locator(f"transport-form input[name={field}]").fill(value)
    await ward.taps("[data-act=send]")
    await expect(ward.page.locator("transport-row", has_text=place)).to_be_visible(timeout=PATIENCE_MS)


async def operations(camera: Camera) -> None:
    """運用: one connection is down, messages of another wait to be sent again."""
    receiver = Receiver(SECRET)
    with TemporaryDirectory() as folder:
        async with receiver.listening() as port:
            adapters = {"ehr": webhook(Path(folder), port), "ehr-annex": webhook(Path(folder), 9)}
            async with staged(with_administrators(), {"KYUKYU_ADAPTERS": json.dumps(adapters)}) as hub:
                receiver.orders = Orders(Fault.REFUSE)
                await asyncio.to_thread(Ward(hub, receiver, port).asks, 2)
                page = await camera.page(DESK)
                await with_authenticator(page)
                device = await asyncio.to_thread(hub.code, "admin-h-001")
                person = await code_for(hub, "chief-h-001")
                await page.goto(f"http://localhost:{hub.port}/operations#code={device}&person={person}")
                await page.locator("[data-act=add-passkey]").click()
                await expect(page.locator("[data-signed-in=chief-h-001]")).to_be_visible(timeout=PATIENCE_MS)
                ehr = page.locator("[data-connection='ehr']")
                await expect(ehr.locator("[data-act=parked]")).to_be_visible(timeout=PATIENCE_MS)
                await expect(page.locator("[data-verdict=bad]")).to_be_visible(timeout=PATIENCE_MS)
                await camera.takes(page, "operations", "day", "night", en=True)


async def statistics(camera: Camera) -> None:
    """統計: a year of a prefecture."""
    async with staged(year.prefecture()) as hub:
        pool = await connect(hub.dsn, command_timeout_s=60)
        await year.fill(pool, CASES_OF_A_YEAR)
        await pool.close()
        page = await camera.page(DESK)
        code = await asyncio.to_thread(hub.code, "desk-pref-98")
        await page.goto(f"{hub.url}/statistics#code={code}")
        await expect(page.locator("main")).to_be_visible(timeout=PATIENCE_MS)
        for name, month in (("期間", "2017-01"), ("〜", "2017-12")):
            await page.get_by_label(name, exact=True).fill(month)
            await page.get_by_label(name, exact=True).dispatch_event("change")
        await expect(page.locator("[data-figure=cases] dd")).to_contain_text(
            f"{CASES_OF_A_YEAR:,}", timeout=PATIENCE_MS
        )
        await expect(page.locator("statistics-plot canvas").first).to_be_visible(timeout=PATIENCE_MS)
        await camera.takes(page, "statistics", "day", "night", en=True)


SCENES: Final[dict[str, Callable[[Camera], Awaitable[None]]]] = {
    "shift": shift,
    "casualties": casualties,
    "transport": transport,
    "operations": operations,
    "statistics": statistics,
}


async def main() -> None:
    """Plays every scene, or those that are named, and writes the page once there is a picture of each screen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help=f"these only: {', '.join(SCENES)}")
    expect.set_options(timeout=PATIENCE_MS)
    for name in parser.parse_args().names or SCENES:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(
                executable_path=CHROMIUM, args=LAUNCH, env={**os.environ, "LANGUAGE": "ja"}
            )
            await SCENES[name](Camera(browser))
            await browser.close()
    if not album.missing():
        album.PAGE.write_text(album.page(), encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(main())
