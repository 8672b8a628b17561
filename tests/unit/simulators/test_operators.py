"""Simulated operators of private transport say what their fleet can do, and the same by the same seed."""

# ruff: noqa: S311 - what is simulated must repeat by its seed

import asyncio
from random import Random
from typing import Any

import pytest

from simulators.operators import Manner, System, systems
from simulators.vehicles import Fleet, Vehicle, Wrong

NOBODY: frozenset[str] = frozenset()


def job(*equipment: str, mobility: str = "stretcher", transport: str = "t-1", news: str = "request") -> dict[str, Any]:
    needs = {"mobility": {"code": mobility}, "equipment": [{"code": each} for each in equipment]}
    pickup = {"place": "架空病棟", "at": "2026-11-26T10:00:00+09:00"}
    return {"transport": transport, "version": 1, "news": news, "needs": needs, "pickup": pickup}


@pytest.mark.parametrize(
    ("asked", "on_the_road", "said"),
    [
        (job("oxygen"), NOBODY, {"says": "claim", "vehicle": "1", "crew": 2}),
        (job("suction"), NOBODY, {"says": "claim", "vehicle": "2", "crew": 2}),
        (
            job("ventilator"),
            NOBODY,
            {"says": "offer", "offer": "partial", "conditions": "ventilatorなし", "vehicle": "1", "crew": 2},
        ),
        (
            job("oxygen"),
            frozenset({"1", "2"}),
            {"says": "offer", "offer": "later", "pickup_at": "2026-11-26T12:00:00+09:00", "vehicle": "1", "crew": 2},
        ),
        (job(mobility="flying"), NOBODY, {"says": "offer", "offer": "decline", "reason": "no-vehicle"}),
    ],
)
def test_a_fleet_says_what_it_can_do(asked: dict[str, Any], on_the_road: frozenset[str], said: dict[str, Any]) -> None:
    cars = (Vehicle("1", equipment=frozenset({"oxygen"})), Vehicle("2", equipment=frozenset({"suction"})))

    assert Fleet(cars).consider(asked, on_the_road, Random(1)) == said


@pytest.mark.parametrize("wrong", [each for each in Wrong if each is not Wrong.NOTHING])
def test_a_fleet_errs_as_it_is_told(wrong: Wrong) -> None:
    right = Fleet((Vehicle("1"),)).consider(job(), NOBODY, Random(1))

    assert Fleet((Vehicle("1"),), wrong).consider(job(), NOBODY, Random(1)) != right


async def played(seed: int) -> list[tuple[str, str, object]]:
    """Lets an operator work on three jobs at once, two of which it gets, until nothing is left to do."""
    system = System("op-01", "token", seed=seed, manner=Manner(considered_s=0.002, leg_s=0.002, worsens=0.5))
    for transport in ("t-1", "t-2", "t-3"):
        system._take(job(transport=transport))
    for transport in ("t-1", "t-2"):
        await until(lambda transport=transport: transport in said_about(system))
        system._take(job(transport=transport, news="claim") | {"claim": {"vehicle": "1"}})
    system._take({"transport": "t-3", "version": 2, "news": "gone"})
    await until(lambda: not system._at_work)
    return sorted((word["transport"], word["says"], word.get("state")) for word in system._words.values())


def said_about(system: System) -> set[str]:
    return {word["transport"] for word in system._words.values()}


async def until(holds: Any) -> None:  # noqa: ANN401
    async with asyncio.timeout(30):
        while not holds():  # noqa: ASYNC110  nobody here is told
            await asyncio.sleep(0.001)


async def test_the_same_seed_gives_the_same_shift() -> None:
    trips = [{each for each in await played(seed) if each[1:] != ("claim", None)} for seed in (1, 1, 2, 3, 4)]

    assert trips[0] == trips[1]
    assert len({frozenset(each) for each in trips}) > 1, "and another one another"
    assert {state for _, says, state in trips[0] if says == "trip"} == {
        *("to-pickup", "at-pickup", "on-board", "arrived", "completed")
    }


def test_operators_lack_different_things() -> None:
    fleets = {system.name: system.fleet.vehicles[0].equipment for system in systems(4, "token")}

    assert list(fleets) == ["op-01", "op-02", "op-03", "op-04"]
    assert len(set(fleets.values())) == 4
