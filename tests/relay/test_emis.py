"""A real hub between two simulated EMIS: what a hospital enters in one is heard, and told to the other.

The hub hears over HTTP beside h-001 and tells through a folder beside h-002.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Final

import pytest

from adapters.emis import Emis
from adapters.emis.manifest import EmisConfig
from hub.adapter_kit import read_message
from hub.fhir.validate import validate
from hub.sdk import CredentialsRefused, Delivered, NotReady, Outcome, Refused, TryLater, Unknown
from simulators import emis_file
from simulators.emis import Fault, Folder, Orders, Server
from tests.e2e.terminal import Line
from tests.world import HubProcess, Json, enrolment, new_case, submission

TOKEN: Final = "an-invented-token-of-emis"
REPORTED: Final = {"h-900": "99-1990000900", "h-003": "99-1990000003", "h-elsewhere": "39-1990000009"}
FIXTURES: Final = Path(__file__).parents[2] / "adapters/emis/fixtures/accepted"
STATUS: Final = read_message((FIXTURES / "1-capacity.json").read_bytes())
BROUGHT: Final = read_message((FIXTURES / "2-handed-over.json").read_bytes())


def minutes_ago(minutes: int) -> str:
    at = datetime.now(timezone(timedelta(hours=9))) - timedelta(minutes=minutes)
    return f"{at.year}/{at.month}/{at.day} {at.hour}:{at.minute:02}"


def over_http(folder: Path, port: int, **options: object) -> Json:
    token = folder / "emis.token"
    token.write_text(TOKEN)
    token.chmod(0o600)
    return {"url": f"http://127.0.0.1:{port}/", "token_file": str(token), **options}


@dataclass
class Prefecture:
    """A hub, the EMIS that it hears, and the one that it tells."""

    hub: HubProcess
    heard: Server
    told: Folder

    async def until(self, holds: Callable[[], bool], within_s: float = 20.0) -> None:
        async with asyncio.timeout(within_s):
            while not holds():
                await asyncio.sleep(0.05)
                self.told.collects()

    def row(self, code: str) -> Json:
        return self.told.held.hospitals.get(f"99{code}", {})


@pytest.fixture(scope="module")
async def prefecture(
    new_database: Callable[[], Awaitable[str]], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Prefecture]:
    folder, server = tmp_path_factory.mktemp("hub-emis"), Server(TOKEN)
    (folder / "drop").mkdir()
    told = {"h-001": "99-1990000001", "h-002": "99-1990000002"}
    async with server.listening() as port:
        hears = over_http(folder, port, hospital="99-1990000001", every_s=0.2)
        connections = {
            "emis-hears": {"use": "emis", "organisation": "h-001", "options": hears},
            "emis-mode": {
                "use": "emis",
                "organisation": "fd-01",
                "options": over_http(folder, port, prefecture="99", every_s=0.2),
            },
            "emis-tells": {
                "use": "emis",
                "organisation": "h-002",
                "options": {"drop": str(folder / "drop"), "facilities": told},
            },
        }
        connections["emis-area"] = {
            "use": "emis",
            "organisation": "pref-99",
            "options": over_http(folder, port, reported=REPORTED, every_s=0.2),
        }
        settings = {"KYUKYU_ADAPTERS": json.dumps(connections)}
        hub = HubProcess(await new_database(), folder, settings).enrol(_with_an_authority())
        await asyncio.to_thread(hub.start)
        yield Prefecture(hub, server, Folder(folder / "drop"))
        await asyncio.to_thread(hub.stop)


async def test_what_a_hospital_enters_is_heard_by_the_hub_and_told_on(prefecture: Prefecture) -> None:
    held = prefecture.heard.held
    for row in emis_file.nationwide(300):
        held.hospitals[row["hcode"]] = row
    held.enters("99", "1990000001", assist="要", e002="1", e012=minutes_ago(10), d_k008="1", d_k009="3")

    await prefecture.until(lambda: bool(prefecture.row("1990000001")))

    assert prefecture.row("1990000001")["d_g001"] == "02"
    assert prefecture.row("1990000001")["d_o"] == "【救急ハブ】救急科△ 空床4 支援要、電気使用不可"
    assert len(prefecture.told.held.hospitals) == 1, "nobody else was told of"

    held.enters("99", "1990000001", e001="1", e012=minutes_ago(5))
    await prefecture.until(lambda: prefecture.row("1990000001")["d_g001"] == "01")


def _with_an_authority() -> Json:
    """Returns the prefecture with its authority, and a hospital of another one."""
    known = enrolment()
    prefecture = {"id": "pref-99", "kind": "authority", "name": "架空県", "name_en": "Kaku Prefecture", "area": "99"}
    others = [
        {**known["organisations"][-1], "id": "h-900"},
        {**known["organisations"][-1], "id": "h-elsewhere", "area": "39"},
    ]
    return {**known, "organisations": [*known["organisations"], prefecture, *others]}


async def test_an_authority_speaks_for_its_hospitals_and_the_newer_word_stands(prefecture: Prefecture) -> None:
    held, hub = prefecture.heard.held, prefecture.hub
    async with await Line.open(hub, "tablet-u-001") as line:
        await line.subscribe("area:99")
        await line.hears("snapshot")

        held.enters("99", "1990000003", assist="要", e002="1", e012=minutes_ago(30))
        heard = await _emergency(line, "h-003")
        assert (heard["level"], heard["source"], heard["by"]) == ("limited", "EMIS", "pref-99")

        own = submission("publish-capacity", None, specialty="emergency", level="good")
        answer = await asyncio.to_thread(hub.post, "screen-h-003", [own])
        assert [each["status"] for each in answer.body] == [201]
        heard = await _emergency(line, "h-003")
        assert (heard["level"], heard["source"], heard["by"]) == ("good", None, None), "nothing of EMIS is left"

        held.enters("99", "1990000003", assist="要", e001="1", e012=minutes_ago(10))
        held.enters("39", "1990000009", assist="要", e012=minutes_ago(5))
        await prefecture.until(lambda: "h-elsewhere" in hub.log, within_s=60)
    async with await Line.open(hub, "tablet-u-001") as line:
        await line.subscribe("area:99")
        documents = (await line.hears("snapshot"))["documents"]
    assert documents["h-003"]["capacity"]["emergency"]["level"] == "good", "the hospital spoke ten minutes after EMIS"
    assert "h-elsewhere" not in documents
    assert "the hub does not take the word of EMIS on h-elsewhere" in hub.log


async def test_it_is_seen_in_fhir_by_whose_word_a_hospital_is_full(prefecture: Prefecture) -> None:
    held, hub = prefecture.heard.held, prefecture.hub
    async with await Line.open(hub, "tablet-u-001") as line:
        await line.subscribe("area:99")
        await line.hears("snapshot")
        held.enters("99", "1990000900", e001="1", assist="要", e012=minutes_ago(3))
        heard = await _emergency(line, "h-900")
        assert heard["level"] == "none"

    answer = await asyncio.to_thread(hub.get, "/fhir/Observation/h-900-emergency", "screen-h-002")
    assert answer.status == 200, answer.body
    assert answer.body["performer"] == [{"reference": "Organization/pref-99"}]
    assert answer.body["note"] == [{"authorString": "EMIS", "text": "支援要、入院病棟の倒壊・倒壊の恐れ"}]
    assert validate(answer.raw) == []


async def _emergency(line: Line, facility: str) -> Json:
    """Waits for the next word on a hospital's emergency department."""
    async with asyncio.timeout(60):
        while True:
            told = await line.hears("event")
            stated = told.get("body", {}).get("capacity", {}).get("emergency")
            if told["subject"] == facility and stated:
                return {"source": None, "by": None, **stated}


async def test_a_hospitals_word_and_a_patient_brought_are_told_through_the_folder(prefecture: Prefecture) -> None:
    hub, case = prefecture.hub, new_case()
    capacity = submission("publish-capacity", None, specialty="emergency", level="good", beds=2)
    crew = [
        submission("open-case", case, chief_complaint="挟まれ"),
        submission("describe-patient", case, family_name="架空", given_name="花子"),
        submission("request-acceptance", case, facilities=["h-002"]),
    ]
    answer = submission("answer-request", case, answer="accept")
    ending = [
        submission("confirm-destination", case, facility="h-002"),
        submission("hand-over", case, received_by="架空医師"),
    ]
    for caller, said in (
        ("screen-h-002", [capacity]),
        ("tablet-u-001", crew),
        ("screen-h-002", [answer]),
        ("tablet-u-001", ending),
    ):
        answered = await asyncio.to_thread(hub.post, caller, said)
        assert [each["status"] for each in answered.body] == [201] * len(said), answered.body

    told = prefecture.told.held
    await prefecture.until(lambda: told.transported["991990000002"] == 1)

    assert prefecture.row("1990000002")["d_o"] == "【救急ハブ】救急科◎ 空床2"
    assert prefecture.row("1990000002")["d_g001"] == "03"


async def test_the_mode_that_emis_works_in_is_declared_for_the_area(prefecture: Prefecture) -> None:
    held = prefecture.heard.held
    async with await Line.open(prefecture.hub, "screen-h-001") as line:
        await line.subscribe("area:99")
        await line.hears("snapshot")

        held.works("99", "災害運用中(自県)", minutes_ago(9))
        assert await _declared(line) == ("disaster", "EMIS 災害運用中")
        held.works("99", "通常運用", minutes_ago(1))
        assert await _declared(line) == ("normal", "EMIS 通常運用")


async def _declared(line: Line) -> tuple[str, str]:
    while True:
        told = (await line.hears("event")).get("body", {}).get("modes", {}).get("whole")
        if told:
            return told["mode"], told["reason"]


async def _asked(fault: Fault, folder: Path) -> tuple[Outcome, Outcome, Server]:
    """Tells an EMIS that misbehaves of a status twice."""
    server = Server(TOKEN)
    async with server.listening() as port:
        server.orders = Orders(fault)
        adapter = Emis(EmisConfig(**over_http(folder, port, facilities={"h-001": "99-1990000001"})))
        first = await adapter.deliver(STATUS)
        server.orders = Orders()
        second = await adapter.deliver(STATUS)
        await adapter.close()
    return first, second, server


@pytest.mark.parametrize(
    ("fault", "expected", "acted"),
    [
        (Fault.NONE, Delivered, 1),
        (Fault.REFUSE, Refused, 0),
        (Fault.UNAUTHORISED, TryLater, 0),
        (Fault.BUSY, TryLater, 0),
        (Fault.ERROR, Unknown, 1),
        (Fault.HALF, Unknown, 1),
        (Fault.RESET, Unknown, 0),
        (Fault.NONSENSE, Unknown, 0),
    ],
)
async def test_an_emis_that_misbehaves_is_understood_and_acts_once(
    fault: Fault, expected: type, acted: int, tmp_path: Path
) -> None:
    first, second, server = await _asked(fault, tmp_path)

    assert isinstance(first, expected), first
    assert isinstance(second, Delivered)
    assert server.held.counts["repeated"] == acted
    assert len(server.held.keys) == 1


async def test_a_patient_is_counted_once_however_often_it_is_told(tmp_path: Path) -> None:
    server = Server(TOKEN)
    async with server.listening() as port:
        adapter = Emis(EmisConfig(**over_http(tmp_path, port, facilities={"h-001": "99-1990000001"})))
        for _ in range(3):
            assert isinstance(await adapter.deliver(BROUGHT), Delivered)
        await adapter.close()

    assert server.held.transported == {"991990000001": 1}


async def test_a_wrong_token_is_told_apart_from_a_server_that_is_busy(tmp_path: Path) -> None:
    server = Server("another-token")
    async with server.listening() as port:
        adapter = Emis(EmisConfig(**over_http(tmp_path, port)))
        assert isinstance(await adapter.check(), CredentialsRefused)
        server.orders = Orders(Fault.BUSY)
        assert isinstance(await adapter.check(), NotReady)
        await adapter.close()


async def test_a_file_of_another_layout_is_asked_for_again_and_one_that_has_not_changed_is_not(tmp_path: Path) -> None:
    server = Server(TOKEN)
    server.held.enters("99", "1990000001")
    async with server.listening() as port:
        adapter = Emis(EmisConfig(**over_http(tmp_path, port, hospital="99-1990000001")))
        server.orders = Orders(Fault.OTHER_FILE)
        for expected in (0, 1, 1):
            for arrival in await adapter._line.hospitals():
                await adapter._take(arrival)
            assert len(adapter.register.records) == expected
            server.orders = Orders()
        assert await adapter._line.hospitals() == []
        server.orders = Orders(Fault.BUSY)
        with pytest.raises(ConnectionError):
            await adapter._line.hospitals()
        await adapter.close()


async def test_a_command_centre_sees_whether_anything_waits_to_be_told_and_nothing_of_how_that_is_run(
    prefecture: Prefecture,
) -> None:
    hub = prefecture.hub

    def shown() -> list[Json]:
        found: list[Json] = hub.get("/area/connections", "console-fd-01").body["connections"]
        return found

    await prefecture.until(lambda: [(each["adapter"], each["backlog"]) for each in shown()] == [("emis", 0)])

    told = {"adapter", "state", "since", "backlog", "parked", "oldest_age_s"}
    assert [each.keys() for each in shown()] == [told], "the authority's own, and none that stands beside a hospital"
    for other in ("screen-h-001", "tablet-u-001"):
        assert hub.get("/area/connections", other).status == 404
