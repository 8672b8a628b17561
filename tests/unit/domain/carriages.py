"""A private transport as it is told in the domain alone, one command after the other."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

from hub.domain import commands as say
from hub.domain.changes.transport import carry
from hub.domain.codes import Sex
from hub.domain.decision import decide
from hub.domain.document import Document, section
from hub.domain.events import Event
from hub.domain.people import Principal
from hub.domain.transport import Transport
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
from tests.factories import NOW, circumstances, hospital, new_key

REQUEST: Final = say.RequestTransport(
    purpose=TransportPurpose.STEP_DOWN,
    transfer_reason=TransferReason.OWN_DOCTOR,
    pickup_place="架空中央病院",
    pickup_detail="秘匿病棟 秘匿室",
    pickup_latitude=Decimal("34.401234"),
    pickup_longitude=Decimal("132.401234"),
    dropoff_place="架空西病院",
    dropoff_detail="秘匿受付",
    pickup_at=NOW + timedelta(hours=3),
    pickup_until=NOW + timedelta(hours=4),
    arrive_by=NOW + timedelta(hours=5),
    mobility=Mobility.STRETCHER,
    equipment=(Equipment.OXYGEN, Equipment.MONITOR),
    oxygen_l_min=Decimal("2.5"),
    attendants=(Attendant.NURSE,),
    precautions=(Precaution.DROPLET,),
    operators=("op-01", "op-02", "op-03"),
    family_name="秘匿姓",
    given_name="秘匿名",
    family_kana="ヒトクセイ",
    given_kana="ヒトクメイ",
    birth_date=date(1950, 1, 31),
    age_years=76,
    sex=Sex.FEMALE,
    condition="秘匿病名",
    notes="秘匿申送り",
    contact_name="秘匿相談員",
    contact_phone="000-秘匿-4321",
)
SECRETS: Final = ("秘匿", "ヒトク", "34.401234", "132.401234", "1950-01-31", "female")
"""Parts of what only the operator that claimed may hold."""

CLAIM: Final = say.ClaimTransport(vehicle="op-01-car", crew=2, by="配車係")
DECLINE: Final = say.OfferTransport(offer=Offer.DECLINE, reason=OfferReason.NO_VEHICLE)
ACCEPT: Final = say.OfferTransport(offer=Offer.ACCEPT, vehicle="op-01-car", crew=2)
PARTIAL: Final = say.OfferTransport(offer=Offer.PARTIAL, conditions="看護師の同乗が必要", vehicle="op-03-car", crew=2)
LATER: Final = say.OfferTransport(
    offer=Offer.LATER, pickup_at=NOW + timedelta(hours=6), vehicle="op-02-car", crew=2, by="配車係"
)
WORSE: Final = say.SwitchTo119(
    detail="呼びかけに反応しない", place="架空国道2号 架空交差点", spo2=84, department="fd-01"
)


def claim(provider: str) -> say.ClaimTransport:
    return say.ClaimTransport(vehicle=f"{provider}-car", crew=2)


def trip(state: TripState) -> say.UpdateTrip:
    return say.UpdateTrip(state=state, reason="都合" if state is TripState.CANCELLED else None)


@dataclass
class Carriage:
    """A transport that grows as it is spoken of."""

    transport: Transport = field(default_factory=lambda: Transport(id=new_key()))
    now: datetime = NOW
    happened: list[Event] = field(default_factory=list)

    def says(
        self,
        command: say.Command,
        by: Principal | None = None,
        *,
        at: datetime | None = None,
        tapped_at: datetime | None = None,
        key: UUID | None = None,
    ) -> tuple[Event, ...]:
        """Decides a command and lets happen what it decided; each comes a second after the one before."""
        self.now += timedelta(seconds=1)
        happened = decide(self.transport, command, circumstances(by or hospital(), at or self.now, tapped_at, key))
        for event in happened:
            self.transport, _ = carry(self.transport, event)
        self.transport = self.transport._replace(version=self.transport.version + 1)
        self.happened += happened
        return happened

    @property
    def document(self) -> Document:
        """What its requester sees."""
        return self.transport.document

    def stands(self, provider: str) -> object:
        """How an operator stands, as the requester sees it."""
        return section(section(self.document, "operators"), provider).get("state")


def requested(command: say.RequestTransport = REQUEST) -> Carriage:
    """Returns a transport that hospital h-001 has just requested."""
    carriage = Carriage()
    carriage.says(command)
    return carriage
