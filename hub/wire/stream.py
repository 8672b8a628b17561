"""The hub's side of one socket, without the socket.

```
        bind                subscribe               bind, ack, submit, heartbeat
NEW ───────────► BOUND ───────────────────► BOUND ──────────────────────────► BOUND
 │ anything else   │ stream not permitted      │ nothing taken in time           │ not bound again in time
 ▼                 ▼                           ▼                                 ▼
CLOSED 4401      CLOSED 4403                 CLOSED 4429 (with the positions)  CLOSED 4401
```

Messages go in as text, what the client asks for comes out; what the hub sends is checked here for density, so that no
edge around a socket can leave a hole unseen.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, auto

import msgspec

from hub.domain import permission
from hub.domain.people import Principal
from hub.domain.permission import Permit, Resource
from hub.domain.relationship import Relationship
from hub.errors import IntegrityError
from hub.wire import frames
from hub.wire.guard import LONGEST


class Close(Exception):  # noqa: N818  an ending is no error
    """Ends the socket with a code of the protocol; carries what is said before."""

    def __init__(self, code: int, reason: str, farewell: str | None = None) -> None:
        """Takes the close code, a word for the log and the last frame."""
        super().__init__(reason)
        self.code = code
        self.reason = reason
        self.farewell = farewell


class State(Enum):
    """How far a socket has come."""

    NEW = auto()
    BOUND = auto()
    CLOSED = auto()


@dataclass(slots=True)
class Reading:
    """How far one stream of this socket has come: what was sent, and what the terminal says it holds."""

    sent: int
    acknowledged: int


@dataclass(slots=True)
class Conversation:
    """One socket's part of the protocol."""

    state: State = State.NEW
    principal: Principal | None = None
    readings: dict[str, Reading] = field(default_factory=dict)
    is_watching: bool = False

    def receive(self, message: str) -> Iterator[frames.ClientFrame]:
        """Yields what the client says, frame by frame.

        Raises:
            Close: The message is no frame, or a frame that is not allowed now.
        """
        if len(message) > LONGEST:
            raise self._close(4413, "too large")
        for line in message.split("\n"):
            try:
                frame = frames.decode(line.encode())
            except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
                raise self._close(4400, "not a frame") from None
            self._allow(frame)
            yield frame

    def submission(self, message: str) -> frames.Submit | None:
        """Returns what is submitted by a message that is one submission and nothing else, if it may be said now.

        Otherwise nothing has happened, and `receive` says what is to be thought of the message.
        """
        if self.state is not State.BOUND or len(message) > LONGEST or "\n" in message:
            return None
        try:
            frame = frames.decode(message.encode())
        except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
            return None
        return frame if isinstance(frame, frames.Submit) else None

    def _allow(self, frame: frames.ClientFrame) -> None:
        if isinstance(frame, frames.Bind):
            if self.state is State.CLOSED:
                raise self._close(4400, "closed")
        elif self.principal is None or self.state is not State.BOUND:
            raise self._close(4401, "not bound")
        elif isinstance(frame, frames.Subscribe):
            if not _may_read(frame.stream, self.principal):
                raise self._close(4403, "stream not permitted")
        elif isinstance(frame, frames.Ack):
            reading = self.readings.get(frame.stream)
            if reading is None or not frame.offset <= reading.sent:
                raise self._close(4400, "acknowledges what was not sent")
            reading.acknowledged = max(reading.acknowledged, frame.offset)
        elif isinstance(frame, frames.Beat):
            self.is_watching = frame.visible and frame.sound_armed

    def bound(self, principal: Principal, expires_in: int, **about: object) -> str:
        """Binds the socket to its caller for so many seconds and says so, at first with what else there is to say.

        Raises:
            Close: It is bound to another caller, or to one that had other rights.
        """
        before, self.principal = self.principal, principal
        if before is None:
            self.state = State.BOUND
            return frames.write("bound", **whoami(principal), **about, expires_in=expires_in)
        if _rights(before) != _rights(principal):
            raise self._close(4401, "another caller")
        return frames.write("renewed", expires_in=expires_in)

    def begun(self, stream: str, offset: int) -> None:
        """Notes that the client holds the stream up to the offset."""
        self.readings[stream] = Reading(sent=offset, acknowledged=offset)

    def sends(self, stream: str, offset: int) -> None:
        """Notes that an event goes out.

        Raises:
            IntegrityError: It does not follow the one before.
        """
        reading = self.readings[stream]
        if offset != reading.sent + 1:
            raise IntegrityError(f"{stream} {reading.sent} then {offset}")
        reading.sent = offset

    def evicted(self) -> Close:
        """Ends a socket that does not take what it is sent, with the positions to resume from."""
        positions = {stream: reading.acknowledged for stream, reading in self.readings.items()}
        return self._close(4429, "too slow", frames.write("evicted", positions=positions))

    def _close(self, code: int, reason: str, farewell: str | None = None) -> Close:
        self.state = State.CLOSED
        return Close(code, reason, farewell)


def _may_read(stream: str, principal: Principal) -> bool:
    resource = Resource(Relationship.OWN if stream in principal.streams else Relationship.NONE)
    return isinstance(permission.decide(principal, "read-stream", resource), Permit)


def _rights(principal: Principal) -> tuple[str, str, frozenset[str]]:
    return principal.caller, principal.organisation.id, principal.streams


def whoami(principal: Principal) -> dict[str, object]:
    """Returns what a caller may know of itself."""
    organisation = principal.organisation
    return {
        "caller": principal.caller,
        "role": principal.role.value,
        "unit": principal.unit,
        "organisation": {
            "id": organisation.id,
            "kind": organisation.kind.value,
            "name": organisation.name,
            "name_en": organisation.name_en,
            "area": organisation.area,
        },
        "streams": sorted(principal.streams),
    }
