"""A cable that adds to what the hub says: frames of the hub's own making, as many a second as a test wants.

Page, tokens, ticket, snapshot, heartbeats and receipts are the hub's; what is added follows the same offsets. A hub
that writes a thousand submissions a second takes 1.2 of two cores, and a browser would be judged by what is left.
"""

import asyncio
import json
import time
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

import msgspec
from uuid_utils.compat import uuid7
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.frames import Frame, Opcode
from websockets.http11 import Request
from websockets.server import ServerProtocol

from tests.e2e_browser.cable import Cable

Json = dict[str, Any]

KEPT: Final = 240
"""So many observations of a case the hub keeps; one more, and it says that the oldest is gone."""
TURN_S: Final = 0.004
_write = msgspec.json.Encoder(decimal_format="number").encode


@dataclass
class Live:
    """What is added about one case: the keys that a screen must hold, and what was measured last."""

    version: int
    keys: deque[str] = field(default_factory=deque)
    last: Json = field(default_factory=dict)


class Flood(Cable):
    """Relays everything, and adds events to one stream while it flows.

    Attributes:
        cases: What a screen must know of each case, by what was added.
        added: How many frames were added.
        offset: The position of the stream with what was added.
    """

    def __init__(self, hub_port: int, stream: str, frames: Sequence[Json]) -> None:
        """Takes the port behind, the stream to add to, and frames of the hub as it said them."""
        super().__init__(hub_port)
        self.cases: dict[str, Live] = {}
        self.added = 0
        self._stream = stream
        self._frames = frames
        self.offset = 0
        self._shift = 0
        self._page: _Page | None = None

    async def flow(self, per_second: int, seconds: float) -> float:
        """Adds frames for so long, so many a second as the page takes; returns how many a second it were."""
        assert self._page
        began_at, first, cases = time.monotonic(), self.added, list(self.cases)
        while (passed_s := time.monotonic() - began_at) < seconds:
            for number in range(self.added - first, int(passed_s * per_second)):
                self._page.says(self._next(cases[number % len(cases)]))
            await self._page.drain()
            await asyncio.sleep(TURN_S)
        return (self.added - first) / passed_s

    def _next(self, case: str) -> bytes:
        """Returns the next frame about a case: what the hub said of another one at another time."""
        frame = self._frames[self.added % len(self._frames)]
        self.added += 1
        said: Json = {**frame, "stream": self._stream, "subject": case}
        now = datetime.now(UTC).isoformat()
        if frame["type"] == "transient":
            return _write({**said, "body": {"position": {**frame["body"]["position"], "at": now}}})
        live = self.cases[case]
        [values] = frame["body"]["observations"].values()
        key, live.last = str(uuid7()), {**values, "at": now}
        live.version += 1
        live.keys.append(key)
        body: Json = {key: live.last}
        if len(live.keys) > KEPT:
            body[live.keys.popleft()] = None
        self.offset += 1
        self._shift += 1
        numbers = {"offset": self.offset, "version": live.version, "recorded_at": now}
        return _write({**said, **numbers, "body": {"observations": body}})

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, heard: bytes = b"") -> None:
        with suppress(asyncio.IncompleteReadError):
            heard = await reader.readuntil(b"\r\n\r\n")
            if not heard.startswith(b"GET /stream "):
                await super()._relay(reader, writer, heard)
                return
            async with connect(f"ws://127.0.0.1:{self.hub_port}/stream", max_size=None) as hub:
                self._page = _Page(reader, writer, heard)
                with suppress(ConnectionClosed, ConnectionError):
                    await asyncio.gather(self._hears(hub, self._page), self._page.pours_into(hub))

    async def _hears(self, hub: ClientConnection, page: "_Page") -> None:
        async for message in hub:
            for line in str(message).split("\n"):
                page.says(_write(self._renumbered(json.loads(line))))
            await page.drain()

    def _renumbered(self, frame: Json) -> Json:
        """Gives a frame of the hub the place that is left to it by those that were added."""
        if frame["type"] == "heartbeat":
            return {**frame, "tops": {}}
        if frame.get("stream") != self._stream:
            return frame
        if frame["type"] == "snapshot":
            self._begun(frame["documents"])
            self.offset, self._shift = frame["offset"], 0
        elif frame["type"] == "event":
            self.offset = frame["offset"] + self._shift
            return {**frame, "offset": self.offset}
        return frame

    def _begun(self, documents: Mapping[str, Json]) -> None:
        for case, held in documents.items():
            if "case" in held:
                observed = sorted(held.get("observations", {}).items(), key=lambda each: each[1]["at"])
                self.cases[case] = Live(1, deque(key for key, _ in observed))


class _Page:
    """A browser's socket, whose protocol is drawn by websockets."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, hello: bytes) -> None:
        self._reader, self._writer = reader, writer
        self._protocol = ServerProtocol(max_size=None)
        self._protocol.receive_data(hello)
        [request] = self._protocol.events_received()
        assert isinstance(request, Request)
        self._protocol.send_response(self._protocol.accept(request))
        self._flush()

    def says(self, text: bytes) -> None:
        self._protocol.send_text(text)
        self._flush()

    async def drain(self) -> None:
        await self._writer.drain()

    async def pours_into(self, hub: ClientConnection) -> None:
        """Hands on what the page says; its positions mean nothing to the hub."""
        while data := await self._reader.read(65536):
            self._protocol.receive_data(data)
            for frame in self._protocol.events_received():
                assert isinstance(frame, Frame)
                if frame.opcode is Opcode.TEXT and b'"type":"ack"' not in frame.data:
                    await hub.send(bytes(frame.data).decode())
            self._flush()
        await hub.close()

    def _flush(self) -> None:
        for data in self._protocol.data_to_send():
            self._writer.write(data)
