"""The desk: who asked to be told of what, and for how long. Whose it is decides who ever hears of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final
from uuid import UUID, uuid4

from hub.domain.people import Principal
from hub.errors import InvalidSubmissionError, Issue, NotFoundError, StaleVersionError
from hub.fhir.resource import encode
from hub.fhir.subscription import Status, Subscription, read, stored
from hub.fhir.subscription_topic import Feed
from hub.fhir.versions import check
from hub.ports import Sealer, Streams
from hub.subscriptions.events import LEAST
from hub.subscriptions.held import Held
from hub.subscriptions.subscribers import Binding, Subscribed, Subscribers

MOST: Final = 32
"""Subscriptions of one caller."""
SESSION: Final = timedelta(hours=24)
"""How long a query lasts that names no end, from its last token on: the clients that post one leave it behind."""
_PART: Final = "subscription"
_NOT_LISTED: Final = Issue(
    "Subscription.channel.endpoint",
    "not-listed",
    "運用者が登録した通知先ではありません",
    "is no address that an operator has listed for this organisation",
)


@dataclass(frozen=True, slots=True)
class Desk:
    """Takes subscriptions in, gives them back to their owners, and issues tokens for sockets."""

    subscribers: Subscribers
    streams: Streams
    sealer: Sealer
    hooks: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """By organisation and address: the inbox of the connection that posts there, as an operator has written it down."""
    binding: timedelta = timedelta(minutes=10)
    """How long a token for a socket is good, and a socket without another one."""

    async def create(self, content: dict[str, Any], principal: Principal, now: datetime) -> tuple[Held, bool]:
        """Keeps what a caller asks for; tells whether it is new, for the same is kept once.

        Raises:
            InvalidSubmissionError: With everything in it that cannot be done.
            ConflictError: The caller has too many.
        """
        asked = read(content, now)
        stream = self._stream(asked, principal)
        _, start = await self.streams.position(stream)
        identity = uuid4()
        wrapped_key = self.sealer.create(identity)
        row = Subscribed(
            id=identity,
            caller=principal.caller,
            stream=stream,
            start=start,
            status=Status.OFF if asked.is_off else Status.REQUESTED,
            version=1,
            updated_at=now,
            end_at=_end(asked, now),
            digest=_digest(asked, stream),
            wrapped_key=wrapped_key,
            sealed=self.sealer.seal(identity, 1, _PART, encode(asked.content)),
        )
        kept = await self.subscribers.add(row, MOST)
        if kept != identity:
            self.sealer.forget(identity)
            await self._again(kept)
        return await self.held(kept, principal), kept == identity

    async def _again(self, identity: UUID) -> None:
        """Takes up again what is asked for once more."""
        row = await self.subscribers.get(identity)
        if row is not None and row.status != Status.ACTIVE:
            await self.subscribers.set_status(identity, Status.REQUESTED)

    async def held(self, identity: UUID, principal: Principal) -> Held:
        """Returns a subscription of the caller.

        Raises:
            NotFoundError: There is none of this id, or it is somebody else's.
        """
        row = await self.subscribers.get(identity)
        if row is None or row.caller != principal.caller or row.stream not in self._streams(principal):
            raise NotFoundError
        return self._opened(row)

    async def every(self, principal: Principal) -> list[Held]:
        """Returns every subscription of the caller."""
        rows = await self.subscribers.of(principal.caller)
        return [self._opened(row) for row in rows if row.stream in self._streams(principal)]

    async def listening(self, stream: str) -> list[Held]:
        """Returns the active subscriptions that read a stream."""
        rows = await self.subscribers.reading(stream)
        return [self._opened(row) for row in rows if row.status == Status.ACTIVE]

    def _stream(self, asked: Subscription, principal: Principal) -> str:
        """Returns the stream that carries the events: the caller's own, or the inbox of the address that is named.

        Raises:
            InvalidSubmissionError: The caller has none.
        """
        if asked.endpoint is None:
            return _stream(asked, principal)
        stream = self.hooks.get((principal.organisation.id, asked.endpoint))
        if stream is None:
            raise InvalidSubmissionError([_NOT_LISTED])
        return stream

    def _streams(self, principal: Principal) -> frozenset[str]:
        """Returns the streams a caller's subscriptions may read."""
        own = {stream for (organisation, _), stream in self.hooks.items() if organisation == principal.organisation.id}
        return principal.streams | own

    def _opened(self, row: Subscribed) -> Held:
        self._unlock(row)
        return Held(row, stored(self.sealer.unseal(row.id, 1, _PART, row.sealed)))

    def _sealed(self, row: Subscribed, asked: Subscription) -> bytes:
        self._unlock(row)
        return self.sealer.seal(row.id, 1, _PART, encode(asked.content))

    def _unlock(self, row: Subscribed) -> None:
        if not self.sealer.has(row.id):
            self.sealer.open(row.id, row.wrapped_key)

    async def replace(
        self, identity: UUID, content: dict[str, Any], principal: Principal, now: datetime, if_match: str | None = None
    ) -> Held:
        """Changes a subscription; where it asks for other events than before, their numbers begin anew.

        Raises:
            NotFoundError: There is none of this id, or it is somebody else's.
            StaleVersionError: It stands in another version than is expected.
            InvalidSubmissionError: With everything in it that cannot be done.
        """
        held = await self.held(identity, principal)
        check(if_match, held.row.version)
        asked = read(content, now)
        if content.get("id", str(identity)) != str(identity):
            raise InvalidSubmissionError([Issue("id", "not-valid", "値が正しくありません", "is another one's")])
        stream, row = self._stream(asked, principal), held.row
        is_same = (stream, asked.selection) == (row.stream, held.asked.selection)
        start = row.start if is_same else (await self.streams.position(stream))[1]
        goes_on = Status.ACTIVE if row.status == Status.ACTIVE else Status.REQUESTED
        changed = row._replace(
            stream=stream,
            start=start,
            status=Status.OFF if asked.is_off else goes_on,
            updated_at=now,
            end_at=_end(asked, now),
            digest=_digest(asked, stream),
            sealed=self._sealed(row, asked),
        )
        if not await self.subscribers.replace(changed, _expected(held, if_match)):
            raise NotFoundError if if_match is None else StaleVersionError
        return await self.held(identity, principal)

    async def remove(self, identity: UUID, principal: Principal, if_match: str | None = None) -> None:
        """Forgets a subscription.

        Raises:
            NotFoundError: There is none of this id, or it is somebody else's.
            StaleVersionError: It stands in another version than is expected.
        """
        held = await self.held(identity, principal)
        check(if_match, held.row.version)
        if not await self.subscribers.remove(identity, _expected(held, if_match)) and if_match is not None:
            raise StaleVersionError

    async def issue(self, token_hash: bytes, credential: bytes, chosen: Sequence[Held], now: datetime) -> datetime:
        """Keeps a token by which a socket may be bound to these subscriptions, and returns how long it is good."""
        expires_at = now + self.binding
        for held in chosen:
            if _is_session(held.asked):
                await self.subscribers.prolong(held.row.id, now + SESSION)
        binding = Binding(credential, [held.row.id for held in chosen])
        await self.subscribers.issue_binding(token_hash, binding, expires_at)
        return expires_at

    async def redeem(self, token_hash: bytes, now: datetime) -> Binding | None:
        """Uses a token up and returns what it stands for; None where it is not good."""
        return await self.subscribers.redeem_binding(token_hash, now)

    async def set_status(self, identity: UUID, status: Status) -> None:
        """Notes how a subscription stands."""
        await self.subscribers.set_status(identity, status)


def _stream(asked: Subscription, principal: Principal) -> str:
    """Returns the caller's stream that carries the events.

    Raises:
        InvalidSubmissionError: The caller has none, or none on which a query can be answered.
    """
    is_area = asked.feed is Feed.AREA
    streams = [each for each in principal.streams if each.startswith("area:") is is_area]
    if not streams or (asked.topic is None and streams[0].partition(":")[0] not in LEAST):
        issue = Issue("criteria", "not-for-you", "この端末では購読できません", "is not for this kind of caller")
        raise InvalidSubmissionError([issue])
    return streams[0]


def _expected(held: Held, if_match: str | None) -> int | None:
    """Returns the version in which a subscription must still stand when it is written."""
    return None if if_match is None else held.row.version


def _is_session(asked: Subscription) -> bool:
    return asked.topic is None and asked.end is None


def _end(asked: Subscription, now: datetime) -> datetime | None:
    return now + SESSION if _is_session(asked) else asked.end


def _digest(asked: Subscription, stream: str) -> bytes:
    return sha256(stream.encode() + encode({**asked.content, "status": None})).digest()
