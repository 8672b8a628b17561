"""A network cable that a test can pull out: a TCP relay between the browser and the hub."""

import asyncio
from contextlib import suppress
from types import TracebackType
from typing import Self


class Cable:
    """Relays everything to the hub until it is cut; then nothing gets through, old connection or new."""

    def __init__(self, hub_port: int) -> None:
        """Takes the port behind the cable."""
        self.hub_port = hub_port
        self.port = 0
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._swallows = False

    @property
    def url(self) -> str:
        """Where the browser finds the hub, through the cable."""
        return f"http://127.0.0.1:{self.port}"

    async def __aenter__(self) -> Self:
        """Plugs it in."""
        await self.mend()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Pulls it out for good."""
        await self.cut()

    async def mend(self) -> None:
        """Lets connections through, at the same port as before."""
        self._server = await asyncio.start_server(self._relay, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        """Breaks every connection and refuses new ones."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for writer in tuple(self._writers):
            writer.transport.abort()
        await asyncio.sleep(0)

    def swallow(self) -> None:
        """Takes everything and answers nothing, as a tunnel does; for good."""
        self._swallows = True

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, heard: bytes = b"") -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.hub_port)
        except OSError:
            writer.transport.abort()
            return
        far_writer.write(heard)
        self._writers |= {writer, far_writer}
        try:
            await asyncio.gather(self._pour(reader, far_writer), self._pour(far_reader, writer))
        finally:
            self._writers -= {writer, far_writer}

    async def _pour(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await source.read(65536):
                if not self._swallows:
                    sink.write(data)
                    await sink.drain()
        with suppress(OSError):
            sink.close()
