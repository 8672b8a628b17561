"""After any absence a terminal comes back to where it was, and misses nothing."""

# ruff: noqa: T201 - the figures are printed

import asyncio
import time
from typing import Final

import asyncpg

from tests.e2e.terminal import Line, Terminal
from tests.world import HubProcess, Json, new_case, submission

TABLET: Final = "tablet-u-002"
BOARD: Final = "screen-h-003"
FACILITY: Final = "facility:h-003"
MISSED: Final = 1000


def posts(hub: HubProcess, bodies: list[Json]) -> None:
    for start in range(0, len(bodies), 100):
        answer = hub.post(TABLET, bodies[start : start + 100])
        assert [each["status"] for each in answer.body] == [201] * len(answer.body)


def an_asked_case(hub: HubProcess) -> str:
    case = new_case()
    asking = submission("request-acceptance", case, facilities=["h-003"])
    posts(hub, [submission("open-case", case, chief_complaint="転倒"), asking])
    return case


async def test_a_thousand_missed_events_are_caught_up_in_two_seconds(hub: HubProcess) -> None:
    case = an_asked_case(hub)
    board = await Terminal(hub, BOARD).connect()
    await board.disconnect()
    before = board.positions[FACILITY][1]
    bodies = [submission("record-observation", case, heart_rate=60 + each % 100) for each in range(MISSED)]
    await asyncio.to_thread(posts, hub, bodies)
    board.events.clear()

    began_at = time.monotonic()
    await board.connect()
    await board.until(lambda: board.positions[FACILITY][1] >= before + MISSED, "what it missed")
    took_s = time.monotonic() - began_at

    keys = [
        key
        for event in board.events
        for key in event["body"].get("observations", {})
        if event["body"]["observations"][key]
    ]
    assert keys[:MISSED] == [body["key"] for body in bodies]
    assert board.resets == []
    fresh = await Terminal(hub, BOARD).connect()
    await board.until(lambda: board.positions == fresh.positions, "the same position")
    assert board.documents == fresh.documents
    await board.disconnect()
    await fresh.disconnect()
    print(f"{MISSED} missed events caught up in {took_s:.3f} s, connecting included")
    assert took_s <= 2


async def test_events_that_come_while_it_catches_up_find_their_place(hub: HubProcess) -> None:
    case = an_asked_case(hub)
    board = await Terminal(hub, BOARD).connect()
    await board.disconnect()
    before = board.positions[FACILITY][1]
    bodies = [submission("record-observation", case, heart_rate=60 + each % 100) for each in range(2 * MISSED)]
    await asyncio.to_thread(posts, hub, bodies[:MISSED])

    meanwhile = asyncio.create_task(asyncio.to_thread(posts, hub, bodies[MISSED:]))
    for _ in range(5):
        await board.connect()
        await asyncio.sleep(0.05)
        board.break_off()
        await board.disconnect()
    await board.connect()
    await meanwhile
    await board.until(lambda: board.positions[FACILITY][1] >= before + 2 * MISSED, "all of it")

    told = [
        key
        for event in board.events
        for key in event["body"].get("observations", {})
        if event["body"]["observations"][key]
    ]
    assert told == [body["key"] for body in bodies], "each once, in order, though it was cut off five times"
    await board.disconnect()


async def test_a_hole_in_the_log_is_an_alarm_and_not_a_silence(own_hub: HubProcess) -> None:
    case = an_asked_case(own_hub)
    async with await Line.open(own_hub, BOARD) as line:
        await line.subscribe(FACILITY)
        held = await line.hears("snapshot")
    await asyncio.to_thread(
        posts, own_hub, [submission("record-observation", case, heart_rate=each) for each in range(60, 80)]
    )
    database = await asyncpg.connect(own_hub.dsn)
    await database.execute(
        "delete from stream_entry using stream"
        ' where stream.id = stream_entry.stream and stream.name = $1 and "offset" = $2',
        FACILITY,
        held["offset"] + 10,
    )
    await database.close()

    async with await Line.open(own_hub, BOARD) as line:
        await line.subscribe(FACILITY, (held["epoch"], held["offset"]))
        code, said = await line.hears_the_end()

    assert code == 1011
    assert [frame["offset"] for frame in said if frame["type"] == "event"] == []
    assert "integrity-broken" in own_hub.log


async def test_a_second_stream_may_be_asked_for_while_the_first_is_still_catching_up(hub: HubProcess) -> None:
    case = an_asked_case(hub)
    async with await Line.open(hub, BOARD) as line:
        await line.subscribe(FACILITY)
        held = await line.hears("snapshot")
    bodies = [submission("record-observation", case, heart_rate=60 + each % 100) for each in range(MISSED)]
    await asyncio.to_thread(posts, hub, bodies)

    for _ in range(5):
        async with await Line.open(hub, BOARD) as line:
            await line.subscribe(FACILITY, (held["epoch"], held["offset"]))
            await line.subscribe("area:99")
            offsets = [(await line.hears("event"))["offset"] for _ in range(MISSED)]
        assert offsets == list(range(held["offset"] + 1, held["offset"] + 1 + MISSED))
