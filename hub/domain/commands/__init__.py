"""What a sender can say: one command per kind of submission, with its fields, ranges and units.

A command is the ``data`` of a submission once it has been read. Limits are annotations (`hub.domain.fields`); rules
between fields stand in ``conflicts``. Whether the case allows the command is decided in `hub.domain.decision`.
"""

from hub.domain.commands.attachment import Attach
from hub.domain.commands.capacity import PublishCapacity
from hub.domain.commands.command import About, Command, Conflict
from hub.domain.commands.ending import CloseCase, HandOver, ReceiveHandOver, RecordOutcome
from hub.domain.commands.incident import Allot, DeclareMode, OpenIncident
from hub.domain.commands.inquiry import (
    Acknowledge,
    AnswerRequest,
    ConfirmDestination,
    Escalate,
    ExpireRequest,
    MarkDelivered,
    MarkDisplayed,
    RecordPhoneAnswer,
    RequestAcceptance,
    RequestOnBehalf,
    WithdrawRequest,
)
from hub.domain.commands.myna import ShareMynaRecord, ViewMynaRecord
from hub.domain.commands.preparation import ActivateTeam, Prepare
from hub.domain.commands.record import (
    DescribePatient,
    OpenCase,
    RecordObservation,
    RecordTreatment,
    RecordTriage,
    ReportChange,
    ReportPosition,
    StampTime,
)
from hub.domain.commands.talk import Ask, Message
from hub.domain.commands.transport import (
    ClaimTransport,
    OfferTransport,
    RequestTransport,
    SwitchTo119,
    UpdateTrip,
)

KINDS: dict[str, type[Command]] = {
    command.kind: command
    for command in (
        OpenIncident,
        OpenCase,
        DescribePatient,
        RecordObservation,
        RecordTriage,
        RecordTreatment,
        StampTime,
        Attach,
        RequestAcceptance,
        RequestOnBehalf,
        WithdrawRequest,
        ExpireRequest,
        RecordPhoneAnswer,
        Allot,
        ConfirmDestination,
        Ask,
        Message,
        ReportPosition,
        ReportChange,
        HandOver,
        CloseCase,
        MarkDisplayed,
        Acknowledge,
        AnswerRequest,
        ActivateTeam,
        Prepare,
        ReceiveHandOver,
        RecordOutcome,
        PublishCapacity,
        ViewMynaRecord,
        ShareMynaRecord,
        RequestTransport,
        OfferTransport,
        ClaimTransport,
        UpdateTrip,
        SwitchTo119,
        DeclareMode,
    )
}
"""The kinds a sender may post; ``mark-delivered`` and ``escalate`` are said by the hub itself."""

ASKING = frozenset({RequestAcceptance.kind, RequestOnBehalf.kind, Allot.kind})
"""The kinds by which a hospital is asked: its terminal's receipt of them is told to the crew."""

URGENT = frozenset(
    {
        *ASKING,
        OpenIncident.kind,
        OpenCase.kind,
        AnswerRequest.kind,
        RecordPhoneAnswer.kind,
        SwitchTo119.kind,
    }
)
"""The kinds by which an emergency begins, a hospital is asked and answers: they pass where others are held back."""

__all__ = [
    "ASKING",
    "KINDS",
    "URGENT",
    "About",
    "Acknowledge",
    "ActivateTeam",
    "Allot",
    "AnswerRequest",
    "Ask",
    "Attach",
    "ClaimTransport",
    "CloseCase",
    "Command",
    "ConfirmDestination",
    "Conflict",
    "DeclareMode",
    "DescribePatient",
    "Escalate",
    "ExpireRequest",
    "HandOver",
    "MarkDelivered",
    "MarkDisplayed",
    "Message",
    "OfferTransport",
    "OpenCase",
    "OpenIncident",
    "Prepare",
    "PublishCapacity",
    "ReceiveHandOver",
    "RecordObservation",
    "RecordOutcome",
    "RecordPhoneAnswer",
    "RecordTreatment",
    "RecordTriage",
    "ReportChange",
    "ReportPosition",
    "RequestAcceptance",
    "RequestOnBehalf",
    "RequestTransport",
    "ShareMynaRecord",
    "StampTime",
    "SwitchTo119",
    "UpdateTrip",
    "ViewMynaRecord",
    "WithdrawRequest",
]
