"""What was attached to a case."""

from dataclasses import dataclass

from hub.domain.events.event import Event, Values


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentAdded(Event):
    """A file was attached; its bytes stay in the submission, ``values`` say what it is."""

    name = "attachment-added"

    key: str
    values: Values
