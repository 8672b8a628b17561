"""What every keeper of subscriptions promises, on the memory twin and on PostgreSQL alike."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from uuid import UUID, uuid4

import pytest

from hub.domain.people import Caller
from hub.errors import ConflictError
from hub.postgres.pool import Pool
from hub.postgres.register import PostgresRegister
from hub.postgres.subscribers import PostgresSubscribers
from hub.subscriptions.subscribers import Binding, Mark, Subscribed, Subscribers
from hub.testing.subscribers import MemorySubscribers
from tests.factories import NOW, ORGANISATIONS

_numbers = count(1)


@dataclass(frozen=True)
class Desk:
    """A keeper, and a caller of the test's own."""

    subscribers: Subscribers
    caller: str


@pytest.fixture(params=["memory", "postgresql"])
async def desk(request: pytest.FixtureRequest, pool: Pool) -> Desk:
    """Both implementations, one after the other."""
    caller = f"subscriber-{next(_numbers)}"
    if request.param == "memory":
        return Desk(MemorySubscribers(), caller)
    known = Caller(id=caller, organisation="fd-01", role="crew", unit="u-001", name="端末", key=caller)
    await PostgresRegister(pool).enrol(ORGANISATIONS, [known])
    return Desk(PostgresSubscribers(pool), caller)


def asked(desk: Desk, digest: bytes = b"one", **changes: object) -> Subscribed:
    made = Subscribed(
        id=uuid4(),
        caller=desk.caller,
        stream="unit:u-001",
        start=7,
        status="requested",
        version=1,
        updated_at=NOW,
        end_at=None,
        digest=digest,
        wrapped_key=b"key",
        sealed=b"sealed",
    )
    return made._replace(**changes)  # type: ignore[arg-type]


class TestSubscribers:
    """`hub.subscriptions.subscribers.Subscribers`."""

    async def test_what_is_kept_is_read_back_by_its_owner(self, desk: Desk) -> None:
        first, second = asked(desk), asked(desk, b"two", end_at=NOW + timedelta(days=1))

        assert await desk.subscribers.add(first, 9) == first.id
        await desk.subscribers.add(second, 9)

        assert await desk.subscribers.get(first.id) == first
        assert await desk.subscribers.of(desk.caller) == sorted([first, second], key=lambda each: each.id)
        assert await desk.subscribers.of("somebody-else") == []

    async def test_who_reads_a_stream_is_found(self, desk: Desk) -> None:
        stream = f"adapter:{desk.caller}"
        first, second = asked(desk, stream=stream), asked(desk, b"two", stream=stream)
        for each in (first, second, asked(desk, b"three")):
            await desk.subscribers.add(each, 9)

        assert await desk.subscribers.reading(stream) == sorted([first, second], key=lambda each: each.id)

    async def test_the_same_is_kept_once(self, desk: Desk) -> None:
        first = await desk.subscribers.add(asked(desk), 1)

        assert await desk.subscribers.add(asked(desk), 1) == first

    async def test_there_are_so_many_and_no_more(self, desk: Desk) -> None:
        await desk.subscribers.add(asked(desk), 1)

        with pytest.raises(ConflictError, match="too-many-subscriptions"):
            await desk.subscribers.add(asked(desk, b"two"), 1)

    async def test_what_is_past_its_end_makes_room(self, desk: Desk) -> None:
        over = asked(desk, end_at=NOW + timedelta(hours=1))
        await desk.subscribers.add(over, 1)
        next_one = asked(desk, b"two", updated_at=NOW + timedelta(hours=1))

        assert await desk.subscribers.add(next_one, 1) == next_one.id
        assert await desk.subscribers.get(over.id) is None

    async def test_a_change_makes_the_next_version(self, desk: Desk) -> None:
        before = asked(desk)
        await desk.subscribers.add(before, 9)
        changed = before._replace(sealed=b"other", digest=b"two", status="off", version=99)

        assert await desk.subscribers.replace(changed)

        assert await desk.subscribers.get(before.id) == changed._replace(version=2)
        assert not await desk.subscribers.replace(asked(desk, b"three"))

    async def test_what_is_expected_in_another_version_is_neither_changed_nor_removed(self, desk: Desk) -> None:
        held = asked(desk)
        await desk.subscribers.add(held, 9)

        assert not await desk.subscribers.replace(held._replace(status="off"), 2)
        assert not await desk.subscribers.remove(held.id, 2)
        assert await desk.subscribers.get(held.id) == held
        assert await desk.subscribers.replace(held._replace(status="off"), 1)
        assert await desk.subscribers.remove(held.id, 2)
        assert not await desk.subscribers.remove(held.id)

    async def test_a_change_into_another_one_is_refused(self, desk: Desk) -> None:
        await desk.subscribers.add(asked(desk), 9)
        second = asked(desk, b"two")
        await desk.subscribers.add(second, 9)

        with pytest.raises(ConflictError, match="subscribed-already"):
            await desk.subscribers.replace(second._replace(digest=b"one"))

    async def test_a_status_that_has_not_changed_is_no_version(self, desk: Desk) -> None:
        held = asked(desk)
        await desk.subscribers.add(held, 9)

        for status in ("active", "active", "error"):
            await desk.subscribers.set_status(held.id, status)

        found = await desk.subscribers.get(held.id)
        assert found is not None
        assert (found.status, found.version) == ("error", 3)

    async def test_an_end_is_put_off(self, desk: Desk) -> None:
        held = asked(desk, end_at=NOW)
        await desk.subscribers.add(held, 9)

        await desk.subscribers.prolong(held.id, NOW + timedelta(days=1))

        assert await desk.subscribers.get(held.id) == held._replace(end_at=NOW + timedelta(days=1))

    async def test_what_is_removed_is_gone_with_its_marks(self, desk: Desk) -> None:
        held = asked(desk)
        await desk.subscribers.add(held, 9)
        await desk.subscribers.mark(held.id, 7, Mark(3, 100))

        await desk.subscribers.remove(held.id)
        await desk.subscribers.mark(held.id, 7, Mark(3, 100))

        assert await desk.subscribers.get(held.id) is None
        assert await desk.subscribers.mark_below(held.id, None) is None

    async def test_the_farthest_mark_is_found(self, desk: Desk) -> None:
        held = asked(desk)
        await desk.subscribers.add(held, 9)
        for mark in (Mark(0, 50), Mark(10, 100), Mark(10, 90), Mark(20, 200)):
            await desk.subscribers.mark(held.id, 7, mark)

        found = [await desk.subscribers.mark_below(held.id, number) for number in (None, 21, 20, 10, 1, 0)]

        assert found == [Mark(20, 200), Mark(20, 200), Mark(10, 100), Mark(0, 50), Mark(0, 50), None]

    async def test_marks_of_another_beginning_are_none(self, desk: Desk) -> None:
        held = asked(desk)
        await desk.subscribers.add(held, 9)
        await desk.subscribers.mark(held.id, 7, Mark(10, 100))

        await desk.subscribers.replace(held._replace(start=100))
        await desk.subscribers.mark(held.id, 7, Mark(20, 200))

        assert await desk.subscribers.mark_below(held.id, None) is None

    async def test_a_token_is_used_once_and_in_time(self, desk: Desk) -> None:
        binding = Binding(b"credential", [uuid4(), uuid4()])
        used, late = uuid4().bytes, uuid4().bytes
        ahead = NOW + timedelta(days=36_500)  # PostgreSQL clears away what is over by its own clock
        await desk.subscribers.issue_binding(used, binding, ahead)
        await desk.subscribers.issue_binding(late, binding, ahead)

        assert await desk.subscribers.redeem_binding(used, ahead - timedelta(seconds=1)) == binding
        assert await desk.subscribers.redeem_binding(used, NOW) is None
        assert await desk.subscribers.redeem_binding(late, ahead) is None
        assert await desk.subscribers.redeem_binding(b"nobody's", NOW) is None

    async def test_what_is_not_there_is_nothing(self, desk: Desk) -> None:
        nobody = UUID(int=0)

        await desk.subscribers.set_status(nobody, "off")
        await desk.subscribers.prolong(nobody, NOW)
        await desk.subscribers.remove(nobody)

        assert await desk.subscribers.get(nobody) is None
