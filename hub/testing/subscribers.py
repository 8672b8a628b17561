"""The port of subscriptions in memory: for tests of the hub, and of what is built on it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from hub.errors import ConflictError
from hub.subscriptions.subscribers import Binding, Mark, Subscribed


class MemorySubscribers:
    """Implements `hub.subscriptions.subscribers.Subscribers`."""

    def __init__(self) -> None:
        """Starts with nobody."""
        self._held: dict[UUID, Subscribed] = {}
        self._marks: dict[UUID, dict[int, int]] = {}
        self._bindings: dict[bytes, tuple[Binding, datetime]] = {}

    async def add(self, subscribed: Subscribed, most: int) -> UUID:
        """Keeps a subscription and returns its id; where the caller has one of this digest, that is the one."""
        for each in await self.of(subscribed.caller):
            if each.end_at is not None and each.end_at <= subscribed.updated_at:
                await self.remove(each.id)
        held = await self.of(subscribed.caller)
        for each in held:
            if each.digest == subscribed.digest:
                return each.id
        if len(held) >= most:
            raise ConflictError("too-many-subscriptions")
        self._held[subscribed.id] = subscribed
        return subscribed.id

    async def of(self, caller: str) -> Sequence[Subscribed]:
        """Returns a caller's subscriptions in order of their ids."""
        return sorted((each for each in self._held.values() if each.caller == caller), key=lambda each: each.id)

    async def reading(self, stream: str) -> Sequence[Subscribed]:
        """Returns the subscriptions that read a stream, in order of their ids."""
        return sorted((each for each in self._held.values() if each.stream == stream), key=lambda each: each.id)

    async def get(self, identity: UUID) -> Subscribed | None:
        """Returns a subscription."""
        return self._held.get(identity)

    async def replace(self, subscribed: Subscribed, version: int | None = None) -> bool:
        """Changes a subscription and its version; marks of another start go."""
        before = self._held.get(subscribed.id)
        if before is None or version not in {None, before.version}:
            return False
        others = [each for each in await self.of(before.caller) if each.id != subscribed.id]
        if any(each.digest == subscribed.digest for each in others):
            raise ConflictError("subscribed-already")
        if before.start != subscribed.start:
            self._marks.pop(subscribed.id, None)
        self._held[subscribed.id] = subscribed._replace(version=before.version + 1)
        return True

    async def set_status(self, identity: UUID, status: str) -> None:
        """Notes how a subscription stands, with the next version where that has changed."""
        held = self._held.get(identity)
        if held is not None and held.status != status:
            self._held[identity] = held._replace(status=status, version=held.version + 1)

    async def prolong(self, identity: UUID, end_at: datetime) -> None:
        """Lets a subscription last until then."""
        if identity in self._held:
            self._held[identity] = self._held[identity]._replace(end_at=end_at)

    async def remove(self, identity: UUID, version: int | None = None) -> bool:
        """Forgets a subscription and its marks."""
        before = self._held.get(identity)
        if before is None or version not in {None, before.version}:
            return False
        del self._held[identity]
        self._marks.pop(identity, None)
        return True

    async def mark(self, identity: UUID, start: int, mark: Mark) -> None:
        """Notes how far was counted from this start; where the subscription begins elsewhere by now it is no mark."""
        if identity in self._held and self._held[identity].start == start:
            marks = self._marks.setdefault(identity, {})
            marks[mark.number] = max(mark.offset, marks.get(mark.number, 0))

    async def mark_below(self, identity: UUID, number: int | None) -> Mark | None:
        """Returns the farthest mark of fewer events than the number, or of all."""
        marks = [each for each in self._marks.get(identity, {}).items() if number is None or each[0] < number]
        return Mark(*max(marks)) if marks else None

    async def issue_binding(self, token_hash: bytes, binding: Binding, expires_at: datetime) -> None:
        """Keeps what a token stands for."""
        self._bindings[token_hash] = (binding, expires_at)

    async def redeem_binding(self, token_hash: bytes, now: datetime) -> Binding | None:
        """Uses a token up and returns what it stands for; None where it is not good."""
        binding, expires_at = self._bindings.pop(token_hash, (None, now))
        return binding if expires_at > now else None
