"""The port of subscriptions: who asked to be told of what, and how far their events were counted."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Protocol
from uuid import UUID


class Subscribed(NamedTuple):
    """A subscription as it is kept: whose it is, which stream it reads and from where; what it asks for is sealed."""

    id: UUID
    caller: str
    stream: str
    start: int
    status: str
    version: int
    updated_at: datetime
    end_at: datetime | None
    digest: bytes
    wrapped_key: bytes
    sealed: bytes


class Mark(NamedTuple):
    """How far somebody has counted: up to this offset of its stream a subscription has so many events."""

    number: int
    offset: int


class Binding(NamedTuple):
    """What a token lets a socket be bound to: subscriptions, of the caller with this credential."""

    credential: bytes
    subscriptions: Sequence[UUID]


class Subscribers(Protocol):
    """Who asked to be told of what. Marks can be made anew from the streams."""

    async def add(self, subscribed: Subscribed, most: int) -> UUID:
        """Keeps a subscription and returns its id; where the caller has one of this digest, that is the one.

        What is past its end goes first.

        Raises:
            ConflictError: The caller has ``most`` already.
        """

    async def of(self, caller: str) -> Sequence[Subscribed]:
        """Returns a caller's subscriptions in order of their ids."""

    async def reading(self, stream: str) -> Sequence[Subscribed]:
        """Returns the subscriptions that read a stream, in order of their ids."""

    async def get(self, identity: UUID) -> Subscribed | None:
        """Returns a subscription."""

    async def replace(self, subscribed: Subscribed, version: int | None = None) -> bool:
        """Changes a subscription and its version; marks of another start go.

        Tells whether it was there, in this version where one is expected.
        """

    async def set_status(self, identity: UUID, status: str) -> None:
        """Notes how a subscription stands, with the next version where that has changed."""

    async def prolong(self, identity: UUID, end_at: datetime) -> None:
        """Lets a subscription last until then."""

    async def remove(self, identity: UUID, version: int | None = None) -> bool:
        """Forgets a subscription and its marks; tells whether it was there, in this version where one is expected."""

    async def mark(self, identity: UUID, start: int, mark: Mark) -> None:
        """Notes how far was counted from this start; where the subscription begins elsewhere by now it is no mark."""

    async def mark_below(self, identity: UUID, number: int | None) -> Mark | None:
        """Returns the farthest mark of fewer events than the number, or of all."""

    async def issue_binding(self, token_hash: bytes, binding: Binding, expires_at: datetime) -> None:
        """Keeps what a token stands for."""

    async def redeem_binding(self, token_hash: bytes, now: datetime) -> Binding | None:
        """Uses a token up and returns what it stands for; None where it is not good."""
