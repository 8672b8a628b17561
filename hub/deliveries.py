"""How far each connection to an outside system has come in its inbox: the relay's port, as a bare role.

`hub.postgres` implements it on PostgreSQL, `hub.testing` in memory; one contract suite runs on both.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple, Protocol
from uuid import UUID

from hub.domain.scope import Scope


class Due(NamedTuple):
    """One entry of a connection's inbox that is to be delivered now.

    ``newest`` is the subject's version at this moment; ``attempts`` counts those that failed while the connection was
    well; ``is_replayed`` is set where an operator sends it again.
    """

    offset: int
    subject: UUID
    version: int
    view: str
    projection: bytes
    placed_at: datetime
    recorded_at: datetime
    newest: int
    attempts: int
    is_replayed: bool


DELIVERED: Final = "delivered"
NOT_WANTED: Final = "not-wanted"


class Settled(NamedTuple):
    """What became of an entry: waiting again, or parked; where ``state`` is None its ``code`` is one of these two."""

    offset: int
    state: str | None = None
    attempts: int = 0
    not_before: datetime | None = None
    code: str | None = None
    reason: str | None = None


class Deliveries(Protocol):
    """How far each connection has come in its inbox, and what of it is not delivered yet.

    Everything up to the position is delivered or not wanted, but for what is noted here: ``waiting``, ``sending`` or
    ``parked``. One node at a time holds a connection; what another one holds is refused with `ClaimLostError`.
    """

    async def claim(self, name: str, holder: UUID, for_s: float) -> bool:
        """Takes a connection, or keeps it, for so many seconds; tells whether this node holds it now."""

    async def release(self, name: str, holder: UUID) -> None:
        """Lets a connection go, so that another node need not wait."""

    async def take(self, name: str, holder: UUID, most: int, now: datetime) -> int:
        """Notes entries that follow the position as waiting, until ``most`` are due, and returns how many are new."""

    async def due(self, name: str, now: datetime, most: int) -> Sequence[Due]:
        """Returns waiting entries in order; none whose subject has an earlier one that has to wait longer."""

    async def begin(self, name: str, holder: UUID, offset: int) -> None:
        """Notes that an attempt begins of which nobody would know the end if this node died now."""

    async def interrupted(self, name: str, holder: UUID) -> Sequence[int]:
        """Returns the offsets at which a node died in the middle of an attempt."""

    async def settle(self, name: str, holder: UUID, settled: Sequence[Settled]) -> None:
        """Notes what became of entries, all or none."""


class ClaimLostError(Exception):
    """Says that another node holds the connection now; nothing was noted."""


class Backlog(NamedTuple):
    """How far a connection is behind: entries not taken yet, waiting and parked; the oldest that is not parked; why."""

    name: str
    is_held: bool
    behind: int
    waiting: int
    parked: int
    oldest_at: datetime | None
    code: str | None
    is_paused: bool = False


class Parked(NamedTuple):
    """A parked message as an operator sees it: nothing of what it holds."""

    offset: int
    kind: str
    version: int
    recorded_at: datetime
    parked_at: datetime
    attempts: int
    code: str | None
    reason: str | None


class Selection(NamedTuple):
    """Which parked messages of one connection are meant; an absent field means all."""

    offsets: Sequence[int] | None = None
    code: str | None = None
    parked_from: datetime | None = None
    parked_until: datetime | None = None


class Replay(NamedTuple):
    """Parked messages that an operator has looked at: which, and by whom they may be sent again, once."""

    token_hash: bytes
    connection: str
    caller: str
    offsets: Sequence[int]
    expires_at: datetime


class ParkedMessages(Protocol):
    """What operators ask about connections, and send again."""

    async def backlogs(self, names: Sequence[str]) -> Sequence[Backlog]:
        """Returns how far connections are behind."""

    async def parked(self, name: str, selection: Selection, most: int) -> Sequence[Parked]:
        """Returns parked messages, in order."""

    async def pause(self, name: str, scope: Scope, *, is_paused: bool) -> None:
        """Lets a connection rest, or go on; where that changes anything, it stands in the audit."""

    async def prepare(self, replay: Replay) -> None:
        """Keeps what an operator has looked at until it is confirmed."""

    async def confirm(self, replay: Replay, scope: Scope, count: int) -> int | None:
        """Sends again what was looked at, all or none; None where anything is not as it was.

        Of the replay its token, connection and caller count; ``count`` is the number that the operator repeats.
        """
