"""What has happened: the events that decisions yield and the journal keeps.

Values in events are ready for JSON: text, numbers (`Decimal` keeps its digits), booleans, lists; times are UTC text.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import ClassVar

Value = str | int | Decimal | bool | list[str]
Values = Mapping[str, Value]


@lru_cache(maxsize=4096)
def instant(at: datetime) -> str:
    """Writes an aware time as UTC text in milliseconds with ``Z``: such texts sort as the times do."""
    utc = at.astimezone(UTC)
    date = (utc.year, utc.month, utc.day, utc.hour, utc.minute, utc.second, utc.microsecond // 1000)
    return "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ" % date  # noqa: UP031  the fastest way, and it is called often


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that has happened to a case or a hospital; ``at`` is its own time."""

    name: ClassVar[str]

    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOpened(Event):
    """A crew began a case."""

    name = "case-opened"

    unit: str
    department: str
    is_exercise: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FactsStated(Event):
    """A crew stated facts; of two statements of one fact the later tap stands.

    ``facts`` maps ``section.field`` of the case's document to its value; ``tapped_at`` and ``key`` order statements.
    """

    name = "facts-stated"

    facts: Values
    tapped_at: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservationRecorded(Event):
    """Vital signs or findings were taken at ``at``."""

    name = "observation-recorded"

    key: str
    values: Values


@dataclass(frozen=True, slots=True, kw_only=True)
class TreatmentRecorded(Event):
    """The crew treated the patient at ``at``."""

    name = "treatment-recorded"

    key: str
    values: Values


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeReported(Event):
    """The patient's condition changed at ``at``."""

    name = "change-reported"

    key: str
    values: Values


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionSampled(Event):
    """The vehicle was here; one of many positions that came in."""

    name = "position-sampled"

    values: Values


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptanceRequested(Event):
    """A hospital was asked to accept the patient."""

    name = "acceptance-requested"

    facility: str
    values: Values


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestProgressed(Event):
    """A request came one step further at the asked hospital: delivered, displayed or acknowledged."""

    name = "request-progressed"

    facility: str
    state: str
    by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestAnswered(Event):
    """A hospital answered: accepted, conditional or declined."""

    name = "request-answered"

    facility: str
    state: str
    values: Values


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestWithdrawn(Event):
    """A request no longer stands; ``reason`` is the crew's, or ``other-accepted`` or ``closed``."""

    name = "request-withdrawn"

    facility: str
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DestinationConfirmed(Event):
    """The crew takes the patient to this hospital."""

    name = "destination-confirmed"

    facility: str
    values: Values


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver(Event):
    """The crew handed the patient over."""

    name = "handed-over"

    values: Values


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverReceived(Event):
    """The hospital signed for the patient."""

    name = "handover-received"

    by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeRecorded(Event):
    """The hospital recorded what the first examination found."""

    name = "outcome-recorded"

    values: Values


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseClosed(Event):
    """The crew ended the case."""

    name = "case-closed"

    values: Values


@dataclass(frozen=True, slots=True, kw_only=True)
class CapacityPublished(Event):
    """A hospital published its capacity in one specialty."""

    name = "capacity-published"

    facility: str
    specialty: str
    values: Values
    tapped_at: str
    key: str


EVENTS: dict[str, type[Event]] = {
    event.name: event
    for event in (
        CaseOpened,
        FactsStated,
        ObservationRecorded,
        TreatmentRecorded,
        ChangeReported,
        PositionSampled,
        AcceptanceRequested,
        RequestProgressed,
        RequestAnswered,
        RequestWithdrawn,
        DestinationConfirmed,
        HandedOver,
        HandoverReceived,
        OutcomeRecorded,
        CaseClosed,
        CapacityPublished,
    )
}
"""Every event by its name in the journal."""
