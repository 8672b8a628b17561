"""What erasing does to a database: the key is gone at once and for everybody, the rows of journal and audit stay."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from uuid import UUID

import pytest

from hub.domain.relationship import Relationship
from hub.domain.scope import Scope
from hub.errors import NotFoundError
from hub.ports import Look, Membership, Stored
from hub.postgres.data_keys import PostgresDataKeys
from hub.postgres.erasures import PostgresErasures
from hub.postgres.pool import Pool
from hub.postgres.wall import Wall
from hub.testing import Store
from tests.contract.conftest import Stores
from tests.contract.entries import entry, new_stream
from tests.factories import new_key

SCOPE = Scope("command-line", "hub", frozenset())


Erase = Callable[[UUID], Awaitable[None]]


@pytest.fixture(params=["memory", "postgresql"])
def erasing(request: pytest.FixtureRequest) -> tuple[Stores, Erase]:
    """Both implementations with what erases there."""
    if request.param == "memory":
        store = Store()

        async def erase(subject: UUID) -> None:
            store.erase(subject, datetime.now(UTC))

        return Stores.in_memory(store), erase
    pool: Pool = request.getfixturevalue("pool")
    wall: Wall = request.getfixturevalue("wall")
    stores = Stores.of(pool, wall)
    return stores, lambda subject: PostgresErasures(pool).erase(subject, SCOPE)


async def two_cases(stores: Stores) -> tuple[UUID, UUID, str, str]:
    """Two cases that stand on a stream, the first of which has left another one."""
    gone, other, board, former = new_key(), new_key(), new_stream(), new_stream()
    near = Relationship.OWN
    await stores.journal.commit(
        [
            entry(gone, 1, board, former, memberships=(Membership(board, gone, near), Membership(former, gone, near))),
            entry(other, 1, board, memberships=(Membership(board, other, near),)),
            entry(gone, 2, board, former, memberships=(Membership(former, gone, None),)),
        ]
    )
    return gone, other, board, former


async def test_the_key_is_destroyed_and_the_journal_stays(erasing: tuple[Stores, Erase]) -> None:
    stores, erase = erasing
    gone, other, _, _ = await two_cases(stores)

    await erase(gone)

    assert await stores.journal.wrapped_keys([gone, other, new_key()]) == {gone: b"", other: b"wrapped"}
    assert await stores.journal.read(gone) == [Stored(1, b"sealed 1"), Stored(2, b"sealed 2")]


async def test_it_leaves_where_it_stood_and_its_readers_are_told_by_an_entry(erasing: tuple[Stores, Erase]) -> None:
    stores, erase = erasing
    gone, other, board, former = await two_cases(stores)

    await erase(gone)

    assert [each.subject for each in (await stores.streams.snapshot(board)).standings] == [other]
    assert await stores.streams.tops([board, former]) == {board: 4, former: 2}
    entries = await stores.streams.read(board, 0, 10)
    assert [(each.offset, each.subject, each.erased_at is None) for each in entries] == [
        (1, gone, False),
        (2, other, True),
        (3, gone, False),
        (4, gone, False),
    ]


async def test_to_a_look_it_does_not_exist_and_nothing_is_written_of_it(erasing: tuple[Stores, Erase]) -> None:
    stores, erase = erasing
    gone, other, board, _ = await two_cases(stores)
    names = frozenset({board})
    looks = [Look("screen", "h-001", "read-fhir", subject, is_shown=True, names=names) for subject in (gone, other)]
    assert await stores.audit.witness(looks) == {gone: 2, other: 1}

    await erase(gone)

    assert await stores.audit.witness(looks) == {other: 1}


async def test_erasures_are_numbered_and_audited_in_their_transaction(pool: Pool, wall: Wall) -> None:
    erasures, stores = PostgresErasures(pool), Stores.of(pool, wall)
    before = await erasures.newest()
    gone, other, _, _ = await two_cases(stores)

    await erasures.erase(gone, SCOPE)
    await erasures.erase(other, SCOPE)

    assert [tuple(each) for each in await erasures.after(before)] == [(before + 1, gone), (before + 2, other)]
    rows = await pool.fetch("select caller, organisation, action, version from audit where subject = $1", gone)
    assert [tuple(row) for row in rows if row["action"] == "erase"] == [("command-line", "hub", "erase", None)]


@pytest.mark.parametrize("which", ["never there", "erased already"])
async def test_what_is_not_there_is_not_erased_and_nothing_is_written(pool: Pool, wall: Wall, which: str) -> None:
    erasures, stores = PostgresErasures(pool), Stores.of(pool, wall)
    subject = new_key()
    if which == "erased already":
        subject, _, _, _ = await two_cases(stores)
        await erasures.erase(subject, SCOPE)
    number = await erasures.newest()
    written = await pool.fetchval("select count(*) from audit where subject = $1", subject)

    with pytest.raises(NotFoundError):
        await erasures.erase(subject, SCOPE)

    assert await erasures.newest() == number
    assert await pool.fetchval("select count(*) from audit where subject = $1", subject) == written


async def test_a_key_that_is_destroyed_while_others_are_wrapped_anew_stays_destroyed(pool: Pool, wall: Wall) -> None:
    """Watches the comparison: the new wrapping of a key that is gone must not bring it back."""
    stores = Stores.of(pool, wall)
    gone, other, _, _ = await two_cases(stores)
    await pool.execute("update data_key set wrapped = '\\x3100' where subject = any($1::uuid[])", [gone, other])
    async with pool.acquire() as beside, beside.transaction():
        await beside.execute(
            "update data_key set wrapped = null, erasure = -1, erased_at = now() where subject = $1", gone
        )
        seen, both = set[UUID](), asyncio.Event()

        def anew(_wrapped: bytes, subject: UUID) -> bytes | None:
            if subject not in (gone, other):
                return None
            seen.add(subject)
            if len(seen) == 2:
                both.set()
            return b"2\x00anew"

        running = asyncio.create_task(PostgresDataKeys(pool).rewrap(anew))
        async with asyncio.timeout(60):
            await both.wait()
    number = await running

    assert number == 1
    assert await stores.journal.wrapped_keys([gone, other]) == {gone: b"", other: b"2\x00anew"}
