"""The seal in memory: nothing is hidden, and what was changed or moved is seen."""

import os
from hashlib import sha256
from uuid import UUID

from hub.errors import IntegrityError

_KEY = 16
_DIGEST = sha256().digest_size


class PlainSealer:
    """Implements `hub.ports.Sealer` without hiding anything: it only sees whether a body was changed or moved."""

    def __init__(self) -> None:
        """Starts with no key in use."""
        self._open: dict[UUID, bytes] = {}

    def create(self, subject: UUID) -> bytes:
        """Makes a data key for a new subject and returns it wrapped, to be stored with its first entry."""
        self._open[subject] = os.urandom(_KEY)
        return subject.bytes + self._open[subject]

    def open(self, subject: UUID, wrapped_key: bytes) -> None:
        """Takes a stored key into use."""
        if wrapped_key[:16] != subject.bytes:
            raise IntegrityError(f"data key of {subject}")
        self._open[subject] = wrapped_key[16:]

    def forget(self, subject: UUID) -> None:
        """Puts a key out of use: it may not be the one that is stored."""
        self._open.pop(subject, None)

    def has(self, subject: UUID) -> bool:
        """Tells whether the subject's key is in use."""
        return subject in self._open

    def seal(self, subject: UUID, version: int, part: str, body: bytes) -> bytes:
        """Puts before a body what belongs to its place and its key."""
        return self._mark(subject, version, part, body) + body

    def unseal(self, subject: UUID, version: int, part: str, sealed: bytes) -> bytes:
        """Returns a body that stands where it was put."""
        body = sealed[_DIGEST:]
        if sealed[:_DIGEST] != self._mark(subject, version, part, body):
            raise IntegrityError(f"{part} of {subject} version {version}")
        return body

    def _mark(self, subject: UUID, version: int, part: str, body: bytes) -> bytes:
        place = b"%s%d%s" % (subject.bytes, version, part.encode())
        return sha256(self._open[subject] + place + body).digest()
