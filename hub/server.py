"""The server around the application: its socket, what it is spoken to in, its bounds, and how it ends."""

import asyncio
import gc
import signal
import socket
from collections.abc import Callable
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from websockets.http11 import Request

from hub.errors import Issue, SettingsError
from hub.security.tls import TlsIdentity, callers_named
from hub.web.channel import CERTIFIED, Channel

_SEND_BUFFER: Final = 128 * 1024
"""Bytes the kernel keeps for a peer that does not read; left to itself it would take 4 MiB before anybody notices."""
_USER_TIMEOUT_MS: Final = 15_000
"""After this a peer that acknowledges nothing is gone (`TCP_USER_TIMEOUT`)."""

_HALF: Final = Issue(
    "tls_certificate",
    "certificate-and-key",
    "と tls_key は両方を設定します(tls_client_authorities にもこの二つが必要です)",
    "both tls_certificate and tls_key are needed, also for tls_client_authorities",
)
_IN_THE_CLEAR: Final = Issue(
    "tls_certificate",
    "in-the-clear",
    "がないため、他の機器からの接続を受け付けません。証明書と鍵を設定するか、hostを127.0.0.1にします",
    "without a certificate the hub does not listen to other machines; set it with tls_key, or host to 127.0.0.1",
)


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


def tls_identity(host: str, certificate: Path | None, key: Path | None, authorities: Path | None) -> TlsIdentity | None:
    """Returns what the hub shows over TLS; None where it listens to this machine only, and speaks plain HTTP.

    Raises:
        SettingsError: It would speak plain HTTP to other machines, or half of what TLS needs is missing.
        CertificateError: A file cannot be used.
    """
    if certificate is not None and key is not None:
        return TlsIdentity(certificate, key, authorities)
    if not (certificate is key is authorities is None):
        raise SettingsError([_HALF])
    if not _is_this_machine(host):
        raise SettingsError([_IN_THE_CLEAR])
    return None


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class Exchange(HttpToolsProtocol):
    """One HTTP connection; the application hears whom the certificate of its other side names."""

    _certified: frozenset[str] = frozenset()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as the base class
        """Looks at the certificate, once."""
        super().connection_made(transport)
        self._certified = callers_named(transport.get_extra_info("peercert"))

    def on_message_begin(self) -> None:
        """Lets the application know with each request."""
        super().on_message_begin()
        if self._certified:
            self.scope["extensions"] = {CERTIFIED: self._certified}  # type: ignore[dict-item] # not one the server knows


class Line(Channel):
    """One WebSocket; the same."""

    def handle_connect(self, event: Request) -> None:
        """Looks at the certificate, and lets the application know."""
        super().handle_connect(event)
        certified = callers_named(self.transport.get_extra_info("peercert"))
        if certified and not self.handshake_complete:
            self.scope["extensions"][CERTIFIED] = certified  # type: ignore[assignment] # not one the server knows


class Server(uvicorn.Server):
    """A server that ends its sockets itself, for it would wait for them."""

    def __init__(self, app: Any, close_sockets: Callable[[], None], shown: TlsIdentity | None) -> None:  # noqa: ANN401  an ASGI application
        """Takes what it serves, how its sockets are ended, and what it shows over TLS."""
        super().__init__(
            uvicorn.Config(
                app,
                loop="none",
                http=Exchange,
                ws=Line,
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
                ssl_context_factory=None if shown is None else lambda *_: shown.context,
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
