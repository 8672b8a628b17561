"""Simulated calls repeat by their seed, follow the hour of the day, and grow as a record of a command centre does."""

import asyncio
from itertools import islice, takewhile
from random import Random

import pytest

from simulators.calls import Json, Record, calls
from simulators.fire_command import Fault, Held, plays

UNITS = ("救急1", "救急2")


def of_an_hour(hour: float) -> int:
    return sum(1 for _ in takewhile(lambda call: call.at_s < 3600, calls(34, UNITS, hour)))


def test_the_same_seed_gives_the_same_calls_and_another_gives_others() -> None:
    first, again, other = (list(islice(calls(seed, UNITS), 20)) for seed in (34, 34, 35))

    assert first == again
    assert first != other
    assert {call.unit for call in first} == set(UNITS)


def test_more_calls_come_in_before_noon_than_in_the_small_hours() -> None:
    assert of_an_hour(10) > 2 * of_an_hour(2)


def test_a_record_grows_from_the_preliminary_order_to_the_last_status() -> None:
    call = next(call for call in calls(34, UNITS) if any("引揚" in step.statuses for step in call.steps))
    record = Record(call.number, [call.unit])
    notices = [record.follows(step) for step in call.steps]

    assert [notice["revision"] for notice in notices] == list(range(1, len(notices) + 1))
    assert "complaint" not in notices[0], "a preliminary order goes out while the caller still speaks"
    assert {"complaint", "report", "age", "sex"} <= notices[1].keys()
    assert notices[0]["units"][0]["statuses"] == {}
    assert list(notices[-1]["units"][0]["statuses"]) == ["出動", "現着", "現発", "病着", "引揚"]
    assert [step.after_s for step in call.steps] == sorted(step.after_s for step in call.steps)


def test_what_is_played_is_said_in_the_order_in_which_it_happens() -> None:
    told: list[Json] = []

    asyncio.run(plays(islice(calls(34, UNITS), 3), told.append, 1e6))

    for number in {notice["number"] for notice in told}:
        revisions = [notice["revision"] for notice in told if notice["number"] == number]
        assert revisions == sorted(revisions)
    assert len({notice["number"] for notice in told}) == 3


@pytest.mark.parametrize(
    ("fault", "found"),
    [
        (Fault.NONE, [2, 3]),
        (Fault.DUPLICATE, [0, 0, 1, 1, 2, 2, 3, 3]),
        (Fault.WRONG, [None, 2, 3, None]),
    ],
)
def test_it_lies_on_command(fault: Fault, found: list[int | None]) -> None:
    held = Held(notices=[{"revision": number} for number in range(4)])

    page = held.page(2, fault, Random(34))  # noqa: S311  what is simulated must repeat

    assert [each.get("revision") if isinstance(each, dict) else None for each in page["notices"]] == found
    assert page["next"] == "4"
