"""The load generator: tablets that send vital signs at a given rate, and screens that wait for them.

The rate is an open loop: submissions are due at times drawn beforehand, whatever the hub does, and a stall counts
against all that were due meanwhile. Only the resolution of the machine's timer is forgiven.
"""

# ruff: noqa: S311 - what is simulated must repeat by its seed, and is no secret

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from random import Random
from time import monotonic, time
from typing import Final
from urllib.parse import urlsplit

from simulators import traffic
from simulators.credential import Credential, RefusedError
from simulators.enrolment import Enrolled, console, screen, tablet
from simulators.ids import uuid7
from simulators.sockets import HttpPool, WebSocket
from simulators.tally import Measured, Step, Tally, Way
from simulators.traffic import Tap, Vitals, said

_TIMER_S: Final = 0.002
"""A submission that leaves this late counts from when it left; later, from when it was due."""

_CONNECTING_AT_ONCE: Final = 100
_CONNECTIONS: Final = 256
"""HTTP connections; each carries the submissions of many tablets, as behind a proxy."""

_BEAT_S: Final = 8.0
"""How often a tablet says that it lives; a screen does every second."""

_DRAIN_S: Final = 60.0
_SETUP_S: Final = 60.0
_BOUND_S: Final = 120.0
_SATURATED: Final = 4_000
"""Submissions a second for which proofs are made before a saturated step; more are signed as they are sent."""


class LoadFailedError(Exception):
    """Says why a load could not be carried out."""


@dataclass(slots=True)
class _Tablet:
    socket: WebSocket
    vitals: Vitals
    case: str
    hospital: str
    credential: Credential
    signed: deque[bytes] = field(default_factory=deque)

    def shown(self) -> bytes:
        """Returns the lines by which a request is this tablet's, made before where any are left."""
        return self.signed.popleft() if self.signed else self.sign()

    def sign(self) -> bytes:
        """Makes such lines."""
        shown = self.credential.shown("POST", "/submissions")
        return "".join(f"{name}: {value}\r\n" for name, value in shown.items()).encode()


@dataclass(slots=True)
class _Screen:
    socket: WebSocket
    stream: str
    credential: Credential
    newest: bytes = b""
    beat_at: float = 0.0


@dataclass(frozen=True, slots=True)
class _Sentence:
    """What is said on a socket to prepare the load."""

    socket: WebSocket
    case: str
    kind: str
    data: dict[str, object]


class Load:
    """Tablets and screens of an enrolled prefecture, against one hub."""

    def __init__(self, hub: str, enrolled: Enrolled, seed: int, *, is_bare: bool = False) -> None:
        """Takes the hub's address, who is enrolled, the seed of times and values, and whether it is a bare relay."""
        self._hub = hub
        self._is_bare = is_bare
        self._netloc = urlsplit(hub).netloc
        self._enrolled = enrolled
        self._rng = Random(seed)
        self._tablets: list[_Tablet] = []
        self._screens: dict[str, _Screen] = {}
        self._http = HttpPool(self._answered)
        self._tap = (0, Tap.now())
        self._number = int(time()) << 16  # greater than any of an earlier load on the same hub
        self._tally = Tally(first=self._number, end_at=0)
        self._on_answer: Callable[[], None] | None = None
        self._complaint = b""

    async def open_screens(self) -> None:
        """Opens a console for each fire department and a screen for each hospital, all reading."""
        for it in self._enrolled.organisations.values():
            if it.kind == "fire-department":
                await self._open_screen("console", console(it.id), f"department:{it.id}")
            elif it.kind == "hospital":
                await self._open_screen("er", screen(it.id), f"facility:{it.id}")

    async def open_tablets(self, count: int) -> None:
        """Connects tablets until there are so many, each with an open case that one hospital has accepted."""
        callers = self._enrolled.callers.values()
        units = sorted(it.unit for it in callers if it.unit is not None and it.id == tablet(it.unit))
        Random(0).shuffle(units)  # however few, they are of all departments: each may say so much a second
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
        self._http = HttpPool(self._answered)
        try:
            if step.way == "http":
                await self._http.open(self._netloc, min(_CONNECTIONS, step.under_way or _CONNECTIONS))
                await self._sign(step, tablets)
            self._tally = Tally(first=self._number, end_at=monotonic() + step.seconds)
            if step.rate is None:
                await self._saturate(step, tablets)
            else:
                await self._pace(step.way, step.rate, tablets)
            await self._drain()
        finally:
            self._on_answer = None
            closed = self._http.lost
            self._http.close()
        if closed:
            raise LoadFailedError(f"the hub ended {closed} HTTP connection(s)")
        self._check_sockets()
        return self._tally.measured(step, len(tablets), tablets[0].vitals.body_bytes)

    def close(self) -> None:
        """Ends every connection."""
        for socket in self._sockets():
            socket.close()

    def _check_sockets(self) -> None:
        """Raises why the first of the sockets has ended that did."""
        failures = [socket.failure for socket in self._sockets() if socket.failure is not None]
        if failures:
            raise LoadFailedError(f"{len(failures)} socket(s) ended: {failures[0]}")

    # Connections and cases.

    def _sockets(self) -> list[WebSocket]:
        return [it.socket for it in self._tablets] + [it.socket for it in self._screens.values()]

    async def _open(self, on_text: Callable[[bytes], None], first: bytes) -> WebSocket:
        host, port = self._netloc.split(":")
        _, socket = await asyncio.get_running_loop().create_connection(
            lambda: WebSocket(self._netloc, on_text, first), host, int(port)
        )
        async with asyncio.timeout(_SETUP_S):
            await socket.opened
        return socket

    async def _open_screen(self, kind: str, caller: str, stream: str) -> None:
        credential = self._enrolled.credential(self._hub, caller)
        hello = said(type="bind", ticket=await self._ticket(credential)) + said(type="subscribe", stream=stream)
        self._screens[caller] = _Screen(await self._open(partial(self._seen, kind, caller), hello), stream, credential)

    async def _open_tablet(self, caller: str, hospital: str) -> _Tablet:
        credential = self._enrolled.credential(self._hub, caller)
        socket = await self._open(self._heard, said(type="bind", ticket=await self._ticket(credential)))
        case = uuid7(self._rng)
        return _Tablet(socket, Vitals(case, self._netloc, self._rng), case, hospital, credential)

    async def _ticket(self, credential: Credential) -> str:
        if self._is_bare:
            return credential.caller
        try:
            return await credential.ticket()
        except RefusedError:
            raise LoadFailedError(f"the hub does not know {credential.caller}") from None

    async def _open_cases(self, tablets: list[_Tablet]) -> None:
        """Opens a case on each tablet, asks one hospital, and lets it accept."""
        rounds: tuple[list[_Sentence], ...] = (
            [_Sentence(it.socket, it.case, "open-case", {"chief_complaint": "胸痛"}) for it in tablets],
            [_Sentence(it.socket, it.case, "request-acceptance", {"facilities": [it.hospital]}) for it in tablets],
            [
                _Sentence(self._screens[screen(it.hospital)].socket, it.case, "answer-request", {"answer": "accept"})
                for it in tablets
            ],
        )
        for sentences in rounds:
            for start in range(0, len(sentences), _CONNECTING_AT_ONCE):
                await self._say(sentences[start : start + _CONNECTING_AT_ONCE])

    async def _say(self, sentences: list[_Sentence]) -> None:
        tally = self._tally = Tally(first=self._number, end_at=monotonic())
        for it in sentences:
            tally.due.append(monotonic())
            submission = traffic.submission(it.kind, it.case, it.data, self._number)
            it.socket.write(said(type="submit", submission=submission))
            self._number += 1
        give_up_at = monotonic() + _SETUP_S
        while not tally.is_answered:
            self._check_sockets()
            if monotonic() > give_up_at:
                raise LoadFailedError(f"{len(tally.receipt)} of {len(sentences)} {sentences[0].kind} were answered")
            await asyncio.sleep(0.002)
        if tally.refused:
            raise LoadFailedError(f"{tally.refused} {sentences[0].kind} were refused: {self._complaint[:300]!r}")

    # Sending.

    async def _sign(self, step: Step, tablets: list[_Tablet]) -> None:
        """Makes the proofs of a step before its clock starts, for a tablet has a processor of its own."""
        for it in tablets:
            it.signed.clear()
            await it.credential.renew()
        for number in range(int((step.rate or _SATURATED) * step.seconds)):
            sender = tablets[number % len(tablets)]
            sender.signed.append(sender.sign())

    async def _pace(self, way: Way, rate: float, tablets: list[_Tablet]) -> None:
        """Sends each submission when it is due; gaps are drawn as of independent senders."""
        tally = self._tally
        due = monotonic() + self._rng.expovariate(rate)
        while due < tally.end_at:
            now = monotonic()
            if due > now:
                await asyncio.sleep(due - now)
                now = monotonic()
            tap = self._tap_of(now)
            while due <= now and due < tally.end_at:
                is_late = now - due > _TIMER_S
                tally.late += is_late
                tally.due.append(due if is_late else now)
                self._send(way, tablets[self._number % len(tablets)], tap)
                due += self._rng.expovariate(rate)

    async def _saturate(self, step: Step, tablets: list[_Tablet]) -> None:
        """Keeps a number of submissions under way until the time is over."""
        tally = self._tally

        def send() -> None:
            now = monotonic()
            if now < tally.end_at:
                tally.due.append(now)
                self._send(step.way, tablets[self._number % len(tablets)], self._tap_of(now))

        self._on_answer = send
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

    def _send(self, way: Way, sender: _Tablet, tap: Tap) -> None:
        number = self._number
        self._number += 1
        if way == "http":
            self._http.send(number, sender.vitals.request(tap, number, sender.shown()))
        else:
            sender.socket.write(sender.vitals.frame(tap, number))

    async def _drain(self) -> None:
        give_up_at = monotonic() + _DRAIN_S
        while monotonic() < give_up_at and not (self._tally.is_answered and self._tally.is_shown):  # noqa: ASYNC110
            await asyncio.sleep(0.02)

    async def stay_bound(self) -> None:
        """Binds every socket anew, one after the other and all within `_BOUND_S`, until it is cancelled."""
        while not self._is_bare:
            begun_at = monotonic()
            lines: list[_Tablet | _Screen] = [*self._tablets, *self._screens.values()]
            for number, it in enumerate(lines):
                await asyncio.sleep(max(0.0, begun_at + _BOUND_S * number / len(lines) - monotonic()))
                it.socket.write(said(type="bind", ticket=await self._ticket(it.credential)))
            await asyncio.sleep(max(1.0, begun_at + _BOUND_S - monotonic()))

    async def keep_alive(self) -> None:
        """Sends the heartbeats, evenly spread, and what each screen holds, until it is cancelled."""
        alive = said(type="heartbeat", visible=True, sound_armed=True)
        next_tablet, next_round = 0, monotonic()
        while True:
            await asyncio.sleep(0.1)
            now = monotonic()
            share = int((now - next_round + 0.1) / _BEAT_S * len(self._tablets)) + 1
            next_round = now + 0.1
            for it in self._tablets[next_tablet : next_tablet + share]:
                it.socket.write(alive)
            next_tablet = next_tablet + share if next_tablet + share < len(self._tablets) else 0
            for seen in self._screens.values():
                if now >= seen.beat_at:
                    seen.beat_at = now + 1
                    offsets = traffic.OFFSET.findall(seen.newest)
                    seen.newest = b""
                    held = said(type="ack", stream=seen.stream, offset=int(offsets[-1])) if offsets else b""
                    seen.socket.write(alive + held)

    # Hearing.

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
        tally, now = self._tally, monotonic()
        age = tally.age(number, now)
        if age is None:
            return
        if is_taken:
            tally.receipt.append(age)
            tally.in_time += now <= tally.end_at
        else:
            tally.refused += 1
        if self._on_answer is not None:
            self._on_answer()

    def _seen(self, kind: str, caller: str, text: bytes) -> None:
        """Takes what a screen shows: records that came in, and answers to what it said itself."""
        records = traffic.RECORD.findall(text)
        if records:
            now, seen = monotonic(), self._tally.screens[kind]
            for found in records:
                age = self._tally.age(int(found, 16), now)
                if age is not None:
                    seen.append(age)
            self._screens[caller].newest = text
        if b'"type":"event"' not in text or b'"type":"receipt"' in text:
            self._heard(text)
