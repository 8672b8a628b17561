"""Statistics as they are told, calculated by hand; and that no small number of others can be read or subtracted."""

from dataclasses import replace
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.figures import CaseFigures, Group, Inquiry
from hub.domain.secrecy import TOTAL, withheld
from hub.domain.statistics import LEAST
from hub.domain.survey import KINDS, TIMES, Counted, Kind, Sum, Times, cells, sheets, times, together
from hub.domain.tally import Grain, tally

REFUSED: Final = Inquiry(facility="h-001", asked_s=0, answered_s=80, ended_s=80, state="declined", reason="beds-full")
TAKEN: Final = Inquiry(facility="h-002", asked_s=100, answered_s=130, ended_s=130, state="accepted")
CASE: Final = CaseFigures(
    department="fd-01",
    day="2026-11-23",
    is_over=True,
    is_transported=True,
    incident_type="traffic",
    severity="severe",
    closing="transported",
    groups=("all", "severe"),
    minutes={"scene": 20},
    inquiries=(REFUSED, TAKEN),
)
BY_NAME: Final = {kind.name: kind for kind in KINDS}


def counted(*rows: CaseFigures, organisation: str = "fd-01") -> Counted:
    sums = [
        Sum(key.organisation, key.measure, key.grouping, key.category, number.number, number.cases)
        for row in rows
        for key, number in tally(row).items()
        if (key.grain, key.organisation, key.about) == (Grain.MONTH, organisation, "")
    ]
    return together(sums)


def told(name: str, *rows: CaseFigures, group: Group = Group.ALL, is_own: bool = True) -> dict[str, int | None]:
    """What a table tells, without the categories in which there is nobody."""
    (sheet,) = sheets([BY_NAME[name]], {"fd-01": counted(*rows)}, group, is_own=is_own)["fd-01"]
    return {cell.category: cell.number for cell in sheet.cells if cell.number != 0} | {TOTAL: sheet.total}


def stayed(minutes: int) -> CaseFigures:
    return replace(CASE, minutes={"scene": minutes})


def test_the_classes_of_the_national_survey() -> None:
    rows = [stayed(minutes) for minutes in (14, 15, 29, 30, 44, 45, 59, 60, 150, 400)]
    assert told("scene-time", *rows) == {
        "under-15": 1,
        "under-30": 2,
        "under-45": 2,
        "under-60": 2,
        "under-90": 1,
        "from-150": 2,
        TOTAL: 10,
    }
    assert told("inquiries", *rows) == {"2": 10, TOTAL: 10}
    assert told("inquiries", replace(CASE, inquiries=(REFUSED,) * 11), CASE) == {"2": 1, "11-or-more": 1, TOTAL: 2}
    assert told("decline-reason", CASE, CASE, group=Group.SEVERE) == {"beds-full": 2, TOTAL: 2}
    assert told("decline-reason", CASE, CASE, group=Group.CHILD) == {TOTAL: 0}
    assert told("answer-time", CASE) == {"under-1": 1, "under-2": 1, TOTAL: 2}


def test_half_and_nine_of_ten_by_hand() -> None:
    """Of 1, 2 … 10 minutes half are at most 5, nine of ten at most 9."""
    scene = BY_NAME["scene-time"]
    assert times(scene, counted(*map(stayed, range(1, 11))), is_own=True) == Times(10, 5, 9)
    assert times(scene, counted(*map(stayed, range(1, 10))), is_own=False) is None
    assert times(scene, counted(), is_own=True) is None


def test_answers_are_those_of_the_hospital_that_is_looked_at() -> None:
    answers = BY_NAME["answers"]
    assert dict(cells(answers, counted(CASE, organisation="h-002"))) == {"accepted": (1, 1)}
    assert times(TIMES[-1], counted(CASE, organisation="h-001"), is_own=True) == Times(1, 75, 75)


def test_beyond_ones_own_a_small_number_is_withheld_with_another_one() -> None:
    """12 and 3 of 15: whoever is told the 12 and the 15 knows the 3."""
    rows = [stayed(10)] * 12 + [stayed(40)] * 3 + [stayed(20)] * 30
    assert told("scene-time", *rows, is_own=True) == {"under-15": 12, "under-45": 3, "under-30": 30, TOTAL: 45}
    assert told("scene-time", *rows, is_own=False) == {"under-15": None, "under-45": None, "under-30": 30, TOTAL: 45}


def test_ten_refusals_of_nine_patients_are_nine_patients() -> None:
    assert told("decline-reason", *[CASE] * (LEAST - 1), is_own=False) == {"beds-full": None, TOTAL: None}
    assert told("decline-reason", *[CASE] * LEAST, is_own=False) == {"beds-full": 10, TOTAL: 10}


def test_a_departments_small_number_cannot_be_had_from_the_sum_of_all() -> None:
    rows = {
        "fd-01": counted(*[stayed(10)] * 20, *[stayed(20)] * 20),
        "fd-02": counted(*[stayed(10)] * 2, *[stayed(20)] * 20),
        TOTAL: counted(*[stayed(10)] * 22, *[stayed(20)] * 40),
    }
    found = sheets([BY_NAME["scene-time"]], rows, Group.ALL, is_own=False)
    hidden = {(row, cell.category) for row, (sheet,) in found.items() for cell in sheet.cells if cell.number is None}
    assert hidden == {(row, band) for row in ("fd-01", "fd-02") for band in ("under-15", "under-30")}


TABLES: Final = st.dictionaries(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz")), st.integers(0, 30))


@given(TABLES)
def test_no_row_or_column_gives_a_small_number_away(parts: dict[tuple[str, str], int]) -> None:
    cells = dict(parts)
    for (row, column), number in parts.items():
        for place in ((row, TOTAL), (TOTAL, column), (TOTAL, TOTAL)):
            cells[place] = cells.get(place, 0) + number
    hidden = withheld(cells)
    assert {place for place, number in cells.items() if 0 < number < LEAST} <= hidden
    assert not any(cells[place] == 0 for place in hidden)
    for axis in (0, 1):
        for name in {place[axis] for place in cells}:
            line = [place for place in cells if place[axis] == name and cells[place]]
            gone = [place for place in line if place in hidden]
            assert len(gone) != 1, (cells, hidden)
            if gone and (name, TOTAL)[:: 1 - 2 * axis] not in hidden:
                assert sum(cells[place] for place in gone) >= LEAST


def test_control_a_table_of_large_numbers_is_told_whole() -> None:
    assert withheld({("a", "x"): 10, ("a", "y"): 0, ("a", TOTAL): 10}) == frozenset()


@pytest.mark.parametrize("kind", KINDS, ids=[kind.name for kind in KINDS])
def test_every_table_has_its_terms_in_japanese(kind: Kind) -> None:
    assert kind.ja
    assert all(kind.categories.values())
