"""The operator's page: what is wrong is seen at once, a replay takes its number, a message's way is found."""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from playwright.async_api import Page, Route, expect

from simulators.webhook import Fault, Orders, Receiver
from tests.e2e_browser.axe import NEEDS_AXE, violations_day_and_night
from tests.e2e_browser.conftest import NewPage
from tests.e2e_browser.plain import (
    in_english,
    left_in_japanese,
    lost_at_zoom,
    moving,
    unnamed,
    unreached_by_keyboard,
)
from tests.e2e_browser.screens import DESK, TABLET, with_authenticator
from tests.relay.conftest import SECRET, Ward, webhook, with_administrators
from tests.staff import code_for
from tests.world import HubProcess, new_case, submission

pytestmark = pytest.mark.browser

PATIENCE_MS = 30_000
PARTS = {
    "connections": "operations-trace",
    "register": "[data-caller]",
    "audit": "[data-whole]",
    "refusals": "operations-refusals h2",
    "exercises": "operations-exercises h2",
}
"""Each part of the page, and what is there once it has come."""
PICTURES = os.environ.get("KYUKYU_PICTURES")
"""A folder for pictures of the page, for people to look at."""


@pytest.fixture(scope="module")
async def ward(
    new_database: Callable[[], Awaitable[str]], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Ward]:
    """A hub with a hospital's system that takes messages, and one that nobody answers for."""
    receiver = Receiver(SECRET)
    async with receiver.listening() as port:
        folder = tmp_path_factory.mktemp("hub-operations")
        adapters = {"ehr": webhook(folder, port), "ehr-annex": webhook(folder, 9)}
        settings = {"KYUKYU_ADAPTERS": json.dumps(adapters)}
        hub = HubProcess(await new_database(), folder, settings).enrol(with_administrators())
        await asyncio.to_thread(hub.start)
        yield Ward(hub, receiver, port)
        await asyncio.to_thread(hub.stop)


async def opened(page: Page, ward: Ward, organisation: str = "h-001") -> Page:
    """Opens the page by the link of a new administrator, whose passkey it asks for at once."""
    await with_authenticator(page)
    device = await asyncio.to_thread(ward.hub.code, f"admin-{organisation}")
    code = await code_for(ward.hub, f"chief-{organisation}")
    await page.goto(f"http://localhost:{ward.hub.port}/operations#code={device}&person={code}")
    await expect(page.locator("[data-verdict]")).to_be_visible(timeout=PATIENCE_MS)
    await page.locator("[data-act=add-passkey]").click()
    await expect(page.locator(f"[data-signed-in=chief-{organisation}]")).to_be_visible(timeout=PATIENCE_MS)
    return page


async def without_what_is_ill(route: Route) -> None:
    """Leaves of the hub's answer what a page of a hub that is well would be told."""
    answer = await route.fetch()
    told = await answer.json()
    well = [each for each in told["connections"] if each["state"] == "up" and not each["parked"]]
    await route.fulfill(response=answer, json={**told, "connections": well})


async def pictured(page: Page, name: str) -> None:
    if PICTURES:
        await page.screenshot(path=Path(PICTURES) / f"operations-{name}.png")


async def test_an_operator_sees_what_is_down_replays_what_is_parked_and_finds_a_messages_way(
    ward: Ward, new_page: NewPage
) -> None:
    ward.receiver.orders = Orders(Fault.REFUSE)
    case = await asyncio.to_thread(ward.asks, 2)
    page = await opened(await new_page(DESK), ward)

    annex, ehr = (page.locator(f"[data-connection='{name}']") for name in ("ehr-annex", "ehr"))
    await expect(page.locator("[data-verdict='bad']")).to_contain_text("1件の接続が停止", timeout=PATIENCE_MS)
    await expect(annex).to_have_attribute("data-state", "down", timeout=PATIENCE_MS)
    await expect(annex).to_contain_text("3件")
    await expect(page.locator("[data-connection]").first).to_have_attribute("data-connection", "ehr-annex")
    await expect(ehr.locator("[data-act=parked]")).to_have_text("保留 3件", timeout=PATIENCE_MS)

    ward.receiver.orders = Orders()
    taken = ward.taken
    await ehr.locator("[data-act=parked]").click()
    await page.locator("[data-code='http-422']").click()
    await pictured(page, "parked")
    await page.locator("[data-act=preview]").click()
    confirm = page.locator("[data-act=confirm]")
    await expect(confirm).to_be_disabled()
    await page.locator("[data-field=count]").fill("2")
    await expect(confirm).to_be_disabled()
    assert ward.taken == taken, "nothing is sent before its number is typed"
    await page.locator("[data-field=count]").fill("3")
    await pictured(page, "replay")
    await confirm.click()
    await expect(page.locator("operations-parked .said")).to_have_text("3件を再送しました。", timeout=PATIENCE_MS)
    await ward.until(lambda: ward.taken == taken + 3, within_s=30)

    await page.locator("[data-field=of]").fill(f"{case}/2")
    await page.locator("[data-act=trace]").click()
    way = page.locator("[data-message]")
    await expect(way).to_contain_text("医療機関 h-001", timeout=PATIENCE_MS)
    await expect(way).to_contain_text("外部システム ehr-annex")
    await expect(way).to_contain_text("配信済")
    await expect(way).not_to_contain_text("胸痛")
    await pictured(page, "trace")

    await ehr.locator("[data-act=pause]").click()
    await expect(ehr).to_contain_text("一時停止")
    await ehr.locator("[data-act=resume]").press("Enter")
    await expect(ehr.locator("[data-act=pause]")).to_be_visible()
    await page.locator("[data-act=theme]").click()
    await pictured(page, "night")


async def test_an_audit_that_does_not_go_on_from_what_this_browser_kept_is_red(ward: Ward, new_page: NewPage) -> None:
    """The kept checkpoint is replaced by one of another log, then by a larger one: what the hub shows does not fit."""
    await asyncio.to_thread(ward.asks, 1)
    page = await opened(await new_page(DESK), ward)
    await page.wait_for_function("() => localStorage.getItem('kyukyu.checkpoint')", timeout=PATIENCE_MS)
    banner = page.locator("[data-banner=fork]")
    await page.reload()
    await expect(page.locator("[data-verdict]")).to_be_visible(timeout=PATIENCE_MS)
    await expect(banner).to_have_count(0)

    for size, word in ((1, "連続していません"), (10**9, "短く")):
        origin = await page.evaluate("() => localStorage.getItem('kyukyu.checkpoint').split('\\n')[0]")
        other = f"{origin}\n{size}\n{'A' * 43}=\n\n"
        await page.evaluate("(note) => localStorage.setItem('kyukyu.checkpoint', note)", other)
        await page.reload()
        await expect(banner).to_contain_text(word, timeout=PATIENCE_MS)
    await banner.locator("[data-act=begin-anew]").click()
    await expect(banner).to_have_count(0, timeout=PATIENCE_MS)


@NEEDS_AXE
async def test_the_operators_page_keeps_wcag_by_day_and_by_night(ward: Ward, new_page: NewPage) -> None:
    page = await opened(await new_page(DESK), ward)
    await expect(page.locator("[data-verdict=bad]")).to_be_visible(timeout=PATIENCE_MS)
    assert await violations_day_and_night(page) == []

    await page.route("**/operations/connections", without_what_is_ill)
    await page.reload()
    await expect(page.locator("[data-verdict=good]")).to_be_visible(timeout=PATIENCE_MS)
    assert await violations_day_and_night(page) == []


async def test_a_page_of_somebody_else_shows_nothing(ward: Ward, new_page: NewPage) -> None:
    page = await new_page(DESK)
    code = await asyncio.to_thread(ward.hub.code, "screen-h-002")
    await page.goto(f"{ward.hub.url}/operations#code={code}")
    await expect(page.get_by_role("alert")).to_contain_text("運用管理者", timeout=PATIENCE_MS)
    await expect(page.locator("[data-verdict]")).to_have_count(0)


async def with_a_code(page: Page, device: Page) -> None:
    """Issues a code for a tablet, which is enrolled by it at once."""
    tablet = page.locator("[data-caller=tablet-u-001b]")
    await expect(tablet).to_contain_text("携行端末1")
    await expect(page.locator("[data-person=chief-fd-01]")).to_contain_text("サインイン中")
    await expect(page.locator("[data-key]")).to_contain_text("使用中")
    await pictured(page, "register")
    await tablet.locator("[data-act=code]").press("Enter")
    await expect(page.locator("operations-code img")).to_be_visible()
    await expect(page.locator("[data-left]")).to_contain_text(":")
    await pictured(page, "code")
    await device.goto(str(await page.locator("[data-link]").text_content()))
    await expect(device.locator(".link.open")).to_be_visible()
    await page.locator("operations-code [data-act=leave]").click()
    await expect(tablet).to_contain_text("使用中")


async def with_its_id(page: Page, device: Page) -> None:
    """Takes the tablet's right away, once its id is typed."""
    tablet, take_away = page.locator("[data-caller=tablet-u-001b]"), page.locator("[data-act=revoke]")
    await tablet.locator("[data-act=end]").click()
    await expect(take_away).to_be_disabled()
    await page.locator("[data-field=typed]").fill("tablet-u-001")
    await expect(take_away).to_be_disabled()
    await page.locator("[data-field=typed]").fill("tablet-u-001b")
    await pictured(page, "revoke")
    await page.locator("[data-field=typed]").press("Enter")
    await expect(tablet).to_contain_text("失効")
    await expect(device.locator(".link.open")).to_have_count(0)
    await expect(tablet.locator("button")).to_have_count(0)


async def test_an_administrator_lets_a_device_in_and_puts_it_out_and_the_audit_tells_so(
    ward: Ward, new_page: NewPage
) -> None:
    page, device = await opened(await new_page(DESK), ward, "fd-01"), await new_page(TABLET)
    await page.locator("[data-part=register]").click()
    await with_a_code(page, device)
    await with_its_id(page, device)

    await page.locator("[data-part=audit]").click()
    await expect(page.locator("[data-witness=good]")).to_be_visible()
    await page.locator("[data-field=by]").fill("chief-fd-01")
    await page.locator("[data-act=seek]").click()
    for action in ("revoke-access", "issue-code"):
        await expect(page.locator(f"[data-action={action}]").first).to_contain_text("caller:tablet-u-001b")
    async with page.expect_download() as download:
        await page.locator("[data-act=export]").click()
    saved = await (await download.value).path()
    assert '"AuditEvent"' in saved.read_text(encoding="utf-8").splitlines()[0]


async def test_an_administrator_reads_who_saw_a_case_what_was_refused_and_what_is_an_exercise(
    ward: Ward, new_page: NewPage
) -> None:
    case, exercise = new_case(), new_case()
    for caller, said in (
        ("tablet-u-002", submission("open-case", case)),
        ("tablet-u-002", submission("open-case", exercise, is_exercise=True)),
        ("tablet-u-002", submission("request-acceptance", case, facilities=["h-001"])),
        ("tablet-u-002", submission("record-observation", case, spo2=140)),
    ):
        await asyncio.to_thread(ward.hub.post, caller, said)
    assert (await asyncio.to_thread(ward.hub.get, f"/cases/{case}", "screen-h-001")).status == 200
    page = await opened(await new_page(DESK), ward, "fd-01")

    await page.locator("[data-part=audit]").click()
    await page.locator("[data-field=case]").fill(case)
    await page.locator("[data-field=case]").press("Enter")
    await expect(page.locator("[data-action=read-case]")).to_contain_text("screen-h-001")
    await pictured(page, "audit")
    await page.locator("[data-act-number] [data-act=trace]").last.click()
    await expect(page.locator("[data-message]")).to_contain_text("架空市消防局")

    await page.locator("[data-part=refusals]").click()
    await expect(page.locator("[data-source=tablet-u-002][data-code=invalid-submission]")).to_be_visible()
    await pictured(page, "refusals")
    await page.go_back()
    await expect(page.locator("operations-trace")).to_be_visible()
    await page.locator("[data-part=exercises]").click()
    await expect(page.locator(f"[data-exercise='{exercise}']")).to_contain_text("架空市消防局")
    await expect(page.locator(f"[data-exercise='{case}']")).to_have_count(0)
    await pictured(page, "exercises")


@NEEDS_AXE
async def test_every_part_of_operations_is_read_walked_heard_and_zoomed(ward: Ward, new_page: NewPage) -> None:
    page = await opened(await new_page(DESK), ward, "area")
    await in_english(page)
    for part, here in PARTS.items():
        await page.locator(f"[data-part={part}]").click()
        await expect(page.locator(here).first).to_be_visible()
        if part == "audit":
            await page.locator("[data-act=seek]").click()
            await expect(page.locator("[data-act-number]").first).to_be_visible()
        assert await left_in_japanese(page) == []
        assert await unnamed(page) == []
        assert await lost_at_zoom(page) == []
        assert await violations_day_and_night(page) == []
        await pictured(page, f"{part}-english")
    await page.locator("[data-part=register]").click()
    await page.locator("[data-act=end]").first.click()
    await expect(page.locator("[data-field=typed]")).to_be_focused()
    assert await unreached_by_keyboard(page) == []
    assert await moving(page) == []


@NEEDS_AXE
async def test_a_glass_is_broken_at_a_board_and_stands_red_before_both_sides_until_they_have_looked(
    ward: Ward, new_page: NewPage
) -> None:
    case = new_case()
    for said in (
        submission("open-case", case, chief_complaint="胸痛", incident_number="R8-0042"),
        submission("describe-patient", case, family_name="秘匿", medical_history="狭心症"),
    ):
        assert (await asyncio.to_thread(ward.hub.post, "tablet-u-001", said)).status == 201
    board = await new_page(DESK)
    code = await asyncio.to_thread(ward.hub.code, "screen-h-002")
    await board.goto(f"{ward.hub.url}/er#code={code}")

    await board.locator("[data-act=glass]").click()
    await board.locator("[data-field=department]").select_option("fd-01")
    await board.locator("[data-field=number]").fill("R8-0041")
    await expect(board.locator("[data-act=break]")).to_be_disabled()
    await board.locator("[data-reason='came-by-own-means']").click()
    await board.locator("[data-act=break]").click()
    await expect(board.locator("er-glass [role=alert]")).to_be_visible(timeout=PATIENCE_MS)
    await expect(board.locator("er-glass")).not_to_contain_text("秘匿")
    assert await violations_day_and_night(board) == []

    await board.locator("[data-field=number]").fill("R8-0042")
    await board.locator("[data-act=break]").click()
    await expect(board.locator("er-glass dl")).to_contain_text("秘匿", timeout=PATIENCE_MS)
    await expect(board.locator("er-glass dl")).to_contain_text("狭心症")

    page = await opened(await new_page(DESK), ward, "fd-01")
    await expect(page.locator("[data-mark=outstanding]")).to_have_text("未確認 1件", timeout=PATIENCE_MS)
    await page.locator("[data-part=audit]").click()
    await expect(page.locator("[data-glass]")).to_contain_text("screen-h-002")
    assert await violations_day_and_night(page) == []
    await page.locator("[data-act=review]").click()
    await expect(page.locator("[data-mark=outstanding]")).to_have_count(0, timeout=PATIENCE_MS)
    await expect(page.locator("[data-glass]")).to_contain_text("admin-fd-01")
