"""What has happened between a crew and the hospitals it asks."""

from dataclasses import dataclass

from hub.domain.events.event import Event, Values


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
class RequestEscalated(Event):
    """A hospital did not notice a request, and that climbed a step."""

    name = "request-escalated"

    facility: str
    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestAnswered(Event):
    """A hospital answered: accepted, conditional or declined."""

    name = "request-answered"

    facility: str
    state: str
    values: Values


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestWithdrawn(Event):
    """A request no longer stands; ``cause`` says whose word that is, ``reason`` holds the crew's own words.

    What was written before there was a cause has the hub's word for it in ``reason``.
    """

    name = "request-withdrawn"

    facility: str
    reason: str | None = None
    cause: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DestinationConfirmed(Event):
    """The crew takes the patient to this hospital."""

    name = "destination-confirmed"

    facility: str
    values: Values
