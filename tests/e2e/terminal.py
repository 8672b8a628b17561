"""Clients of the stream protocol that believe nothing: a bare line, and a terminal that follows the protocol on it."""

import asyncio
import json
import socket
from collections import deque
from collections.abc import Callable, Mapping
from decimal import Decimal
from types import TracebackType
from typing import Self

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin

from tests.world import HubProcess, Json, submission

PATIENCE_S = 10.0
"""How long a test waits for what must come; what does come takes milliseconds."""

Position = tuple[str, int]
"""Epoch and offset up to which a client holds a stream."""


def read(message: str | bytes) -> list[Json]:
    """Takes a message apart into frames; numbers keep their digits."""
    return [json.loads(line, parse_float=Decimal) for line in str(message).split("\n")]


def merged(document: Json, patch: Json) -> Json:
    """Returns the document with a JSON merge patch applied (RFC 7396)."""
    result = dict(document)
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        elif isinstance(value, dict):
            held = result.get(name)
            result[name] = merged(held if isinstance(held, dict) else {}, value)
        else:
            result[name] = value
    return result


def _narrow(port: int) -> socket.socket:
    plug = socket.socket()
    plug.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    plug.connect(("127.0.0.1", port))
    return plug


class Line:
    """One socket, frame by frame: for tests that do what no honest client does."""

    def __init__(self, opened: ClientConnection) -> None:
        """Takes a socket that is open."""
        self.socket = opened
        self._frames: deque[Json] = deque()

    @classmethod
    async def open(
        cls, hub: HubProcess, caller: str | None = None, *, origin: str | None = None, narrow: bool = False
    ) -> Self:
        """Opens a socket, and binds it where a caller is named; a narrow one has hardly room for what nobody reads."""
        plug = socket.create_connection(("127.0.0.1", hub.port)) if not narrow else _narrow(hub.port)
        opened = await connect(
            hub.stream_url,
            sock=plug,
            compression=None,
            ping_interval=None,
            max_size=None,
            max_queue=1 if narrow else 16,
            close_timeout=1,
            proxy=None,
            origin=None if origin is None else Origin(origin),
        )
        line = cls(opened)
        if caller:
            await line.bind(hub, caller)
        return line

    async def __aenter__(self) -> Self:
        """Lends the line."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Hangs up."""
        await self.socket.close()

    async def bind(self, hub: HubProcess, caller: str) -> Json:
        """Says who is calling, and returns what the hub says to that."""
        await self.show(hub, caller)
        return await self.hears("bound")

    async def show(self, hub: HubProcess, caller: str) -> None:
        """Shows a new ticket of a caller, and does not wait for what the hub says to that."""
        await self.say("bind", ticket=await asyncio.to_thread(hub.ticket, caller))

    async def say(self, kind: str, **fields: object) -> None:
        """Sends one frame."""
        await self.send(json.dumps({"type": kind, **fields}))

    async def send(self, message: str | bytes) -> None:
        """Sends any message."""
        await self.socket.send(message)

    async def hear(self, timeout_s: float = PATIENCE_S) -> Json:
        """Returns the next frame.

        Raises:
            TimeoutError: None comes.
            ConnectionClosed: The hub ended the line.
        """
        while not self._frames:
            async with asyncio.timeout(timeout_s):
                self._frames.extend(read(await self.socket.recv()))
        return self._frames.popleft()

    async def hears(self, kind: str, timeout_s: float = PATIENCE_S) -> Json:
        """Returns the next frame of a type, passing over others."""
        async with asyncio.timeout(timeout_s):
            while True:
                frame = await self.hear(timeout_s)
                if frame["type"] == kind:
                    return frame

    async def hears_the_end(self, timeout_s: float = PATIENCE_S) -> tuple[int, list[Json]]:
        """Waits until the hub ends the line; returns the close code and what was said before."""
        said = []
        try:
            async with asyncio.timeout(timeout_s):
                while True:
                    said.append(await self.hear(timeout_s))
        except ConnectionClosed as closed:
            return (closed.rcvd.code if closed.rcvd else 1006), said

    async def subscribe(self, stream: str, position: Position | None = None) -> None:
        """Asks for a stream."""
        where = {} if position is None else {"epoch": position[0], "offset": position[1]}
        await self.say("subscribe", stream=stream, **where)

    async def submit(self, body: Json) -> Json:
        """Submits and returns the receipt or the refusal; what is heard before it is heard again afterwards."""
        await self.say("submit", submission=body)
        passed: list[Json] = []
        while True:
            frame = await self.hear()
            if frame["type"] in {"receipt", "refused"} and frame["key"] == body.get("key"):
                self._frames.extendleft(reversed(passed))
                return frame
            passed.append(frame)


class Terminal:
    """A device that follows the protocol to the letter, and notes every hole, repetition and surprise."""

    def __init__(self, hub: HubProcess, caller: str, *, is_watching: bool = False, acknowledges: bool = True) -> None:
        """Takes the hub and who it is; nothing is opened before `connect`."""
        self.caller = caller
        self.documents: dict[str, dict[str, Json]] = {}
        self.positions: dict[str, Position] = {}
        self.events: list[Json] = []
        self.transients: list[Json] = []
        self.resets: list[Json] = []
        self.heartbeats: list[Json] = []
        self.renewals: list[Json] = []
        self.faults: list[str] = []
        self.close_code: int | None = None
        self.bound: Json = {}
        self._hub = hub
        self._is_watching = is_watching
        self._acknowledges = acknowledges
        self._outcomes: dict[str, asyncio.Future[Json]] = {}
        self._news = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._line: Line | None = None

    async def connect(self) -> Self:
        """Binds and subscribes to every stream of its own, from where it was when it was there before.

        Raises:
            ConnectionError: The line ended before it had begun.
        """
        line = await Line.open(self._hub)
        try:
            self.bound = await line.bind(self._hub, self.caller)
            for stream in self.bound["streams"]:
                await line.subscribe(stream, self.positions.get(stream))
        except ConnectionClosed as closed:
            raise ConnectionError("the line ended") from closed
        self._line, self.close_code = line, None
        work = (self._read(line), self._beat(line), self._stay_bound(line))
        self._tasks = [asyncio.create_task(each) for each in work]
        wanted = set(self.bound["streams"])
        await self.until(lambda: self.positions.keys() >= wanted or self.close_code is not None, "its streams")
        if self.close_code is not None:
            raise ConnectionError(self.close_code)
        return self

    async def disconnect(self) -> None:
        """Hangs up; what it holds stays."""
        if self._line is None:
            return
        await self._line.socket.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._line = None

    @property
    def is_connected(self) -> bool:
        """Tells whether its line stands."""
        return self._line is not None and self.close_code is None

    def break_off(self) -> None:
        """Is gone at once, as a vehicle in a tunnel."""
        if self._line is not None:
            self._line.socket.transport.abort()

    async def submit(self, body: Json) -> Json:
        """Submits over its socket and returns the receipt or the refusal.

        Raises:
            ConnectionError: The line ended before the outcome was known.
        """
        if self._line is None or self.close_code is not None:
            raise ConnectionError(self.close_code)
        outcome: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._outcomes[body["key"]] = outcome
        try:
            await self._line.say("submit", submission=body)
            async with asyncio.timeout(PATIENCE_S):
                return await outcome
        except (ConnectionClosed, TimeoutError) as error:
            raise ConnectionError(type(error).__name__) from error
        finally:
            self._outcomes.pop(body["key"], None)

    async def says(self, kind: str, case: str | None, occurred_at: str | None = None, /, **data: object) -> Json:
        """Submits what must be taken down and returns the receipt."""
        outcome = await self.submit(submission(kind, case, occurred_at, **data))
        assert outcome["type"] == "receipt", outcome
        return outcome

    async def until(self, holds: Callable[..., object], what: str, *of: object, timeout_s: float = PATIENCE_S) -> None:
        """Waits until something holds, of these arguments; a fault of the stream ends the wait."""
        try:
            async with asyncio.timeout(timeout_s):
                while not holds(*of) and not self.faults:
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            message = f"{self.caller} waited for {what}; holds {json.dumps(self.documents, default=str)[:1500]}"
            raise AssertionError(message) from None
        assert not self.faults, self.faults

    def document(self, subject: str) -> Json | None:
        """Returns what it holds of a case or a hospital, on whichever stream."""
        for documents in self.documents.values():
            if subject in documents:
                return documents[subject]
        return None

    def why_gone(self, case: str) -> str | None:
        """Returns why a case left its streams, where it did."""
        reasons = [
            event["body"]["reason"] for event in self.events if (event["subject"], event["mode"]) == (case, "gone")
        ]
        return reasons[-1] if reasons else None

    async def _beat(self, line: Line) -> None:
        while True:
            try:
                await line.say("heartbeat", visible=self._is_watching, sound_armed=self._is_watching)
            except ConnectionClosed:
                return
            await asyncio.sleep(4)

    async def _stay_bound(self, line: Line) -> None:
        while True:
            await asyncio.sleep(self.bound["expires_in"] / 2)
            try:
                await line.show(self._hub, self.caller)
            except (ConnectionClosed, OSError):
                return

    async def _read(self, line: Line) -> None:
        try:
            while True:
                before = dict(self.positions)
                for frame in read(await line.socket.recv()):
                    self._take(frame)
                    self._news.set()
                await self._acknowledge(line, before)
        except ConnectionClosed as closed:
            self.close_code = closed.rcvd.code if closed.rcvd else 1006
        finally:
            for outcome in self._outcomes.values():
                if not outcome.done():
                    outcome.set_exception(ConnectionError("the line ended"))
            self._news.set()

    async def _acknowledge(self, line: Line, before: Mapping[str, Position]) -> None:
        if self._acknowledges:
            for stream, (epoch, offset) in self.positions.items():
                if before.get(stream) != (epoch, offset):
                    await line.say("ack", stream=stream, offset=offset)

    def _take(self, frame: Json) -> None:
        match frame["type"]:
            case "event":
                self._happened(frame)
            case "snapshot":
                self.documents[frame["stream"]] = frame["documents"]
                self.positions[frame["stream"]] = (frame["epoch"], frame["offset"])
            case "transient":
                self.transients.append(frame)
            case "receipt" | "refused":
                outcome = self._outcomes.get(frame["key"])
                if outcome is not None and not outcome.done():
                    outcome.set_result(frame)
            case "heartbeat":
                self.heartbeats.append(frame)
            case "renewed":
                self.renewals.append(frame)
            case "reset":
                self.resets.append(frame)
            case other:
                self.faults.append(f"{other}: {frame}")

    def _happened(self, frame: Json) -> None:
        stream = frame["stream"]
        epoch, held = self.positions[stream]
        if frame["offset"] != held + 1:
            self.faults.append(f"{stream}: {held} then {frame['offset']}")
        self.positions[stream] = (epoch, frame["offset"])
        self.events.append(frame)
        documents, subject = self.documents.setdefault(stream, {}), frame["subject"]
        if frame["mode"] == "document":
            documents[subject] = frame["body"]
        elif frame["mode"] == "gone":
            documents.pop(subject, None)
        elif subject in documents:
            documents[subject] = merged(documents[subject], frame["body"])
