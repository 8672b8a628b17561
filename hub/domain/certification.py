"""What an operator of private transport is certified for, and what that asks of each trip (患者等搬送事業者の認定).

Fire departments certify operators after one national standard: two crew members a vehicle, one where the department
lets it be so (discharge and the like), a certificate of limited time, no siren and no medical act by the operator.
Here these are data of the operator, so that another department's word needs no change of the code.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from hub.domain.transport_codes import Equipment, Licence, Mobility, TransportPurpose

_JAPAN = timezone(timedelta(hours=9))

Shortcoming = tuple[str, str, str, str]
"""Field, code, Japanese and English sentence of what stands against a trip."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vehicle:
    """A vehicle for carrying patients (患者等搬送用自動車): how it can carry them, and what is on board."""

    id: str
    name: str
    mobilities: tuple[Mobility, ...]
    equipment: tuple[Equipment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Certification:
    """The certificate of an operator: by whom, until when, for which vehicles (認定).

    ``alone`` are the purposes for which one crew member is enough; for every other a vehicle has two.
    """

    issued_by: str
    licence: Licence
    valid_until: date
    vehicles: tuple[Vehicle, ...] = ()
    alone: tuple[TransportPurpose, ...] = (TransportPurpose.DISCHARGE,)

    def crew_needed(self, purpose: TransportPurpose) -> int:
        """Returns how many crew members a vehicle has at least."""
        return 1 if purpose in self.alone else 2

    def holds_at(self, at: datetime) -> bool:
        """Tells whether the certificate is good at a time; its last day is a day of Japan."""
        return at.astimezone(_JAPAN).date() <= self.valid_until

    def shortcomings(
        self, vehicle: str | None, crew: int | None, purpose: TransportPurpose, mobility: Mobility
    ) -> Iterator[Shortcoming]:
        """Yields what stands against a trip whatever its sender agrees to: vehicle, mobility, crew."""
        known = self._vehicle(vehicle)
        if known is None:
            yield "vehicle", "unknown-vehicle", "認定された車両ではありません", "is no vehicle of the certificate"
        elif mobility not in known.mobilities:
            yield "vehicle", "cannot-carry", "この車両では搬送できません", "cannot carry the patient so"
        if crew is None or crew < self.crew_needed(purpose):
            yield (
                "crew",
                "too-few-crew",
                "乗務員の数が基準に足りません",
                "are fewer crew members than the rule asks for",
            )

    def lacking(self, vehicle: str | None, needed: Collection[Equipment]) -> Iterator[Shortcoming]:
        """Yields that equipment is missing on the vehicle; a sender may agree to do without or bring it."""
        known = self._vehicle(vehicle)
        if known is not None and not set(needed) <= set(known.equipment):
            yield "vehicle", "lacks-equipment", "必要な資器材がありません", "has not the equipment that is needed"

    def _vehicle(self, identity: str | None) -> Vehicle | None:
        return next((each for each in self.vehicles if each.id == identity), None)
