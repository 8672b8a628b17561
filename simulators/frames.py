"""The frames of the socket, as a client of the wire reads and writes them.

Only what simulators use is declared; msgspec skips the rest, so that a hub may say more than we know.
"""

from typing import Final

import msgspec

Document = dict[str, object]
"""A JSON object whose shape belongs to whoever looks into it."""


class Frame(msgspec.Struct, frozen=True, tag_field="type"):
    """One JSON object of a text message."""


class Organisation(msgspec.Struct, frozen=True):
    """The organisation a caller belongs to."""

    id: str
    kind: str


class Bound(Frame, frozen=True, tag="bound"):
    """The hub knows who we are."""

    caller: str
    role: str
    organisation: Organisation
    streams: tuple[str, ...]
    heartbeat_s: float = 5.0
    unit: str | None = None
    expires_in: float = 300.0


class Renewed(Frame, frozen=True, tag="renewed"):
    """We are bound for longer."""

    expires_in: float


class Snapshot(Frame, frozen=True, tag="snapshot"):
    """State and position of a stream from one transaction."""

    stream: str
    epoch: str
    offset: int
    documents: dict[str, Document]


class Event(Frame, frozen=True, tag="event"):
    """The next change of a stream."""

    stream: str
    offset: int
    subject: str
    version: int
    kind: str
    mode: str
    body: Document


class Transient(Frame, frozen=True, tag="transient"):
    """A patch without an offset."""

    stream: str
    subject: str
    body: Document


class Reset(Frame, frozen=True, tag="reset"):
    """The position cannot be served; a snapshot follows."""

    stream: str
    epoch: str
    reason: str = ""


class Receipt(Frame, frozen=True, tag="receipt"):
    """A submission is on disk."""

    key: str
    kind: str
    case: str | None = None
    version: int | None = None
    coalesced: bool = False


class Error(msgspec.Struct, frozen=True):
    """Why something was refused."""

    code: str
    en: str = ""
    retry_after_s: float | None = None
    issues: tuple[Document, ...] = ()


class Refused(Frame, frozen=True, tag="refused"):
    """A submission was not taken down."""

    key: str
    status: int
    error: Error


class Heartbeat(Frame, frozen=True, tag="heartbeat"):
    """The hub lives; `tops` are the newest offsets."""

    tops: dict[str, int] = {}
    checkpoint: str = ""
    silent: tuple[str, ...] = ()


class Evicted(Frame, frozen=True, tag="evicted"):
    """We were too slow."""

    positions: dict[str, int] = {}


class Fault(Frame, frozen=True, tag="error"):
    """The hub did not understand us."""

    error: Error


Incoming = Bound | Renewed | Snapshot | Event | Transient | Reset | Receipt | Refused | Heartbeat | Evicted | Fault

_decoder: Final = msgspec.json.Decoder(Incoming)
_encoder: Final = msgspec.json.Encoder()


def read(message: str | bytes) -> list[Incoming]:
    """Returns the frames of one text message."""
    text = message if isinstance(message, str) else message.decode()
    return [_decoder.decode(line) for line in text.split("\n")]


def write(*frames: dict[str, object]) -> str:
    """Returns one text message that holds the frames."""
    return "\n".join(_encoder.encode(frame).decode() for frame in frames)
