"""The tree over the audit, as it is kept: tiles of 256 leaves, and checkpoints."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Final, NamedTuple

from hub.postgres.pool import Pool, connection, query

LEAVES: Final = 256
"""Leaves of a full tile."""
_AT_ONCE: Final = 5_000
_BEHIND: Final = 16
"""Tiles at the end in which a missing number may be that of a transaction that is still under way."""


class Tile(NamedTuple):
    """Rows of the audit in the order of the tree, the hashes of their leaves, and the root where it is full."""

    number: int
    entries: Sequence[int]
    hashes: bytes
    root: bytes | None


class Fresh(NamedTuple):
    """A row of the audit that stands in no tile yet, with the hash of its leaf."""

    entry: int
    hash: bytes


class Kept(NamedTuple):
    """A checkpoint as it is kept."""

    size: int
    at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class Edge:
    """What must be known to go on: roots of the full tiles, the last tiles, and the newest checkpoint."""

    roots: Sequence[bytes]
    last: Sequence[Tile]
    newest: Kept | None


@dataclass(frozen=True, slots=True)
class Spine:
    """The newest checkpoint, the roots of the full tiles, and the leaves' hashes of those tiles that end a tree."""

    newest: Kept | None
    roots: Sequence[bytes]
    hashes: Mapping[int, bytes]


class PostgresAuditTree:
    """Reads and extends the tree; one node at a time does so."""

    def __init__(self, pool: Pool) -> None:
        """Takes the connections to the database."""
        self._pool = pool

    async def edge(self) -> Edge:
        """Returns where the tree ends."""
        async with connection(self._pool) as lent, lent.transaction(isolation="repeatable_read", readonly=True):
            full = await lent.fetch("select root from audit_tile where root is not null order by number")
            last = await lent.fetch(
                "select number, entries, hashes, root from audit_tile order by number desc limit $1", _BEHIND
            )
            newest = await lent.fetchrow("select size, at, note from audit_checkpoint order by size desc limit 1")
        tiles = [Tile(*row) for row in reversed(last)]
        return Edge([row["root"] for row in full], tiles, Kept(*newest) if newest else None)

    async def standing(self) -> tuple[Kept | None, int]:
        """Returns the newest checkpoint, and how many rows of the audit stand under none yet."""
        async with connection(self._pool) as lent:
            newest = await lent.fetchrow("select size, at, note from audit_checkpoint order by size desc limit 1")
            waiting: int = await lent.fetchval(query("audit_waiting"))
        return (Kept(*newest) if newest else None), waiting

    async def size(self) -> int:
        """Returns the number of leaves under the newest checkpoint."""
        async with connection(self._pool) as lent:
            return int(await lent.fetchval("select coalesce(max(size), 0) from audit_checkpoint"))

    async def fresh(self, after: int, gaps: Sequence[int]) -> Sequence[Fresh]:
        """Returns rows of the audit behind this one, and those that were missing before it, in order."""
        async with connection(self._pool) as lent:
            return [Fresh(*row) for row in await lent.fetch(query("audit_fresh"), after, gaps, _AT_ONCE)]

    async def spine(self, first: int) -> Spine:
        """Returns what a proof is made of that the newest tree goes on from that of so many leaves."""
        async with connection(self._pool) as lent, lent.transaction(isolation="repeatable_read", readonly=True):
            newest = await lent.fetchrow("select size, at, note from audit_checkpoint order by size desc limit 1")
            full = await lent.fetch("select root from audit_tile where root is not null order by number")
            size = newest["size"] if newest else 0
            parts = await lent.fetch(
                "select number, hashes from audit_tile where number in ($1, $2)", first // LEAVES, size // LEAVES
            )
        hashes = {row["number"]: row["hashes"] for row in parts}
        return Spine(Kept(*newest) if newest else None, [row["root"] for row in full], hashes)

    async def extend(self, size_before: int, tiles: Sequence[Tile], size: int, note: str) -> bool:
        """Keeps tiles and their checkpoint; False where another node was faster, and nothing is kept."""
        async with connection(self._pool) as lent, lent.transaction():
            await lent.execute("lock table audit_checkpoint in share row exclusive mode")
            if await lent.fetchval("select coalesce(max(size), 0) from audit_checkpoint") != size_before:
                return False
            await lent.executemany(
                "insert into audit_tile (number, entries, hashes, root) values ($1, $2, $3, $4)"
                " on conflict (number) do update"
                " set entries = excluded.entries, hashes = excluded.hashes, root = excluded.root",
                tiles,
            )
            await lent.execute("insert into audit_checkpoint (size, note) values ($1, $2)", size, note)
        return True

    async def told(self) -> AsyncIterator[tuple[Tile, dict[int, str]]]:
        """Yields every tile in order, with the contents of those of its rows that are still there."""
        async with connection(self._pool) as lent, lent.transaction(isolation="repeatable_read", readonly=True):
            async for row in lent.cursor("select number, entries, hashes, root from audit_tile order by number"):
                tile = Tile(*row)
                there = await lent.fetch(
                    "select id, content from audit_leaf where id = any($1::bigint [])", list(tile.entries)
                )
                yield tile, {each["id"]: each["content"] for each in there}

    async def checkpoints(self) -> Sequence[Kept]:
        """Returns every checkpoint, in order of size."""
        async with connection(self._pool) as lent:
            return [Kept(*row) for row in await lent.fetch("select size, at, note from audit_checkpoint order by size")]

    async def outside(self) -> tuple[Sequence[int], Sequence[str]]:
        """Returns the rows of the audit that stand in no tile though a minute old, and entries without an audit."""
        async with connection(self._pool) as lent:
            loose = await lent.fetch(
                "select id from audit where at < now() - interval '1 minute' and id not in"
                " (select unnest(entries) from audit_tile) order by id"
            )
            silent = await lent.fetch(
                "select subject, version from journal where not exists (select from audit where"
                " audit.subject = journal.subject and audit.version = journal.version) order by subject, version"
            )
        return [row["id"] for row in loose], [f"{row['subject']}/{row['version']}" for row in silent]

    async def saw(self, subject: object) -> Sequence[tuple[datetime, str, str, str, Sequence[str], str | None]]:
        """Returns who did or saw what of a subject, oldest first.

        Time, caller, organisation, action, to whom it was disclosed, and who was signed in.
        """
        async with connection(self._pool) as lent:
            rows = await lent.fetch(
                "select at, caller, organisation, action, disclosed_to, person from audit where subject = $1"
                " order by id",
                subject,
            )
        return [tuple(row) for row in rows]


def gaps(tiles: Sequence[Tile]) -> Sequence[int]:
    """Returns numbers that are missing among the rows of these tiles."""
    there = set(chain.from_iterable(tile.entries for tile in tiles))
    return [each for each in range(min(there), max(there)) if each not in there] if there else []
