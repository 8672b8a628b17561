"""マイナ救急 on the crew's glass: a look in few taps, what it shows, how long, what is shared, why there was none."""

import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.async_api import Locator, expect

from simulators.myna import Fault, Orders, Server
from simulators.myna_people import Card, Person
from tests.e2e_browser.screens import CrewScreen, ErBoard
from tests.world import HubProcess, enrolment, submission

pytestmark = pytest.mark.browser
TOKEN = "an-invented-token-of-a-terminal"
FACE = {"name": "架空 花子", "birth_date": "1950-01-31", "sex": "female", "address": "架空県架空市灯台坂1-2"}
SUMMARY = {
    "薬剤情報": [
        {"date": "2026-10", "text": "架空抗凝固カプセル110mg", "facility": "架空中央病院"},
        {"date": "2026-09", "text": "架空降圧錠5mg", "facility": "架空中央病院"},
    ],
    "電子処方箋情報": [],
    "診療情報": [{"date": "2026-10", "text": "心房細動", "facility": "架空中央病院"}],
    "手術情報": [{"date": "2024-03-05", "text": "経皮的冠動脈形成術", "facility": "架空中央病院"}],
    "受診歴": [{"date": "2026-10", "facility": "架空中央病院"}],
    "健診": [{"date": "2026-05-12"}],
}
GOOD = Person("invented-card-of-one-patient", FACE, Card.GOOD, SUMMARY)
BARE = Person("invented-card-not-registered", FACE | {"birth_date": "1971-01-01"}, Card.NOT_REGISTERED)
HELD = "() => document.querySelector('crew-screen').desk.store.all().then((all) => JSON.stringify(all))"


@dataclass
class Street:
    """A hub whose fire department has マイナ救急."""

    hub: HubProcess
    source: Server


@pytest.fixture(scope="module")
async def at_work(
    new_database: Callable[[], Awaitable[str]], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Street]:
    folder, source = tmp_path_factory.mktemp("hub-browser-myna"), Server(TOKEN, [GOOD, BARE])
    token = folder / "token"
    token.write_text(TOKEN)
    token.chmod(0o600)
    async with source.listening() as port:
        options = {"url": f"http://127.0.0.1:{port}/", "token_file": str(token)}
        connection = {"myna": {"use": "myna_kyukyu", "organisation": "fd-01", "options": options}}
        hub = HubProcess(await new_database(), folder, {"KYUKYU_ADAPTERS": json.dumps(connection)}).enrol(enrolment())
        hub.start()
        yield Street(hub, source)
        hub.stop()


@pytest.fixture
def street(at_work: Street) -> Iterator[Street]:
    yield at_work
    at_work.source.orders = Orders()


@dataclass
class Panel:
    """The part of the crew's screen, of one case."""

    crew: CrewScreen
    case: str

    def at(self, selector: str) -> Locator:
        return self.crew.page.locator(f"crew-myna {selector}")

    async def reads(self, person: Person, basis: str = "consent") -> None:
        await self.crew.tap(f"crew-myna [data-basis={basis}]")
        await self.at("[name=reading]").fill(person.reading)
        await self.crew.tap("crew-myna [data-act=myna-card]")

    async def sees_earlier(self, result: str) -> Locator:
        line = self.at(f"[data-view={result}]").first
        await expect(line).to_be_visible(timeout=30_000)
        return line


NewPanel = Callable[..., Awaitable[Panel]]


@pytest.fixture
def new_panel(street: Street, new_crew: Callable[[], Awaitable[CrewScreen]]) -> NewPanel:
    async def make(caller: str = "tablet-u-001") -> Panel:
        crew = await new_crew()
        await crew.open(street.hub.url, street.hub.code(caller))
        case = await crew.reports_chest_pain()
        await crew.part("myna")
        return Panel(crew, case)

    return make


async def test_a_look_shows_its_periods_is_kept_on_no_disk_and_only_what_is_tapped_is_shared(
    street: Street, new_panel: NewPanel, new_board: Callable[[], Awaitable[ErBoard]]
) -> None:
    panel, er = await new_panel(), await new_board()
    await er.open(street.hub.url, street.hub.code("screen-h-001"), armed=False)
    street.hub.post("tablet-u-001b", submission("request-acceptance", panel.case, facilities=["h-001"]))
    await er.accepts(panel.case)
    before = await panel.crew.taps()

    await panel.reads(GOOD)

    await expect(panel.at("[data-section=medications]")).to_contain_text("架空抗凝固カプセル110mg")
    assert await panel.crew.taps() - before == 2
    await expect(panel.at("[data-section=medications]")).to_contain_text("過去3か月")
    await expect(panel.at("[data-section=operations]")).to_contain_text("過去5年")
    await expect(panel.at("[data-section=prescriptions]")).to_contain_text("該当なし")
    await expect(panel.at("[data-section=dialysis]")).to_contain_text("表示されませんでした")
    await expect(panel.at("[data-left]")).to_contain_text(re.compile(r"残り 1[0-4]:\d\d"))
    await panel.crew.has_sent_everything()
    assert "架空抗凝固" not in str(await panel.crew.page.evaluate(HELD))

    await panel.crew.tap("crew-myna [data-section=medications] button >> nth=0")
    await panel.crew.tap("crew-myna [data-section=operations] button")
    await panel.crew.tap("crew-myna [data-act=myna-share]")
    await expect(panel.at("[data-section=medications] button").first).to_be_disabled()
    await panel.crew.has_sent_everything()
    document = street.hub.get(f"/cases/{panel.case}", "tablet-u-001b").body["document"]
    (record,) = document["myna_records"].values()
    assert record["medications"] == ["架空抗凝固カプセル110mg(2026-10)"]
    assert record["procedures"] == ["経皮的冠動脈形成術(2024-03-05)"]
    for kept in ("架空降圧錠", "心房細動"):
        assert kept not in json.dumps(document, ensure_ascii=False)

    await er.coming(panel.case).click()
    await er.page.locator("er-detail [data-act=name]").click()
    for told in ("薬剤(マイナ救急)", "架空抗凝固カプセル110mg(2026-10)"):
        await expect(er.page.locator("er-identity dl").first).to_contain_text(told)

    await panel.crew.tap("crew-myna [data-section=medications] button >> nth=1")
    await panel.crew.tap("[data-act=new-case]")
    await panel.crew.part("myna")
    await expect(panel.at("myna-record")).to_have_count(0)
    await expect(panel.at(".chosen")).to_have_count(0)  # a ground is one patient's
    await panel.crew.tap(f"[data-case='{panel.case}']")
    await panel.crew.part("myna")
    await expect(panel.at("[data-act=myna-share]")).to_be_disabled()  # so is what was chosen

    await panel.crew.tap("crew-myna [data-act=myna-close]")
    await expect(panel.at("myna-record")).to_have_count(0)
    await expect(await panel.sees_earlier("viewed")).to_contain_text("本人の同意")


async def test_why_there_was_no_look_is_said_and_recorded(street: Street, new_panel: NewPanel) -> None:
    panel = await new_panel()
    await panel.reads(BARE)
    await expect(panel.at("[data-told=card-not-registered]")).to_contain_text("保険証利用登録なし")
    await panel.sees_earlier("card-not-registered")

    await panel.reads(Person("no-reading", FACE))
    await expect(panel.at("[data-told=criteria-not-valid]")).to_contain_text("照会できません")

    asked, before = len(street.source.log.views), await panel.crew.taps()
    await panel.crew.tap("crew-myna [data-why=captain-decided-no]")
    await panel.crew.tap("crew-myna [data-captain=urgency-high]")
    await expect(await panel.sees_earlier("captain-decided-no")).to_contain_text("緊急度が高い")
    assert await panel.crew.taps() - before == 2
    assert len(street.source.log.views) == asked, "nobody was asked"

    street.source.orders = Orders(Fault.ERROR)
    await panel.reads(GOOD)
    await expect(panel.at("[data-told=silent]")).to_be_visible(timeout=30_000)
    street.source.orders = Orders()
    repeated = street.source.log.counts["repeated"]
    await panel.reads(GOOD)
    await expect(panel.at("myna-record")).to_be_visible(timeout=30_000)
    assert street.source.log.counts["repeated"] == repeated + 1, "the same look, under the same key"

    await panel.crew.tap("crew-myna [data-act=myna-close]")
    street.source.orders = Orders(Fault.ERROR)
    await panel.reads(GOOD)
    await panel.crew.tap("crew-myna [data-act=myna-network]")
    await panel.sees_earlier("network-error")
    await panel.crew.has_sent_everything()


async def test_the_four_items_are_those_that_the_case_knows_and_a_view_leaves_the_glass_when_it_is_over(
    street: Street, new_panel: NewPanel
) -> None:
    street.source.orders = Orders(view_s=60.0)
    panel = await new_panel()
    await panel.crew.page.clock.install()
    await panel.crew.tap("crew-myna [data-act=myna-fill]")
    await panel.crew.tap("crew-patient [data-code=female]")
    await panel.crew.tap("crew-patient [data-act=identity]")
    family, given = FACE["name"].split()
    said = {"family_name": family, "given_name": given, "birth_date": FACE["birth_date"], "address": FACE["address"]}
    for field, text in said.items():
        await panel.crew.page.locator(f"crew-patient [name={field}]").fill(text)
    await panel.crew.part("myna")

    await panel.crew.tap("crew-myna [data-basis=vital-interest-no-consent]")
    await panel.crew.tap("crew-myna [data-act=myna-items]")

    await expect(panel.at("myna-record")).to_contain_text("架空 花子")
    await panel.crew.page.clock.fast_forward(60_000)
    await expect(panel.at("myna-record")).to_have_count(0)
    await expect(await panel.sees_earlier("viewed")).to_contain_text("生命・身体の保護")
