"""Hospitals are slower by night, their screens fall asleep, and a crew sees and minds it."""

# ruff: noqa: S311 - what is simulated must repeat by its seed, and is no secret

from random import Random
from statistics import mean

import pytest

from simulators import duty, national, prefecture
from simulators.card import look
from simulators.cases import courses
from simulators.choice import candidates
from simulators.clock import Clock
from simulators.wire import Outcome

PREFECTURE = prefecture.build(34, units=20, hospitals=20)
COURSE = next(courses(1, tuple(it.place for it in PREFECTURE.departments)))


@pytest.mark.parametrize(
    ("hour", "shift"), [(0, "night"), (5.9, "night"), (6, "evening"), (8.5, "day"), (16.9, "day"), (21, "evening")]
)
def test_three_shifts_make_a_day(hour: float, shift: str) -> None:
    assert duty.shift(hour) == shift


def test_answers_take_longest_while_shifts_hand_over_and_longer_by_night_than_by_day() -> None:
    assert duty.pace(17.1) > duty.pace(2) > duty.pace(20) > duty.pace(12) == 1


def test_a_screen_is_awake_far_longer_than_asleep_and_less_by_night() -> None:
    rng = Random(1)
    by_day, by_night, asleep = (
        mean(times)
        for times in (
            [duty.awake_s(12, rng) for _ in range(500)],
            [duty.awake_s(2, rng) for _ in range(500)],
            [duty.asleep_s(rng) for _ in range(500)],
        )
    )

    assert by_day > by_night > asleep
    share = mean(duty.begins_asleep(12, rng) for _ in range(3000))
    assert share == pytest.approx(asleep / (asleep + by_day), abs=0.03)


def test_a_silent_hospital_is_asked_later() -> None:
    def order(silent: frozenset[str]) -> list[str]:
        found = candidates(COURSE, PREFECTURE.hospitals, lambda *_: None, None, silent, Random(3))
        return [it.id for it in found.order]

    first = order(frozenset())[0]

    assert order(frozenset({first})).index(first) > 0


async def test_the_simulated_day_goes_round() -> None:
    clock = Clock(speed=1e6, first_hour=23.9)
    assert clock.hour() == pytest.approx(23.9, abs=0.5)

    await clock.sleep(7_200)

    assert 0 < clock.hour() < 20


async def test_a_look_at_a_record_is_seen_about_as_often_as_in_the_nation_and_shared_on_its_key() -> None:
    said: list[tuple[str, dict[str, object]]] = []

    async def say(kind: str, **data: object) -> Outcome:
        said.append((kind, data))
        return Outcome("ok", f"key-{len(said)}")

    rng = Random(1)
    for _ in range(1_000):
        await look(COURSE.patient, "red", say, rng)

    looks = [data for kind, data in said if kind == "view-myna-record"]
    shared = [(number, data) for number, (kind, data) in enumerate(said) if kind == "share-myna-record"]
    viewed = [data for data in looks if data["result"] == "viewed"]
    assert len(viewed) / len(looks) == pytest.approx(national.MYNA_RESULTS["viewed"] / 100, abs=0.03)
    assert all(data["basis"] == "vital-interest-no-consent" for data in viewed)
    assert 0 < len(shared) < len(viewed)
    assert all(data["view"] == f"key-{number}" for number, data in shared)
    assert all(("reason" in data) is (data["result"] == "captain-decided-no") for data in looks)
