"""One client's socket: the stream protocol drawn in `hub.wire.stream`, moved by two tasks.

One task reads, one writes. The writer takes from the ring of each stream what follows the socket's own position, so a
slow socket holds nothing but its position; one that takes nothing for some seconds is let go with it.
"""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from math import inf
from typing import Any, Final
from uuid import UUID

import structlog
from starlette.types import Message, Receive, Scope, Send
from starlette.websockets import WebSocketDisconnect

from hub.domain.commands import ASKING
from hub.domain.events import instant
from hub.domain.people import Principal
from hub.errors import KyukyuError, RejectedError, UnavailableError
from hub.ports import Outcome
from hub.web.around import Around
from hub.web.caller import Proof, certified
from hub.web.channel import EXTENSION, Channel
from hub.web.fanout import Listener
from hub.web.intake import outcome_frame
from hub.wire import frames
from hub.wire.stream import Close, Conversation, Reading

log = structlog.get_logger()

_PAGE: Final = 500
"""Events read from the log at a time by a socket that catches up."""
_LARGEST_MESSAGE: Final = 64 * 1024
"""Characters of frames that are packed into one message."""


class Socket:
    """One client: its conversation, its listener and its two tasks.

    Attributes:
        sending_since: When the message that is on its way out was handed over; infinite where none is.
    """

    def __init__(self, around: Around, scope: Scope, receive: Receive, send: Send) -> None:
        """Takes what it touches, and the ASGI channel, with the server's own below it where there is a short way."""
        self._at = around
        self._receive = receive
        self._send = send
        self._channel: Channel | None = scope.get("extensions", {}).get(EXTENSION)
        self._certified = certified(scope)
        self._talk = Conversation()
        self._listener = Listener()
        self._clock = asyncio.get_running_loop().time
        self._heard_at = self._clock()
        self.sending_since = inf
        self._is_listening = False  # the reader waits for a message
        self._is_resting = False  # the writer waits for the bell
        self._proof: Proof | None = None
        self._good_until = inf
        self._asked: dict[str, list[tuple[int, UUID]]] = {}
        self._ending: asyncio.Future[Close] = asyncio.get_running_loop().create_future()

    async def serve(self) -> None:
        """Reads and writes until either side ends."""
        reader = asyncio.create_task(self._read())
        writer = asyncio.create_task(self._write())
        if self._channel is not None:
            self._channel.express = self._take
            self._listener.bell.express = self._say
        try:
            ends: set[asyncio.Future[Any]] = {reader, writer, self._ending}
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._listener.bell.express = None
            if self._channel is not None:
                self._channel.express = None
            for task in (reader, writer):
                task.cancel()
            await asyncio.gather(reader, writer, return_exceptions=True)
            self._at.fanout.leave(self._listener)
            if self._talk.principal:
                self._at.presence.left(self._talk.principal, self)
        for task in (reader, writer):
            if not task.cancelled() and isinstance(task.exception(), Exception):
                self._failed(task.exception())
        if self._ending.done() and not self._ending.cancelled():
            await self._farewell(self._ending.result())

    def end(self, close: Close) -> None:
        """Ends the socket with a close code; the first reason stands."""
        if not self._ending.done():
            self._ending.set_result(close)

    def beat(self, now: float, at: str, checkpoint: str) -> None:
        """Says that the hub is alive, or ends a socket that is silent or no longer has a right to be here."""
        principal = self._talk.principal
        timing = self._at.timing
        if principal is None:
            if now - self._heard_at > timing.bind_timeout_s:
                self.end(Close(4408, "not bound in time"))
        elif now - self._heard_at > timing.silence_s:
            self.end(Close(4408, "silent"))
        elif now > self._good_until:
            self.end(Close(4401, "expired"))
        else:
            tops = {stream: reading.sent for stream, reading in self._talk.readings.items()}
            silent = self._at.presence.silent(principal)
            told = {"silent": silent, "coming": self._at.approach.of(principal)}
            shown = {name: each for name, each in told.items() if each is not None}
            self._listener.say(frames.write("heartbeat", at=at, tops=tops, checkpoint=checkpoint, **shown))

    def evict(self) -> None:
        """Ends a socket that does not take what it is sent."""
        self.end(self._talk.evicted())

    def check_right(self) -> None:
        """Ends the socket when its key is not good any more, or is somebody else's now."""
        if self._proof is None:
            return
        if not self._at.gate.still_holds(self._proof):
            self.end(Close(4401, "revoked"))
            return
        self._proof = self._at.gate.recognise(self._proof.session)
        self._talk.principal = self._proof.principal

    async def _read(self) -> None:
        while True:
            self._is_listening = True
            try:
                message: Message = await self._receive()
            except RuntimeError as error:  # how the server says that the connection is just being lost
                raise ConnectionAbortedError from error
            self._is_listening = False
            if message["type"] != "websocket.receive":
                return
            text = message.get("text")
            if text is None:
                raise Close(4400, "binary")
            self._heard_at = inf  # while it is held back, it is not its fault that nothing is heard
            for frame in self._talk.receive(text):
                await self._understand(frame)
            self._heard_at = self._clock()

    def _take(self, text: str) -> bool:
        """Takes a lone submission at once; what it leaves goes into line for the reader."""
        if not self._is_listening or self._ending.done() or not self._at.door.has_room:
            return False
        frame = self._talk.submission(text)
        if frame is None:
            return False
        self._heard_at = self._clock()
        self._told = ""
        try:
            self._submit(frame)
        except Exception as error:  # noqa: BLE001  it would reach the server, who knows nothing of what it must not log
            self._failed(error)
        return True

    async def _understand(self, frame: frames.ClientFrame) -> None:
        match frame:
            case frames.Submit():
                await self._at.door.room()
                self._submit(frame)
            case frames.Ack():
                self._delivered(frame.stream, frame.offset)
            case frames.Beat():
                self._at.presence.beats(self._principal, self, is_watching=self._talk.is_watching)
            case frames.Bind():
                await self._bind(frame.ticket)
            case frames.Subscribe():
                await self._subscribe(frame)

    @property
    def _principal(self) -> Principal:
        principal = self._talk.principal
        if principal is None:
            raise Close(4401, "not bound")
        return principal

    async def _bind(self, ticket: str) -> None:
        """Binds the socket to whoever a ticket is of, or to the same one for longer."""
        try:
            proof = await self._at.gate.redeem(ticket, self._certified)
        except UnavailableError as error:
            told = frames.write("error", error=frames.error_body(error))
            if self._proof is None:
                raise Close(1013, "database away", told) from None
            self._listener.say(told)  # it is bound as long as it was
            return
        except RejectedError as error:
            farewell = frames.write("error", error=frames.error_body(error))
            raise Close(4401, "not authenticated", farewell) from None
        now, timing = datetime.now(UTC), self._at.timing
        left_s = (proof.session.expires_at - now).total_seconds()
        about = {"server_at": instant(now), "heartbeat_s": timing.heartbeat_s, "keeps_s": timing.keeps_s}
        told = self._talk.bound(proof.principal, int(left_s), **about)
        self._proof, self._good_until = proof, self._clock() + left_s
        self._listener.say(told)

    async def _subscribe(self, frame: frames.Subscribe) -> None:
        """Begins a stream where the client left it, or with a snapshot where that cannot be served."""
        stream = frame.stream
        ring = self._at.fanout.listen(self._listener, stream)
        try:
            epoch, top = await self._at.streams.position(stream)
            if frame.epoch == epoch and frame.offset is not None and 0 <= frame.offset <= top:
                begun = frame.offset
                self._asked[stream] = await self._at.views.unanswered(stream, self._principal)
                self._delivered(stream, begun)
            else:
                if frame.epoch is not None or frame.offset is not None:
                    reason = "epoch" if frame.epoch != epoch else "position"
                    self._listener.say(frames.write("reset", stream=stream, epoch=epoch, reason=reason))
                shown = await self._at.views.snapshot(stream, self._principal)
                begun = top = shown.offset
                self._asked[stream] = [(begun, case) for case in shown.unanswered]
                self._listener.say(shown.frame)
        except UnavailableError as error:
            raise Close(1013, "database away", frames.write("error", error=frames.error_body(error))) from None
        ring.stretch(top)
        self._talk.begun(stream, begun)
        self._listener.bell.set()

    def _submit(self, frame: frames.Submit) -> None:
        """Hands a submission to the door; its outcome is said when it is known, the socket reads on."""
        raw = bytes(frame.submission)

        def answer(taken: asyncio.Future[Outcome]) -> None:
            if not taken.cancelled() and taken.exception() is None:
                self._listener.say(outcome_frame(taken.result(), raw))
            elif not taken.cancelled():
                self._failed(taken.exception())

        taken = self._at.door.take(raw, self._principal, frame.signature)
        asyncio.ensure_future(taken).add_done_callback(answer)

    def _delivered(self, stream: str, offset: int) -> None:
        """States for the hospital that its terminal holds the requests up to the offset."""
        asked = self._asked.get(stream)
        if asked:
            for _, case in (each for each in asked if each[0] <= offset):
                self._at.door.mark_delivered(case, self._principal)
            self._asked[stream] = [each for each in asked if each[0] > offset]

    async def _write(self) -> None:
        bell = self._listener.bell
        while True:
            self._is_resting = True
            await bell.wait()
            self._is_resting = False
            bell.clear()
            while message := await self._next():
                self.sending_since = self._clock()
                try:
                    await self._send({"type": "websocket.send", "text": message})
                except RuntimeError as error:  # as in `_read`
                    raise ConnectionAbortedError from error
                self.sending_since = inf

    def _say(self) -> bool:
        """Says at once what is to be said; what it leaves is for the writer, who may wait and read the log."""
        channel = self._channel
        if channel is None or not self._is_resting or self._ending.done() or not channel.is_free:
            return False
        following = []
        for stream, reading in self._talk.readings.items():
            events = self._kept(stream, reading.sent)
            if events is None:
                return False
            following.append((stream, reading, events))
        try:
            message = self._packed(following)
        except Exception as error:  # noqa: BLE001  as in `_take`
            self._failed(error)
        else:
            if message:
                channel.write(message)
        return True

    async def _next(self) -> str:
        """Returns what is to be said now, packed into one message; empty when all is said."""
        following = [
            (stream, reading, await self._following(stream, reading.sent))
            for stream, reading in list(self._talk.readings.items())
        ]
        return self._packed(following)

    def _packed(self, following: Iterable[tuple[str, Reading, Sequence[str]]]) -> str:
        """Packs what belongs to no stream, and then what follows on each, up to the size of a message."""
        listener = self._listener
        said = [*listener.words, *listener.transients.values()]
        listener.words.clear()
        listener.transients.clear()
        size = sum(map(len, said))
        for stream, reading, events in following:
            for frame in events:
                if self._talk.readings[stream] is not reading:
                    break  # it was asked for anew meanwhile, and begins with what is said next
                if size > _LARGEST_MESSAGE:
                    listener.bell.set()
                    break
                self._talk.sends(stream, reading.sent + 1)
                self._note_request(stream, reading.sent, frame)
                said.append(frame)
                size += len(frame)
        return frames.packed(said)

    async def _following(self, stream: str, offset: int) -> Sequence[str]:
        kept = self._kept(stream, offset)
        if kept is not None:
            return kept
        try:
            return await self._at.views.events(stream, self._principal, offset, _PAGE)
        except UnavailableError:
            return ()

    def _kept(self, stream: str, offset: int) -> Sequence[str] | None:
        """Returns what follows where it is kept in memory, None where the log must be read."""
        ring = self._at.fanout.ring(stream)
        return () if ring is None else ring.after(offset)

    def _note_request(self, stream: str, offset: int, frame: str) -> None:
        if stream.startswith("facility:") and '"mode":"document"' in frame:
            heading = frames.heading(frame)
            if heading.kind in ASKING and heading.mode == "document":
                self._asked.setdefault(stream, []).append((offset, UUID(heading.subject)))

    def _failed(self, error: BaseException | None) -> None:
        if isinstance(error, Close):
            self.end(error)
        elif isinstance(error, KyukyuError):
            log.error("socket-failed", code=error.code)
            self.end(Close(1011, error.code))
        elif not isinstance(error, WebSocketDisconnect | OSError):
            log.error("unexpected", place="socket", error=type(error).__name__)
            self.end(Close(1011, "unexpected"))

    async def _farewell(self, close: Close) -> None:
        try:
            async with asyncio.timeout(1.0):
                if close.farewell:
                    await self._send({"type": "websocket.send", "text": close.farewell})
                await self._send({"type": "websocket.close", "code": close.code, "reason": close.reason})
        except (TimeoutError, OSError, RuntimeError):
            return
