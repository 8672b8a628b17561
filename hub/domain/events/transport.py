"""What has happened to a private transport."""

from collections.abc import Mapping
from dataclasses import dataclass

from hub.domain.document import Json
from hub.domain.events.event import Event, Values


@dataclass(frozen=True, slots=True, kw_only=True)
class TransportRequested(Event):
    """A hospital or a command centre asked these operators; ``facts`` maps ``section.field`` to its value."""

    name = "transport-requested"

    requester: str
    stream: str
    area: str
    operators: list[str]
    is_exercise: bool
    facts: Values


@dataclass(frozen=True, slots=True, kw_only=True)
class TransportOffered(Event):
    """An operator said what it can do."""

    name = "transport-offered"

    operator: str
    state: str
    values: Values


@dataclass(frozen=True, slots=True, kw_only=True)
class TransportClaimed(Event):
    """One operator has the transport, and no other."""

    name = "transport-claimed"

    operator: str
    values: Values


@dataclass(frozen=True, slots=True, kw_only=True)
class TripUpdated(Event):
    """A trip came to a state at ``at``; of two words about one state the later tap stands."""

    name = "trip-updated"

    state: str
    by: str
    values: Values
    tapped_at: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchedTo119(Event):
    """The patient became worse and is a case of a fire department from now on."""

    name = "switched-to-119"

    case: str
    department: str
    by: str
    values: Values


@dataclass(frozen=True, slots=True, kw_only=True)
class TransportCarriedOver(Event):
    """A case began with everything that a private transport knew of its patient."""

    name = "transport-carried-over"

    transport: Mapping[str, Json]
