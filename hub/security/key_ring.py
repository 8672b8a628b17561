"""The key-encryption keys of a hub: the active one wraps the data keys, all unwrap them."""

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, Self
from uuid import UUID

from cryptography.exceptions import InvalidTag

from hub.errors import IntegrityError, KeyRingError, SecretError
from hub.security.key_file import Keys
from hub.security.key_source import FileSource, KeySource, held

_NONCE = 12


class Wrapping(NamedTuple):
    """A key-encryption key: its name, since when it is there as far as is known, and how many data keys it wraps."""

    name: str
    made_at: datetime | None
    wraps: int
    is_active: bool


class KeyRing:
    """The keys by name; one that comes from a source follows what is done there."""

    def __init__(self, active: str, keys: Mapping[str, bytes]) -> None:
        """Takes the name of the key that wraps, and all keys."""
        self._source: KeySource | None = None
        self._held = held(Keys(active, keys, {}))

    @classmethod
    def load(cls, path: Path) -> Self:
        """Reads the key ring, or makes a new one where there is no file.

        Raises:
            KeyRingError: The file is not readable, not ours alone, or not a key ring.
        """
        return cls.of(FileSource(path))

    @classmethod
    def of(cls, source: KeySource) -> Self:
        """Reads the key ring of a source.

        Raises:
            KeyRingError: It cannot be had, or is none.
            SecretError: The command that prints it fails.
        """
        ring = cls("", {})
        ring._source, ring._held = source, source.read()
        return ring

    @property
    def active(self) -> str:
        """The name of the key that wraps."""
        return self._held.active

    @property
    def made(self) -> Mapping[str, datetime]:
        """When the keys were made, as far as is known."""
        return self._held.made

    @property
    def names(self) -> list[str]:
        """The names of all keys, the oldest first."""
        return list(self._held.keys)

    def wrappings(self, counts: Mapping[str, int]) -> Sequence[Wrapping]:
        """Returns its keys, the oldest first, and names that wrap something and that it does not know."""
        names = [*self.names, *sorted(counts.keys() - set(self.names))]
        return [Wrapping(name, self.made.get(name), counts.get(name, 0), name == self.active) for name in names]

    def renew(self, *, is_missed: bool = False) -> None:
        """Reads the source again where it may be another one, so that a running hub wraps by the key that is active.

        What is held stays where the source cannot be used: a hub that runs goes on with the keys it has.
        """
        if self._source is None:
            return
        with suppress(OSError, KeyRingError, SecretError):
            if self._source.may_differ(is_missed=is_missed):
                self._held = self._source.read()

    def derived(self, purpose: bytes) -> bytes:
        """Returns a key for another purpose that does not betray the ring's own; it changes with the active one."""
        return self._held.keys[self.active].derived(purpose)

    def wrap(self, key: bytes, subject: UUID) -> bytes:
        """Wraps a data key for its subject."""
        nonce, now = os.urandom(_NONCE), self._held
        sealed = now.keys[now.active].encrypt(nonce, key, subject.bytes)
        return b"%s\x00%s%s" % (now.active.encode(), nonce, sealed)

    def unwrap(self, wrapped: bytes, subject: UUID) -> bytes:
        """Unwraps a data key; a name that is not known yet may have been added at the source.

        Raises:
            IntegrityError: It was wrapped by no key of this ring, or for another subject.
        """
        raw, _, rest = wrapped.partition(b"\x00")
        try:
            name = raw.decode()
            if name not in self._held.keys:
                self.renew(is_missed=True)
            return self._held.keys[name].decrypt(rest[:_NONCE], rest[_NONCE:], subject.bytes)
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
