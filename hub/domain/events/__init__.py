"""What has happened: the events that decisions yield and the journal keeps."""

from hub.domain.events.attachment import AttachmentAdded
from hub.domain.events.capacity import CapacityPublished
from hub.domain.events.ending import CaseClosed, HandedOver, HandoverReceived, OutcomeRecorded
from hub.domain.events.event import Event, Value, Values, instant
from hub.domain.events.incident import CasualtyAllotted, ModeDeclared
from hub.domain.events.inquiry import (
    AcceptanceRequested,
    DestinationConfirmed,
    RequestAnswered,
    RequestEscalated,
    RequestProgressed,
    RequestWithdrawn,
)
from hub.domain.events.myna import MynaRecordShared, MynaRecordViewed
from hub.domain.events.preparation import PreparationMarked, TeamActivated
from hub.domain.events.record import (
    CallTold,
    CaseOpened,
    CaseTakenOn,
    ChangeReported,
    FactsStated,
    ObservationRecorded,
    PositionSampled,
    TreatmentRecorded,
    TriageRecorded,
)
from hub.domain.events.talk import MessageSent
from hub.domain.events.transport import (
    SwitchedTo119,
    TransportCarriedOver,
    TransportClaimed,
    TransportOffered,
    TransportRequested,
    TripUpdated,
)

EVENTS: dict[str, type[Event]] = {
    event.name: event
    for event in (
        CaseOpened,
        CaseTakenOn,
        FactsStated,
        CallTold,
        ObservationRecorded,
        TriageRecorded,
        TreatmentRecorded,
        AttachmentAdded,
        ChangeReported,
        PositionSampled,
        AcceptanceRequested,
        RequestProgressed,
        RequestEscalated,
        RequestAnswered,
        RequestWithdrawn,
        CasualtyAllotted,
        DestinationConfirmed,
        TeamActivated,
        PreparationMarked,
        MessageSent,
        HandedOver,
        HandoverReceived,
        OutcomeRecorded,
        CaseClosed,
        CapacityPublished,
        MynaRecordViewed,
        MynaRecordShared,
        TransportRequested,
        TransportOffered,
        TransportClaimed,
        TripUpdated,
        SwitchedTo119,
        TransportCarriedOver,
        ModeDeclared,
    )
}
"""Every event by its name in the journal."""

__all__ = [
    "EVENTS",
    "AcceptanceRequested",
    "AttachmentAdded",
    "CallTold",
    "CapacityPublished",
    "CaseClosed",
    "CaseOpened",
    "CaseTakenOn",
    "CasualtyAllotted",
    "ChangeReported",
    "DestinationConfirmed",
    "Event",
    "FactsStated",
    "HandedOver",
    "HandoverReceived",
    "MessageSent",
    "ModeDeclared",
    "MynaRecordShared",
    "MynaRecordViewed",
    "ObservationRecorded",
    "OutcomeRecorded",
    "PositionSampled",
    "PreparationMarked",
    "RequestAnswered",
    "RequestEscalated",
    "RequestProgressed",
    "RequestWithdrawn",
    "SwitchedTo119",
    "TeamActivated",
    "TransportCarriedOver",
    "TransportClaimed",
    "TransportOffered",
    "TransportRequested",
    "TreatmentRecorded",
    "TriageRecorded",
    "TripUpdated",
    "Value",
    "Values",
    "instant",
]
