"""A client of the wire: one device's line to the hub, held open, resumed where it broke, nothing said twice in effect.

A submission keeps its key until its outcome is known: no answer, a broken line and 503 all mean *repeat with the same
key*. A stream is read from its last (epoch, offset) after any absence.
"""

import asyncio
import contextlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Final

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from simulators import frames, history
from simulators.clock import stamp
from simulators.credential import Credential, RefusedError
from simulators.documents import HoleError, Reading
from simulators.frames import Document
from simulators.history import Forked, History, Invoked, Missed, Repeated, Returned
from simulators.ids import uuid7
from simulators.ledger import OF_TRANSPORTS
from simulators.signing import Signer
from simulators.witness import Witness

SILENCE_S: Final = 15.0
"""A client that hears nothing for this long reconnects."""

REPEAT_AFTER_S: Final = 5.0
GIVE_UP_AFTER_S: Final = 60.0
_BACK_OFF_S: Final = (0.1, 5.0)
_NOT_PERMITTED: Final = 4403
_UNAVAILABLE: Final = 500
_THROTTLED: Final = 429


@dataclass(frozen=True, slots=True)
class Device:
    """Who calls: a caller of the enrolment, and by how much its clock is wrong."""

    credential: Credential
    skew_s: float = 0.0

    @property
    def id(self) -> str:
        """Its name."""
        return self.credential.caller


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a submission: `ok` with its version, `fail` with its code, or `info` when nobody knows.

    Attributes:
        issues: Where and why it was refused, as path and code; never a value.
    """

    result: history.Result
    key: str
    version: int | None = None
    code: str | None = None
    issues: tuple[str, ...] = ()

    @property
    def is_ok(self) -> bool:
        """Tells whether a receipt came."""
        return self.result == "ok"


@dataclass(slots=True)
class _Pending:
    submission: dict[str, object]
    answer: asyncio.Future[frames.Receipt | frames.Refused]
    raw: bytes = b""
    attempts: int = 0

    @property
    def case(self) -> str | None:
        """What it is about, where it names that."""
        subject = self.submission.get("case", self.submission.get("transport"))
        return None if subject is None else str(subject)


@dataclass(slots=True)
class _Waiter:
    holds: Callable[[], bool]
    done: asyncio.Future[None]


class Terminal:
    """One device's line to the hub.

    Attributes:
        readings: The streams that are read, each with its documents.
        identity: What the hub said at `bind`; None until then.
        silent: Hospitals of the area that nobody watches for, by the hub's newest heartbeat; None before the first.
        patience_s: Real seconds for which a submission is repeated.
    """

    patience_s = GIVE_UP_AFTER_S

    def __init__(  # noqa: PLR0913 - what differs between a tablet, a screen and a console
        self,
        url: str,
        device: Device,
        log: History,
        rng: Random,
        *,
        streams: tuple[str, ...],
        beat: Mapping[str, object] | None = None,
    ) -> None:
        """Prepares the line; `run` opens it.

        Args:
            url: Address of the hub's stream, `ws://…/stream`.
            device: Who calls.
            log: Where evidence is written.
            rng: Where keys and the jitter of the back-off come from.
            streams: What is read.
            beat: What the heartbeat says beside its type.
        """
        self.device = device
        self.readings = {stream: Reading(stream) for stream in streams}
        self.identity: frames.Bound | None = None
        self.silent: frozenset[str] | None = None
        self._plugged = asyncio.Event()
        self._plugged.set()
        self._url = url
        self._log = log
        self._witness = Witness()
        self._signer = Signer(device.credential.key)
        self._rng = rng
        self._beat = {"type": "heartbeat", **(beat or {})}
        self._on_event: Callable[[frames.Event], None] | None = None
        self._line: ClientConnection | None = None
        self._pending: dict[str, _Pending] = {}
        self._waiters: list[_Waiter] = []
        self._posting: set[asyncio.Task[Outcome]] = set()
        self._acknowledged: dict[str, int] = {}
        self.ready = asyncio.Event()
        self.is_refused = False

    def serve_screen(self, on_event: Callable[[frames.Event], None]) -> None:
        """Tells of each event once it is applied, and acknowledges after each message and not only with heartbeats."""
        self._on_event = on_event

    def unplug(self) -> None:
        """Breaks the line and leaves it broken; what is submitted meanwhile waits on the device."""
        self._plugged.clear()
        if self._line is not None:
            self._line.transport.abort()

    def plug(self) -> None:
        """Lets the line be opened again."""
        self._plugged.set()

    async def watch(self, *, is_watching: bool) -> None:
        """Says whether somebody can see and hear this screen."""
        self._beat |= {"visible": is_watching, "sound_armed": is_watching}
        await self._say(self._beat)

    async def run(self) -> None:
        """Holds the line open until it is cancelled or the hub refuses this caller for good."""
        low, high = _BACK_OFF_S
        wait_s = low
        while not self.is_refused:
            await self._plugged.wait()
            with contextlib.suppress(OSError, ConnectionClosed, InvalidHandshake, TimeoutError):
                await self._call()
                wait_s = low
            self._line = None
            self.ready.clear()
            await asyncio.sleep(wait_s * self._rng.uniform(0.5, 1.5))
            wait_s = min(wait_s * 2, high)

    async def submit(
        self, kind: str, case: str | None, data: Mapping[str, object], *, key: str | None = None
    ) -> Outcome:
        """Posts a submission and repeats it until its outcome is known or a minute has passed; held back, it waits.

        Whoever cancels the wait does not cancel the submission: it is on its way.
        """
        task = asyncio.create_task(self._submit(kind, case, data, key or self.new_id()))
        self._posting.add(task)
        task.add_done_callback(self._posting.discard)
        return await asyncio.shield(task)

    def vouch(self, kind: str, case: str, version: int, data: Mapping[str, object]) -> None:
        """Writes into the history what an outside system of our own side is known to have said."""
        at, key = history.now(), self.new_id()
        organisation, unit = (self.identity.organisation.id, self.identity.unit) if self.identity else ("", None)
        streams = _own_side(kind, organisation, unit, data)
        self._log.write(
            Invoked(
                at=at, caller=self.device.id, organisation=organisation, key=key, kind=kind, case=case, streams=streams
            )
        )
        self._log.write(Returned(at=at, key=key, result="ok", version=version))

    async def flush(self, within_s: float) -> None:
        """Waits until every submission has its outcome, at most so many real seconds."""
        if self._posting:
            await asyncio.wait(self._posting, timeout=within_s)

    def new_id(self) -> str:
        """Makes an identifier at the tap, by the device's own clock."""
        return uuid7(self._rng, int((time.time() + self.device.skew_s) * 1000))

    def document(self, subject: str) -> Document | None:
        """Returns the newest document of a subject on any stream that is read."""
        for reading in self.readings.values():
            if subject in reading.documents:
                return reading.documents[subject]
        return None

    async def until(self, holds: Callable[[], bool], within_s: float) -> bool:
        """Waits until the condition holds after some message, at most so many real seconds; tells whether it does."""
        if holds():
            return True
        waiter = _Waiter(holds, asyncio.get_running_loop().create_future())
        self._waiters.append(waiter)
        try:
            await asyncio.wait_for(waiter.done, within_s)
        except TimeoutError:
            return holds()
        finally:
            self._waiters.remove(waiter)
        return True

    async def _submit(self, kind: str, case: str | None, data: Mapping[str, object], key: str) -> Outcome:
        submission: dict[str, object] = {"kind": kind, "key": key, "data": data}
        if case is not None:
            submission["transport" if kind in OF_TRANSPORTS else "case"] = case
        submission["occurred_at"] = stamp(self.device.skew_s)
        organisation, unit = (self.identity.organisation.id, self.identity.unit) if self.identity else ("", None)
        self._log.write(
            Invoked(
                at=history.now(),
                caller=self.device.id,
                organisation=organisation,
                key=key,
                kind=kind,
                case=case,
                facilities=_named(data),
                streams=_own_side(kind, organisation, unit, data),
            )
        )
        outcome, is_coalesced = await self._insist(key, submission)
        self._log.write(
            Returned(
                at=history.now(),
                key=key,
                result=outcome.result,
                version=outcome.version,
                code=outcome.code,
                is_coalesced=is_coalesced,
            )
        )
        return outcome

    async def _insist(self, key: str, submission: dict[str, object]) -> tuple[Outcome, bool]:
        loop = asyncio.get_running_loop()
        give_up_at = loop.time() + self.patience_s
        pending = self._pending[key] = _Pending(submission, loop.create_future())
        try:
            while (left_s := give_up_at - loop.time()) > 0 and not self.is_refused:
                pending.answer = loop.create_future()
                await self._say(self._submit_frame(pending))
                try:
                    answer = await asyncio.wait_for(pending.answer, min(REPEAT_AFTER_S, left_s))
                except TimeoutError:
                    continue
                if isinstance(answer, frames.Receipt):
                    self._settle(key, pending, None if answer.coalesced else answer.version)
                    return Outcome("ok", key, answer.version), answer.coalesced
                if answer.status < _UNAVAILABLE and answer.status != _THROTTLED:
                    self._settle(key, pending, None)
                    return Outcome("fail", key, code=answer.error.code, issues=_issues(answer.error)), False
                await asyncio.sleep(min(answer.error.retry_after_s or 1.0, left_s))
        finally:
            self._pending.pop(key, None)
        self._signer.gives_up(pending.case)
        return Outcome("info", key), False

    def _settle(self, key: str, pending: _Pending, version: int | None) -> None:
        self._signer.settles(pending.case, key, raw=pending.raw, version=version, attempts=pending.attempts)

    def _submit_frame(self, pending: _Pending) -> dict[str, object]:
        submission = {**pending.submission, "sent_at": stamp(self.device.skew_s)}
        pending.raw = msgspec.json.encode(submission)
        pending.attempts += 1
        kind, key = str(submission["kind"]), str(submission["key"])
        signature = self._signer.sends(kind, pending.case, key, pending.raw)
        frame: dict[str, object] = {"type": "submit", "submission": msgspec.Raw(pending.raw)}
        return frame if signature is None else {**frame, "signature": signature}

    async def _say(self, *said: dict[str, object]) -> None:
        """Sends frames when the line is open; what was pending is said again when it opens."""
        if self._line is not None:
            with contextlib.suppress(ConnectionClosed):
                await self._line.send(frames.write(*said))

    async def _call(self) -> None:
        """Opens the line and holds it as long as it lasts."""
        try:
            ticket = await self.device.credential.ticket()
        except RefusedError:
            self.is_refused = True
            return
        async with connect(
            self._url, compression=None, ping_interval=None, max_size=2**26, open_timeout=10, close_timeout=1
        ) as line:
            await line.send(frames.write({"type": "bind", "ticket": ticket}))
            await self._converse(line)

    async def _converse(self, line: ClientConnection) -> None:
        beating: list[asyncio.Task[None]] = []
        try:
            while True:
                async with asyncio.timeout(SILENCE_S):
                    message = await line.recv()
                at = history.now()
                for frame in frames.read(message):
                    if isinstance(frame, frames.Bound):
                        self.identity = frame
                        self._line = line
                        await self._greet()
                        beating.append(asyncio.create_task(self._keep_alive(min(frame.heartbeat_s, 5.0))))
                        beating.append(asyncio.create_task(self._stay_bound(frame.expires_in)))
                    else:
                        await self._take(frame, at)
                self._wake()
                if self._on_event is not None:
                    await self._acknowledge()
        except ConnectionClosed as closed:
            self.is_refused = closed.rcvd is not None and closed.rcvd.code == _NOT_PERMITTED
            raise
        finally:
            self._line = None
            for task in beating:
                task.cancel()

    async def _greet(self) -> None:
        """Subscribes from where each stream was left, then repeats what is not answered."""
        await self._say(*(self._subscription(reading) for reading in self.readings.values()))
        for pending in list(self._pending.values()):
            await self._say(self._submit_frame(pending))
        if not self.readings:
            self.ready.set()

    def _subscription(self, reading: Reading) -> dict[str, object]:
        wanted: dict[str, object] = {"type": "subscribe", "stream": reading.stream}
        if reading.epoch is not None:
            wanted |= {"epoch": reading.epoch, "offset": reading.offset}
        return wanted

    async def _take(self, frame: frames.Incoming, at: float) -> None:
        match frame:
            case frames.Event():
                await self._take_event(frame, at)
            case frames.Receipt() | frames.Refused():
                pending = self._pending.get(frame.key)
                if pending is not None and not pending.answer.done():
                    pending.answer.set_result(frame)
            case frames.Snapshot():
                if frame.stream in self.readings:
                    self.readings[frame.stream].restart(frame)
                    self._log.write(history.started(self.device.id, frame))
            case frames.Transient():
                if frame.stream in self.readings:
                    self.readings[frame.stream].pass_by(frame)
            case frames.Heartbeat():
                self._beaten(frame, at)
            case _:
                pass
        if not self.ready.is_set() and all(reading.epoch for reading in self.readings.values()):
            self.ready.set()

    def _beaten(self, beat: frames.Heartbeat, at: float) -> None:
        self.silent = frozenset(beat.silent)
        if wrong := self._witness.hear(beat.checkpoint):
            self._log.write(Forked(at=at, receiver=self.device.id, how=wrong))

    async def _take_event(self, event: frames.Event, at: float) -> None:
        reading = self.readings.get(event.stream)
        if reading is None:
            return
        who = self.device.id
        try:
            is_new = reading.take(event)
        except HoleError as hole:
            self._log.write(Missed(at=at, receiver=who, stream=event.stream, held=hole.held, got=hole.got))
            await self._say(self._subscription(reading))
            return
        if not is_new:
            self._log.write(Repeated(at=at, receiver=who, stream=event.stream, offset=event.offset))
            return
        self._log.write(history.received(who, event, at))
        if self._on_event is not None:
            self._on_event(event)

    def _wake(self) -> None:
        for waiter in self._waiters:
            if not waiter.done.done() and waiter.holds():
                waiter.done.set_result(None)

    async def _acknowledge(self) -> None:
        news = {
            stream: reading.offset
            for stream, reading in self.readings.items()
            if reading.epoch is not None and self._acknowledged.get(stream, 0) != reading.offset
        }
        if news:
            self._acknowledged |= news
            await self._say(*({"type": "ack", "stream": stream, "offset": top} for stream, top in news.items()))

    async def _stay_bound(self, expires_in: float) -> None:
        """Binds the line anew, long before its time is over; one that cannot be is opened again when it ends."""
        while True:
            await asyncio.sleep(expires_in / 2)
            with contextlib.suppress(OSError, RefusedError):
                await self._say({"type": "bind", "ticket": await self.device.credential.ticket()})

    async def _keep_alive(self, every_s: float) -> None:
        while True:
            await self._say(self._beat)
            await self._acknowledge()
            await asyncio.sleep(every_s)


def _issues(error: frames.Error) -> tuple[str, ...]:
    return tuple(f"{it.get('path')} {it.get('code')}" for it in error.issues)


def _named(data: Mapping[str, object]) -> tuple[str, ...]:
    """Returns the organisations that a submission names."""
    for name in ("facilities", "operators"):
        if isinstance(named := data.get(name), list | tuple):
            return tuple(map(str, named))
    return (str(data["facility"]),) if "facility" in data else ()


def _own_side(kind: str, organisation: str, unit: str | None, data: Mapping[str, object]) -> tuple[str, ...]:
    """Returns the streams of the side to which a subject belongs that begins here."""
    match kind:
        case "open-case":
            return f"unit:{unit}", f"department:{organisation}"
        case "open-incident":
            return f"unit:{data['unit']}", f"department:{organisation}"
        case "request-transport":
            return (f"facility:{organisation}",)
        case "switch-to-119" if "department" in data:
            return (f"department:{data['department']}",)
        case _:
            return ()
