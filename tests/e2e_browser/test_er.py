"""The ER's five screens under a nurse's hands: keys alone, many who wait, who gets worse, pictures, paper, capacity."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest
from playwright.async_api import Browser, expect

from tests.e2e_browser.cable import Cable
from tests.e2e_browser.conftest import NewPage
from tests.e2e_browser.nurse import COUNT_PULSES, asked, attaches, focus, on_the_way, request_of, says, tabs_to
from tests.e2e_browser.plain import in_english, left_in_japanese, lost_at_zoom, moving, unnamed, unreached_by_keyboard
from tests.e2e_browser.screens import DESK, ErBoard, opened_again
from tests.world import HubProcess

pytestmark = pytest.mark.browser
NewBoard = Callable[..., Awaitable[ErBoard]]

JAPAN = timezone(timedelta(hours=9))
PULSES = "() => window.__pulses.length"
SIZES = """() => {
  const sizes = {};
  for (const row of document.querySelector('er-board').renderRoot.querySelectorAll('er-waiting, er-coming')) {
    if (row.inert) continue;
    for (const name of ['.complaint', '.who', '.value', '.line b', '.clocks dd', '.eta b']) {
      for (const each of row.renderRoot.querySelectorAll(name)) {
        sizes[name] = Math.min(sizes[name] ?? Infinity, parseFloat(getComputedStyle(each).fontSize));
      }
    }
  }
  return sizes;
}"""
CUT = """() => [...document.querySelector('er-board').renderRoot.querySelectorAll('er-waiting, er-coming')]
  .filter((row) => !row.inert && row.getBoundingClientRect().bottom > innerHeight).length"""


@pytest.fixture(scope="module")
async def pictures(chromium: Browser) -> AsyncIterator[tuple[bytes, bytes, bytes]]:
    """An electrocardiogram and a photo as JPEG, and a PDF."""
    page = await chromium.new_page(viewport={"width": 640, "height": 360})
    await page.set_content("<body style='background: #fee'><h1>I II III</h1></body>")
    ecg, paper = await page.screenshot(type="jpeg", quality=50), await page.pdf(format="A6")
    await page.set_content("<body style='background: #a44'></body>")
    yield ecg, await page.screenshot(type="jpeg", quality=50), paper
    await page.close()


async def opened(er: ErBoard, hub: HubProcess, caller: str, *, wall: bool = False) -> None:
    """Opens a board that was enrolled before, arms its sound, and hangs it on a wall."""
    await opened_again(er.page, hub, "er", caller)
    await er.page.locator("[data-act=arm]").click()
    if wall:
        await er.page.locator("[data-act=wall]").click()


async def test_a_whole_story_is_played_by_keys_alone(hub: HubProcess, new_board: NewBoard) -> None:
    er = await new_board()
    page, keys = er.page, er.page.keyboard
    await opened_again(page, hub, "er", "screen-h-003")
    await tabs_to(page, "arm")
    await keys.press("Enter")
    await expect(er.banner("silent")).to_be_hidden()

    first = asked(hub, "h-003", "転倒", "yellow")
    await er.sees(first)
    await expect(page.locator("[data-said=alert]")).to_have_text("")
    await expect(page.locator("[role=status][data-said]")).to_contain_text("新しい照会 黄・準緊急 転倒 76歳 男")
    await keys.press("j")
    assert (await focus(page))["row"] == first
    red = asked(hub, "h-003", "胸痛", "red")
    await expect(page.locator("[data-said=alert]")).to_contain_text("新しい照会 赤・緊急 胸痛")
    await expect(page.locator("er-waiting").first).to_have_attribute("data-case", red)
    assert (await focus(page))["row"] == first, "a row that moves down keeps the focus"

    await keys.press("Space")
    await expect(er.waiting(first)).to_have_attribute("data-state", "acknowledged")
    await expect(er.waiting(red)).to_have_attribute("data-state", "displayed")
    await keys.press("c")
    await keys.type("ad jk ")
    await expect(er.waiting(first).locator(".ask input")).to_have_value("ad jk ")
    await keys.press("Escape")
    assert await focus(page) == {"row": first, "tag": "er-waiting", "act": None}
    assert request_of(hub, first, "h-003")["state"] == "acknowledged", "nothing was answered by typing"
    await keys.press("d")
    await expect(er.waiting(first).locator("[data-reason=busy]")).to_be_focused()
    await keys.press("Enter")
    await expect(er.waiting(first)).to_have_count(0)
    assert (await focus(page))["row"] == red, "the focus goes to the row that took the place of one that vanished"

    await keys.press("a")
    assert (await focus(page))["act"] == "accept"
    assert request_of(hub, red, "h-003")["state"] == "displayed", "one key is no answer"
    await keys.press("Enter")
    await expect(er.coming(red)).to_be_focused()
    await keys.press("Enter")
    await tabs_to(page, "name")
    await keys.press("Enter")
    await expect(page.locator("er-detail")).to_contain_text("架空 太郎")
    await keys.press("Escape")
    await expect(er.coming(red)).to_be_focused()

    await page.locator("[data-act=keys]").press("Enter")
    later = asked(hub, "h-003", "腹痛", "green")
    await er.sees(later)
    await er.coming(red).press("k")
    assert (await focus(page))["row"] == red, "letters are switched off"
    await keys.press("ArrowUp")
    assert (await focus(page))["row"] == later
    says(hub, "withdraw-request", later, facilities=["h-003"])
    await expect(er.coming(red)).to_be_focused()


async def test_a_wall_shows_the_most_urgent_whole_without_a_name_and_counts_the_rest(
    hub: HubProcess, new_board: NewBoard
) -> None:
    er = await new_board(wall=True)
    await opened(er, hub, "screen-h-002", wall=True)
    coming = on_the_way(hub, "h-002", "screen-h-002")
    mild = [asked(hub, "h-002", f"軽症{number}", "green") for number in range(11)]
    red = asked(hub, "h-002", "呼吸困難", "red")

    await expect(er.coming(coming)).to_be_visible()
    await expect(er.page.locator("er-waiting")).to_have_count(12)
    await expect(er.page.locator("er-waiting").first).to_have_attribute("data-case", red)
    rest = er.page.locator("er-list.waiting [data-beyond]")
    await expect(rest).to_contain_text("ほか")
    hidden = int(await rest.get_attribute("data-beyond") or 0)
    assert 3 <= hidden <= 9
    await expect(rest).to_contain_text(f"ほか {hidden} 件")
    assert await er.page.evaluate(CUT) == 0, "a row stands whole or not at all"
    sizes = await er.page.evaluate(SIZES)
    assert set(sizes) == {".complaint", ".who", ".value", ".line b", ".clocks dd", ".eta b"}
    assert min(sizes.values()) >= 28, sizes
    await expect(er.page.locator("er-board")).not_to_contain_text("太郎")
    await expect(er.waiting(red)).to_have_attribute("data-state", "displayed")
    assert "displayed_at" not in request_of(hub, mild[-1], "h-002"), "what no eye could see is not displayed"
    await in_english(er.page)
    assert await left_in_japanese(er.page) == []
    assert await unnamed(er.page) == []
    assert await lost_at_zoom(er.page) == []


async def test_who_gets_worse_is_seen_at_once_and_heard_until_somebody_has_seen_it(
    hub: HubProcess, new_page: NewPage
) -> None:
    er = ErBoard(await new_page(DESK))
    await er.page.add_init_script(COUNT_PULSES)
    case = on_the_way(hub, "h-001", "screen-h-001")
    await opened(er, hub, "screen-h-001")
    await expect(er.coming(case)).to_be_visible()
    if await er.page.locator("[data-act=mute]").is_enabled():  # what others left
        await er.page.locator("[data-act=mute]").click()
    before = await er.page.evaluate(PULSES)
    says(hub, "report-change", case, change="improved")
    await expect(er.coming(case)).to_contain_text("改善")
    assert await er.page.evaluate(PULSES) == before, "what needs no act makes no sound"

    says(hub, "report-change", case, change="deteriorated", detail="血圧低下")

    await expect(er.banner("worsened")).to_contain_text("悪化")
    await expect(er.banner("worsened")).to_contain_text("血圧低下")
    await expect(er.page.locator("[data-said=alert]")).to_contain_text("容態変化 悪化 胸痛")
    await er.page.wait_for_function("(before) => window.__pulses.length >= before + 30", arg=before)
    await er.page.locator("[data-act=open-change]").click()
    await expect(er.page.locator("er-detail .worse")).to_contain_text("血圧低下")
    await er.page.locator("[data-act=seen-change]").click()
    await expect(er.banner("worsened")).to_have_count(0)


async def test_pictures_open_over_the_whole_screen_and_a_pdf_in_a_window(
    hub: HubProcess, new_board: NewBoard, pictures: tuple[bytes, bytes, bytes]
) -> None:
    er = await new_board()
    page, keys = er.page, er.page.keyboard
    ecg, photo, paper = pictures
    case = asked(hub, "h-001", "胸痛と冷汗")
    await opened(er, hub, "screen-h-001b")
    seen = attaches(hub, case, "ecg-12-lead", ecg, is_identifying=False, title="ST上昇")
    hidden = attaches(hub, case, "injury", photo)
    await er.waiting(case).click(position={"x": 200, "y": 20})
    await expect(page.locator(f"[data-attachment='{seen}']")).to_contain_text("12誘導心電図 ST上昇")
    await expect(page.locator(f"[data-attachment='{hidden}']")).to_have_count(0)
    await er.accepts(case)
    booklet = attaches(hub, case, "medication", paper)

    await page.locator(f"[data-attachment='{seen}']").press("Enter")
    dialog = page.locator("picture-viewer dialog")
    await expect(dialog).to_have_attribute("data-picture", seen)
    await page.wait_for_function("""() => { let at = document.activeElement;
      while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
      return at.getRootNode().querySelector('canvas').width === 640 }""")
    await keys.press("+")
    await expect(dialog.locator("output")).to_have_text("150%")
    await dialog.locator(".stage").dispatch_event("wheel", {"deltaY": -100})
    await expect(dialog.locator("output")).to_have_text("165%")
    await keys.press("ArrowRight")
    await expect(dialog).to_have_attribute("data-picture", hidden)
    await expect(dialog.locator("output")).to_have_text("100%")
    await in_english_dialog(er)
    await keys.press("Escape")
    await expect(dialog).to_be_hidden()
    await expect(page.locator(f"[data-attachment='{seen}']")).to_be_focused()

    await page.locator(f"[data-attachment='{hidden}']").click()
    await expect(dialog).to_be_visible()
    await page.go_back()
    await expect(dialog).to_be_hidden()
    await expect(er.coming(case)).to_be_visible()
    assert await page.evaluate("location.pathname") == "/er"

    async with page.context.expect_page() as window:
        await page.locator(f"[data-attachment='{booklet}']").click()
    assert not (await window.value).url.startswith("http")  # the hub is not asked again, and no address names the file


async def in_english_dialog(er: ErBoard) -> None:
    """The viewer is a page of its own to a reader of the screen."""
    assert [each for each in await unnamed(er.page) if "button" in each] == []


async def test_the_right_patient_is_received_on_paper_and_signed_for(hub: HubProcess, new_board: NewBoard) -> None:
    er = await new_board()
    case, other = (on_the_way(hub, "h-001", "screen-h-001") for _ in range(2))
    says(hub, "hand-over", case, summary="酸素6L")
    await opened(er, hub, "screen-h-001")
    await er.coming(case).press("Enter")
    scan, match = er.page.locator("[data-field=scan]"), er.page.locator("[data-match]")

    await scan.fill(f"{hub.url}/cases/{other}")
    await expect(match).to_have_attribute("data-match", "false")
    await expect(match).to_contain_text("別の傷病者")
    await scan.fill(case[-6:])
    await expect(match).to_have_attribute("data-match", "true")
    await scan.fill(f"{hub.url}/cases/{case}")
    await expect(match).to_contain_text("この傷病者です")

    async with er.page.context.expect_page():
        await er.page.locator("[data-act=sheet]").click()
    await expect(er.page.locator("er-receipt .wrong")).to_have_count(0)
    await er.page.locator("[data-act=receive]").click()
    await expect(er.page.locator("er-receipt .good-tag")).to_be_visible()
    await expect(er.coming(case)).to_contain_text("引継受領済")


async def test_capacity_is_said_by_taps_renewed_stopped_with_a_reason_and_taken_up_again(
    hub: HubProcess, new_board: NewBoard
) -> None:
    er = await new_board()
    await opened(er, hub, "screen-h-002")
    panel = er.page.locator("er-capacity")

    def level(specialty: str, code: str) -> str:
        return f"[data-level='{specialty}:{code}']"

    await er.page.locator("[data-act=capacity]").click()
    await expect(panel.locator("[data-stale]")).to_contain_text("2科")
    await panel.locator("[data-hours='2']").click()
    await panel.locator(level("emergency", "good")).click()
    await panel.locator(level("surgery", "limited")).click()
    await expect(panel.locator("[data-stale]")).to_have_count(0)
    await expect(panel.locator(level("surgery", "limited"))).to_have_attribute("aria-pressed", "true")

    await panel.locator("[data-act=stop-all]").click()
    await panel.locator("[data-stop='満床']").click()
    for specialty in ("emergency", "surgery"):
        await expect(panel.locator(level(specialty, "none"))).to_have_attribute("aria-pressed", "true")
    await expect(panel).to_contain_text("満床")
    await panel.locator("[data-act=resume]").click()
    await expect(panel.locator(level("emergency", "good"))).to_have_attribute("aria-pressed", "true")
    await expect(panel).not_to_contain_text("満床")
    await panel.locator("[data-hours='24']").click()
    await panel.locator("[data-act=renew-all]").click()
    await expect(panel.locator(level("surgery", "limited"))).to_have_attribute("aria-pressed", "true")


async def test_an_accept_that_comes_second_loses_and_says_so(hub: HubProcess, new_board: NewBoard) -> None:
    er = await new_board()
    async with Cable(hub.port) as cable:
        await er.open(cable.url, hub.code("screen-h-003"))
        case = asked(hub, "h-003", "脳卒中疑い")
        says(hub, "request-acceptance", case, facilities=["h-001"])
        await er.sees(case)
        await cable.cut()
        await er.waiting(case).locator("[data-act=accept]").click()
        await expect(er.waiting(case)).to_contain_text("回答を送信中")
        says(hub, "answer-request", case, "screen-h-001", answer="accept")
        await cable.mend()

        await expect(er.page.locator(".notices .bad")).to_be_visible()
        await expect(er.page.locator(".notices")).to_contain_text("他院が応需")
        await expect(er.waiting(case)).to_have_count(0)
        await expect(er.coming(case)).to_have_count(0)


async def test_a_clock_that_is_wrong_a_second_tab_and_a_reload_change_nothing(
    hub: HubProcess, new_board: NewBoard
) -> None:
    er = await new_board()
    await er.page.clock.install(time=datetime.now(UTC) + timedelta(minutes=10))
    await er.open(hub.url, hub.code("screen-h-003"))
    case = asked(hub, "h-003", "時計", "red")
    await er.sees(case)
    waited = await er.waiting(case).locator("[data-waited]").inner_text()
    assert int(waited.split(":")[0]) < 2, "the seconds are the hub's, not this device's"
    hours, minutes, _ = map(int, (await er.page.locator("header .now").inner_text()).split(":"))
    now = datetime.now(JAPAN)
    away = abs((hours * 60 + minutes) - (now.hour * 60 + now.minute))
    assert min(away, 1440 - away) <= 2, "so is its clock"

    tab = ErBoard(await er.page.context.new_page())
    await tab.page.goto(f"{hub.url}/er")
    await tab.sees(case)
    await tab.waiting(case).locator("[data-act=acknowledge]").click()
    await expect(er.waiting(case)).to_have_attribute("data-state", "acknowledged")

    await er.page.reload()
    await er.sees(case)
    await expect(er.waiting(case)).to_have_attribute("data-state", "acknowledged")
    await expect(er.banner("silent")).to_be_visible()
    await er.accepts(case)
    await expect(tab.coming(case)).to_be_visible()


async def test_the_screens_of_a_desk_are_for_everybody(hub: HubProcess, new_board: NewBoard) -> None:
    er = await new_board()
    headache = asked(hub, "h-001", "頭痛", "yellow", specialty="stroke", message="突然発症")
    says(hub, "acknowledge", headache, "screen-h-001")
    case = on_the_way(hub, "h-001", "screen-h-001", "背部痛")
    says(hub, "report-change", case, change="deteriorated")
    await opened(er, hub, "screen-h-001b")
    await in_english(er.page)
    await expect(er.coming(case)).to_be_visible()

    for look in ("coming", "waiting", "capacity", "glass"):
        if look == "coming":
            await er.coming(case).click()
        elif look == "waiting":
            await er.page.locator("er-waiting .complaint").first.click()
            await er.page.locator("er-waiting").first.locator("[data-act=decline]").click()
        else:
            await er.page.locator(f"[data-act={look}]").click()
        assert await left_in_japanese(er.page) == [], look
        assert await unnamed(er.page) == [], look
        assert await lost_at_zoom(er.page) == [], look
    assert await unreached_by_keyboard(er.page) == []
    assert await moving(er.page) == []
