"""What a hospital has made ready."""

from dataclasses import dataclass

from hub.domain.events.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamActivated(Event):
    """A team of a hospital was called, stands ready, or was sent home."""

    name = "team-activated"

    facility: str
    team: str
    state: str
    by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparationMarked(Event):
    """Something stands ready at a hospital, or does not any more."""

    name = "preparation-marked"

    facility: str
    item: str
    is_ready: bool
