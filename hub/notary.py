"""Builds the audit's tree beside the work: every second what is new gets its place, and a checkpoint is signed.

What is acknowledged does not wait for it. A row that is not in the tree after a minute is a finding of its own.
"""

import asyncio
from collections.abc import Callable, Sequence
from time import monotonic
from typing import Final

import structlog

from hub.errors import UnavailableError
from hub.postgres.audit_tree import LEAVES, Edge, Fresh, PostgresAuditTree, Tile, gaps
from hub.security.checkpoint import Checkpoint, Signer
from hub.security.merkle import HASH, Frontier, parted

log = structlog.get_logger()

_PERIOD_S: Final = 1.0
_PATIENCE_S: Final = 60.0
"""For so long a number that is missing is looked for again: its transaction may be under way."""
_HEIGHT: Final = LEAVES.bit_length() - 1


class Notary:
    """Extends the tree of one database, and tells the newest checkpoint."""

    def __init__(self, tree: PostgresAuditTree, signer: Signer, tell: Callable[[str], None]) -> None:
        """Takes the tree, the key, and who is told each new checkpoint."""
        self._tree = tree
        self._signer = signer
        self._tell = tell
        self._open = Tile(0, [], b"", None)
        self._full = Frontier()
        self._last = 0
        self._missing: dict[int, float] = {}  # since when

    async def run(self) -> None:
        """Works until the hub ends; while the database is away it waits."""
        is_ready = False
        while True:
            try:
                if not is_ready:
                    await self.prepare()
                    is_ready = True
                while await self.round():
                    pass
            except UnavailableError as error:
                log.debug("audit-tree-waits", code=error.code)
                is_ready = False
            await asyncio.sleep(_PERIOD_S)

    async def prepare(self) -> None:
        """Reads where the tree ends."""
        edge = await self._tree.edge()
        self._full = Frontier.of(edge.roots, _HEIGHT)
        self._open = _open_tile(edge)
        self._last = max((max(tile.entries) for tile in edge.last), default=0)
        self._missing = dict.fromkeys(gaps(edge.last), monotonic())
        if edge.newest is not None:
            self._tell(edge.newest.note)

    async def round(self) -> bool:
        """Gives what is new its place; tells whether there was anything."""
        fresh = await self._tree.fresh(self._last, list(self._missing))
        if not fresh:
            if await self._tree.size() != self.size:
                await self._prepare_again()  # another node builds
            return False
        full, tiles = self._full.copy(), _laid(self._open, fresh)
        for tile in tiles:
            if tile.root is not None:
                full.append(tile.root, _HEIGHT)
        open_tile = tiles[-1] if tiles[-1].root is None else Tile(tiles[-1].number + 1, [], b"", None)
        size = open_tile.number * LEAVES + len(open_tile.entries)
        note = self._signer.sign(Checkpoint(size, _root(full, open_tile)))
        if not await self._tree.extend(self.size, tiles, size, note):
            await self._prepare_again()
            return False
        self._open, self._full = open_tile, full
        self._note([each.entry for each in fresh])
        self._tell(note)
        return True

    @property
    def size(self) -> int:
        """Leaves in the tree."""
        return self._open.number * LEAVES + len(self._open.entries)

    async def _prepare_again(self) -> None:
        await self.prepare()
        if await self._tree.size() != self.size:
            log.error("audit-tree-contradicts-its-checkpoint", size=self.size)

    def _note(self, taken: Sequence[int]) -> None:
        """Notes which numbers were passed over, and gives up on those that have been missing for long."""
        now, there = monotonic(), set(taken)
        waited = {each: since for each, since in self._missing.items() if since > now - _PATIENCE_S}
        passed_over = dict.fromkeys(range(self._last + 1, max(taken)), now)
        self._missing = {each: since for each, since in (waited | passed_over).items() if each not in there}
        self._last = max(self._last, *taken)


def _laid(tile: Tile, fresh: Sequence[Fresh]) -> list[Tile]:
    """Returns the tiles that are new or changed once these leaves stand behind those of the open one."""
    entries, hashes = (
        [*tile.entries, *(each.entry for each in fresh)],
        tile.hashes + b"".join(each.hash for each in fresh),
    )
    laid = []
    for at in range(0, len(entries), LEAVES):
        some = hashes[at * HASH : (at + LEAVES) * HASH]
        root = Frontier.of(parted(some)).root() if len(some) == LEAVES * HASH else None
        laid.append(Tile(tile.number + at // LEAVES, entries[at : at + LEAVES], some, root))
    return laid


def _open_tile(edge: Edge) -> Tile:
    if edge.last and edge.last[-1].root is None:
        return edge.last[-1]
    return Tile(edge.last[-1].number + 1 if edge.last else 0, [], b"", None)


def _root(full: Frontier, open_tile: Tile) -> bytes:
    whole = full.copy()
    for each in parted(open_tile.hashes):
        whole.append(each)
    return whole.root()
