"""What a hospital has said of itself."""

from dataclasses import dataclass

from hub.domain.events.event import Event, Values


@dataclass(frozen=True, slots=True, kw_only=True)
class CapacityPublished(Event):
    """A hospital published its capacity in one specialty; ``by`` is the authority that spoke for it, empty: itself."""

    name = "capacity-published"

    facility: str
    specialty: str
    values: Values
    tapped_at: str
    key: str
    by: str = ""
