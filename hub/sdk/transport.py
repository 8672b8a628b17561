"""The code lists of private transport (民間救急), each with its Japanese term, for adapters that carry it."""

from hub.domain.codes import Avpu
from hub.domain.transport_codes import (
    Attendant,
    Equipment,
    Mobility,
    Offer,
    OfferReason,
    OperatorState,
    Precaution,
    TransferReason,
    TransportPurpose,
    TransportStatus,
    TripState,
)

__all__ = [
    "Attendant",
    "Avpu",
    "Equipment",
    "Mobility",
    "Offer",
    "OfferReason",
    "OperatorState",
    "Precaution",
    "TransferReason",
    "TransportPurpose",
    "TransportStatus",
    "TripState",
]
