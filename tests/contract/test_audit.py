"""What every audit promises: a look is written before anything is shown, and tells how new the subject is."""

import asyncio
from uuid import UUID

import asyncpg
import pytest

from hub.domain.scope import Scope
from hub.errors import DatabaseAwayError
from hub.ports import Look
from hub.postgres.acts import PostgresActs
from hub.postgres.audit import PostgresAudit
from hub.postgres.journal import PostgresJournal
from hub.postgres.pool import Pool
from hub.postgres.traces import PostgresTraces
from hub.testing import MemoryAudit, Store
from hub.traces import Sought
from hub.trail import Wanted
from tests.contract.conftest import Stores
from tests.contract.entries import entry, new_stream
from tests.factories import new_key

SAID = "record-observation"
BOARD = new_stream()
"""The stream of the hospital that looks."""


def look(subject: UUID, *, is_shown: bool = True) -> Look:
    return Look("screen", "h-001", "read-fhir", subject, is_shown, frozenset({BOARD, new_stream()}))


async def witnessed(pool: Pool, subject: UUID) -> list[asyncpg.Record]:
    return list(
        await pool.fetch(
            "select caller, organisation, action, disclosed_to from audit where subject = $1 and version is null",
            subject,
        )
    )


class TestAudit:
    """`hub.ports.Audit`."""

    async def test_a_look_tells_the_newest_version_of_what_exists(self, stores: Stores) -> None:
        case, missing = new_key(), new_key()
        await stores.journal.commit([entry(case, 1, BOARD), entry(case, 2, BOARD)])

        assert await stores.audit.witness([look(case), look(missing, is_shown=False)]) == {case: 2}
        assert await stores.audit.witness([look(missing, is_shown=False)]) == {}

    async def test_looks_of_the_same_moment_each_get_their_own_answer(self, stores: Stores) -> None:
        cases = [new_key() for _ in range(20)]
        await stores.journal.commit([entry(case, 1, BOARD) for case in cases])

        told = await asyncio.gather(*(stores.audit.witness([look(case)]) for case in cases))

        assert all(case in newest for case, newest in zip(cases, told, strict=True))

    async def test_what_came_to_none_of_the_callers_names_does_not_exist_for_it(self, stores: Stores) -> None:
        """The second wall: whatever the application thinks of it."""
        foreign, own = new_key(), new_key()
        await stores.journal.commit([entry(foreign, 1, new_stream()), entry(own, 1, BOARD)])

        assert await stores.audit.witness([look(foreign), look(own)]) == {own: 1}


class TestActs:
    """`hub.trail.Acts`."""

    async def test_rows_are_told_newest_first_and_bounded(self, stores: Stores) -> None:
        case = new_key()
        await stores.journal.commit([entry(case, 1, BOARD), entry(case, 2, BOARD)])
        await stores.audit.witness([look(case)])

        rows = await stores.acts.find(Wanted(subjects=[case]))

        assert [(row.action, row.version) for row in rows] == [("read-fhir", None), (SAID, 2), (SAID, 1)]
        assert {row.begun for row in rows} == {SAID}
        assert await stores.acts.find(Wanted(subjects=[case], after=rows[1].number)) == rows[:1]
        assert await stores.acts.find(Wanted(subjects=[case], before=rows[0].number)) == rows[1:]
        assert await stores.acts.find(Wanted(subjects=[case], until=rows[-1].at)) == []
        assert await stores.acts.find(Wanted(subjects=[new_key()])) == []

    async def test_rows_are_of_whoever_acted_and_of_whoever_began_the_case(self, stores: Stores) -> None:
        case = new_key()
        await stores.journal.commit([entry(case, 1, BOARD)])
        await stores.audit.witness([look(case)])

        async def numbers(organisation: str) -> list[str]:
            wanted = Wanted(subjects=[case], organisations=[organisation])
            return [row.action for row in await stores.acts.find(wanted)]

        assert await numbers("h-001") == ["read-fhir"]
        assert await numbers("fd-01") == ["read-fhir", SAID]
        assert await numbers("h-999") == []


async def test_a_row_names_who_was_signed_in_and_nobody_where_it_was_the_device_alone(pool: Pool) -> None:
    case = new_key()
    await PostgresJournal(pool).commit([entry(case, 1, BOARD), entry(case, 2)._replace(person="captain")])
    await PostgresAudit(pool).witness([look(case), look(case)._replace(person="nurse")])

    rows = await PostgresActs(pool).find(Wanted(subjects=[case]))

    assert [(row.version, row.person) for row in rows[2:]] == [(2, "captain"), (1, None)]
    assert {(row.version, row.person) for row in rows[:2]} == {(None, None), (None, "nurse")}


async def test_who_traced_a_case_did_not_begin_it(pool: Pool) -> None:
    """Watches the rows of operators, who name the version that they have traced."""
    case = new_key()
    await PostgresJournal(pool).commit([entry(case, 1)])
    scope = Scope("admin", "h-777", frozenset({"h-777"}))
    (message,) = await PostgresTraces(pool).find(Sought(subject=case, number=1))
    await PostgresTraces(pool).witness(scope, [message])

    rows = await PostgresActs(pool).find(Wanted(subjects=[case], organisations=["h-777"]))

    assert [row.action for row in rows] == ["trace"]


async def test_a_look_is_in_the_table_and_one_at_which_nothing_is_shown_is_not(pool: Pool) -> None:
    shown, refused, audit = new_key(), new_key(), PostgresAudit(pool)
    await PostgresJournal(pool).commit([entry(shown, 1, BOARD), entry(refused, 1, BOARD)])

    await asyncio.gather(audit.witness([look(shown)]), audit.witness([look(refused, is_shown=False)]))

    assert [tuple(row) for row in await witnessed(pool, shown)] == [("screen", "h-001", "read-fhir", ["h-001"])]
    assert await witnessed(pool, refused) == []


async def test_nobody_is_told_when_the_look_could_not_be_written(postgres_away: Pool) -> None:
    """Watches that a reader is never shown what the audit does not know of."""
    audit = PostgresAudit(postgres_away)

    told = await asyncio.gather(*(audit.witness([look(new_key())]) for _ in range(3)), return_exceptions=True)

    assert [type(each) for each in told] == [DatabaseAwayError] * 3


async def test_the_memory_twin_does_not_tell_either_when_it_is_away() -> None:
    store = Store()
    store.is_away = True

    with pytest.raises(DatabaseAwayError):
        await MemoryAudit(store).witness([look(new_key())])
