"""Private transport: what a requester and the operators say (民間救急)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from hub.domain.codes import Avpu, Sex, Urgency
from hub.domain.commands.command import About, Command, Conflict
from hub.domain.fields import Label, Many, Quantity, Text
from hub.domain.transport_codes import (
    Attendant,
    Equipment,
    Mobility,
    Offer,
    OfferReason,
    Precaution,
    TransferReason,
    TransportPurpose,
    TripState,
)

_TRANSFERS = frozenset({TransportPurpose.TRANSFER, TransportPurpose.STEP_DOWN})


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestTransport(Command):
    """Asks operators of private transport to carry a patient who needs no emergency ambulance (民間救急の搬送依頼).

    Without ``operators`` every certified operator of the area is asked.
    """

    kind = "request-transport"
    about = About.TRANSPORT

    purpose: Annotated[TransportPurpose, Label("搬送目的")]
    transfer_reason: Annotated[TransferReason | None, Label("転院理由")] = None
    pickup_place: Annotated[str, Text("お迎え先")]
    pickup_detail: Annotated[str | None, Text("お迎え先の詳細(病棟・番地)")] = None
    pickup_latitude: Annotated[Decimal | None, Quantity("お迎え先の緯度", -90, 90, "deg", 6)] = None
    pickup_longitude: Annotated[Decimal | None, Quantity("お迎え先の経度", -180, 180, "deg", 6)] = None
    dropoff_place: Annotated[str, Text("送り先")]
    dropoff_detail: Annotated[str | None, Text("送り先の詳細(病棟・番地)")] = None
    pickup_at: Annotated[datetime, Label("お迎え希望時刻")]
    pickup_until: Annotated[datetime | None, Label("お迎え期限")] = None
    arrive_by: Annotated[datetime | None, Label("到着期限")] = None
    mobility: Annotated[Mobility, Label("移動形態")]
    equipment: Annotated[tuple[Equipment, ...] | None, Many("必要資器材", 0, 7)] = None
    oxygen_l_min: Annotated[Decimal | None, Quantity("酸素流量", 0, 60, "L/min", 1)] = None
    attendants: Annotated[tuple[Attendant, ...] | None, Many("同乗者", 0, 4)] = None
    precautions: Annotated[tuple[Precaution, ...] | None, Many("感染対策", 0, 3)] = None
    operators: Annotated[tuple[str, ...] | None, Many("依頼先事業者", 1, 50)] = None
    family_name: Annotated[str | None, Text("姓", 60)] = None
    given_name: Annotated[str | None, Text("名", 60)] = None
    family_kana: Annotated[str | None, Text("セイ", 60)] = None
    given_kana: Annotated[str | None, Text("メイ", 60)] = None
    birth_date: Annotated[date | None, Label("生年月日")] = None
    age_years: Annotated[int | None, Quantity("年齢", 0, 130, "a")] = None
    sex: Annotated[Sex | None, Label("性別")] = None
    condition: Annotated[str | None, Text("病名・状態", 500)] = None
    notes: Annotated[str | None, Text("申送り", 2000)] = None
    contact_name: Annotated[str | None, Text("担当者", 60)] = None
    contact_phone: Annotated[str | None, Text("担当者電話番号", 20)] = None
    is_exercise: Annotated[bool, Label("訓練")] = False

    def conflicts(self) -> Iterator[Conflict]:
        """Yields: a transfer without its reason, a reason without a transfer, oxygen flow without oxygen, times that contradict each other."""  # noqa: E501  one line of the reference
        if self.purpose is TransportPurpose.TRANSFER and self.transfer_reason is None:
            yield "transfer_reason", "required", "転院には転院理由が必要です", "a transfer needs its reason"
        if self.transfer_reason is not None and self.purpose not in _TRANSFERS:
            yield (
                "transfer_reason",
                "not-allowed",
                "転院理由は転院・下り搬送のときだけ指定できます",
                "a reason belongs to a transfer only",
            )
        if self.oxygen_l_min is not None and Equipment.OXYGEN not in (self.equipment or ()):
            yield (
                "oxygen_l_min",
                "oxygen-not-needed",
                "必要資器材に酸素がありません",
                "oxygen is not among the equipment",
            )
        for name, limit in (("pickup_until", self.pickup_until), ("arrive_by", self.arrive_by)):
            if limit is not None and limit < self.pickup_at:
                yield name, "before-pickup", "お迎え希望時刻より前です", "lies before the pick-up"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferTransport(Command):
    """Says whether an operator can take a transport, in part, or at another time (引受可否の回答)."""

    kind = "offer"
    about = About.TRANSPORT

    offer: Annotated[Offer, Label("引受可否")]
    reason: Annotated[OfferReason | None, Label("引受不可理由")] = None
    conditions: Annotated[str | None, Text("条件", 500)] = None
    pickup_at: Annotated[datetime | None, Label("お迎え可能時刻")] = None
    vehicle: Annotated[str | None, Text("車両", 40)] = None
    crew: Annotated[int | None, Quantity("乗務員数", 1, 6, "{person}")] = None
    by: Annotated[str | None, Text("回答者", 60)] = None

    def conflicts(self) -> Iterator[Conflict]:
        """Yields: a decline without its reason, a reason without a decline, a part without its conditions, another time without the time."""  # noqa: E501  one line of the reference
        if self.offer is Offer.DECLINE and self.reason is None:
            yield "reason", "required", "引受不可には理由が必要です", "a decline needs its reason"
        if self.offer is not Offer.DECLINE and self.reason is not None:
            yield "reason", "not-allowed", "理由は引受不可のときだけ指定できます", "a reason belongs to a decline only"
        if self.offer is Offer.PARTIAL and not self.conditions:
            yield "conditions", "required", "一部引受には条件が必要です", "a partial offer needs its conditions"
        if self.offer is Offer.LATER and self.pickup_at is None:
            yield "pickup_at", "required", "お迎え可能時刻が必要です", "another time needs the time"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimTransport(Command):
    """Gives a transport to one operator, and the first claim stands (受託).

    An operator claims for itself what it can do as it was asked. What it can do in part or at another time its
    requester gives it, by naming it in ``operator``.
    """

    kind = "claim"
    about = About.TRANSPORT

    operator: Annotated[str | None, Text("受託事業者", 64)] = None
    vehicle: Annotated[str | None, Text("車両", 40)] = None
    crew: Annotated[int | None, Quantity("乗務員数", 1, 6, "{person}")] = None
    pickup_at: Annotated[datetime | None, Label("お迎え予定時刻")] = None
    by: Annotated[str | None, Text("担当者", 60)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateTrip(Command):
    """Says how far a trip has come; its requester may only cancel (運行状態の更新)."""

    kind = "update-trip"
    about = About.TRANSPORT

    state: Annotated[TripState, Label("運行状態")]
    eta_minutes: Annotated[int | None, Quantity("到着見込み", 0, 1440, "min")] = None
    latitude: Annotated[Decimal | None, Quantity("緯度", -90, 90, "deg", 6)] = None
    longitude: Annotated[Decimal | None, Quantity("経度", -180, 180, "deg", 6)] = None
    reason: Annotated[str | None, Text("取消理由")] = None

    def conflicts(self) -> Iterator[Conflict]:
        """Yields: a cancelled trip without its reason, a reason without one."""
        if (self.state is TripState.CANCELLED) is not (self.reason is not None):
            yield "reason", "only-when-cancelled", "理由は取消のときに必要です", "a reason belongs to a cancelled trip"


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchTo119(Command):
    """Calls the fire department to a patient who has become worse; an operator drives with no siren (119番への切替).

    Without ``department`` it is the one of the area whose seat is nearest to where the patient is.
    """

    kind = "switch-to-119"
    about = About.TRANSPORT

    detail: Annotated[str, Text("状況", 500)]
    urgency: Annotated[Urgency | None, Label("緊急度")] = None
    place: Annotated[str | None, Text("現在地")] = None
    latitude: Annotated[Decimal | None, Quantity("緯度", -90, 90, "deg", 6)] = None
    longitude: Annotated[Decimal | None, Quantity("経度", -180, 180, "deg", 6)] = None
    heart_rate: Annotated[int | None, Quantity("心拍数", 0, 350, "/min")] = None
    respiratory_rate: Annotated[int | None, Quantity("呼吸数", 0, 120, "/min")] = None
    spo2: Annotated[int | None, Quantity("SpO₂", 0, 100, "%")] = None
    systolic: Annotated[int | None, Quantity("収縮期血圧", 0, 350, "mm[Hg]")] = None
    avpu: Annotated[Avpu | None, Label("AVPU")] = None
    department: Annotated[str | None, Text("消防本部", 64)] = None
