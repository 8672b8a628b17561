"""What happens when two things happen at once, step by step: each wait is a gate that the test opens."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from hub.errors import ConflictError
from hub.group_commit import GroupCommit
from hub.looks import Looks
from hub.pipeline import Pipeline
from hub.ports import Accepted, Arrival, Event, Outcome, Receipt, Stored, Transient
from hub.recall import Memory
from hub.security.key_ring import KeyRing
from hub.security.sealing import AesSealer
from hub.testing import MemoryAudit, MemoryJournal, MemoryStreams, Store
from hub.views import Views
from hub.web.fanout import Fanout, Listener
from tests.factories import DIRECTORY, arrival, body, command_center, crew, hospital, new_key

UNIT: Final = "unit:u-001"


class Gates(MemoryJournal):
    """A journal that waits wherever the test has closed a gate, and says where it waits."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self._closed: dict[str, asyncio.Event] = {}
        self._waits: dict[str, asyncio.Event] = {}

    def close(self, gate: str) -> None:
        self._closed[gate], self._waits[gate] = asyncio.Event(), asyncio.Event()

    async def waits_at(self, gate: str) -> None:
        async with asyncio.timeout(5):
            await self._waits[gate].wait()

    def open(self, gate: str) -> None:
        self._closed.pop(gate).set()

    def step_aside(self, gate: str) -> asyncio.Event:
        """Leaves who waits where it is and lets everybody else pass; returns what lets it go on."""
        return self._closed.pop(gate)

    async def lets_one_pass(self, gate: str) -> None:
        """Lets through who waits, and waits for the next one."""
        passing = self._closed[gate]
        self.close(gate)
        passing.set()
        await self.waits_at(gate)

    async def _pass(self, gate: str) -> None:
        if gate in self._closed:
            self._waits[gate].set()
            await self._closed[gate].wait()

    async def known(self, keys: Sequence[tuple[str, UUID]]) -> Mapping[tuple[str, UUID], Receipt]:
        receipts = await super().known(keys)
        await self._pass("known")
        return receipts

    async def commit(self, entries: Sequence[Any]) -> Mapping[str, int]:
        await self._pass("commit")
        return await super().commit(entries)

    async def read(self, subject: UUID, after: int = 0) -> Sequence[Stored]:
        held = await super().read(subject, after)
        await self._pass("read")
        return held

    async def wrapped_keys(self, subjects: Sequence[UUID]) -> Mapping[UUID, bytes]:
        keys = await super().wrapped_keys(subjects)
        await self._pass("wrapped_keys")
        return keys


class Silence:
    """An outlet that tells nobody."""

    def publish(self, _events: Sequence[Event], _transients: Sequence[Transient]) -> None:
        return


class Desk:
    """The rooms of a hub on a journal with gates."""

    def __init__(self, batch_max: int = 100) -> None:
        self.store = Store()
        self.journal = Gates(self.store)
        self.sealer = AesSealer(KeyRing("1", {"1": bytes(32)}))
        self.memory = Memory(self.journal, self.sealer)
        self.pipeline = Pipeline(self.journal, self.memory, self.sealer)
        looks = Looks(self.memory, MemoryAudit(self.store), lambda: DIRECTORY)
        self.views = Views(self.journal, MemoryStreams(self.store), self.memory, self.sealer, looks)
        self.group = GroupCommit(
            self.pipeline, Silence(), lambda: DIRECTORY, queue_max=100, batch_max=batch_max, batch_max_bytes=10**6
        )

    async def takes(self, *arrivals: Arrival) -> list[Outcome | None]:
        return (await self.pipeline.process(arrivals, DIRECTORY)).outcomes

    async def opens(self) -> UUID:
        case = new_key()
        await self.takes(arrival(body("open-case", case), crew()))
        return case

    def versions(self, case: UUID) -> list[int]:
        return sorted(self.store.journal[case])


async def test_a_reader_that_catches_up_is_not_thrown_out_by_a_repetition_of_somebody_else() -> None:
    desk = Desk()
    first, second = await desk.opens(), await desk.opens()
    desk.memory.forget(second)
    desk.journal.close("wrapped_keys")
    reading = asyncio.create_task(desk.views.events(UNIT, crew(), 0, 100))
    await desk.journal.waits_at("wrapped_keys")

    desk.memory.forget(first)
    desk.journal.open("wrapped_keys")

    assert len(await reading) == 2


async def test_a_case_that_is_let_go_while_it_is_read_is_read_all_the_same() -> None:
    desk = Desk()
    case = await desk.opens()
    desk.memory.forget(case)
    desk.journal.close("read")
    looking = asyncio.create_task(desk.views.document(case, command_center()))
    await desk.journal.waits_at("read")

    desk.memory.forget(case)
    desk.journal.open("read")

    assert (await looking)[0] == 1


async def test_a_slow_reader_does_not_bring_an_older_state_back() -> None:
    desk = Desk()
    case = await desk.opens()
    desk.memory.forget(case)
    desk.journal.close("read")
    looking = asyncio.create_task(desk.views.document(case, command_center()))
    await desk.journal.waits_at("read")
    desk.journal.open("read")
    await desk.takes(arrival(body("record-observation", case, heart_rate=80), crew()))
    await looking

    version, document = await desk.views.document(case, command_center())

    assert version == 2
    assert len(document["observations"]) == 1  # type: ignore[arg-type]


def test_whoever_leaves_is_forgotten_on_every_stream_also_on_one_it_never_came_to_read() -> None:
    """A subscription that failed half way had left its listener behind, for ever."""
    fanout, listener, other = Fanout(), Listener(), Listener()
    for stream in (UNIT, "area:99"):
        fanout.listen(listener, stream)
    fanout.listen(other, "area:99")

    fanout.leave(listener)

    assert fanout.streams == ["area:99"]
    fanout.leave(other)
    assert fanout.streams == []


async def test_a_batch_that_goes_through_again_knows_nothing_of_the_one_behind_it() -> None:
    """An accept shares a batch with a repetition, so the batch goes again while the next one is being prepared."""
    desk = Desk(batch_max=2)
    case = await desk.opens()
    repeated = arrival(body("record-observation", case, heart_rate=70), crew())
    await desk.takes(repeated)
    await desk.takes(arrival(body("request-acceptance", case, facilities=["h-001", "h-002"]), crew()))
    before = desk.versions(case)
    for gate in ("commit", "known", "read"):
        desk.journal.close(gate)
    worker = asyncio.create_task(desk.group.run())

    outcomes = asyncio.gather(
        desk.group.take(arrival(body("answer-request", case, answer="accept"), hospital())),
        desk.group.take(repeated),
        desk.group.take(arrival(body("confirm-destination", case, facility="h-002"), crew())),
        desk.group.take(arrival(body("record-observation", case, heart_rate=90), crew())),
    )
    await desk.journal.waits_at("known")  # the second batch is decided, on what the first one would lead to
    desk.journal.open("commit")
    await desk.journal.waits_at("read")  # the first one goes again: it looks the case up,
    behind = desk.journal.step_aside("known")
    await desk.journal.lets_one_pass("read")  # finds the repetition, and looks it up once more
    behind.set()
    await turns()
    desk.journal.open("read")
    accepts, repeats, out_of_turn, observes = await asyncio.wait_for(outcomes, 5)

    assert isinstance(accepts, Accepted), accepts
    assert isinstance(repeats, Accepted)
    assert repeats.is_repeated
    assert isinstance(out_of_turn, ConflictError)
    assert isinstance(observes, Accepted)
    assert desk.versions(case) == [*before, before[-1] + 1, before[-1] + 2]
    worker.cancel()
    await asyncio.gather(worker, return_exceptions=True)


async def turns(count: int = 10) -> None:
    for _ in range(count):
        await asyncio.sleep(0)
