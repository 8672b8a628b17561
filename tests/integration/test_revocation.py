"""Taking a right away reaches a live socket within two seconds, however it is taken away."""

# ruff: noqa: T201 - the figures are printed

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from hub.postgres.pool import connect
from hub.postgres.register import PostgresRegister
from tests.e2e.terminal import Line
from tests.keys import Key
from tests.subscriber import Subscriber, ask, subscribe, subscription
from tests.world import HubProcess, new_case, submission, with_more_hospitals

PREFECTURE = with_more_hospitals(6)


@pytest.fixture(scope="module")
async def hub(
    new_database: Callable[[], Awaitable[str]], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[HubProcess]:
    """A hub with screens to spare: each test takes the rights of others away."""
    process = HubProcess(await new_database(), tmp_path_factory.mktemp("hub-revocation")).enrol(PREFECTURE).start()
    yield process
    process.stop()


@asynccontextmanager
async def register(hub: HubProcess) -> AsyncIterator[PostgresRegister]:
    pool = await connect(hub.dsn, command_timeout_s=5, size=1)
    try:
        yield PostgresRegister(pool)
    finally:
        await pool.close()


async def revoke(hub: HubProcess, caller: str) -> None:
    async with register(hub) as members:
        await members.revoke(caller)


async def by_revoking(hub: HubProcess, screen: str) -> None:
    await revoke(hub, screen)


async def by_enrolling_another_device(hub: HubProcess, screen: str) -> None:
    code = await asyncio.to_thread(hub.code, screen)
    assert hub.enrolled(code, Key(f"another {screen}")).status == 201


async def by_revoking_while_another_device_enrols(hub: HubProcess, screen: str) -> None:
    code = await asyncio.to_thread(hub.code, "screen-h-002")
    await revoke(hub, screen)
    assert hub.enrolled(code, Key("another screen-h-002")).status == 201


async def by_moving_it_to_another_hospital(hub: HubProcess, screen: str) -> None:
    callers = [{**each, "organisation": "h-003"} for each in PREFECTURE["callers"] if each["id"] == screen]
    file = hub.folder / "moved.json"
    file.write_text(json.dumps({"organisations": [], "callers": callers}))
    await asyncio.to_thread(hub.command, "enrol", str(file))


WAYS: list[tuple[Callable[[HubProcess, str], Awaitable[None]], int]] = [
    (by_revoking, 4),
    (by_enrolling_another_device, 5),
    (by_revoking_while_another_device_enrols, 6),
    (by_moving_it_to_another_hospital, 7),
]


@pytest.mark.parametrize(("take_away", "number"), WAYS, ids=lambda value: getattr(value, "__name__", ""))
async def test_a_right_that_is_taken_away_ends_the_live_socket(
    hub: HubProcess, take_away: Callable[[HubProcess, str], Awaitable[None]], number: int
) -> None:
    screen, stream = f"screen-h-{number:03}", f"facility:h-{number:03}"
    async with await Line.open(hub, screen) as line, await Line.open(hub, "screen-h-001") as other:
        await line.subscribe(stream)
        await line.hears("snapshot")

        await take_away(hub, screen)
        began_at = time.monotonic()
        code, _ = await line.hears_the_end(5)
        took_ms = (time.monotonic() - began_at) * 1000

        assert code == 4401
        assert took_ms <= 2000
        await other.subscribe("facility:h-001")
        await other.hears("snapshot")
    print(f"{take_away.__name__}: the live socket ended after {took_ms:.0f} ms")


@pytest.mark.parametrize(
    ("take_away", "caller"),
    [(by_revoking, "console-fd-02"), (by_enrolling_another_device, "screen-h-009")],
    ids=lambda value: getattr(value, "__name__", ""),
)
async def test_a_right_that_is_taken_away_ends_the_socket_of_a_subscription(
    hub: HubProcess, take_away: Callable[[HubProcess, str], Awaitable[None]], caller: str
) -> None:
    mine = subscribe(hub, caller, subscription("case-updated", "id-only"))
    theirs = subscribe(hub, "screen-h-003", subscription("case-updated", "id-only"))
    token = ask(hub, caller, "GET", f"/fhir/Subscription/{mine}/$get-ws-binding-token").body["parameter"][0]
    async with (
        await Subscriber.open(hub, caller, mine) as line,
        await Subscriber.open(hub, "screen-h-003", theirs) as other,
    ):
        await line.hears("handshake")
        await other.hears("handshake")

        await take_away(hub, caller)
        began_at = time.monotonic()
        assert await line.hears_the_end(5) == 4401
        assert time.monotonic() - began_at <= 2
        await other.say({"type": "ping"})
        assert await other.hear() == {"type": "pong"}
    async with await Subscriber.open(hub, caller) as again:
        await again.say(f"bind-with-token {token['valueString']}")
        assert await again.hears_the_end() == 4401, "a token that was fetched before is no way back"


async def test_who_is_revoked_is_refused_at_every_door(hub: HubProcess) -> None:
    case = new_case()
    assert hub.post("tablet-u-001b", submission("open-case", case)).status == 201
    ticket = hub.ticket("tablet-u-001b")
    async with await Line.open(hub, "tablet-u-001b") as live:
        await revoke(hub, "tablet-u-001b")
        assert (await live.hears_the_end(5))[0] == 4401

    answers = [
        hub.post("tablet-u-001b", submission("record-observation", case, heart_rate=80)),
        hub.get(f"/cases/{case}", "tablet-u-001b"),
        hub.get("/whoami", "tablet-u-001b"),
        hub.get("/directory", "tablet-u-001b"),
    ]
    assert [(answer.status, answer.body["code"]) for answer in answers] == [(401, "not-authenticated")] * 4
    async with await Line.open(hub) as line:
        await line.say("bind", ticket=ticket)
        assert (await line.hears_the_end())[0] == 4401


async def test_an_edited_telephone_number_ends_nobodys_socket(hub: HubProcess) -> None:
    organisations = [{**each, "phone": "000-0009-9999"} for each in PREFECTURE["organisations"]]
    file = hub.folder / "edited.json"
    file.write_text(json.dumps({"organisations": organisations, "callers": []}))
    async with await Line.open(hub, "screen-h-008") as line:
        await asyncio.to_thread(hub.command, "enrol", str(file))
        with pytest.raises(TimeoutError):
            await line.hears_the_end(1.5)
    shown = hub.get("/directory", "screen-h-008").body["organisations"]
    assert {each["phone"] for each in shown} == {"000-0009-9999"}
