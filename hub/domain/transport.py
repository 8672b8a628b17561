"""The state of a private transport: the document that its parties hold and, beside it, the little that decisions need.

A transport is a subject of its own, not a part of a case: most have none. How it changes:
`hub.domain.changes.transport`.
"""

from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID

from hub.domain.case import NOTHING, Order
from hub.domain.document import Document
from hub.domain.transport_codes import OperatorState, TransportStatus

ENDS = frozenset({TransportStatus.COMPLETED, TransportStatus.CANCELLED})


class Transport(NamedTuple):
    """A patient carried without an emergency ambulance, from the request to the end of the trip (民間救急搬送).

    ``requester`` is the organisation that asked, ``stream`` the one on which it reads; ``operators`` are those that
    were asked, each with how it stands.
    """

    id: UUID
    version: int = 0
    requester: str = ""
    stream: str = ""
    area: str = ""
    operators: Mapping[str, OperatorState] = NOTHING
    claimed_by: str | None = None
    status: TransportStatus = TransportStatus.REQUESTED
    is_switched: bool = False
    orders: Mapping[str, Order] = NOTHING
    document: Document = NOTHING

    @property
    def is_ended(self) -> bool:
        """Whether the trip is completed or cancelled."""
        return self.status in ENDS

    @property
    def is_open(self) -> bool:
        """Whether an operator may still claim."""
        return self.status is TransportStatus.REQUESTED
