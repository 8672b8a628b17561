"""What has happened in a command centre."""

from dataclasses import dataclass

from hub.domain.events.event import Event, Values


@dataclass(frozen=True, slots=True, kw_only=True)
class CasualtyAllotted(Event):
    """A command centre assigned the patient to a hospital."""

    name = "casualty-allotted"

    facility: str
    values: Values


@dataclass(frozen=True, slots=True, kw_only=True)
class ModeDeclared(Event):
    """A fire department declared the mode of its area; ``district`` is empty for the whole of it."""

    name = "mode-declared"

    department: str
    district: str
    values: Values
    tapped_at: str
    key: str
