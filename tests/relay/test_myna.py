"""マイナ救急 over a real hub: the crew alone looks, it is written down and kept by nobody; to pass it on is an act.

The hub asks a simulated source beside fire department fd-01; each test has cases and people of its own.
"""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

import asyncpg
import pytest
from uuid_utils.compat import uuid7

from adapters.myna_kyukyu import MynaKyukyu
from adapters.myna_kyukyu.manifest import MynaConfig
from hub.sdk import (
    CredentialsRefused,
    Found,
    LegalBasis,
    NotFound,
    NotReady,
    Question,
    Refused,
    Reply,
    TryLater,
    Unknown,
)
from simulators.myna import Fault, Orders, Server
from simulators.myna_people import Card, Person
from tests.world import Answer, HubProcess, Json, enrolment, new_case, submission

TOKEN: Final = "an-invented-token-of-a-terminal"
CREW: Final = "tablet-u-001"
CANARY: Final = "金糸雀"
DRUG: Final = f"{CANARY}降圧錠5mg"
FACE: Final = {
    "name": f"{CANARY} 花子",
    "birth_date": "1950-01-31",
    "sex": "female",
    "address": f"架空県{CANARY}市1-2",
}
READING: Final = "invented-card-canary-lmnopqrstuvw"
SUMMARY: Final = {
    "薬剤情報": [{"date": "2026-10", "text": DRUG, "facility": f"{CANARY}病院"}],
    "手術情報": [{"date": "2024-03-01", "text": f"{CANARY}形成術"}],
    "診療情報": [],
}
PATIENT: Final = Person(READING, FACE, Card.GOOD, SUMMARY)
MOST: Final = 60
"""Questions of one device here: more than the tests ask in the name of one, but for the test of that."""
BY_CARD: Final = {"method": "card", "reading": READING, "face_matches": True}
BY_ITEMS: Final = {"method": "four-items", **FACE}


def options(folder: Path, address: str, **other: object) -> Json:
    token = folder / "myna.token"
    token.write_text(TOKEN)
    token.chmod(0o600)
    return {"url": address, "token_file": str(token), **other}


@dataclass
class Street:
    """A hub, and the source that it asks."""

    hub: HubProcess
    source: Server

    def opens(self) -> str:
        case = new_case()
        assert self.hub.post(CREW, submission("open-case", case, chief_complaint="意識障害")).status == 201
        return case

    async def asks(self, case: str, criteria: Json, by: str = CREW, **other: str) -> Answer:
        """Asks in somebody's name; the key, the ground and the connection may be other ones."""
        said = {"key": str(uuid7()), "basis": "consent", "connection": "myna", **other}
        path = f"/cases/{case}/lookups/{said.pop('connection')}"
        body = json.dumps({**said, "criteria": criteria}).encode()
        return await asyncio.to_thread(self.hub.post_to, path, body, by)

    def says(self, by: str, kind: str, case: str, **data: object) -> Answer:
        return self.hub.post(by, submission(kind, case, **data))

    def views(self, case: str, key: str, at: datetime | None = None, **data: object) -> Answer:
        body = submission("view-myna-record", case, at.isoformat() if at else None, **data)
        return self.hub.post(CREW, {**body, "key": key})

    async def rows(self) -> Counter[str]:
        """Returns how many rows each table has."""
        database = await asyncpg.connect(self.hub.dsn)
        count = "select count(*) from {}"
        rows = {
            table: await database.fetchval(count.format(table))
            for table in await _tables(database)
            if table not in BESIDE
        }
        await database.close()
        return Counter(rows)

    async def held(self, *needles: str) -> set[str]:
        """Returns the tables in which one of these stands, as text or as bytes."""
        database = await asyncpg.connect(self.hub.dsn)
        found = set()
        for table in await _tables(database):
            for needle in needles:
                query = f'select count(*) from "{table}" as held where held::text like $1 or held::text like $2'  # noqa: S608  our own names
                if await database.fetchval(query, f"%{needle}%", f"%{needle.encode().hex()}%"):
                    found.add(table)
        await database.close()
        return found

    async def looks(self, case: str) -> list[tuple[str, str]]:
        database = await asyncpg.connect(self.hub.dsn)
        rows = await database.fetch(
            "select caller, action from audit where subject = $1 and action like 'look-up%' order by id", UUID(case)
        )
        await database.close()
        return [(row["caller"], row["action"]) for row in rows]


BESIDE: Final = {"token", "ticket", "used_assertion", "audit_tile", "audit_checkpoint"}
"""Tokens come, and the audit's tree is built, while anybody looks."""


async def _tables(database: asyncpg.Connection) -> list[str]:
    found = await database.fetch("select tablename from pg_tables where schemaname = 'public'")
    return [row["tablename"] for row in found]


@pytest.fixture(scope="module")
async def at_work(
    new_database: Callable[[], Awaitable[str]], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Street]:
    folder, source = tmp_path_factory.mktemp("hub-myna"), Server(TOKEN, [PATIENT])
    async with source.listening() as port:
        connections = {
            "myna": {
                "use": "myna_kyukyu",
                "organisation": "fd-01",
                "options": options(folder, f"http://127.0.0.1:{port}/"),
            },
            "myna-away": {
                "use": "myna_kyukyu",
                "organisation": "fd-01",
                "options": options(folder, "http://127.0.0.1:9/"),
            },
        }
        settings = {
            "KYUKYU_ADAPTERS": json.dumps(connections),
            "KYUKYU_LOOKUP_BURST": str(MOST),
            "KYUKYU_LOOKUP_RATE": "0.001",
        }
        hub = HubProcess(await new_database(), folder, settings).enrol(enrolment())
        await asyncio.to_thread(hub.start)
        yield Street(hub, source)
        await asyncio.to_thread(hub.stop)


@pytest.fixture
def street(at_work: Street) -> Iterator[Street]:
    yield at_work
    at_work.source.orders = Orders()


async def test_what_the_crew_sees_is_seen_by_nobody_else_and_kept_by_nobody(street: Street) -> None:
    case, before = street.opens(), await street.rows()

    seen = await street.asks(case, BY_CARD)

    assert seen.status == 200, seen.body
    assert seen.headers["cache-control"] == "no-store"
    assert seen.body["found"]["person"] == FACE
    shown = {each["name"]: each for each in seen.body["found"]["sections"]}
    assert (shown["medications"]["period"], shown["medications"]["entries"][0]["text"]) == ("P3M", DRUG)
    assert (shown["care"]["entries"], shown["dialysis"]["entries"]) == ([], None), "nothing, and not shown"
    left = datetime.fromisoformat(seen.body["expires_at"]) - datetime.now(UTC)
    assert timedelta(0) < left <= timedelta(seconds=900)

    after = await street.rows()
    assert after - before == Counter({"audit": 1}), "a look is written down, and nothing else"
    assert await street.looks(case) == [(CREW, "look-up myna consent")]
    assert await street.held(CANARY, READING) == set()
    assert "audit" in await street.held(CREW), "control: the search finds what is there"
    assert CANARY not in street.hub.log
    assert READING not in street.hub.log
    for by in (CREW, "console-fd-01"):
        assert CANARY not in street.hub.get(f"/cases/{case}", by).raw.decode()


async def test_what_the_crew_shares_is_seen_by_the_hospital_that_accepted_with_its_provenance(street: Street) -> None:
    case, key, hub = street.opens(), str(uuid7()), street.hub
    for facility in ("h-001", "h-002"):
        assert street.says(CREW, "request-acceptance", case, facilities=[facility]).status == 201
    assert street.says("screen-h-001", "answer-request", case, answer="accept").status == 201
    found = (await street.asks(case, BY_CARD, key=key)).body["found"]
    (drug,) = (each["entries"] for each in found["sections"] if each["shared_as"] == "medications" and each["entries"])

    assert street.views(case, key, result="viewed", basis="consent", method="card", valid_for_s=900).status == 201
    assert CANARY not in hub.get(f"/cases/{case}", "screen-h-001").raw.decode(), "a look passes nothing on"
    assert street.says(CREW, "share-myna-record", case, view=key, medications=[drug[0]["text"]]).status == 201

    (record,) = hub.get(f"/cases/{case}", "screen-h-001").body["document"]["myna_records"].values()
    assert (record["view"], record["basis"], record["medications"]) == (key, "consent", [DRUG])
    assert CANARY not in hub.get(f"/cases/{case}", "screen-h-002").raw.decode(), "asked, and no more"
    everything = [
        each["resource"] for each in hub.get(f"/fhir/Encounter/{case}/$everything", "screen-h-001").body["entry"]
    ]
    (medication,) = (each for each in everything if each["resourceType"] == "MedicationStatement")
    assert medication["medicationCodeableConcept"] == {"text": DRUG}
    assert "/source/myna-kyukyu#" in medication["meta"]["source"]
    whose = [
        target["reference"].partition("/_history")[0]
        for each in everything
        if each["resourceType"] == "Provenance"
        for target in each["target"]
    ]
    assert f"MedicationStatement/{medication['id']}" in whose
    assert {each["resourceType"] for each in everything} & {"AuditEvent"} == set(), "the look is the own side's"
    assert await street.held(CANARY) == set(), "what was shared is sealed"


async def test_only_the_crew_of_the_case_asks_and_the_others_are_told_of_no_case(street: Street) -> None:
    case, opened = street.opens(), len(street.source.log.views)
    street.says(CREW, "request-acceptance", case, facilities=["h-001"])
    street.says("screen-h-001", "answer-request", case, answer="accept")

    for by in ("tablet-u-002", "tablet-u-003", "console-fd-01", "screen-h-001", "screen-h-002"):
        assert (await street.asks(case, BY_CARD, by=by)).status == 404, by
    assert await street.looks(case) == [], "nobody has looked"
    assert (await street.asks(new_case(), BY_CARD)).status == 404
    assert len(street.source.log.views) == opened, "the source was never asked"


@pytest.mark.parametrize("basis", ["consent", "vital-interest-no-consent"])
async def test_the_ground_is_asked_for_told_to_the_source_and_written_down(street: Street, basis: str) -> None:
    case, told = street.opens(), street.source.log.bases[basis]

    assert (await street.asks(case, BY_ITEMS, basis=basis)).body["found"]["person"] == FACE
    assert (await street.asks(case, BY_ITEMS, basis="statutory-duty")).status == 422

    assert street.source.log.bases[basis] == told + 1
    assert await street.looks(case) == [(CREW, f"look-up myna {basis}")]


@pytest.mark.parametrize(
    ("card", "code"),
    [
        (Card.NOT_REGISTERED, "card-not-registered"),
        (Card.REFUSED, "consent-refused"),
        (Card.MISMATCH, "identity-mismatch"),
        (Card.EXPIRED, "card-expired"),
        (Card.UNREADABLE, "card-unreadable"),
        (Card.NO_RECORDS, "no-records"),
    ],
)
async def test_why_there_is_nothing_to_see_is_a_code_that_the_case_takes(street: Street, card: Card, code: str) -> None:
    case, key, reading = street.opens(), str(uuid7()), f"invented-card-of-{card.value}-abcd"
    street.source.lays(Person(reading, FACE | {"birth_date": "1971-01-01"}, card, SUMMARY))

    told = await street.asks(case, {"method": "card", "reading": reading, "face_matches": True}, key=key)

    assert (told.status, told.body) == (200, {"found": None, "code": code})
    assert street.views(case, key, result=code, basis="consent", method="card").status == 201
    share = street.says(CREW, "share-myna-record", case, view=key, medications=["x"])
    assert (share.status, share.body["issues"][0]["code"]) == (422, "unknown-view")


async def test_what_is_no_question_asks_nobody(street: Street) -> None:
    case, opened = street.opens(), len(street.source.log.views)
    wrong: list[tuple[Json, str]] = [
        ({name: said for name, said in BY_ITEMS.items() if name != "address"}, "four-items-required"),
        (BY_ITEMS | {"address": f"{CANARY}市1-2"}, "prefecture-required"),
        (BY_CARD | {"reading": "short"}, "criteria-not-valid"),
        (BY_CARD | {"pin": "0000"}, "criteria-not-valid"),
        ({}, "criteria-not-valid"),
    ]
    for criteria, code in wrong:
        refused = await street.asks(case, criteria)
        assert (refused.status, refused.body["issues"][0]["code"]) == (422, code)
        assert CANARY not in refused.raw.decode()
    number = await street.asks(case, BY_ITEMS | {"address": "架空県 1234-5678-9018"})
    assert (number.status, number.body["issues"][0]["code"]) == (400, "my-number")
    face = await street.asks(case, BY_CARD | {"face_matches": False})
    assert face.body == {"found": None, "code": "identity-mismatch"}
    assert len(street.source.log.views) == opened


async def test_a_search_shows_one_person_or_nobody(street: Street) -> None:
    case = street.opens()
    twin = Person("invented-card-of-a-twin-abcd", FACE | {"birth_date": "1982-02-02", "address": "架空県架空市1-2"})
    street.source.lays(twin)
    street.source.lays(
        replace(twin, reading="invented-card-of-the-other", face=twin.face | {"address": "架空県架空市3-4"})
    )
    several = await street.asks(case, {"method": "four-items", **twin.face, "address": "架空県架空市"})
    one = await street.asks(case, {"method": "four-items", **twin.face})
    nobody = await street.asks(case, {"method": "four-items", **twin.face, "birth_date": "1901-01-01"})

    assert (several.status, several.body["issues"][0]["code"]) == (422, "not-unique")
    assert one.body["found"]["person"] == twin.face
    assert nobody.body == {"found": None, "code": "identity-mismatch"}


async def test_nothing_is_passed_on_of_a_view_that_is_over(street: Street) -> None:
    case, key = street.opens(), str(uuid7())
    assert (await street.asks(case, BY_CARD, key=key)).status == 200
    at = datetime.now(UTC) - timedelta(minutes=20)
    assert street.views(case, key, at, result="viewed", basis="consent", method="card", valid_for_s=600).status == 201

    late = street.says(CREW, "share-myna-record", case, view=key, medications=[DRUG])

    assert (late.status, late.body["code"]) == (409, "myna-view-expired")


@pytest.mark.parametrize("fault", [Fault.UNAVAILABLE, Fault.OVER, Fault.NUMBER, Fault.ERROR, Fault.HALF, Fault.NO_CODE])
async def test_a_source_that_fails_shows_nothing_and_the_case_goes_on(street: Street, fault: Fault) -> None:
    case, key = street.opens(), str(uuid7())
    street.source.orders = Orders(fault)

    failed = await street.asks(case, BY_CARD, key=key)

    assert (failed.status, failed.body["code"]) == (503, "lookup-unavailable")
    assert int(failed.headers["retry-after"]) > 0
    assert CANARY not in failed.raw.decode()
    street.source.orders = Orders()
    again = await street.asks(case, BY_CARD, key=key)
    assert again.body["found"]["person"] == FACE


async def test_a_network_that_is_down_is_told_and_recorded(street: Street) -> None:
    case, key = street.opens(), str(uuid7())

    down = await street.asks(case, BY_CARD, key=key, connection="myna-away")

    assert (down.status, down.body["code"]) == (503, "lookup-unavailable")
    assert street.views(case, key, result="network-error").status == 201
    (view,) = street.hub.get(f"/cases/{case}", CREW).body["document"]["myna_views"].values()
    assert view["result"] == "network-error"
    assert street.says(CREW, "record-observation", case, heart_rate=80).status == 201


async def test_a_device_looks_for_no_crowd_of_people(street: Street) -> None:
    """One question a moment is a crew's; a list of names is not."""
    other, opened = "tablet-u-001b", len(street.source.log.views)

    answers = [(await street.asks(new_case(), BY_ITEMS, by=other)).status for _ in range(MOST + 1)]

    assert answers == [404] * MOST + [429]
    assert (await street.asks(street.opens(), BY_CARD)).status == 200, "another device may"
    assert len(street.source.log.views) == opened + 1


def question(key: str = "q-1", **criteria: object) -> Question:
    said = criteria or BY_CARD
    return Question(id=key, case=uuid7(), caller=CREW, basis=LegalBasis.CONSENT, criteria=said)


async def _asked_twice(fault: Fault, folder: Path) -> tuple[Reply, Reply, Server]:
    source = Server(TOKEN, [PATIENT])
    async with source.listening() as port:
        source.orders = Orders(fault)
        adapter = MynaKyukyu(MynaConfig(**options(folder, f"http://127.0.0.1:{port}/")))
        first = await adapter.look_up(question(**BY_ITEMS))
        source.orders = Orders()
        second = await adapter.look_up(question(**BY_ITEMS))
        await adapter.close()
    return first, second, source


@pytest.mark.parametrize(
    ("fault", "expected", "looks_before"),
    [
        (Fault.NONE, Found, 1),
        (Fault.REFUSE, Refused, 0),
        (Fault.UNAUTHORISED, TryLater, 0),
        (Fault.BUSY, TryLater, 0),
        (Fault.UNAVAILABLE, TryLater, 1),
        (Fault.OVER, TryLater, 1),
        (Fault.ERROR, Unknown, 1),
        (Fault.HALF, Unknown, 1),
        (Fault.RESET, Unknown, 0),
        (Fault.NONSENSE, Unknown, 0),
        (Fault.OTHER_PERSON, Unknown, 1),
        (Fault.NUMBER, Unknown, 1),
        (Fault.NO_CODE, Unknown, 1),
        (Fault.BROKEN_ENTRY, Unknown, 1),
    ],
)
async def test_a_source_that_misbehaves_is_understood_and_writes_one_look(
    fault: Fault, expected: type, looks_before: int, tmp_path: Path
) -> None:
    first, second, source = await _asked_twice(fault, tmp_path)

    assert isinstance(first, expected), first
    assert isinstance(second, Found)
    assert source.log.counts["repeated"] == looks_before
    assert len(source.log.views) == 1


async def test_a_wrong_token_is_told_apart_from_a_source_that_is_busy(tmp_path: Path) -> None:
    source = Server("another-token")
    async with source.listening() as port:
        adapter = MynaKyukyu(MynaConfig(**options(tmp_path, f"http://127.0.0.1:{port}/")))
        assert isinstance(await adapter.check(), CredentialsRefused)
        source.orders = Orders(Fault.BUSY)
        assert isinstance(await adapter.check(), NotReady)
        assert not isinstance(await adapter.look_up(question()), Found | NotFound)
        await adapter.close()
