"""One sick receiver harms nobody: who stops reading or speaking is let go, and comes back to where it was."""

# ruff: noqa: T201 - the figures are printed

import asyncio
import json
import time
from statistics import median
from typing import Final

import psutil
from websockets.exceptions import ConnectionClosed

from tests.e2e.terminal import Line, Terminal, read
from tests.world import HubProcess, Json, new_case, submission

TABLET: Final = "tablet-u-001"
CONSOLE: Final = "console-fd-01"
STREAM: Final = "department:fd-01"
EVENTS: Final = 3000


async def post(hub: HubProcess, bodies: list[Json]) -> None:
    answer = await asyncio.to_thread(hub.post, TABLET, bodies)
    assert {each["status"] for each in answer.body} == {201}


def observations(case: str, count: int) -> list[Json]:
    return [
        submission("record-observation", case, heart_rate=60 + each % 90, findings="所" * 200) for each in range(count)
    ]


async def latencies_ms(hub: HubProcess, case: str, watching: Terminal, count: int) -> list[float]:
    """Posts one by one and measures until the watcher holds each."""
    took = []
    for body in observations(case, count):
        began_at = time.monotonic()
        await post(hub, [body])
        key = body["key"]
        await watching.until(
            lambda key: key in watching.documents[STREAM][case].get("observations", {}), "the newest", key
        )
        took.append((time.monotonic() - began_at) * 1000)
    return took


def is_connected(hub: HubProcess, line: Line) -> bool:
    """Tells whether the hub's side of a connection is still there."""
    port = line.socket.local_address[1]
    assert hub.process is not None
    return any(
        each.raddr and each.raddr.port == port for each in psutil.Process(hub.process.pid).net_connections("tcp")
    )


async def keep_beating(line: Line) -> None:
    while True:
        try:
            await line.say("heartbeat", visible=True, sound_armed=True)
        except ConnectionClosed:
            return
        await asyncio.sleep(0.5)


async def test_a_reader_that_stops_reading_is_let_go_the_others_go_on_and_it_resumes_without_loss(
    hub: HubProcess,
) -> None:
    case = new_case()
    await post(hub, [submission("open-case", case)])
    watching = await Terminal(hub, CONSOLE).connect()
    await watching.until(lambda: watching.document(case), "the case")
    before = await latencies_ms(hub, case, watching, 40)
    stalled = await Line.open(hub, CONSOLE, narrow=True)
    beating = asyncio.create_task(keep_beating(stalled))
    await stalled.subscribe(STREAM)
    begun = await stalled.hears("snapshot")

    stalled_at = time.monotonic()
    for _ in range(EVENTS // 100):
        await post(hub, observations(case, 100))
    during = await latencies_ms(hub, case, watching, 40)
    await asyncio.sleep(max(0.0, stalled_at + 5 - time.monotonic()))
    held, farewell, code = await what_is_left(stalled)
    beating.cancel()

    top = watching.positions[STREAM][1]
    offsets = [frame["offset"] for frame in held]
    assert offsets == list(range(begun["offset"] + 1, begun["offset"] + 1 + len(offsets)))
    assert code in {1006, 4429}, "the hub ended it"
    assert offsets[-1] < top, "it was not let go"
    async with await Line.open(hub, CONSOLE) as again:
        await again.subscribe(STREAM, (begun["epoch"], offsets[-1]))
        rest = [(await again.hears("event"))["offset"] for _ in range(top - offsets[-1])]
    assert rest == list(range(offsets[-1] + 1, top + 1))
    print(
        f"stalled after {len(offsets)} of {len(offsets) + len(rest)} events, "
        f"ended with {code} and {farewell or 'no word'}; "
        f"others post to screen: median {median(before):.1f} ms before, {median(during):.1f} ms meanwhile, "
        f"longest {max(before):.0f} and {max(during):.0f} ms"
    )
    assert median(during) < median(before) * 2 + 20
    await watching.disconnect()


async def what_is_left(line: Line) -> tuple[list[Json], str, int]:
    """Reads a line to its end: events, the last word that is no event, and the close code."""
    events: list[Json] = []
    farewell = ""
    try:
        async with asyncio.timeout(10):
            while True:
                for frame in read(await line.socket.recv()):
                    if frame["type"] == "event":
                        events.append(frame)
                    elif frame["type"] == "evicted":
                        farewell = json.dumps(frame["positions"])
    except ConnectionClosed as closed:
        return events, farewell, closed.rcvd.code if closed.rcvd else 1006


async def test_who_neither_speaks_nor_reads_is_gone_within_seconds(hub: HubProcess) -> None:
    """Two at once, for each takes a quarter of a minute: one is silent, one takes nothing in any more."""
    await asyncio.gather(a_silent_one(hub), one_that_takes_nothing(hub))


async def a_silent_one(hub: HubProcess) -> None:
    async with await Line.open(hub, "screen-h-003") as line:
        began_at = time.monotonic()
        code, said = await line.hears_the_end(25)
        took_s = time.monotonic() - began_at
    print(f"a terminal that said nothing was let go after {took_s:.1f} s")
    assert code == 4408
    assert {frame["type"] for frame in said} == {"heartbeat"}, "the hub was not silent"
    assert 14.5 < took_s < 18


async def one_that_takes_nothing(hub: HubProcess) -> None:
    case = new_case()
    await post(hub, [submission("open-case", case)])
    line = await Line.open(hub, CONSOLE, narrow=True)
    await line.subscribe(STREAM)
    await line.hears("snapshot")
    began_at = time.monotonic()
    for _ in range(EVENTS // 100):
        await post(hub, observations(case, 100))
    assert is_connected(hub, line)
    while is_connected(hub, line) and time.monotonic() - began_at < 25:  # noqa: ASYNC110  the kernel rings nobody
        await asyncio.sleep(0.2)
    took_s = time.monotonic() - began_at
    print(f"a connection that took nothing was gone after {took_s:.1f} s")
    line.socket.transport.abort()
    assert took_s <= 20
