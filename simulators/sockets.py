"""Raw client sockets of the load generator: as little work as a client can do and still be one.

Messages of the hub are not parsed; they are searched for keys. The WebSocket side knows text, ping and close, which is
all that the wire uses.
"""

import asyncio
import re
from collections import deque
from collections.abc import Callable
from typing import Final, cast

from simulators.traffic import pong_frame

_TEXT, _CLOSE, _PING = 0x1, 0x8, 0x9
_LENGTH: Final = re.compile(rb"\r\n[Cc]ontent-[Ll]ength: *(\d+)\r\n")
_SHORTEST_LONG: Final = 126


class SocketFailedError(Exception):
    """Says that the hub refused or closed a socket of the load."""


class WebSocket(asyncio.Protocol):
    """A WebSocket that hands each text message to a function.

    Attributes:
        opened: Done when the handshake is; it fails when the hub refuses.
        failure: Why it has ended; None while it is open.
    """

    def __init__(self, netloc: str, on_text: Callable[[bytes], None], first: bytes) -> None:
        """Takes who is told of messages, and what is sent as soon as the socket is open."""
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.failure: SocketFailedError | None = None
        self.write: Callable[[bytes], None] = _not_open
        self._on_text = on_text
        self._first = first
        self._held = b""
        self._is_open = False
        self._transport: asyncio.Transport | None = None
        self._hello = (
            f"GET /stream HTTP/1.1\r\nHost: {netloc}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        ).encode()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begins the handshake."""
        self._transport = cast("asyncio.Transport", transport)
        self.write = self._transport.write
        self.write(self._hello)

    def data_received(self, data: bytes) -> None:
        """Reads frames out of what came."""
        if self._held:
            data = self._held + data
            self._held = b""
        if not self._is_open:
            head, found, data = data.partition(b"\r\n\r\n")
            if not found:
                self._held = head
                return
            if not head.startswith(b"HTTP/1.1 101"):
                self._fail(SocketFailedError(head[:80].decode("ascii", "replace")))
                return
            self._is_open = True
            self.write(self._first)
            if not self.opened.done():
                self.opened.set_result(None)
        self._frames(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """Notes the end."""
        self._fail(SocketFailedError(f"the connection ended: {exc!r}"))

    def close(self) -> None:
        """Ends the socket at once."""
        if self._transport is not None:
            self._transport.abort()

    def _frames(self, data: bytes) -> None:
        at, end = 0, len(data)
        while end - at >= 2:  # noqa: PLR2004 - the shortest header
            opcode, size, body = data[at] & 0x0F, data[at + 1], at + 2
            if size >= _SHORTEST_LONG:
                width = 2 if size == _SHORTEST_LONG else 8
                body += width
                if body > end:
                    break
                size = int.from_bytes(data[at + 2 : body], "big")
            if body + size > end:
                break
            at = body + size
            if opcode == _TEXT:
                self._on_text(data[body:at])
            elif opcode == _PING:
                self.write(pong_frame(data[body:at]))
            elif opcode == _CLOSE:
                code = int.from_bytes(data[body : body + 2], "big")
                self._fail(SocketFailedError(f"closed with {code} {data[body + 2 : at].decode(errors='replace')}"))
                self.close()
        if at < end:
            self._held = data[at:]

    def _fail(self, error: SocketFailedError) -> None:
        self.failure = self.failure or error
        self.write = _not_open
        if not self.opened.done():
            self.opened.set_exception(error)


class HttpConnection(asyncio.Protocol):
    """A kept-alive connection with one request under way at most."""

    def __init__(self, pool: "HttpPool") -> None:
        """Takes the pool it belongs to."""
        self._pool = pool
        self._number = 0
        self._held = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keeps the transport."""
        self._transport = cast("asyncio.Transport", transport)

    def send(self, number: int, request: bytes) -> None:
        """Sends a request."""
        self._number = number
        if self._transport is not None:
            self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        """Waits for the whole answer."""
        data = self._held + data if self._held else data
        head = data.find(b"\r\n\r\n")
        length = _LENGTH.search(data, 0, head + 2) if head >= 0 else None
        if length is None or len(data) < head + 4 + int(length[1]):
            self._held = data
            return
        self._held = b""
        self._pool.answered(self, self._number, is_taken=data.startswith(b"HTTP/1.1 20"))

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - the name is asyncio's
        """Tells the pool."""
        self._pool.lost += 1

    def close(self) -> None:
        """Ends the connection at once."""
        if self._transport is not None:
            self._transport.abort()


class HttpPool:
    """Connections used in turn; a request that finds none free waits in line, and its time counts.

    Attributes:
        lost: Connections that ended.
    """

    def __init__(self, on_answer: Callable[[int, bool], None]) -> None:
        """Takes who is told of an answer: the request's number, and whether it was taken down."""
        self.lost = 0
        self._on_answer = on_answer
        self._all: list[HttpConnection] = []
        self._free: deque[HttpConnection] = deque()
        self._waiting: deque[tuple[int, bytes]] = deque()

    async def open(self, netloc: str, count: int) -> None:
        """Connects."""
        host, port = netloc.split(":")
        for _ in range(count):
            _, connection = await asyncio.get_running_loop().create_connection(
                lambda: HttpConnection(self), host, int(port)
            )
            self._all.append(connection)
        self._free.extend(self._all)

    def send(self, number: int, request: bytes) -> None:
        """Sends a request on the connection that has rested longest, or puts it in line."""
        if self._free:
            self._free.popleft().send(number, request)
        else:
            self._waiting.append((number, request))

    def answered(self, connection: HttpConnection, number: int, *, is_taken: bool) -> None:
        """Takes an answer, and gives the connection the next request."""
        if self._waiting:
            connection.send(*self._waiting.popleft())
        else:
            self._free.append(connection)
        self._on_answer(number, is_taken)

    def close(self) -> None:
        """Ends every connection at once."""
        for connection in self._all:
            connection.close()


def _not_open(_data: bytes) -> None:
    """Drops what is written to a socket that has ended; whoever waits for an answer asks why it did."""
