"""The relay in virtual time: order, outages, poison, doubt, two nodes and their deaths."""

import asyncio
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.relay import worker
from hub.relay.pace import State
from hub.sdk import DataCategory, Message, Mode, NotReady, Outcome, Ready, Refused, TryLater, Unknown
from tests.factories import body, hospital
from tests.relay.virtual import BEGIN, clock, simulated
from tests.relay.world import Counterpart, World, erring

SEEDS = st.integers(0, 100_000)


async def _shift(world: World, chance: Random, steps: int = 60) -> list[UUID]:
    """Some cases that go on side by side, in bursts."""
    cases = [world.asks() for _ in range(3)]
    for _ in range(steps):
        world.says("record-observation", chance.choice(cases), heart_rate=chance.randrange(40, 180))
        if chance.random() < 0.3:
            await asyncio.sleep(chance.random())
    return cases


def _expected(world: World) -> int:
    return len(world.node.store.streams["adapter:ehr"])


def _judge(world: World, cases: list[UUID]) -> None:
    """Everything reached the counterpart or is parked; each case in its order; nothing twice in effect."""
    counterpart = world.counterpart
    assert len(counterpart.effects) >= _expected(world) - len(world.parked), "something is lost"
    for case in cases:
        versions = counterpart.versions(case)
        assert versions == sorted(versions), "out of order"
        assert len(versions) == len(set(versions)), "twice"


@settings(max_examples=20)
@given(SEEDS)
def test_everything_arrives_in_the_order_of_its_case_over_every_error(seed: int) -> None:
    async def run() -> None:
        chance = Random(seed)  # noqa: S311
        counterpart = Counterpart(erring(chance, 0.2), takes_s=lambda: chance.random() / 20)
        async with World(counterpart, chance).at_work() as world:
            cases = await _shift(world, chance)
            await world.settles(600)
            _judge(world, cases)
            assert set(world.parked.values()) <= {"http-422", "gave-up"}

    simulated(run())


@settings(max_examples=20)
@given(SEEDS)
def test_two_nodes_that_die_and_come_back_deliver_everything_once(seed: int) -> None:
    """To a counterpart that knows its ids: what is repeated after a death has no second effect."""

    async def run() -> None:
        chance = Random(seed)  # noqa: S311
        counterpart = Counterpart(erring(chance, 0.1), takes_s=chance.random)
        async with World(counterpart, chance).at_work(2) as world:
            shift = asyncio.create_task(_shift(world, chance))
            for _ in range(3):
                await asyncio.sleep(chance.random() * 8)
                victim = len(world.links) - 1 - chance.randrange(2)
                await world.dies(victim)
                world.starts()
            cases = await shift
            await world.settles(600)
            _judge(world, cases)

    simulated(run())


@settings(max_examples=20)
@given(SEEDS)
def test_a_counterpart_that_does_not_know_its_ids_is_never_told_twice(seed: int) -> None:
    """Not by an error, not by the death of a node: what is in doubt is parked."""

    async def run() -> None:
        chance = Random(seed)  # noqa: S311
        counterpart = Counterpart(
            erring(chance, 0.05), takes_s=chance.random, is_forgetful=lambda: chance.random() < 0.05
        )
        async with World(counterpart, chance, is_idempotent=False).at_work(2) as world:
            shift = asyncio.create_task(_shift(world, chance))
            for _ in range(3):
                await asyncio.sleep(chance.random() * 8)
                await world.dies(len(world.links) - 1 - chance.randrange(2))
                world.starts()
            cases = await shift
            await world.settles(600)
            _judge(world, cases)
            assert set(counterpart.effects.values()) == {1}

    simulated(run())


def test_control_without_a_note_before_the_attempt_a_death_means_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test above with the protection switched off: a node that does not write down that it begins."""

    async def nothing(*_: object) -> None:
        await asyncio.sleep(0)

    found = 0
    for seed in range(12):
        with monkeypatch.context() as patched:
            patched.setattr("hub.testing.deliveries.MemoryDeliveries.begin", nothing)
            try:
                test_a_counterpart_that_does_not_know_its_ids_is_never_told_twice.hypothesis.inner_test(seed)  # type: ignore[attr-defined]
            except AssertionError:
                found += 1

    assert found >= 4


def test_an_hours_outage_is_drained_in_order_within_a_minute() -> None:
    async def run() -> tuple[float, float]:
        is_away = True
        counterpart = Counterpart(
            lambda _message, _attempt: TryLater("refused") if is_away else None,
            takes_s=lambda: 0.05,
            readiness=lambda: NotReady("refused") if is_away else Ready(),
        )
        async with World(counterpart).at_work() as world:
            cases = []
            for minute in range(60):
                cases.append(world.asks())
                for case in cases[-20:]:
                    world.says("record-observation", case, heart_rate=60 + minute)
                    world.says("record-observation", case, heart_rate=61 + minute)
                await asyncio.sleep(60)
            assert counterpart.acted == []
            assert counterpart.attempts.total() <= 10, "an outage is no reason to knock all the time"
            is_away = False
            waiting, took_s = _expected(world), await world.settles()
            _judge(world, cases)
            assert world.parked == {}
            assert set(counterpart.effects.values()) == {1}
            return waiting, took_s

    waiting, took_s = simulated(run())

    print(f"{waiting} messages of an hour drained in {took_s:.1f} virtual seconds")  # noqa: T201
    assert waiting > 2000
    assert took_s <= 60


def test_an_outage_is_told_once_when_it_begins_and_once_when_it_ends() -> None:
    async def run() -> list[State]:
        is_away = False
        counterpart = Counterpart(
            lambda _message, _attempt: TryLater("refused") if is_away else None,
            readiness=lambda: NotReady("refused") if is_away else Ready(),
        )
        told: list[State] = []
        async with World(counterpart).at_work() as world:
            (link,) = world.links
            assert link.pace is not None
            link.pace.when_changed.append(told.append)
            case = world.asks()
            await world.settles()
            is_away = True
            for _ in range(50):
                world.says("record-observation", case, heart_rate=80)
                await asyncio.sleep(5)
            is_away = False
            await world.settles()
        return told

    assert simulated(run()) == [State.UP, State.DOWN, State.UP]


def test_a_healthy_connection_delivers_within_a_second() -> None:
    async def run() -> timedelta:
        counterpart = Counterpart()
        async with World(counterpart).at_work() as world:
            await asyncio.sleep(100.3)
            began_at = clock()
            world.asks()
            await world.settles()
            return counterpart.acted[0][1] - began_at

    assert simulated(run()) < timedelta(seconds=1)


def test_a_doorbell_that_is_missed_costs_a_second() -> None:
    async def run() -> timedelta:
        counterpart = Counterpart()
        async with World(counterpart).at_work() as world:
            await asyncio.sleep(100.3)
            links, world.links = world.links, []
            began_at = clock()
            world.asks()
            await world.settles()
            world.links = links
            return counterpart.acted[0][1] - began_at

    assert simulated(run()) <= timedelta(seconds=1.1)


@pytest.mark.parametrize(
    ("said", "code"),
    [(Refused("http-422"), "http-422"), (Unknown("http-500"), "gave-up"), (TryLater("busy"), "gave-up")],
)
def test_a_poison_message_harms_no_other_case_and_ends_parked(said: Outcome, code: str) -> None:
    async def run() -> tuple[World, UUID, UUID, float]:
        counterpart = Counterpart(
            lambda message, _attempt: said if "poison" in str(message.change.get("observations")) else None
        )
        async with World(counterpart).at_work() as world:
            sick, well = world.asks(), world.asks()
            await world.settles()
            world.says("record-observation", sick, findings="poison")
            world.says("record-observation", sick, heart_rate=80)
            slowest = 0.0
            for _ in range(20):
                began_at = clock()
                world.says("record-observation", well, heart_rate=80)
                await asyncio.sleep(3)
                taken_at = next(at for message, at in counterpart.acted if message.version == _version(world, well))
                slowest = max(slowest, (taken_at - began_at).total_seconds())
            await world.settles()
            return world, sick, well, slowest

    world, sick, _, slowest = simulated(run())

    assert list(world.parked.values()) == [code]
    assert slowest < 1.0, "a sick case is no reason to wait"
    assert world.counterpart.versions(sick) == [2, 4], "the case goes on after what is parked"


def _version(world: World, case: UUID) -> int:
    return max(world.node.store.journal[case])


def test_a_poison_message_alone_is_kept_and_tried_at_growing_distances() -> None:
    """Nobody else was taken meanwhile: it may as well be an outage, and in an outage nothing is parked."""

    async def run() -> tuple[int, dict[int, str | None]]:
        counterpart = Counterpart(lambda _message, _attempt: Unknown("http-500"))
        async with World(counterpart).at_work() as world:
            world.asks()
            await asyncio.sleep(600)
            return counterpart.attempts.total(), world.parked

    attempts, parked = simulated(run())

    assert parked == {}
    assert 40 <= attempts <= 100


def test_one_case_that_fails_does_not_open_the_breaker_and_three_do() -> None:
    async def run(failing: int) -> State:
        counterpart = Counterpart(lambda _message, _attempt: TryLater("busy"))
        async with World(counterpart).at_work() as world:
            for _ in range(failing):
                world.asks()
            await asyncio.sleep(0.2)
            assert world.links[0].pace is not None
            return world.links[0].pace.state

    assert simulated(run(1)) is State.UP
    assert simulated(run(3)) is State.DOWN


def test_a_counterpart_that_asks_for_patience_is_left_alone_so_long() -> None:
    async def run() -> list[float]:
        tried: list[float] = []

        def judge(_message: Message, attempt: int) -> Outcome | None:
            tried.append((clock() - BEGIN).total_seconds())
            return TryLater("http-503", clock() + timedelta(seconds=120)) if attempt == 1 else None

        async with World(Counterpart(judge)).at_work() as world:
            world.asks()
            await world.settles(200)
        return tried

    first, second = simulated(run())

    assert 120 <= second - first <= 123


def test_an_adapter_that_raises_or_hangs_is_in_doubt_and_the_hub_goes_on() -> None:
    async def run() -> World:
        def judge(_message: Message, attempt: int) -> Outcome | None:
            if attempt == 1:
                raise ValueError("an adapter's own fault")
            return None

        seconds = iter([0.0, 3600.0])
        counterpart = Counterpart(judge, takes_s=lambda: next(seconds, 0.0))
        async with World(counterpart).at_work() as world:
            world.asks()
            await world.settles()
        return world

    world = simulated(run())

    assert list(world.counterpart.effects.values()) == [1]
    assert world.counterpart.attempts.total() == 3


def test_who_is_not_known_there_parks_nothing_and_is_asked_each_minute() -> None:
    async def run() -> tuple[World, int]:
        asked = 0

        def readiness() -> NotReady | Ready:
            nonlocal asked
            asked += 1
            return NotReady("away") if asked < 3 else Ready()

        async with World(Counterpart(readiness=readiness)).at_work() as world:
            world.asks()
            await world.settles(60)
        return world, asked

    world, _ = simulated(run())

    assert world.parked == {}
    assert world.counterpart.effects.total() == 1


def test_what_waited_while_the_right_was_lost_is_not_told_any_more() -> None:
    """The request is withdrawn in the outage: afterwards the hospital's system hears that it is gone, and no more."""

    async def run() -> list[Message]:
        is_away = True
        counterpart = Counterpart(readiness=lambda: NotReady("away") if is_away else Ready())
        async with World(counterpart).at_work() as world:
            case = world.asks(chief_complaint="胸痛")
            world.says("record-observation", case, heart_rate=80)
            world.says("withdraw-request", case, facilities=["h-001"], reason="other")
            await asyncio.sleep(30)
            is_away = False
            await world.settles()
            return [message for message, _ in counterpart.acted]

    (told,) = simulated(run())

    assert (told.mode, told.document, told.resources) == (Mode.GONE, {}, ())


def test_a_connection_sees_what_its_hospital_sees_and_no_identity_that_it_did_not_ask_for() -> None:
    async def run(**other: Any) -> list[Message]:  # noqa: ANN401
        counterpart = Counterpart()
        async with World(counterpart, **other).at_work() as world:
            case = world.asks(chief_complaint="胸痛", scene_address="秘匿町1-2-3")
            world.says("describe-patient", case, age_years=76, family_name="秘匿姓")
            world.node.takes(body("answer-request", case, answer="accept"), hospital("h-001"))
            world.says("describe-patient", case, given_name="秘匿名")
            await world.settles()
            return [message for message, _ in counterpart.acted]

    whole = simulated(run())
    narrowed = simulated(run(categories=frozenset({DataCategory.CLINICAL})))
    nothing = simulated(run(categories=frozenset({DataCategory.HOSPITAL_STATUS})))

    asked = [each for each in whole if "秘匿" in str((each.document, each.change, each.resources))]
    assert [each.kind for each in whole if each not in asked] == ["request-acceptance", "describe-patient"]
    assert {each.kind for each in asked} == {"answer-request", "describe-patient"}
    assert narrowed
    assert "秘匿" not in str(narrowed)
    assert "ヒトク" not in str(narrowed)
    assert nothing == []


def test_an_exercise_is_kept_from_who_would_not_keep_it_apart() -> None:
    async def run(*, takes_exercises: bool) -> int:
        counterpart = Counterpart()
        async with World(counterpart, takes_exercises=takes_exercises).at_work() as world:
            world.asks(is_exercise=True)
            await world.settles()
        return len(counterpart.acted)

    assert simulated(run(takes_exercises=False)) == 0
    assert simulated(run(takes_exercises=True)) == 1


def test_a_page_is_all_that_is_in_memory_at_a_time() -> None:
    async def run() -> int:
        most = 0
        counterpart = Counterpart()
        async with World(counterpart).at_work() as world:
            read = world.deliveries.due

            async def watched(name: str, now: object, page: int) -> object:
                nonlocal most
                found = await read(name, now, page)  # type: ignore[arg-type]
                most = max(most, len(found))
                return found

            world.deliveries.due = watched  # type: ignore[method-assign,assignment]
            case = world.asks()
            for number in range(300):
                world.says("record-observation", case, heart_rate=40 + number % 100)
            await world.settles()
        return most

    assert simulated(run()) == worker.PAGE
