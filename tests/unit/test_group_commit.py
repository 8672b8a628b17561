"""Submissions that wait together: one outcome each, whatever becomes of the others."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import UUID

import pytest

from hub.domain.commands import OpenCase
from hub.domain.people import Directory
from hub.errors import ConflictError, DatabaseAwayError, KeysAwayError, OverloadedError
from hub.group_commit import GroupCommit
from hub.pipeline import Pipeline
from hub.ports import Accepted, Arrival, Coalesced, Entry, Event, Outcome, Sealer, Transient
from hub.recall import Memory
from hub.testing import MemoryJournal, Store
from hub.testing.sealer import PlainSealer
from tests.factories import DIRECTORY, Node, arrival, body, crew, hospital, new_key


class Gate(MemoryJournal):
    """A journal whose commits wait until they are let through; it counts them."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self.is_open = asyncio.Event()
        self.is_open.set()
        self.commits: list[int] = []

    async def commit(self, entries: Sequence[Entry]) -> Mapping[str, int]:
        self.commits.append(len(entries))
        await self.is_open.wait()
        return await super().commit(entries)


@dataclass
class Told:
    """An outlet that keeps what it is handed."""

    events: list[Event] = field(default_factory=list)
    transients: list[Transient] = field(default_factory=list)

    def publish(self, events: Sequence[Event], transients: Sequence[Transient]) -> None:
        self.events += events
        self.transients += transients


@dataclass
class Desk:
    """A group commit at work, and everything around it.

    ``begun`` says for each batch how many commits had begun when it was prepared.
    """

    group: GroupCommit
    journal: Gate
    store: Store
    told: Told
    worker: asyncio.Task[None]
    begun: list[int]

    async def takes(self, *arrivals: Arrival) -> list[Outcome]:
        return await asyncio.gather(*(self.group.take(each) for each in arrivals))


@asynccontextmanager
async def desk(
    queue_max: int = 100, batch_max: int = 100, batch_max_bytes: int = 1_000_000, sealer: Sealer | None = None
) -> AsyncIterator[Desk]:
    store, told = Store(), Told()
    journal, sealer = Gate(store), sealer or PlainSealer()
    pipeline = Pipeline(journal, Memory(journal, sealer), sealer)
    begun: list[int] = []

    def directory() -> Directory:
        begun.append(len(journal.commits))
        return DIRECTORY

    group = GroupCommit(
        pipeline,
        told,
        directory,
        queue_max=queue_max,
        batch_max=batch_max,
        batch_max_bytes=batch_max_bytes,
    )
    worker = asyncio.create_task(group.run())
    try:
        yield Desk(group, journal, store, told, worker, begun)
    finally:
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)


def opens(case: UUID | None = None) -> Arrival:
    return arrival(body("open-case", case or new_key()), crew())


async def turns(count: int = 20) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


async def test_alone_a_submission_waits_for_nobody() -> None:
    async with desk() as at:
        (outcome,) = await at.takes(opens())

        assert isinstance(outcome, Accepted)
        assert at.journal.commits == [1]


async def test_what_waits_while_one_batch_commits_goes_together() -> None:
    async with desk() as at:
        at.journal.is_open.clear()
        first = at.group.take(opens())
        await turns()
        rest = [at.group.take(opens()) for _ in range(50)]
        await turns()
        at.journal.is_open.set()

        outcomes = await asyncio.gather(first, *rest)

        assert all(isinstance(outcome, Accepted) for outcome in outcomes)
        assert len(at.journal.commits) <= 3


async def test_a_batch_is_on_its_way_to_disk_while_the_next_one_is_prepared() -> None:
    """Watches that the two overlap: to prepare takes the loop for itself, so the commit has to set off before."""
    async with desk(batch_max=1) as at:
        await at.takes(opens(), opens(), opens())

        assert at.begun == [0, 1, 2]


async def test_nobody_is_answered_before_the_commit_has_ended() -> None:
    """Watches P1: the receipt, and what is put before the screens, leave only after the commit."""
    async with desk() as at:
        at.journal.is_open.clear()
        waiting = at.group.take(opens())
        await turns()

        assert not waiting.done()
        assert not at.told.events
        at.journal.is_open.set()
        assert isinstance(await waiting, Accepted)
        assert len(at.told.events) == 2


async def test_each_has_its_own_outcome() -> None:
    case = new_key()
    async with desk() as at:
        outcomes = await at.takes(
            opens(case),
            arrival(body("record-observation", case, heart_rate=60), crew()),
            arrival(body("answer-request", case, answer="accept"), hospital()),
            arrival(body("report-position", case, latitude=34, longitude=132), crew()),
            arrival(body("report-position", case, latitude=34, longitude=133), crew()),
        )

        assert [type(each).__name__ for each in outcomes] == [
            "Accepted",
            "Accepted",
            "NotFoundError",
            "Accepted",
            "Coalesced",
        ]
        assert isinstance(outcomes[4], Coalesced)
        assert [transient.stream for transient in at.told.transients][:1] == ["unit:u-001"]


async def test_the_queue_is_bounded_and_what_does_not_fit_is_told_to_come_again() -> None:
    async with desk(queue_max=3) as at:
        waiting = [at.group.take(opens()) for _ in range(5)]

        outcomes = await asyncio.gather(*waiting)

        assert [isinstance(each, OverloadedError) for each in outcomes] == [False, False, False, True, True]
        assert len(at.store.journal) == 3


async def test_beyond_the_bound_there_is_room_for_new_emergencies_only() -> None:
    """Watches the lane: the queue is full of reports, and a case is opened, asked about and answered all the same."""
    case = new_key()
    async with desk(queue_max=16) as at:
        await at.takes(opens(case))
        reports = [
            at.group.take(arrival(body("record-observation", case, heart_rate=60), crew(device=str(number))))
            for number in range(18)
        ]
        emergencies = [at.group.take(opens()) for _ in range(3)]

        outcomes = await asyncio.gather(*reports, *emergencies)

        assert [isinstance(each, OverloadedError) for each in outcomes[:18]] == [False] * 16 + [True] * 2
        assert [isinstance(each, OverloadedError) for each in outcomes[18:]] == [False] * 2 + [True]


async def test_a_batch_is_bounded_by_count() -> None:
    async with desk(batch_max=4) as at:
        await at.takes(*(opens() for _ in range(10)))

        assert sum(at.journal.commits) == 10
        assert max(at.journal.commits) <= 4


async def test_a_batch_is_bounded_by_bytes() -> None:
    async with desk(batch_max_bytes=1000) as at:
        await at.takes(*(arrival(body("open-case", new_key(), chief_complaint="痛" * 190), crew()) for _ in range(10)))

        assert max(at.journal.commits) <= 2


async def test_while_the_database_is_away_everybody_is_told_and_afterwards_it_goes_on_by_itself() -> None:
    """Watches P10."""
    async with desk() as at:
        at.store.is_away = True
        outcomes = await at.takes(opens(), opens(), opens())
        assert all(isinstance(each, DatabaseAwayError) for each in outcomes)
        assert not at.told.events

        at.store.is_away = False
        (outcome,) = await at.takes(opens())
        assert isinstance(outcome, Accepted)


async def test_a_commit_whose_answer_was_lost_is_found_by_its_key() -> None:
    """Watches P2: of 242 client errors during a database kill, 3 had committed."""
    said = opens()
    async with desk() as at:
        at.store.loses_answers = True
        (first,) = await at.takes(said)
        at.store.loses_answers = False
        (again,) = await at.takes(said)

        assert isinstance(first, DatabaseAwayError)
        assert isinstance(again, Accepted)
        assert again.is_repeated
        assert list(at.store.journal[said.submission.subject or new_key()]) == [1]


async def test_a_repetition_beside_its_original_has_the_same_receipt() -> None:
    said = opens()
    async with desk() as at:
        one, two = await at.takes(said, said)

        assert isinstance(one, Accepted)
        assert isinstance(two, Accepted)
        assert one.receipt == two.receipt
        assert [one.is_repeated, two.is_repeated] == [False, True]


async def test_a_repetition_does_not_spoil_the_batch_it_comes_in() -> None:
    said = opens()
    async with desk() as at:
        await at.takes(said)

        outcomes = await at.takes(opens(), said, opens())

        assert [isinstance(each, Accepted) and each.is_repeated for each in outcomes] == [False, True, False]
        assert len(at.store.journal) == 3


async def test_the_same_key_with_another_body_is_refused() -> None:
    key, case = new_key(), new_key()
    async with desk() as at:
        await at.takes(opens(case), arrival(body("record-observation", case, key=key, heart_rate=60), crew()))

        (outcome,) = await at.takes(arrival(body("record-observation", case, key=key, heart_rate=61), crew()))

        assert isinstance(outcome, ConflictError)
        assert outcome.code == "key-reused-with-other-body"


@pytest.mark.parametrize(
    "first",
    [
        "coalesced",
        "journalled",
    ],
)
async def test_a_position_that_is_repeated_is_answered_as_the_first_time(first: str) -> None:
    key, case = new_key(), new_key()
    position = arrival(body("report-position", case, key=key, latitude=34, longitude=132), crew())
    async with desk() as at:
        await at.takes(opens(case))
        if first == "coalesced":
            await at.takes(arrival(body("report-position", case, latitude=34, longitude=132), crew()))
        (one,) = await at.takes(position)
        await at.takes(opens())
        (two,) = await at.takes(position)

    assert type(one) is type(two)


class BrokenRule(OpenCase):
    """A command that our own code has no rule for: what an error of ours looks like."""


def broken() -> Arrival:
    said = opens()
    return said._replace(submission=said.submission._replace(command=BrokenRule()))


async def test_one_that_breaks_our_own_code_does_not_spoil_its_batch() -> None:
    async with desk() as at:
        waiting = [at.group.take(each) for each in (opens(), broken(), opens())]

        outcomes = await asyncio.gather(*waiting, return_exceptions=True)

        assert [type(each).__name__ for each in outcomes] == ["Accepted", "KeyError", "Accepted"]
        assert len(at.store.journal) == 2


class Token(PlainSealer):
    """Makes keys in a module that may be away."""

    is_away = False

    def create(self, subject: UUID) -> bytes:
        if self.is_away:
            raise KeysAwayError
        return super().create(subject)


async def test_while_the_keys_are_away_a_case_in_use_goes_on_and_a_new_one_is_told_to_come_again() -> None:
    case, token = new_key(), Token()
    async with desk(sealer=token) as at:
        await at.takes(opens(case))
        token.is_away = True
        known = arrival(body("record-observation", case, heart_rate=61), crew())

        outcomes = await at.takes(opens(), known, opens())
        assert [type(each) for each in outcomes] == [KeysAwayError, Accepted, KeysAwayError]
        assert len(at.store.journal[case]) == 2

        token.is_away = False
        assert [type(each) for each in await at.takes(opens())] == [Accepted]


async def test_after_one_that_breaks_our_own_code_the_next_ones_go_on() -> None:
    async with desk() as at:
        with pytest.raises(KeyError):
            await at.group.take(broken())

        (outcome,) = await at.takes(opens())
        assert isinstance(outcome, Accepted)


async def test_another_node_that_was_faster_is_no_error() -> None:
    """Each has decided on the same version; the journal takes one, and the other decides again."""
    case = new_key()
    async with desk() as at:
        await at.takes(opens(case))
        other = Node(at.store)
        other.takes(body("record-observation", case, heart_rate=60), crew())

        (outcome,) = await at.takes(arrival(body("record-observation", case, heart_rate=61), crew()))

        assert isinstance(outcome, Accepted)
        assert outcome.receipt.version == 3


async def test_a_sender_that_went_away_harms_nobody() -> None:
    async with desk() as at:
        at.journal.is_open.clear()
        gone, stays = at.group.take(opens()), at.group.take(opens())
        await turns()
        gone.cancel()
        at.journal.is_open.set()

        assert isinstance(await stays, Accepted)
        assert len(at.store.journal) == 2


async def test_what_waits_when_the_hub_ends_is_told_that_nothing_was_stored() -> None:
    async with desk(batch_max=1) as at:
        at.journal.is_open.clear()
        waiting = [at.group.take(opens()) for _ in range(5)]
        await turns()
        at.worker.cancel()
        await asyncio.gather(at.worker, return_exceptions=True)

        told = [each.result() for each in waiting if each.done()]

        assert len(told) >= 3
        assert all(isinstance(each, DatabaseAwayError) for each in told)
        assert not at.store.journal


async def test_what_is_on_its_way_to_disk_when_the_hub_ends_is_answered_too() -> None:
    async with desk(batch_max=1) as at:
        at.journal.is_open.clear()
        waiting = [at.group.take(opens()) for _ in range(5)]
        await turns()
        at.worker.cancel()
        await asyncio.gather(at.worker, return_exceptions=True)

        assert all(each.done() for each in waiting)


async def test_who_waits_for_room_is_never_refused_and_goes_in_order() -> None:
    """A socket that is not read holds its sender back; the test above is the control: without waiting, some are."""
    async with desk(queue_max=8, batch_max=2) as at:
        at.journal.is_open.clear()
        entered: list[int] = []

        async def reads(index: int) -> Outcome:
            await at.group.room()
            entered.append(index)
            return await at.group.take(opens())

        senders = [asyncio.create_task(reads(index)) for index in range(40)]
        await turns()
        assert 4 <= len(entered) < 12, "the others wait outside"
        at.journal.is_open.set()

        outcomes = await asyncio.gather(*senders)

        assert all(isinstance(outcome, Accepted) for outcome in outcomes)
        assert entered == list(range(40))


async def test_who_leaves_the_line_takes_nobodys_place() -> None:
    async with desk(queue_max=2, batch_max=1) as at:
        at.journal.is_open.clear()
        waiting = []
        for _ in range(4):
            waiting.append(at.group.take(opens()))
            await turns()
        line = [asyncio.create_task(at.group.room()) for _ in range(3)]
        await turns()
        line[0].cancel()
        at.journal.is_open.set()

        await asyncio.gather(*line[1:], *waiting)

        assert line[0].cancelled()
