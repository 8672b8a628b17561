"""Consistency proofs of RFC 6962: that a log only grew between two of its roots, shown by some dozen hashes.

Whoever has written a checkpoint down need not read the log to know that a later one goes on from it.
"""

from collections.abc import Callable, Sequence

from hub.security.merkle import node

Root = Callable[[int, int], bytes]
"""Returns the root over the leaves from the first number up to and without the second."""


def proof(first: int, second: int, root: Root) -> list[bytes]:
    """Returns the proof that the tree of ``second`` leaves goes on from that of ``first`` (RFC 6962 §2.1.2)."""
    return _subproof(first, 0, second, root, is_whole=True) if 0 < first < second else []


def _subproof(first: int, begin: int, end: int, root: Root, *, is_whole: bool) -> list[bytes]:
    """Returns what is missing to know both roots; ``first`` counts from the beginning of the whole tree."""
    if first == end:
        return [] if is_whole else [root(begin, end)]
    middle = begin + split(end - begin)
    if first <= middle:
        return [*_subproof(first, begin, middle, root, is_whole=is_whole), root(middle, end)]
    return [*_subproof(first, middle, end, root, is_whole=False), root(begin, middle)]


def split(size: int) -> int:
    """Returns the largest power of two that is smaller than a size."""
    return 1 << ((size - 1).bit_length() - 1)


def goes_on(first: int, first_root: bytes, second: int, second_root: bytes, hashes: Sequence[bytes]) -> bool:
    """Tells whether a proof shows that the second root goes on from the first one (RFC 9162 §2.1.4.2)."""
    if first == second:
        return first_root == second_root and not hashes
    if first == 0 or first > second:
        return first == 0 and not hashes
    is_subtree = first & (first - 1) == 0
    left = [first_root, *hashes] if is_subtree else list(hashes)
    return bool(left) and _roots(first - 1, second - 1, left) == (first_root, second_root)


def _roots(at: int, last: int, left: list[bytes]) -> tuple[bytes, bytes] | None:
    """Returns the two roots to which a proof leads, None where it is too short or too long."""
    while at & 1:
        at, last = at >> 1, last >> 1
    old = new = left.pop(0)
    for each in left:
        if last == 0:
            return None
        if at & 1 or at == last:
            old, new = node(each, old), node(each, new)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            new = node(new, each)
        at, last = at >> 1, last >> 1
    return (old, new) if last == 0 else None
