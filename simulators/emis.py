"""EMIS as a real server that misbehaves on command, and the folder through which it exchanges files.

Modelled on the public record of hospitals; how the true EMIS is spoken to is not public. ``PUT /faults`` tells it how
to misbehave from now on, ``PUT /says`` what a hospital enters or in which mode a prefecture works, ``GET /received``
says what it was told; everything else is the exchange.
"""

import asyncio
import contextlib
import csv
import io
import json
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any, Final

from simulators.emis_file import Row, hospital, read, written

Headers = dict[str, str]


class Fault(StrEnum):
    """How it misbehaves."""

    NONE = "none"
    SLOW = "slow"
    """Answers after a minute."""
    REFUSE = "refuse"
    """422, whatever it is sent."""
    UNAUTHORISED = "unauthorised"
    BUSY = "busy"
    """503 with ``Retry-After: 1``."""
    ERROR = "error"
    """500, after it has acted."""
    HALF = "half"
    """Acts, and hangs up in the middle of its answer."""
    RESET = "reset"
    """Hangs up before it has read the body."""
    NONSENSE = "nonsense"
    """Answers what is no HTTP."""
    OTHER_FILE = "other-file"
    """Answers with a file of another layout."""


@dataclass(slots=True)
class Orders:
    """What it was told: to misbehave so, with what share of the requests, and how long to think before each answer."""

    fault: Fault = Fault.NONE
    share: float = 1.0
    latency_ms: float = 0.0


@dataclass(slots=True)
class Held:
    """What it holds.

    Attributes:
        hospitals: Each row under its code with prefecture.
        modes: The label and the beginning of the mode of each prefecture.
        keys: On which it has acted.
        transported: Patients brought to each hospital.
        counts: What else it has seen.
    """

    hospitals: dict[str, Row] = field(default_factory=dict)
    modes: dict[str, dict[str, str]] = field(default_factory=dict)
    keys: set[str] = field(default_factory=set)
    transported: Counter[str] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)

    def file(self) -> bytes:
        """Returns the file of all hospitals."""
        return written(self.hospitals.values())

    def enters(self, prefecture: str, code: str, **cells: str) -> None:
        """Lets a hospital enter something."""
        known = self.hospitals.get(prefecture + code) or hospital(prefecture, code)
        self.hospitals[prefecture + code] = known | cells

    def works(self, prefecture: str, label: str, since: str) -> None:
        """Lets a prefecture work in a mode."""
        self.modes[prefecture] = {"label": label, "since": since}

    def takes(self, what: str, key: str, body: bytes) -> None:
        """Acts on a file, once for each key.

        Raises:
            ValueError: It is none.
        """
        if key in self.keys:
            self.counts["repeated"] += 1
            return
        if what == "hospitals":
            for row in read(body):
                told = {name: cell for name, cell in row.items() if cell}
                self.enters(told["pref_code"], told["ecode"], **told)
        else:
            for row in csv.DictReader(io.StringIO(body.decode("cp932"))):
                self.transported[row["hcode"]] += int(row["transported"])
        self.keys.add(key)

    def report(self) -> dict[str, Any]:
        """Returns the figures."""
        figures = {"taken": len(self.keys), "hospitals": len(self.hospitals), **self.counts}
        return {**figures, "transported": dict(self.transported)}


class Server:
    """EMIS over HTTP."""

    def __init__(self, token: str, seed: int = 34) -> None:
        """Takes the token that it knows."""
        self._token = token
        self._rng = Random(seed)  # noqa: S311 - what is simulated must repeat
        self.orders = Orders()
        self.held = Held()

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

    async def serves(self, port: int) -> None:
        """Listens until it is ended."""
        async with self.listening(port) as bound:
            print(f"EMIS listens at http://127.0.0.1:{bound}/", flush=True)  # noqa: T201 - whoever started it reads that
            await asyncio.Event().wait()

    async def _request(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, path, _ = head[0].split(" ", 2)
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:-2])}
        is_command = path in {"/faults", "/says", "/received"}
        fault = self.orders.fault if not is_command and self._rng.random() < self.orders.share else Fault.NONE
        if fault is Fault.RESET:
            return False
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        if is_command:
            _answer(writer, 200, self._commanded(path, body))
            return True
        await asyncio.sleep(60.0 if fault is Fault.SLOW else self.orders.latency_ms / 1000)
        return self._respond(writer, fault, f"{method} {path}", headers, body)

    def _commanded(self, path: str, body: bytes) -> bytes:
        told = json.loads(body or b"{}")
        if path == "/faults":
            self.orders = Orders(Fault(told.get("fault", "none")), told.get("share", 1.0), told.get("latency_ms", 0.0))
        elif path == "/says" and "label" in told:
            self.held.works(told["prefecture"], told["label"], told["since"])
        elif path == "/says":
            self.held.enters(told["prefecture"], told["code"], **told["cells"])
        return json.dumps(self.held.report()).encode()

    def _respond(self, writer: asyncio.StreamWriter, fault: Fault, asked: str, headers: Headers, body: bytes) -> bool:
        """Answers one request; tells whether the line stays open."""
        simple = {Fault.REFUSE: 422, Fault.UNAUTHORISED: 401, Fault.BUSY: 503}
        if fault is Fault.NONSENSE:
            writer.write(b"NAK NAK NAK\r\n\r\n")
            return False
        if fault in simple:
            is_head = asked.startswith("HEAD")
            _answer(writer, simple[fault], b"" if is_head else body, {"Retry-After": "1"})
            return True
        if headers.get("authorization") != f"Bearer {self._token}":
            self.held.counts["unknown"] += 1
            _answer(writer, 401, b"")
            return True
        status, content, said = self._acted(asked, headers, body, fault)
        if fault is Fault.HALF:
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-le")
            return False
        _answer(writer, 500 if fault is Fault.ERROR else status, content, said)
        return True

    def _acted(self, asked: str, headers: Headers, body: bytes, fault: Fault) -> tuple[int, bytes, Headers]:
        method, path = asked.split(" ")
        if method == "HEAD":
            return 204, b"", {}
        if asked == "GET /modes":
            return 200, json.dumps(self.held.modes, ensure_ascii=False).encode(), {}
        if asked == "GET /hospitals":
            file = b"id,name\r\n1,x\r\n" if fault is Fault.OTHER_FILE else self.held.file()
            tag = f'"{sha256(file).hexdigest()}"'
            return (304, b"", {"ETag": tag}) if headers.get("if-none-match") == tag else (200, file, {"ETag": tag})
        try:
            self.held.takes(path.strip("/"), headers["idempotency-key"], body)
        except (KeyError, ValueError):
            self.held.counts["unreadable"] += 1
            return 422, b"", {}
        return 201, b"", {}


class Folder:
    """EMIS through a folder: it puts files into ``in`` and takes them from ``out``."""

    def __init__(self, folder: Path) -> None:
        """Takes the folder."""
        self._folder = folder
        self.held = Held()

    def puts(self, name: str, content: bytes) -> None:
        """Puts a file there, whole or not at all."""
        (self._folder / "in").mkdir(parents=True, exist_ok=True)
        part = self._folder / f".{name}.part"
        part.write_bytes(content)
        part.replace(self._folder / "in" / name)

    def collects(self) -> int:
        """Takes what was written for it and says how many files that were."""
        found = sorted((self._folder / "out").glob("*.csv"))
        for path in found:
            self.held.takes(path.name.partition("-")[0], path.stem, path.read_bytes())
            path.unlink()
        return len(found)


_REASONS: Final = {200: "OK", 201: "Created", 204: "No Content", 304: "Not Modified", 401: "Unauthorized"}


def _answer(writer: asyncio.StreamWriter, status: int, body: bytes, headers: Headers | None = None) -> None:
    lines = [f"HTTP/1.1 {status} {_REASONS.get(status, 'Error')}", f"content-length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    writer.write("\r\n".join([*lines, "", ""]).encode() + body)
