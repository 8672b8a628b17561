"""Errors of the hub as OperationOutcome: the code of FHIR for programs, ours beside it, a sentence in each language."""

from collections.abc import Iterable, Mapping
from typing import Final

from hub.errors import Issue, KyukyuError, RejectedError
from hub.fhir.codes import BASE, Content
from hub.fhir.resource import encode

ERROR_SYSTEM: Final = f"{BASE}/CodeSystem/error"
"""The codes of `hub.errors` and of the issues in them."""

ISSUE_TYPES: Final[Mapping[str, str]] = {
    "invalid-submission": "invalid",
    "signature-wrong": "security",
    "sign-in-refused": "login",
    "person-required": "login",
    "keys-away": "transient",
    "malformed": "structure",
    "too-large": "too-long",
    "unsupported-content": "not-supported",
    "not-authenticated": "login",
    "invalid-proof": "login",
    "nonce-required": "login",
    "not-found": "not-found",
    "invalid-search": "invalid",
    "not-allowed": "not-supported",
    "not-acceptable": "not-supported",
    "page-gone": "not-found",
    "stale-version": "conflict",
    "key-reused-with-other-body": "conflict",
    "case-closed": "business-rule",
    "request-already-taken": "conflict",
    "request-already-answered": "conflict",
    "request-withdrawn": "business-rule",
    "out-of-turn": "business-rule",
    "already-bootstrapped": "business-rule",
    "access-revoked": "business-rule",
    "own-access": "business-rule",
    "too-many-subscriptions": "too-costly",
    "subscribed-already": "conflict",
    "replay-not-as-looked-at": "conflict",
    "transport-already-claimed": "conflict",
    "transport-ended": "business-rule",
    "claim-not-agreed": "business-rule",
    "myna-view-expired": "business-rule",
    "database-away": "transient",
    "overloaded": "throttled",
    "throttled": "throttled",
    "not-durable": "no-store",
    "lookup-unavailable": "transient",
    "storage-full": "no-store",
}
"""OperationOutcome.issue.code for each error that is answered; ``duplicate`` is left to a retry of what was stored."""

_KINDS: Final[Mapping[str, str]] = {
    "required": "required",
    "unknown-code": "code-invalid",
    "unknown-element": "structure",
    "unknown-type": "not-supported",
    "not-supported": "not-supported",
    "not-read": "informational",
    "no-case": "required",
    "no-time": "required",
    "not-yours": "forbidden",
    "wrong-form": "value",
    "wrong-value": "value",
    "too-many": "structure",
    "too-costly": "too-costly",
    "duplicate": "duplicate",
}
"""OperationOutcome.issue.code for issues that say more than their error does."""


def operation_outcome(error: KyukyuError) -> bytes:
    """Returns an OperationOutcome with every fault that was found, or with the error itself where it says it all."""
    kind = ISSUE_TYPES.get(error.code, "exception")
    found = error.issues if isinstance(error, RejectedError) else ()
    issues = outcome_issues(kind, found)
    return of_issues(issues or [_issue(kind, Issue("", error.code, error.ja, error.en))])


def outcome_issues(kind: str, found: Iterable[Issue]) -> list[Content]:
    """Returns the issues of an OperationOutcome."""
    return [_issue(_KINDS.get(issue.code, kind), issue) for issue in found]


def information(found: Iterable[Issue]) -> list[Content]:
    """Returns issues that are no faults: what is kept and not read, and what was received before."""
    return [{**issue, "severity": "information"} for issue in outcome_issues("informational", found)]


def of_issues(issues: list[Content]) -> bytes:
    """Returns an OperationOutcome of issues that are ready."""
    return encode({"resourceType": "OperationOutcome", "issue": issues})


def _issue(kind: str, issue: Issue) -> Content:
    content: Content = {
        "severity": "error",
        "code": kind,
        "details": {"coding": [{"system": ERROR_SYSTEM, "code": issue.code}], "text": issue.ja},
        "diagnostics": issue.en,
    }
    return {**content, "expression": [issue.path]} if issue.path else content


UNEXPECTED: Final = of_issues([_issue("exception", Issue("", "unexpected", "内部エラーです。", "Internal error."))])
"""What is said of a fault of the hub's own."""
VALID: Final = of_issues(
    [
        {
            **_issue("informational", Issue("", "valid", "誤りは見つかりませんでした。", "No fault was found.")),
            "severity": "information",
        }
    ]
)
PARTIAL: Final = of_issues(
    [
        {
            **_issue(
                "too-costly",
                Issue(
                    "",
                    "reach-exceeded",
                    "事案が多いため、新しいものだけを検索しました。傷病者か事案を指定してください。",
                    "There are more cases than were searched: the newest were. Name a patient or an encounter.",
                ),
            ),
            "severity": "warning",
        }
    ]
)
"""What a search says that did not reach every case the caller may see."""
