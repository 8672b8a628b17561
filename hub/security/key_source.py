"""Where key-encryption keys are kept: a file, or whatever a command opens and another one closes.

Keys of both are in the hub's memory while it runs. Those of a token (`hub.security.key_token`) never are.
"""

import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from math import inf
from pathlib import Path
from typing import Final, NamedTuple, Protocol

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from hub import secret
from hub.errors import KeyRingError
from hub.security import key_file
from hub.security.key_file import Keys


class Kek(Protocol):
    """A key-encryption key: AES-256-GCM."""

    def encrypt(self, nonce: bytes, data: bytes, associated: bytes, /) -> bytes:
        """Seals."""

    def decrypt(self, nonce: bytes, data: bytes, associated: bytes, /) -> bytes:
        """Opens.

        Raises:
            InvalidTag: It was sealed by another key, with other associated data, or was changed.
        """

    def derived(self, purpose: bytes, /) -> bytes:
        """Returns 32 bytes for another purpose, that do not betray the key."""


class Held(NamedTuple):
    """What a source holds: the name of the key that wraps, every key, and when they were made as far as is known."""

    active: str
    keys: Mapping[str, Kek]
    made: Mapping[str, datetime]


class KeySource(Protocol):
    """Where keys come from.

    Attributes:
        notice: How long a node may go on wrapping by the key that was active before.
    """

    notice: timedelta

    def read(self) -> Held:
        """Returns what is held now.

        Raises:
            KeyRingError: It cannot be had, or is none.
        """

    def may_differ(self, *, is_missed: bool = False) -> bool:
        """Tells whether to read again may tell something new; sooner where a key is missed."""

    def rotate(self) -> str:
        """Adds a new key, by which everything is wrapped from now on, and returns its name.

        Raises:
            KeyRingError: It cannot be kept.
        """

    def drop(self, name: str) -> None:
        """Takes a key away for good.

        Raises:
            KeyRingError: There is none of this name, or it is the one that wraps.
        """


class SoftwareKey:
    """A key in memory."""

    def __init__(self, key: bytes) -> None:
        """Takes the key."""
        cipher = AESGCM(key)
        self.encrypt, self.decrypt = cipher.encrypt, cipher.decrypt
        self._key = key

    def derived(self, purpose: bytes) -> bytes:
        """Returns 32 bytes for another purpose, that do not betray the key."""
        return HKDF(hashes.SHA256(), length=32, salt=None, info=purpose).derive(self._key)


def held(keys: Keys) -> Held:
    """Takes keys into use."""
    return Held(keys.active, {name: SoftwareKey(key) for name, key in keys.keys.items()}, keys.made)


class FileSource:
    """Keys in a file, which is looked at twice a second; where there is none it is made."""

    notice = timedelta(seconds=10)

    def __init__(self, path: Path) -> None:
        """Takes the file."""
        self._path = path
        self._stamp: tuple[int, ...] = ()

    def read(self) -> Held:
        """Returns what stands in the file."""
        keys = key_file.read(self._path)
        self._stamp = self._now()
        return held(keys)

    def may_differ(self, *, is_missed: bool = False) -> bool:  # noqa: ARG002  a file says by itself that it is another
        """Tells whether the file was replaced."""
        before, self._stamp = self._stamp, self._now()
        return before != self._stamp

    def rotate(self) -> str:
        """Adds a new key."""
        return key_file.rotate(self._path)

    def drop(self, name: str) -> None:
        """Takes a key away."""
        key_file.drop(self._path, name)

    def _now(self) -> tuple[int, ...]:
        told = self._path.stat()
        return told.st_ino, told.st_mtime_ns


class Rhythm:
    """When a source is read again that does not say by itself that it is another one."""

    notice = timedelta(minutes=2)
    _always_s: Final = 60.0
    _when_missed_s: Final = 5.0

    def __init__(self) -> None:
        """Begins with what is read now."""
        self._read_at = -inf

    def note(self) -> None:
        """Takes down that the source is read now."""
        self._read_at = time.monotonic()

    def is_due(self, *, is_missed: bool) -> bool:
        """Tells whether it is time."""
        return time.monotonic() - self._read_at >= (self._when_missed_s if is_missed else self._always_s)


class CommandSource:
    """Keys that a command prints, as they would stand in a file, and that another command keeps.

    So a key ring lies sealed by whatever opens and seals: a cloud's key management, `age`, a card.
    """

    notice = Rhythm.notice

    def __init__(self, command: Sequence[str], store: Sequence[str] | None) -> None:
        """Takes the command that prints the ring, and the one that is given a new one; nothing without it is kept."""
        self._command, self._store = command, store
        self._rhythm = Rhythm()

    def read(self) -> Held:
        """Returns what the command prints."""
        self._rhythm.note()
        keys = self._keys()
        if keys is None:
            raise KeyRingError(self._command[0], "prints no key yet: kyukyu keys rotate makes the first")
        return held(keys)

    def may_differ(self, *, is_missed: bool = False) -> bool:
        """Tells whether it is time to ask the command again."""
        return self._rhythm.is_due(is_missed=is_missed)

    def rotate(self) -> str:
        """Adds a new key; it makes the first one where the command prints nothing."""
        keys, now = self._keys(), datetime.now(UTC)
        return self._kept(Keys.first(now) if keys is None else keys.rotated(now)).active

    def drop(self, name: str) -> None:
        """Takes a key away."""
        self._kept((self._keys() or Keys("", {}, {})).without(name, self._command[0]))

    def _keys(self) -> Keys | None:
        printed = secret.from_command(self._command)
        return key_file.parsed(printed, self._command[0]) if printed.strip() else None

    def _kept(self, keys: Keys) -> Keys:
        """Has a ring kept; what does not come back as it was given is not kept."""
        if self._store is None:
            raise KeyRingError(self._command[0], "key_ring_store_command is not set")
        secret.from_command(self._store, key_file.written(keys))
        if self._keys() != keys:
            raise KeyRingError(self._store[0], "what was given to it does not come back")
        return keys
