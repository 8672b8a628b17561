"""What every book of broken glasses promises: each is known while it lasts, and stands in the audit with its review."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from hub.domain.codes import GlassReason
from hub.domain.glass import Glass
from hub.domain.scope import Scope
from hub.glasses import Book
from hub.ports import Look
from hub.postgres.audit import PostgresAudit
from hub.postgres.glasses import PostgresGlasses
from hub.postgres.journal import PostgresJournal
from hub.postgres.pool import Pool
from hub.postgres.streams import PostgresStreams
from hub.postgres.wall import Wall
from hub.testing import Store
from hub.testing.glasses import MemoryGlasses
from tests.contract.entries import entry, new_stream
from tests.factories import new_key

HOUR = timedelta(hours=1)


@pytest.fixture(params=["memory", "postgresql"])
def book(request: pytest.FixtureRequest) -> Book:
    if request.param == "memory":
        return MemoryGlasses(Store(), lambda: datetime.now(UTC))
    return PostgresGlasses(request.getfixturevalue("pool"))


def glass(organisation: str, owner: str, until: timedelta = HOUR, caller: str = "screen") -> Glass:
    now = datetime.now(UTC)
    reason = GlassReason.CARE_ELSEWHERE
    return Glass(uuid4(), new_key(), caller, organisation, owner, reason, False, now, now + until)  # noqa: FBT003  real


def sides() -> tuple[str, str]:
    """Two organisations that no other test has."""
    return f"h-{uuid4().hex[:12]}", f"fd-{uuid4().hex[:12]}"


async def test_it_is_open_until_its_time_and_kept_after(book: Book) -> None:
    breaker, owner = sides()
    over, lasting = glass(breaker, owner, -HOUR), glass(breaker, owner)
    await book.write(over)
    await book.write(lasting)

    assert [each for each in await book.open() if each.organisation == breaker] == [lasting]
    for organisation in (breaker, owner):
        listed = await book.of(frozenset({organisation}))
        assert [each.glass for each in listed] == [lasting, over]
        assert all(each.sides == {breaker, owner} and not each.reviews for each in listed)
    assert await book.of(frozenset({"nobody"})) == []


async def test_a_review_is_a_sides_and_stands_once(book: Book) -> None:
    breaker, owner = sides()
    broken = glass(breaker, owner)
    await book.write(broken)

    await book.review(broken.id, frozenset({owner}), Scope("admin", owner, frozenset({owner})))

    (listed,) = await book.of(frozenset({owner}))
    assert [(each.organisation, each.by) for each in listed.reviews] == [(owner, "admin")]
    assert listed.outstanding(Scope("b", breaker, frozenset({breaker, owner}))) == {breaker}


async def test_who_broke_it_and_who_looked_at_it_stand_in_the_audit(pool: Pool) -> None:
    breaker, owner = sides()
    broken, book = glass(breaker, owner), PostgresGlasses(pool)
    await book.write(broken)
    scope = Scope("admin", owner, frozenset({owner}))
    await book.review(broken.id, frozenset({owner}), scope)
    await book.review(broken.id, frozenset({owner}), scope)

    rows = await pool.fetch("select caller, organisation, action from audit where subject = $1", broken.subject)
    assert [tuple(row) for row in rows] == [
        ("screen", breaker, "break-glass care-elsewhere"),
        ("admin", owner, "review-glass"),
    ]


@pytest.mark.parametrize("until", [HOUR, -HOUR], ids=["lasting", "over"])
@pytest.mark.parametrize("who", ["screen-glass", "screen-other"])
async def test_the_second_wall_knows_it_while_it_lasts(pool: Pool, wall: Wall, until: timedelta, who: str) -> None:
    broken = glass(*sides(), until, "screen-glass")
    await PostgresJournal(pool).commit([entry(broken.subject, 1, new_stream())])
    await PostgresGlasses(pool).write(broken)
    names = frozenset({f"caller:{who}"})

    read = await PostgresStreams(pool, wall).projections(names, broken.subject, 0, None)
    look = Look(who, broken.organisation, "read-case", broken.subject, is_shown=False, names=names)
    witnessed = await PostgresAudit(pool).witness([look])

    assert bool(read) is bool(witnessed) is (until > timedelta() and who == "screen-glass")
