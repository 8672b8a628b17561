"""The error tree: codes are stable, documented, and say nothing personal."""

import inspect
import re
from pathlib import Path

import pytest

from hub import errors
from hub.errors import (
    CATALOGUE,
    ConflictError,
    DatabaseAwayError,
    EmbeddedDatabaseError,
    InvalidSubmissionError,
    Issue,
    KyukyuError,
    NotDurableError,
    NotFoundError,
    RejectedError,
    SettingsError,
    StorageFullError,
    TooLargeError,
    UnavailableError,
    UnsupportedContentError,
)

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "errors.md"


def every_error() -> list[type[KyukyuError]]:
    found = [value for _, value in inspect.getmembers(errors, inspect.isclass)]
    return [cls for cls in found if issubclass(cls, KyukyuError)]


def test_each_code_has_a_section_in_the_reference_and_each_section_a_code() -> None:
    documented = re.findall(r"^## (.+)$", REFERENCE.read_text(encoding="utf-8"), flags=re.MULTILINE)

    assert sorted(documented) == sorted(CATALOGUE)


def test_each_section_speaks_japanese_and_english() -> None:
    for section in REFERENCE.read_text(encoding="utf-8").split("\n## ")[1:]:
        assert re.search(r"[ぁ-ん]", section), section
        assert re.search(r"[a-z]{4}.*\.", section), section


def test_the_catalogue_holds_every_error_that_has_a_code() -> None:
    with_code = {cls for cls in every_error() if hasattr(cls, "code")} | {ConflictError}

    assert set(CATALOGUE.values()) == with_code


@pytest.mark.parametrize("code", CATALOGUE)
def test_a_code_is_kebab_case(code: str) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", code)


def test_the_tree_in_the_docstring_is_the_tree() -> None:
    drawn = set(re.findall(r"\w+Error", errors.__doc__ or ""))

    assert drawn == {cls.__name__ for cls in every_error()}


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (InvalidSubmissionError([]), 422),
        (TooLargeError(10), 413),
        (UnsupportedContentError(["application/json"]), 415),
        (NotFoundError(), 404),
        (ConflictError("case-closed"), 409),
        (DatabaseAwayError(), 503),
        (StorageFullError(), 507),
    ],
)
def test_an_error_that_is_answered_has_its_http_status(error: RejectedError | UnavailableError, status: int) -> None:
    assert error.status == status


def test_all_issues_are_kept_in_their_order() -> None:
    issues = [Issue("vitals.jcs", "range", "範囲外です", "out of range"), Issue("at", "missing", "必須です", "missing")]

    error = InvalidSubmissionError(iter(issues))

    assert error.issues == tuple(issues)
    assert "2件" in error.ja
    assert "2 fault" in error.en


def test_a_conflict_carries_the_code_of_its_rule() -> None:
    error = ConflictError("request-already-taken")

    assert error.code == "request-already-taken"
    assert str(error).startswith("request-already-taken: ")
    assert CATALOGUE[error.code] is ConflictError


def test_an_unavailable_error_says_when_to_come_back() -> None:
    assert DatabaseAwayError(retry_after_s=7).retry_after_s == 7


def test_sentences_are_built_from_fields() -> None:
    assert "fsync, full_page_writes" in NotDurableError(["fsync", "full_page_writes"]).en
    assert "initdb" in EmbeddedDatabaseError("initdb", "no space").ja
    assert "port" in SettingsError([Issue("port", "range", "範囲外です", "out of range")]).ja
