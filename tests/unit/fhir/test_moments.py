"""Times in FHIR are intervals, as wide as their last digit, and compared as FHIR says."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.fhir.moments import PREFIXES, about, interval, microseconds

SECOND = 1_000_000
DAY = 86_400 * SECOND


def us(*parts: int) -> int:
    return microseconds(datetime(*parts, tzinfo=UTC))  # type: ignore[arg-type,misc]  # parts of a date


@pytest.mark.parametrize(
    ("text", "low", "width"),
    [
        ("2026-11-25T01:02:03Z", us(2026, 11, 25, 1, 2, 3), SECOND),
        ("2026-11-25T01:02:03.123Z", us(2026, 11, 25, 1, 2, 3, 123000), 1000),
        ("2026-11-25T01:02:03.123456789Z", us(2026, 11, 25, 1, 2, 3, 123456), 1),
        ("2026-11-25T10:02:03+09:00", us(2026, 11, 25, 1, 2, 3), SECOND),
        ("2026-11-24T20:02-05:00", us(2026, 11, 25, 1, 2), 60 * SECOND),
        ("2026-11-25T10:02:03", us(2026, 11, 25, 1, 2, 3), SECOND),
        ("2026-11-25", us(2026, 11, 24, 15), DAY),
        ("2026-02", us(2026, 1, 31, 15), 28 * DAY),
        ("2024", us(2023, 12, 31, 15), 366 * DAY),
        ("2026-12", us(2026, 11, 30, 15), 31 * DAY),
    ],
)
def test_a_time_is_as_wide_as_its_last_digit_and_is_japans_without_an_offset(text: str, low: int, width: int) -> None:
    assert interval(text) == (low, low + width)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "26",
        "2026-13",
        "2026-02-30",
        "2026-1-1",
        "2026-11-25T",
        "2026-11-25T10",
        "2026-11-25T25:00Z",
        "٢٠٢٦",
        "2026-11-25 10:00",
        "2026-11-25T10:00:60.5Z",
        "now",
        "2026-11-25T10:00+9",
        "99999",
    ],
)
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  whatever it says
        interval(text)


intervals = st.tuples(st.integers(-1000, 1000), st.integers(1, 100)).map(lambda it: (it[0], it[0] + it[1]))


@given(intervals, intervals)
def test_prefixes_keep_their_relations(held: tuple[int, int], asked: tuple[int, int]) -> None:
    """Watches what FHIR says of the prefixes among themselves, for any two intervals."""
    said = {name: compare(held, asked) for name, compare in PREFIXES.items()}
    assert said["ne"] is not said["eq"]
    assert said["ge"] is (said["gt"] or said["eq"])
    assert said["le"] is (said["lt"] or said["eq"])
    assert not (said["sa"] and said["eb"])
    assert not said["sa"] or said["gt"]
    assert not said["eb"] or said["lt"]
    assert said["ap"] is not (said["sa"] or said["eb"])
    assert not said["eq"] or said["ap"]
    assert said["eq"] is not (said["gt"] or said["lt"])


@given(intervals)
def test_an_interval_is_equal_to_itself_and_to_none_beside_it(held: tuple[int, int]) -> None:
    assert [name for name, compare in PREFIXES.items() if compare(held, held)] == ["eq", "ge", "le", "ap"]
    beside = held[1], held[1] + 5
    assert [name for name, compare in PREFIXES.items() if compare(held, beside)] == ["ne", "lt", "le", "eb"]


def test_about_is_a_tenth_of_the_distance_from_now() -> None:
    now = datetime(2026, 11, 25, tzinfo=UTC)
    asked = microseconds(now - timedelta(days=10)), microseconds(now - timedelta(days=9))

    low, high = about(asked, microseconds(now))

    assert (asked[0] - low, high - asked[1]) == (DAY, DAY)
