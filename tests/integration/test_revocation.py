"""Taking a right away reaches a live socket within two seconds, however it is taken away."""

import json
import time
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from collections.abc import AsyncIterator

import pytest

from hub.postgres.pool import connect
from hub.postgres.register import PostgresRegister
from tests.e2e.terminal import Line
from tests.world import HubProcess, enrolment, new_case, submission

SCREEN = "screen-h-001b"
STREAM = "facility:h-001"


@asynccontextmanager
async def register(hub: HubProcess) -> AsyncIterator[PostgresRegister]:
    pool = await connect(hub.dsn, command_timeout_s=5, size=1)
    try:
        yield PostgresRegister(pool)
    finally:
        await pool.close()


async def by_revoking(hub: HubProcess) -> None:
    async with register(hub) as register_:
        await register_.revoke(SCREEN)


async def by_enrolling_another_device(hub: HubProcess) -> None:
    code = hub.code(SCREEN)
    assert hub.post_to("/enrol", json.dumps({"code": code}).encode()).status == 201


async def by_revoking_while_another_device_enrols(hub: HubProcess) -> None:
    code = hub.code("screen-h-002")
    async with register(hub) as register_:
        await register_.revoke(SCREEN)
    assert hub.post_to("/enrol", json.dumps({"code": code}).encode()).status == 201


async def by_moving_it_to_another_hospital(hub: HubProcess) -> None:
    prefecture = enrolment()
    for caller in prefecture["callers"]:
        if caller["id"] == SCREEN:
            caller["organisation"] = "h-003"
    hub.enrol(prefecture)


WAYS: list[Callable[[HubProcess], Awaitable[None]]] = [
    by_revoking,
    by_enrolling_another_device,
    by_revoking_while_another_device_enrols,
    by_moving_it_to_another_hospital,
]


@pytest.mark.parametrize("take_away", WAYS, ids=lambda way: way.__name__)
async def test_a_right_that_is_taken_away_ends_the_live_socket(
    own_hub: HubProcess, take_away: Callable[[HubProcess], Awaitable[None]]
) -> None:
    async with await Line.open(own_hub, SCREEN) as line, await Line.open(own_hub, "screen-h-001") as other:
        await line.subscribe(STREAM)
        await line.hears("snapshot")

        await take_away(own_hub)
        began_at = time.monotonic()
        code, _ = await line.hears_the_end(5)
        took_ms = (time.monotonic() - began_at) * 1000

        assert code == 4401
        assert took_ms <= 2000
        await other.subscribe(STREAM)
        await other.hears("snapshot")
    print(f"{take_away.__name__}: the live socket ended after {took_ms:.0f} ms")


async def test_who_is_revoked_is_refused_at_every_door(own_hub: HubProcess) -> None:
    case = new_case()
    assert own_hub.post("tablet-u-001b", submission("open-case", case)).status == 201
    async with register(own_hub) as register_, await Line.open(own_hub, "tablet-u-001b") as live:
        await register_.revoke("tablet-u-001b")
        await live.hears_the_end(5)

    answers = [
        own_hub.post("tablet-u-001b", submission("record-observation", case, heart_rate=80)),
        own_hub.get(f"/cases/{case}", "tablet-u-001b"),
        own_hub.get("/whoami", "tablet-u-001b"),
        own_hub.get("/directory", "tablet-u-001b"),
    ]
    assert [(answer.status, answer.body["code"]) for answer in answers] == [(401, "not-authenticated")] * 4
    async with await Line.open(own_hub) as line:
        await line.say("bind", token="test-token-of-tablet-u-001b")
        assert (await line.hears_the_end())[0] == 4401


async def test_an_edited_name_ends_nobodys_socket(own_hub: HubProcess) -> None:
    prefecture = enrolment()
    for organisation in prefecture["organisations"]:
        organisation["phone"] = "000-0009-9999"
    async with await Line.open(own_hub, SCREEN) as line:
        own_hub.enrol(prefecture)
        with pytest.raises(TimeoutError):
            await line.hears_the_end(2)
