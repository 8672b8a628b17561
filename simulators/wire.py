"""A client of the wire: one device's line to the hub, held open, resumed where it broke, nothing said twice in effect.

A stream is read from its last (epoch, offset) after any absence; what is said is repeated as `posting` has it.
"""

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Final

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from simulators import frames, history
from simulators.credential import RefusedError
from simulators.documents import HoleError, Reading
from simulators.frames import Document
from simulators.history import Forked, History, Missed, Repeated
from simulators.posting import Device, Poster
from simulators.witness import Witness

SILENCE_S: Final = 15.0
"""A client that hears nothing for this long reconnects."""

_BACK_OFF_S: Final = (0.1, 5.0)
_NOT_PERMITTED: Final = 4403


@dataclass(slots=True)
class _Waiter:
    holds: Callable[[], bool]
    done: asyncio.Future[None]


class Terminal(Poster):
    """One device's line to the hub.

    Attributes:
        readings: The streams that are read, each with its documents.
        silent: Hospitals of the area that nobody watches for, by the hub's newest heartbeat; None before the first.
    """

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
        super().__init__(device, log, rng)
        self.readings = {stream: Reading(stream) for stream in streams}
        self.silent: frozenset[str] | None = None
        self._plugged = asyncio.Event()
        self._plugged.set()
        self._url = url
        self._witness = Witness()
        self._beat = {"type": "heartbeat", **(beat or {})}
        self._on_event: Callable[[frames.Event], None] | None = None
        self._line: ClientConnection | None = None
        self._waiters: list[_Waiter] = []
        self._acknowledged: dict[str, int] = {}
        self.ready = asyncio.Event()

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
        await self._say_again()
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
                self._answered(frame)
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
