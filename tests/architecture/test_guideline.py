"""What is said about the safety guideline and about threats: bilingual, complete, with a test for what is met."""

import re
from pathlib import Path
from typing import Final

import pytest

DOCS: Final = Path(__file__).parents[2] / "docs"
CHAPTERS: Final = range(1, 19)
"""Chapters of システム運用編 in version 6.0."""

CITED: Final = re.compile(r"`tests/[\w/]+\.py(?:::\w+)?`")
JAPANESE: Final = re.compile(r"[぀-ヿ一-鿿]")


def table(page: str, columns: int) -> list[list[str]]:
    """Returns the rows of a page that have so many cells, without the heads."""
    lines = (DOCS / page).read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines if line.startswith("|")]
    return [row for row in rows if len(row) == columns and not set(row[0]) <= {"-"}]


CLAUSES: Final = table("reference/safety-guideline.md", 5)[1:]


def test_every_chapter_of_the_volume_stands_in_the_table() -> None:
    told = [int(found[0]) for clause, *_ in CLAUSES if (found := re.match(r"\d+", clause))]

    assert len(told) == len(CLAUSES)
    assert sorted(set(told)) == list(CHAPTERS)
    assert told == sorted(told)


@pytest.mark.parametrize("row", CLAUSES, ids=lambda row: row[0])
def test_what_is_met_names_its_test_and_what_is_not_names_none(row: list[str]) -> None:
    _, _, state, _, tests = row

    assert state in {"`met`", "`partly`", "`not met`", "`operator`"}
    assert bool(CITED.search(tests)) == (state in {"`met`", "`partly`"})
    assert CITED.sub("", tests).strip(" ,–") == ""


@pytest.mark.parametrize("row", CLAUSES, ids=lambda row: row[0])
def test_a_clause_is_told_in_both_languages(row: list[str]) -> None:
    _, asked, _, where, _ = row

    for cell in (asked, where):
        assert JAPANESE.search(cell), cell
        assert re.search(r"\b[a-z]{4,}\b", cell), cell


def test_every_threat_that_is_met_names_a_test() -> None:
    threats = [row for row in table("explanation/threat-model.md", 3) if row[0] != "threat 脅威"]

    assert len(threats) > 10
    for threat, _, tests in threats:
        assert CITED.fullmatch(tests), threat
