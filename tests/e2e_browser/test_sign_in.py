"""A crew and a nurse sign in on the glass: with a passkey, through the hospital's own provider, or not at all."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from playwright.async_api import expect

from tests.e2e_browser.axe import violations_day_and_night
from tests.e2e_browser.conftest import NewPage
from tests.e2e_browser.plain import in_english, in_japanese, left_in_japanese
from tests.e2e_browser.screens import DESK, TABLET, CrewScreen, with_authenticator
from tests.identity_provider import needs_provider
from tests.staff import Staffed, code_for, staffed_hub

pytestmark = pytest.mark.browser

PATIENCE_MS = 30_000
SIGNED_IN = "[data-signed-in]"


@pytest.fixture(scope="module")
async def staffed(
    new_database: Callable[[], Awaitable[str]], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Staffed]:
    """A hub with persons, and the provider of identity of one hospital."""
    async with staffed_hub(await new_database(), tmp_path_factory.mktemp("hub-signing")) as running:
        yield running


def at_localhost(staffed: Staffed) -> str:
    """Returns where the hub is opened: an address of numbers has no passkeys."""
    return f"http://localhost:{staffed.hub.port}"


async def test_a_crew_goes_on_without_signing_in_and_signs_in_with_a_passkey_when_there_is_time(
    staffed: Staffed, new_page: NewPage
) -> None:
    page = await new_page(TABLET, is_touched=True)
    await with_authenticator(page)
    crew = CrewScreen(page)
    await crew.open(at_localhost(staffed), await asyncio.to_thread(staffed.hub.code, "tablet-u-001"))

    await crew.tap("[data-act=sign-in]")
    await expect(page.locator("[data-panel=sign-in]")).to_contain_text("サインインしなくても送信できます")
    assert await violations_day_and_night(page) == []
    await in_english(page)
    assert await left_in_japanese(page) == []
    await in_japanese(page)
    await page.locator("[data-act=passkey]").focus()
    await page.keyboard.press("Escape")
    await expect(page.locator("[data-panel=sign-in]")).to_have_count(0)
    await expect(page.locator("[data-act=sign-in]")).to_be_focused()
    await page.keyboard.press("Enter")
    await crew.tap("[data-act=go-on]")
    await expect(page.locator("[data-panel=sign-in]")).to_have_count(0)
    await crew.reports_chest_pain()

    await crew.tap("[data-act=sign-in]")
    await crew.tap("[data-act=with-code]")
    await page.locator("[data-field=code]").fill(await code_for(staffed.hub, "captain"))
    await crew.tap("[data-act=add-passkey]")
    await expect(page.locator(SIGNED_IN)).to_contain_text("架空 captain", timeout=PATIENCE_MS)

    await crew.tap("[data-act=sign-in]")
    await crew.tap("[data-person=captain] [data-act=sign-out]")
    await expect(page.locator(SIGNED_IN)).to_have_count(0, timeout=PATIENCE_MS)
    before = await page.evaluate("window.__taps")
    await crew.tap("[data-duty=captain]")
    await crew.tap("[data-act=passkey]")
    await expect(page.locator(SIGNED_IN)).to_have_text("隊長 架空 captain", timeout=PATIENCE_MS)
    assert await page.evaluate("window.__taps") - before == 2
    await expect(page.locator("[data-panel=sign-in]")).to_have_count(0)

    await page.reload()
    await expect(page.locator(SIGNED_IN)).to_have_text("隊長 架空 captain", timeout=PATIENCE_MS)


@needs_provider
async def test_a_nurse_is_led_to_the_hospitals_provider_and_back_to_the_board(
    staffed: Staffed, new_page: NewPage
) -> None:
    page = await new_page(DESK)
    code = await asyncio.to_thread(staffed.hub.code, "screen-h-001")
    await page.goto(f"{at_localhost(staffed)}/er#code={code}")
    await page.locator("[data-act=sign-in]").click(timeout=PATIENCE_MS)

    await page.locator("[data-act=provider]").click()

    await expect(page.locator(SIGNED_IN)).to_have_text("架空 nurse", timeout=PATIENCE_MS)
    assert page.url == f"{at_localhost(staffed)}/er", "nothing of the way stays in the address"
    await page.goto(f"{at_localhost(staffed)}/sign-in/callback?state=none&code=none")
    await expect(page.locator("sign-in-back [role=alert]")).to_be_visible(timeout=PATIENCE_MS)
