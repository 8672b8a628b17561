"""The tree of RFC 6962 over a log that only grows: its root says everything that was ever in it, and in which order.

A change of one byte of one leaf gives another root, and so does a leaf that is left out, put in or moved.
"""

from collections.abc import Iterable
from hashlib import sha256
from typing import Final, Self

HASH: Final = 32
"""Bytes of a hash."""


def leaf(content: bytes) -> bytes:
    """Returns the hash of a leaf (RFC 6962 §2.1)."""
    return sha256(b"\x00" + content).digest()


def node(left: bytes, right: bytes) -> bytes:
    """Returns the hash of two subtrees side by side (RFC 6962 §2.1)."""
    return sha256(b"\x01" + left + right).digest()


def parted(hashes: bytes) -> list[bytes]:
    """Returns hashes that stand one behind the other, each by itself."""
    return [hashes[at : at + HASH] for at in range(0, len(hashes), HASH)]


class Frontier:
    """The right edge of a tree: its full subtrees, the largest first; enough to go on and to tell the root."""

    def __init__(self, full: Iterable[tuple[int, bytes]] = ()) -> None:
        """Begins with full subtrees, each with its height, the highest first; empty without any."""
        self._full = list(full)
        self.size = sum(1 << height for height, _ in self._full)

    @classmethod
    def of(cls, hashes: Iterable[bytes], height: int = 0) -> Self:
        """Builds a tree of full subtrees of one height; of leaves where that is 0."""
        built = cls()
        for each in hashes:
            built.append(each, height)
        return built

    def append(self, subtree: bytes, height: int = 0) -> None:
        """Puts a leaf, or a full subtree of 2^height leaves no higher than what stands there, at the right end."""
        self.size += 1 << height
        while self._full and self._full[-1][0] == height:
            subtree = node(self._full.pop()[1], subtree)
            height += 1
        self._full.append((height, subtree))

    def copy(self) -> Self:
        """Returns a tree that grows apart from this one."""
        return type(self)(self._full)

    def root(self) -> bytes:
        """Returns the root (RFC 6962 §2.1: Merkle Tree Hash)."""
        if not self._full:
            return sha256().digest()
        root = self._full[-1][1]
        for _, subtree in reversed(self._full[:-1]):
            root = node(subtree, root)
        return root
