"""A private transport as it grows, and the case it may become, with every resource that is written of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from hub.domain import commands as say
from hub.domain.case import Case
from hub.domain.changes.transport import carry
from hub.domain.decision import decide
from hub.domain.evolution import evolve
from hub.domain.people import Principal
from hub.domain.rules.carrying_over import begun
from hub.domain.transport import Transport
from hub.domain.transport_codes import TripState
from hub.errors import RejectedError
from hub.fhir.normalise import normalise
from hub.fhir.normalise_transport import normalise_transport
from hub.fhir.resource import Entry, Resource
from tests.factories import NOW, circumstances, hospital, new_key, operator
from tests.unit.domain.carriages import CLAIM, DECLINE, LATER, REQUEST, WORSE, trip


@dataclass
class Ride:
    """A transport as it grows, and the case it may become; every resource of every version is kept."""

    transport: Transport = field(default_factory=lambda: Transport(id=new_key()))
    case: Case | None = None
    written: list[tuple[Resource, ...]] = field(default_factory=list)
    of_case: list[tuple[Resource, ...]] = field(default_factory=list)
    happened: set[type] = field(default_factory=set)

    def says(self, command: say.Command, by: Principal | None = None) -> None:
        """Takes a command down where the rules allow it, and renders what it became."""
        by = by or hospital()
        now = circumstances(by, NOW + timedelta(minutes=len(self.written)))
        try:
            happened = decide(self.transport, command, now)
        except RejectedError:
            return
        for event in happened:
            self.transport, _ = carry(self.transport, event)
        self.transport = self.transport._replace(version=self.transport.version + 1)
        self.happened |= {type(event) for event in happened}
        if not happened:
            return
        entry = Entry(self.transport.id, self.transport.version, NOW, by, now.key, command.kind)
        self.written.append(normalise_transport(self.transport, happened, entry))
        if other := begun(self.transport, happened, now):
            case = Case(id=other.subject)
            for event in other.events:
                case, _ = evolve(case, event)
            self.case = case._replace(version=1)
            self.of_case.append(normalise(self.case, other.events, Entry(case.id, 1, NOW, by, now.key, command.kind)))


def newest(written: list[tuple[Resource, ...]]) -> Mapping[tuple[str, str], Resource]:
    return {(each.type, each.id): each for resources in written for each in resources}


def whole_ride() -> Ride:
    ride = Ride()
    ride.says(REQUEST)
    ride.says(DECLINE, operator("op-02"))
    ride.says(LATER, operator("op-03"))
    ride.says(CLAIM, operator())
    ride.says(
        say.UpdateTrip(state=TripState.ON_BOARD, latitude=Decimal("34.4"), longitude=Decimal("132.4"), eta_minutes=9),
        operator(),
    )
    ride.says(WORSE, operator())
    ride.says(trip(TripState.COMPLETED), operator())
    return ride
