"""Errors say in FHIR what they say elsewhere."""

import json

import pytest

from hub.errors import (
    CATALOGUE,
    ConflictError,
    IntegrityError,
    InvalidSubmissionError,
    Issue,
    NotFoundError,
    OverloadedError,
    RejectedError,
    UnavailableError,
)
from hub.fhir.outcome import ISSUE_TYPES, operation_outcome
from hub.fhir.validate import validate


def test_every_error_that_is_answered_has_its_issue_type() -> None:
    answered = {code for code, error in CATALOGUE.items() if issubclass(error, RejectedError | UnavailableError)}
    assert set(ISSUE_TYPES) == answered


def test_what_no_client_can_mend_is_an_exception() -> None:
    (issue,) = json.loads(operation_outcome(IntegrityError("stream 1")))["issue"]
    assert issue["code"] == "exception"


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (NotFoundError(), "not-found"),
        (ConflictError("request-already-taken"), "conflict"),
        (OverloadedError(), "throttled"),
    ],
)
def test_an_error_without_issues_says_it_all(error: NotFoundError, kind: str) -> None:
    body = operation_outcome(error)
    assert validate(body) == []
    (issue,) = json.loads(body)["issue"]
    assert (issue["code"], issue["details"]["coding"][0]["code"]) == (kind, error.code)
    assert (issue["details"]["text"], issue["diagnostics"]) == (error.ja, error.en)
    assert "expression" not in issue


def test_every_fault_is_an_issue_with_its_path() -> None:
    error = InvalidSubmissionError(
        [
            Issue("data.spo2", "out-of-range", "範囲外です", "is out of range"),
            Issue("data", "required", "必要", "needed"),
        ]
    )
    body = operation_outcome(error)
    assert validate(body) == []
    issues = json.loads(body)["issue"]
    assert [(each["code"], each["expression"]) for each in issues] == [
        ("invalid", ["data.spo2"]),
        ("required", ["data"]),
    ]
