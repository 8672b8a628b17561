"""マイナ救急 as a real server that misbehaves on command.

Modelled on the public descriptions of the service; how the true one is spoken to is not public. ``POST /views`` is the
service. ``PUT /faults`` tells it how to misbehave from now on, ``PUT /says`` lays down who somebody is and what comes
of the card, ``GET /received`` says what it has seen: who looked, how often, and never at whom.
"""

import asyncio
import contextlib
import json
import ssl
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from random import Random
from typing import Any, Final

from simulators.myna_people import Card, Person

Headers = dict[str, str]
Said = dict[str, Any]


class Fault(StrEnum):
    """How it misbehaves, or what it answers wrongly."""

    NONE = "none"
    SLOW = "slow"
    """Answers after a minute."""
    REFUSE = "refuse"
    """422, whatever it is asked."""
    UNAUTHORISED = "unauthorised"
    BUSY = "busy"
    """503 with ``Retry-After: 1``."""
    ERROR = "error"
    """500, after it has opened the view."""
    HALF = "half"
    """Opens the view, and hangs up in the middle of its answer."""
    RESET = "reset"
    """Hangs up before it has read the question."""
    NONSENSE = "nonsense"
    """Answers what is no HTTP."""
    UNAVAILABLE = "unavailable"
    """The system behind it does not answer."""
    OTHER_PERSON = "other-person"
    """Shows the record of somebody else."""
    OVER = "over"
    """Opens a view whose time is over."""
    NUMBER = "number"
    """Shows a 12-digit number with the record."""
    NO_CODE = "no-code"
    """Answers with a result that is in no list."""
    BROKEN_ENTRY = "broken-entry"
    """Shows an entry without its date."""


@dataclass(slots=True)
class Orders:
    """What it was told: to misbehave so, with what share of questions, how long to think, how long a view is open."""

    fault: Fault = Fault.NONE
    share: float = 1.0
    latency_ms: float = 0.0
    view_s: float = 900.0


@dataclass(slots=True)
class Log:
    """What it keeps of looks: by whose terminal, on what ground, and what came of each.

    Attributes:
        views: What was answered under each id: a question that comes again is the same look.
        bases: Grounds of the looks that were opened.
        viewers: By whom.
        counts: What else it has seen.
    """

    views: dict[str, Said] = field(default_factory=dict)
    bases: Counter[str] = field(default_factory=Counter)
    viewers: Counter[str] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)

    def report(self) -> Said:
        """Returns the figures."""
        return {"looks": len(self.views), "bases": dict(self.bases), "viewers": dict(self.viewers), **self.counts}


class Server:
    """マイナ救急 over HTTP, or HTTPS where it is given a context."""

    def __init__(self, token: str, known: Iterable[Person] = (), seed: int = 34) -> None:
        """Takes the token that it knows, and whom."""
        self._token = token
        self._rng = Random(seed)  # noqa: S311 - what is simulated must repeat
        self.people = {person.reading: person for person in known}
        self.orders = Orders()
        self.log = Log()

    @contextlib.asynccontextmanager
    async def listening(
        self, port: int = 0, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None
    ) -> AsyncIterator[int]:
        """Listens and returns the port."""
        lines: set[asyncio.StreamWriter] = set()

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            lines.add(writer)
            with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
                while await self._request(reader, writer):
                    await writer.drain()
            lines.discard(writer)
            writer.close()

        server = await asyncio.start_server(serve, host, port, limit=64 * 1024, ssl=tls)
        try:
            yield server.sockets[0].getsockname()[1]
        finally:
            server.close()
            for line in lines:
                line.transport.abort()

    async def serves(self, port: int, tls: ssl.SSLContext | None = None) -> None:
        """Listens until it is ended."""
        async with self.listening(port, tls=tls) as bound:
            where = f"{'http' if tls is None else 'https'}://127.0.0.1:{bound}/"
            print(f"マイナ救急 listens at {where}", flush=True)  # noqa: T201 - whoever started it reads that
            await asyncio.Event().wait()

    def lays(self, person: Person) -> None:
        """Lets somebody have a card."""
        self.people[person.reading] = person

    async def _request(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, path, _ = head[0].split(" ", 2)
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:-2])}
        is_command = path in {"/faults", "/says", "/received"}
        fault = self.orders.fault if not is_command and self._rng.random() < self.orders.share else Fault.NONE
        if fault is Fault.RESET:
            return False
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        stays = headers.get("connection") != "close"
        if is_command:
            _answer(writer, 200, self._commanded(path, body))
            return stays
        await asyncio.sleep(60.0 if fault is Fault.SLOW else self.orders.latency_ms / 1000)
        return self._respond(writer, fault, method, headers, body) and stays

    def _commanded(self, path: str, body: bytes) -> bytes:
        told = json.loads(body or b"{}")
        if path == "/faults":
            self.orders = Orders(**{**told, "fault": Fault(told.get("fault", "none"))})
        elif path == "/says":
            self.lays(Person(told["reading"], told["face"], Card(told["card"]), told.get("summary", {})))
        return json.dumps(self.log.report()).encode()

    def _respond(self, writer: asyncio.StreamWriter, fault: Fault, method: str, headers: Headers, body: bytes) -> bool:
        """Answers one request; tells whether the line stays open."""
        simple = {Fault.REFUSE: 422, Fault.UNAUTHORISED: 401, Fault.BUSY: 503}
        if fault is Fault.NONSENSE:
            writer.write(b"NAK NAK NAK\r\n\r\n")
            return False
        if fault in simple:
            _answer(writer, simple[fault], b"" if method == "HEAD" else body, {"Retry-After": "1"})
            return True
        if headers.get("authorization") != f"Bearer {self._token}":
            self.log.counts["unknown"] += 1
            _answer(writer, 401, b"")
            return True
        if method == "HEAD":
            _answer(writer, 500 if fault is Fault.ERROR else 204, b"")
            return True
        return self._asked(writer, fault, body)

    def _asked(self, writer: asyncio.StreamWriter, fault: Fault, body: bytes) -> bool:
        try:
            said = self._looked(json.loads(body))
        except (KeyError, ValueError, TypeError):
            self.log.counts["unreadable"] += 1
            _answer(writer, 422, b"")
            return True
        content = json.dumps(self._falsified(said, fault), ensure_ascii=False).encode()
        if fault is Fault.HALF:
            writer.write(
                f"HTTP/1.1 200 OK\r\ncontent-length: {len(content)}\r\n\r\n".encode() + content[: len(content) // 2]
            )
            return False
        _answer(writer, 500 if fault is Fault.ERROR else 200, content)
        return True

    def _looked(self, question: Said) -> Said:
        """Answers a question, once for each id."""
        known = self.log.views.get(question["id"])
        if known is not None:
            self.log.counts["repeated"] += 1
            return known
        if question["basis"] not in {"consent", "vital-interest-no-consent"}:
            raise ValueError("no ground for a look")
        said = self._found(question)
        self.log.views[question["id"]] = said
        self.log.bases[question["basis"]] += 1
        self.log.viewers[question["viewer"]] += 1
        self.log.counts[said["result"]] += 1
        return said

    def _found(self, question: Said) -> Said:
        meant = self._meant(question)
        if len(meant) != 1:
            return {"result": "several" if meant else "mismatch" if "name" in question else "unreadable"}
        (person,) = meant
        if person.card is not Card.GOOD:
            return {"result": person.card.value}
        until = datetime.now(UTC) + timedelta(seconds=self.orders.view_s)
        shown = {"expires_at": until.isoformat(), "person": person.face, "summary": person.summary}
        return {"result": "viewed", **shown}

    def _meant(self, question: Said) -> list[Person]:
        """Returns who is meant: by the card, or by four items of which only the address may be shorter than it is."""
        if question["method"] == "card":
            return [self.people[question["reading"]]] if question["reading"] in self.people else []
        exact = ("name", "birth_date", "sex")
        address = question["address"]
        return [
            person
            for person in self.people.values()
            if all(question[item] == person.face[item] for item in exact)
            and (person.face["address"].startswith(address) or address.startswith(person.face["address"]))
        ]

    def _falsified(self, said: Said, fault: Fault) -> Said:
        """Returns a wrong answer where it was told to give one."""
        if fault in _RESULTS:
            return {"result": _RESULTS[fault]}
        if said["result"] != "viewed":
            return said
        past = (datetime.now(UTC) - timedelta(seconds=1)).isoformat()
        wrong: dict[Fault, Said] = {
            Fault.OTHER_PERSON: {"person": said["person"] | {"birth_date": "1901-01-01"}},
            Fault.OVER: {"expires_at": past},
            Fault.NUMBER: {"person": said["person"] | {"address": "番号 1234-5678-9018"}},
            Fault.BROKEN_ENTRY: {"summary": {"薬剤情報": [{"text": "架空降圧錠5mg"}]}},
        }
        return said | wrong.get(fault, {})


_RESULTS: Final = {Fault.UNAVAILABLE: "unavailable", Fault.NO_CODE: "postponed"}
_REASONS: Final = {200: "OK", 204: "No Content", 401: "Unauthorized", 422: "Unprocessable Content"}


def _answer(writer: asyncio.StreamWriter, status: int, body: bytes, headers: Headers | None = None) -> None:
    lines = [f"HTTP/1.1 {status} {_REASONS.get(status, 'Error')}", f"content-length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    writer.write("\r\n".join([*lines, "", ""]).encode() + body)
