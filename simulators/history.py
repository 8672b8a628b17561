"""What every simulator invoked and what it got, and what every reader received: the evidence a checker judges.

Results are named as in Jepsen: `ok` (a receipt came), `fail` (refused, nothing was stored), `info` (nobody knows).
Times are seconds of the machine's monotonic clock, which all processes of one machine share.
"""

import time
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType
from typing import Final, Literal, Self

import msgspec

from simulators.frames import Document, Event, Snapshot

_KEYED_SECTIONS: Final = (
    *("observations", "treatments", "changes", "triage", "attachments"),
    *("messages", "myna_views", "myna_records"),
)

Result = Literal["ok", "fail", "info"]


class Entry(msgspec.Struct, frozen=True, tag_field="entry", omit_defaults=True):
    """One line of a history."""


class Invoked(Entry, frozen=True, tag="invoked", kw_only=True):
    """A sender began to post a submission.

    Attributes:
        facilities: The organisations that it names.
        streams: Those of the side to which the subject belongs, where one begins.
    """

    at: float
    caller: str
    organisation: str
    key: str
    kind: str
    case: str | None = None
    facilities: tuple[str, ...] = ()
    streams: tuple[str, ...] = ()


class Returned(Entry, frozen=True, tag="returned", kw_only=True):
    """The sender learned the outcome, or gave up; `code` says why it was refused."""

    at: float
    key: str
    result: Result
    version: int | None = None
    code: str | None = None
    is_coalesced: bool = False


class Started(Entry, frozen=True, tag="started", kw_only=True):
    """A reader took a snapshot; `keys` are those of the records that stood in it."""

    at: float
    receiver: str
    stream: str
    epoch: str
    offset: int
    subjects: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()


class Received(Entry, frozen=True, tag="received", kw_only=True):
    """A reader applied an event; `keys` are those of the records in it."""

    at: float
    receiver: str
    stream: str
    offset: int
    subject: str
    version: int
    kind: str
    mode: str
    keys: tuple[str, ...] = ()
    unit: str | None = None


class Repeated(Entry, frozen=True, tag="repeated", kw_only=True):
    """A reader was sent an offset that it held already, and left it without effect."""

    at: float
    receiver: str
    stream: str
    offset: int


class Missed(Entry, frozen=True, tag="missed", kw_only=True):
    """A reader saw a hole between the offset that it held and the one that came."""

    at: float
    receiver: str
    stream: str
    held: int
    got: int


class Forked(Entry, frozen=True, tag="forked", kw_only=True):
    """A reader heard a checkpoint of the audit that does not go on from the one it had written down."""

    at: float
    receiver: str
    how: str


Evidence = Invoked | Returned | Started | Received | Repeated | Missed | Forked

_encoder: Final = msgspec.json.Encoder()
_decoder: Final = msgspec.json.Decoder(Evidence)

now: Final = time.monotonic


def keys_in(document: Document) -> tuple[str, ...]:
    """Returns the keys of the records that stand in a document or a patch."""
    found: list[str] = []
    for name in _KEYED_SECTIONS:
        records = document.get(name)
        if isinstance(records, dict):
            found.extend(key for key, record in records.items() if record is not None)
    return tuple(found)


def started(receiver: str, snapshot: Snapshot) -> Started:
    """Returns the line of a snapshot that was just taken."""
    return Started(
        at=now(),
        receiver=receiver,
        stream=snapshot.stream,
        epoch=snapshot.epoch,
        offset=snapshot.offset,
        subjects=tuple(snapshot.documents),
        keys=tuple(key for document in snapshot.documents.values() for key in keys_in(document)),
    )


def received(receiver: str, event: Event, at: float) -> Received:
    """Returns the line of an event that was applied."""
    unit = event.body.get("unit") if event.mode == "document" else None
    return Received(
        at=at,
        receiver=receiver,
        stream=event.stream,
        offset=event.offset,
        subject=event.subject,
        version=event.version,
        kind=event.kind,
        mode=event.mode,
        keys=keys_in(event.body),
        unit=unit if isinstance(unit, str) else None,
    )


class History:
    """Hands every line to whoever judges or counts."""

    def __init__(self, *readers: Callable[[Evidence], None]) -> None:
        """Takes the readers in the order in which they are told."""
        self._readers = readers

    def write(self, entry: Evidence) -> None:
        """Adds a line."""
        for reader in self._readers:
            reader(entry)


class HistoryFile:
    """Keeps a history on disk, one JSON object a line, up to a limit."""

    def __init__(self, path: Path, limit_bytes: int = 256 * 1024 * 1024) -> None:
        """Begins the file anew."""
        self._file = path.open("wb", buffering=1024 * 1024)
        self._left = limit_bytes

    def __enter__(self) -> Self:
        """Returns itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Closes the file."""
        self._file.close()

    def write(self, entry: Evidence) -> None:
        """Adds a line, while the limit lasts."""
        line = _encoder.encode(entry) + b"\n"
        self._left -= len(line)
        if self._left > 0:
            self._file.write(line)


def read(path: Path) -> Iterable[Evidence]:
    """Yields the lines of a history that was kept."""
    with path.open("rb") as file:
        for line in file:
            yield _decoder.decode(line)
