"""The ports in memory: what tests of the hub, and of whatever is built on it, run on instead of PostgreSQL.

Each class keeps the promises of its port and nothing more; `tests/contract` runs the same suite on both. A `Store` is
one database: give the same to a journal and to the streams that read it, or to two journals that play two nodes.
Nothing here waits, nothing here is durable, and `hub.testing.sealer` hides nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple
from uuid import UUID, uuid4

from hub.domain.people import Caller, Connection, Names, Organisation, Principal
from hub.errors import DatabaseAwayError, InvalidSubmissionError, Issue, NotFoundError
from hub.ports import Came, Entry, Look, Members, RacedError, Receipt, Snapshot, Standing, Stored, Streamed
from hub.testing.silences import Noted


class Witnessed(NamedTuple):
    """One row of the audit: who read what."""

    caller: str
    organisation: str
    action: str
    subject: UUID | None
    stream: str | None
    person: str | None = None


class Store:
    """One database in memory.

    Attributes:
        is_away: It cannot be reached; nothing is stored.
        loses_answers: A commit is stored, but whoever asked for it is told that the database went away.
    """

    def __init__(self) -> None:
        """Starts empty, with an epoch of its own."""
        self.epoch = str(uuid4())
        self.is_away = False
        self.loses_answers = False
        self.journal: dict[UUID, dict[int, Entry]] = {}
        self.receipts: dict[tuple[str, UUID], Receipt] = {}
        self.wrapped: dict[UUID, bytes] = {}
        self.erased: dict[UUID, datetime] = {}
        self.streams: dict[str, list[Streamed]] = {}
        self.standings: dict[str, dict[UUID, int]] = {}
        self.audit: list[Witnessed] = []
        self.glasses: dict[tuple[str, UUID], datetime] = {}
        self.silences = Noted()

    def reach(self) -> None:
        """Raises what a lost database raises.

        Raises:
            DatabaseAwayError: It is away.
        """
        if self.is_away:
            raise DatabaseAwayError

    def erase(self, subject: UUID, at: datetime) -> None:
        """Destroys a subject's key, takes it from where it stood, and tells the streams."""
        self.wrapped[subject], self.erased[subject] = b"", at
        newest = max(self.journal[subject])
        for stream, standing in self.standings.items():
            if standing.pop(subject, None) is not None:
                numbered = self.streams[stream]
                numbered.append(Streamed(len(numbered) + 1, subject, newest, "erased", b""))

    def has_met(self, names: Names, subject: UUID) -> bool:
        """Tells whether a subject ever came to a stream of one of these names, or a glass was broken before it."""
        return any((name, subject) in self.glasses for name in names) or any(
            entry.subject == subject and entry.view != "patch" for name in names for entry in self.streams.get(name, ())
        )

    def top(self, stream: str) -> int:
        """Returns the newest offset of a stream."""
        return len(self.streams.get(stream, ()))


class MemoryJournal:
    """Implements `hub.ports.Journal`."""

    def __init__(self, store: Store) -> None:
        """Takes the store."""
        self._store = store

    async def known(self, keys: Sequence[tuple[str, UUID]]) -> Mapping[tuple[str, UUID], Receipt]:
        """Returns the receipts of those (sender, key) pairs that are in the journal."""
        self._store.reach()
        return {key: self._store.receipts[key] for key in keys if key in self._store.receipts}

    async def commit(self, entries: Sequence[Entry]) -> Mapping[str, int]:
        """Stores all entries or none, and returns the new top offset of each stream."""
        self._store.reach()
        self._refuse_twice(entries)
        for entry in entries:
            self._write(entry)
        if self._store.loses_answers:
            raise DatabaseAwayError
        return {address.stream: self._store.top(address.stream) for entry in entries for address in entry.addresses}

    def _refuse_twice(self, entries: Sequence[Entry]) -> None:
        store = self._store
        keys = [(entry.sender, entry.receipt.key) for entry in entries]
        versions = [(entry.receipt.subject, entry.receipt.version) for entry in entries]
        born = [entry.receipt.subject for entry in entries if entry.wrapped_key]
        if (
            any(len(set(group)) < len(group) for group in (keys, versions, born))
            or any(key in store.receipts for key in keys)
            or any(version in store.journal.get(subject, ()) for subject, version in versions)
            or any(subject in store.wrapped for subject in born)
        ):
            raise RacedError

    def _write(self, entry: Entry) -> None:
        store, receipt = self._store, entry.receipt
        store.journal.setdefault(receipt.subject, {})[receipt.version] = entry
        store.receipts[entry.sender, receipt.key] = receipt
        if entry.silence:
            store.silences.note(receipt.subject, entry.silence.due_at)
        if entry.wrapped_key:
            store.wrapped[receipt.subject] = entry.wrapped_key
        for address in entry.addresses:
            numbered = store.streams.setdefault(address.stream, [])
            numbered.append(
                Streamed(len(numbered) + 1, receipt.subject, receipt.version, address.view, entry.projection)
            )
        for move in entry.memberships:
            standing = store.standings.setdefault(move.stream, {})
            if move.near is None:
                standing.pop(move.subject, None)
            else:
                standing[move.subject] = move.near

    async def read(self, subject: UUID, after: int = 0) -> Sequence[Stored]:
        """Returns a subject's entries with greater versions, in order."""
        self._store.reach()
        entries = sorted(self._store.journal.get(subject, {}).items())
        return [Stored(version, entry.sealed) for version, entry in entries if version > after]

    async def wrapped_keys(self, subjects: Sequence[UUID]) -> Mapping[UUID, bytes]:
        """Returns the wrapped data keys of those subjects that exist, empty where the key was destroyed."""
        self._store.reach()
        return {subject: self._store.wrapped[subject] for subject in subjects if subject in self._store.wrapped}

    async def witness(self, principal: Principal, action: str, subject: UUID | None, stream: str | None) -> None:
        """Writes into the audit that a caller read something."""
        self._store.reach()
        self._store.audit.append(
            Witnessed(principal.caller, principal.organisation.id, action, subject, stream, principal.person)
        )


class MemoryAudit:
    """Implements `hub.ports.Audit`."""

    def __init__(self, store: Store) -> None:
        """Takes the store that a journal writes."""
        self._store = store

    async def witness(self, looks: Sequence[Look]) -> Mapping[UUID, int]:
        """Writes the looks at which something is shown, and returns the newest version of each subject that exists."""
        self._store.reach()
        existing = [
            look
            for look in looks
            if look.subject not in self._store.erased and self._store.has_met(look.names, look.subject)
        ]
        shown = [
            Witnessed(look.caller, look.organisation, look.action, look.subject, None, look.person)
            for look in existing
            if look.is_shown
        ]
        self._store.audit.extend(shown)
        journal = self._store.journal
        return {look.subject: max(journal[look.subject]) for look in existing if look.subject in journal}


class MemoryStreams:
    """Implements `hub.ports.Streams`."""

    def __init__(self, store: Store) -> None:
        """Takes the store that a journal writes."""
        self._store = store

    async def snapshot(self, names: Names, stream: str) -> Snapshot:
        """Returns what stands on the stream and its position, at one moment."""
        epoch, top = await self.position(stream)
        if stream not in names:
            return Snapshot(epoch, 0, [])
        standing = self._store.standings.get(stream, {})
        return Snapshot(
            epoch,
            top,
            [Standing(subject, near, max(self._store.journal[subject])) for subject, near in standing.items()],
        )

    async def read(self, names: Names, stream: str, after: int, limit: int) -> Sequence[Streamed]:
        """Returns entries with greater offsets, in order."""
        self._store.reach()
        entries = self._store.streams.get(stream, [])[after : after + limit] if stream in names else []
        return [replace(each, erased_at=self._store.erased.get(each.subject)) for each in entries]

    async def arrivals(self, names: Names, stream: str, before: int, limit: int) -> Sequence[Came]:
        """Returns what came to the stream or changed its place there, of smaller offsets, newest first."""
        self._store.reach()
        entries = self._store.streams.get(stream, [])[: before - 1] if stream in names else []
        came = [
            Came(entry.offset, entry.subject, max(self._store.journal[entry.subject]))
            for entry in reversed(entries)
            if entry.view != "patch"
        ]
        return came[:limit]

    async def projections(self, names: Names, subject: UUID, after: int, until: int | None) -> Sequence[Stored]:
        """Returns a subject's sealed projections with greater versions, up to one where it is given, in order."""
        self._store.reach()
        entries = sorted(self._store.journal.get(subject, {}).items())
        return [
            Stored(version, entry.projection)
            for version, entry in entries
            if after < version and (until is None or version <= until) and self._store.has_met(names, subject)
        ]

    async def position(self, stream: str) -> tuple[str, int]:
        """Returns the epoch and the top offset, 0 for a stream that has no entry."""
        self._store.reach()
        return self._store.epoch, self._store.top(stream)

    async def tops(self, streams: Sequence[str]) -> Mapping[str, int]:
        """Returns the top offset of each of these streams that has entries."""
        self._store.reach()
        return {stream: self._store.top(stream) for stream in streams if stream in self._store.streams}


class MemoryRegister:
    """Implements `hub.ports.Register`."""

    def __init__(self) -> None:
        """Starts with nobody."""
        self._version = 0
        self._organisations: dict[str, Organisation] = {}
        self._callers: dict[str, Caller] = {}
        self._codes: dict[bytes, tuple[str, datetime]] = {}
        self._connections: dict[str, Connection] = {}

    async def version(self) -> int:
        """Returns a number that grows with every change."""
        return self._version

    async def load(self) -> Members:
        """Returns everybody at one version."""
        organisations, callers = sorted(self._organisations.items()), sorted(self._callers.items())
        return Members(
            version=self._version,
            organisations=[organisation for _, organisation in organisations],
            callers=[caller for _, caller in callers],
            connections=[connection for _, connection in sorted(self._connections.items())],
        )

    async def enrol(self, organisations: Sequence[Organisation], callers: Sequence[Caller]) -> None:
        """Takes organisations and callers in; a key that is not given anew stays, and so does a revocation."""
        known = self._organisations.keys() | {organisation.id for organisation in organisations}
        if any(caller.organisation not in known for caller in callers):
            raise InvalidSubmissionError([Issue("organisation", "not-valid", "値が正しくありません", "is not valid")])
        self._organisations.update({organisation.id: organisation for organisation in organisations})
        for caller in callers:
            held = self._callers.get(caller.id, caller)
            is_revoked = held.is_revoked and caller.id in self._callers
            self._callers[caller.id] = replace(caller, key=caller.key or held.key, is_revoked=is_revoked)
        self._version += 1

    async def connect(self, connections: Sequence[Connection]) -> None:
        """Takes connections in; what is known already is replaced."""
        known = dict(self._connections)
        self._connections.update({connection.name: connection for connection in connections})
        self._version += known != self._connections

    async def disconnect(self, name: str) -> None:
        """Lets a connection go."""
        if self._connections.pop(name, None) is None:
            raise NotFoundError
        self._version += 1

    async def issue_code(self, caller: str, code_hash: bytes, expires_at: datetime) -> None:
        """Keeps a one-time code for a caller."""
        if caller not in self._callers:
            raise NotFoundError
        self._codes[code_hash] = (caller, expires_at)

    async def redeem(self, code_hash: bytes, key: str, now: datetime) -> str | None:
        """Uses a code up and makes the key that of its caller; returns the caller."""
        caller, expires_at = self._codes.get(code_hash, ("", now))
        owners = {each.id for each in self._callers.values() if each.key == key}
        if expires_at <= now or owners - {caller}:
            return None
        del self._codes[code_hash]
        if self._callers[caller].is_revoked:
            return None
        self._callers[caller] = replace(self._callers[caller], key=key)
        self._version += 1
        return caller

    async def revoke(self, caller: str) -> None:
        """Takes a caller's right away."""
        if caller not in self._callers:
            raise NotFoundError
        self._callers[caller] = replace(self._callers[caller], is_revoked=True)
        self._version += 1
