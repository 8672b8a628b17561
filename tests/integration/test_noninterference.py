"""Two hubs that differ only in what hospital h-002 may not see: it gets the same bytes from both, at every door (P8).

What differs by itself is declared and taken out: the hub's own address, times of receipt, what is drawn at random (the
epoch of streams, ids of subscriptions), and in heartbeats the checkpoint of the audit, which counts all rows of a hub.
Within a case that it may see, the version counts what it does not see as well, and in FHIR so do ids, and versions of
the one ServiceRequest: that run compares documents and the stream without versions, and looks for the words anywhere.
"""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

import asyncpg
import pytest

from hub.fhir.parameters import PARAMETERS
from tests.e2e.terminal import Line
from tests.integration.fhir_line import ask
from tests.subscriber import Subscriber, subscribe, subscription
from tests.world import HubProcess, Json, enrolment, new_case, submission, with_operators

X: Final = "screen-h-002"
STREAM: Final = "facility:h-002"
CANARY: Final = "秘匿太郎"
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
_VERSION: Final = re.compile(r'"version": ?\d+|"versionId":"\d+"|_history/\d+|W/\\?"\d+\\?"')

Said = tuple[str, Json]


@dataclass
class World:
    """One of the two hubs, and what is drawn there at random."""

    hub: HubProcess
    drawn: dict[str, str] = field(default_factory=dict)

    def says(self, said: Said) -> None:
        caller, body = said
        answer = self.hub.post(caller, body)
        assert answer.status in {200, 201}, (caller, body["kind"], answer.body)

    def masked(self, text: str, *, without_versions: bool) -> str:
        for value, name in self.drawn.items():
            text = text.replace(value, name)
        text = _TIME.sub("{time}", text)
        return _VERSION.sub("{version}", text) if without_versions else text


@pytest.fixture(scope="module")
async def worlds(
    new_database: Callable[[], Awaitable[str]], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[World, World]]:
    made = []
    for name in ("quiet", "loud"):
        hub = HubProcess(await new_database(), tmp_path_factory.mktemp(name), {"KYUKYU_HEARTBEAT_S": "0.3"})
        hub.enrol(with_operators(enrolment(), 1)).launch()
        made.append(World(hub))
    for world in made:
        await asyncio.to_thread(world.hub.await_ready)
        world.drawn = {world.hub.url: "{hub}", f"127.0.0.1:{world.hub.port}": "{host}"}
    yield made[0], made[1]
    for world in made:
        world.hub.stop()


def seen_by_x(case: str) -> list[Said]:
    """A case about which h-002 is asked and which it accepts."""
    crew = "tablet-u-001"
    return [
        (crew, submission("open-case", case, chief_complaint="胸痛", incident_number=f"R8-{case[-4:]}")),
        (crew, submission("describe-patient", case, age_years=76, family_name="架空")),
        (crew, submission("request-acceptance", case, facilities=["h-002"])),
        (crew, submission("record-observation", case, heart_rate=118)),
        (X, submission("ask", case, question="抗凝固薬は?")),
        (crew, submission("message", case, text="内服なし", facilities=["h-002"])),
        (X, submission("answer-request", case, answer="accept")),
        (crew, submission("record-observation", case, heart_rate=110)),
    ]


def foreign_elsewhere() -> Iterator[Said]:
    """What others do beside it: another fire department, other hospitals, a private transport."""
    theirs, own, ride = new_case(), new_case(), new_case()
    crew = "tablet-u-003"
    yield crew, submission("open-case", theirs, chief_complaint=CANARY, incident_number="R8-9999")
    yield crew, submission("describe-patient", theirs, family_name=CANARY)
    yield crew, submission("request-acceptance", theirs, facilities=["h-001", "h-003"])
    yield "screen-h-003", submission("answer-request", theirs, answer="accept")
    yield "tablet-u-002", submission("open-case", own, chief_complaint=CANARY)
    yield "tablet-u-002", submission("request-acceptance", own, facilities=["h-001"])
    later = "2030-01-01T10:00:00+09:00"
    asked = {"purpose": "discharge", "pickup_place": CANARY, "dropoff_place": CANARY, "mobility": "stretcher"}
    yield "screen-h-001", submission("request-transport", ride, pickup_at=later, operators=["op-01"], **asked)
    yield crew, submission("confirm-destination", theirs, facility="h-003")
    yield crew, submission("hand-over", theirs, summary=CANARY)


def foreign_within(case: str) -> Iterator[Said]:
    """What is said in the case that h-002 sees, and not to h-002."""
    crew = "tablet-u-001"
    yield crew, submission("request-acceptance", case, facilities=["h-001", "h-003"], message=CANARY)
    yield "screen-h-003", submission("ask", case, question=CANARY)
    yield crew, submission("message", case, text=CANARY, facilities=["h-003"])
    yield "screen-h-001", submission("answer-request", case, answer="decline", reason="busy")
    yield crew, submission("view-myna-record", case, result="card-not-carried")
    yield crew, submission("withdraw-request", case, facilities=["h-003"])


def tells(worlds: tuple[World, World], story: list[Said], foreign: Iterator[Said], begin: int = 0) -> None:
    """Tells both the same story; between its steps, the loud one hears what is foreign as well."""
    quiet, loud = worlds
    for number, said in enumerate(story):
        quiet.says(said)
        loud.says(said)
        if number >= begin and (beside := next(foreign, None)):
            loud.says(beside)
    for beside in foreign:
        loud.says(beside)


async def everything(world: World, cases: list[str], *, without_versions: bool = False) -> dict[str, str]:
    """Returns all that h-002 can get of a hub, by where it was got."""
    got: dict[str, str] = {}
    for path in paths(cases):
        answer = await asyncio.to_thread(ask, world.hub, path, X)
        headers = {name: value for name, value in answer.headers.items() if name != "content-length"}
        got[path] = f"{answer.status} {sorted(headers.items())} {answer.raw.decode(errors='replace')}"
    got["socket"] = await over_the_socket(world)
    return {place: world.masked(text, without_versions=without_versions) for place, text in got.items()}


def paths(cases: list[str]) -> Iterator[str]:
    yield from ("/whoami", "/directory", "/lookups", "/operations/connections", "/operations/break-glass")
    for case in (*cases, new_case_that_is_none()):
        yield from (f"/cases/{case}", f"/transports/{case}", f"/fhir/Encounter/{case}/$everything")
        yield from (f"/fhir/Encounter/{case}/_history", f"/fhir/Encounter/{case}/_history/2", f"/fhir/Patient/{case}")
    for kind in PARAMETERS:
        yield from (f"/fhir/{kind}", f"/fhir/{kind}?_summary=count", f"/fhir/{kind}?_include=*&_revinclude=*")
        yield f"/fhir/{kind}/_history"


def new_case_that_is_none() -> str:
    return "019aaaaa-aaaa-7aaa-8aaa-aaaaaaaaaaaa"


async def over_the_socket(world: World) -> str:
    """Returns the snapshot, everything from the first offset on, and a heartbeat."""
    async with await Line.open(world.hub, X) as line:
        await line.subscribe(STREAM)
        snapshot = await line.hears("snapshot")
        world.drawn[snapshot["epoch"]] = "{epoch}"
    heard: list[Json] = [snapshot]
    async with await Line.open(world.hub, X) as line:
        await line.subscribe(STREAM, (snapshot["epoch"], 0))
        while not heard or heard[-1].get("offset") != snapshot["offset"] or heard[-1]["type"] != "event":
            heard.append(await line.hear())
        beat = await line.hears("heartbeat")
    frames = [frame for frame in heard if frame["type"] != "heartbeat"]
    told = [*frames, {name: value for name, value in beat.items() if name != "checkpoint"}]
    return json.dumps(told, ensure_ascii=False, default=str, sort_keys=True)


async def subscribed(world: World) -> str:
    """Subscribes to every change of a case as h-002 may see it, and returns where its events are read."""
    identity = await asyncio.to_thread(subscribe, world.hub, X, subscription("case-updated", "full-resource"))
    world.drawn[identity] = "{subscription}"
    async with await Subscriber.open(world.hub, X, identity) as line:
        await line.hears("handshake")
    return f"/fhir/Subscription/{identity}/$events"


def parted(one: dict[str, str], other: dict[str, str]) -> str:
    """Says where two differ first, for whoever has to find out why."""
    lines = []
    for place in differences(one, other):
        at = next((n for n, (a, b) in enumerate(zip(one[place], other[place], strict=False)) if a != b), -1)
        lines.append(
            f"{place}: …{one[place][max(at - 60, 0) : at + 60]}… / …{other[place][max(at - 60, 0) : at + 60]}…"
        )
    return "\n".join(lines)


def differences(one: dict[str, str], other: dict[str, str]) -> list[str]:
    assert one.keys() == other.keys()
    return [place for place in one if one[place] != other[place]]


async def test_what_others_do_elsewhere_changes_no_byte_of_what_a_hospital_gets(
    worlds: tuple[World, World],
) -> None:
    case, declined = new_case(), new_case()
    told = [await subscribed(world) for world in worlds]
    tells(worlds, [*seen_by_x(case), *seen_by_x(declined)[:3]], foreign_elsewhere())
    no = submission("answer-request", declined, answer="decline", reason="busy")
    for world in worlds:
        world.says((X, no))

    quiet, loud = [await everything(world, [case, declined]) for world in worlds]
    events = []
    for world, path in zip(worlds, told, strict=True):
        answer = await asyncio.to_thread(ask, world.hub, path, X)
        assert answer.status == 200
        world.drawn[answer.body["entry"][0]["resource"]["id"]] = "{made of the subscription's id}"
        events.append(world.masked(answer.raw.decode(), without_versions=False))

    assert differences(quiet, loud) == [], parted(quiet, loud)
    assert len(quiet) > 60
    assert events[0] == events[1]
    assert events[0].count("eventNumber") + events[0].count("event-number") >= 5
    assert CANARY not in "".join([*loud.values(), events[1]])


async def test_what_is_said_to_others_in_its_own_case_changes_nothing_but_the_count_of_versions(
    worlds: tuple[World, World],
) -> None:
    case = new_case()
    tells(worlds, seen_by_x(case)[:6], foreign_within(case), begin=2)

    quiet, loud = [await everything(world, [case], without_versions=True) for world in worlds]

    left = [place for place in differences(quiet, loud) if not place.startswith("/fhir/")]
    assert left == [], parted(quiet, loud)
    assert f"/cases/{case}" in quiet
    assert CANARY not in "".join(loud.values())


async def test_control_a_leak_that_is_sown_is_found(worlds: tuple[World, World]) -> None:
    """Somebody forgets the filter where deliveries are written: a foreign case stands on the hospital's stream."""
    _, loud = worlds
    before = await everything(loud, [])
    foreign = new_case()
    loud.says(("tablet-u-003", submission("open-case", foreign, chief_complaint=CANARY)))
    database = await asyncpg.connect(loud.hub.dsn)
    await database.execute(
        "with grown as (update stream set top = top + 1 where name = $1 returning id, top)"
        " insert into stream_entry select id, top, $2, 1, 'whole' from grown",
        STREAM,
        foreign,
    )
    await database.close()

    after = await everything(loud, [])

    assert "socket" in differences(before, after)
    assert CANARY in after["socket"]


async def test_control_what_the_hospital_may_see_does_change_what_it_gets(worlds: tuple[World, World]) -> None:
    quiet, _ = worlds
    before = await everything(quiet, [])
    case = new_case()
    for said in seen_by_x(case)[:3]:
        quiet.says(said)

    assert {"socket", "/fhir/Encounter"} <= set(differences(before, await everything(quiet, [])))
