"""A real HTTP/1.1 server that knows one token and misbehaves on command: what a simulated outside system stands on.

``PUT /orders`` tells it how to misbehave from now on and ``GET /received`` what it has seen; both need no token. All
else is the system's own: what it does with a request is `Counterpart.act`, and a fault lies around that.
"""

import asyncio
import contextlib
import json
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus
from random import Random
from typing import Any, Final

Json = dict[str, Any]


class Fault(StrEnum):
    """How it misbehaves."""

    NONE = "none"
    SLOW = "slow"
    """Answers after a minute, and does nothing before."""
    REFUSE = "refuse"
    """422, whatever it is sent, and repeats that in its answer."""
    UNAUTHORISED = "unauthorised"
    BUSY = "busy"
    """503 with ``Retry-After: 1``."""
    ERROR = "error"
    """500, after it has acted; that it is there, it says all the same."""
    HALF = "half"
    """Acts, and hangs up in the middle of its answer."""
    RESET = "reset"
    """Hangs up before it has read the body."""
    NONSENSE = "nonsense"
    """Answers what is no HTTP."""


@dataclass(slots=True)
class Orders:
    """What it was told: to misbehave so, with what share of the requests, and how long to think before each answer."""

    fault: Fault = Fault.NONE
    share: float = 1.0
    latency_ms: float = 0.0


@dataclass(frozen=True, slots=True)
class Request:
    """What it is asked; names of fields are in lower case."""

    method: str
    path: str
    fields: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What it answers."""

    status: int
    body: bytes = b""
    fields: Mapping[str, str] = field(default_factory=dict)


_INSTEAD: Final = {Fault.REFUSE: 422, Fault.UNAUTHORISED: 401, Fault.BUSY: 503}


class Counterpart:
    """A system that is spoken to over HTTP."""

    def __init__(self, name: str, token: str, seed: int = 34) -> None:
        """Takes what it is called, and the token that it knows."""
        self.name = name
        self.orders = Orders()
        self.counts: Counter[str] = Counter()
        self.rng = Random(seed)  # noqa: S311 - what is simulated must repeat
        self._token = token

    def act(self, request: Request) -> Answer:
        """Does what a sound system does; who asks is known."""
        raise NotImplementedError

    def received(self) -> Json:
        """Returns the figures of what it has seen."""
        return dict(self.counts)

    def commanded(self, path: str, _told: Json) -> bool:
        """Obeys a command of its own; tells whether there is one of this path."""
        return path == "/received"

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

    async def _request(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Takes one request; tells whether the line stays open."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, path, _ = head[0].split(" ", 2)
        fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:-2])}
        is_faulty = self.orders.fault is not Fault.NONE and self.rng.random() < self.orders.share
        fault = self.orders.fault if is_faulty and path != "/orders" else Fault.NONE
        if fault is Fault.RESET:
            return False
        body = await reader.readexactly(int(fields.get("content-length", "0")))
        told = json.loads(body or b"{}") if method == "PUT" else {}
        if path == "/orders":
            self.orders = Orders(Fault(told.get("fault", "none")), told.get("share", 1.0), told.get("latency_ms", 0.0))
        if path == "/orders" or self.commanded(path, told):
            _write(writer, Answer(200, json.dumps(self.received()).encode()))
            return True
        await asyncio.sleep(60.0 if fault is Fault.SLOW else self.orders.latency_ms / 1000)
        return self._respond(writer, fault, Request(method, path, fields, body))

    def _respond(self, writer: asyncio.StreamWriter, fault: Fault, request: Request) -> bool:
        if fault is Fault.NONSENSE:
            writer.write(b"NAK NAK NAK\r\n\r\n")
            return False
        if fault in _INSTEAD:
            echo = b"" if request.method == "HEAD" else request.body
            _write(writer, Answer(_INSTEAD[fault], echo, {"Retry-After": "1"}))
            return True
        if request.fields.get("authorization") != f"Bearer {self._token}":
            self.counts["unknown"] += 1
            _write(writer, Answer(401))
            return True
        if request.method == "HEAD":
            _write(writer, Answer(204))
            return True
        answer = self.act(request)
        if fault is Fault.HALF:
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-le")
            return False
        _write(writer, Answer(500) if fault is Fault.ERROR else answer)
        return True


def _write(writer: asyncio.StreamWriter, answer: Answer) -> None:
    lines = [f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}", f"content-length: {len(answer.body)}"]
    lines += [f"{name}: {value}" for name, value in answer.fields.items()]
    writer.write("\r\n".join([*lines, "", ""]).encode() + answer.body)
