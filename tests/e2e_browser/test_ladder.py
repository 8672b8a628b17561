"""Silence climbs on the glass: from a muted board to the crew and the command centre, and back once it is noticed."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from pathlib import Path

import msgspec
import pytest
from playwright.async_api import Browser, Page, expect

from tests.e2e_browser.conftest import NewPage
from tests.e2e_browser.nurse import COUNT_PULSES
from tests.e2e_browser.screens import DESK, WALL, CrewScreen, ErBoard
from tests.rules import EXAMPLES, HOSPITALS, NOW
from tests.world import HubProcess, with_more_hospitals

pytestmark = pytest.mark.browser
NewCrew = Callable[[], Awaitable[CrewScreen]]
NewBoard = Callable[..., Awaitable[ErBoard]]
WITHIN_MS = 60_000
HARMONICS = 3  # of which alarm.js makes a pulse
LISTEN = """
  window.told = { tones: 0, shakes: [] };
  navigator.vibrate = (pattern) => window.told.shakes.push(pattern);
  const { start } = OscillatorNode.prototype;
  OscillatorNode.prototype.start = function (...at) { window.told.tones += 1; return start.apply(this, at); };
"""
WALL_CALLER = "wall-fd-01"
EXAMPLE = Path(__file__).parents[2] / "simulators" / "rule_packs" / "one-by-one.toml"
SHORT = {"second_device_s": 1, "crew_s": 2, "command_center_s": 3, "next_ring_s": 4}


@pytest.fixture(scope="module")
async def hub(
    new_database: Callable[[], Awaitable[str]], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[HubProcess]:
    """A hub whose region is impatient: what takes two minutes elsewhere takes four seconds here."""
    folder = tmp_path_factory.mktemp("hub-ladder")
    prefecture = with_more_hospitals(1)
    prefecture["organisations"][-1]["specialties"].append("cardiology")
    wall = {"id": WALL_CALLER, "organisation": "fd-01", "role": "command-center", "unit": None, "name": "指令センター"}
    prefecture["callers"].append(wall)
    process = HubProcess(await new_database(), folder).enrol(prefecture)
    text = EXAMPLE.read_text(encoding="utf-8")
    for name, seconds in SHORT.items():
        text = re.sub(rf"^{name} = \d+$", f"{name} = {seconds}", text, flags=re.MULTILINE)
    (folder / "rules.toml").write_text(text, encoding="utf-8")
    process.command("rules", "load", str(folder / "rules.toml"))
    yield process.start()
    process.stop()


async def test_the_screen_shows_before_the_tap_what_the_hub_will_allow(hub: HubProcess, chromium: Browser) -> None:
    context = await chromium.new_context()
    page = await context.new_page()
    await page.goto(f"{hub.url}/static/icon.svg")
    told = [
        (msgspec.to_builtins(each.pack), each.document, msgspec.to_builtins(HOSPITALS), list(each.asks))
        for each in EXAMPLES
    ]

    found = await page.evaluate(
        """async ([told, now]) => {
          const { against } = await import("/static/rule-pack.js");
          return told.map(([pack, document, hospitals, asks]) =>
            against(pack, document, hospitals, asks, Date.parse(now)));
        }""",
        [told, NOW],
    )
    await context.close()

    assert {example.name: tuple(said) for example, said in zip(EXAMPLES, found, strict=True)} == {
        example.name: example.against for example in EXAMPLES
    }


async def test_a_step_ends_the_silencing_and_wakes_the_second_screen(hub: HubProcess, chromium: Browser) -> None:
    context = await chromium.new_context()
    page = await context.new_page()
    await page.goto(f"{hub.url}/static/icon.svg")

    found = await page.evaluate("""async () => {
      const { isForSecond, soundId } = await import("/static/er-view.js");
      const at = Date.parse("2026-11-23T01:30:00Z");
      const row = (request) => ({ id: "a", request: { requested_at: "2026-11-23T01:29:50Z", ...request } });
      const climbed = row({ rules: "kaku 1", escalated: { "second-device": "2026-11-23T01:29:55Z" } });
      return {
        isSilencedStill: soundId(row({})) === soundId(row({ state: "displayed" })),
        isSilencedAfterAStep: soundId(row({})) === soundId(climbed),
        second: [
          isForSecond(climbed, at), isForSecond(row({ rules: "kaku 1" }), at + 60_000),
          isForSecond(row({}), at), isForSecond(row({}), at + 5_000),
        ],
      };
    }""")
    await context.close()

    assert found == {
        "isSilencedStill": True,
        "isSilencedAfterAStep": False,
        "second": [True, False, False, True],
    }


async def sees_what_the_rules_allow(crew: CrewScreen) -> None:
    rules = crew.page.locator("[data-rules]")
    await expect(rules).to_contain_text("緊急度が赤の傷病者は一病院ずつ", timeout=WITHIN_MS)
    await expect(rules).to_have_attribute("data-free", "1")
    await expect(crew.page.locator("[data-hospital=h-002] [data-silent]")).to_be_visible(timeout=WITHIN_MS)
    await expect(crew.page.locator("[data-hospital=h-002] [data-against]")).to_contain_text("急性冠症候群疑い")
    await expect(crew.page.locator("[data-hospital=h-002]")).to_be_disabled()
    await expect(crew.page.locator("crew-candidate a[href^='tel:']").first).to_be_visible()


async def asks_the_next_in_one_tap(crew: CrewScreen, other: ErBoard, case: str) -> None:
    before = await crew.taps()
    await expect(crew.page.locator("[data-next]")).to_have_attribute("data-next", "h-004", timeout=WITHIN_MS)
    await crew.tap("[data-act=ask-next]")
    await other.sees(case)
    assert await crew.taps() - before == 1


async def was_told_once_for_each(crew: CrewScreen) -> None:
    told = await crew.page.evaluate("window.told")
    assert told["tones"] == HARMONICS * len(told["shakes"]), "one low pulse each time, and silence between"
    assert len(told["shakes"]) <= len(("h-001", "h-004")), "once for each hospital, however long it stays silent"


async def second_board(page: Page, hub: HubProcess) -> None:
    """Opens the second device of h-001, which stays silent while the first is heeded."""
    await page.add_init_script(COUNT_PULSES)
    await page.goto(f"{hub.url}/er?second#code={hub.code('screen-h-001b')}")
    await page.locator("[data-act=arm]").click()
    await expect(page.locator("[data-banner=silent]")).to_be_hidden(timeout=WITHIN_MS)


async def sounded_after(page: Page, at: str) -> None:
    """Waits until a board sounds for a request that is there; it did not before this time."""
    tested = 3  # tones of the pulse by which a person hears that it works
    await page.wait_for_function("(tested) => window.__pulses.length > tested", arg=tested, timeout=WITHIN_MS)
    first_at = await page.evaluate("(tested) => window.__pulses[tested]", tested)
    assert first_at >= datetime.fromisoformat(at).timestamp() * 1000


async def test_a_request_that_nobody_notices_climbs_to_the_command_centre_and_stops_when_somebody_does(
    hub: HubProcess, new_crew: NewCrew, new_board: NewBoard, new_page: NewPage
) -> None:
    er, asleep, crew, center = await new_board(), await new_board(), await new_crew(), await new_page(WALL)
    other, second = await new_board(), await new_page(DESK)
    await second_board(second, hub)
    await crew.page.add_init_script(LISTEN)
    await er.open(hub.url, hub.code("screen-h-001"))
    await asleep.open(hub.url, hub.code("screen-h-002"), armed=False)
    await other.open(hub.url, hub.code("screen-h-004"))
    await crew.open(hub.url, hub.code("tablet-u-001"))
    await expect(crew.page.locator("[data-act=arm]")).to_contain_text("無音")
    await center.goto(f"{hub.url}/command#code={hub.code(WALL_CALLER)}")
    await center.locator("[data-act=arm]").click()
    await expect(center.locator("[data-banner=silent]")).to_be_hidden(timeout=WITHIN_MS)

    case = await crew.reports_chest_pain()
    await sees_what_the_rules_allow(crew)
    await crew.asks("h-001")
    await er.sees(case)
    await er.page.locator("[data-act=mute]").click()

    unnoticed = crew.page.locator("[data-unnoticed=h-001]")
    row = center.locator(f"tr[data-case='{case}']")
    await expect(unnoticed).to_contain_text("架空中央病院", timeout=WITHIN_MS)
    await expect(unnoticed.locator("a[href^='tel:']")).to_be_visible()
    await expect(crew.page.locator("[data-act=arm]")).to_be_hidden()
    await crew.page.wait_for_function("() => window.told.tones > 0", timeout=WITHIN_MS)
    await expect(row.locator("[data-unnoticed=h-001]")).to_be_visible(timeout=WITHIN_MS)
    await expect(center.locator("[data-figure=unnoticed]")).to_have_text("1")
    await expect(er.waiting(case).locator("[data-escalated]")).to_be_visible(timeout=WITHIN_MS)
    await expect(crew.page.locator("[data-next-ring]")).to_be_visible(timeout=WITHIN_MS)
    await asks_the_next_in_one_tap(crew, other, case)
    await crew.part("vitals")
    await expect(unnoticed).to_be_visible()
    await expect(crew.page.locator("[data-act=next-ring]")).to_be_visible()

    await er.waiting(case).locator("[data-act=acknowledge]").click()
    await expect(unnoticed).to_be_hidden(timeout=WITHIN_MS)
    await expect(row.locator("[data-unnoticed=h-001]")).to_be_hidden(timeout=WITHIN_MS)
    await other.waiting(case).locator("[data-act=acknowledge]").click()
    await expect(center.locator("[data-figure=unnoticed]")).to_have_text("0")
    await was_told_once_for_each(crew)

    await er.accepts(case)
    await er.page.locator("[data-call=stemi]").click()
    await er.page.locator("[data-arrived=stemi]").click()
    await er.page.locator("[data-item=catheter-lab]").click()
    await crew.part("hospitals")
    asked = crew.page.locator("[data-asked=h-001]")
    await expect(asked.locator("[data-team=stemi]")).to_contain_text("集合", timeout=WITHIN_MS)
    await expect(asked.locator("[data-ready=catheter-lab]")).to_be_visible(timeout=WITHIN_MS)

    request = hub.get(f"/cases/{case}", "console-fd-01").body["document"]["requests"]["h-001"]
    assert list(request["escalated"]) == ["second-device", "crew", "command-center", "next-ring"]
    assert request["rules"] == "kaku-west 2026-04-01"
    await sounded_after(second, request["escalated"]["second-device"])
