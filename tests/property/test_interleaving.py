"""Simulated runs: many senders at once through group commit, on a journal that answers when it likes.

The database is the memory twin behind seeded pauses and failures, so that each run is another interleaving and can be
run again. What is checked afterwards is what a crash investigator would check: what was acknowledged is stored, what
was refused is not, versions and offsets have no hole, and a node decides with the states that the journal tells.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.case import Case
from hub.domain.codes import RequestState
from hub.errors import DatabaseAwayError, KyukyuError, RejectedError
from hub.group_commit import GroupCommit
from hub.looks import Looks
from hub.pipeline import Pipeline
from hub.ports import Accepted, Arrival, Entry, Event, Outcome, Receipt, Stored, Transient
from hub.recall import Memory
from hub.testing import MemoryAudit, MemoryJournal, MemoryStreams, Store
from hub.testing.sealer import PlainSealer
from hub.views import Views
from tests.factories import DIRECTORY, Json, Node, arrival, at_once, body, crew, hospital, reader_of, strictly
from tests.property.client import Reader, spelt


class SlowJournal(MemoryJournal):
    """A journal that pauses before and after whatever it does, and sometimes loses the connection."""

    def __init__(self, store: Store, chance: Random, failures: float) -> None:
        super().__init__(store)
        self._chance = chance
        self._failures = failures

    async def _pause(self) -> None:
        for _ in range(self._chance.randrange(4)):
            await asyncio.sleep(0)

    async def known(self, keys: Sequence[tuple[str, UUID]]) -> Mapping[tuple[str, UUID], Receipt]:
        await self._pause()
        found = await super().known(keys)
        await self._pause()
        return found

    async def read(self, subject: UUID, after: int = 0) -> Sequence[Stored]:
        await self._pause()
        found = await super().read(subject, after)
        await self._pause()
        return found

    async def wrapped_keys(self, subjects: Sequence[UUID]) -> Mapping[UUID, bytes]:
        await self._pause()
        found = await super().wrapped_keys(subjects)
        await self._pause()
        return found

    async def commit(self, entries: Sequence[Entry]) -> Mapping[str, int]:
        await self._pause()
        if self._chance.random() < self._failures:
            raise DatabaseAwayError
        tops = await super().commit(entries)
        await self._pause()
        if self._chance.random() < self._failures:
            raise DatabaseAwayError
        return tops


@dataclass
class Seen:
    """An outlet that keeps what it is handed."""

    events: list[Event] = field(default_factory=list)

    def publish(self, events: Sequence[Event], transients: Sequence[Transient]) -> None:
        self.events += events
        assert not transients


@dataclass
class Run:
    """What became of a simulated run."""

    node: Node
    outcomes: dict[int, list[Outcome]]
    said: list[Arrival]
    memories: list[Memory]
    seen: list[Seen]
    looks: list[Json]


class BlindJournal(SlowJournal):
    """A journal that does not notice that a key or a version is there already."""

    def _refuse_twice(self, entries: Sequence[Entry]) -> None:
        """Refuses nothing."""


class HastyJournal(SlowJournal):
    """A journal that says it is done before it is, and then sometimes is not."""

    async def commit(self, entries: Sequence[Entry]) -> Mapping[str, int]:
        if self._chance.random() < self._failures:
            return dict.fromkeys((address.stream for entry in entries for address in entry.addresses), 1)
        return await super().commit(entries)


async def _simulated(seed: int, nodes: int, failures: float, kind: type[SlowJournal]) -> Run:
    chance = Random(seed)  # noqa: S311  the same run for the same seed
    store = Store()
    history = Node(store)
    cases = [history.opens(crew("u-001")) for _ in range(3)]
    said = [_said(chance, chance.choice(cases)) for _ in range(40)]
    said += [chance.choice(said) for _ in range(10)]
    memories, groups, seen, views = [], [], [], []
    for _ in range(nodes):
        journal, sealer, outlet = kind(store, chance, failures), PlainSealer(), Seen()
        memory = Memory(journal, sealer)
        pipeline = Pipeline(journal, memory, sealer)
        groups.append(
            GroupCommit(pipeline, outlet, lambda: DIRECTORY, queue_max=1000, batch_max=4, batch_max_bytes=100_000)
        )
        memories.append(memory)
        seen.append(outlet)
        looks_at = Looks(memory, MemoryAudit(store), lambda: DIRECTORY)
        views.append(Views(journal, MemoryStreams(store), memory, sealer, looks_at))
    workers = [asyncio.create_task(group.run()) for group in groups]
    outcomes: dict[int, list[Outcome]] = {}
    looks: list[Json] = []

    async def watcher(at: Views) -> None:
        while True:
            stream = chance.choice(["unit:u-001", "facility:h-001", "facility:h-002"])
            shown = await at.snapshot(stream, reader_of(stream))
            looks.append(strictly(shown.frame))
            await asyncio.sleep(0)

    async def sender(index: int) -> None:
        for _ in range(chance.randrange(30)):
            await asyncio.sleep(0)
        for _ in range(30):
            outcome = await chance.choice(groups).take(said[index])
            outcomes.setdefault(index, []).append(outcome)
            if not isinstance(outcome, DatabaseAwayError):
                return

    workers += [asyncio.create_task(watcher(at)) for at in views]
    await asyncio.gather(*(sender(index) for index in range(len(said))))
    for worker in workers:
        worker.cancel()
    await asyncio.gather(*workers, return_exceptions=True)
    return Run(history, outcomes, said, memories, seen, looks)


def _said(chance: Random, case: UUID) -> Arrival:
    facility = chance.choice(["h-001", "h-002", "h-003"])
    choices: list[Callable[[], Arrival]] = [
        lambda: arrival(body("record-observation", case, heart_rate=chance.randrange(200)), crew("u-001")),
        lambda: arrival(body("request-acceptance", case, facilities=[facility]), crew("u-001")),
        lambda: arrival(body("answer-request", case, answer="accept"), hospital(facility)),
        lambda: arrival(body("answer-request", case, answer="decline", reason="busy"), hospital(facility)),
        lambda: arrival(body("open-case", case, chief_complaint="胸痛"), crew("u-001", "b")),
        lambda: arrival(body("record-observation", case, heart_rate=1), crew("u-003")),
    ]
    return chance.choice(choices)()


def simulated(seed: int, nodes: int = 1, failures: float = 0.0, kind: type[SlowJournal] = SlowJournal) -> Run:
    """Runs the senders of a seed to their end."""
    return asyncio.run(_simulated(seed, nodes, failures, kind))


def _judge(run: Run) -> None:
    store = run.node.store
    acknowledged: dict[tuple[str, UUID], Receipt] = {}
    for index, outcomes in run.outcomes.items():
        last = outcomes[-1]
        if isinstance(last, Accepted):
            known = acknowledged.setdefault(_identity(run.said[index]), last.receipt)
            assert last.receipt == known, "two receipts for one key"
        else:
            assert isinstance(last, RejectedError), "nobody was told"
    assert acknowledged.items() <= store.receipts.items(), "acknowledged and not stored"
    refused = {_identity(said) for index, said in enumerate(run.said) if index in run.outcomes} - acknowledged.keys()
    assert not refused & store.receipts.keys(), "refused and stored"
    for subject, versions in store.journal.items():
        assert sorted(versions) == list(range(1, len(versions) + 1)), "a version is missing"
        assert subject in store.wrapped
    anew = Node(store)
    for subject in store.journal:
        told = _state(anew, subject)
        assert list(told.requests.values()).count(RequestState.ACCEPTED) <= 1
        for memory in run.memories:
            held = memory.newest(subject)
            if held is not None and held.version == told.version:
                assert held == told, "a node decides with what the journal does not tell"
    for look in run.looks[:: max(1, len(run.looks) // 20)]:
        told_until = [frame for frame in anew.events(look["stream"]) if frame["offset"] <= look["offset"]]
        reader = Reader({"documents": {}, "offset": 0}).hears(told_until)
        assert reader.bytes == spelt(look["documents"]), "a snapshot beside the writers is torn"
    for seen in run.seen:
        last_offset: dict[str, int] = {}
        for event in seen.events:
            assert event.offset > last_offset.get(event.stream, 0), "out of order"
            last_offset[event.stream] = event.offset
            assert store.streams[event.stream][event.offset - 1].offset == event.offset


def _identity(said: Arrival) -> tuple[str, UUID]:
    return said.principal.caller, said.submission.key


def _state(node: Node, subject: UUID) -> Case:
    at_once(node.memory.recall([subject]))
    state = node.memory.newest(subject)
    assert isinstance(state, Case)
    return state


SEEDS = st.integers(0, 100_000)


@given(SEEDS)
def test_a_node_alone_keeps_its_word_in_any_interleaving(seed: int) -> None:
    _judge(simulated(seed))


@given(SEEDS)
def test_a_node_keeps_its_word_while_the_database_comes_and_goes(seed: int) -> None:
    _judge(simulated(seed, failures=0.15))


@given(SEEDS)
def test_two_nodes_on_one_database_keep_their_word(seed: int) -> None:
    _judge(simulated(seed, nodes=2, failures=0.05))


@pytest.mark.parametrize(("kind", "failures"), [(BlindJournal, 0.0), (HastyJournal, 0.1)])
def test_control_a_journal_that_breaks_its_promise_is_found(kind: type[SlowJournal], failures: float) -> None:
    """Two nodes on a journal without its unique keys; a journal that acknowledges before it is durable (P1)."""
    found = 0
    for seed in range(12):
        try:
            _judge(simulated(seed, 2, failures, kind))
        except (AssertionError, KyukyuError, KeyError, IndexError):
            found += 1

    assert found > 6


def test_the_runs_that_are_simulated_are_no_idle_ones() -> None:
    """Watches the tests above: batches overlap, race and fail, and both kinds of answers are given."""
    runs = [simulated(seed, nodes=2, failures=0.05) for seed in range(10)]

    outcomes = [outcome for run in runs for each in run.outcomes.values() for outcome in each]
    kinds = {type(outcome).__name__ for outcome in outcomes}
    assert {"Accepted", "DatabaseAwayError", "ConflictError", "NotFoundError", "InvalidSubmissionError"} <= kinds
    assert any(isinstance(outcome, Accepted) and outcome.is_repeated for outcome in outcomes)
    assert all(len(run.looks) > 10 for run in runs)
