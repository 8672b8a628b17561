"""The states that decisions need: kept per node, and made anew from the journal where they are not.

The newest few versions of each subject are kept, so that a snapshot can be served at exactly the version its
transaction saw while later events are already on their way.
"""

from collections import OrderedDict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from uuid import UUID

from hub.domain.case import Case
from hub.domain.changes.transport import carry
from hub.domain.commands import About
from hub.domain.decision import Circumstances
from hub.domain.department import Department, declare
from hub.domain.document import Document, compose
from hub.domain.events import CapacityPublished, Event, ModeDeclared, TransportRequested, instant
from hub.domain.evolution import evolve
from hub.domain.hospital import Hospital, publish
from hub.domain.people import Directory
from hub.domain.transport import Transport
from hub.errors import IntegrityError, NotFoundError
from hub.ports import Arrival, Journal, Sealer, Stored
from hub.wire.envelope import read_events

State = Case | Hospital | Transport | Department

_VERSIONS = 6
_SUBJECTS = 20_000


def blank(subject: UUID, about: About) -> State:
    """Returns what a subject is before anything has happened to it."""
    match about:
        case About.HOSPITAL:
            return Hospital()
        case About.DEPARTMENT:
            return Department()
        case About.TRANSPORT:
            return Transport(id=subject)
        case About.CASE:
            return Case(id=subject)


def advance(state: State, events: Sequence[Event], version: int) -> tuple[State, Document]:
    """Returns the state after one submission's events, and the patch that leads its document there."""
    patch: Document = {}
    for event in events:
        if isinstance(state, Hospital):
            if not isinstance(event, CapacityPublished):
                raise IntegrityError(f"{event.name} of a hospital")
            state, changed = publish(state, event)
        elif isinstance(state, Transport):
            state, changed = carry(state, event)
        elif isinstance(state, Department):
            if not isinstance(event, ModeDeclared):
                raise IntegrityError(f"{event.name} of a department")
            state, changed = declare(state, event)
        else:
            state, changed = evolve(state, event)
        patch = compose(patch, changed) if patch else changed
    return state._replace(version=version), patch


def circumstances(arrival: Arrival, directory: Directory) -> Circumstances:
    """Returns what a decision about an arrival knows beside its state."""
    return Circumstances(
        principal=arrival.principal,
        key=str(arrival.submission.key),
        at=instant(arrival.placed.happened_at),
        placed_at=arrival.placed.happened_at,
        tapped_at=arrival.placed.tapped_at,
        received_at=arrival.received_at,
        directory=directory,
    )


class Memory:
    """The states of subjects, at their newest versions."""

    def __init__(self, journal: Journal, sealer: Sealer) -> None:
        """Takes where states are made from."""
        self._journal = journal
        self._sealer = sealer
        self._held: OrderedDict[UUID, tuple[State, ...]] = OrderedDict()
        self._erased: set[UUID] = set()

    async def recall(self, subjects: Iterable[UUID]) -> None:
        """Brings the subjects to mind that are not; one that does not exist stays unknown."""
        missing = []
        for subject in subjects:
            if subject in self._held:
                self._held.move_to_end(subject)
            else:
                missing.append(subject)
        for subject in await self.unlock(missing):
            made = await self._made_anew(subject, None)
            if made is not None:
                self.keep(subject, made)

    async def catch_up(self, subject: UUID) -> None:
        """Brings a subject to its newest version in the journal, for another node may have written it."""
        made = await self._led_on(self.newest(subject), subject, None)
        if made is not None:
            self.keep(subject, made)

    def newest(self, subject: UUID) -> State | None:
        """Returns the newest state that is held."""
        held = self._held.get(subject)
        return held[-1] if held else None

    async def at(self, subject: UUID, version: int) -> State:
        """Returns the state at exactly this version.

        Raises:
            NotFoundError: The subject is erased.
            IntegrityError: The journal does not hold it.
        """
        for held in self._held.get(subject, ()):
            if held.version == version:
                return held
        state = await self._made_anew(subject, version)
        if self.is_erased(subject):
            raise NotFoundError
        if state is None or state.version != version:
            raise IntegrityError(f"{subject} version {version}")
        return state

    async def along(self, subject: UUID, versions: Collection[int]) -> Mapping[int, State]:
        """Returns the states at these versions, for who catches up: the journal is read once at most."""
        held = {state.version: state for state in self._held.get(subject, ())}
        if not held.keys() >= set(versions):
            entries = await self._journal.read(subject)
            if not await self.unlock([subject]):
                return {}
            held = {state.version: state for state in self._told(None, subject, entries) if state.version in versions}
        return {version: held[version] for version in versions if version in held}

    def keep(self, subject: UUID, state: State) -> None:
        """Keeps a newer state; an older one came late. The least used subjects are let go."""
        held = self._held.get(subject, ())
        if self.is_erased(subject) or (held and held[-1].version >= state.version):
            return
        self._held[subject] = (*held[1 - _VERSIONS :], state)
        self._held.move_to_end(subject)
        while len(self._held) > _SUBJECTS:
            self._held.popitem(last=False)

    def forget(self, subject: UUID) -> None:
        """Lets a subject go whose stored state may differ from what is held."""
        self._held.pop(subject, None)
        self._sealer.forget(subject)

    def erase(self, subject: UUID) -> None:
        """Lets a subject go for good."""
        self._erased.add(subject)
        self.forget(subject)

    def is_erased(self, subject: UUID) -> bool:
        """Tells whether a subject that was looked for is known to be erased."""
        return subject in self._erased

    async def unlock(self, subjects: Sequence[UUID]) -> set[UUID]:
        """Takes the subjects' keys into use and returns whose there are; until the caller waits again, they stay."""
        absent: set[UUID] = set()
        while locked := [subject for subject in subjects if subject not in absent and not self._sealer.has(subject)]:
            stored = await self._journal.wrapped_keys(locked)
            for subject, wrapped in stored.items():
                if wrapped:
                    self._sealer.open(subject, wrapped)
                else:
                    self.erase(subject)
            absent.update(subject for subject in locked if not stored.get(subject))
        return {subject for subject in subjects if self._sealer.has(subject)}

    async def _made_anew(self, subject: UUID, until: int | None) -> State | None:
        return await self._led_on(None, subject, until)

    async def _led_on(self, state: State | None, subject: UUID, until: int | None) -> State | None:
        """Returns a state led on by what the journal holds after it."""
        entries = await self._journal.read(subject, state.version if state else 0)
        if not await self.unlock([subject]):
            return None
        for led_on in self._told(state, subject, entries):
            if until is not None and led_on.version > until:
                break
            state = led_on
        return state

    def _told(self, state: State | None, subject: UUID, entries: Sequence[Stored]) -> Iterator[State]:
        """Yields the state after each entry; the subject's key is in use."""
        for stored in entries:
            events = read_events(self._sealer.unseal(subject, stored.version, "journal", stored.sealed))
            state, _ = advance(blank(subject, _about(events)) if state is None else state, events, stored.version)
            yield state


_FIRST: Mapping[type[Event], About] = {
    CapacityPublished: About.HOSPITAL,
    ModeDeclared: About.DEPARTMENT,
    TransportRequested: About.TRANSPORT,
}


def _about(events: Sequence[Event]) -> About:
    """Tells by a subject's first events what it is."""
    return next((_FIRST[type(event)] for event in events if type(event) in _FIRST), About.CASE)
