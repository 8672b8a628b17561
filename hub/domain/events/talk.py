"""What was said between the sides of a case."""

from dataclasses import dataclass

from hub.domain.events.event import Event, Values


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageSent(Event):
    """Somebody said something; ``facilities`` are the hospitals that may read it, the sender among them."""

    name = "message-sent"

    key: str
    role: str
    organisation: str
    facilities: list[str]
    values: Values
