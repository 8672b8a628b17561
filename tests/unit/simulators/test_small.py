"""Identifiers, clocks, quantiles and the figures' page."""

# ruff: noqa: S311 - what is simulated must repeat by its seed

import asyncio
import time
from pathlib import Path
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators import figures
from simulators.clock import Clock, ShiftOverError, stamp
from simulators.figures import Figures, Row
from simulators.floor import Inserted
from simulators.ids import uuid7
from simulators.quantiles import milliseconds, quantile
from simulators.tally import Measured, Step, Tally


@given(st.integers(0, 2**48 - 1), st.integers())
def test_identifiers_are_version_seven_in_order_of_time(at_ms: int, seed: int) -> None:
    made = UUID(uuid7(Random(seed), at_ms))

    assert (made.version, made.variant, made.int >> 80) == (7, "specified in RFC 4122", at_ms)


def test_identifiers_repeat_by_their_seed_only() -> None:
    assert uuid7(Random(1), 5) == uuid7(Random(1), 5) != uuid7(Random(2), 5)


async def test_time_is_compressed() -> None:
    clock = Clock(speed=1_000)
    begin, simulated = time.monotonic(), clock.now()

    await clock.sleep(100)

    assert 0.09 < time.monotonic() - begin < 1
    assert clock.now() - simulated > 90


async def test_the_end_of_the_run_wakes_everybody() -> None:
    clock = Clock(speed=1)
    waiting = asyncio.create_task(clock.sleep(3_600))
    await asyncio.sleep(0)
    clock.end()

    with pytest.raises(ShiftOverError):
        await waiting
    with pytest.raises(ShiftOverError):
        await clock.pause(1)


def test_a_wrong_clock_shows_in_the_stamp() -> None:
    assert stamp(365 * 86_400) > stamp()
    assert stamp().endswith("Z")


@given(st.lists(st.floats(0, 10), min_size=1), st.floats(0.001, 1))
def test_a_quantile_is_a_value_that_was_seen(values: list[float], share: float) -> None:
    ascending = sorted(values)
    found = quantile(ascending, share)

    assert found in values
    assert sum(value <= found for value in values) >= share * len(values) - 1e-9


def test_nothing_measured_is_zero() -> None:
    assert milliseconds([], 0.5, 0.99) == (0.0, 0.0)


def measured(rate: float | None = 500.0) -> Measured:
    tally = Tally(first=10, end_at=0.0)
    for number in range(4):
        tally.due.append(float(number))
        age = tally.age(10 + number, number + 0.002)
        assert age is not None
        tally.receipt.append(age)
        tally.screens["console"].append(age)
    tally.screens["er"] = tally.receipt[:3]
    tally.in_time = 4
    return tally.measured(Step(way="http", seconds=2.0, tablets=3, rate=rate), 3, 400)


def test_a_step_says_what_was_not_shown() -> None:
    assert measured().undelivered == 1
    assert measured().acknowledged_per_s == 2.0
    assert measured().receipt_ms == (2.0, 2.0, 2.0)


def test_a_number_of_another_step_has_no_age() -> None:
    tally = Tally(first=10, end_at=0.0)

    assert tally.age(9, 1.0) is None
    assert tally.age(10, 1.0) is None


def test_only_what_stands_between_the_markers_is_replaced(tmp_path: Path) -> None:
    row = Row(target="hub", measured=measured(), cores={"hub": 0.5}, mib={"hub": 80.0})
    found = Figures(
        measured_at="2026-11-23 10:00Z", machine={"cores": 2}, rows=[row], inserted=[Inserted(50, 1e5, 0.5)], notes=[]
    )
    page = tmp_path / "README.md"
    page.write_text(f"before\n{figures.BEGIN}\nold\n{figures.END}\nafter\n")

    figures.write(found, tmp_path)

    text = page.read_text()
    assert text.startswith("before\n")
    assert text.endswith("\nafter\n")
    assert "old" not in text
    assert "| hub, http, 3 tablets | 500 |" in text
    assert (tmp_path / "figures.svg").read_text().startswith("<?xml")
    assert (tmp_path / "figures.json").exists()
