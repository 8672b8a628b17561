"""What has happened with a patient's record of マイナ救急."""

from dataclasses import dataclass

from hub.domain.events.event import Event, Values


@dataclass(frozen=True, slots=True, kw_only=True)
class MynaRecordViewed(Event):
    """A crew looked at the record, or did not, and why; ``values`` hold nothing of it."""

    name = "myna-record-viewed"

    key: str
    values: Values


@dataclass(frozen=True, slots=True, kw_only=True)
class MynaRecordShared(Event):
    """A crew passed on what it saw; ``basis`` is the ground of the look that ``view`` names."""

    name = "myna-record-shared"

    key: str
    view: str
    basis: str
    values: Values
