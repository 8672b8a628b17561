"""A hospital's system that takes Bundles over a webhook: a real server that checks what it is sent, and misbehaves.

It keeps what a receiver has to keep: which ids it has acted on, and the newest version of each case. ``PUT /faults``
tells it how to misbehave from now on, ``GET /received`` says what it has seen; everything else is the webhook.
"""

import asyncio
import contextlib
import hmac
import json
import re
from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from random import Random
from typing import Any, Final

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
    REDIRECT = "redirect"


@dataclass(slots=True)
class Orders:
    """What it was told: to misbehave so, with what share of the requests, and how long to think before each answer."""

    fault: Fault = Fault.NONE
    share: float = 1.0
    latency_ms: float = 0.0


@dataclass(slots=True)
class Seen:
    """What it has seen.

    Attributes:
        effects: How often it acted on each id: more than once never happens here, for it knows its ids.
        repeated: Bundles that came again under an id it had acted on.
        changed: Bundles that came again with another content; the sender broke its word.
        disordered: Bundles of a case that were older than one it had, and new to it.
        unsigned: Requests whose signature was not right.
        order: The ids in the order in which it acted on them.
        climbed: How far silence has climbed in each case, as a pager has to read it.
    """

    effects: dict[str, bytes] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    climbed: dict[str, set[str]] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)

    def report(self) -> dict[str, int]:
        """Returns the figures."""
        names = ("requests", "repeated", "changed", "disordered", "unsigned", "exercises", "gone")
        figures = {name: self.counts[name] for name in names}
        return {"taken": len(self.effects), "subjects": len(self.versions), **figures}


class Receiver:
    """The server."""

    def __init__(self, secret: bytes, seed: int = 34) -> None:
        """Takes the secret it shares with the hub."""
        self._secret = secret
        self._rng = Random(seed)  # noqa: S311 - what is simulated must repeat
        self.orders = Orders()
        self.seen = Seen()

    @contextlib.asynccontextmanager
    async def listening(self, port: int = 0, host: str = "127.0.0.1") -> AsyncIterator[int]:
        """Listens and returns the port."""
        lines: set[asyncio.StreamWriter] = set()

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            lines.add(writer)
            with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
                while await self._request(reader, writer):
                    pass
            lines.discard(writer)
            writer.transport.abort()

        server = await asyncio.start_server(serve, host, port, limit=64 * 1024)
        try:
            yield server.sockets[0].getsockname()[1]
        finally:
            server.close()
            for line in lines:
                line.transport.abort()

    async def falls_silent(self, for_s: float = 2.0, within_s: float = 15.0) -> None:
        """Waits until nothing new has come for a while."""
        seen, loop = -1, asyncio.get_running_loop()
        give_up_at = loop.time() + within_s
        while seen != len(self.seen.effects) and loop.time() < give_up_at:
            seen = len(self.seen.effects)
            await asyncio.sleep(for_s)

    async def _request(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, path, _ = head[0].split(" ", 2)
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:-2])}
        if path in {"/faults", "/received"}:
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            _answer(writer, 200, self._command(body) if path == "/faults" else json.dumps(self.seen.report()).encode())
            return True
        fault = self.orders.fault if self._rng.random() < self.orders.share else Fault.NONE
        if fault is Fault.RESET:
            return False
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        await asyncio.sleep(60.0 if fault is Fault.SLOW else self.orders.latency_ms / 1000)
        return self._respond(writer, fault, method, headers, body)

    def _command(self, body: bytes) -> bytes:
        told = json.loads(body)
        self.orders = Orders(Fault(told.get("fault", "none")), told.get("share", 1.0), told.get("latency_ms", 0.0))
        return body

    def _respond(self, writer: asyncio.StreamWriter, fault: Fault, method: str, headers: Headers, body: bytes) -> bool:
        """Answers one request of the webhook; tells whether the line stays open."""
        simple = {Fault.REFUSE: 422, Fault.UNAUTHORISED: 401, Fault.BUSY: 503, Fault.REDIRECT: 307}
        if fault is Fault.NONSENSE:
            writer.write(b"NAK NAK NAK\r\n\r\n")
            return False
        if fault in simple:
            _answer(writer, simple[fault], b"" if method == "HEAD" else body, {"Retry-After": "1", "Location": "/x"})
            return True
        if not self._is_signed(method, headers, body):
            self.seen.counts["unsigned"] += 1
            _answer(writer, 401, b"")
            return True
        if method == "HEAD":
            _answer(writer, 500 if fault is Fault.ERROR else 204, b"")
            return True
        self._act(headers["idempotency-key"], body)
        if fault is Fault.HALF:
            writer.write(b"HTTP/1.1 201 Created\r\ncontent-le")
            return False
        _answer(writer, 500 if fault is Fault.ERROR else 201, b"")
        return True

    def _is_signed(self, method: str, headers: Headers, body: bytes) -> bool:
        """Checks the signature (RFC 9421) and the digest (RFC 9530), from the standards and not from the sender."""
        parameters = headers.get("signature-input", "").partition("=")[2]
        names = re.findall(r'"([^"]+)"', parameters.partition(")")[0])
        signed = re.fullmatch(r"[a-z]+=:([A-Za-z0-9+/=]+):", headers.get("signature", ""))
        if signed is None or (body and "content-digest" not in names):
            return False
        digest = f"sha-256=:{b64encode(sha256(body).digest()).decode()}:"
        if body and headers.get("content-digest") != digest:
            return False
        known = {**headers, "@method": method, "@target-uri": f"http://{headers['host']}/"}
        lines = [f'"{name}": {known[name]}' for name in names]
        base = "\n".join([*lines, f'"@signature-params": {parameters}']).encode()
        return hmac.compare_digest(hmac.digest(self._secret, base, "sha256"), b64decode(signed[1]))

    def _act(self, key: str, body: bytes) -> None:
        """Does what a Bundle is for, once."""
        seen, digest = self.seen, sha256(body).digest()
        seen.counts["requests"] += 1
        if key in seen.effects:
            seen.counts["repeated" if seen.effects[key] == digest else "changed"] += 1
            return
        seen.effects[key] = digest
        seen.order.append(key)
        told = json.loads(body)
        subject, version = told["link"][0]["url"], int(told["meta"]["versionId"])
        codes = {tag["code"] for tag in told["meta"]["tag"]}
        seen.counts["exercises"] += "HTEST" in codes
        seen.counts["gone"] += "gone" in codes
        seen.counts["disordered"] += version <= seen.versions.get(subject, 0)
        seen.versions[subject] = max(version, seen.versions.get(subject, 0))
        if steps := set(_steps(told)):
            seen.climbed[subject] = steps


def _steps(bundle: dict[str, Any]) -> Iterator[str]:
    """Yields how far silence has climbed, as the Tasks of a Bundle say it."""
    for entry in bundle.get("entry", []):
        resource = entry.get("resource", {})
        for said in resource.get("output", []) if resource.get("resourceType") == "Task" else []:
            coding = said["type"]["coding"][0]
            if coding["system"].endswith("/escalation-step"):
                yield coding["code"]


_REASONS: Final = {200: "OK", 201: "Created", 204: "No Content", 307: "Temporary Redirect", 401: "Unauthorized"}


def _answer(writer: asyncio.StreamWriter, status: int, body: bytes, headers: Headers | None = None) -> None:
    lines = [f"HTTP/1.1 {status} {_REASONS.get(status, 'Error')}", f"content-length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    writer.write("\r\n".join([*lines, "", ""]).encode() + body)
