"""The way of one message through the hub, from its sender to every receiver, without what it says.

Everything is read from what is in the tables anyway. An operator sees the way of messages that its own organisations
sent or received, and of other receivers only what their terminals told the sender. `hub.postgres` implements the port.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from hub.domain.commands import ASKING
from hub.domain.people import Connection, Directory
from hub.domain.scope import Scope
from hub.errors import InvalidSubmissionError, Issue, NotFoundError


class Sought(NamedTuple):
    """Which message is meant: by its sender's key, by subject and version, or by stream and offset."""

    key: UUID | None = None
    subject: UUID | None = None
    stream: str | None = None
    number: int | None = None

    @classmethod
    def read(cls, text: str) -> "Sought":
        """Reads ``<key>``, ``<case>/<version>`` or ``<stream>/<offset>``.

        Raises:
            InvalidSubmissionError: It is none of them.
        """
        name, slash, number = text.strip().rpartition("/")
        try:
            if not slash:
                return cls(key=UUID(number))
            if ":" in name:
                return cls(stream=name, number=int(number))
            return cls(subject=UUID(name), number=int(number))
        except ValueError:
            raise InvalidSubmissionError([Issue("of", *_UNREADABLE)]) from None


_UNREADABLE = (
    "not-a-message",
    "送信キー、事案/版、ストリーム/番号のいずれかです",
    "is no key, case/version or stream/offset",
)


class Message(NamedTuple):
    """A message as it stands in the journal; of what it says only the kind."""

    key: UUID
    kind: str
    subject: UUID
    version: int
    sender: str
    organisation: str | None
    happened_at: datetime
    received_at: datetime


class Relayed(NamedTuple):
    """How far a connection has come with a message.

    ``state`` is not-taken, waiting, sending or parked; delivered, not-wanted, or settled where nobody remembers how.
    """

    connection: str
    state: str
    at: datetime | None
    attempts: int
    code: str | None
    reason: str | None
    is_replayed: bool


class Reached(NamedTuple):
    """An inbox that a message reached, under which number, in which view; ``relayed`` where a connection reads it."""

    stream: str
    view: str
    offset: int | None
    relayed: Relayed | None


class Mark(NamedTuple):
    """What a receiver's terminal or person said after a request: delivered, displayed, acknowledged, answered."""

    kind: str
    organisation: str | None
    at: datetime


class Traces(Protocol):
    """What is known of the way of messages."""

    async def find(self, sought: Sought) -> Sequence[Message]:
        """Returns the messages that are meant; a key may be more than one sender's."""

    async def reached(self, message: Message) -> Sequence[Reached]:
        """Returns every inbox the message reached, in order of name."""

    async def marks(self, message: Message) -> Sequence[Mark]:
        """Returns what receivers said of the subject after the message, in order."""

    async def witness(self, scope: Scope, messages: Sequence[Message]) -> None:
        """Writes into the audit that an operator looked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """One receiver of a message; ``offset`` and ``relayed`` are its own operator's alone."""

    stream: str
    organisation: str | None
    view: str | None = None
    offset: int | None = None
    relayed: Relayed | None = None
    marks: Mapping[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """The way of one message; ``sender`` is its own operator's alone."""

    message: Message
    sender: str | None
    receivers: Sequence[Receiver]

    def lines(self) -> Iterator[str]:
        """Tells it in words, one line for each receiver and what became of it there."""
        message = self.message
        yield f"{message.key}  {message.kind}"
        yield f"{_at(message.received_at)}  received from {self.sender or message.organisation or '?'}"
        yield f"{_at(None)}  committed as {message.subject}/{message.version}"
        for receiver in self.receivers:
            number = "" if receiver.offset is None else f"/{receiver.offset} ({receiver.view})"
            yield f"{_at(None)}  → {receiver.stream}{number}"
            for kind, at in receiver.marks.items():
                yield f"{_at(at)}      {kind}"
            if relayed := receiver.relayed:
                why = " ".join(filter(None, (relayed.code, relayed.reason)))
                yield f"{_at(relayed.at)}      {relayed.state} {why}".rstrip()


def _at(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S.%f}Z" if at else " " * 27


class Tracer:
    """Shows operators the way of messages."""

    def __init__(
        self,
        traces: Traces,
        directory: Callable[[], Directory],
        connections: Callable[[], Mapping[str, Connection]],
    ) -> None:
        """Takes what is known, and who takes part."""
        self._traces = traces
        self._directory = directory
        self._connections = connections

    async def trace(self, scope: Scope, sought: Sought) -> Sequence[Trace]:
        """Returns the way of the messages that are meant, once the look is written down.

        Raises:
            NotFoundError: There is none, or none that this operator looks after: both answer alike.
        """
        if sought.stream is not None and not self._is_within(scope, sought.stream):
            raise NotFoundError  # else the numbers of a foreign inbox could be tried out
        traces = []
        for message in await self._traces.find(sought):
            trace = await self._traced(scope, message)
            if trace is not None:
                traces.append(trace)
        if not traces:
            raise NotFoundError
        await self._traces.witness(scope, [trace.message for trace in traces])
        return traces

    async def _traced(self, scope: Scope, message: Message) -> Trace | None:
        is_own = scope.holds(message.organisation)
        reached = await self._traces.reached(message)
        if not is_own and not any(self._is_within(scope, each.stream) for each in reached):
            return None
        marks = await self._traces.marks(message) if message.kind in ASKING else ()
        receivers = [self._receiver(scope, each, marks, is_own=is_own) for each in reached]
        sender = message.sender if is_own else None
        return Trace(message=message, sender=sender, receivers=[each for each in receivers if each is not None])

    def _receiver(self, scope: Scope, reached: Reached, marks: Sequence[Mark], *, is_own: bool) -> Receiver | None:
        organisation = self._owner(reached.stream)
        said: dict[str, datetime] = {}
        if reached.stream.startswith("facility:"):
            for mark in marks:
                if mark.organisation == organisation:
                    said.setdefault(mark.kind, mark.at)
        if self._is_within(scope, reached.stream):
            stream, view, offset, relayed = reached
            return Receiver(
                stream=stream, organisation=organisation, view=view, offset=offset, relayed=relayed, marks=said
            )
        if is_own and not reached.stream.startswith("adapter:"):
            return Receiver(stream=reached.stream, organisation=organisation, marks=said)
        return None

    def _is_within(self, scope: Scope, stream: str) -> bool:
        """Tells whether an operator looks after who reads a stream; what an area hears, its organisations may know."""
        kind, _, name = stream.partition(":")
        if kind != "area":
            return scope.holds(self._owner(stream))
        directory = self._directory()
        return any(directory[each].area == name for each in scope.organisations if each in directory)

    def _owner(self, stream: str) -> str | None:
        kind, _, name = stream.partition(":")
        if kind == "adapter":
            connection = self._connections().get(name)
            return connection.organisation if connection else None
        if kind == "unit":
            owners = (each.id for each in self._directory().values() if any(unit.id == name for unit in each.units))
            return next(owners, None)
        return name if kind != "area" else None
