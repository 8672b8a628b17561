"""The state of a hospital: what it can take, by its own word (応需情報)."""

from collections.abc import Mapping
from typing import NamedTuple

from hub.domain.case import NOTHING, Order
from hub.domain.document import Document, Json, merge, section
from hub.domain.events import CapacityPublished


class Hospital(NamedTuple):
    """A hospital with its published capacity; ``document`` is what every crew of the area sees."""

    version: int = 0
    orders: Mapping[str, Order] = NOTHING
    document: Document = NOTHING


def standing(event: CapacityPublished) -> Order:
    """Returns the order of a word: the newer stands, and of two of one moment the hospital's own."""
    return event.tapped_at, f"{'' if event.by else _OWN}{event.key}"


_OWN = "~"
"""Sorts after every key."""


def publish(hospital: Hospital, event: CapacityPublished) -> tuple[Hospital, Document]:
    """Returns the hospital after the event, and what changed; an older word than what stands changes nothing."""
    order = standing(event)
    if hospital.orders.get(event.specialty, ("", "")) >= order:
        return hospital, {}
    held = section(section(hospital.document, "capacity"), event.specialty)
    by: dict[str, Json] = {"by": event.by} if event.by else {}
    stated: dict[str, Json] = {**dict.fromkeys(held), "at": event.at, **event.values, **by}
    patch: Document = {"hospital": event.facility, "capacity": {event.specialty: stated}}
    return (
        hospital._replace(
            orders={**hospital.orders, event.specialty: order},
            document=merge(hospital.document, patch),
        ),
        patch,
    )
