"""The way of messages, on PostgreSQL."""

from collections.abc import Sequence
from typing import Final

from hub.domain.commands import Acknowledge, AnswerRequest, MarkDelivered, MarkDisplayed
from hub.domain.scope import Scope
from hub.postgres.pool import Pool, connection, query
from hub.traces import Mark, Message, Reached, Relayed, Sought

_MARKS: Final = [each.kind for each in (MarkDelivered, MarkDisplayed, Acknowledge, AnswerRequest)]


class PostgresTraces:
    """Implements `hub.traces.Traces`."""

    def __init__(self, pool: Pool) -> None:
        """Takes the connections to the database."""
        self._pool = pool

    async def find(self, sought: Sought) -> Sequence[Message]:
        """Returns the messages that are meant; a key may be more than one sender's."""
        async with connection(self._pool) as lent:
            return [Message(*row) for row in await lent.fetch(query("traced"), *sought)]

    async def reached(self, message: Message) -> Sequence[Reached]:
        """Returns every inbox the message reached, in order of name."""
        about = message.subject, message.version, message.kind, message.received_at
        async with connection(self._pool) as lent:
            rows = await lent.fetch(query("reached"), *about)
        return [
            Reached(row["stream"], row["view"], row["offset"], Relayed(*tuple(row)[3:]) if row["connection"] else None)
            for row in rows
        ]

    async def marks(self, message: Message) -> Sequence[Mark]:
        """Returns what receivers said of the subject after the message, in order."""
        async with connection(self._pool) as lent:
            rows = await lent.fetch(
                "select journal.kind, caller.organisation, journal.recorded_at from journal"
                " left join caller on caller.id = journal.sender"
                " where journal.subject = $1 and journal.version > $2 and journal.kind = any($3::text [])"
                " order by journal.version",
                message.subject,
                message.version,
                _MARKS,
            )
        return [Mark(*row) for row in rows]

    async def witness(self, scope: Scope, messages: Sequence[Message]) -> None:
        """Writes into the audit that an operator looked."""
        async with connection(self._pool) as lent:
            await lent.executemany(
                "insert into audit (at, caller, organisation, action, subject, version, disclosed_to, person)"
                " values (now(), $1, $2, 'trace', $3, $4, array[$2], $5)",
                [(scope.caller, scope.organisation, each.subject, each.version, scope.person) for each in messages],
            )
