"""What a server offers over TLS, found out by asking for one thing after the other.

Asked with another hand than the hub's: `tlslite-ng` is TLS in pure Python, and shares nothing with OpenSSL.
"""

import socket
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from tlslite.errors import TLSError
from tlslite.handshakesettings import HandshakeSettings
from tlslite.tlsconnection import TLSConnection

VERSIONS: Final = {"SSLv3": (3, 0), "TLSv1.0": (3, 1), "TLSv1.1": (3, 2), "TLSv1.2": (3, 3), "TLSv1.3": (3, 4)}
SUITES: Final = ("aes256gcm", "chacha20-poly1305", "aes128gcm", "aes128ccm", "aes128ccm_8")
"""Every suite that TLS 1.3 knows (RFC 8446, appendix B.4)."""
GROUPS: Final = ("x25519", "secp256r1", "secp384r1", "secp521r1", "x448")


@dataclass(frozen=True, slots=True)
class Offer:
    """Versions, suites of 1.3 and groups of 1.3 in which a handshake succeeds."""

    versions: frozenset[str]
    suites: frozenset[str]
    groups: frozenset[str]


def scan(port: int, groups: Iterable[str] = GROUPS) -> Offer:
    """Asks a server on this machine for everything, one at a time."""
    return Offer(
        frozenset(name for name, version in VERSIONS.items() if _agrees(port, version)),
        frozenset(suite for suite in SUITES if _agrees(port, cipherNames=[suite])),
        frozenset(each for each in groups if _agrees(port, eccCurves=[each], keyShares=[each], dhGroups=[])),
    )


def _agrees(port: int, version: tuple[int, int] = VERSIONS["TLSv1.3"], **asked: object) -> bool:
    settings = HandshakeSettings()
    settings.minVersion = settings.maxVersion = version
    for name, value in asked.items():
        setattr(settings, name, value)
    with socket.create_connection(("127.0.0.1", port), timeout=30) as plug:
        connection = TLSConnection(plug)
        try:
            connection.handshakeClientCert(settings=settings)
        except (TLSError, OSError):
            return False
        agreed: tuple[int, int] = connection.version
        connection.close()
        return agreed == version
