"""The key-encryption keys of a hub: the active one wraps the data keys, all unwrap them."""

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from hub.errors import IntegrityError, KeyRingError
from hub.security import key_file
from hub.security.key_file import Keys

_NONCE = 12


class KeyRing:
    """The keys by name; one that was loaded from a file follows what is done to the file."""

    def __init__(self, active: str, keys: Mapping[str, bytes], path: Path | None = None) -> None:
        """Takes the name of the key that wraps, all keys, and the file they stand in."""
        self._path = path
        self._stamp: tuple[int, ...] = ()
        self._take(Keys(active, keys, {}))

    @classmethod
    def load(cls, path: Path) -> "KeyRing":
        """Reads the key ring, or makes a new one where there is no file.

        Raises:
            KeyRingError: The file is not readable, not ours alone, or not a key ring.
        """
        keys = key_file.read(path)
        ring = cls(keys.active, keys.keys, path)
        ring.renew()
        return ring

    def _take(self, held: Keys) -> None:
        self.active = held.active
        self.made = held.made
        self._root = held.keys.get(held.active, b"")
        self._keys = {name: AESGCM(key) for name, key in held.keys.items()}

    @property
    def names(self) -> list[str]:
        """The names of all keys, the oldest first."""
        return list(self._keys)

    def renew(self) -> None:
        """Reads the file again where it was replaced, so that a running hub wraps by the key that is active now.

        What is held stays where the file cannot be used: a hub that runs goes on with the keys it has.
        """
        if self._path is None:
            return
        with suppress(OSError, KeyRingError):
            told = self._path.stat()
            stamp = (told.st_ino, told.st_mtime_ns)
            if stamp != self._stamp:
                self._stamp = stamp
                self._take(key_file.read(self._path))

    def derived(self, purpose: bytes) -> bytes:
        """Returns a key for another purpose that does not betray the ring's own; it changes with the active one."""
        return HKDF(hashes.SHA256(), length=32, salt=None, info=purpose).derive(self._root)

    def wrap(self, key: bytes, subject: UUID) -> bytes:
        """Wraps a data key for its subject."""
        nonce = os.urandom(_NONCE)
        sealed = self._keys[self.active].encrypt(nonce, key, subject.bytes)
        return b"%s\x00%s%s" % (self.active.encode(), nonce, sealed)

    def unwrap(self, wrapped: bytes, subject: UUID) -> bytes:
        """Unwraps a data key; a name that is not known yet may have been added to the file.

        Raises:
            IntegrityError: It was wrapped by no key of this ring, or for another subject.
        """
        raw, _, rest = wrapped.partition(b"\x00")
        try:
            name = raw.decode()
            if name not in self._keys:
                self.renew()
            return self._keys[name].decrypt(rest[:_NONCE], rest[_NONCE:], subject.bytes)
        except (KeyError, InvalidTag, ValueError) as error:
            raise IntegrityError(f"data key of {subject}") from error

    def rewrap(self, wrapped: bytes, subject: UUID) -> bytes | None:
        """Returns a data key wrapped by the active key, None where it is already.

        Raises:
            IntegrityError: It was wrapped by no key of this ring, or for another subject.
        """
        if wrapped.startswith(self.active.encode() + b"\x00"):
            return None
        return self.wrap(self.unwrap(wrapped, subject), subject)
