"""How far each connection has come in its inbox, in memory."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hub.deliveries import ClaimLostError, Due, Settled
from hub.testing import Store

LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass
class Noted:
    """One entry that is not delivered yet."""

    state: str = "waiting"
    attempts: int = 0
    not_before: datetime = LONG_AGO
    is_replayed: bool = False
    code: str | None = None
    reason: str | None = None


@dataclass
class Place:
    """Where one connection stands."""

    position: int = 0
    holder: UUID | None = None
    held_until: datetime = LONG_AGO
    noted: dict[int, Noted] = field(default_factory=dict)


class MemoryDeliveries:
    """Implements `hub.ports.Deliveries`; its clock is whoever's it is given."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        """Takes the store that a journal writes, and a clock."""
        self._store = store
        self._clock = clock
        self.places: dict[str, Place] = {}

    def place(self, name: str) -> Place:
        """Returns where a connection stands."""
        self._store.reach()
        return self.places.setdefault(name, Place())

    def _held(self, name: str, holder: UUID) -> Place:
        place = self.place(name)
        if place.holder != holder:
            raise ClaimLostError
        return place

    async def claim(self, name: str, holder: UUID, for_s: float) -> bool:
        """Takes a connection, or keeps it, for so many seconds; tells whether this node holds it now."""
        place, now = self.place(name), self._clock()
        if place.holder not in {None, holder} and place.held_until >= now:
            return False
        place.holder, place.held_until = holder, now + timedelta(seconds=for_s)
        return True

    async def release(self, name: str, holder: UUID) -> None:
        """Lets a connection go, so that another node need not wait."""
        place = self.place(name)
        place.holder = None if place.holder == holder else place.holder

    async def take(self, name: str, holder: UUID, most: int, now: datetime) -> int:
        """Notes entries that follow the position as waiting, until ``most`` are due, and returns how many are new."""
        place = self._held(name, holder)
        due = [each for each in place.noted.values() if each.state == "waiting" and each.not_before <= now]
        entries = self._store.streams.get(f"adapter:{name}", [])[place.position :][: max(most - len(due), 0)]
        place.noted.update({entry.offset: Noted() for entry in entries})
        place.position += len(entries)
        return len(entries)

    async def due(self, name: str, now: datetime, most: int) -> Sequence[Due]:
        """Returns waiting entries in order; none whose subject has an earlier one that has to wait longer."""
        place, found, stopped = self.place(name), list[Due](), set[UUID]()
        for offset, noted in sorted(place.noted.items()):
            entry = self._store.streams[f"adapter:{name}"][offset - 1]
            if noted.state == "sending" or (noted.state == "waiting" and noted.not_before > now):
                stopped.add(entry.subject)
            elif noted.state == "waiting" and entry.subject not in stopped:
                receipt = self._store.journal[entry.subject][entry.version].receipt
                times = receipt.placed_at, receipt.recorded_at
                about = entry.subject, entry.version, entry.view, entry.projection
                newest = max(self._store.journal[entry.subject])
                found.append(Due(offset, *about, *times, newest, noted.attempts, noted.is_replayed))
        return found[:most]

    async def begin(self, name: str, holder: UUID, offset: int) -> None:
        """Notes that an attempt begins of which nobody would know the end if this node died now."""
        self._held(name, holder).noted[offset].state = "sending"

    async def interrupted(self, name: str, holder: UUID) -> Sequence[int]:
        """Returns the offsets at which a node died in the middle of an attempt."""
        noted = self._held(name, holder).noted
        return sorted(offset for offset, each in noted.items() if each.state == "sending")

    async def settle(self, name: str, holder: UUID, settled: Sequence[Settled]) -> None:
        """Notes what became of entries, all or none."""
        place = self._held(name, holder)
        for each in settled:
            if each.state is None:
                place.noted.pop(each.offset, None)
            elif noted := place.noted.get(each.offset):
                noted.state, noted.attempts, noted.code, noted.reason = (
                    each.state,
                    each.attempts,
                    each.code,
                    each.reason,
                )
                noted.not_before = each.not_before or LONG_AGO
