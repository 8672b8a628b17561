"""The two screens as people use them: what a nurse and a crew tap, and what they then see.

Only taps of a finger, keys of a keyboard and what stands on the glass: no test reaches behind the page but to count.
"""

import re
import shutil
from dataclasses import dataclass
from typing import Any, Final

from playwright.async_api import Locator, Page, ViewportSize, expect

from tests.keys import key_of
from tests.world import HubProcess

CHROMIUM: Final = next(
    filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"))), None
)
"""The Chromium of this machine, first the one without a desktop's frame, whose own pages cost as much as ours; without
any it is Playwright's."""
LAUNCH: Final = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
TABLET: Final[ViewportSize] = {"width": 1180, "height": 820}
TABLET_UPRIGHT: Final[ViewportSize] = {"width": 820, "height": 1180}
TELEPHONE: Final[ViewportSize] = {"width": 390, "height": 844}
DESK: Final[ViewportSize] = {"width": 1280, "height": 800}
WALL: Final[ViewportSize] = {"width": 1920, "height": 1080}

COUNT_TAPS: Final = """
  window.__taps = 0;
  addEventListener('click', (event) => { if (event.isTrusted) window.__taps += 1; }, true);
  // no telephone is here to take a call: Chromium, which looks for one, hears no taps meanwhile
  addEventListener('click', (event) => {
    if (event.composedPath().some((each) => each.protocol === 'tel:')) event.preventDefault();
  });
"""
HOLD_KEY: Final = """async ([screen, caller, jwk, secret]) => {
  const { DeviceKey } = await import('/static/device-key.js');
  const kind = { name: 'ECDSA', namedCurve: 'P-256' };
  const privateKey = await crypto.subtle.importKey('jwk', secret, kind, false, ['sign']);
  await new DeviceKey({ pair: { privateKey }, jwk }).keep(caller);
  sessionStorage.setItem(`kyukyu.${screen}.session`, JSON.stringify({ caller }));
}"""
OUTBOX: Final = """() => document.querySelector('crew-screen').desk.outbox.items.map(
  ({ kind, state, receipt, case: id }) => ({ kind, state, case: id, version: receipt?.version }))"""


async def opened_again(page: Page, hub: HubProcess, screen: str, caller: str) -> None:
    """Opens a screen that was enrolled before: its browser holds its key, and its tab knows who it is."""
    key = key_of(caller)
    await page.goto(f"{hub.url}/static/icon.svg")
    await page.evaluate(HOLD_KEY, [screen, caller, key.jwk, key.secret_jwk])
    await page.goto(f"{hub.url}/{screen}")
    await expect(page.locator(".link.open")).to_be_visible(timeout=30_000)


async def with_authenticator(page: Page) -> None:
    """Gives a browser an authenticator that verifies its user at once."""
    devtools = await page.context.new_cdp_session(page)
    await devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    await devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


@dataclass
class CrewScreen:
    """The tablet of a crew."""

    page: Page

    async def open(self, url: str, code: str) -> None:
        """Enrols the tablet and waits until it hears the hub."""
        await self.page.goto(f"{url}/crew#code={code}")
        await self.hears_the_hub()

    async def hears_the_hub(self) -> None:
        """Waits until the screen says that it is connected."""
        await expect(self.page.locator(".link.open")).to_be_visible(timeout=30_000)

    async def tap(self, selector: str) -> None:
        """Taps what a selector names."""
        await self.page.locator(selector).first.click()

    async def reports_chest_pain(self) -> str:
        """Starts a case and states what a hospital must know; returns the case."""
        await self.tap("[data-act=new-case]")
        for chip in ("elderly", "male", "胸痛", "1", "stemi-suspected", "red"):
            await self.tap(f"crew-patient [data-code='{chip}']")
        await self.tap("[data-act=to-hospitals]")
        case: str = await self.page.evaluate("document.querySelector('crew-screen')._case")
        return case

    async def asks(self, *hospitals: str) -> None:
        """Picks hospitals and sends the request."""
        for hospital in hospitals:
            await self.tap(f"[data-hospital='{hospital}']")
        await self.tap("[data-act=ask]")

    async def heard_yes(self, hospital: str) -> None:
        """Telephones a hospital that was asked; it says yes, and the crew goes there."""
        await self.tap(f"[data-asked='{hospital}'] a[href^='tel:']")
        await self.tap(f"[data-asked='{hospital}'] [data-act=phone-yes]")

    async def sees(self, hospital: str, state: str) -> None:
        """Waits until the request at a hospital stands so."""
        await expect(self.page.locator(f"[data-asked='{hospital}'][data-state='{state}']")).to_be_visible(
            timeout=10_000
        )

    async def part(self, name: str) -> None:
        """Opens a part of the case."""
        await self.tap(f"[data-part='{name}']")

    async def stamps(self, mark: str) -> None:
        """Presses the big button of the next time mark."""
        button = self.page.locator("[data-act=stamp]")
        await expect(button).to_have_attribute("data-mark", mark)
        await button.click()

    async def measures(self, **values: int) -> None:
        """Enters vital signs on the number pad and records them."""
        await self.part("vitals")
        for field, value in values.items():
            await self.tap(f"[data-vital='{field}']")
            for digit in str(value):
                await self.tap(f"[data-key='{digit}']")
        await self.tap("[data-act=save-vitals]")

    async def learns(self, case: str, *words: str) -> None:
        """Looks at what became of a patient it has brought; a name is never among it."""
        await self.tap("[data-act=past]")
        past = self.page.locator(f"[data-past='{case}']")
        for word in words:
            await expect(past).to_contain_text(word)
        await expect(past).not_to_contain_text("太郎")

    async def outbox(self) -> list[dict[str, Any]]:
        """Returns what the outbox holds, in order."""
        items: list[dict[str, Any]] = await self.page.evaluate(OUTBOX)
        return items

    async def has_sent_everything(self) -> None:
        """Waits until nothing is unsent."""
        await expect(self.page.locator("[data-act=outbox]")).to_have_text(re.compile("✓"), timeout=30_000)

    async def taps(self) -> int:
        """Returns how often the screen was tapped since it was loaded."""
        count: int = await self.page.evaluate("window.__taps")
        return count


@dataclass
class ErBoard:
    """A hospital's board, at a desk or on a wall."""

    page: Page

    async def open(self, url: str, code: str, *, wall: bool = False, armed: bool = True) -> None:
        """Enrols the board and waits until it hears the hub; a person arms its sound."""
        await self.page.goto(f"{url}/er{'?wall' if wall else ''}#code={code}")
        await expect(self.page.locator(".link.open")).to_be_visible(timeout=15_000)
        if armed:
            await self.arms()

    async def arms(self) -> None:
        """Makes the board audible."""
        await self.page.locator("[data-act=arm]").click()
        await expect(self.banner("silent")).to_be_hidden()

    def banner(self, name: str) -> Locator:
        """Returns a banner by its name."""
        return self.page.locator(f"[data-banner='{name}']")

    def waiting(self, case: str) -> Locator:
        """Returns the row of a case that waits for an answer."""
        return self.page.locator(f"er-waiting[data-case='{case}']")

    def coming(self, case: str) -> Locator:
        """Returns the row of a case that was accepted."""
        return self.page.locator(f"er-coming[data-case='{case}']")

    async def sees(self, case: str) -> None:
        """Waits until a request stands on the board."""
        await expect(self.waiting(case)).to_be_visible(timeout=10_000)

    async def accepts(self, case: str) -> None:
        """Accepts with one tap."""
        await self.waiting(case).locator("[data-act=accept]").click()
        await expect(self.coming(case)).to_be_visible(timeout=10_000)

    async def declines(self, case: str, reason: str) -> None:
        """Declines with a reason of the national list."""
        await self.waiting(case).locator("[data-act=decline]").click()
        await self.waiting(case).locator(f"[data-reason='{reason}']").click()
        await expect(self.waiting(case)).to_be_hidden(timeout=10_000)
