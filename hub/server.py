"""The server around the application: its socket, its bounds, and how it ends."""

import gc
import signal
import socket
from collections.abc import Callable
from typing import Any, Final

import uvicorn

from hub.web.channel import Channel

_SEND_BUFFER: Final = 128 * 1024
"""Bytes the kernel keeps for a peer that does not read; left to itself it would take 4 MiB before anybody notices."""
_USER_TIMEOUT_MS: Final = 15_000
"""After this a peer that acknowledges nothing is gone (`TCP_USER_TIMEOUT`)."""


def calm_collector() -> None:
    """Keeps full garbage collections off the hot path: what is there now stays, what comes is short-lived."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 100, 100)


def listen(host: str, port: int) -> socket.socket:
    """Opens the listening socket; connections inherit its buffer, and that a silent peer is given up."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER)
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _USER_TIMEOUT_MS)
    listening.bind((host, port))
    return listening


class Server(uvicorn.Server):
    """A server that ends its sockets itself, for it would wait for them."""

    def __init__(self, app: Any, close_sockets: Callable[[], None]) -> None:  # noqa: ANN401  an ASGI application
        """Takes what it serves, and how its sockets are ended."""
        super().__init__(
            uvicorn.Config(
                app,
                loop="none",
                http="httptools",
                ws=Channel,
                ws_max_size=300 * 1024,
                ws_per_message_deflate=False,
                ws_ping_interval=None,
                lifespan="off",
                access_log=False,
                log_config=None,
                server_header=False,
                backlog=8192,
                timeout_keep_alive=75,
                timeout_graceful_shutdown=5,
            )
        )
        self._close_sockets = close_sockets

    def handle_exit(self, sig: int, frame: Any) -> None:  # noqa: ANN401, ARG002  the base class's signature
        """Ends the sockets first.

        The base class would send itself the signal once more in the end, and so die before connections are let go.
        """
        self._close_sockets()
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self.should_exit = True
