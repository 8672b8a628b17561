"""A crew without a network: an hour in a tunnel, a killed browser, two tabs, what was refused, what is left behind."""

import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.async_api import Browser, Page, expect

from tests.e2e_browser.cable import Cable
from tests.e2e_browser.conftest import NewPage
from tests.e2e_browser.screens import TABLET, CrewScreen
from tests.e2e_browser.tunnel import (
    NAME,
    SAY,
    is_loadable_without_a_network,
    killed,
    lies_in,
    says_everything_in_the_tunnel,
    tablet,
    until,
)
from tests.world import HubProcess

pytestmark = pytest.mark.browser

KEEPS: Final = timedelta(minutes=10)
LISTEN = """() => {
  window.settled = [];
  const { outbox } = document.querySelector('crew-screen').desk;
  outbox.addEventListener('settled', ({ detail: { item } }) =>
    window.settled.push([item.case, item.key, item.receipt?.version ?? null]));
}"""
LEFT = """async () => {
  const found = { salts: [], storage: [JSON.stringify(localStorage), JSON.stringify(sessionStorage)], rows: {} };
  const cache = await caches.open('kyukyu-seals');
  for (const path of await cache.keys()) {
    const salt = await (await cache.match(path)).arrayBuffer();
    found.salts.push(Array.from(new Uint8Array(salt)));
  }
  for (const { name } of await indexedDB.databases()) {
    const database = await new Promise((resolve) => {
      indexedDB.open(name).onsuccess = ({ target }) => resolve(target.result);
    });
    for (const store of database.objectStoreNames) {
      found.rows[`${name}/${store}`] = await new Promise((resolve) => {
        database.transaction(store).objectStore(store).getAllKeys().onsuccess = ({ target }) => resolve(target.result);
      });
    }
    database.close();
  }
  return found;
}"""
KEPT = """async () => {
  const { store } = document.querySelector('crew-screen').desk;
  const names = ['streams', 'directory', 'unit', 'case', 'keeps_s'];
  return JSON.stringify([await store.all(), await Promise.all(names.map((name) => store.recall(name)))]);
}"""
PLAIN = """async (name) => {
  const database = await new Promise((resolve) => {
    const opening = indexedDB.open('control', 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('plain');
    opening.onsuccess = () => resolve(opening.result);
  });
  const transaction = database.transaction('plain', 'readwrite', { durability: 'strict' });
  transaction.objectStore('plain').put({ patient: { family_name: name } }, 'a');
  await new Promise((resolve) => (transaction.oncomplete = resolve));
  database.close();
}"""


@pytest.fixture(scope="module")
async def hub(
    new_database: Callable[[], Awaitable[str]], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[HubProcess]:
    """A hub that lets tablets keep a case for ten minutes after its hand-over."""
    settings = {"KYUKYU_HEARTBEAT_S": "1", "KYUKYU_TABLET_KEEPS_S": str(KEEPS.total_seconds())}
    process = HubProcess(await new_database(), tmp_path_factory.mktemp("hub-offline"), settings).enrol().start()
    yield process
    process.stop()


def written(*texts: str) -> list[bytes]:
    """Returns the bytes by which a browser writes texts."""
    return [text.encode(encoding) for text in texts for encoding in ("utf-8", "utf-16-le")]


async def ends(crew: CrewScreen, case: str) -> None:
    await crew.part("handover")
    await crew.tap("[data-closing=transported]")
    await crew.tap("[data-act=close]")
    await expect(crew.page.locator(f"[data-case='{case}']")).to_be_hidden()
    await crew.has_sent_everything()


async def test_an_hour_in_a_tunnel_and_a_killed_browser_lose_nothing_and_nothing_is_left_afterwards(
    hub: HubProcess, chromium: Browser, tmp_path: Path
) -> None:
    profile = tmp_path / "profile"
    async with Cable(hub.port) as cable:
        async with tablet(chromium, profile) as crew:
            await crew.open(cable.url, hub.code("tablet-u-001"))
            await is_loadable_without_a_network(crew.page, profile)
            await cable.cut()
            case, said = await says_everything_in_the_tunnel(crew)
            assert lies_in(profile, *written(*NAME, case)) == []
            killed(profile)

        async with tablet(chromium, profile, ahead=timedelta(hours=1)) as crew:
            await crew.page.goto(f"{cable.url}/crew")
            await expect(crew.page.locator(f"[data-case='{case}']")).to_contain_text("胸痛")
            assert [(item["kind"], item["case"]) for item in await crew.outbox()] == said
            await crew.page.evaluate(LISTEN)

            await cable.mend()
            await crew.has_sent_everything()
            await expect(crew.page.locator("[data-clock]")).to_contain_text("端末の時計が 60 分進んでいます")
            settled: list[tuple[str, str, int]] = await crew.page.evaluate("window.settled")
            assert [version for _, _, version in settled] == list(range(1, len(said) + 1)), "in order, and each once"
            held = hub.get(f"/cases/{case}", "console-fd-01").body["document"]
            assert held["patient"]["family_name"] == NAME[0]
            began, ended = (datetime.fromisoformat(at) for at in (held["opened_at"], held["times"]["on-scene"]))
            assert timedelta(minutes=59) < ended - began < timedelta(minutes=65), "an hour is an hour"

            await crew.page.wait_for_function(f"(name) => ({KEPT})().then((kept) => kept.includes(name))", arg=NAME[0])
            assert lies_in(profile, *written(*NAME, case)) == []
            await ends(crew, case)
            await nothing_is_left(crew, cable, profile, case)


async def nothing_is_left(crew: CrewScreen, cable: Cable, profile: Path, case: str) -> None:
    """Until its time is over a case lies sealed on the tablet; afterwards nobody opens what the browser still holds."""
    assert case in await crew.page.evaluate(KEPT)
    (salt,) = map(bytes, (await crew.page.evaluate(LEFT))["salts"])
    await until(lambda: bool(lies_in(profile, salt)))  # control: what lies on disk is found
    await crew.page.evaluate(PLAIN, NAME[0])
    await until(lambda: bool(lies_in(profile, *written(NAME[0]))))  # control: what is written in the clear is found
    assert lies_in(profile, *written(NAME[1], case)) == []

    await cable.cut()
    await crew.page.clock.fast_forward((KEEPS + timedelta(seconds=20)) // timedelta(milliseconds=1))
    await crew.page.wait_for_function("() => document.querySelector('crew-screen').desk.outbox.items.length === 0")

    await crew.page.wait_for_function(
        f"(names) => ({KEPT})().then((kept) => !names.some((each) => kept.includes(each)))", arg=[*NAME, "胸痛", case]
    )
    left = await crew.page.evaluate(LEFT)
    assert left["rows"]["kyukyu-tablet-u-001/outbox"] == []
    assert case not in json.dumps(left["storage"])
    assert salt not in map(bytes, left["salts"])
    await until(lambda: lies_in(profile, salt) == [])
    assert lies_in(profile, *written(NAME[1], case)) == []


async def test_what_was_refused_waits_until_it_is_corrected_and_a_tablet_that_is_revoked_forgets_everything(
    hub: HubProcess, new_page: NewPage
) -> None:
    crew = CrewScreen(await new_page(TABLET, is_touched=True))
    await crew.page.clock.install(time=datetime.now(UTC) - timedelta(minutes=10))
    await crew.open(hub.url, hub.code("tablet-u-002"))
    await expect(crew.page.locator("[data-clock]")).to_contain_text("端末の時計が 10 分遅れて")
    case = await crew.reports_chest_pain()
    wrong = {"systolic": 80, "diastolic": 120, "jcs": "999"}
    await crew.page.evaluate(SAY, ["record-observation", case, wrong])
    box = crew.page.locator("[data-act=outbox]")
    await expect(box).to_have_text(re.compile("受付不可 1"))
    await crew.stamps("on-scene")
    await crew.page.reload()
    await crew.hears_the_hub()
    await expect(box).to_have_text(re.compile("受付不可 1"))
    await box.click()
    refused = crew.page.locator("li[data-state=refused]")
    await expect(refused).to_contain_text("拡張期")

    await crew.tap("crew-refused [data-act=correct]")
    await refused.locator("[name=systolic]").fill("180")
    await refused.locator("select[name=jcs]").select_option("10")
    await crew.tap("crew-refused [data-act=resend]")

    await expect(crew.page.locator("li[data-state=corrected]")).to_contain_text("訂正済")
    await crew.has_sent_everything()
    await expect(refused).to_have_count(0)
    items: list[dict[str, Any]] = await crew.page.evaluate("document.querySelector('crew-screen').desk.outbox.items")
    bad, good = (item for item in items if "systolic" in item["data"])
    observed = hub.get(f"/cases/{case}", "console-fd-01").body["document"]["observations"]
    assert bad["key"] not in observed
    assert [observed[good["key"]][field] for field in ("systolic", "diastolic", "jcs")] == [180, 120, "10"]
    on_scene = hub.get(f"/cases/{case}", "console-fd-01").body["document"]["times"]["on-scene"]
    assert datetime.now(UTC) - datetime.fromisoformat(on_scene) < timedelta(minutes=5), "of a clock that is ten slow"
    assert (bad["corrected_by"], good["corrects"]) == (good["key"], bad["key"])
    assert bad["occurred_at"] == good["occurred_at"], "the act keeps its time"

    await crew.page.wait_for_function(f"(id) => ({KEPT})().then((kept) => kept.includes(id))", arg=case)
    hub.command("revoke", "tablet-u-002")
    await expect(crew.page.locator("[data-banner=refused]")).to_be_visible()
    await crew.page.wait_for_function(f"(id) => ({KEPT})().then((kept) => !kept.includes(id))", arg=case)
    await expect(crew.page.locator(f"[data-case='{case}']")).to_have_count(0)


SENDER = """() => navigator.locks.query().then(({ held }) =>
  held.find(({ name }) => name.startsWith('kyukyu-sender-'))?.clientId)"""


async def test_what_is_sealed_opens_in_its_place_only_and_no_tab_forgets_what_it_does_not_know(
    hub: HubProcess, new_page: NewPage
) -> None:
    page = await new_page(TABLET)
    await page.goto(f"{hub.url}/static/icon.svg")

    told = await page.evaluate("""async () => {
      const { DiskStore } = await import('/static/disk-store.js');
      const [one, other] = [new DiskStore('t'), new DiskStore('t')];
      const held = async (store) => (await store.all()).map(({ key, said }) => key + said);
      await Promise.all([one.put({ key: 'a', said: 1 }), other.put({ key: 'b', said: 2 })]);
      const both = [await held(one), await held(other)];

      const database = await one.opened;
      const a = await database.get('outbox', 'a');
      const sealed = Object.keys(a);
      await database.put('outbox', a, 'c');
      const moved = await held(one);
      await database.delete('outbox', 'c');

      const unknown = [await one.renew({ known: ['a'], items: [], kept: {} }), await held(one)];
      const known = { known: ['a', 'b'], items: [{ key: 'b', said: 2 }], kept: { unit: 'u' } };
      const renewed = [await one.renew(known), await held(one), await other.recall('unit')];
      await other.put({ key: 'd', said: 4 });
      const after = [await held(one), await held(other)];

      await caches.delete('kyukyu-seals');
      const third = new DiskStore('t');
      const lost = await held(third);
      await third.put({ key: 'e', said: 5 });
      return { both, sealed, moved, unknown, renewed, after, lost, again: await held(new DiskStore('t')) };
    }""")

    assert told == {
        "both": [["a1", "b2"]] * 2,
        "sealed": ["iv", "text"],
        "moved": ["a1", "b2"],
        "unknown": [False, ["a1", "b2"]],
        "renewed": [True, ["b2"], "u"],
        "after": [["b2", "d4"]] * 2,
        "lost": [],
        "again": ["e5"],
    }


def submitted_by(page: Page) -> list[str]:
    """Returns the keys that a page submits, from now on."""
    keys: list[str] = []

    def hears(payload: str | bytes) -> None:
        for line in str(payload).split("\n"):
            frame = json.loads(line)
            if frame["type"] == "submit":
                keys.append(frame["submission"]["key"])

    page.on("websocket", lambda socket: socket.on("framesent", hears))
    return keys


async def test_of_two_tabs_one_sends_and_each_shows_everything(hub: HubProcess, new_page: NewPage) -> None:
    first = CrewScreen(await new_page(TABLET, is_touched=True))
    by_first = submitted_by(first.page)
    await first.open(hub.url, hub.code("tablet-u-003"))
    case = await first.reports_chest_pain()
    await first.has_sent_everything()
    sender = await first.page.evaluate(SENDER)
    second = CrewScreen(await first.page.context.new_page())
    by_second = submitted_by(second.page)
    await second.page.goto(f"{hub.url}/crew")
    await second.hears_the_hub()
    await expect(second.page.locator(f"[data-case='{case}']")).to_contain_text("胸痛")
    await second.page.wait_for_function(f"(before) => ({SENDER})().then((now) => now && now !== before)", arg=sender)

    await second.stamps("on-scene")
    await first.stamps("patient-contact")
    for number in range(10):
        for crew in (first, second):
            await crew.page.evaluate(SAY, ["record-observation", case, {"heart_rate": 60 + number}])
    await first.has_sent_everything()
    await second.has_sent_everything()

    held = hub.get(f"/cases/{case}", "console-fd-02").body
    assert len(held["document"]["observations"]) == 21
    assert len(by_first + by_second) == len(set(by_first + by_second)) == held["version"]
    assert len(by_second) == 22, "the one that was looked at last"

    asleep = await second.page.context.new_cdp_session(second.page)
    await asleep.send("Page.setWebLifecycleState", {"state": "frozen"})
    await first.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    await first.stamps("loaded")
    await first.has_sent_everything()
    await asleep.send("Page.setWebLifecycleState", {"state": "active"})
    await second.stamps("departed-scene")
    await second.has_sent_everything()
    assert len(by_second) == 22, "the office was taken from it"
    assert len(by_first + by_second) == len(set(by_first + by_second)) == held["version"] + 2

    await first.page.close()
    await second.stamps("arrived-hospital")
    await second.has_sent_everything()
    assert len(by_second) == 23
