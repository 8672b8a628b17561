"""That the audit only grew: the proof from a checkpoint that somebody has written down to the newest one."""

from typing import NamedTuple

from hub.postgres.audit_tree import LEAVES, PostgresAuditTree, Spine
from hub.security.checkpoint import Verifier
from hub.security.consistency import goes_on, proof
from hub.security.merkle import Frontier, parted
from hub.web.transparency import Proven

_HEIGHT = LEAVES.bit_length() - 1


class Comparison(NamedTuple):
    """Two sizes of the log, and whether the later one was shown to go on from the earlier one, by how many hashes."""

    first: int
    second: int
    hashes: int
    goes_on: bool


async def prove(tree: PostgresAuditTree, first: int) -> Proven:
    """Returns the newest checkpoint, and the hashes that lead to it from a tree of so many leaves."""
    spine = await tree.spine(first)
    if spine.newest is None:
        return Proven("", [])
    return Proven(spine.newest.note, proof(first, spine.newest.size, lambda begin, end: _root(spine, begin, end)))


async def compare(tree: PostgresAuditTree, verifier: Verifier, note: str) -> Comparison:
    """Compares the newest checkpoint with one that was written down.

    Raises:
        IntegrityError: One of the two was not signed with the key.
    """
    heard = verifier.read(note)
    proven = await prove(tree, heard.size)
    newest = verifier.read(proven.checkpoint)
    is_shown = goes_on(heard.size, heard.root, newest.size, newest.root, proven.hashes)
    return Comparison(heard.size, newest.size, len(proven.hashes), is_shown)


def _root(spine: Spine, begin: int, end: int) -> bytes:
    """Returns the root over leaves: a subtree is made of full tiles and the beginning of one, or lies within one."""
    tree = Frontier()
    at = begin
    while at < end:
        number, within = divmod(at, LEAVES)
        if not within and at + LEAVES <= end:
            tree.append(spine.roots[number], _HEIGHT)
            at += LEAVES
        else:
            stop = min(end - number * LEAVES, LEAVES)
            for each in parted(spine.hashes[number])[within:stop]:
                tree.append(each)
            at = number * LEAVES + stop
    return tree.root()
