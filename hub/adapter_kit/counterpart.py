"""The other side in an examination: a server that behaves as it is told, and keeps what it was sent."""

import asyncio
import contextlib
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol


class Behaviour(StrEnum):
    """How the other side behaves from now on."""

    ACCEPT = "accept"
    REFUSE = "refuse"
    """It will never take this message, and repeats it in its answer."""
    UNAUTHORISED = "unauthorised"
    BUSY = "busy"
    """It asks for ten seconds of patience."""
    ERROR = "error"
    """It fails, and repeats what it was sent in its answer."""
    HALF = "half"
    """It hangs up in the middle of its answer."""
    SLOW = "slow"
    """It takes the message and never answers."""


class Counterpart(Protocol):
    """What an examination needs of the other side; an adapter that does not speak HTTP brings its own.

    Attributes:
        address: Where it listens; the same after it was stopped and started again.
        received: What it was sent, each as the bytes of the whole request.
    """

    address: str
    received: list[bytes]

    async def start(self) -> None:
        """Begins to listen."""

    async def stop(self) -> None:
        """Ceases to listen and hangs up."""

    def behave(self, behaviour: Behaviour) -> None:
        """Behaves so from now on."""


class Answering(Counterpart, Protocol):
    """The other side of an adapter that is asked.

    Attributes:
        content: What it answers with while it accepts; half of it where it hangs up in the middle.
    """

    content: bytes


class Saying(Counterpart, Protocol):
    """The other side of an adapter that brings words in."""

    def say(self, *said: bytes) -> None:
        """Has these things to say as well, in this order; each is the content of a fixture."""

    @property
    def is_heard(self) -> bool:
        """Tells whether the adapter has taken everything it was told, and has looked for more since."""


@dataclass(frozen=True, slots=True)
class _Said:
    status: str
    headers: str = ""
    is_echo: bool = False
    has_content: bool = False


_ANSWERS: Final = {
    Behaviour.ACCEPT: _Said("201 Created", has_content=True),
    Behaviour.REFUSE: _Said("422 Unprocessable Content", is_echo=True),
    Behaviour.UNAUTHORISED: _Said("401 Unauthorized"),
    Behaviour.BUSY: _Said("503 Service Unavailable", "Retry-After: 10\r\n"),
    Behaviour.ERROR: _Said("500 Internal Server Error", is_echo=True),
}


class HttpCounterpart:
    """Speaks HTTP/1.1 on this machine, whatever the path."""

    def __init__(self) -> None:
        """Listens nowhere yet."""
        self.address = ""
        self.received: list[bytes] = []
        self.content = b""
        self._port = 0
        self.behaviour = Behaviour.ACCEPT
        self._server: asyncio.Server | None = None
        self._lines: set[asyncio.StreamWriter] = set()
        self._stopped = asyncio.Event()

    def behave(self, behaviour: Behaviour) -> None:
        """Behaves so from now on."""
        self.behaviour = behaviour

    def shown(self, path: str) -> bytes:  # noqa: ARG002  for whoever has something to show
        """Returns what it shows to who asks for a path while it accepts."""
        return b""

    async def start(self) -> None:
        """Begins to listen."""
        self._stopped.clear()
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self._port, limit=1024 * 1024)
        self._port = self._server.sockets[0].getsockname()[1]
        self.address = f"http://127.0.0.1:{self._port}/"

    async def stop(self) -> None:
        """Ceases to listen and hangs up."""
        self._stopped.set()
        if self._server is not None:
            self._server.close()
        for line in self._lines:
            line.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._lines.add(writer)
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while await self._answer(reader, writer):
                await writer.drain()
        self._lines.discard(writer)
        writer.transport.abort()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = await reader.readuntil(b"\r\n\r\n")
        lines = head.decode("latin-1").lower().split("\r\n")
        length = next((int(line.partition(":")[2]) for line in lines if line.startswith("content-length:")), 0)
        body = await reader.readexactly(length)
        is_asking = head.startswith((b"HEAD", b"GET", b"OPTIONS"))
        if not is_asking:
            self.received.append(head + body)
        if self.behaviour is Behaviour.SLOW:
            await self._stopped.wait()
        said = _ANSWERS.get(self.behaviour, _ANSWERS[Behaviour.ACCEPT])
        content = b"" if is_asking else body if said.is_echo else self.content if said.has_content else b""
        status = said.status
        if head.startswith(b"GET") and said.has_content:
            status, content = "200 OK", self.shown(head.split(b" ", 2)[1].decode("latin-1"))
        whole = f"HTTP/1.1 {status}\r\n{said.headers}Content-Length: {len(content)}\r\n\r\n".encode() + content
        if self.behaviour is Behaviour.HALF:
            writer.write(whole[: len(whole) // 2])
            await writer.drain()
            writer.close()
            return False
        writer.write(whole)
        return True
