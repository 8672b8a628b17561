"""The short way of the server's WebSocket makes of the same bytes what the library makes of them."""

import asyncio
from collections.abc import Callable
from itertools import pairwise
from typing import Any, TypeVar

import pytest
import uvicorn
from hypothesis import example, given, settings
from hypothesis import strategies as st
from starlette.types import Receive, Send
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState
from websockets.frames import Frame, Opcode

from hub.web.channel import EXTENSION, Channel

LONGEST = 140_000  # more than any message drawn below, in two parts
HELLO = (
    b"GET /stream HTTP/1.1\r\nHost: hub\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


Connection = TypeVar("Connection", bound=WebSocketsSansIOProtocol)


class Wire(asyncio.Transport):
    """Keeps what is written."""

    def __init__(self) -> None:
        super().__init__()
        self.written = b""
        self.is_closed = False
        self.is_paused = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written += data

    def close(self) -> None:
        self.is_closed = True

    def is_closing(self) -> bool:
        return self.is_closed

    def pause_reading(self) -> None:
        self.is_paused = True

    def resume_reading(self) -> None:
        self.is_paused = False


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not condition():  # noqa: ASYNC110  neither of the two tells
            await asyncio.sleep(0)


async def opened(kind: type[Connection]) -> tuple[Connection, Wire]:
    """Returns a connection whose application has accepted and listens no more."""

    async def application(_scope: object, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        await asyncio.Event().wait()

    config = uvicorn.Config(
        application,
        ws_max_size=LONGEST,
        ws_per_message_deflate=False,
        ws_ping_interval=None,
        lifespan="off",
        log_config=None,
    )
    config.load()
    wire = Wire()
    protocol = kind(config, ServerState(), {}, asyncio.get_running_loop())
    protocol.connection_made(wire)
    protocol.data_received(HELLO)
    await until(lambda: b"\r\n\r\n" in wire.written)
    wire.written = b""
    return protocol, wire


async def closed(protocol: WebSocketsSansIOProtocol) -> None:
    for task in protocol.tasks:
        task.cancel()
    await asyncio.gather(*protocol.tasks, return_exceptions=True)


def frame(opcode: Opcode, body: bytes, *, is_last: bool = True) -> bytes:
    return Frame(opcode, body, fin=is_last).serialize(mask=True)


def heard(protocol: WebSocketsSansIOProtocol) -> list[Any]:
    said = []
    while not protocol.queue.empty():
        said.append(protocol.queue.get_nowait())
    return said


TEXTS = st.text(max_size=200).map(str.encode) | st.sampled_from([b"x" * size for size in (125, 126, 65_535, 65_536)])
FRAMES = (
    TEXTS.map(lambda body: frame(Opcode.TEXT, body))
    | st.tuples(TEXTS, st.binary(max_size=125), TEXTS).map(
        lambda parts: (
            frame(Opcode.TEXT, parts[0], is_last=False) + frame(Opcode.PING, parts[1]) + frame(Opcode.CONT, parts[2])
        )
    )
    | st.binary(max_size=20).map(lambda body: frame(Opcode.BINARY, body))
    | st.binary(max_size=125).map(lambda body: frame(Opcode.PING, body))
)
FAULTS = {
    "no text": frame(Opcode.TEXT, b"\xff\xfe"),
    "not masked": Frame(Opcode.TEXT, b"{}").serialize(mask=False),
    "too long": frame(Opcode.TEXT, b"x" * (LONGEST + 1)),
    "too long in parts": frame(Opcode.TEXT, b"x" * LONGEST, is_last=False) + frame(Opcode.CONT, b"x"),
    "a part of nothing": frame(Opcode.CONT, b"x"),
    "a text inside another": frame(Opcode.TEXT, b"x", is_last=False) + frame(Opcode.TEXT, b"y"),
    "a reserved bit": b"\xc1" + frame(Opcode.TEXT, b"x")[1:],
    "a reserved opcode": b"\x83" + frame(Opcode.TEXT, b"x")[1:],
    "a long ping": b"\x89\xfe\x00\x7e\x00\x00\x00\x00" + b"x" * 126,
    "the end": frame(Opcode.CLOSE, b"\x03\xe8"),
    "bytes of another protocol": b"GET / HTTP/1.1\r\n\r\n",
}


async def _alike(pieces: list[bytes]) -> None:
    outcomes = []
    for kind in (WebSocketsSansIOProtocol, Channel):
        protocol, wire = await opened(kind)
        for piece in pieces:
            if not wire.is_closed:  # a closed connection reads nothing more
                protocol.data_received(piece)
        outcomes.append((heard(protocol), wire.written, wire.is_closed, wire.is_paused))
        await closed(protocol)
    assert outcomes[0] == outcomes[1]


@settings(max_examples=200)
@given(st.lists(FRAMES, max_size=6).map(b"".join), st.lists(st.integers(0, 1000), max_size=8))
@example(frame(Opcode.TEXT, b"x" * 65_536), [1, 2, 6, 14])
def test_whatever_is_said_in_whatever_pieces_arrives_as_the_library_would_hand_it_on(
    data: bytes, cuts: list[int]
) -> None:
    places = [0, *sorted({cut % (len(data) + 1) for cut in cuts}), len(data)]

    asyncio.run(_alike([data[begin:end] for begin, end in pairwise(places)]))


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
async def test_a_fault_is_the_librarys_to_judge(fault: bytes) -> None:
    before, after = frame(Opcode.TEXT, b"before"), frame(Opcode.TEXT, b"after")

    await _alike([before, fault, after])


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
async def test_a_fault_spoils_nothing_that_was_said_before_it_and_hides_what_comes_after(fault: bytes) -> None:
    protocol, _ = await opened(Channel)

    protocol.data_received(frame(Opcode.TEXT, b"before") + fault + frame(Opcode.TEXT, b"after"))

    before, *rest = heard(protocol)
    assert before["text"] == "before"
    assert [each["type"] for each in rest] == ["websocket.disconnect"]
    await closed(protocol)


async def test_a_frame_that_trickles_in_is_read() -> None:
    """The negative control of the test in pieces: something is heard at all."""
    protocol, wire = await opened(Channel)

    for byte in frame(Opcode.TEXT, "胸痛".encode()):
        protocol.data_received(bytes([byte]))

    assert heard(protocol) == [{"type": "websocket.receive", "text": "胸痛"}]
    assert wire.is_paused
    await closed(protocol)


@pytest.mark.parametrize("size", [0, 125, 126, 65_535, 65_536])
async def test_a_message_is_written_as_the_library_would(size: int) -> None:
    written = []
    for kind in (WebSocketsSansIOProtocol, Channel):
        protocol, wire = await opened(kind)
        await protocol.send({"type": "websocket.send", "text": "x" * size})
        written.append(wire.written)
        await closed(protocol)

    assert written[0] == written[1] != b""


async def test_what_the_application_takes_at_once_does_not_stand_in_line_and_overtakes_nobody() -> None:
    protocol, _ = await opened(Channel)
    taken: list[str] = []

    def take(text: str) -> bool:
        taken.append(text)
        return text != "leave this"

    protocol.express = take
    for text in (b"one", b"leave this", b"two"):
        protocol.data_received(frame(Opcode.TEXT, text))

    offered: dict[str, object] = {**protocol.scope["extensions"]}
    assert offered[EXTENSION] is protocol
    assert taken == ["one", "leave this"]
    assert [each["text"] for each in heard(protocol)] == ["leave this", "two"]
    await closed(protocol)


async def test_a_socket_that_is_behind_or_ending_is_not_free() -> None:
    protocol, _ = await opened(Channel)
    assert protocol.is_free

    protocol.pause_writing()
    assert not protocol.is_free

    protocol.resume_writing()
    await protocol.send({"type": "websocket.close", "code": 1012})
    assert not protocol.is_free
    await closed(protocol)


async def test_who_speaks_before_it_was_answered_is_heard_by_the_library() -> None:
    """What it says may reach the library in any pieces then, and stays with it."""
    protocol, wire = await opened(Channel)
    late = Channel(protocol.config, ServerState(), {}, asyncio.get_running_loop())
    late.connection_made(wire)
    late.data_received(HELLO)
    word = frame(Opcode.TEXT, b"early")
    late.data_received(word[:3])
    await until(lambda: late.handshake_complete)

    late.data_received(word[3:])

    assert {"type": "websocket.receive", "text": "early"} in heard(late)
    await closed(late)
    await closed(protocol)
