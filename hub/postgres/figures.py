"""Statistics on PostgreSQL: the rows of cases, and the numbers they add up to."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

import msgspec

from hub.domain.figures import CaseFigures
from hub.domain.relationship import Relationship
from hub.domain.survey import Day, Detail, Sum
from hub.domain.tally import Key, Number, difference
from hub.postgres.pool import Connection, Pool, connection, query

_OVERLAP: Final = timedelta(minutes=2)
"""A submission is committed, or refused, long before it is that old: nothing that was recorded earlier comes late."""
_AT_ONCE: Final = 500
_NOT_ERASED: Final = "select subject from data_key where subject = any($1::uuid[]) and wrapped is not null"


class Uncounted(NamedTuple):
    """A subject that is to be counted: its newest version, and its row with the version up to which that counts."""

    subject: UUID
    version: int
    counted: int | None
    row: CaseFigures | None


class Fresh(NamedTuple):
    """A case's new row, with the one it replaces."""

    before: Uncounted
    version: int
    row: CaseFigures


class PostgresFigures:
    """Keeps and reads statistics."""

    def __init__(self, pool: Pool) -> None:
        """Takes the connections."""
        self._pool = pool

    async def counted_until(self) -> datetime | None:
        """Returns the time up to which everything recorded is counted; None where all is to be counted anew."""
        async with connection(self._pool) as lent:
            until: datetime | None = await lent.fetchval("select recorded_at from counted_until")
        return until

    async def reached(self, until: datetime) -> None:
        """Notes that everything recorded before is counted."""
        async with connection(self._pool) as lent:
            await lent.execute("update counted_until set recorded_at = $1", until)

    async def uncounted(self, since: datetime | None, but: Sequence[str], after: UUID) -> Sequence[Uncounted]:
        """Returns a page of subjects that are to be counted, those heard of since a time, or of the whole journal.

        ``but`` are kinds of submissions that change no number.
        """
        async with connection(self._pool) as lent:
            if since is None:
                rows = await lent.fetch(query("uncounted"), but, after, _AT_ONCE)
            else:
                window = since - _OVERLAP, datetime.now(UTC) + _OVERLAP
                rows = await lent.fetch(query("uncounted_new"), *window, but, after, _AT_ONCE)
        return [Uncounted(row["subject"], row["version"], row["counted"], _row(row["figures"])) for row in rows]

    async def keep(self, fresh: Sequence[Fresh]) -> None:
        """Replaces rows and adds their differences, but for what another node has counted meanwhile, or is erased."""
        subjects = [each.before.subject for each in fresh]
        async with connection(self._pool) as lent, lent.transaction():
            await lent.execute("lock table case_figures in share row exclusive mode")
            there = {row["subject"] for row in await lent.fetch(_NOT_ERASED, subjects)}
            rows = await lent.fetch("select subject, version from case_figures where subject = any($1)", subjects)
            stands = {row["subject"]: row["version"] for row in rows}
            taken = [
                each
                for each in fresh
                if each.before.subject in there and stands.get(each.before.subject) == each.before.counted
            ]
            await _add(lent, together(difference(each.before.row, each.row) for each in taken))
            await lent.executemany(
                "insert into case_figures (subject, version, figures) values ($1, $2, $3)"
                " on conflict (subject) do update set version = excluded.version, figures = excluded.figures",
                [(each.before.subject, each.version, msgspec.json.encode(each.row).decode()) for each in taken],
            )

    async def restart(self) -> None:
        """Lets every number go, so that all is counted anew from the journal."""
        async with connection(self._pool) as lent, lent.transaction():
            await lent.execute("lock table case_figures in share row exclusive mode")
            await lent.execute("truncate case_figures, tally")
            await lent.execute("update counted_until set recorded_at = null")

    async def approaching(self, hospitals: Sequence[str]) -> Mapping[str, int]:
        """Returns by hospital how many patients it has accepted who have not arrived, where there are any."""
        streams = [f"facility:{each}" for each in hospitals]
        yesterday = datetime.now(UTC).date() - timedelta(days=1)
        async with connection(self._pool) as lent:
            rows = await lent.fetch(query("approaching"), streams, Relationship.ACCEPTED, yesterday.isoformat())
        return {row["stream"].partition(":")[2]: row["patients"] for row in rows}

    async def sums(
        self, whose: Sequence[str], months: tuple[date, date], detail: Detail, *, is_exercise: bool
    ) -> Sequence[Sum]:
        """Returns the numbers of organisations in the months from one to another, both taken in."""
        asked = whose, is_exercise, *months
        async with connection(self._pool) as lent:
            if detail is Detail.BY_HOSPITAL:
                rows = await lent.fetch(query("sums_of_hospitals"), *asked)
            else:
                rows = await lent.fetch(query("sums"), *asked, detail is Detail.TOGETHER)
        return [Sum(*row) for row in rows]

    async def trend(self, whose: Sequence[str], days: tuple[date, date], *, is_exercise: bool) -> Sequence[Day]:
        """Returns the numbers of organisations of each day from one to another, both taken in."""
        async with connection(self._pool) as lent:
            return [Day(*row) for row in await lent.fetch(query("trend"), whose, is_exercise, *days)]


def _row(text: str | None) -> CaseFigures | None:
    return None if text is None else msgspec.json.decode(text, type=CaseFigures)


def together(differences: Iterable[Mapping[Key, Number]]) -> Mapping[Key, Number]:
    """Adds differences up."""
    added: dict[Key, tuple[int, int]] = {}
    for each in differences:
        for key, (number, cases) in each.items():
            held = added.get(key, (0, 0))
            added[key] = held[0] + number, held[1] + cases
    return {key: Number(*number) for key, number in added.items() if number != (0, 0)}


async def _add(lent: Connection, added: Mapping[Key, Number]) -> None:
    """In the order of their keys, so that two nodes do not wait for each other."""
    ordered = sorted(added.items())
    await lent.execute(
        query("add"),
        [key.organisation for key, _ in ordered],
        [key.about for key, _ in ordered],
        [key.grain for key, _ in ordered],
        [date.fromisoformat(key.start) for key, _ in ordered],
        [key.is_exercise for key, _ in ordered],
        [key.measure for key, _ in ordered],
        [key.grouping for key, _ in ordered],
        [key.category for key, _ in ordered],
        [number.number for _, number in ordered],
        [number.cases for _, number in ordered],
    )
