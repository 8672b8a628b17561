"""The command centre: its call opens the case on the crew's screen, and its own screen shows which case is stuck."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.e2e_browser.axe import NEEDS_AXE, violations, violations_day_and_night
from tests.e2e_browser.conftest import NewPage
from tests.e2e_browser.plain import in_english, left_in_japanese, lost_at_zoom, unnamed, unreached_by_keyboard
from tests.e2e_browser.screens import DESK, TABLET, WALL, CrewScreen, opened_again
from tests.world import HubProcess, Json, new_case, now, submission, with_more_hospitals

pytestmark = pytest.mark.browser
NewCrew = Callable[[], Awaitable[CrewScreen]]
WITHIN_MS = 30_000
WALL_CALLER = "wall-fd-01"


@pytest.fixture(scope="module")
async def hub(
    new_database: Callable[[], Awaitable[str]], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[HubProcess]:
    """A hub with enough hospitals for a difficult case."""
    process = HubProcess(await new_database(), tmp_path_factory.mktemp("hub-command-center"))
    prefecture = with_more_hospitals(2)
    wall = {"id": WALL_CALLER, "organisation": "fd-01", "role": "command-center", "unit": None, "name": "指令センター"}
    prefecture["callers"].append(wall)
    yield process.enrol(prefecture).start()
    process.stop()


def called(hub: HubProcess, unit: str, number: str, complaint: str) -> str:
    """A command centre takes a call and sends a unit."""
    case, said = new_case(), {"scene_address": f"架空市番地町{number}", "call_report": "冷汗あり、意識清明"}
    data: dict[str, Any] = {"incident_number": number, "unit": unit, "chief_complaint": complaint, "age_years": 70}
    call = submission("open-incident", case, call_received_at=now(), **data, **said)
    assert hub.post("console-fd-01", call).status == 201
    return case


def posts(hub: HubProcess, caller: str, *said: Json) -> None:
    answer = hub.post(caller, list(said))
    assert [each["status"] for each in answer.body] == [201] * len(said), answer.body


def minutes_ago(minutes: int) -> str:
    return (datetime.now(UTC) - timedelta(minutes=minutes)).isoformat()


async def test_the_case_of_the_call_opens_by_itself_and_the_crew_asks_a_hospital_about_it(
    hub: HubProcess, new_crew: NewCrew
) -> None:
    crew = await new_crew()
    await crew.open(hub.url, hub.code("tablet-u-001"))

    case = called(hub, "u-001", "0417", "胸痛")

    call = crew.page.locator("[data-call]")
    await expect(call).to_contain_text("架空市番地町0417", timeout=WITHIN_MS)
    await expect(call).to_contain_text("冷汗あり、意識清明", timeout=WITHIN_MS)
    await expect(crew.page.locator(".title h2")).to_have_text("胸痛", timeout=WITHIN_MS)
    await expect(crew.page.locator(".title")).to_contain_text("70歳", timeout=WITHIN_MS)
    await crew.tap("[data-act=to-hospitals]")
    await crew.asks("h-001")
    await expect(crew.page.locator("[data-asked='h-001']")).to_be_visible(timeout=WITHIN_MS)
    assert await crew.page.evaluate("document.querySelector('crew-screen')._case") == case
    assert [item["kind"] for item in await crew.outbox()] == ["request-acceptance"], "nothing was asked or told twice"


async def deliberately(page: Page) -> None:
    """Lets go by what a glove takes for one tap: the next one is meant."""
    await page.wait_for_function(
        "(from) => performance.now() - from > 700", arg=await page.evaluate("performance.now()")
    )


async def test_a_crew_that_begins_a_new_case_is_led_to_the_one_of_the_call(hub: HubProcess, new_crew: NewCrew) -> None:
    crew = await new_crew()
    await crew.open(hub.url, hub.code("tablet-u-002"))
    await crew.tap("[data-act=new-case]")
    await crew.has_sent_everything()
    own = await crew.page.evaluate("document.querySelector('crew-screen')._case")

    case = called(hub, "u-002", "0418", "腹痛")
    row = crew.page.locator(f"[data-case='{case}']")
    await expect(row).to_contain_text("指令", timeout=WITHIN_MS)
    await expect(crew.page.locator(f"[data-case='{own}'].here")).to_be_visible(timeout=WITHIN_MS)

    await deliberately(crew.page)
    await crew.tap("[data-act=new-case]")
    await expect(crew.page.locator(f"[data-case='{case}'].here")).to_be_visible(timeout=WITHIN_MS)
    await deliberately(crew.page)
    await crew.tap("[data-act=new-case]")
    await expect(crew.page.locator("nav .case")).to_have_count(3, timeout=WITHIN_MS)


async def opened(hub: HubProcess, page: Page) -> None:
    await page.goto(f"{hub.url}/command#code={hub.code(WALL_CALLER)}")
    await expect(page.locator(".link.open")).to_be_visible(timeout=WITHIN_MS)


async def test_the_command_centre_sees_which_case_is_stuck_and_who_has_not_answered(
    hub: HubProcess, new_page: NewPage
) -> None:
    page, stuck, near = await new_page(WALL), new_case(), new_case()
    emis = {"specialty": "emergency", "level": "limited", "source": "EMIS"}
    posts(hub, "screen-h-002", submission("publish-capacity", None, **emis))
    posts(
        hub,
        "tablet-u-001b",
        submission("open-case", stuck, chief_complaint="挟まれ", urgency="red"),
        submission("stamp-time", stuck, minutes_ago(31), mark="on-scene"),
        submission("request-acceptance", stuck, facilities=["h-001", "h-002", "h-003", "h-004"]),
    )
    posts(
        hub,
        "tablet-u-001b",
        submission("open-case", near, chief_complaint="めまい"),
        submission("stamp-time", near, minutes_ago(22), mark="on-scene"),
    )

    await opened(hub, page)

    row = page.locator(f"[data-case='{stuck}']")
    await expect(row).to_have_attribute("data-standing", "difficult", timeout=WITHIN_MS)
    await expect(row).to_contain_text("搬送困難", timeout=WITHIN_MS)
    await expect(row).to_contain_text("4回", timeout=WITHIN_MS)
    await expect(row.locator("[data-waiting]")).to_have_count(4, timeout=WITHIN_MS)
    await expect(row.locator("[data-waiting='h-001']")).to_contain_text("架空中央病院", timeout=WITHIN_MS)
    await expect(page.locator("tbody tr").first).to_have_attribute("data-case", stuck, timeout=WITHIN_MS)
    await expect(page.locator(f"[data-case='{near}']")).to_contain_text("困難に接近", timeout=WITHIN_MS)
    await expect(page.locator("[data-figure=difficult]")).to_have_text("1", timeout=WITHIN_MS)
    await expect(page.locator("[data-hospital='h-002']")).to_contain_text("△", timeout=WITHIN_MS)
    await expect(page.locator("[data-hospital='h-002']")).to_contain_text("EMIS", timeout=WITHIN_MS)
    await expect(page.locator("[data-hospital='h-001']")).to_contain_text("画面なし・電話", timeout=WITHIN_MS)

    posts(hub, "screen-h-001", submission("answer-request", stuck, answer="accept"))
    await expect(row.locator("[data-waiting]")).to_have_count(0, timeout=WITHIN_MS)
    await expect(row).to_contain_text("応需あり", timeout=WITHIN_MS)


async def test_the_command_centre_asks_for_the_crew_and_takes_down_what_a_hospital_said_on_the_telephone(
    hub: HubProcess, new_page: NewPage
) -> None:
    page, case = await new_page(WALL), new_case()
    opens = submission("open-case", case, chief_complaint="腹痛", urgency="yellow")
    posts(hub, "tablet-u-001b", opens, submission("request-acceptance", case, facilities=["h-001"]))
    await opened(hub, page)

    row, acts = page.locator(f"[data-case='{case}']"), page.locator(f"[data-acts='{case}'] command-acts")
    await row.locator("[data-act=act]").click(timeout=WITHIN_MS)
    await acts.locator("[data-asked='h-001'] [data-act=phone-no]").click(timeout=WITHIN_MS)
    await acts.locator("[data-asked='h-001'] [data-phone-reason=beds-full]").click()
    await expect(row.locator("[data-waiting]")).to_have_count(0, timeout=WITHIN_MS)
    await acts.locator("[data-ask='h-002']").click()
    await expect(row.locator("[data-waiting='h-002']")).to_be_visible(timeout=WITHIN_MS)

    requests = hub.get(f"/cases/{case}", "tablet-u-001b").body["document"]["requests"]
    assert (requests["h-001"]["state"], requests["h-001"]["reason"]) == ("declined", "beds-full")
    assert requests["h-002"]["is_on_behalf"]


async def test_a_request_that_nobody_answers_is_ended_and_each_side_sees_by_whom(
    hub: HubProcess, new_page: NewPage
) -> None:
    page, er, crew, case = await new_page(WALL), await new_page(DESK), await new_page(TABLET), new_case()
    opens = submission("open-case", case, chief_complaint="意識障害", urgency="red")
    posts(hub, "tablet-u-001b", opens, submission("request-acceptance", case, facilities=["h-003"]))
    await opened_again(er, hub, "er", "screen-h-003")
    await expect(er.locator(f"er-waiting[data-case='{case}']")).to_be_visible(timeout=WITHIN_MS)
    await opened(hub, page)
    acts = page.locator(f"[data-acts='{case}']")

    await page.locator(f"[data-case='{case}'] .patient").click(timeout=WITHIN_MS)
    await expect(acts.locator("command-course li", has_text="画面表示")).to_contain_text(
        "架空西病院", timeout=WITHIN_MS
    )
    await acts.locator("[data-asked='h-003'] [data-act=expire]").click()
    await acts.locator("[data-asked='h-003'] [data-act=expire-not]").click()
    await acts.locator("[data-asked='h-003'] [data-act=expire]").click()
    await acts.locator("[data-asked='h-003'] [data-act=expire-now]").click()

    await expect(acts.locator("[data-asked='h-003']")).to_have_count(0, timeout=WITHIN_MS)
    await expect(acts.locator("command-course li").first).to_contain_text("指令センターが失効", timeout=WITHIN_MS)
    await expect(acts.locator("[data-ask='h-003']")).to_be_visible()
    await expect(er.locator(f"er-waiting[data-case='{case}']")).to_have_count(0, timeout=WITHIN_MS)
    await expect(er.locator(".notices")).to_contain_text("指令センターが失効", timeout=WITHIN_MS)
    await opened_again(crew, hub, "crew", "tablet-u-001b")
    await crew.locator(f"nav [data-case='{case}']").click(timeout=WITHIN_MS)
    await crew.locator("[data-part='hospitals']").click()
    await expect(crew.locator("[data-asked='h-003']")).to_contain_text("指令センターが失効", timeout=WITHIN_MS)

    await page.locator("[data-act=mode]").click()
    for act in ("[data-code='multiple-casualties']", "[data-act=declare]"):
        await page.locator(f"command-mode {act}").click()
    for screen in (page, er, crew):
        await expect(screen.locator("[data-banner=mode]")).to_contain_text("多数傷病者", timeout=WITHIN_MS)
        await expect(screen.locator("[data-banner=mode]")).to_contain_text("架空市消防局", timeout=WITHIN_MS)
    await page.locator("[data-act=mode]").click()
    await page.locator("command-mode [data-act=normal]").click()
    await expect(er.locator("[data-banner=mode]")).to_have_count(0, timeout=WITHIN_MS)


async def test_a_call_is_taken_down_by_keyboard_alone_and_a_unit_is_sent(hub: HubProcess, new_page: NewPage) -> None:
    page = await new_page(WALL)
    keyboard = page.keyboard
    await opened(hub, page)

    await page.locator("[data-act=call]").focus()
    await keyboard.press("Enter")
    await expect(page.locator("command-call [name=scene_address]")).to_be_focused(timeout=WITHIN_MS)
    await keyboard.type("架空市駅前9")
    await keyboard.press("Tab")
    await keyboard.type("背部痛")
    await page.locator("command-call [data-code='u-001']").focus()
    await keyboard.press("Space")
    await page.locator("command-call [data-act=send-call]").focus()
    await keyboard.press("Enter")

    row = page.locator("[data-case]", has_text="背部痛")
    await expect(row).to_contain_text("架空救急1", timeout=WITHIN_MS)
    await expect(page.locator("[data-act=call]")).to_be_focused()
    case = await row.get_attribute("data-case")
    incident = hub.get(f"/cases/{case}", "tablet-u-001b").body["document"]["incident"]
    assert (incident["scene_address"], incident["type"]) == ("架空市駅前9", "sudden-illness")
    assert incident["number"], "a number is proposed"

    await row.locator("[data-act=act]").press("Enter")
    await expect(page.locator(f"[data-acts='{case}'] .call")).to_contain_text("架空市駅前9")
    await page.locator("[data-view=matrix]").press("Enter")
    await expect(page.locator("command-matrix tbody tr")).to_have_count(5)
    await page.reload()
    await expect(page.locator("command-matrix tbody tr")).to_have_count(5, timeout=WITHIN_MS)
    await page.go_back()
    await expect(page.locator(f"[data-acts='{case}']")).to_be_visible(timeout=WITHIN_MS)


async def test_who_takes_a_specialty_now_stands_first_by_whose_word_and_how_old(
    hub: HubProcess, new_page: NewPage
) -> None:
    page, old = await new_page(WALL), minutes_ago(7 * 60)
    for hospital, level, at in (("h-002", "none", now()), ("h-003", "good", old), ("h-004", "possible", now())):
        posts(hub, f"screen-{hospital}", submission("publish-capacity", None, at, specialty="stroke", level=level))
    far = {"scene_latitude": 34.05, "scene_longitude": 132.05}
    case = new_case()
    data = {"incident_number": "0999", "unit": "u-002", "call_received_at": now(), "chief_complaint": "片麻痺"}
    second = submission("open-incident", new_case(), **{**data, "unit": "u-001"})
    posts(hub, "console-fd-01", submission("open-incident", case, **data, **far), second)
    await opened(hub, page)
    await page.locator(f"[data-case='{case}'] [data-act=act]").click(timeout=WITHIN_MS)

    await page.locator("[data-act=specialty]").select_option("stroke")
    names = page.locator("command-takers [data-hospital]")
    await expect(names.first).to_have_attribute("data-hospital", "h-004", timeout=WITHIN_MS)
    await expect(names.last).to_have_attribute("data-hospital", "h-002")
    await expect(names.first).to_contain_text("km")
    await expect(page.locator("command-takers [data-hospital='h-003']")).to_contain_text("期限切れ")
    await page.locator("[data-view=matrix]").click()
    await page.locator("[data-specialty=stroke]").click()
    rows = page.locator("command-matrix tbody tr")
    await expect(rows.first).to_have_attribute("data-hospital", "h-004")
    await expect(page.locator("[data-hospital='h-002'] [data-level=none]").first).to_be_visible()


async def test_the_command_centres_screen_is_plain_in_english_by_keyboard_by_ear_and_at_twice_the_size(
    hub: HubProcess, new_page: NewPage
) -> None:
    page, case = await new_page(DESK), new_case()
    tag = submission("record-triage", case, category="red", method="start", tag_number="1")
    opens = submission("open-case", case, chief_complaint="胸痛", incident_number="0777")
    posts(hub, "tablet-u-001b", opens, tag, submission("request-acceptance", case, facilities=["h-001"]))
    posts(hub, "console-fd-01", submission("declare-mode", None, mode="alert", district="北区"))
    await opened(hub, page)
    await in_english(page)

    await page.locator("[data-incident='0777']").click(timeout=WITHIN_MS)
    await page.go_back()
    await page.locator("[data-act=act]").first.click()
    for view in ("cases", "matrix", "casualties"):
        await page.locator(f"[data-view={view}]").click()
        assert await left_in_japanese(page) == []
        assert await unnamed(page) == []
        assert await unreached_by_keyboard(page) == []
        assert await lost_at_zoom(page) == []
    for what in ("call", "mode"):
        await page.locator(f"[data-act={what}]").click()
        assert await left_in_japanese(page) == []
        assert await unnamed(page) == []
        await page.keyboard.press("Escape")
    posts(hub, "console-fd-01", submission("declare-mode", None, mode="normal", district="北区"))


@NEEDS_AXE
async def test_the_command_centres_screen_keeps_wcag_by_day_and_by_night(hub: HubProcess, new_page: NewPage) -> None:
    page, stuck, late = await new_page(WALL), new_case(), minutes_ago(31)
    posts(
        hub,
        "tablet-u-001b",
        submission("open-case", stuck, chief_complaint="挟まれ", urgency="red"),
        submission("stamp-time", stuck, late, mark="on-scene"),
        submission("request-acceptance", stuck, facilities=["h-001", "h-002", "h-003", "h-004"]),
    )
    await opened(hub, page)
    await expect(page.locator(f"[data-case='{stuck}'][data-standing=difficult]")).to_be_visible(timeout=WITHIN_MS)
    await page.locator(f"[data-case='{stuck}'] [data-act=act]").click()

    assert await violations_day_and_night(page) == []
    await page.locator("[data-view=matrix]").click()
    assert await violations_day_and_night(page) == []
    for what in ("call", "mode"):
        await page.locator(f"[data-act={what}]").click()
        assert await violations(page) == []
        await page.keyboard.press("Escape")


async def test_a_case_becomes_difficult_with_four_inquiries_and_half_an_hour_and_not_before(
    hub: HubProcess, new_page: NewPage
) -> None:
    page = await new_page(WALL)
    await page.goto(f"{hub.url}/command")
    script = """async () => {
      const { commandRows } = await import("/static/command-cases.js");
      const now = Date.parse("2026-11-26T10:00:00Z");
      const ago = (minutes) => new Date(now - minutes * 60000).toISOString();
      const asked = (number, at = ago(0.5)) => Object.fromEntries(
        Array.from({ length: number }, (_, each) => [`h-${each}`, { state: "requested", requested_at: at }]));
      const said = {
        four_short: { requests: asked(4), times: { "on-scene": ago(19) } },
        three_long: { requests: asked(3), times: { "on-scene": ago(40) } },
        difficult: { requests: asked(4, ago(2)), times: { "on-scene": ago(30) } },
        left_in_time: { requests: asked(4), times: { "on-scene": ago(40), "departed-scene": ago(20) } },
        accepted: { requests: { ...asked(2), "h-9": { state: "accepted" } }, times: { "on-scene": ago(25) } },
        taken_back: { requests: { ...asked(2), "h-9": { state: "declined" } }, times: { "on-scene": ago(25) } },
        conditional: { requests: { ...asked(2), "h-9": { state: "conditional" } }, times: { "on-scene": ago(25) } },
        late_accept: { requests: { ...asked(3), "h-9": { state: "accepted" } }, times: { "on-scene": ago(31) } },
        decided: { requests: asked(3), times: { "on-scene": ago(25) }, destination: { facility: "h-0" } },
        handed_over: { requests: asked(5), times: { "on-scene": ago(90) }, handover: {} },
        under_way: {},
        closed: { status: "closed", requests: asked(5), times: { "on-scene": ago(40) } },
      };
      const documents = Object.fromEntries(Object.entries(said).map(([id, held]) => [id, { case: id, ...held }]));
      const rows = commandRows({ ...documents, "fd-01": { department: "fd-01", modes: {} } }, now);
      const standings = Object.fromEntries(rows.map(({ id, standing }) => [id, standing]));
      return { first: rows[0].id, standings, late: rows[0].waiting[0], never: rows.at(-1).sceneS };
    }"""

    found = await page.evaluate(script)

    assert found["standings"] == {
        "difficult": "difficult",
        "late_accept": "difficult",
        "accepted": "",
        "taken_back": "near",
        "conditional": "near",
        "four_short": "near",
        "three_long": "near",
        "left_in_time": "",
        "decided": "",
        "handed_over": "",
        "under_way": "",
    }
    assert found["first"] in {"difficult", "late_accept"}
    assert (found["late"]["seconds"], found["late"]["isLate"]) == (120, True)
    assert found["never"] is None
