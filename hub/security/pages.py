"""Places in a search that a caller is given to come back with: sealed, so that an address tells nobody what was asked.

The key follows from the key ring, so that every node reads what another one wrote, and a hub that was started anew too.
"""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from hub.errors import PageGoneError
from hub.security.key_ring import KeyRing

_NONCE: Final = 12


class PageSeal:
    """Seals places in searches, each for one caller."""

    def __init__(self, ring: KeyRing) -> None:
        """Derives its key."""
        self._cipher = AESGCM(ring.derived(b"pages of searches"))

    def seal(self, place: bytes, caller: str) -> str:
        """Returns a place as it may stand in an address."""
        nonce = os.urandom(_NONCE)
        return urlsafe_b64encode(nonce + self._cipher.encrypt(nonce, place, caller.encode())).decode().rstrip("=")

    def open(self, sealed: str, caller: str) -> bytes:
        """Returns the place.

        Raises:
            PageGoneError: It was not written by this hub for this caller, or the key has changed since.
        """
        try:
            raw = urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4))
            return self._cipher.decrypt(raw[:_NONCE], raw[_NONCE:], caller.encode())
        except (ValueError, InvalidTag):
            raise PageGoneError from None
