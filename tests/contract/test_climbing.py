"""Silence climbs once, at whichever node and whatever dies meanwhile; in memory and on PostgreSQL alike.

The clock is the test's own, but for how long a node holds a case: that is the database's.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from hub.climbing import Climbing, Due, Silences
from hub.domain.case import Case
from hub.domain.document import Document, section
from hub.domain.people import Directory, Principal
from hub.domain.rule_pack import RulePack
from hub.errors import ConflictError, IntegrityError
from hub.group_commit import GroupCommit
from hub.pipeline import Pipeline
from hub.ports import Accepted, Event, Journal, Outcome, Stored, Transient
from hub.postgres.journal import PostgresJournal
from hub.postgres.migrate import migrate
from hub.postgres.pool import Pool, connect
from hub.postgres.silences import PostgresSilences
from hub.recall import Memory
from hub.testing import MemoryJournal, MemoryStreams, Store
from hub.testing.sealer import PlainSealer
from hub.testing.silences import MemorySilences
from tests.factories import DIRECTORY, NOW, Json, arrival, body, crew, hospital, new_key, ruled
from tests.rules import WEST


@dataclass
class Places:
    """Where one database keeps what nodes share."""

    journal: Journal
    silences: Silences
    tops: Callable[[Sequence[str]], Awaitable[Mapping[str, int]]]


class Nobody:
    """An outlet to which nobody listens."""

    def publish(self, events: Sequence[Event], transients: Sequence[Transient]) -> None:
        """Does nothing."""


class Held:
    """Lets every node take what is due at the same time, as if none of them held it."""

    def __init__(self, silences: Silences) -> None:
        self._silences = silences

    async def take(self, now: datetime, for_s: float, most: int) -> Sequence[Due]:
        return await self._silences.take(now, 0 * for_s, most)

    async def settle(self, taken: Due, due_at: datetime | None) -> None:
        await self._silences.settle(taken, due_at)


class Node:
    """A node of the hub: its memory, its queue, and what lets silence climb."""

    def __init__(self, places: Places, directory: Directory) -> None:
        sealer = PlainSealer()
        self.directory = directory
        self.now = NOW
        self.memory = Memory(places.journal, sealer)
        pipeline = Pipeline(places.journal, self.memory, sealer)
        self.group = GroupCommit(
            pipeline, Nobody(), lambda: self.directory, queue_max=100, batch_max=10, batch_max_bytes=1_000_000
        )
        self.climbing = Climbing(places.silences, self.memory, self.group, lambda: self.directory, lambda: self.now)

    async def takes(self, said: Json, by: Principal) -> Accepted:
        outcome = await self.group.take(arrival(said, by, self.now))
        assert isinstance(outcome, Accepted), outcome
        return outcome

    async def looks(self, after_s: float) -> Sequence[Outcome]:
        """Looks so many seconds after the request."""
        self.now = NOW + timedelta(seconds=after_s)
        return await self.climbing.look()

    async def asks(self, *facilities: str) -> UUID:
        case = new_key()
        await self.takes(body("open-case", case), crew())
        await self.takes(body("request-acceptance", case, facilities=list(facilities)), crew())
        return case

    async def request(self, case: UUID) -> Document:
        """Returns the request as the journal has it."""
        await self.memory.catch_up(case)
        state = self.memory.newest(case)
        assert isinstance(state, Case)
        return section(section(state.document, "requests"), "h-001")

    async def climbed(self, case: UUID) -> list[str]:
        return list(section(await self.request(case), "escalated"))


@pytest.fixture(scope="module")
async def own_pool(new_database: Callable[[], Awaitable[str]]) -> AsyncIterator[Pool]:
    opened = await connect(await new_database(), command_timeout_s=10, size=8)
    async with opened.acquire() as connection:
        await migrate(connection)
    yield opened
    await opened.close()


@pytest.fixture(params=["memory", "postgresql"])
async def places(request: pytest.FixtureRequest, own_pool: Pool) -> Places:
    """Where nodes keep what they share; nothing is due there yet."""
    if request.param == "memory":
        store = Store()
        return Places(MemoryJournal(store), MemorySilences(store), MemoryStreams(store).tops)
    await own_pool.execute("delete from silence")

    async def tops(streams: Sequence[str]) -> Mapping[str, int]:
        rows = await own_pool.fetch("select name, top from stream where name = any($1::text[])", streams)
        return {row["name"]: row["top"] for row in rows}

    return Places(PostgresJournal(own_pool), PostgresSilences(own_pool), tops)


@asynccontextmanager
async def node(places: Places, pack: RulePack | None = WEST) -> AsyncIterator[Node]:
    """A node at work; it is killed at the end, with everything it remembers."""
    made = Node(places, ruled(pack) if pack else DIRECTORY)
    worker = asyncio.create_task(made.group.run())
    try:
        yield made
    finally:
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)


async def test_it_climbs_step_by_step_as_the_time_passes(places: Places) -> None:
    async with node(places) as one:
        case = await one.asks("h-001")
        climbed = []
        for after_s in (14, 15, 29, 31, 60, 119, 121, 500):
            await one.looks(after_s)
            climbed.append(len(await one.climbed(case)))

        assert climbed == [0, 1, 1, 2, 3, 3, 4, 4]
        assert await one.climbed(case) == ["second-device", "crew", "command-center", "next-ring"]
        assert await places.silences.take(NOW + timedelta(days=1), 0, 10) == []


async def test_the_crew_its_command_center_and_the_hospital_hear_of_each_step_and_nobody_else(places: Places) -> None:
    hearing = ["unit:u-001", "department:fd-01", "facility:h-001"]
    async with node(places) as one:
        await one.asks("h-001")
        before = await places.tops([*hearing, "facility:h-002", "unit:u-002"])
        await one.looks(31)
        after = await places.tops([*hearing, "facility:h-002", "unit:u-002"])

        heard = {stream: top - before.get(stream, 0) for stream, top in after.items()}
        assert {stream: steps for stream, steps in heard.items() if steps} == dict.fromkeys(hearing, 2)


async def test_what_was_due_while_no_node_lived_climbs_at_once_and_in_order(places: Places) -> None:
    async with node(places) as one:
        case = await one.asks("h-001")
    async with node(places) as other:
        outcomes = await other.looks(65)

        assert [type(each) for each in outcomes] == [Accepted] * 3
        assert await other.climbed(case) == ["second-device", "crew", "command-center"]


async def test_a_node_that_is_killed_between_two_steps_is_followed_by_another(places: Places) -> None:
    async with node(places) as one:
        case = await one.asks("h-001")
        await one.looks(16)
        assert await one.climbed(case) == ["second-device"]
    async with node(places) as other:
        await other.looks(29)
        assert await other.climbed(case) == ["second-device"]
        await other.looks(31)

        assert await other.climbed(case) == ["second-device", "crew"]


async def test_what_a_node_holds_is_left_alone_and_what_it_died_with_is_taken_over(places: Places) -> None:
    async with node(places) as one:
        case, other_case = await one.asks("h-001"), await one.asks("h-001")
        (held,) = await places.silences.take(NOW + timedelta(seconds=16), 3600, 1)
        (dropped,) = await places.silences.take(NOW + timedelta(seconds=16), 0.05, 1)
    assert {held.subject, dropped.subject} == {case, other_case}
    async with node(places) as other:
        async with asyncio.timeout(60):
            while not await other.climbed(dropped.subject):
                await asyncio.sleep(0.05)
                await other.looks(16)

        assert await other.climbed(dropped.subject) == ["second-device"]
        assert await other.climbed(held.subject) == []


async def test_two_nodes_that_say_a_step_at_once_have_said_it_once(places: Places) -> None:
    unheld = replace(places, silences=Held(places.silences))
    async with node(unheld) as one, node(unheld) as other:
        case = await one.asks("h-001")
        await asyncio.gather(one.looks(31), other.looks(31))

        assert await one.climbed(case) == ["second-device", "crew"]
        state = one.memory.newest(case)
        assert state is not None
        assert state.version == 4  # opened, asked, and one entry for each step


async def test_who_acknowledges_at_another_node_stops_it(places: Places) -> None:
    async with node(places) as one, node(places) as other:
        case = await one.asks("h-001")
        await other.takes(body("acknowledge", case), hospital())

        assert await one.looks(61) == []
        assert await one.climbed(case) == []


async def test_a_step_that_is_overtaken_is_refused_and_leaves_nothing(places: Places) -> None:
    async with node(places) as one:
        case = await one.asks("h-001")
        one.now += timedelta(seconds=16)
        state = one.memory.newest(case)
        assert isinstance(state, Case)
        (step,) = one.climbing.steps(state, one.now)
        noticed = one.group.take(arrival(body("acknowledge", case), hospital(), one.now))
        overtaken = one.group.take(step)

        assert isinstance(await noticed, Accepted)
        assert isinstance(await overtaken, ConflictError)
        assert await one.climbed(case) == []
        assert (await one.request(case))["state"] == "acknowledged"


async def test_rules_that_have_changed_meanwhile_are_those_that_count(places: Places) -> None:
    async with node(places) as one:
        case = await one.asks("h-001")
        one.directory = ruled(replace(WEST, escalation=replace(WEST.escalation, second_device_s=20, crew_s=40)))
        await one.looks(16)
        assert await one.climbed(case) == []
        await one.looks(21)
        assert await one.climbed(case) == ["second-device"]
        one.directory = DIRECTORY
        await one.looks(41)

        assert await one.climbed(case) == ["second-device"]
        assert await places.silences.take(NOW + timedelta(days=1), 0, 10) == []


async def test_without_rules_nothing_is_noted(places: Places) -> None:
    async with node(places, pack=None) as one:
        await one.asks("h-001")

        assert await places.silences.take(NOW + timedelta(days=1), 0, 10) == []


async def test_the_longest_due_are_taken_first_and_no_more_than_is_wanted(places: Places) -> None:
    async with node(places) as one:
        first = await one.asks("h-001")
        one.now = NOW + timedelta(seconds=5)
        second, third = await one.asks("h-001"), await one.asks("h-001")

        taken = await places.silences.take(NOW + timedelta(seconds=60), 30, 2)
        rest = await places.silences.take(NOW + timedelta(seconds=60), 30, 2)

        assert taken[0] == Due(first, NOW + timedelta(seconds=15))
        assert {each.subject for each in (*taken, *rest)} == {first, second, third}
        assert (len(taken), len(rest)) == (2, 1)


class Torn(MemoryJournal):
    """A journal in which one case cannot be read any more."""

    torn: UUID | None = None

    async def read(self, subject: UUID, after: int = 0) -> Sequence[Stored]:
        if subject == self.torn:
            raise IntegrityError(str(subject))
        return await super().read(subject, after)


async def test_a_case_that_cannot_be_read_keeps_no_other_one_silent() -> None:
    store = Store()
    journal = Torn(store)
    async with node(Places(journal, MemorySilences(store), MemoryStreams(store).tops)) as one:
        journal.torn, sound = await one.asks("h-001"), await one.asks("h-001")

        outcomes = await one.looks(16)

        assert [type(each) for each in outcomes] == [IntegrityError, Accepted]
        assert await one.climbed(sound) == ["second-device"]
