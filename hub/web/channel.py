"""The server's WebSocket, with a short way for what comes often: a whole message of text, in or out.

`websockets` keeps the protocol: the handshake, control frames, messages in parts, faults, the end. What it would only
unwrap does not pass through it. It is handed whole frames always, so that both may read the same connection.
"""

from collections.abc import Callable
from struct import Struct
from typing import Any, Final

from uvicorn._types import ASGISendEvent
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Opcode, apply_mask  # type: ignore[attr-defined] # its own choice of two
from websockets.http11 import Request

EXTENSION: Final = "kyukyu.channel"
"""Where an application finds its channel, among the extensions of the scope."""

CERTIFIED: Final = "kyukyu.certified"
"""Where an application finds the callers whom the other side's certificate names, where it names any."""

_LAST: Final = 0x80
_MASKED: Final = 0x80
_TEXT: Final = _LAST | Opcode.TEXT
_FIRST_OF_CONTROL: Final = 8
_MASK: Final = 4
_WIDE: Final = 126
_WIDEST: Final = 127
_WIDE_UP_TO: Final = 0xFFFF
_short, _wide, _widest = Struct("!BB").pack, Struct("!BBH").pack, Struct("!BBQ").pack


class Channel(WebSocketsSansIOProtocol):
    """One connection; it reads and writes whole texts itself and leaves everything else to the library.

    Attributes:
        express: Is offered each text before it goes into line, while nothing stands in line; it may take it.
    """

    express: Callable[[str], bool] | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  the base class's own
        """Takes what the server gives."""
        super().__init__(*args, **kwargs)
        self._held = b""
        self._is_in_parts = False
        self._is_unusual = False

    def handle_connect(self, event: Request) -> None:
        """Lets the application know of the short way."""
        super().handle_connect(event)
        if not self.handshake_complete:  # it is, where the request was refused
            self.scope["extensions"][EXTENSION] = self  # type: ignore[assignment] # not one the server knows

    def data_received(self, data: bytes) -> None:
        """Takes what came; a part of a frame waits for its rest."""
        if self._is_unusual or not self.handshake_complete:
            self._is_unusual = self._is_unusual or self.handshake_initiated  # it spoke before it was answered
            super().data_received(data)
        else:
            self._held = self._frames(self._held + data if self._held else data)

    def _frames(self, data: bytes) -> bytes:
        """Hands on frame by frame, and returns what is no whole one yet."""
        at, came = 0, len(data)
        while came - at > 1:
            first, size, body = data[at], data[at + 1] & ~_MASKED, at + 2
            if size >= _WIDE:
                body += 2 if size == _WIDE else 8
                size = int.from_bytes(data[at + 2 : body])
            if not data[at + 1] & _MASKED or size > self.config.ws_max_size:
                self._is_unusual = True  # the library says what is wrong with it
                super().data_received(data[at:])
                return b""
            body += _MASK
            end = body + size
            if end > came:
                break
            if first != _TEXT or self._is_in_parts or not self._text(data[body:end], data[body - _MASK : body]):
                super().data_received(data[at:end])
                if first & ~_LAST < _FIRST_OF_CONTROL:
                    self._is_in_parts = first < _LAST
                if self.transport.is_closing():
                    return b""
            at = end
        return data[at:]

    def _text(self, masked: bytes, mask: bytes) -> bool:
        """Hands on a text; tells whether it was one, and the socket is not ending."""
        if not self._is_open:
            return False
        try:
            text = apply_mask(masked, mask).decode()
        except UnicodeDecodeError:
            return False
        if self.express is not None and self.queue.empty() and self.express(text):
            return True
        self.queue.put_nowait({"type": "websocket.receive", "text": text})
        if not self.read_paused:
            self.read_paused = True
            self.transport.pause_reading()
        return True

    @property
    def _is_open(self) -> bool:
        return self.handshake_complete and not self.close_sent and not self.transport.is_closing()

    @property
    def is_free(self) -> bool:
        """Whether what is written now goes on its way at once: the socket is open, and not behind."""
        return self._is_open and self.writable.is_set()

    def write(self, text: str) -> None:
        """Writes a message; the channel has to be free."""
        body = text.encode()
        size = len(body)
        if size < _WIDE:
            head = _short(_TEXT, size)
        elif size <= _WIDE_UP_TO:
            head = _wide(_TEXT, _WIDE, size)
        else:
            head = _widest(_TEXT, _WIDEST, size)
        self.transport.write(head + body)

    async def send(self, message: ASGISendEvent) -> None:
        """Sends what the application says."""
        text = message.get("text") if message["type"] == "websocket.send" else None
        if text is not None and self.is_free:
            self.write(text)
        else:
            await super().send(message)
