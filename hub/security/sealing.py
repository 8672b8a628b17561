"""Seals what is stored: AES-256-GCM under a data key per subject, itself wrapped by the key ring.

The associated data is subject, version and part, so that a sealed body cannot be moved elsewhere. Whoever destroys a
subject's data key has erased its bodies, while the journal's rows stay.
"""

import os
from collections import OrderedDict
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from hub.errors import IntegrityError
from hub.security.key_ring import KeyRing

_NONCE = 12
_MOST_OPEN = 50_000


class AesSealer:
    """Implements `hub.ports.Sealer`."""

    def __init__(self, ring: KeyRing) -> None:
        """Takes the key ring."""
        self._ring = ring
        self._open: OrderedDict[UUID, AESGCM] = OrderedDict()

    def create(self, subject: UUID) -> bytes:
        """Makes a data key for a new subject and returns it wrapped, to be stored with its first entry."""
        key = AESGCM.generate_key(256)
        wrapped = self._ring.wrap(key, subject)
        self._keep(subject, key)
        return wrapped

    def open(self, subject: UUID, wrapped_key: bytes) -> None:
        """Takes a stored key into use."""
        self._keep(subject, self._ring.unwrap(wrapped_key, subject))

    def forget(self, subject: UUID) -> None:
        """Puts a key out of use: it may not be the one that is stored."""
        self._open.pop(subject, None)

    def has(self, subject: UUID) -> bool:
        """Tells whether the subject's key is in use."""
        return subject in self._open

    def seal(self, subject: UUID, version: int, part: str, body: bytes) -> bytes:
        """Seals a part of an entry."""
        nonce = os.urandom(_NONCE)
        return nonce + self._key(subject).encrypt(nonce, body, _place(subject, version, part))

    def unseal(self, subject: UUID, version: int, part: str, sealed: bytes) -> bytes:
        """Opens a part of an entry."""
        try:
            return self._key(subject).decrypt(sealed[:_NONCE], sealed[_NONCE:], _place(subject, version, part))
        except (InvalidTag, ValueError) as error:
            raise IntegrityError(f"{part} of {subject} version {version}") from error

    def _key(self, subject: UUID) -> AESGCM:
        self._open.move_to_end(subject)
        return self._open[subject]

    def _keep(self, subject: UUID, key: bytes) -> None:
        self._open[subject] = AESGCM(key)
        self._open.move_to_end(subject)
        while len(self._open) > _MOST_OPEN:
            self._open.popitem(last=False)


def _place(subject: UUID, version: int, part: str) -> bytes:
    return b"%s%d%s" % (subject.bytes, version, part.encode())
