"""Private transport on the glass: a ward asks, operators answer on telephones, one carries, and 119 is called."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Final

import pytest
from playwright.async_api import Locator, Page, ViewportSize, expect

from tests.e2e_browser.axe import NEEDS_AXE, violations_day_and_night
from tests.e2e_browser.cable import Cable
from tests.e2e_browser.conftest import NewPage
from tests.e2e_browser.plain import in_english, left_in_japanese, lost_at_zoom, unnamed, unreached_by_keyboard
from tests.e2e_browser.screens import DESK, opened_again
from tests.world import HubProcess, Json, enrolment, new_case, submission, with_operators

PHONE: Final[ViewportSize] = {"width": 390, "height": 844}
PATIENCE_MS: Final = 30_000
STATES: Final = ("to-pickup", "at-pickup", "on-board", "arrived", "completed")
SECRET: Final = "秘匿"
TOO_SMALL: Final = """targets => targets.filter((each) => each.getBoundingClientRect().height < 44)
  .map((each) => each.outerHTML)"""


@pytest.fixture(scope="module")
async def hub(
    new_database: Callable[[], Awaitable[str]], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[HubProcess]:
    """A hub with three operators, whose cars carry oxygen and nothing else."""
    process = HubProcess(await new_database(), tmp_path_factory.mktemp("hub-browser"))
    process.enrol(with_operators(enrolment(), 3)).start()
    yield process
    process.stop()


@dataclass
class Screen:
    """A screen of either side."""

    page: Page

    async def taps(self, selector: str) -> None:
        await self.page.locator(selector).first.click()

    async def sees(self, selector: str, text: str = "") -> None:
        found = self.page.locator(selector).first
        await expect(found).to_be_visible(timeout=PATIENCE_MS)
        await expect(found).to_contain_text(text, timeout=PATIENCE_MS)

    async def has_lost(self, selector: str, reason: str) -> None:
        """Waits until something has left the screen, and the screen has said why."""
        await expect(self.page.locator(selector)).to_have_count(0, timeout=PATIENCE_MS)
        await expect(self.page.locator(".notices")).to_contain_text(reason, timeout=PATIENCE_MS)

    def targets(self) -> Locator:
        return self.page.locator("button:visible, a.button:visible, input:visible")


async def opened(hub: HubProcess, page: Page, path: str, caller: str) -> Screen:
    """Opens a screen that was enrolled before: its tab holds its token."""
    await opened_again(page, hub, path, caller)
    return Screen(page)


async def asks(ward: Screen, *equipment: str) -> None:
    """Fills in a request as a social worker does, and sends it to every operator."""
    if any(each.startswith("op-") for each in equipment):
        await ward.taps("transport-form summary")
    for code in ("step-down", "own-doctor", "stretcher", *equipment, "family", "male"):
        await ward.taps(f"transport-form [data-code='{code}']")
    for name, value in (
        ("dropoff_place", "架空療養所"),
        ("family_name", f"{SECRET}姓"),
        ("age_years", "76"),
        ("pickup_detail", f"{SECRET}病棟7階"),
        ("notes", f"{SECRET}申送り"),
        ("contact_phone", "000-0000-0099"),
    ):
        await ward.page.locator(f"transport-form input[name={name}]").fill(value)
    await ward.taps("[data-act=send]")


async def test_a_ward_asks_one_operator_carries_and_the_other_learns_nothing(
    hub: HubProcess, new_page: NewPage
) -> None:
    ward = await opened(hub, await new_page(DESK), "transport", "screen-h-001")
    first = await opened(hub, await new_page(PHONE, is_touched=True), "operator", "desk-op-01")
    second = await opened(hub, await new_page(PHONE, is_touched=True, is_night=True), "operator", "desk-op-02")
    await expect(ward.page.locator("[data-act=send]")).to_be_disabled()
    await asks(ward, "oxygen")
    await second.sees("operator-request", "下り搬送(逆紹介)(かかりつけへの転院)")
    await first.sees("operator-request", "架空療養所")
    assert SECRET not in await first.page.inner_text("operator-screen")

    await first.taps("[data-act=claim]")
    await first.sees("operator-trip", f"{SECRET}姓")
    await first.sees("operator-trip", f"{SECRET}病棟7階")
    await first.sees("operator-trip a[href='tel:000-0000-0099']")
    await ward.sees("transport-row [data-claimed=op-01]", "架空搬送1 が受託")
    await second.has_lost("operator-request", "他社が受託")
    assert SECRET not in await second.page.content()

    for state in STATES[:-1]:
        await first.taps(f"[data-act=next][data-next={state}]")
        await ward.sees(f"transport-row [data-status={state}]")
    await first.taps("[data-act=next][data-next=completed]")
    await first.has_lost("operator-trip", "完了")
    await ward.has_lost("transport-row", "完了")


async def test_a_request_that_only_the_liaison_office_holds_has_not_arrived_in_the_emergency_room(
    hub: HubProcess, new_page: NewPage
) -> None:
    office = await opened(hub, await new_page(DESK), "transport", "screen-h-003")
    case = new_case()
    said = [
        submission("open-case", case, chief_complaint="胸痛"),
        submission("request-acceptance", case, facilities=["h-003"]),
    ]
    assert [each["status"] for each in hub.post("tablet-u-001", said).body] == [201, 201]
    await asks(office, "op-03")
    await office.sees("transport-row")  # what came before it is there as well

    await office.page.reload()
    await office.sees("transport-row")
    assert request_of(hub, case)["state"] == "requested"

    await opened(hub, office.page, "er", "screen-h-003")
    async with asyncio.timeout(30):
        while request_of(hub, case)["state"] == "requested":  # noqa: ASYNC110  nobody here is told
            await asyncio.sleep(0.1)


def request_of(hub: HubProcess, case: str) -> Json:
    request: Json = hub.get(f"/cases/{case}", "tablet-u-001").body["document"]["requests"]["h-003"]
    return request


async def test_a_partial_offer_is_agreed_to_and_a_patient_who_becomes_worse_is_a_call_to_119(
    hub: HubProcess, new_page: NewPage
) -> None:
    ward = await opened(hub, await new_page(DESK), "transport", "screen-h-002")
    first = await opened(hub, await new_page(PHONE, is_touched=True), "operator", "desk-op-01")
    second = await opened(hub, await new_page(PHONE, is_touched=True), "operator", "desk-op-02")
    await asks(ward, "suction")

    await expect(first.page.locator("[data-act=claim]")).to_have_count(0)
    await first.taps("[data-act=partial]")
    await second.taps("[data-act=later]")
    await second.taps("[data-later='60']")
    await ward.sees("[data-operator=op-02][data-state=later]")
    await ward.sees("[data-operator=op-01][data-state=partial]", "吸引器なし")
    await ward.taps("[data-operator=op-01] [data-act=give]")
    await first.sees("operator-trip", f"{SECRET}姓")
    await second.has_lost("operator-request", "他社が受託")

    await first.taps("[data-act=worse]")
    await expect(first.page.locator("[data-act=switch]")).to_be_disabled()
    await first.taps("[data-worse='意識の低下']")
    await first.taps("[data-act=switch]")
    await first.sees("operator-trip [data-switched]", "119番に切替済")
    await ward.sees("transport-row [data-switched]", "意識の低下")

    await expect(first.page.locator("[data-act=next]")).to_be_visible(timeout=PATIENCE_MS)
    for screen in (first, ward):
        assert await screen.targets().evaluate_all(TOO_SMALL) == [], "every target can be hit by a finger"
    wide = await first.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= PHONE["width"], "nothing reaches over the edge of a telephone"
    await first.taps("[data-act=next][data-next=completed]")
    await first.has_lost("operator-trip", "完了")


@NEEDS_AXE
async def test_the_screens_of_private_transport_keep_wcag_by_day_and_by_night(
    hub: HubProcess, new_page: NewPage
) -> None:
    ward = await opened(hub, await new_page(DESK), "transport", "screen-h-002")
    operator = await opened(hub, await new_page(PHONE, is_touched=True), "operator", "desk-op-03")
    await asks(ward, "oxygen")
    await operator.sees("operator-request", "架空療養所")
    await ward.sees("transport-row")
    assert await violations_day_and_night(ward.page) == []
    assert await violations_day_and_night(operator.page) == []

    await operator.taps("[data-act=claim]")
    await operator.sees("operator-trip", f"{SECRET}姓")
    assert await violations_day_and_night(operator.page) == []


async def plain(screen: Screen, *, at_a_desk: bool) -> None:
    """Holds what anybody must be able to do with a screen in English."""
    await in_english(screen.page)
    assert await left_in_japanese(screen.page) == []
    assert await unnamed(screen.page) == []
    assert await unreached_by_keyboard(screen.page) == []
    if at_a_desk:
        assert await lost_at_zoom(screen.page) == []


async def test_both_sides_are_plain_in_english_and_a_second_tab_and_a_reload_show_the_same(
    hub: HubProcess, new_page: NewPage
) -> None:
    ward = await opened(hub, await new_page(DESK), "transport", "screen-h-002")
    operator = await opened(hub, await new_page(PHONE, is_touched=True), "operator", "desk-op-03")
    await asks(ward, "oxygen")
    await operator.sees("operator-request")
    await ward.sees("transport-row")
    await plain(ward, at_a_desk=True)
    await operator.taps("[data-act=decline]")
    await plain(operator, at_a_desk=False)
    await operator.taps("[data-act=decline]")

    tab = Screen(await operator.page.context.new_page())
    await tab.page.goto(f"{hub.url}/operator")
    await tab.sees("operator-request", "step down")
    mine = await operator.page.locator("operator-request").first.get_attribute("data-transport")
    await operator.taps("[data-act=claim]")
    for each in (operator, tab):
        await each.sees(f"operator-trip[data-transport='{mine}']", f"{SECRET}姓")
    await operator.taps(f"[data-transport='{mine}'] [data-act=next]")
    await operator.sees("operator-cars [data-car=op-03-car].out", "架空療養所")
    await operator.page.reload()
    await operator.sees(f"operator-trip[data-transport='{mine}'] [data-status=to-pickup]")
    await operator.taps(f"[data-transport='{mine}'] [data-act=worse]")
    await plain(operator, at_a_desk=False)
    await ward.sees(f"transport-row[data-transport='{mine}'] [data-claimed=op-03]")
    await plain(ward, at_a_desk=True)
    assert await ward.page.locator("transport-form [name=contact_phone]").input_value() == "000-0000-0099"


async def test_who_loses_the_race_in_a_tunnel_is_told_so_and_has_nothing_to_do(
    hub: HubProcess, new_page: NewPage
) -> None:
    """The last of the file: the telephone in the tunnel is enrolled anew."""
    ward = await opened(hub, await new_page(DESK), "transport", "screen-h-001")
    first = await opened(hub, await new_page(PHONE, is_touched=True), "operator", "desk-op-01")
    async with Cable(hub.port) as cable:
        second = Screen(await new_page(PHONE, is_touched=True))
        await second.page.goto(f"{cable.url}/operator#code={await asyncio.to_thread(hub.code, 'desk-op-02')}")
        await second.sees(".link.open")
        await asks(ward, "oxygen", "op-01", "op-02")
        newest = ward.page.locator("transport-row", has=ward.page.locator("[data-operator=op-02][data-state=asked]"))
        mine = await newest.get_attribute("data-transport", timeout=PATIENCE_MS)
        await second.sees(f"operator-request[data-transport='{mine}']")
        await cable.cut()
        await second.taps(f"[data-transport='{mine}'] [data-act=claim]")
        await second.sees(f"[data-transport='{mine}'] .unsent")
        await first.taps(f"[data-transport='{mine}'] [data-act=claim]")
        await first.sees(f"operator-trip[data-transport='{mine}']")
        await cable.mend()

        await expect(second.page.locator(".notices")).to_contain_text("一足先に他社が受託", timeout=PATIENCE_MS)
        await expect(second.page.locator(f"[data-transport='{mine}']")).to_have_count(0, timeout=PATIENCE_MS)
        assert await second.page.locator(".notices .bad").count() == 0, "nobody did anything wrong"
