"""Seals what is stored: AES-256-GCM under a data key per subject, itself wrapped by the key ring.

The associated data is subject, version and part, so that a sealed body cannot be moved elsewhere. Whoever destroys a
subject's data key has erased its bodies, while the journal's rows stay.
"""

import json
import os
from base64 import b64decode, b64encode
from collections import OrderedDict
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from hub.errors import IntegrityError, KeyRingError

_NONCE = 12
_MOST_OPEN = 50_000


class KeyRing:
    """The key-encryption keys of this hub, by name; the newest wraps, all unwrap.

    The file is ``{"active": name, "keys": {name: base64 of 32 bytes}}``, readable by its owner only.
    """

    def __init__(self, active: str, keys: dict[str, bytes]) -> None:
        """Takes the name of the key that wraps, and all keys."""
        self._active = active
        self._root = keys.get(active, b"")
        self._keys = {name: AESGCM(key) for name, key in keys.items()}

    @classmethod
    def load(cls, path: Path) -> "KeyRing":
        """Reads the key ring, or makes a new one where there is no file.

        Raises:
            KeyRingError: The file is not readable, not ours alone, or not a key ring.
        """
        if not path.exists():
            _make(path)
        if path.stat().st_mode & 0o077:
            raise KeyRingError(path, "readable by others")
        try:
            held = json.loads(path.read_bytes())
            keys = {str(name): b64decode(key, validate=True) for name, key in held["keys"].items()}
            ring = cls(held["active"], keys)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise KeyRingError(path, type(error).__name__) from None
        if ring._active not in keys:
            raise KeyRingError(path, "the active key is missing")
        return ring

    def derived(self, purpose: bytes) -> bytes:
        """Returns a key for another purpose that does not betray the ring's own; it changes with the active one."""
        return HKDF(hashes.SHA256(), length=32, salt=None, info=purpose).derive(self._root)

    def wrap(self, key: bytes, subject: UUID) -> bytes:
        """Wraps a data key for its subject."""
        nonce = os.urandom(_NONCE)
        sealed = self._keys[self._active].encrypt(nonce, key, subject.bytes)
        return b"%s\x00%s%s" % (self._active.encode(), nonce, sealed)

    def unwrap(self, wrapped: bytes, subject: UUID) -> bytes:
        """Unwraps a data key.

        Raises:
            IntegrityError: It was wrapped by no key of this ring, or for another subject.
        """
        name, _, rest = wrapped.partition(b"\x00")
        try:
            return self._keys[name.decode()].decrypt(rest[:_NONCE], rest[_NONCE:], subject.bytes)
        except (KeyError, InvalidTag, ValueError) as error:
            raise IntegrityError(f"data key of {subject}") from error


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    ring = {"active": "1", "keys": {"1": b64encode(os.urandom(32)).decode()}}
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(ring, file)
        file.flush()
        os.fsync(file.fileno())


class AesSealer:
    """Implements `hub.ports.Sealer`."""

    def __init__(self, ring: KeyRing) -> None:
        """Takes the key ring."""
        self._ring = ring
        self._open: OrderedDict[UUID, AESGCM] = OrderedDict()

    def create(self, subject: UUID) -> bytes:
        """Makes a data key for a new subject and returns it wrapped, to be stored with its first entry."""
        key = AESGCM.generate_key(256)
        self._keep(subject, key)
        return self._ring.wrap(key, subject)

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
