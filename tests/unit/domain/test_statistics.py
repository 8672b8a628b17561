"""What leaves for statistics: categories and numbers, none of them small, none of them a word of a case."""

import itertools
import json
from collections import Counter
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.document import Document
from hub.domain.statistics import FEW, LEAST, TABLES, Counted, cells, coarsened, count

CANARY: Final = "CANARY-7f3a9c"


def case(**more: object) -> Document:
    document = {
        "case": "01936f00-0000-7000-8000-000000000001",
        "is_exercise": False,
        "incident": {"type": "traffic"},
        "patient": {"age_years": 76, "sex": "male"},
        "times": {
            "call-received": "2026-10-01T00:00:00.000Z",
            "on-scene": "2026-10-01T00:08:00.000Z",
            "departed-scene": "2026-10-01T00:40:00.000Z",
            "handed-over": "2026-10-01T00:59:59.000Z",
        },
        "requests": {
            f"h-00{number}": {
                "state": "declined",
                "reason": "beds-full",
                "requested_at": "2026-10-01T00:20:00.000Z",
                "answered_at": "2026-10-01T00:21:30.000Z",
            }
            for number in range(1, 5)
        },
        "outcome": {"severity": "moderate"},
        "closing": {"closing": "transported"},
    }
    return {**document, **more}  # type: ignore[dict-item]


def told(*documents: Document) -> dict[tuple[str, str], int]:
    return {(cell.table, cell.category): cell.number for cell in cells(count(documents))}


def test_a_case_falls_into_the_categories_of_the_national_forms() -> None:
    assert told(*[case()] * LEAST) == {
        ("incident-type", "traffic"): 10,
        ("age-band", "elderly"): 10,
        ("sex", "male"): 10,
        ("severity", "moderate"): 10,
        ("closing", "transported"): 10,
        ("inquiries", "4"): 10,
        ("difficult", "difficult"): 10,
        ("arrival-time", "under-10"): 10,
        ("scene-time", "under-45"): 10,
        ("hospital-time", "under-60"): 10,
        ("answer-time", "under-2"): 40,
        ("decline-reason", "beds-full"): 40,
    }


def test_fewer_cases_than_the_least_number_leave_nothing_and_exercises_never_count() -> None:
    """Nine patients were refused 36 times: that is nine patients."""
    assert told(*[case()] * (LEAST - 1)) == {}
    assert told(*[case(is_exercise=True)] * 100) == {}


@pytest.mark.parametrize(
    ("counted", "told"),
    [
        ({"a": 12, "b": 30}, {"a": 12, "b": 30}),
        ({"a": 12, "b": 3, "c": 8}, {"a": 12, "few": 11}),
        ({"a": 30, "b": 12, "c": 3}, {"a": 30, "few": 15}),
        ({"a": 5, "b": 4}, {}),
        ({"a": 9, "b": 9}, {"few": 18}),
    ],
)
def test_small_categories_are_brought_together_and_a_single_one_takes_the_next(
    counted: dict[str, int], told: dict[str, int]
) -> None:
    """Three of c cannot be told from 30 and 12 and a total of 45."""
    assert coarsened(of_cases(counted)) == told


def of_cases(counted: dict[str, int]) -> Counted:
    """So many cases in each category, none in two."""
    numbers = itertools.count()
    return {category: Counter(itertools.islice(numbers, number)) for category, number in counted.items() if number}


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 40)))
def test_no_number_is_small_and_none_is_lost_but_with_its_whole_table(counted: dict[str, int]) -> None:
    told = coarsened(of_cases(counted))
    assert all(number >= LEAST for number in told.values())
    assert sum(told.values()) in {0, sum(counted.values())}
    assert (not told) == (sum(counted.values()) < LEAST)


def test_a_single_category_that_is_small_cannot_be_had_by_subtracting() -> None:
    """Where any is brought together, at least two are: neither can be told from the total."""
    assert coarsened(of_cases({"a": 100, "b": 1})) == {FEW[0]: 101}


def test_what_many_requests_of_few_patients_would_tell_is_not_told() -> None:
    assert coarsened({"beds-full": Counter({1: 50}), "busy": Counter({2: 40})}) == {}


@pytest.mark.parametrize("field", ["incident", "patient", "outcome", "closing"])
def test_a_word_that_is_no_category_is_unknown_and_never_repeated(field: str) -> None:
    wrong = case(**{field: {"type": CANARY, "age_band": CANARY, "sex": CANARY, "severity": CANARY, "closing": CANARY}})
    shown = json.dumps([cell._asdict() for cell in cells(count([wrong] * 20))], ensure_ascii=False)
    assert CANARY not in shown
    assert "不明" in shown


def test_times_that_cannot_be_are_unknown() -> None:
    reversed_ = {"call-received": "2026-10-01T01:00:00.000Z", "on-scene": "2026-10-01T00:00:00.000Z"}
    assert told(*[case(times=reversed_)] * 10)["arrival-time", "unknown"] == 10


def test_every_table_has_closed_categories_with_japanese_terms() -> None:
    assert len(TABLES) == 12
    for table in TABLES:
        assert table.ja
        assert all(table.categories.values())
