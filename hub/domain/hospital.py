"""The state of a hospital: what it can take, by its own word (応需情報)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from hub.domain.case import Order
from hub.domain.document import Document, Json, merge, section
from hub.domain.events import CapacityPublished


@dataclass(frozen=True, slots=True, kw_only=True)
class Hospital:
    """A hospital with its published capacity; ``document`` is what every crew of the area sees."""

    version: int = 0
    orders: Mapping[str, Order] = field(default_factory=dict)
    document: Document = field(default_factory=dict)


def publish(hospital: Hospital, event: CapacityPublished) -> tuple[Hospital, Document]:
    """Returns the hospital after the event, and what changed; an older word than the one that stands changes nothing."""
    order = (event.tapped_at, event.key)
    if hospital.orders.get(event.specialty, ("", "")) >= order:
        return hospital, {}
    held = section(section(hospital.document, "capacity"), event.specialty)
    stated: dict[str, Json] = {**dict.fromkeys(held), "at": event.at, **event.values}
    patch: Document = {"hospital": event.facility, "capacity": {event.specialty: stated}}
    return (
        replace(
            hospital,
            orders={**hospital.orders, event.specialty: order},
            document=merge(hospital.document, patch),
        ),
        patch,
    )
