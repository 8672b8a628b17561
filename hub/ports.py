"""What the pipeline and the edges need from the outside, as bare roles.

Each can be read in one sitting. `hub.postgres` and `hub.testing` implement them; one contract suite runs on both.
"""

from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from hub.domain.ladder import Silence
from hub.domain.people import Caller, Connection, Names, Organisation, Principal, hospital_subject
from hub.domain.routing import Mode
from hub.errors import KyukyuError
from hub.wire.submission import Placed, Submission


class Receipt(NamedTuple):
    """What a sender is told once its submission is durable; the same for every repetition."""

    key: UUID
    kind: str
    subject: UUID
    version: int
    recorded_at: datetime
    placed_at: datetime
    digest: bytes


class Address(NamedTuple):
    """Where one part of an entry goes: a stream, the view of the body it receives, and on which ground of law."""

    stream: str
    mode: Mode
    view: str
    basis: str = ""

    def __str__(self) -> str:
        """Writes it as the audit holds it."""
        return f"{self.stream}>{self.view}" + (f">{self.basis}" if self.basis else "")


class Membership(NamedTuple):
    """A subject's place on a stream from now on; ``near`` is None where it leaves."""

    stream: str
    subject: UUID
    near: int | None


class Entry(NamedTuple):
    """One submission as it goes into the journal, with everything derived from it.

    ``sealed`` holds the sender's bytes and the events, ``projection`` the views and the FHIR resources; both are
    opaque here. ``person`` is who was signed in at the sender, None where the device alone speaks.
    """

    receipt: Receipt
    sender: str
    organisation: str
    sealed: bytes
    projection: bytes
    addresses: Sequence[Address]
    memberships: Sequence[Membership] = ()
    wrapped_key: bytes | None = None
    silence: Silence | None = None
    person: str | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """A journal entry as it is read back."""

    version: int
    sealed: bytes


@dataclass(frozen=True, slots=True)
class Streamed:
    """One numbered entry of a stream with the sealed projection it points into; nobody can open what is erased."""

    offset: int
    subject: UUID
    version: int
    view: str
    projection: bytes
    erased_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A subject that stands on a stream, how near the stream's owner is to it, and its version."""

    subject: UUID
    near: int
    version: int


class Came(NamedTuple):
    """A subject that came to a stream at an offset, and the version it has now."""

    offset: int
    subject: UUID
    version: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What stands on a stream, and the position from which later events follow: both from one transaction."""

    epoch: str
    offset: int
    standings: Sequence[Standing]


class Journal(Protocol):
    """The append-only log of submissions; the only truth."""

    async def known(self, keys: Sequence[tuple[str, UUID]]) -> Mapping[tuple[str, UUID], Receipt]:
        """Returns the receipts of those (sender, key) pairs that are in the journal."""

    async def commit(self, entries: Sequence[Entry]) -> Mapping[str, int]:
        """Makes all entries durable or none, and returns the new top offset of each stream they went to.

        Offsets are dense: a stream's entries get the numbers up to its top, in the order given.

        Raises:
            RacedError: Another node was faster on a case or a key; nothing was stored.
            UnavailableError: Nothing is known to be stored.
        """

    async def read(self, subject: UUID, after: int = 0) -> Sequence[Stored]:
        """Returns a subject's entries with greater versions, in order."""

    async def wrapped_keys(self, subjects: Sequence[UUID]) -> Mapping[UUID, bytes]:
        """Returns the wrapped data keys of those subjects that exist, empty where the key was destroyed."""

    async def witness(self, principal: Principal, action: str, subject: UUID | None, stream: str | None) -> None:
        """Writes into the audit that a caller read something."""


class Look(NamedTuple):
    """One look at a subject; what was refused is asked for as well, and ``is_shown`` tells it from a look."""

    caller: str
    organisation: str
    action: str
    subject: UUID
    is_shown: bool
    names: Names
    person: str | None = None


class Audit(Protocol):
    """Who saw what."""

    async def witness(self, looks: Sequence[Look]) -> Mapping[UUID, int]:
        """Writes the looks at which something is shown, and returns the newest version of each subject that exists.

        One that is erased, or came to none of the names, does not exist. All in one transaction: none is told old news.

        Raises:
            UnavailableError: The looks are not known to be stored; nothing may be shown.
        """


class Streams(Protocol):
    """The numbered inboxes. What is read for a caller says by which names; of others' there is nothing."""

    async def snapshot(self, names: Names, stream: str) -> Snapshot:
        """Returns what stands on the stream and its position, from one transaction."""

    async def read(self, names: Names, stream: str, after: int, limit: int) -> Sequence[Streamed]:
        """Returns entries with greater offsets, in order."""

    async def arrivals(self, names: Names, stream: str, before: int, limit: int) -> Sequence[Came]:
        """Returns what came to the stream or changed its place there, but for shared patches, the newest first."""

    async def projections(self, names: Names, subject: UUID, after: int, until: int | None) -> Sequence[Stored]:
        """Returns a subject's sealed projections with greater versions, up to one where it is given, in order."""

    async def position(self, stream: str) -> tuple[str, int]:
        """Returns the epoch and the top offset, 0 for a stream that has no entry."""

    async def tops(self, streams: Sequence[str]) -> Mapping[str, int]:
        """Returns the top offset of each of these streams that has entries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Members:
    """Everybody who takes part, at one version of the register."""

    version: int
    organisations: Sequence[Organisation] = ()
    callers: Sequence[Caller] = field(default=())
    connections: Sequence[Connection] = field(default=())


class Register(Protocol):
    """Who takes part: organisations and callers."""

    async def version(self) -> int:
        """Returns a number that grows with every change."""

    async def load(self) -> Members:
        """Returns everybody at one version."""

    async def enrol(self, organisations: Sequence[Organisation], callers: Sequence[Caller]) -> None:
        """Takes organisations and callers in; what is there already is replaced."""

    async def connect(self, connections: Sequence[Connection]) -> None:
        """Takes connections in, each with an empty inbox where it is new; what is known already is replaced."""

    async def disconnect(self, name: str) -> None:
        """Lets a connection go, with what waits for it; what its inbox held stays in the log.

        Raises:
            NotFoundError: There is no such connection.
        """

    async def issue_code(self, caller: str, code_hash: bytes, expires_at: datetime) -> None:
        """Keeps a one-time code for a caller.

        Raises:
            NotFoundError: There is no such caller.
        """

    async def redeem(self, code_hash: bytes, key: str, now: datetime) -> str | None:
        """Uses a code up and makes the key that of its caller; returns the caller.

        None where the code is not good, or the key is another caller's: then nothing has happened.
        """

    async def revoke(self, caller: str) -> None:
        """Takes a caller's right away.

        Raises:
            NotFoundError: There is no such caller.
        """


class Sealer(Protocol):
    """Seals bodies with a key of their own for each subject."""

    def create(self, subject: UUID) -> bytes:
        """Makes a data key for a new subject and returns it wrapped, to be stored with its first entry."""

    def open(self, subject: UUID, wrapped_key: bytes) -> None:
        """Takes a stored key into use.

        Raises:
            IntegrityError: The key does not unwrap.
        """

    def forget(self, subject: UUID) -> None:
        """Puts a key out of use: it may not be the one that is stored."""

    def has(self, subject: UUID) -> bool:
        """Tells whether the subject's key is in use."""

    def seal(self, subject: UUID, version: int, part: str, body: bytes) -> bytes:
        """Seals a part of an entry."""

    def unseal(self, subject: UUID, version: int, part: str, sealed: bytes) -> bytes:
        """Opens a part of an entry.

        Raises:
            IntegrityError: It was changed, or belongs elsewhere.
        """


class Arrival(NamedTuple):
    """A submission at the hub's door: read, placed on the hub's clock, its sender known."""

    submission: Submission
    placed: Placed
    principal: Principal
    received_at: datetime

    @property
    def about(self) -> str:
        """The organisation that it is about where it names no subject."""
        return self.submission.command.speaks_of(self.principal.organisation.id)

    @property
    def subject(self) -> UUID:
        """The subject of the journal that it is about."""
        return self.submission.subject or hospital_subject(self.about)


class Accepted(NamedTuple):
    """The submission is durable; ``is_repeated`` where it was so before."""

    receipt: Receipt
    is_repeated: bool = False


@dataclass(frozen=True, slots=True)
class Coalesced:
    """The submission was relayed and is not kept: a newer one replaces it."""

    submission: Submission
    recorded_at: datetime


Outcome = Accepted | Coalesced | KyukyuError
"""What became of a submission; an error says that nothing of it was stored."""


class Intake(Protocol):
    """Takes submissions in."""

    @property
    def has_room(self) -> bool:
        """Whether `room` would not wait."""

    async def room(self) -> None:
        """Waits while too many submissions wait already: who reads on only then holds its sender back."""

    def take(self, arrival: Arrival) -> Awaitable[Outcome]:
        """Takes a submission in order of call; what became of it is known after the commit."""


class Event(NamedTuple):
    """One committed event of a stream, ready to be put before its readers."""

    stream: str
    offset: int
    tail: bytes


class Transient(NamedTuple):
    """A patch without an offset: newest wins."""

    stream: str
    subject: str
    body: bytes


class Outlet(Protocol):
    """Puts what was committed before those who listen now."""

    def publish(self, events: Sequence[Event], transients: Sequence[Transient]) -> None:
        """Hands events on, in order of offset per stream; never waits and never fails for a reader's sake."""


class RacedError(Exception):
    """Says that another node was faster on a case or a key; the batch is decided again."""
