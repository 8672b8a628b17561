"""Silence cannot be missed: no sound, no screen, no network, no hub."""

from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import expect

from tests.e2e_browser.cable import Cable
from tests.e2e_browser.screens import CrewScreen, ErBoard
from tests.world import HubProcess

pytestmark = pytest.mark.browser
NewCrew = Callable[[], Awaitable[CrewScreen]]
NewBoard = Callable[..., Awaitable[ErBoard]]


async def test_a_board_without_sound_says_so_here_and_to_the_crew(
    hub: HubProcess, new_crew: NewCrew, new_board: NewBoard
) -> None:
    er, crew = await new_board(), await new_crew()
    await crew.open(hub.url, hub.code("tablet-u-001"))
    await er.open(hub.url, hub.code("screen-h-002"), armed=False)
    await crew.reports_chest_pain()
    silent = crew.page.locator("[data-hospital=h-002] [data-silent]")

    await expect(er.banner("silent")).to_contain_text("無音")
    await expect(silent).to_contain_text("画面なし・電話", timeout=10_000)
    await expect(crew.page.locator("crew-candidate", has=silent).locator("a[href^='tel:']")).to_be_visible()

    await er.page.locator("[data-act=arm]").click()
    await expect(er.banner("silent")).to_be_hidden()
    await expect(silent).to_be_hidden(timeout=10_000)

    await er.page.reload()
    await expect(er.banner("silent")).to_be_visible()
    await expect(silent).to_be_visible(timeout=15_000)


async def test_silencing_lasts_a_minute_and_is_not_acknowledging(
    hub: HubProcess, new_crew: NewCrew, new_board: NewBoard
) -> None:
    er, crew = await new_board(), await new_crew()
    await er.open(hub.url, hub.code("screen-h-003"))
    await crew.open(hub.url, hub.code("tablet-u-002"))
    case = await crew.reports_chest_pain()
    await crew.asks("h-003")
    await er.sees(case)

    await er.page.locator("[data-act=mute]").click()

    await expect(er.page.locator("[data-act=mute]")).to_contain_text("消音中")
    await crew.sees("h-003", "displayed")


async def test_a_board_that_hears_nothing_says_for_how_long_and_recovers_by_itself(
    own_hub: HubProcess, new_crew: NewCrew, new_board: NewBoard
) -> None:
    er, crew = await new_board(), await new_crew()
    await er.page.clock.install()
    await er.open(own_hub.url, own_hub.code("screen-h-001"))
    await crew.open(own_hub.url, own_hub.code("tablet-u-001"))
    case = await crew.reports_chest_pain()
    await crew.asks("h-001")
    await er.sees(case)
    await crew.has_sent_everything()

    own_hub.kill()
    await expect(er.page.locator(".link.open")).to_be_hidden()
    await expect(er.banner("dead")).to_be_hidden()
    await er.page.clock.fast_forward(15_000)
    await expect(er.banner("dead")).to_contain_text("接続断")
    await expect(er.banner("dead")).to_contain_text("秒")
    await expect(er.waiting(case)).to_be_visible()

    own_hub.start()
    await expect(er.banner("dead")).to_be_hidden()
    await expect(er.page.locator(".link.open")).to_be_visible()
    await er.accepts(case)
    await crew.sees("h-001", "accepted")


async def test_a_crew_without_a_network_loses_nothing_not_even_by_a_reload(
    hub: HubProcess, new_crew: NewCrew, new_board: NewBoard
) -> None:
    er, crew = await new_board(), await new_crew()
    await er.open(hub.url, hub.code("screen-h-001"))
    async with Cable(hub.port) as cable:
        await crew.open(cable.url, hub.code("tablet-u-001b"))
        await crew.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        await crew.page.wait_for_function("() => navigator.serviceWorker.controller !== null")

        await cable.cut()
        case = await crew.reports_chest_pain()
        await crew.asks("h-001")
        await crew.stamps("on-scene")
        await crew.measures(heart_rate=118, spo2=91)
        before = [item["kind"] for item in await crew.outbox()]
        assert {item["state"] for item in await crew.outbox()} <= {"queued", "sending"}

        await crew.page.reload()
        await expect(crew.page.locator(f"[data-case='{case}']")).to_contain_text("胸痛")
        await crew.part("hospitals")
        await expect(crew.page.locator("[data-asked=h-001]")).to_contain_text("未送信")
        await crew.stamps("patient-contact")
        assert [item["kind"] for item in await crew.outbox()] == [*before, "stamp-time"]

        await cable.mend()
        await crew.has_sent_everything()
        await er.sees(case)

        sent = await crew.outbox()
        versions = [item["version"] for item in sent if item["case"] == case]
        assert [item["kind"] for item in sent] == [*before, "stamp-time"]
        assert versions == sorted(set(versions))
        document = hub.get(f"/cases/{case}", "console-fd-01").body["document"]
        assert len(document["observations"]) == 2
        assert set(document["times"]) == {"on-scene", "patient-contact"}
        assert set(document["requests"]) == {"h-001"}
        await expect(crew.page.locator(".unsent")).to_have_count(0)


async def test_a_crew_screen_does_not_stay_blank_where_the_network_swallows_everything(
    hub: HubProcess, new_crew: NewCrew
) -> None:
    crew = await new_crew()
    async with Cable(hub.port) as cable:
        await crew.open(cable.url, hub.code("tablet-u-001b"))
        await crew.page.wait_for_function("() => navigator.serviceWorker.controller !== null")
        cable.swallow()

        await crew.page.reload(wait_until="commit")

        await expect(crew.page.locator("[data-act=new-case]")).to_be_visible(timeout=10_000)
