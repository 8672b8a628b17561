"""All that an adapter imports: what it says of itself, what it is given, what it may answer.

An adapter joins one outside system to the hub. It is a class that inherits `Outbound`, `Inbound` or `Lookup`, carries a
`Manifest`, and is made with its own typed `Config`. It never reads the hub's database, settings or streams: what it may
see is handed to it, already narrowed to what its organisation may see at this moment and to what its manifest asks for.

This surface is frozen: a test holds `__all__`. What is not in it may change without notice.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, NamedTuple, Protocol, TypeAlias
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict

from hub import secret
from hub.domain.codes import (
    AgeBand,
    Answer,
    CaseStatus,
    Closing,
    Danger,
    DeclineReason,
    IncidentType,
    Jcs,
    Level,
    RequestState,
    Severity,
    Sex,
    Specialty,
    TimeMark,
    Urgency,
)
from hub.domain.myna_codes import MynaResult
from hub.wire.guard import may_be_my_number

__all__ = [
    "Adapter",
    "AgeBand",
    "Answer",
    "Broken",
    "CaseStatus",
    "Closing",
    "ComeAgain",
    "Config",
    "CredentialsRefused",
    "Danger",
    "DataCategory",
    "DeclineReason",
    "Delivered",
    "Direction",
    "Door",
    "Found",
    "Inbound",
    "IncidentType",
    "Jcs",
    "LegalBasis",
    "Level",
    "Lookup",
    "Manifest",
    "Message",
    "Mode",
    "MynaResult",
    "NotFound",
    "NotReady",
    "Outbound",
    "Outcome",
    "Question",
    "Readiness",
    "Ready",
    "Refused",
    "Rejected",
    "Reply",
    "RequestState",
    "Resource",
    "SecretFile",
    "Severity",
    "Sex",
    "Specialty",
    "Submitted",
    "Taken",
    "TimeMark",
    "TryLater",
    "Unknown",
    "Urgency",
    "key_for",
    "may_be_my_number",
]


# What an adapter says of itself.


class Direction(StrEnum):
    """Which way an adapter carries words."""

    OUTBOUND = "outbound"
    INBOUND = "inbound"
    LOOKUP = "lookup"


class DataCategory(StrEnum):
    """What an adapter needs to see; what it does not name here it is not given."""

    HOSPITAL_STATUS = "hospital-status"
    """応需情報: what hospitals say of themselves. No patient."""
    CLINICAL = "clinical"
    """Cases without who the patient is: what a hospital sees that is asked."""
    IDENTITY = "identity"
    """Cases with who the patient is, as far as the adapter's organisation knows it."""


class LegalBasis(StrEnum):
    """On what ground the data leave the hub (個人情報保護法27条1項 where it names one)."""

    CONSENT = "consent"
    VITAL_INTEREST = "vital-interest-no-consent"
    """2号: without consent, where life or body has to be protected."""
    MEDICAL_CONTROL_REVIEW = "public-health-verification"
    """3号"""
    STATUTORY_DUTY = "statutory-duty"
    """4号"""
    TRANSPORT_NECESSITY = "transport-necessity"
    NO_PERSONAL_DATA = "no-personal-data"


class Config(BaseModel):
    """The typed configuration of a connection; an unknown name is a fault, and no value is repeated in an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


def _secret(path: Path) -> Path:
    if path.exists() and secret.is_open(path):
        raise ValueError("a secret's file must be closed to other accounts (mode 0600)")
    return path


SecretFile = Annotated[Path, AfterValidator(_secret)]
"""Where a secret stands. Configuration holds no secret itself; the file must be closed to other accounts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What an adapter is, needs and promises; read before it is made.

    Attributes:
        name: That of its entry point.
        version: Its own.
        title: What it reaches, Japanese and English.
        directions: Which base classes it inherits.
        categories: What it needs to see.
        legal_basis: On what ground that leaves the hub; one at least.
        config: The model of its configuration.
        kinds: The kinds of submission of which it wants to hear; None is every kind.
        is_idempotent: The counterpart takes the same `Message.id` twice and acts once. Only then is an attempt repeated
            of which nobody knows how it ended.
        takes_exercises: It keeps 訓練 apart on the other side; else cases that are exercises are kept from it.
        codes: With which it answers `NotFound`: the whole list, no other is passed on.
        at_once: Cases that it delivers side by side; each case's own messages never overtake one another.
        attempt_s: Seconds after which an attempt counts as `Unknown`.
    """

    name: str
    version: str
    title: tuple[str, str]
    directions: frozenset[Direction]
    categories: frozenset[DataCategory]
    legal_basis: frozenset[LegalBasis]
    config: type[Config]
    kinds: frozenset[str] | None = None
    is_idempotent: bool = False
    takes_exercises: bool = False
    codes: frozenset[str] = frozenset()
    at_once: int = 4
    attempt_s: float = 10.0


# What an outbound adapter is given, and what it may answer.


class Mode(StrEnum):
    """How a message stands to what was said of its case before."""

    DOCUMENT = "document"
    """The first that this receiver hears of it, or its right has changed: take the whole document."""
    PATCH = "patch"
    GONE = "gone"
    """The receiver has nothing further to do with it; there is no document."""


class Resource(NamedTuple):
    """A FHIR R4 resource: its type, its id, its JSON."""

    type: str
    id: str
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One thing that happened, as far as this receiver may see it.

    Attributes:
        id: The same for every repetition, on every node, for ever: the counterpart tells duplicates by it.
        subject: The id of the case or the private transport, or of the hospital whose status it is.
        about: What `subject` is.
        version: The subject's own, rising; an older one never follows a newer but where an operator replays it.
        kind: Of the submission that made it happen.
        mode: How it stands to what was said before.
        document: The whole document at this version (`docs/reference/stream-protocol.md`); numbers may be `Decimal`.
        change: What has changed (RFC 7396), the document itself where the mode is `DOCUMENT`, the reason where `GONE`.
        resources: The FHIR resources that changed with it.
        happened_at: On the hub's clock, aware UTC.
        recorded_at: When it was made durable.
        is_exercise: 訓練: no patient; keep it apart.
        is_replayed: An operator sends it again: a newer version may have arrived before.
    """

    id: str
    subject: str
    about: Literal["case", "transport", "hospital"]
    version: int
    kind: str
    mode: Mode
    document: Mapping[str, Any]
    change: Mapping[str, Any]
    resources: Sequence[Resource]
    happened_at: datetime
    recorded_at: datetime
    is_exercise: bool = False
    is_replayed: bool = False


@dataclass(frozen=True, slots=True)
class Delivered:
    """The counterpart has it; ``receipt`` is its own word for that. This is a technical receipt and no 受入可否."""

    receipt: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """The counterpart will never take this message as it is. It is parked; the rest goes on.

    ``code`` is kebab-case and what programs compare; ``reason`` is for an operator. Neither may hold a value of a
    patient: say which field is wrong, not what stands in it.
    """

    code: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TryLater:
    """The counterpart does not have it and may take it later, not before ``not_before`` where it said so."""

    reason: str
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody knows whether the counterpart has it: the line broke after the first byte had left."""

    reason: str


Outcome: TypeAlias = Delivered | Refused | TryLater | Unknown
"""What became of an attempt. An exception that escapes, or no answer in time, is `Unknown`."""


# How an adapter stands with its counterpart.


@dataclass(frozen=True, slots=True)
class Ready:
    """The counterpart answers and knows us."""


@dataclass(frozen=True, slots=True)
class NotReady:
    """The counterpart does not answer, or asks for patience; it is asked again soon."""

    reason: str


@dataclass(frozen=True, slots=True)
class CredentialsRefused:
    """The counterpart answers and does not know us: an operator has to act. It is asked again each minute."""

    reason: str


@dataclass(frozen=True, slots=True)
class Broken:
    """The adapter cannot work as it is configured: an operator has to act. It is asked again each minute."""

    reason: str


Readiness: TypeAlias = Ready | NotReady | CredentialsRefused | Broken


class Adapter(ABC):
    """What every adapter is: made with its configuration, asked how it stands, closed at the end."""

    manifest: ClassVar[Manifest]

    def __init__(self, config: Any) -> None:  # noqa: ANN401  an instance of the manifest's own model
        """Keeps its configuration; opens nothing yet and never fails for the counterpart's sake."""
        self.config = config

    @abstractmethod
    async def check(self) -> Readiness:
        """Asks the counterpart, without effect there, how we stand with it; at the start and after each failure."""

    async def close(self) -> None:  # noqa: B027  many have nothing to close
        """Lets go of what it holds."""


class Outbound(Adapter):
    """Carries messages out."""

    @abstractmethod
    async def deliver(self, message: Message) -> Outcome:
        """Delivers one message. Messages of one case come one after the other, others beside them."""


# What an inbound adapter may say: the same as everybody, through the same door.


@dataclass(frozen=True, slots=True)
class Taken:
    """The submission is durable; ``is_repeated`` where it was so before."""

    version: int
    recorded_at: datetime
    is_repeated: bool = False


@dataclass(frozen=True, slots=True)
class Rejected:
    """Nothing was stored and a repetition gets the same answer; ``issues`` name the places that are wrong."""

    code: str
    issues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ComeAgain:
    """Nothing was stored; repeat with the same key."""

    after_s: int


Submitted: TypeAlias = Taken | Rejected | ComeAgain


class Door(Protocol):
    """Where an adapter posts, with the right of the organisation it is connected for, and no other."""

    async def submit(  # noqa: PLR0913  what a submission has beside its data, each by its name
        self,
        kind: str,
        data: Mapping[str, Any],
        *,
        key: UUID,
        happened_at: datetime,
        case: UUID | None = None,
        transport: UUID | None = None,
    ) -> Submitted:
        """Posts one submission (`docs/reference/submissions.md`).

        Args:
            kind: What is said.
            data: The fields of the kind.
            key: The same for every repetition; `key_for` makes one of the counterpart's own number.
            happened_at: By the counterpart's clock.
            case: Which case it is about, and
            transport: which private transport; neither for what a hospital says of itself.
        """


class Inbound(Adapter):
    """Brings words in."""

    @abstractmethod
    async def run(self, door: Door) -> None:
        """Works until it is cancelled; runs on one node at a time. An exception ends it, and it begins again later."""


def key_for(origin: str, happened_at: datetime) -> UUID:
    """Returns the key of a submission (UUIDv7) that follows from the counterpart's own number and time alone.

    The same number and time give the same key, on every node and after every restart: what is imported twice has its
    effect once.
    """
    milliseconds = int(happened_at.astimezone(UTC).timestamp() * 1000)
    drawn = int.from_bytes(sha256(origin.encode()).digest()[:10])
    return UUID(int=milliseconds << 80 | 7 << 76 | (drawn >> 68 & 0xFFF) << 64 | 0b10 << 62 | drawn & (1 << 62) - 1)


# What a lookup adapter is asked.


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a crew or a hospital asks an outside system about a case, for a reason that is written down.

    Attributes:
        id: The same for every repetition; that of the submission in which a crew says what came of it.
        case: The case it is about.
        caller: Who asks; for the other side's own audit.
        basis: The ground on which it is asked.
        criteria: What is looked for, as the adapter's documentation says.
    """

    id: str
    case: UUID
    caller: str
    basis: LegalBasis
    criteria: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Found:
    """What the other side shows, until ``expires_at`` and no longer: the hub keeps nothing of it."""

    content: Mapping[str, Any] = field(repr=False)
    expires_at: datetime
    resources: Sequence[Resource] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class NotFound:
    """The other side has answered, and there is nothing to show; ``code`` says why, one of the manifest's."""

    code: str


Reply: TypeAlias = Found | NotFound | Refused | TryLater | Unknown
"""`Refused` is a question that cannot be asked as it is: the asker has to change it."""


class Lookup(Adapter):
    """Asks the other side, and answers while somebody waits."""

    @abstractmethod
    async def look_up(self, question: Question) -> Reply:
        """Answers a question; an exception that escapes is `Unknown`."""
