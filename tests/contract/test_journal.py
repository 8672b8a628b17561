"""What every journal promises, and what every stream that reads it: on the memory twin and on PostgreSQL alike."""

from datetime import UTC
from uuid import UUID

import pytest

from hub.domain.disclosure import Relationship
from hub.domain.routing import Mode
from hub.ports import Address, Came, Membership, RacedError, Standing, Stored, Streamed
from tests.contract.conftest import Stores
from tests.contract.entries import entry, new_stream
from tests.factories import hospital, new_key


class TestJournal:
    """`hub.ports.Journal`."""

    async def test_what_was_committed_is_read_back_in_order_of_version(self, stores: Stores) -> None:
        case, stream = new_key(), new_stream()
        await stores.journal.commit([entry(case, 1, stream), entry(case, 2, stream)])
        await stores.journal.commit([entry(case, 3, stream)])

        assert await stores.journal.read(case) == [Stored(number, b"sealed %d" % number) for number in (1, 2, 3)]
        assert await stores.journal.read(case, after=2) == [Stored(3, b"sealed 3")]
        assert await stores.streams.projections(stream, case) == [
            Stored(number, b"projection %d" % number) for number in (1, 2, 3)
        ]
        assert await stores.streams.projections(stream, case, after=1, until=2) == [Stored(2, b"projection 2")]
        assert await stores.streams.projections(stream, case, after=2) == [Stored(3, b"projection 3")]

    async def test_a_subject_that_does_not_exist_has_nothing(self, stores: Stores) -> None:
        assert await stores.journal.read(new_key()) == []
        assert await stores.streams.projections(new_stream(), new_key()) == []
        assert await stores.journal.wrapped_keys([new_key()]) == {}
        assert await stores.journal.wrapped_keys([]) == {}

    async def test_a_receipt_is_known_by_sender_and_key(self, stores: Stores) -> None:
        """Watches P2: for as long as the event is kept, to the microsecond, and for its own sender only."""
        said = entry(new_key(), 1)
        await stores.journal.commit([said])
        key = said.receipt.key

        known = await stores.journal.known([("tablet", key), ("other", key), ("tablet", new_key())])

        assert known == {("tablet", key): said.receipt}
        receipt = known["tablet", key]
        assert receipt.recorded_at.tzinfo is not None
        assert receipt.recorded_at.astimezone(UTC).microsecond == 123456
        assert isinstance(receipt.digest, bytes)

    async def test_nothing_is_known_of_nothing(self, stores: Stores) -> None:
        assert await stores.journal.known([]) == {}

    async def test_the_same_key_of_two_senders_is_two_submissions(self, stores: Stores) -> None:
        case, key = new_key(), new_key()

        await stores.journal.commit([entry(case, 1, key=key), entry(case, 2, key=key, sender="other")])

        assert len(await stores.journal.known([("tablet", key), ("other", key)])) == 2

    async def test_the_key_of_a_subject_is_stored_with_its_first_entry(self, stores: Stores) -> None:
        case = new_key()

        await stores.journal.commit([entry(case, 1), entry(case, 2)])

        assert await stores.journal.wrapped_keys([case, new_key()]) == {case: b"wrapped"}

    @pytest.mark.parametrize("fault", ["key", "key in the batch", "version", "version in the batch", "data key"])
    async def test_a_batch_is_stored_whole_or_not_at_all(self, stores: Stores, fault: str) -> None:
        """Watches the transaction: of a batch with one duplicate in its middle, nothing is there afterwards."""
        stream, old, new = new_stream(), new_key(), new_key()
        before = entry(old, 1, stream)
        await stores.journal.commit([before])
        good = entry(new, 1, stream, memberships=(Membership(stream, new, Relationship.ASKED),))
        bad = {
            "key": entry(old, 2, stream, key=before.receipt.key),
            "key in the batch": entry(old, 2, stream, key=good.receipt.key),
            "version": entry(old, 1, stream)._replace(wrapped_key=None),
            "version in the batch": entry(new, 1, stream)._replace(wrapped_key=None),
            "data key": entry(old, 2, stream)._replace(wrapped_key=b"another"),
        }[fault]

        with pytest.raises(RacedError):
            await stores.journal.commit([good, bad, entry(new, 2, stream)])

        assert await stores.journal.read(new) == []
        assert await stores.streams.projections(stream, new) == []
        assert await stores.journal.wrapped_keys([new]) == {}
        assert await stores.journal.known([("tablet", good.receipt.key)]) in (
            {},
            {("tablet", before.receipt.key): before.receipt},
        )
        assert (await stores.streams.snapshot(stream)).standings == []
        assert await stores.streams.tops([stream]) == {stream: 1}

    async def test_after_a_refused_batch_the_next_one_has_the_next_number(self, stores: Stores) -> None:
        """Watches P3 against sequences: a rolled back batch must leave no hole."""
        stream, case = new_stream(), new_key()
        await stores.journal.commit([entry(case, 1, stream)])
        for _ in range(3):
            with pytest.raises(RacedError):
                await stores.journal.commit([entry(case, 1, stream)._replace(wrapped_key=None)])

        assert await stores.journal.commit([entry(case, 2, stream)]) == {stream: 2}

    async def test_what_was_read_is_witnessed_without_an_error(self, stores: Stores) -> None:
        await stores.journal.witness(hospital(), "read-stream", None, "facility:h-001")
        await stores.journal.witness(hospital(), "read-case", new_key(), None)


class TestStreams:
    """`hub.ports.Streams`."""

    async def test_offsets_are_dense_per_stream_in_the_order_given(self, stores: Stores) -> None:
        one, two, case = new_stream(), new_stream(), new_key()

        tops = await stores.journal.commit([entry(case, 1, one), entry(case, 2, one, two), entry(case, 3, one)])
        later = await stores.journal.commit([entry(case, 4, two), entry(case, 5, one)])

        assert tops == {one: 3, two: 1}
        assert later == {one: 4, two: 2}
        assert [(e.offset, e.version) for e in await stores.streams.read(one, 0, 100)] == [
            (1, 1),
            (2, 2),
            (3, 3),
            (4, 5),
        ]
        assert [(e.offset, e.version) for e in await stores.streams.read(two, 0, 100)] == [(1, 2), (2, 4)]

    async def test_an_entry_is_read_back_with_its_view_and_its_projection(self, stores: Stores) -> None:
        stream, case = new_stream(), new_key()
        await stores.journal.commit([entry(case, 1, stream)])

        assert await stores.streams.read(stream, 0, 10) == [Streamed(1, case, 1, f"view-of-{stream}", b"projection 1")]

    async def test_an_entry_that_goes_to_nobody_has_no_number(self, stores: Stores) -> None:
        case = new_key()

        assert await stores.journal.commit([entry(case, 1)]) == {}
        assert len(await stores.journal.read(case)) == 1

    async def test_a_stream_is_read_from_any_offset_in_pages(self, stores: Stores) -> None:
        stream, case = new_stream(), new_key()
        await stores.journal.commit([entry(case, number, stream) for number in range(1, 8)])

        pages = []
        after = 0
        while page := await stores.streams.read(stream, after, 3):
            pages.append([each.offset for each in page])
            after = page[-1].offset

        assert pages == [[1, 2, 3], [4, 5, 6], [7]]
        assert list(await stores.streams.read(stream, 99, 3)) == []

    async def test_a_stream_without_an_entry_stands_at_nothing(self, stores: Stores) -> None:
        stream = new_stream()
        epoch, top = await stores.streams.position(stream)

        snapshot = await stores.streams.snapshot(stream)

        assert (snapshot.epoch, snapshot.offset, list(snapshot.standings)) == (epoch, 0, [])
        assert top == 0
        assert UUID(epoch)
        assert await stores.streams.tops([stream]) == {}
        assert list(await stores.streams.read(stream, 0, 10)) == []

    async def test_what_came_is_told_newest_first_with_the_version_it_has_now(self, stores: Stores) -> None:
        stream, one, two = new_stream(), new_key(), new_key()
        shared = entry(one, 2)._replace(addresses=[Address(stream, Mode.PATCH, "patch")])
        await stores.journal.commit([entry(one, 1, stream), shared, entry(two, 1, stream), entry(one, 3)])

        assert list(await stores.streams.arrivals(stream, 100, 10)) == [Came(3, two, 1), Came(1, one, 3)]
        assert list(await stores.streams.arrivals(stream, 100, 1)) == [Came(3, two, 1)]
        assert list(await stores.streams.arrivals(stream, 3, 10)) == [Came(1, one, 3)]
        assert list(await stores.streams.arrivals(new_stream(), 100, 10)) == []

    async def test_every_stream_has_the_same_epoch(self, stores: Stores) -> None:
        assert len({(await stores.streams.position(new_stream()))[0] for _ in range(3)}) == 1

    async def test_what_stands_has_its_nearness_and_its_newest_version(self, stores: Stores) -> None:
        stream, one, two = new_stream(), new_key(), new_key()
        await stores.journal.commit(
            [
                entry(one, 1, stream, memberships=(Membership(stream, one, Relationship.ASKED),)),
                entry(two, 1, stream, memberships=(Membership(stream, two, Relationship.NONE),)),
            ]
        )
        await stores.journal.commit(
            [entry(one, 2, stream, memberships=(Membership(stream, one, Relationship.ACCEPTED),)), entry(two, 2)]
        )

        snapshot = await stores.streams.snapshot(stream)

        assert snapshot.offset == 3
        assert sorted(snapshot.standings, key=lambda each: each.subject) == [
            Standing(one, Relationship.ACCEPTED, 2),
            Standing(two, Relationship.NONE, 2),
        ]

    async def test_what_has_left_does_not_stand_and_may_come_back(self, stores: Stores) -> None:
        stream, case = new_stream(), new_key()

        def moves(near: int | None) -> tuple[Membership, ...]:
            return (Membership(stream, case, near),)

        await stores.journal.commit([entry(case, 1, stream, memberships=moves(2))])
        await stores.journal.commit([entry(case, 2, stream, memberships=moves(None))])
        assert list((await stores.streams.snapshot(stream)).standings) == []

        await stores.journal.commit([entry(case, 3, stream, memberships=moves(3))])
        assert list((await stores.streams.snapshot(stream)).standings) == [Standing(case, 3, 3)]

    @pytest.mark.parametrize(("nears", "stands"), [((2, None), False), ((None, 2), True), ((2, None, 3), True)])
    async def test_the_last_move_of_a_batch_stands(
        self, stores: Stores, nears: tuple[int | None, ...], *, stands: bool
    ) -> None:
        """A case may come and go within one transaction."""
        stream, case = new_stream(), new_key()

        await stores.journal.commit(
            [
                entry(case, number, stream, memberships=(Membership(stream, case, near),))
                for number, near in enumerate(nears, start=1)
            ]
        )

        assert bool((await stores.streams.snapshot(stream)).standings) is stands

    async def test_leaving_where_one_never_stood_is_no_error(self, stores: Stores) -> None:
        stream, case = new_stream(), new_key()

        await stores.journal.commit([entry(case, 1, stream, memberships=(Membership(stream, case, None),))])

        assert list((await stores.streams.snapshot(stream)).standings) == []
