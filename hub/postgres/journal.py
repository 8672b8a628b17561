"""The journal on PostgreSQL: a batch becomes durable in one statement (`commit.sql`)."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import asyncpg

from hub.domain.people import Principal
from hub.ports import Entry, RacedError, Receipt, Stored
from hub.postgres.pool import Pool, connection, query


class PostgresJournal:
    """Implements `hub.ports.Journal`."""

    def __init__(self, pool: Pool) -> None:
        """Takes the connections."""
        self._pool = pool

    async def known(self, keys: Sequence[tuple[str, UUID]]) -> Mapping[tuple[str, UUID], Receipt]:
        """Returns the receipts of those (sender, key) pairs that are in the journal."""
        async with connection(self._pool) as lent:
            rows = await lent.fetch(query("known"), [sender for sender, _ in keys], [key for _, key in keys])
        return {(row["sender"], row["key"]): _receipt(row) for row in rows}

    async def commit(self, entries: Sequence[Entry]) -> Mapping[str, int]:
        """Makes all entries durable or none, and returns the new top offset of each stream."""
        try:
            async with connection(self._pool) as lent:
                rows = await lent.fetch(query("commit"), *_columns(entries))
        except asyncpg.UniqueViolationError as error:
            raise RacedError from error
        return {row["name"]: row["top"] for row in rows}

    async def read(self, subject: UUID, after: int = 0) -> Sequence[Stored]:
        """Returns a subject's entries with greater versions, in order."""
        async with connection(self._pool) as lent:
            rows = await lent.fetch(
                "select version, sealed from journal where subject = $1 and version > $2 order by version",
                subject,
                after,
            )
        return [Stored(row["version"], row["sealed"]) for row in rows]

    async def senders(self, subject: UUID) -> Mapping[int, str]:
        """Returns who sent each of a subject's entries."""
        async with connection(self._pool) as lent:
            rows = await lent.fetch("select version, sender from journal where subject = $1", subject)
        return {row["version"]: row["sender"] for row in rows}

    async def wrapped_keys(self, subjects: Sequence[UUID]) -> Mapping[UUID, bytes]:
        """Returns the wrapped data keys of those subjects that exist, empty where the key was destroyed."""
        async with connection(self._pool) as lent:
            rows = await lent.fetch("select subject, wrapped from data_key where subject = any($1::uuid[])", subjects)
        return {row["subject"]: row["wrapped"] or b"" for row in rows}

    async def witness(self, principal: Principal, action: str, subject: UUID | None, stream: str | None) -> None:
        """Writes into the audit that a caller read something."""
        async with connection(self._pool) as lent:
            await lent.execute(
                "insert into audit (at, caller, organisation, action, subject, disclosed_to, person)"
                " values (now(), $1, $2, $3, $4, $5, $6)",
                principal.caller,
                principal.organisation.id,
                action,
                subject,
                [stream or principal.organisation.id],
                principal.person,
            )


def _receipt(row: asyncpg.Record) -> Receipt:
    return Receipt(
        key=row["key"],
        kind=row["kind"],
        subject=row["subject"],
        version=row["version"],
        recorded_at=row["recorded_at"],
        placed_at=row["placed_at"],
        digest=row["digest"],
    )


def _columns(entries: Sequence[Entry]) -> list[Sequence[object]]:
    """Turns a batch into the columns that `commit.sql` unnests."""
    receipts = [entry.receipt for entry in entries]
    standing = {(move.stream, move.subject): move.near for entry in entries for move in entry.memberships}
    gone = [place for place, near in standing.items() if near is None]
    held = [(*place, near) for place, near in standing.items() if near is not None]
    silent = {entry.receipt.subject: entry.silence.due_at for entry in entries if entry.silence}
    keys = [(entry.receipt.subject, entry.wrapped_key) for entry in entries if entry.wrapped_key]
    return [
        [receipt.subject for receipt in receipts],
        [receipt.version for receipt in receipts],
        [entry.sender for entry in entries],
        [receipt.key for receipt in receipts],
        [receipt.digest for receipt in receipts],
        [receipt.kind for receipt in receipts],
        [receipt.placed_at for receipt in receipts],
        [receipt.recorded_at for receipt in receipts],
        [entry.sealed for entry in entries],
        [entry.projection for entry in entries],
        [entry.organisation for entry in entries],
        [" ".join(map(str, entry.addresses)) for entry in entries],
        [subject for subject, _ in keys],
        [wrapped for _, wrapped in keys],
        [stream for stream, _ in gone],
        [subject for _, subject in gone],
        [stream for stream, _, _ in held],
        [subject for _, subject, _ in held],
        [near for _, _, near in held],
        list(silent),
        list(silent.values()),
        [entry.person for entry in entries],
    ]
