"""What readers see: snapshots of streams, events they missed, and the document of one case.

Whatever is shown here was decided by `hub.domain.disclosure`; each look at a case is written into the audit.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from hub.domain.case import Case
from hub.domain.codes import RequestState, Role
from hub.domain.department import Department
from hub.domain.document import Document, section
from hub.domain.events import AttachmentAdded, instant
from hub.domain.media import BrokenMediaError, cleaned
from hub.domain.people import Principal
from hub.domain.relationship import Relationship
from hub.domain.routing import Mode
from hub.domain.sight import Matter, disclose
from hub.domain.transport import Transport
from hub.errors import IntegrityError, NotFoundError
from hub.looks import Looks
from hub.ports import Journal, Sealer, Standing, Streamed, Streams
from hub.recall import Memory, State
from hub.wire import frames
from hub.wire.envelope import read_events, read_file, read_projection

_PAST: Final = ("case", "opened_at", "is_exercise", "complaint", "destination", "closing", "outcome")
"""What a crew is told of a case that it has closed."""
_PAST_ENTRIES: Final = 60
_PAST_CASES: Final = 20


@dataclass(frozen=True, slots=True)
class Shown:
    """A snapshot as it goes out, its position, and the cases a hospital has not yet been reached for."""

    frame: str
    offset: int
    unanswered: Sequence[UUID]


class Views:
    """Reads for those who may see."""

    def __init__(self, journal: Journal, streams: Streams, memory: Memory, sealer: Sealer, looks: Looks) -> None:
        """Takes where states and streams are read from, and who may look."""
        self._journal = journal
        self._streams = streams
        self._memory = memory
        self._sealer = sealer
        self._looks = looks

    async def snapshot(self, stream: str, principal: Principal) -> Shown:
        """Returns what stands on a stream for its reader, at one position."""
        taken = await self._streams.snapshot(principal.names, stream)
        documents: dict[str, Document] = {}
        unanswered = []
        await self._memory.recall([standing.subject for standing in taken.standings])
        for standing in taken.standings:
            try:
                subject, document, is_new = await self._standing(standing, principal)
            except NotFoundError:  # erased meanwhile
                continue
            documents[subject] = document
            if is_new:
                unanswered.append(standing.subject)
        await self._journal.witness(principal, "read-stream", None, stream)
        frame = frames.write("snapshot", stream=stream, epoch=taken.epoch, offset=taken.offset, documents=documents)
        return Shown(frame, taken.offset, unanswered)

    async def _standing(self, standing: Standing, principal: Principal) -> tuple[str, Document, bool]:
        state = await self._memory.at(standing.subject, standing.version)
        if not isinstance(state, Matter):
            owner = state.document["department" if isinstance(state, Department) else "hospital"]
            return str(owner), state.document, False
        document = disclose(state, state.document, Relationship(standing.near), principal.organisation.id)
        return str(state.id), document, _is_new(state, principal)

    async def unanswered(self, stream: str, principal: Principal) -> list[tuple[int, UUID]]:
        """Returns the cases whose request has reached no terminal of the hospital yet, each with its offset or less."""
        if principal.role is not Role.HOSPITAL or not stream.startswith("facility:"):
            return []
        taken = await self._streams.snapshot(principal.names, stream)
        subjects = [standing.subject for standing in taken.standings]
        await self._memory.recall(subjects)
        return [(taken.offset, subject) for subject in subjects if _is_new(self._memory.newest(subject), principal)]

    async def events(self, stream: str, principal: Principal, after: int, limit: int) -> Sequence[str]:
        """Returns the event frames that follow a position, from the log; of what is erased, that it is gone."""
        entries = await self._streams.read(principal.names, stream, after, limit)
        readable = await self._memory.unlock(list({entry.subject for entry in entries if not entry.erased_at}))
        return [frames.event(stream, entry.offset, self._tail(entry, readable)) for entry in entries]

    def _tail(self, entry: Streamed, readable: Collection[UUID]) -> bytes:
        """Returns what an entry says after its offset; the keys of what is readable are in use."""
        if entry.erased_at:
            return _erased(entry, entry.erased_at)
        if entry.subject not in readable:  # erased since the entry was read: whoever reads again is told
            raise IntegrityError(f"data key of {entry.subject}")
        body = self._sealer.unseal(entry.subject, entry.version, "projection", entry.projection)
        return bytes(read_projection(body).views[entry.view])[1:]

    async def document(self, case: UUID, principal: Principal) -> tuple[int, Document]:
        """Returns a case's version and document as far as the caller may see it.

        Raises:
            NotFoundError: There is no such case, or the caller has nothing to do with it.
        """
        state, near = await self._looks.at(case, principal, "read-case")
        if not isinstance(state, Case):
            raise NotFoundError
        return state.version, disclose(state, state.document, near, principal.organisation.id)

    async def past(self, principal: Principal) -> Sequence[Document]:
        """Returns what became of the newest cases that a crew has closed, newest first: no name, and each look kept.

        Raises:
            NotFoundError: The caller is no crew.
        """
        if principal.role is not Role.CREW:
            raise NotFoundError
        stream = f"unit:{principal.unit}"
        _, top = await self._streams.position(stream)
        came = await self._streams.arrivals(principal.names, stream, top + 1, _PAST_ENTRIES)
        told: list[Document] = []
        for subject in dict.fromkeys(each.subject for each in came):
            try:
                state, _ = await self._looks.at(subject, principal, "read-case", _is_closed)
            except NotFoundError:  # still open, or erased
                continue
            told.append({name: state.document[name] for name in _PAST if name in state.document})
        return told[:_PAST_CASES]

    async def attachment(self, case: UUID, key: str, principal: Principal) -> tuple[str, bytes]:
        """Returns the media type and the bytes of an attachment that stands in the case as the caller may see it.

        Raises:
            NotFoundError: There is no such case or attachment, or the caller may not see it.
        """
        state, near = await self._looks.at(case, principal, "read-attachment")
        if not isinstance(state, Case):
            raise NotFoundError
        shown = disclose(state, state.document, near, principal.organisation.id)
        attached = section(section(shown, "attachments"), key)
        if not attached:
            raise NotFoundError
        content = await self._file(case, key)
        try:
            return str(attached["media_type"]), cleaned(content, keeps_position=bool(attached["keeps_position"]))
        except BrokenMediaError:  # it was taken by an earlier hub, that knew less
            raise NotFoundError from None

    async def _file(self, case: UUID, key: str) -> bytes:
        """Returns an attachment as its sender sent it, from the record."""
        entries = await self._journal.read(case)
        if not await self._memory.unlock([case]):
            raise NotFoundError
        for stored in entries:
            record = self._sealer.unseal(case, stored.version, "journal", stored.sealed)
            if any(isinstance(event, AttachmentAdded) and event.key == key for event in read_events(record)):
                return read_file(record)
        raise IntegrityError(f"{case} attachment")

    async def transport(self, transport: UUID, principal: Principal) -> tuple[int, Document]:
        """Returns a private transport's version and document as far as the caller may see it.

        Raises:
            NotFoundError: There is no such transport, or the caller has nothing to do with it.
        """
        state, near = await self._looks.at(transport, principal, "read-transport")
        if not isinstance(state, Transport):
            raise NotFoundError
        return state.version, disclose(state, state.document, near, principal.organisation.id)


def _is_closed(state: State, near: Relationship) -> bool:
    return near is Relationship.OWN and isinstance(state, Case) and state.is_closed


def _erased(entry: Streamed, at: datetime) -> bytes:
    return frames.event_tail(
        subject=str(entry.subject),
        version=entry.version,
        kind="erase",
        recorded_at=instant(at),
        mode=Mode.GONE.value,
        body={"reason": "erased"},
    )


def _is_new(state: State | None, principal: Principal) -> bool:
    """Tells whether the hospital is asked and none of its terminals is known to hold the request."""
    return isinstance(state, Case) and state.requests.get(principal.organisation.id) is RequestState.REQUESTED
