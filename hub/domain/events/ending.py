"""What has happened at the end of a case."""

from dataclasses import dataclass

from hub.domain.events.event import Event, Values


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
