"""The state of a fire department: which mode it has declared, by its own word (運用モード)."""

from collections.abc import Mapping
from typing import NamedTuple

from hub.domain.case import NOTHING, Order
from hub.domain.document import Document, Json, merge, section
from hub.domain.events import ModeDeclared

WHOLE = "whole"
"""The name of the whole area among the districts of a department's document."""


class Department(NamedTuple):
    """A fire department with the modes it has declared; ``document`` is what everybody of the prefecture sees."""

    version: int = 0
    orders: Mapping[str, Order] = NOTHING
    document: Document = NOTHING


def declare(department: Department, event: ModeDeclared) -> tuple[Department, Document]:
    """Returns the department after the event, and what changed; an older word than what stands changes nothing."""
    order, district = (event.tapped_at, event.key), event.district or WHOLE
    if department.orders.get(district, ("", "")) >= order:
        return department, {}
    held = section(section(department.document, "modes"), district)
    stated: dict[str, Json] = {**dict.fromkeys(held), "at": event.at, **event.values}
    patch: Document = {"department": event.department, "modes": {district: stated}}
    return (
        department._replace(
            orders={**department.orders, district: order},
            document=merge(department.document, patch),
        ),
        patch,
    )
