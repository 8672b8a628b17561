"""What was reported of a patient and of the crew."""

from dataclasses import dataclass

from hub.domain.events.event import Event, Values


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOpened(Event):
    """A crew began a case."""

    name = "case-opened"

    unit: str
    department: str
    is_exercise: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseTakenOn(Event):
    """A crew took on a case that began without one."""

    name = "case-taken-on"

    unit: str


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
class CallTold(Event):
    """A command centre told what it knows of the call; what it has told before it does not state anew.

    A command system sends its whole record whenever one field of it changes. What the crew has found meanwhile must
    not be covered by what the caller said at first.
    """

    name = "call-told"

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
class TriageRecorded(Event):
    """A triage tag was filled in at ``at``."""

    name = "triage-recorded"

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
