"""A terminal says everything once in effect and hears everything once, whatever happens to its line."""

# ruff: noqa: S311 - what is simulated must repeat by its seed

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from random import Random
from typing import Any

import pytest
from websockets.asyncio.server import ServerConnection, serve

from simulators import posting, wire
from simulators.credential import Credential, Key
from simulators.history import Evidence, History, Invoked, Missed, Received, Repeated, Returned
from simulators.posting import Device
from simulators.wire import Terminal

Json = dict[str, Any]
STREAM = "unit:u-001"
CASE = "case-1"


class ScriptedHub:
    """Speaks the hub's side as a test tells it."""

    def __init__(self, expires_in: float = 300) -> None:
        self.expires_in = expires_in
        self.sockets: list[ServerConnection] = []
        self.heard: list[Json] = []
        self.knows = True
        self.on_submit: Callable[[ServerConnection, Json], Awaitable[None]] = self.receipt

    async def converse(self, socket: ServerConnection) -> None:
        self.sockets.append(socket)
        async for message in socket:
            for line in str(message).split("\n"):
                frame = json.loads(line)
                self.heard.append(frame)
                await self.answer(socket, frame)

    async def answer(self, socket: ServerConnection, frame: Json) -> None:
        match frame["type"]:
            case "bind" if len(self.said("bind")) > len(self.sockets):
                await self.say(socket, type="renewed", expires_in=self.expires_in)
            case "bind":
                organisation = {"id": "fd-01", "kind": "fire-department"}
                await self.say(
                    socket,
                    type="bound",
                    caller="t",
                    role="crew",
                    organisation=organisation,
                    unit="u-001",
                    streams=[STREAM],
                    expires_in=self.expires_in,
                )
            case "subscribe" if "epoch" not in frame:
                await self.say(socket, type="snapshot", stream=STREAM, epoch="e", offset=0, documents={})
            case "submit":
                await self.on_submit(socket, frame["submission"])

    async def receipt(self, socket: ServerConnection, submission: Json) -> None:
        await self.say(socket, type="receipt", key=submission["key"], kind=submission["kind"], case=CASE, version=1)

    async def event(self, offset: int, mode: str = "document", **body: object) -> None:
        await self.say(
            self.sockets[-1],
            type="event",
            stream=STREAM,
            offset=offset,
            subject=CASE,
            version=offset,
            kind="stamp-time",
            recorded_at="",
            mode=mode,
            body=body,
        )

    async def say(self, socket: ServerConnection, **frame: object) -> None:
        await socket.send(json.dumps(frame))

    def said(self, kind: str) -> list[Json]:
        return [frame for frame in self.heard if frame["type"] == kind]


@asynccontextmanager
async def giving_tickets(hub: ScriptedHub) -> AsyncIterator[str]:
    """The same hub over HTTP: it gives a ticket to whoever asks, as long as it knows anybody."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        body = json.dumps({"access_token": "invented", "expires_in": 300, "ticket": "invented"}).encode()
        status = "200 OK" if hub.knows else '401 No\r\nwww-authenticate: DPoP error="invalid_token"'
        writer.write(f"HTTP/1.1 {status}\r\ncontent-length: {len(body)}\r\n\r\n".encode() + body)
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    server.close()


@asynccontextmanager
async def line_to(hub: ScriptedHub) -> AsyncIterator[tuple[Terminal, list[Evidence]]]:
    evidence: list[Evidence] = []
    async with serve(hub.converse, "127.0.0.1", 0) as server, giving_tickets(hub) as address:
        port = next(iter(server.sockets)).getsockname()[1]
        device = Device(Credential(address, "t", Key.new()))
        terminal = Terminal(f"ws://127.0.0.1:{port}", device, History(evidence.append), Random(1), streams=(STREAM,))
        running = asyncio.create_task(terminal.run())
        try:
            await asyncio.wait_for(terminal.ready.wait(), 5)
            yield terminal, evidence
        finally:
            running.cancel()


@pytest.fixture(autouse=True)
def _haste(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posting, "REPEAT_AFTER_S", 0.1)
    monkeypatch.setattr(wire, "_BACK_OFF_S", (0.01, 0.02))


def of(evidence: list[Evidence], *kinds: type) -> list[Evidence]:
    return [line for line in evidence if isinstance(line, kinds)]


async def test_a_submission_is_invoked_and_returned() -> None:
    hub = ScriptedHub()
    async with line_to(hub) as (terminal, evidence):
        outcome = await terminal.submit("open-case", CASE, {"urgency": "red"})

    assert (outcome.result, outcome.version) == ("ok", 1)
    invoked, returned = of(evidence, Invoked, Returned)
    assert isinstance(invoked, Invoked)
    assert isinstance(returned, Returned)
    assert invoked.key == returned.key
    assert invoked.streams == (STREAM, "department:fd-01")


async def test_silence_is_answered_with_the_same_key() -> None:
    hub = ScriptedHub()

    async def deaf_twice(socket: ServerConnection, submission: Json) -> None:
        if len(hub.said("submit")) > 2:
            await hub.receipt(socket, submission)

    hub.on_submit = deaf_twice
    async with line_to(hub) as (terminal, _):
        assert (await terminal.submit("stamp-time", CASE, {"mark": "on-scene"})).is_ok

    said = [frame["submission"] for frame in hub.said("submit")]
    assert len(said) == 3
    assert len({it["key"] for it in said}) == len({it["occurred_at"] for it in said}) == 1


async def test_an_unavailable_hub_is_asked_again_and_a_refusal_is_not() -> None:
    hub = ScriptedHub()

    async def refuse(socket: ServerConnection, submission: Json) -> None:
        code, status = ("overloaded", 503) if len(hub.said("submit")) == 1 else ("case-closed", 409)
        error = {"code": code, "ja": "", "en": "", "issues": [], "retry_after_s": 0.01}
        await hub.say(socket, type="refused", key=submission["key"], status=status, error=error)

    hub.on_submit = refuse
    async with line_to(hub) as (terminal, _):
        outcome = await terminal.submit("withdraw-request", CASE, {})

    assert (outcome.result, outcome.code) == ("fail", "case-closed")
    assert len(hub.said("submit")) == 2


async def test_nobody_knows_what_was_never_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Terminal, "patience_s", 0.3)
    hub = ScriptedHub()

    async def deaf(_socket: ServerConnection, _submission: Json) -> None:
        return

    hub.on_submit = deaf
    async with line_to(hub) as (terminal, evidence):
        assert (await terminal.submit("stamp-time", CASE, {})).result == "info"

    (returned,) = of(evidence, Returned)
    assert isinstance(returned, Returned)
    assert returned.result == "info"


async def test_a_broken_line_is_resumed_from_its_position_and_what_is_pending_is_repeated() -> None:
    hub = ScriptedHub()

    async def break_first(socket: ServerConnection, submission: Json) -> None:
        if len(hub.sockets) == 1:
            await socket.close(1012)
        else:
            await hub.receipt(socket, submission)

    hub.on_submit = break_first
    async with line_to(hub) as (terminal, _):
        await hub.event(1, status="open")
        await terminal.until(lambda: terminal.document(CASE) is not None, 5)
        assert (await terminal.submit("stamp-time", CASE, {})).is_ok
        assert terminal.document(CASE) == {"status": "open"}

    first, second = hub.said("subscribe")
    assert "epoch" not in first
    assert (second["epoch"], second["offset"]) == ("e", 1)


async def test_what_is_sent_again_has_no_effect() -> None:
    hub = ScriptedHub()
    async with line_to(hub) as (terminal, evidence):
        await hub.event(1, count=1)
        await hub.event(1, count=2)
        await hub.event(2, mode="patch", more=1)
        await terminal.until(lambda: (terminal.document(CASE) or {}).get("more") == 1, 5)
        assert terminal.document(CASE) == {"count": 1, "more": 1}

    assert len(of(evidence, Received)) == 2
    assert len(of(evidence, Repeated)) == 1


async def once(holds: Callable[[], bool]) -> None:
    """Waits until something holds."""
    async with asyncio.timeout(30):
        while not holds():  # noqa: ASYNC110  nobody rings
            await asyncio.sleep(0.01)


async def test_a_hole_is_written_down_and_asked_for_again() -> None:
    hub = ScriptedHub()
    async with line_to(hub) as (_, evidence):
        await hub.event(1)
        await hub.event(3)
        await once(lambda: len(hub.said("subscribe")) == 2)

    assert len(of(evidence, Missed)) == 1
    assert hub.said("subscribe")[1]["offset"] == 1


async def test_a_screen_acknowledges_what_it_holds() -> None:
    hub = ScriptedHub()
    seen: list[int] = []
    async with line_to(hub) as (terminal, _):
        terminal.serve_screen(lambda event: seen.append(event.offset))
        await hub.event(1)
        await terminal.until(lambda: seen == [1], 5)
        await once(lambda: bool(hub.said("ack")))

    assert {"type": "ack", "stream": STREAM, "offset": 1} in hub.said("ack")


async def test_a_revoked_device_gives_up() -> None:
    hub = ScriptedHub()
    async with line_to(hub) as (terminal, _):
        hub.knows = False
        await hub.sockets[0].close(4401)
        await once(lambda: terminal.is_refused)
        assert (await terminal.submit("stamp-time", CASE, {})).result == "info"

    assert len(hub.sockets) == 1


async def test_a_device_whose_time_is_over_comes_back_with_another_ticket() -> None:
    hub = ScriptedHub()
    async with line_to(hub) as (terminal, _):
        await hub.sockets[0].close(4401)
        await once(lambda: len(hub.sockets) > 1)
        assert not terminal.is_refused


async def test_a_device_that_stays_shows_another_ticket_on_the_same_line() -> None:
    hub = ScriptedHub(expires_in=0.2)
    async with line_to(hub):
        await once(lambda: len(hub.said("bind")) > 2)

    assert len(hub.sockets) == 1


async def test_the_time_of_a_wrong_clock_is_the_same_everywhere() -> None:
    hub = ScriptedHub()
    async with line_to(hub) as (terminal, _):
        terminal.device = Device(terminal.device.credential, skew_s=-365 * 86_400.0)
        await terminal.submit("stamp-time", CASE, {})

    (said,) = [frame["submission"] for frame in hub.said("submit")]
    made = int(said["key"].replace("-", "")[:12], 16) / 1000
    assert said["occurred_at"][:4] == said["sent_at"][:4]
    assert made < 1.8e9 - 365 * 86_400
