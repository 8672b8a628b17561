"""The load's sockets read whatever pieces the network makes of messages and answers."""

import asyncio

import pytest

from simulators.sockets import HttpPool, SocketFailedError, WebSocket

HELLO = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"
SHORT = b"\x81\x05short"
LONG = b"\x81\x7e\x01\x00" + b"l" * 256
LONGER = b"\x81\x7f" + (70_000).to_bytes(8, "big") + b"m" * 70_000
PING = b"\x89\x02hi"


class Wire:
    """Keeps what is written, as a transport."""

    def __init__(self) -> None:
        self.written = b""
        self.is_aborted = False

    def write(self, data: bytes) -> None:
        self.written += data

    def abort(self) -> None:
        self.is_aborted = True


def opened() -> tuple[WebSocket, Wire, list[bytes]]:
    heard: list[bytes] = []
    socket, wire = WebSocket("127.0.0.1:1", heard.append, b"first"), Wire()
    socket.connection_made(wire)  # type: ignore[arg-type]
    return socket, wire, heard


@pytest.mark.parametrize("piece", [1, 2, 3, 7, 100, 10_000, 1_000_000])
async def test_frames_come_in_any_pieces(piece: int) -> None:
    socket, wire, heard = opened()
    data = HELLO + SHORT + LONG + PING + LONGER + SHORT

    for at in range(0, len(data), piece):
        socket.data_received(data[at : at + piece])

    assert heard == [b"short", b"l" * 256, b"m" * 70_000, b"short"]
    assert wire.written.endswith(b"first\x8a\x82\x00\x00\x00\x00hi")
    assert socket.opened.done()


async def test_a_refused_handshake_is_told() -> None:
    socket, _, _ = opened()
    socket.data_received(b"HTTP/1.1 403 Forbidden\r\n\r\n")

    with pytest.raises(SocketFailedError, match="403"):
        await socket.opened


async def test_a_close_frame_ends_the_socket() -> None:
    socket, wire, _ = opened()
    socket.data_received(HELLO + b"\x88\x02" + (4401).to_bytes(2, "big"))

    assert "4401" in str(socket.failure)
    assert wire.is_aborted


async def test_requests_wait_for_a_free_connection_and_answers_free_it() -> None:
    answers: list[tuple[int, bool]] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            status = b"201 Created" if b"good" in line else b"503 Service Unavailable"
            writer.write(b"HTTP/1.1 " + status + b"\r\ncontent-type: a\r\ncontent-length: 2\r\n\r\n{")
            await asyncio.sleep(0.01)
            writer.write(b"}")
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    done = asyncio.Event()

    def answered(number: int, is_taken: bool) -> None:  # noqa: FBT001 - as it is called
        answers.append((number, is_taken))
        if len(answers) == 5:
            done.set()

    pool = HttpPool(answered)
    await pool.open(f"127.0.0.1:{port}", 2)
    for number in range(5):
        pool.send(number, b"good\n" if number != 3 else b"bad\n")
    await asyncio.wait_for(done.wait(), 5)
    pool.close()
    server.close()

    assert sorted(answers) == [(0, True), (1, True), (2, True), (3, False), (4, True)]
