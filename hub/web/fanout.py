"""Puts committed events before the sockets that listen now.

A ring of recent frames per stream, each made once, serves every reader of the stream; a reader takes what follows its
own position. Who falls out of the ring reads the log. So no reader has a queue that could grow, and none can hold up
another.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence

from hub.ports import Event, Transient
from hub.wire import frames

_RING = 512


class Bell(asyncio.Event):
    """Wakes who writes to a socket.

    Attributes:
        express: Is tried first, once for all rings of one turn of the loop; where it has said all, nobody is woken.
    """

    express: Callable[[], bool] | None = None

    def __init__(self) -> None:
        """Starts silent."""
        super().__init__()
        self._is_trying = False

    def set(self) -> None:
        """Rings."""
        if self.express is None:
            super().set()
        elif not self._is_trying:
            self._is_trying = True
            asyncio.get_running_loop().call_soon(self._try)

    def _try(self) -> None:
        self._is_trying = False
        if self.express is None or not self.express():
            super().set()


class Listener:
    """What one socket is told between two of its turns: that something is there, and the newest transients."""

    def __init__(self) -> None:
        """Starts with nothing to tell."""
        self.bell = Bell()
        self.transients: dict[tuple[str, str], str] = {}
        self.words: deque[str] = deque()
        self.streams: set[str] = set()

    def say(self, frame: str) -> None:
        """Puts a frame before the socket that belongs to no stream."""
        self.words.append(frame)
        self.bell.set()


class Ring:
    """The newest frames of one stream: offsets without a hole, up to ``top``."""

    def __init__(self) -> None:
        """Starts empty, with a top that is not known."""
        self.top = 0
        self._frames: deque[str] = deque(maxlen=_RING)

    def push(self, offset: int, frame: str) -> None:
        """Adds a frame; where it does not follow the last, the older ones no longer serve."""
        if offset <= self.top:
            return
        if offset != self.top + 1:
            self._frames.clear()
        self._frames.append(frame)
        self.top = offset

    def stretch(self, top: int) -> None:
        """Notes that the stream has grown elsewhere, so that readers look into the log."""
        if top > self.top:
            self.top = top
            self._frames.clear()

    def forget(self) -> None:
        """Lets the frames go, so that readers look into the log."""
        self._frames.clear()

    def after(self, offset: int) -> Sequence[str] | None:
        """Returns the frames that follow the offset, None where the log must be read."""
        missing = self.top - offset
        if missing > len(self._frames):
            return None
        return [self._frames[-back] for back in range(missing, 0, -1)]


class Fanout:
    """Implements `hub.ports.Outlet` for the sockets of this node."""

    def __init__(self) -> None:
        """Starts with nobody listening."""
        self._rings: dict[str, Ring] = {}
        self._listeners: dict[str, set[Listener]] = {}
        self._seen: Mapping[str, int] = {}

    def publish(self, events: Sequence[Event], transients: Sequence[Transient]) -> None:
        """Hands events on, in order of offset per stream; never waits and never fails for a reader's sake."""
        touched = set()
        for event in events:
            ring = self._rings.get(event.stream)
            if ring is not None:
                ring.push(event.offset, frames.event(event.stream, event.offset, event.tail))
                touched.add(event.stream)
        for transient in transients:
            for listener in self._listeners.get(transient.stream, ()):
                listener.transients[transient.stream, transient.subject] = frames.transient(
                    transient.stream, transient.subject, transient.body
                )
                listener.bell.set()
        self._ring(touched)

    def stretch(self, tops: Mapping[str, int]) -> None:
        """Takes note of offsets that another node gave, or that a lost connection hid.

        What was seen in the log at one look and has not been published here by the next one is not on its way any more.
        """
        grown = {name for name, top in self._seen.items() if name in self._rings and self._rings[name].top < top}
        for name in grown:
            self._rings[name].stretch(self._seen[name])
        self._ring(grown)
        self._seen = tops

    def forget(self) -> None:
        """Lets every frame go that is kept for readers who come later: something of it was erased."""
        for ring in self._rings.values():
            ring.forget()

    def ring(self, stream: str) -> Ring | None:
        """Returns the ring of a stream somebody listens to."""
        return self._rings.get(stream)

    def listen(self, listener: Listener, stream: str) -> Ring:
        """Lets a listener hear of a stream from now on."""
        ring = self._rings.setdefault(stream, Ring())
        self._listeners.setdefault(stream, set()).add(listener)
        listener.streams.add(stream)
        return ring

    def leave(self, listener: Listener) -> None:
        """Lets a listener go; the ring of a stream nobody hears is dropped."""
        for stream in listener.streams:
            listeners = self._listeners.get(stream, set())
            listeners.discard(listener)
            if not listeners:
                self._listeners.pop(stream, None)
                self._rings.pop(stream, None)

    @property
    def streams(self) -> list[str]:
        """The streams somebody listens to."""
        return list(self._rings)

    def _ring(self, streams: Iterable[str]) -> None:
        for stream in streams:
            for listener in self._listeners.get(stream, ()):
                listener.bell.set()
