"""The load generator: tablets that send vital signs at a given rate, and screens that wait for them.

The rate is an open loop: submissions are due at times drawn beforehand, whatever the hub does, and a stall counts
against every one that was due meanwhile. Only the resolution of the machine's timer is forgiven.
"""

# ruff: noqa: S311 - what is simulated must repeat by its seed, and is no secret

import asyncio
import time
from array import array
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from random import Random
from typing import Final, Literal
from urllib.parse import urlsplit

import msgspec

from simulators import traffic
from simulators.enrolment import Enrolled, console, screen, tablet
from simulators.ids import uuid7
from simulators.quantiles import milliseconds
from simulators.sockets import HttpPool, WebSocket
from simulators.traffic import Tap, Vitals, said

Way = Literal["http", "websocket"]

_TIMER_S: Final = 0.002
"""A submission that leaves this late counts from when it left; later, from when it was due."""

_CONNECTING_AT_ONCE: Final = 100
_CONNECTIONS: Final = 64
"""HTTP connections; each carries the submissions of many tablets, as behind a proxy."""

_BEAT_S: Final = 10.0
_DRAIN_S: Final = 10.0
_SETUP_S: Final = 120.0


class LoadFailedError(Exception):
    """Says why a load could not be carried out."""


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One measurement: so many submissions a second, or as many as the hub takes with so many under way."""

    way: Way
    seconds: float
    tablets: int
    rate: float | None = None
    under_way: int = 0


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """What a step gave; latencies are milliseconds at the median, the 99th and the 99.9th percentile.

    Attributes:
        acknowledged_per_s: Receipts within the step's time.
        undelivered: Pairs of an acknowledged submission and a screen that did not see it; 0 in a sound hub.
        late: Submissions that left later than the timer's resolution explains.
    """

    way: Way
    seconds: float
    tablets: int
    rate: float | None
    sent: int
    acknowledged: int
    acknowledged_per_s: float
    refused: int
    unanswered: int
    undelivered: int
    late: int
    receipt_ms: tuple[float, ...]
    console_ms: tuple[float, ...]
    er_ms: tuple[float, ...]
    body_bytes: int


@dataclass(slots=True)
class _Tablet:
    socket: WebSocket
    vitals: Vitals
    case: str
    hospital: str


@dataclass(frozen=True, slots=True)
class _Sentence:
    """What is said on a socket to prepare the load."""

    socket: WebSocket
    case: str
    kind: str
    data: dict[str, object]


@dataclass(slots=True)
class _Tally:
    """What is counted during a step; times are seconds of the loop's clock by number of submission."""

    first: int
    due: "array[float]" = field(default_factory=lambda: array("d"))
    receipt: list[float] = field(default_factory=list)
    screens: dict[str, list[float]] = field(default_factory=lambda: {"console": [], "er": []})
    refused: int = 0
    late: int = 0
    under_way_limit: int = 0
    acknowledged_in_time: int = 0
    end_at: float = 0.0


class Load:
    """Tablets and screens of an enrolled prefecture, against one hub."""

    def __init__(self, hub: str, enrolled: Enrolled, seed: int) -> None:
        """Takes the hub's address, who is enrolled, and the seed of times and values."""
        self._netloc = urlsplit(hub).netloc
        self._enrolled = enrolled
        self._rng = Random(seed)
        self._tablets: list[_Tablet] = []
        self._screens: dict[str, WebSocket] = {}
        self._tops: dict[str, bytes] = {}
        self._streams: dict[str, str] = {}
        self._http = HttpPool(self._answered)
        self._tap = (0, Tap.now())
        self._number = 1
        self._tally = _Tally(first=1)
        self._on_receipt: Callable[[], None] | None = None
        self._complaint = b""

    async def open_screens(self) -> None:
        """Opens a console for each fire department and a screen for each hospital, all reading."""
        for organisation in self._enrolled.organisations.values():
            is_console = organisation.kind == "fire-department"
            caller = console(organisation.id) if is_console else screen(organisation.id)
            kind = "console" if is_console else "er"
            stream = f"department:{organisation.id}" if is_console else f"facility:{organisation.id}"
            hello = said(type="bind", token=self._enrolled.tokens.callers[caller]) + said(
                type="subscribe", stream=stream
            )
            self._streams[caller] = stream
            self._screens[caller] = await self._open(partial(self._seen, kind, caller), hello)

    async def open_tablets(self, count: int) -> None:
        """Connects tablets until there are so many, each with an open case that one hospital has accepted."""
        units = sorted(
            it.unit for it in self._enrolled.callers.values() if it.unit is not None and it.id == tablet(it.unit)
        )
        hospitals = [it.id for it in self._enrolled.organisations.values() if it.kind == "hospital"]
        begin = len(self._tablets)
        if count > len(units):
            raise LoadFailedError(f"{count} tablets are wanted and {len(units)} are enrolled")
        for start in range(begin, count, _CONNECTING_AT_ONCE):
            group = range(start, min(start + _CONNECTING_AT_ONCE, count))
            self._tablets += await asyncio.gather(
                *(self._open_tablet(tablet(units[index]), hospitals[index % len(hospitals)]) for index in group)
            )
        await self._open_cases(self._tablets[begin:])

    async def measure(self, step: Step) -> Measured:
        """Carries out one step and waits until all of it has arrived."""
        tablets = self._tablets[: step.tablets]
        tally = self._tally = _Tally(first=self._number)
        loop = asyncio.get_running_loop()
        beat = asyncio.create_task(self._beat())
        self._http = HttpPool(self._answered)
        try:
            if step.way == "http":
                await self._http.open(self._netloc, min(_CONNECTIONS, step.under_way or _CONNECTIONS))
            begin = loop.time()
            tally.end_at = begin + step.seconds
            if step.rate is None:
                await self._saturate(step, tablets, tally)
            else:
                await self._pace(step, tablets, tally, begin)
            await self._drain(tally)
        finally:
            self._on_receipt = None
            beat.cancel()
            lost = self._http.lost
            self._http.close()
        self._check_sockets(lost)
        sent = len(tally.due)
        acknowledged = len(tally.receipt)
        return Measured(
            way=step.way,
            seconds=step.seconds,
            tablets=len(tablets),
            rate=step.rate,
            sent=sent,
            acknowledged=acknowledged,
            acknowledged_per_s=round(tally.acknowledged_in_time / step.seconds, 1),
            refused=tally.refused,
            unanswered=sent - acknowledged - tally.refused,
            undelivered=sum(max(acknowledged - len(seen), 0) for seen in tally.screens.values()),
            late=tally.late,
            receipt_ms=milliseconds(tally.receipt, 0.5, 0.99, 0.999),
            console_ms=milliseconds(tally.screens["console"], 0.5, 0.99, 0.999),
            er_ms=milliseconds(tally.screens["er"], 0.5, 0.99, 0.999),
            body_bytes=tablets[0].vitals.body_bytes,
        )

    def close(self) -> None:
        """Ends every connection."""
        for it in self._tablets:
            it.socket.close()
        for socket in self._screens.values():
            socket.close()

    async def _open(self, on_text: Callable[[bytes], None], first: bytes) -> WebSocket:
        host, port = self._netloc.split(":")
        _, socket = await asyncio.get_running_loop().create_connection(
            lambda: WebSocket(self._netloc, on_text, first), host, int(port)
        )
        await socket.opened
        return socket

    async def _open_tablet(self, caller: str, hospital: str) -> _Tablet:
        token = self._enrolled.tokens.callers[caller]
        socket = await self._open(self._heard, said(type="bind", token=token))
        case = uuid7(self._rng)
        return _Tablet(socket, Vitals(case, token, self._netloc, self._rng), case, hospital)

    async def _open_cases(self, tablets: list[_Tablet]) -> None:
        """Opens a case on each tablet, asks one hospital, and lets it accept."""
        rounds: tuple[list[_Sentence], ...] = (
            [_Sentence(it.socket, it.case, "open-case", {"chief_complaint": "胸痛"}) for it in tablets],
            [_Sentence(it.socket, it.case, "request-acceptance", {"facilities": [it.hospital]}) for it in tablets],
            [
                _Sentence(self._screens[screen(it.hospital)], it.case, "answer-request", {"answer": "accept"})
                for it in tablets
            ],
        )
        for sentences in rounds:
            for start in range(0, len(sentences), _CONNECTING_AT_ONCE):
                await self._say(sentences[start : start + _CONNECTING_AT_ONCE])

    async def _say(self, sentences: list[_Sentence]) -> None:
        tally = self._tally = _Tally(first=self._number)
        now = asyncio.get_running_loop().time()
        tally.end_at = now
        for it in sentences:
            tally.due.append(now)
            submission = traffic.submission(it.kind, it.case, it.data, self._number)
            it.socket.write(said(type="submit", submission=submission))
            self._number += 1
        give_up_at = now + _SETUP_S
        while len(tally.receipt) + tally.refused < len(sentences):
            await asyncio.sleep(0.002)
            if asyncio.get_running_loop().time() > give_up_at:
                raise LoadFailedError(f"{len(tally.receipt)} of {len(sentences)} {sentences[0].kind} were answered")
        if tally.refused:
            raise LoadFailedError(f"{tally.refused} {sentences[0].kind} were refused: {self._complaint[:300]!r}")

    async def _pace(self, step: Step, tablets: list[_Tablet], tally: _Tally, begin: float) -> None:
        """Sends each submission when it is due; gaps are drawn as of independent senders."""
        loop = asyncio.get_running_loop()
        rate = step.rate or 1.0
        due = begin + self._rng.expovariate(rate)
        while due < tally.end_at:
            now = loop.time()
            if due > now:
                await asyncio.sleep(due - now)
                now = loop.time()
            tap = self._tap_of(now)
            while due <= now and due < tally.end_at:
                is_late = now - due > _TIMER_S
                tally.late += is_late
                tally.due.append(due if is_late else now)
                self._send(step.way, tablets[self._number % len(tablets)], tap)
                due += self._rng.expovariate(rate)

    async def _saturate(self, step: Step, tablets: list[_Tablet], tally: _Tally) -> None:
        """Keeps a number of submissions under way until the time is over."""
        loop = asyncio.get_running_loop()

        def send() -> None:
            now = loop.time()
            if now < tally.end_at:
                tally.due.append(now)
                self._send(step.way, tablets[self._number % len(tablets)], self._tap_of(now))

        self._on_receipt = send
        for _ in range(step.under_way):
            send()
        await asyncio.sleep(step.seconds)

    def _tap_of(self, now: float) -> Tap:
        """Returns the tap of this millisecond, made once."""
        at, tap = self._tap
        if int(now * 1000) != at:
            tap = Tap.now()
            self._tap = (int(now * 1000), tap)
        return tap

    def _send(self, way: Way, tablet_of_case: _Tablet, tap: Tap) -> None:
        number = self._number
        self._number += 1
        if way == "http":
            self._http.send(number, tablet_of_case.vitals.request(tap, number))
        else:
            tablet_of_case.socket.write(tablet_of_case.vitals.frame(tap, number))

    async def _drain(self, tally: _Tally) -> None:
        loop = asyncio.get_running_loop()
        give_up_at = loop.time() + _DRAIN_S
        while loop.time() < give_up_at:
            answered = len(tally.receipt) + tally.refused
            seen = min(len(seen) for seen in tally.screens.values())
            if answered >= len(tally.due) and seen >= len(tally.receipt):
                return
            await asyncio.sleep(0.02)

    async def _beat(self) -> None:
        """Sends each socket's heartbeat in turn, and what screens hold once a second."""
        alive = said(type="heartbeat", visible=True, sound_armed=True)
        sockets = [it.socket for it in self._tablets]
        at = 0
        while True:
            share = len(sockets) // int(_BEAT_S * 10) + 1
            for index in range(at, min(at + share, len(sockets))):
                sockets[index].write(alive)
            at = at + share if at + share < len(sockets) else 0
            if time.monotonic() % 1 < 0.1:  # noqa: PLR2004 - once in ten rounds
                for caller, socket in self._screens.items():
                    socket.write(alive)
                    self._acknowledge(caller, socket)
            await asyncio.sleep(0.1)

    def _acknowledge(self, caller: str, socket: WebSocket) -> None:
        offsets = traffic.OFFSET.findall(self._tops.pop(caller, b""))
        if offsets:
            socket.write(said(type="ack", stream=self._streams[caller], offset=int(offsets[-1])))

    def _heard(self, text: bytes) -> None:
        """Takes what a tablet hears: receipts and refusals."""
        if b'"type":"refused"' not in text and b'"type":"error"' not in text:
            for found in traffic.ANSWER.findall(text):
                self._answered(int(found, 16), is_taken=True)
            return
        self._complaint = self._complaint or text
        for line in text.split(b"\n"):
            for found in traffic.ANSWER.findall(line):
                self._answered(int(found, 16), is_taken=line.startswith(b'{"type":"receipt"'))

    def _answered(self, number: int, is_taken: bool) -> None:  # noqa: FBT001 - a callback's plain arguments
        tally = self._tally
        if number < tally.first:
            return
        now = asyncio.get_running_loop().time()
        if is_taken:
            tally.receipt.append(now - tally.due[number - tally.first])
            tally.acknowledged_in_time += now <= tally.end_at
        else:
            tally.refused += 1
        if self._on_receipt is not None:
            self._on_receipt()

    def _seen(self, kind: str, caller: str, text: bytes) -> None:
        """Takes what a screen shows: records that came in, and answers to what it said itself."""
        tally = self._tally
        records = traffic.RECORD.findall(text)
        if records:
            now = asyncio.get_running_loop().time()
            seen = tally.screens[kind]
            for found in records:
                number = int(found, 16) - tally.first
                if number >= 0:
                    seen.append(now - tally.due[number])
            self._tops[caller] = text
        if b'"type":"event"' not in text or b'"type":"receipt"' in text:
            self._heard(text)

    def _check_sockets(self, lost: int) -> None:
        closed = lost + sum(it.socket.is_closed for it in self._tablets)
        closed += sum(socket.is_closed for socket in self._screens.values())
        if closed:
            raise LoadFailedError(f"the hub closed {closed} connection(s)")
