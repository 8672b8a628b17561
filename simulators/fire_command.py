"""A command system as a real server that misbehaves on command, and the folder into which it writes notices.

How a true one is spoken to is not public: addresses and layout are ours. ``GET notices?after=`` gives what came after a
place; ``PUT /faults`` tells it how to misbehave from now on, ``PUT /says`` adds notices, ``GET /received`` says what it
was asked; everything else is the exchange.
"""

import asyncio
import contextlib
import json
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from random import Random
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from simulators.calls import Call, Json, Record

Headers = dict[str, str]


class Fault(StrEnum):
    """How it misbehaves."""

    NONE = "none"
    SLOW = "slow"
    """Answers after a minute."""
    UNAUTHORISED = "unauthorised"
    BUSY = "busy"
    """503 with ``Retry-After: 1``."""
    ERROR = "error"
    HALF = "half"
    """Hangs up in the middle of its answer."""
    RESET = "reset"
    """Hangs up before it has read anything."""
    NONSENSE = "nonsense"
    """Answers what is no HTTP."""
    OTHER_PAGE = "other-page"
    """Answers JSON that is no page of notices."""
    WRONG = "wrong"
    """Puts notices that cannot be read among the others."""
    DUPLICATE = "duplicate"
    """Gives everything it has, whatever it gave before, and each notice twice."""
    REORDER = "reorder"
    """Gives the notices of a page in any order."""


@dataclass(slots=True)
class Orders:
    """What it was told: to misbehave so, with what share of the requests, and how long to think before each answer."""

    fault: Fault = Fault.NONE
    share: float = 1.0
    latency_ms: float = 0.0


@dataclass(slots=True)
class Held:
    """What it holds: its notices from the first to the newest, and what it has been asked."""

    notices: list[Json] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def page(self, after: int, fault: Fault, rng: Random) -> Json:
        """Returns what came after a place, as far as it is honest today."""
        found = self.notices[0 if fault is Fault.DUPLICATE else after :]
        if fault is Fault.DUPLICATE:
            found = [each for notice in found for each in (notice, notice)]
        if fault is Fault.REORDER:
            found = rng.sample(found, len(found))
        if fault is Fault.WRONG:
            found = [{"number": 7}, *found, "no notice"]  # type: ignore[list-item]  # that is the fault
        return {"notices": found, "next": str(len(self.notices))}

    def report(self) -> Json:
        """Returns the figures."""
        return {"notices": len(self.notices), **self.counts}


async def plays(calls: Iterator[Call], says: Callable[[Json], object], speed: float, most: int | None = None) -> int:
    """Lets so many calls come in, so many times faster than life, and returns how many they were when all have ended.

    Waiting is compressed; the times in the notices are real.
    """
    began_at, running = asyncio.get_running_loop().time(), list[asyncio.Task[None]]()
    try:
        for call in calls:
            if most is not None and len(running) >= most:
                break
            await _until(began_at + call.at_s / speed)
            running.append(asyncio.create_task(_played(call, says, speed)))
        await asyncio.gather(*running)
    finally:
        for task in running:
            task.cancel()
    return len(running)


async def _played(call: Call, says: Callable[[Json], object], speed: float) -> None:
    began_at, record = asyncio.get_running_loop().time(), Record(call.number, [call.unit])
    for step in call.steps:
        await _until(began_at + step.after_s / speed)
        says(record.follows(step))


async def _until(at: float) -> None:
    await asyncio.sleep(max(0.0, at - asyncio.get_running_loop().time()))


class Server:
    """A command system over HTTP."""

    def __init__(self, token: str, seed: int = 34) -> None:
        """Takes the token that it knows."""
        self._token = token
        self._rng = Random(seed)  # noqa: S311 - what is simulated must repeat
        self.orders = Orders()
        self.held = Held()

    def says(self, notice: Json) -> None:
        """Has one more notice."""
        self.held.notices.append(notice)

    @contextlib.asynccontextmanager
    async def listening(self, port: int = 0, host: str = "127.0.0.1") -> AsyncIterator[int]:
        """Listens and returns the port."""
        lines: set[asyncio.StreamWriter] = set()

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            lines.add(writer)
            with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
                while await self._request(reader, writer):
                    await writer.drain()
            lines.discard(writer)
            writer.transport.abort()

        server = await asyncio.start_server(serve, host, port, limit=64 * 1024)
        try:
            yield server.sockets[0].getsockname()[1]
        finally:
            server.close()
            for line in lines:
                line.transport.abort()

    async def serves(self, port: int, working: Callable[[], Awaitable[object]]) -> None:
        """Listens and works until it is ended."""
        async with self.listening(port) as bound:
            print(f"the command system listens at http://127.0.0.1:{bound}/", flush=True)  # noqa: T201 - to whoever started it
            await working()
            await asyncio.Event().wait()

    async def _request(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, path, _ = head[0].split(" ", 2)
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:-2])}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        if path in {"/faults", "/says", "/received"}:
            _answer(writer, 200, self._commanded(path, body))
            return True
        fault = self.orders.fault if self._rng.random() < self.orders.share else Fault.NONE
        await asyncio.sleep(60.0 if fault is Fault.SLOW else self.orders.latency_ms / 1000)
        return fault is not Fault.RESET and self._respond(writer, fault, method, path, headers)

    def _commanded(self, path: str, body: bytes) -> bytes:
        told: Any = json.loads(body or b"{}")
        if path == "/faults":
            self.orders = Orders(Fault(told.get("fault", "none")), told.get("share", 1.0), told.get("latency_ms", 0.0))
        elif path == "/says":
            self.held.notices += told["notices"]
        return json.dumps(self.held.report()).encode()

    def _respond(self, writer: asyncio.StreamWriter, fault: Fault, method: str, path: str, headers: Headers) -> bool:
        """Answers one request; tells whether the line stays open."""
        self.held.counts[f"asked-{fault}"] += 1
        if fault is Fault.NONSENSE:
            writer.write(b"NAK NAK NAK\r\n\r\n")
            return False
        is_known = headers.get("authorization") == f"Bearer {self._token}"
        status = {Fault.UNAUTHORISED: 401, Fault.BUSY: 503, Fault.ERROR: 500}.get(fault, 200 if is_known else 401)
        asked = urlsplit(path)
        after = parse_qs(asked.query).get("after", ["0"])[0]
        page: object = {"hello": "world"} if fault is Fault.OTHER_PAGE else self.held.page(int(after), fault, self._rng)
        content = json.dumps(page, ensure_ascii=False).encode() if status == _OK and method == "GET" else b""
        if fault is Fault.HALF:
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-le")
            return False
        _answer(writer, status, content)
        return True


class Folder:
    """A command system that writes a file for each notice into ``in``."""

    def __init__(self, folder: Path) -> None:
        """Takes the folder."""
        self._folder = folder
        self._written = 0

    def says(self, notice: object) -> None:
        """Writes one more notice."""
        self.puts(json.dumps(notice, ensure_ascii=False).encode())

    def puts(self, content: bytes) -> None:
        """Writes a file, whole or not at all."""
        (self._folder / "in").mkdir(parents=True, exist_ok=True)
        self._written += 1
        part = self._folder / ".notice.part"
        part.write_bytes(content)
        part.replace(self._folder / "in" / f"{self._written:06}.json")


_OK: Final = 200
_REASONS: Final = {_OK: "OK", 401: "Unauthorized", 503: "Service Unavailable"}


def _answer(writer: asyncio.StreamWriter, status: int, body: bytes) -> None:
    lines = [f"HTTP/1.1 {status} {_REASONS.get(status, 'Error')}", f"content-length: {len(body)}", "retry-after: 1"]
    writer.write("\r\n".join([*lines, "", ""]).encode() + body)
