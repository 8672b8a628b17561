"""The door of ``/stream``: every open socket, its heartbeat, and its end."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain
from typing import Final

from starlette.types import Receive, Scope, Send

from hub.domain.events import instant
from hub.web.around import Around
from hub.web.socket import Socket
from hub.wire.stream import Close

SLICES: Final = 20
"""Heartbeats of all sockets are spread over so many turns, so that none of them holds the loop for long."""


class StreamEndpoint:
    """The ASGI application of ``/stream``."""

    def __init__(self, around: Around) -> None:
        """Takes what every socket touches."""
        self._around = around
        self._sockets: list[set[Socket]] = [set() for _ in range(SLICES)]
        self._checkpoint = ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one socket from its first frame to its last."""
        await receive()
        if not same_origin(scope):
            await send({"type": "websocket.close", "code": 4403, "reason": "origin"})
            return
        await send({"type": "websocket.accept"})
        socket = Socket(self._around, scope, receive, send)
        its_slice = min(self._sockets, key=len)
        its_slice.add(socket)
        try:
            await socket.serve()
        finally:
            its_slice.discard(socket)

    @property
    def sockets(self) -> Iterator["Socket"]:
        """Every socket that is open."""
        return chain.from_iterable(self._sockets)

    def beat(self, turn: int) -> None:
        """Sends a slice of the sockets their heartbeat, and lets go of those that are silent or take nothing."""
        now = asyncio.get_running_loop().time()
        at = instant(datetime.now(UTC))
        for socket in self._sockets[turn % SLICES]:
            socket.beat(now, at, self._checkpoint)
        stalled_since = now - self._around.timing.send_timeout_s
        for socket in self.sockets:
            if socket.sending_since < stalled_since:
                socket.evict()

    def tell(self, checkpoint: str) -> None:
        """Takes the newest checkpoint of the audit, for the heartbeats: whoever hears it is a witness."""
        self._checkpoint = checkpoint

    def check_rights(self) -> None:
        """Lets go of every socket whose caller no longer has a right to be here."""
        for socket in self.sockets:
            socket.check_right()

    def close_all(self) -> None:
        """Ends every socket before the hub ends: the server would wait for them."""
        for socket in self.sockets:
            socket.end(Close(1012, "restart"))


def same_origin(scope: Scope) -> bool:
    """Tells whether a browser's page comes from this hub; a caller that is no browser sends no origin."""
    headers = dict(scope["headers"])
    origin = headers.get(b"origin")
    return origin is None or origin.partition(b"://")[2] == headers.get(b"host")
