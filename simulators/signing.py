"""What a terminal signs: each act of a person, and of what streams one word every few seconds.

A signature says how far the terminal's words of the case have come before it, by the head of a hash chain over their
bytes, so that those which streamed are proven with it.
"""

import time
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from simulators.credential import Key

STREAMING: Final = frozenset({"record-observation", "report-position"})
EVERY_S: Final = 5.0
"""Of what streams, one word is signed so often."""


@dataclass
class Chain:
    """What the hub has stored of this terminal's words of one case, as far as that is known for sure."""

    after: int = 0
    length: int = 0
    head: bytes = bytes(32)
    last: int = 0
    waiting: set[str] = field(default_factory=set)
    is_lost: bool = False

    def stated(self) -> Mapping[str, object]:
        """Returns the chain as a signature says it."""
        head = urlsafe_b64encode(self.head).rstrip(b"=").decode()
        return {"after": self.after, "length": self.length, "head": head}

    def take(self, raw: bytes, version: int, attempts: int) -> None:
        """Takes a word in that was stored as this version, or begins another chain."""
        if attempts == 1 and version > self.last:
            self.head = sha256(self.head + sha256(raw).digest()).digest()
            self.length, self.last = self.length + 1, version
        else:
            self.after = self.last = max(self.last, version)
            self.length, self.head = 0, bytes(32)


class Signer:
    """Signs what a terminal sends."""

    def __init__(self, key: Key) -> None:
        """Takes the key of its device."""
        self._key = key
        self._chains: dict[str, Chain] = {}
        self._signed_at = float("-inf")

    def sends(self, kind: str, case: str | None, key: str, raw: bytes) -> str | None:
        """Returns the signature with which bytes go out, None where they are left to a later one."""
        chain = self._chains.setdefault(case or "", Chain())
        is_sure = bool(case) and not chain.is_lost and not chain.waiting - {key}
        chain.waiting.add(key)
        if kind in STREAMING and time.monotonic() - self._signed_at < EVERY_S:
            return None
        self._signed_at = time.monotonic()
        return self._key.detached(raw, chain.stated() if is_sure else None)

    def settles(self, case: str | None, key: str, *, raw: bytes, version: int | None, attempts: int) -> None:
        """Notes what became of a word: which version it was stored as, None where it was not."""
        chain = self._chains.setdefault(case or "", Chain())
        chain.waiting.discard(key)
        if version is not None:
            chain.take(raw, version, attempts)

    def gives_up(self, case: str | None) -> None:
        """Notes that nobody knows whether a word was stored: the chain of its case is not known any more."""
        self._chains.setdefault(case or "", Chain()).is_lost = True
