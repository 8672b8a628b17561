"""The socket on which notifications are heard: bound by a single-use token, woken as a screen is, reading the log.

One task reads, one writes, as on the stream. The writer looks at each subscription when its stream has grown past what
it was told, or when a heartbeat is due. A subscriber has no duty to speak; one that takes nothing for some seconds is
let go, and the subscription says so until it is bound again.
"""

import asyncio
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import msgspec
import structlog
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocketDisconnect

from hub.domain.events import instant
from hub.errors import KyukyuError, NotAuthenticatedError, NotFoundError, UnavailableError
from hub.fhir.subscription import Status
from hub.fhir.subscription_notice import (
    Kind,
    Notified,
    Shape,
    Standing,
    notification,
    parameters,
    subscription_status,
)
from hub.subscriptions.desk import MOST, Desk
from hub.subscriptions.events import Events, Position
from hub.subscriptions.held import Held
from hub.subscriptions.subscribers import Binding
from hub.web.around import Timing
from hub.web.caller import Gate, Proof
from hub.web.fanout import Fanout, Listener, Ring
from hub.web.stream import same_origin
from hub.web.subscription import MEDPLUM_SOCKET, Greet
from hub.wire.stream import Close

log = structlog.get_logger()

_AGAIN_S: Final = 0.5
"""After this a socket looks again that found the database away."""
_LONGEST: Final = 64 * 1024
_PLAIN: Final = re.compile(r"bind-with-token[ :]+(\S+)\s*")
_PONG: Final = '{"type":"pong"}'


class _Token(msgspec.Struct):
    token: str


class _Said(msgspec.Struct):
    type: str
    payload: _Token | None = None


_said: Final = msgspec.json.Decoder(_Said)


@dataclass(slots=True)
class _Bound:
    """A subscription that is told on this socket: how far, and when it was last told something."""

    held: Held
    ring: Ring
    position: Position
    told_at: float


class SubscriptionEndpoint:
    """The ASGI application of the sockets of subscriptions."""

    def __init__(  # noqa: PLR0913  what a socket touches
        self, *, desk: Desk, events: Events, greet: Greet, fanout: Fanout, gate: Gate, timing: Timing
    ) -> None:
        """Takes what every socket needs, and who greets those that are none."""
        self.desk = desk
        self.greet = greet
        self.events = events
        self.fanout = fanout
        self.gate = gate
        self.timing = timing
        self._sockets: set[SubscriptionSocket] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one socket from its first message to its last."""
        await receive()
        if not same_origin(scope):
            await send({"type": "websocket.close", "code": 4403, "reason": "origin"})
            return
        await send({"type": "websocket.accept"})
        shape = subscription_status if scope["path"] == MEDPLUM_SOCKET else parameters
        socket = SubscriptionSocket(self, receive, send, _base(scope), shape)
        self._sockets.add(socket)
        try:
            await socket.serve()
        finally:
            self._sockets.discard(socket)

    def check_rights(self) -> None:
        """Lets go of every socket whose caller no longer has a right to be here."""
        for socket in self._sockets:
            socket.check_right()

    def close_all(self) -> None:
        """Ends every socket before the hub ends."""
        for socket in self._sockets:
            socket.end(Close(1012, "restart"))


def _base(scope: Scope) -> str:
    """Returns the address of the facade as this client reaches it."""
    host = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
    return f"{'https' if scope['scheme'] == 'wss' else 'http'}://{host}/fhir"


class SubscriptionSocket:
    """One subscriber's line."""

    def __init__(self, endpoint: SubscriptionEndpoint, receive: Receive, send: Send, base: str, shape: Shape) -> None:
        """Takes the endpoint's parts, the ASGI channel, and how statuses are written on this line."""
        self._at = endpoint
        self._receive = receive
        self._send = send
        self._base = base
        self._shape = shape
        self._listener = Listener()
        self._proof: Proof | None = None
        self._bound: dict[str, _Bound] = {}
        self._tokens: dict[bytes, Sequence[str]] = {}
        self._loop = asyncio.get_running_loop()
        self._over: asyncio.TimerHandle | None = None
        self._ending: asyncio.Future[Close] = self._loop.create_future()

    async def serve(self) -> None:
        """Reads and writes until either side ends."""
        tasks = [asyncio.create_task(self._read()), asyncio.create_task(self._write())]
        late = self._loop.call_later(self._at.timing.bind_timeout_s, self._not_bound)
        try:
            ends: set[asyncio.Future[Any]] = {*tasks, self._ending}
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        finally:
            late.cancel()
            if self._over is not None:
                self._over.cancel()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self._at.fanout.leave(self._listener)
        for task in tasks:
            if not task.cancelled() and isinstance(task.exception(), Exception):
                self._failed(task.exception())
        if self._ending.done() and not self._ending.cancelled():
            close = self._ending.result()
            with suppress(TimeoutError, OSError, RuntimeError):
                async with asyncio.timeout(1.0):
                    await self._send({"type": "websocket.close", "code": close.code, "reason": close.reason})

    def end(self, close: Close) -> None:
        """Ends the socket with a close code; the first reason stands."""
        if not self._ending.done():
            self._ending.set_result(close)

    def check_right(self) -> None:
        """Ends the socket when its caller's token is not good any more, or stands for somebody else now."""
        if self._proof is not None and not self._at.gate.still_holds(self._proof):
            self.end(Close(4401, "revoked"))

    def _not_bound(self) -> None:
        if self._proof is None:
            self.end(Close(4408, "not bound in time"))

    def _failed(self, error: BaseException | None) -> None:
        if isinstance(error, Close):
            self.end(error)
        elif isinstance(error, UnavailableError):
            self.end(Close(1013, "database away"))
        elif isinstance(error, KyukyuError):
            log.error("socket-failed", code=error.code)
            self.end(Close(1011, error.code))
        elif not isinstance(error, WebSocketDisconnect | OSError):
            log.error("unexpected", place="subscription-socket", error=type(error).__name__)
            self.end(Close(1011, "unexpected"))

    async def _read(self) -> None:
        while True:
            message = await self._receive()
            if message["type"] != "websocket.receive":
                return
            text = message.get("text")
            if text is None or len(text) > _LONGEST:
                raise Close(4400, "not understood")
            await self._understand(_read(text))

    async def _understand(self, said: _Said) -> None:
        match said:
            case _Said(type="ping"):
                self._listener.say(_PONG)
            case _Said(type="bind-with-token", payload=_Token(token=token)):
                await self._bind(self._at.gate.stored(token))
            case _Said(type="unbind-from-token", payload=_Token(token=token)):
                for identity in self._tokens.pop(self._at.gate.stored(token), ()):
                    self._bound.pop(identity, None)
            case _:
                raise Close(4400, "not understood")

    async def _bind(self, token_hash: bytes) -> None:
        """Uses a token up and begins to tell of its subscriptions, of each first how it stands."""
        binding = await self._at.desk.redeem(token_hash, datetime.now(UTC))
        proof = self._recognised(binding)
        if binding is None or proof is None or (self._proof is not None and proof.principal != self._proof.principal):
            raise Close(4401, "not authenticated")
        self._proof = proof
        if self._over is not None:
            self._over.cancel()
        self._over = self._loop.call_later(self._at.desk.binding.total_seconds(), self.end, Close(4401, "expired"))
        self._tokens[token_hash] = [str(each) for each in binding.subscriptions]
        for identity in binding.subscriptions:
            with suppress(NotFoundError):
                await self._begin(await self._at.desk.held(identity, proof.principal))
        if len(self._bound) > MOST:
            raise Close(4400, "too many")

    def _recognised(self, binding: Binding | None) -> Proof | None:
        with suppress(NotAuthenticatedError):
            return None if binding is None else self._at.gate.of_key(binding.credential)
        return None

    async def _begin(self, held: Held) -> None:
        """Begins to tell of a subscription, or goes on, or says that it is off; what came before can be asked for."""
        now, name = datetime.now(UTC), str(held.row.id)
        if held.status(now) is Status.OFF:
            standing, _ = await self._at.events.standing(held, self._known.principal, now)
            self._listener.say(self._notice(Kind.HANDSHAKE, held, standing, ()))
            return
        ring = self._at.fanout.listen(self._listener, held.row.stream)
        _, top = await self._at.events.streams.position(held.row.stream)
        ring.stretch(top)
        await self._at.desk.set_status(held.row.id, Status.ACTIVE)
        held = await self._at.desk.held(held.row.id, self._known.principal)
        standing, position = await self._at.events.standing(held, self._known.principal, now)
        before = self._bound.get(name)
        if before is not None and before.held.row.start == held.row.start:
            position = before.position
            standing = standing._replace(events=position.number)
        self._listener.say(self._notice(Kind.HANDSHAKE, held, standing, ()))
        self._bound[name] = _Bound(held, ring, position, self._loop.time())
        self._listener.bell.set()

    @property
    def _known(self) -> Proof:
        if self._proof is None:
            raise Close(4401, "not bound")
        return self._proof

    async def _write(self) -> None:
        bell = self._listener.bell
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._until_due()):
                    await bell.wait()
            bell.clear()
            while self._listener.words:
                await self._say(self._listener.words.popleft())
            try:
                for bound in list(self._bound.values()):
                    await self._tell(bound)
            except UnavailableError:
                await asyncio.sleep(_AGAIN_S)
                bell.set()

    def _until_due(self) -> float | None:
        """Returns the seconds until the next heartbeat is due."""
        due = [bound.told_at + bound.held.asked.heartbeat_s for bound in self._bound.values()]
        return max(0.0, min(due) - self._loop.time()) if due else None

    async def _tell(self, bound: _Bound) -> None:
        """Tells what has come, or that nothing has for as long as was asked."""
        is_due = self._loop.time() >= bound.told_at + bound.held.asked.heartbeat_s
        if bound.ring.top <= bound.position.offset and not is_due:
            return
        name = str(bound.held.row.id)
        try:
            held = await self._at.desk.held(bound.held.row.id, self._known.principal)
        except NotFoundError:
            self._bound.pop(name, None)
            return
        if held.status(datetime.now(UTC)) is Status.OFF:
            self._bound.pop(name, None)
            await self._say(self._notice(Kind.HEARTBEAT, held, _standing(held, bound.position), ()))
            return
        if held.row.start != bound.held.row.start:
            await self._begin(held)
            return
        bound.held = held
        await self._catch_up(bound)
        if self._loop.time() >= bound.told_at + held.asked.heartbeat_s:
            await self._say(self._notice(Kind.HEARTBEAT, held, _standing(held, bound.position), ()))
            bound.told_at = self._loop.time()

    async def _catch_up(self, bound: _Bound) -> None:
        held = bound.held
        while bound.ring.top > bound.position.offset and str(held.row.id) in self._bound:
            told, position = await self._at.events.following(held, self._known.principal, bound.position)
            if position == bound.position:
                return
            for first in range(0, len(told), held.asked.max_count):
                some = told[first : first + held.asked.max_count]
                standing = _standing(held, bound.position)._replace(events=some[-1].number)
                await self._say(self._notice(Kind.EVENT_NOTIFICATION, held, standing, some), held.asked.timeout_s)
                bound.told_at = self._loop.time()
            bound.position = position

    def _notice(self, kind: Kind, held: Held, standing: Standing, told: Sequence[Notified]) -> str:
        at = instant(datetime.now(UTC))
        return notification(self._base, kind, standing, told, held.asked.payload, at, self._shape).decode()

    async def _say(self, message: str, timeout_s: float | None = None) -> None:
        within_s = min(timeout_s or self._at.timing.send_timeout_s, self._at.timing.send_timeout_s)
        try:
            async with asyncio.timeout(within_s):
                await self._send({"type": "websocket.send", "text": message})
        except TimeoutError:
            with suppress(UnavailableError):
                for bound in self._bound.values():
                    await self._at.desk.set_status(bound.held.row.id, Status.ERROR)
            raise Close(4429, "too slow") from None


def _standing(held: Held, position: Position) -> Standing:
    topic = held.asked.topic.url if held.asked.topic else None
    return Standing(held.row.id, topic, held.status(datetime.now(UTC)), position.number)


def _read(text: str) -> _Said:
    """Reads a message: JSON, or the plain words of the first servers of this protocol."""
    plain = _PLAIN.fullmatch(text)
    if plain:
        return _Said("bind-with-token", _Token(plain[1]))
    try:
        return _said.decode(text)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        raise Close(4400, "not understood") from None
