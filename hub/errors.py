"""Every error the hub raises on purpose, as one tree.

```
KyukyuError
├── RejectedError                  the sender must change something; nothing was stored
│   ├── InvalidSubmissionError     422  invalid-submission
│   ├── MalformedError             400  malformed
│   ├── TooLargeError              413  too-large
│   ├── UnsupportedContentError    415  unsupported-content
│   ├── NotAuthenticatedError      401  not-authenticated
│   ├── NotFoundError              404  not-found
│   ├── InvalidSearchError         400  invalid-search
│   ├── MethodNotAllowedError      405  not-allowed
│   ├── NotAcceptableError         406  not-acceptable
│   ├── PageGoneError              410  page-gone
│   ├── StaleVersionError          412  stale-version
│   └── ConflictError              409  one code for each rule: see `ConflictCode`
├── UnavailableError               nothing was stored; repeat with the same key after `retry_after_s`
│   ├── DatabaseAwayError          503  database-away
│   ├── OverloadedError            503  overloaded
│   ├── ThrottledError             429  throttled
│   ├── LookupUnavailableError     503  lookup-unavailable
│   ├── StorageFullError           507  storage-full
│   └── NotDurableError            503  not-durable: for that reason the hub does not begin to serve, either
├── RefuseToStartError             the hub does not begin to serve
│   ├── DatabaseUnreachableError        database-unreachable
│   ├── EmbeddedDatabaseError           embedded-database-failed
│   ├── KeyRingError                    key-ring-unusable
│   ├── DemonstrationError              demonstration-failed
│   ├── AdapterUnusableError            adapter-unusable
│   └── SettingsError                   settings-invalid
├── BackupError                         backup-failed: of a backup, or of bringing one back
└── IntegrityError                      integrity-broken: what is stored contradicts itself
```

An error carries fields and builds its two sentences from them; nobody parses a sentence back. The `code` is stable,
is what programs compare, and has a section of its own in `docs/reference/errors.md`. No field may hold personal data:
a path names the place of a value, never the value. Nothing but the standard library is imported here.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

ConflictCode = Literal[
    "key-reused-with-other-body",
    "case-closed",
    "request-already-taken",
    "request-already-answered",
    "request-withdrawn",
    "out-of-turn",
    "replay-not-as-looked-at",
    "too-many-subscriptions",
    "subscribed-already",
    "transport-already-claimed",
    "transport-ended",
    "claim-not-agreed",
    "myna-view-expired",
]
"""The rules of a case that a well-formed submission can run into."""

_CONFLICT_SENTENCES: Final[Mapping[ConflictCode, tuple[str, str]]] = {
    "key-reused-with-other-body": (
        "同じ送信キーが、別の内容ですでに使われています。新しいキーで送り直してください。",
        "This key was already used with another body. Send it again under a new key.",
    ),
    "case-closed": (
        "この事案は終了しています。",
        "This case is closed.",
    ),
    "request-already-taken": (
        "この受入照会には、すでに別の医療機関が応需しています。",
        "Another hospital has already accepted this request.",
    ),
    "request-already-answered": (
        "この受入照会にはすでに回答済みです。",
        "This request has already been answered.",
    ),
    "request-withdrawn": (
        "この受入照会は取り下げられています。",
        "This request has been withdrawn.",
    ),
    "out-of-turn": (
        "事案の現在の状態では、この操作はできません。",
        "The case is not in a state in which this can be done.",
    ),
    "replay-not-as-looked-at": (
        "再送の対象が確認時と異なるため、何も再送していません。もう一度確認してください。",
        "The replay is not as it was looked at and nothing was sent. Look at it again.",
    ),
    "too-many-subscriptions": (
        "サブスクリプション数が上限に達しています。不要なものを削除してください。",
        "This caller has as many subscriptions as it may have. Delete one.",
    ),
    "subscribed-already": (
        "同じ内容のサブスクリプションがすでにあります。",
        "This caller has a subscription to the same already.",
    ),
    "myna-view-expired": (
        "閲覧可能な時間を過ぎています。必要であれば、改めて閲覧してください。",
        "The look at the record has closed. Look again where it is needed.",
    ),
    "transport-already-claimed": (
        "この搬送は、すでに別の事業者が受託しています。",
        "Another operator has already claimed this transport.",
    ),
    "transport-ended": (
        "この搬送は終了したか、119番に切り替えられています。",
        "This transport has ended, or was switched to 119.",
    ),
    "claim-not-agreed": (
        "この事業者の回答では受託できません。条件や時刻には依頼元の同意が必要です。",
        "What this operator offered does not allow this claim; its requester has to agree to terms and times.",
    ),
}


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing that is wrong with one element of a submission.

    Attributes:
        path: Where the element stands, as in `vitals.spo2_percent` or `items[3].at`; empty for the whole body.
        code: Stable kebab-case name of the fault.
        ja: What is wrong, for a Japanese reader; never the value itself.
        en: The same sentence in English.
    """

    path: str
    code: str
    ja: str
    en: str


class KyukyuError(Exception):
    """Carries a stable code and a sentence in each language.

    Attributes:
        code: Stable kebab-case name, documented in `docs/reference/errors.md`.
        ja: The sentence in Japanese.
        en: The sentence in English.
    """

    code: str

    def __init__(self, ja: str, en: str) -> None:
        """Keeps the two sentences; the message of the exception is the code and the English one."""
        super().__init__(f"{self.code}: {en}")
        self.ja = ja
        self.en = en


class RejectedError(KyukyuError):
    """Tells the sender to change something; nothing was stored and a repetition gets the same answer.

    Attributes:
        status: The HTTP status that says the same.
        issues: Every fault that was found, not only the first; empty where the code says it all.
    """

    status: int

    def __init__(self, ja: str, en: str, issues: Iterable[Issue] = ()) -> None:
        """Keeps the sentences and the issues in the order in which they were found."""
        super().__init__(ja, en)
        self.issues: tuple[Issue, ...] = tuple(issues)


class InvalidSubmissionError(RejectedError):
    """Says that the content of a submission breaks its schema, a range or a rule of medicine."""

    code = "invalid-submission"
    status = 422

    def __init__(self, issues: Iterable[Issue]) -> None:
        """Counts the issues in its sentence."""
        found = tuple(issues)
        super().__init__(
            f"送信内容に{len(found)}件の誤りがあります。",
            f"The submission has {len(found)} fault(s).",
            found,
        )


class MalformedError(RejectedError):
    """Says that the guard refused the bytes before they were parsed into a submission."""

    code = "malformed"
    status = 400

    def __init__(self, issues: Iterable[Issue]) -> None:
        """Keeps what the guard found."""
        super().__init__("送信内容を読み取れません。", "The body cannot be read.", issues)


class TooLargeError(RejectedError):
    """Says that the body is longer than the hub takes."""

    code = "too-large"
    status = 413

    def __init__(self, limit_bytes: int) -> None:
        """Names the limit in bytes."""
        super().__init__(
            f"送信内容が上限({limit_bytes}バイト)を超えています。",
            f"The body is longer than the limit of {limit_bytes} bytes.",
        )
        self.limit_bytes = limit_bytes


class UnsupportedContentError(RejectedError):
    """Says that the content type or encoding is not one of those that are taken here."""

    code = "unsupported-content"
    status = 415

    def __init__(self, accepted: Iterable[str]) -> None:
        """Names the media types that would be taken; the sender's own header is not repeated."""
        self.accepted = tuple(accepted)
        listed = ", ".join(self.accepted)
        super().__init__(
            f"この形式は受け付けていません。受け付ける形式: {listed}。",
            f"This content type is not taken. Taken: {listed}.",
        )


class NotAuthenticatedError(RejectedError):
    """Says that the caller is not known; it does not say whether it ever was."""

    code = "not-authenticated"
    status = 401

    def __init__(self) -> None:
        """Says the same for a missing, a wrong, an expired and a revoked credential."""
        super().__init__(
            "認証できません。端末の登録を確認してください。",
            "The caller is not known. Enrol this device.",
        )


class NotFoundError(RejectedError):
    """Answers a foreign id exactly as a missing one, and therefore carries no field."""

    code = "not-found"
    status = 404

    def __init__(self) -> None:
        """Says nothing about what was looked for."""
        super().__init__("見つかりません。", "Not found.")


class InvalidSearchError(RejectedError):
    """Says that parameters of a FHIR search are not known or hold what they cannot."""

    code = "invalid-search"
    status = 400

    def __init__(self, issues: Iterable[Issue]) -> None:
        """Counts the issues in its sentence; a path is the name of a parameter."""
        found = tuple(issues)
        super().__init__(
            f"検索条件に{len(found)}件の誤りがあります。",
            f"The search has {len(found)} fault(s).",
            found,
        )


class MethodNotAllowedError(RejectedError):
    """Says that nothing of this kind can be done at this place."""

    code = "not-allowed"
    status = 405

    def __init__(self, allowed: Iterable[str]) -> None:
        """Names the methods that can be used there."""
        self.allowed = tuple(dict.fromkeys(allowed))
        listed = ", ".join(self.allowed)
        super().__init__(
            f"この操作はここではできません。可能な操作: {listed}。",
            f"This cannot be done here. What can: {listed}.",
        )


class NotAcceptableError(RejectedError):
    """Says that the answer cannot be written in any of the forms that were asked for."""

    code = "not-acceptable"
    status = 406

    def __init__(self, offered: Iterable[str]) -> None:
        """Names the media types that are there."""
        self.offered = tuple(offered)
        listed = ", ".join(self.offered)
        super().__init__(
            f"この形式では応答できません。応答できる形式: {listed}。",
            f"There is no answer in this form. There is: {listed}.",
        )


class PageGoneError(RejectedError):
    """Says that a page of a search is not there any more, and that the search may be made again."""

    code = "page-gone"
    status = 410

    def __init__(self) -> None:
        """Says the same for a page of somebody else."""
        super().__init__(
            "この検索結果のページは無効です。検索をやり直してください。",
            "This page of a search is gone. Search again.",
        )


class StaleVersionError(RejectedError):
    """Says that what a sender has read before it writes has changed since, or is gone."""

    code = "stale-version"
    status = 412

    def __init__(self) -> None:
        """Says so, and not what stands now."""
        super().__init__(
            "読み取った後に変更されています。読み直してから送信してください。",
            "It was changed since it was read. Read it again first.",
        )


class ConflictError(RejectedError):
    """Says that a well-formed submission runs into the present state of the case."""

    code: ConflictCode
    status = 409

    def __init__(self, code: ConflictCode) -> None:
        """Takes the rule that was run into."""
        self.code = code
        super().__init__(*_CONFLICT_SENTENCES[code])


class UnavailableError(KyukyuError):
    """Promises that nothing was stored and that a repetition with the same key is safe.

    Attributes:
        status: The HTTP status that says the same.
        retry_after_s: Seconds after which a repetition makes sense.
    """

    status = 503

    def __init__(self, ja: str, en: str, retry_after_s: int) -> None:
        """Keeps the sentences and the time to wait."""
        super().__init__(ja, en)
        self.retry_after_s = retry_after_s


class DatabaseAwayError(UnavailableError):
    """Says that the journal cannot be reached, so that nothing can be made durable."""

    code = "database-away"

    def __init__(self, retry_after_s: int = 1) -> None:
        """Asks for a repetition after the given seconds."""
        super().__init__(
            "データベースに接続できないため保存できません。同じキーで再送してください。",
            "The database is away and nothing was stored. Repeat with the same key.",
            retry_after_s,
        )


class OverloadedError(UnavailableError):
    """Says that a bounded queue is full."""

    code = "overloaded"

    def __init__(self, retry_after_s: int = 1) -> None:
        """Asks for a repetition after the given seconds."""
        super().__init__(
            "混み合っているため保存していません。同じキーで再送してください。",
            "The hub is overloaded and nothing was stored. Repeat with the same key.",
            retry_after_s,
        )


class ThrottledError(UnavailableError):
    """Says that a device, an organisation or an address has sent more than it may at the moment."""

    code = "throttled"
    status = 429

    def __init__(self, retry_after_s: int = 1) -> None:
        """Asks for a repetition after the given seconds."""
        super().__init__(
            "送信が多すぎるため保存していません。時間をおいて、同じキーで再送してください。",
            "Too much was sent and nothing of this was stored. Repeat with the same key, later.",
            retry_after_s,
        )


class LookupUnavailableError(UnavailableError):
    """Says that an outside system has not answered a question; nobody knows more."""

    code = "lookup-unavailable"

    def __init__(self, retry_after_s: int = 5) -> None:
        """Asks for a repetition after the given seconds."""
        super().__init__(
            "照会先のシステムが応答しません。",
            "The system that was asked does not answer.",
            retry_after_s,
        )


class StorageFullError(UnavailableError):
    """Says that the disk of the journal is full."""

    code = "storage-full"
    status = 507

    def __init__(self, retry_after_s: int = 30) -> None:
        """Asks for a repetition after the given seconds."""
        super().__init__(
            "保存領域が不足しているため保存できません。同じキーで再送してください。",
            "The storage is full and nothing was stored. Repeat with the same key.",
            retry_after_s,
        )


class RefuseToStartError(KyukyuError):
    """Says why the hub does not begin to serve; an operator has to act."""


class NotDurableError(RefuseToStartError, UnavailableError):
    """Says which settings of PostgreSQL would lose an acknowledged submission at a power cut.

    With them the hub does not start; where they are switched off while it runs, it takes nothing down any more.
    """

    code = "not-durable"

    def __init__(self, switched_off: Iterable[str]) -> None:
        """Names the settings that are off."""
        self.switched_off = tuple(switched_off)
        listed = ", ".join(self.switched_off)
        super().__init__(
            f"PostgreSQLの設定({listed})が無効なため、受領した情報の保存を保証できません。",
            f"PostgreSQL runs with {listed} off: an acknowledged submission could be lost.",
            retry_after_s=30,
        )


class DatabaseUnreachableError(RefuseToStartError):
    """Says that the configured database did not answer in time; the DSN is not repeated."""

    code = "database-unreachable"

    def __init__(self, reason: str) -> None:
        """Takes the reason in technical words, such as the name of the driver's exception."""
        super().__init__(
            f"データベースに接続できません({reason})。",
            f"The database cannot be reached ({reason}).",
        )
        self.reason = reason


class EmbeddedDatabaseError(RefuseToStartError):
    """Says which step of running the embedded PostgreSQL failed."""

    code = "embedded-database-failed"

    def __init__(self, step: str, detail: str) -> None:
        """Takes the step (a program or a check) and the last words of its output."""
        super().__init__(
            f"内蔵データベースの処理「{step}」に失敗しました: {detail}",
            f"The embedded database failed at {step}: {detail}",
        )
        self.step = step
        self.detail = detail


class KeyRingError(RefuseToStartError):
    """Says that the key ring is missing, unreadable or open to others."""

    code = "key-ring-unusable"

    def __init__(self, path: Path, reason: str) -> None:
        """Takes the file and what is wrong with it; never its content."""
        super().__init__(
            f"鍵ファイル{path}を使用できません({reason})。",
            f"The key ring {path} cannot be used ({reason}).",
        )
        self.path = path
        self.reason = reason


class BackupError(KyukyuError):
    """Says which step of a backup, or of bringing one back, failed."""

    code = "backup-failed"

    def __init__(self, step: str, detail: str) -> None:
        """Takes the step and why; never a value of what is kept."""
        super().__init__(f"バックアップに失敗しました({step}): {detail}", f"The backup failed at {step}: {detail}")


class DemonstrationError(RefuseToStartError):
    """Says which part of a demonstration or a benchmark could not begin or ended before its time."""

    code = "demonstration-failed"

    def __init__(self, part: str, detail: str) -> None:
        """Takes the part (a program or a check) and the last words of its output."""
        super().__init__(
            f"「{part}」を続けられません: {detail}",
            f"{part} cannot go on: {detail}",
        )
        self.part = part
        self.detail = detail


class AdapterUnusableError(RefuseToStartError):
    """Says why an adapter cannot be used; the hub itself starts without it."""

    code = "adapter-unusable"

    def __init__(self, name: str, reason: str) -> None:
        """Takes the adapter and the reason in technical words; never a value of its configuration."""
        super().__init__(
            f"連携アダプタ{name}を使用できません({reason})。",
            f"The adapter {name} cannot be used ({reason}).",
        )
        self.name = name
        self.reason = reason


class SettingsError(RefuseToStartError):
    """Says which settings cannot be read; values are not repeated, for one may be a secret."""

    code = "settings-invalid"

    def __init__(self, issues: Iterable[Issue]) -> None:
        """Takes one issue for each setting; its path is the name of the setting."""
        self.issues = tuple(issues)
        super().__init__(
            "設定に誤りがあります: " + "; ".join(f"{issue.path} {issue.ja}" for issue in self.issues),
            "The settings are wrong: " + "; ".join(f"{issue.path}: {issue.en}" for issue in self.issues),
        )


class IntegrityError(KyukyuError):
    """Says that what is stored contradicts itself; nobody goes on from here without looking."""

    code = "integrity-broken"

    def __init__(self, place: str) -> None:
        """Takes the place by internal names, such as a table and an offset."""
        super().__init__(
            f"保存内容に矛盾があります({place})。",
            f"What is stored contradicts itself ({place}).",
        )
        self.place = place


_WITH_ONE_CODE: Final[tuple[type[KyukyuError], ...]] = (
    InvalidSubmissionError,
    MalformedError,
    TooLargeError,
    UnsupportedContentError,
    NotAuthenticatedError,
    NotFoundError,
    InvalidSearchError,
    MethodNotAllowedError,
    NotAcceptableError,
    PageGoneError,
    StaleVersionError,
    DatabaseAwayError,
    OverloadedError,
    ThrottledError,
    LookupUnavailableError,
    StorageFullError,
    NotDurableError,
    DatabaseUnreachableError,
    EmbeddedDatabaseError,
    KeyRingError,
    BackupError,
    DemonstrationError,
    AdapterUnusableError,
    SettingsError,
    IntegrityError,
)

CATALOGUE: Final[Mapping[str, type[KyukyuError]]] = MappingProxyType(
    {cls.code: cls for cls in _WITH_ONE_CODE} | dict.fromkeys(get_args(ConflictCode), ConflictError),
)
"""The class behind each code: what the reference documents and a client may meet."""
