"""The trunk of the tree of errors: what each of its branches promises."""

from collections.abc import Iterable
from dataclasses import dataclass


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


class RefuseToStartError(KyukyuError):
    """Says why the hub does not begin to serve; an operator has to act."""
