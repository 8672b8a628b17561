"""What a scenario says: its parties, and step by step who says, does, or must see what."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from simulators.ledger import OF_AREA, OPENING


class Role(StrEnum):
    """What a party is."""

    CREW = "crew"
    COMMAND_CENTER = "command-center"
    HOSPITAL = "hospital"
    OPERATOR = "operator"


class Deed(StrEnum):
    """What a party can do besides speaking."""

    OFFLINE = "offline"
    """Loses the network; what it says waits on its device."""
    ONLINE = "online"
    SCREEN_SLEEPS = "screen-sleeps"
    """The screen is connected, and nobody can see or hear it."""
    SCREEN_WAKES = "screen-wakes"


_CREW, _CENTER, _HOSPITAL, _OPERATOR = Role
_REQUESTER: Final = frozenset({_CENTER, _HOSPITAL})

SENDERS: Final[Mapping[str, frozenset[Role]]] = {
    **dict.fromkeys(
        (
            *("open-case", "describe-patient", "record-observation", "record-treatment", "attach"),
            *("request-acceptance", "withdraw-request", "confirm-destination", "report-position", "report-change"),
            *("hand-over", "view-myna-record", "share-myna-record"),
        ),
        frozenset({_CREW}),
    ),
    **dict.fromkeys(
        ("open-incident", "request-on-behalf", "expire-request", "allot", "declare-mode"), frozenset({_CENTER})
    ),
    **dict.fromkeys(("record-triage", "record-phone-answer", "stamp-time", "close-case"), frozenset({_CREW, _CENTER})),
    **dict.fromkeys(
        (
            *("mark-displayed", "acknowledge", "answer-request", "ask"),
            *("activate-team", "prepare", "receive-hand-over", "record-outcome", "publish-capacity"),
        ),
        frozenset({_HOSPITAL}),
    ),
    "message": frozenset({_CREW, _CENTER, _HOSPITAL}),
    "request-transport": _REQUESTER,
    "offer": frozenset({_OPERATOR}),
    **dict.fromkeys(("claim", "update-trip", "switch-to-119"), frozenset({*_REQUESTER, _OPERATOR})),
}
"""Who may say each kind of submission."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a party must see of a subject.

    Attributes:
        sees: Path in the document and value; ``*`` is any.
        lacks: Paths that must not be there.
        counts: Section and number of its entries.
        gone: Why the subject has left the party's stream.
        is_never: The party has never been told of the subject.
        silent: Hospitals of which the hub says that nobody watches.
        awake: Hospitals of which it does not say so.
        reads: Status with which the hub answers when the party looks the case up.
    """

    sees: Mapping[str, object] = field(default_factory=dict)
    lacks: tuple[str, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    gone: str | None = None
    is_never: bool = False
    silent: tuple[str, ...] = ()
    awake: tuple[str, ...] = ()
    reads: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Vitals:
    """Lets observations follow the course of a complaint (`simulators.complaints`)."""

    complaint: str
    severity: str = "severe"
    age_years: int = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One line of a scenario.

    Attributes:
        where: Where it stands in the file, for whoever reads an error.
        at_s: Simulated seconds since the beginning; those of the end come last.
        of: Name of the case or transport it is about; None where it is about none.
        name: Under which later steps refer to what is said here.
        refused: The error with which the hub must answer.
        since_s: Seconds since the first of the steps that repeat.
        learns: Names of subjects that began by themselves, each with the path at which its document names `of`.
        within_s: Real seconds until what is expected must be seen.
    """

    where: str
    at_s: float
    who: str
    of: str | None = None
    say: str | None = None
    data: Mapping[str, object] = field(default_factory=dict)
    name: str | None = None
    refused: str | None = None
    vitals: Vitals | None = None
    since_s: float = 0.0
    do: Deed | None = None
    learns: Mapping[str, str] = field(default_factory=dict)
    expected: Expected | None = None
    within_s: float = 30.0

    @property
    def begins(self) -> bool:
        """Tells whether a subject begins here."""
        return self.say in OPENING

    @property
    def has_subject(self) -> bool:
        """Tells whether it is about a case or a transport."""
        return self.of is not None and self.say not in OF_AREA


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """A whole scenario.

    Attributes:
        has_rules: It is played where the rules of a region are in force.
    """

    name: str
    title: str
    title_en: str
    seed: int
    parties: Mapping[str, Role]
    steps: tuple[Step, ...]
    has_rules: bool = False
