"""Private transport by its sentences: who may be asked, who may carry, whose claim stands, and what 119 is told."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from hub.domain import commands as say
from hub.domain.case import Case
from hub.domain.changes.transport import carry
from hub.domain.decision import decide
from hub.domain.document import section
from hub.domain.events import CapacityPublished, CaseOpened, SwitchedTo119, TransportClaimed
from hub.domain.evolution import evolve
from hub.domain.people import Principal
from hub.domain.relationship import Relationship
from hub.domain.rules.carrying_over import begun
from hub.domain.rules.transport import case_of
from hub.domain.sight import audience, relationship, why_gone
from hub.domain.transport import Transport
from hub.domain.transport_codes import Equipment, Mobility, Offer, TransportPurpose, TripState
from hub.errors import ConflictError, IntegrityError, InvalidSubmissionError, NotFoundError
from tests.factories import DIRECTORY, NOW, circumstances, command_center, crew, hospital, new_key, opened, operator
from tests.unit.domain.carriages import (
    ACCEPT,
    CLAIM,
    DECLINE,
    LATER,
    PARTIAL,
    REQUEST,
    WORSE,
    Carriage,
    claim,
    requested,
    trip,
)

ANYWHERE = replace(WORSE, department=None)
"""The fire department is to be found by the place."""

ON_THE_WAY = (TripState.TO_PICKUP, TripState.AT_PICKUP, TripState.ON_BOARD, TripState.ARRIVED)


def claimed() -> Carriage:
    carriage = requested()
    carriage.says(CLAIM, operator())
    return carriage


def refused(carriage: Carriage, command: say.Command, by: Principal) -> set[str]:
    """Returns the codes of the faults for which a command is refused."""
    with pytest.raises(InvalidSubmissionError) as caught:
        carriage.says(command, by)
    return {issue.code for issue in caught.value.issues}


def conflict(carriage: Carriage, command: say.Command, by: Principal) -> str:
    with pytest.raises(ConflictError) as caught:
        carriage.says(command, by)
    return caught.value.code


# Asking -----------------------------------------------------------------------------------------------------


def test_a_hospital_asks_the_operators_it_has_chosen() -> None:
    carriage = requested(replace(REQUEST, operators=("op-02",)))

    assert audience(carriage.transport) == {
        "facility:h-001": Relationship.OWN,
        "operator:op-02": Relationship.ASKED,
    }


def test_without_a_choice_every_certified_operator_of_the_area_is_asked() -> None:
    carriage = requested(replace(REQUEST, operators=None))

    assert set(carriage.transport.operators) == {"op-01", "op-02", "op-03"}


def test_a_command_centre_may_ask_too_and_reads_on_its_own_stream() -> None:
    carriage = Carriage()
    carriage.says(REQUEST, command_center())

    assert audience(carriage.transport)["department:fd-01"] is Relationship.OWN
    assert relationship(carriage.transport, crew()) is Relationship.NONE


@pytest.mark.parametrize(
    ("provider", "code"), [("op-09", "not-certified"), ("h-001", "unknown-operator"), ("op-99", "unknown-operator")]
)
def test_an_operator_whose_certificate_has_run_out_is_not_asked(provider: str, code: str) -> None:
    assert refused(Carriage(), replace(REQUEST, operators=("op-01", provider)), hospital()) == {code}


def test_where_there_is_nobody_to_ask_the_hospital_is_told() -> None:
    now = circumstances(hospital())._replace(directory={"h-001": DIRECTORY["h-001"], "op-09": DIRECTORY["op-09"]})

    with pytest.raises(InvalidSubmissionError) as caught:
        decide(Transport(id=new_key()), replace(REQUEST, operators=None), now)
    assert [issue.code for issue in caught.value.issues] == ["no-operator"]


def test_a_request_is_made_once() -> None:
    assert conflict(requested(), REQUEST, hospital()) == "out-of-turn"


@pytest.mark.parametrize("by", [crew(), operator()])
def test_neither_crew_nor_operator_requests_a_transport(by: Principal) -> None:
    with pytest.raises(NotFoundError):
        Carriage().says(REQUEST, by)


def test_a_transfer_needs_one_of_the_twelve_reasons() -> None:
    without = replace(REQUEST, purpose=TransportPurpose.TRANSFER, transfer_reason=None)
    on_discharge = replace(REQUEST, purpose=TransportPurpose.DISCHARGE)

    assert [fault[:2] for fault in without.conflicts()] == [("transfer_reason", "required")]
    assert [fault[:2] for fault in on_discharge.conflicts()] == [("transfer_reason", "not-allowed")]
    assert not list(REQUEST.conflicts())


def test_times_and_oxygen_must_not_contradict_each_other() -> None:
    late = replace(REQUEST, pickup_until=NOW, arrive_by=NOW)
    dry = replace(REQUEST, equipment=(Equipment.MONITOR,))

    assert [fault[0] for fault in late.conflicts()] == ["pickup_until", "arrive_by"]
    assert [fault[0] for fault in dry.conflicts()] == ["oxygen_l_min"]


# Offers and the claim ---------------------------------------------------------------------------------------


def test_an_operator_that_declines_sees_nothing_further() -> None:
    carriage = requested()
    carriage.says(DECLINE, operator("op-02"))

    assert "operator:op-02" not in audience(carriage.transport)
    assert why_gone(carriage.transport, "op-02") == "declined"


@pytest.mark.parametrize(
    ("command", "field"),
    [
        (say.OfferTransport(offer=Offer.DECLINE), "reason"),
        (replace(ACCEPT, reason=DECLINE.reason), "reason"),
        (say.OfferTransport(offer=Offer.PARTIAL), "conditions"),
        (say.OfferTransport(offer=Offer.LATER), "pickup_at"),
    ],
)
def test_an_offer_says_what_it_needs_to_say(command: say.OfferTransport, field: str) -> None:
    assert [fault[0] for fault in command.conflicts()] == [field]


def test_one_operator_claims_and_the_others_are_told_and_see_nothing_further() -> None:
    carriage = requested()
    carriage.says(replace(ACCEPT, vehicle="op-02-car"), operator("op-02"))
    carriage.says(CLAIM, operator())

    assert audience(carriage.transport) == {
        "facility:h-001": Relationship.OWN,
        "operator:op-01": Relationship.ACCEPTED,
    }
    assert why_gone(carriage.transport, "op-02") == "other-claimed"
    assert conflict(carriage, claim("op-02"), operator("op-02")) == "transport-already-claimed"
    assert conflict(carriage, DECLINE, operator("op-03")) == "transport-already-claimed"
    assert conflict(carriage, CLAIM, operator()) == "out-of-turn"


def test_an_operator_that_declined_and_thinks_again_may_claim_after_offering_anew() -> None:
    carriage = requested()
    carriage.says(DECLINE, operator())

    assert conflict(carriage, CLAIM, operator()) == "claim-not-agreed"
    carriage.says(ACCEPT, operator())
    assert carriage.says(CLAIM, operator())


@pytest.mark.parametrize(("offer", "provider"), [(PARTIAL, "op-03"), (LATER, "op-02")])
def test_what_is_offered_in_part_or_later_only_the_requester_gives(offer: say.OfferTransport, provider: str) -> None:
    carriage = requested()
    carriage.says(offer, operator(provider))

    assert conflict(carriage, claim(provider), operator(provider)) == "claim-not-agreed"
    carriage.says(say.ClaimTransport(operator=provider), hospital())
    assert carriage.transport.claimed_by == provider
    assert section(carriage.document, "claim")["vehicle"] == f"{provider}-car"


def test_a_requester_gives_nothing_to_an_operator_that_has_not_offered() -> None:
    carriage = requested()

    assert conflict(carriage, say.ClaimTransport(operator="op-02", vehicle="op-02-car", crew=2), hospital()) == (
        "claim-not-agreed"
    )
    assert refused(carriage, say.ClaimTransport(operator="op-99"), hospital()) == {"not-asked"}
    assert refused(carriage, say.ClaimTransport(), hospital()) == {"required"}


def test_an_operator_claims_for_nobody_else() -> None:
    assert refused(requested(), replace(CLAIM, operator="op-02"), operator()) == {"not-allowed"}


# Certification ----------------------------------------------------------------------------------------------


def test_a_vehicle_has_two_crew_members() -> None:
    assert refused(requested(), replace(CLAIM, crew=1), operator()) == {"too-few-crew"}
    assert refused(requested(), replace(CLAIM, crew=None), operator()) == {"too-few-crew"}


def test_for_a_discharge_one_is_enough() -> None:
    discharge = replace(REQUEST, purpose=TransportPurpose.DISCHARGE, transfer_reason=None)

    assert requested(discharge).says(replace(CLAIM, crew=1), operator())


def test_a_wheelchair_car_carries_no_stretcher() -> None:
    seated = replace(REQUEST, mobility=Mobility.WHEELCHAIR, equipment=None, oxygen_l_min=None)
    chair = replace(CLAIM, vehicle="op-01-chair")

    assert refused(requested(), chair, operator()) == {"cannot-carry", "lacks-equipment"}
    assert requested(seated).says(chair, operator())


def test_a_vehicle_without_the_equipment_cannot_claim() -> None:
    assert refused(requested(), claim("op-03"), operator("op-03")) == {"lacks-equipment"}
    assert refused(requested(), replace(CLAIM, vehicle="nobody"), operator()) == {"unknown-vehicle"}


def test_an_offer_that_names_a_vehicle_is_looked_at_in_the_same_way() -> None:
    assert refused(requested(), replace(ACCEPT, vehicle="op-03-car"), operator("op-03")) == {"lacks-equipment"}
    assert requested().says(PARTIAL, operator("op-03"))


def test_an_operator_that_lost_its_certificate_meanwhile_does_not_claim() -> None:
    carriage = requested()
    uncertified = {**DIRECTORY, "op-01": replace(DIRECTORY["op-01"], certification=None)}
    now = circumstances(operator())._replace(directory=uncertified)

    with pytest.raises(InvalidSubmissionError):
        decide(carriage.transport, CLAIM, now)


def test_a_certificate_that_runs_out_before_the_pickup_does_not_claim() -> None:
    carriage = requested()
    certification = DIRECTORY["op-01"].certification
    assert certification is not None
    short = replace(certification, valid_until=NOW.date() - timedelta(days=1))
    now = circumstances(operator())._replace(
        directory={**DIRECTORY, "op-01": replace(DIRECTORY["op-01"], certification=short)}
    )

    with pytest.raises(InvalidSubmissionError) as caught:
        decide(carriage.transport, CLAIM, now)
    assert [issue.code for issue in caught.value.issues] == ["not-certified"]


# The trip ---------------------------------------------------------------------------------------------------


def test_a_trip_goes_from_state_to_state_until_it_is_completed() -> None:
    carriage = claimed()
    for state in (*ON_THE_WAY, TripState.COMPLETED):
        carriage.says(trip(state), operator())
        assert carriage.document["status"] == state.value

    assert set(section(carriage.document, "trip")) == {*ON_THE_WAY, TripState.COMPLETED}
    assert audience(carriage.transport) == {}
    assert why_gone(carriage.transport, "op-01") == "completed"


def test_a_word_from_the_tunnel_gives_its_time_and_does_not_lead_back() -> None:
    carriage = claimed()
    carriage.says(trip(TripState.ON_BOARD), operator())
    carriage.says(trip(TripState.AT_PICKUP), operator(), at=NOW + timedelta(seconds=1))
    carriage.says(trip(TripState.COMPLETED), operator())
    carriage.says(trip(TripState.ARRIVED), operator(), at=NOW + timedelta(seconds=2))

    assert carriage.document["status"] == "completed"
    assert section(carriage.document, "trip")["at-pickup"] == "2026-11-23T01:12:01.000Z"
    assert section(carriage.document, "trip")["arrived"] == "2026-11-23T01:12:02.000Z"


def test_the_newest_position_stands_whichever_comes_last() -> None:
    here = say.UpdateTrip(
        state=TripState.TO_PICKUP, latitude=Decimal("34.4"), longitude=Decimal("132.4"), eta_minutes=9
    )
    carriage = claimed()
    carriage.says(here, operator(), tapped_at=NOW + timedelta(minutes=2))
    carriage.says(replace(here, latitude=Decimal("33.3")), operator(), tapped_at=NOW)

    assert section(carriage.document, "position")["latitude"] == Decimal("34.4")


def test_only_the_operator_that_claimed_says_how_far_it_has_come() -> None:
    carriage = claimed()

    assert conflict(carriage, trip(TripState.ARRIVED), operator("op-02")) == "transport-already-claimed"
    assert conflict(requested(), trip(TripState.TO_PICKUP), operator()) == "out-of-turn"
    assert conflict(carriage, trip(TripState.ARRIVED), hospital()) == "out-of-turn"
    with pytest.raises(NotFoundError):
        carriage.says(trip(TripState.CANCELLED), hospital("h-002"))


def test_a_requester_cancels_and_every_operator_is_told() -> None:
    carriage = requested()
    carriage.says(trip(TripState.CANCELLED), hospital())

    assert audience(carriage.transport) == {}
    assert why_gone(carriage.transport, "op-01") == why_gone(carriage.transport, "h-001") == "cancelled"
    assert relationship(carriage.transport, operator()) is Relationship.FORMER
    assert conflict(carriage, CLAIM, operator()) == "transport-ended"


def test_an_end_is_said_once_and_stands() -> None:
    carriage = claimed()
    carriage.says(trip(TripState.COMPLETED), operator())

    assert carriage.says(trip(TripState.COMPLETED), operator()) == ()
    assert conflict(carriage, trip(TripState.CANCELLED), hospital()) == "transport-ended"
    assert conflict(carriage, WORSE, operator()) == "transport-ended"


def test_a_cancelled_trip_says_why() -> None:
    assert list(say.UpdateTrip(state=TripState.CANCELLED).conflicts())
    assert list(say.UpdateTrip(state=TripState.ARRIVED, reason="不要").conflicts())


# 119 --------------------------------------------------------------------------------------------------------


def case_begun(carriage: Carriage, by: Principal, command: say.SwitchTo119 = WORSE) -> Case:
    now = circumstances(by, carriage.now)
    happened = decide(carriage.transport, command, now)
    for event in happened:
        carriage.transport, _ = carry(carriage.transport, event)
    other = begun(carriage.transport, happened, now)
    assert other is not None
    case = Case(id=other.subject)
    for event in other.events:
        case, _ = evolve(case, event)
    return case._replace(version=1)


def test_when_the_patient_becomes_worse_it_is_a_case_of_the_fire_department_with_all_that_is_known() -> None:
    carriage = claimed()
    case = case_begun(carriage, operator())
    document = case.document

    assert (case.department, case.unit) == ("fd-01", "")
    assert section(document, "incident") == {"type": "sudden-illness", "scene_address": WORSE.place}
    assert section(document, "complaint")["chief_complaint"] == WORSE.detail
    assert section(document, "patient") == section(carriage.document, "patient")
    assert section(document, "history") == {"medical_history": "秘匿病名"}
    carried = section(document, "transport")
    for name in ("journey", "needs", "addresses", "contact", "handover", "claim"):
        assert carried[name] == carriage.document[name]
    (observation,) = section(document, "observations").values()
    assert isinstance(observation, Mapping)
    assert observation["spo2"] == 84
    assert audience(case) == {"department:fd-01": Relationship.OWN}


def test_the_transport_says_that_119_was_called_and_its_parties_keep_it() -> None:
    carriage = claimed()
    case = case_begun(carriage, operator())

    assert carriage.document["status"] == "switched-to-119"
    assert section(carriage.document, "switched")["case"] == str(case.id)
    assert set(audience(carriage.transport)) == {"facility:h-001", "operator:op-01"}
    carriage.says(trip(TripState.ARRIVED), operator())
    assert carriage.document["status"] == "switched-to-119"
    carriage.says(trip(TripState.COMPLETED), operator())
    assert audience(carriage.transport) == {}


def test_a_requester_may_call_119_before_anybody_has_claimed() -> None:
    carriage = requested()
    case = case_begun(carriage, hospital())

    assert "claim" not in section(case.document, "transport")
    assert conflict(carriage, CLAIM, operator()) == "transport-ended"
    assert relationship(carriage.transport, operator()) is Relationship.FORMER


def test_119_is_called_once() -> None:
    carriage = claimed()
    carriage.says(WORSE, operator())

    assert carriage.says(WORSE, hospital()) == ()
    assert begun(carriage.transport, (), circumstances(hospital())) is None


def test_an_operator_that_has_not_claimed_calls_nobody_to_this_patient() -> None:
    assert conflict(requested(), WORSE, operator()) == "out-of-turn"
    assert conflict(claimed(), WORSE, operator("op-02")) == "transport-already-claimed"


def test_the_crew_of_the_fire_department_takes_the_case_on() -> None:
    case = case_begun(claimed(), operator())
    happened = decide(case, say.OpenCase(), circumstances(crew("u-002")))
    for event in happened:
        case, _ = evolve(case, event)

    assert case.unit == "u-002"
    assert audience(case)["unit:u-002"] is Relationship.OWN
    assert decide(case, say.OpenCase(), circumstances(crew("u-001"))) == ()


def test_the_nearest_fire_department_of_the_area_is_called() -> None:
    placed = {
        "fd-01": replace(DIRECTORY["fd-01"], latitude=34.0, longitude=132.0),
        "fd-02": replace(DIRECTORY["fd-02"], latitude=34.5, longitude=132.5),
    }
    now = circumstances(operator())._replace(directory={**DIRECTORY, **placed})
    carriage = claimed()

    def called(command: say.SwitchTo119) -> str:
        (event,) = decide(carriage.transport, command, now)
        assert isinstance(event, SwitchedTo119)
        return event.department

    assert called(ANYWHERE) == "fd-02", "the pick-up is what is known of the place"
    assert called(replace(ANYWHERE, latitude=Decimal("34.01"), longitude=Decimal(132))) == "fd-01"
    assert called(replace(WORSE, department="fd-01")) == "fd-01"


def test_a_fire_department_that_cannot_be_told_must_be_named() -> None:
    assert refused(claimed(), replace(WORSE, department="h-001"), operator()) == {"unknown-department"}
    alone = {**DIRECTORY, "fd-02": replace(DIRECTORY["fd-02"], area="98")}
    now = circumstances(operator())._replace(directory=alone)
    assert decide(claimed().transport, ANYWHERE, now)
    with pytest.raises(InvalidSubmissionError) as caught:
        decide(claimed().transport, ANYWHERE, circumstances(operator()))
    assert [issue.path for issue in caught.value.issues] == ["data.department"]


def test_the_case_has_an_id_of_version_7_that_no_sender_can_choose() -> None:
    key = str(new_key())
    made = case_of(new_key(), key)

    assert (made.version, made.variant) == (7, UUID(key).variant)
    assert made.int >> 80 == UUID(key).int >> 80
    assert made != case_of(new_key(), key)


# Nobody else ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [ACCEPT, CLAIM, trip(TripState.ARRIVED), WORSE])
def test_an_operator_that_was_not_asked_is_told_that_there_is_no_such_transport(command: say.Command) -> None:
    chosen = requested(replace(REQUEST, operators=("op-02",)))
    for carriage in (chosen, Carriage()):
        with pytest.raises(NotFoundError):
            carriage.says(command, operator())


def test_what_is_said_of_a_case_is_not_said_of_a_transport() -> None:
    with pytest.raises(NotFoundError):
        requested().says(say.OpenCase(), crew())
    with pytest.raises(NotFoundError):
        opened().says(REQUEST, hospital())


def test_an_event_of_something_else_is_a_contradiction() -> None:
    event = CapacityPublished(at="", facility="h-001", specialty="stroke", values={}, tapped_at="", key="")

    with pytest.raises(IntegrityError):
        carry(Transport(id=new_key()), event)
    with pytest.raises(IntegrityError):
        evolve(Case(id=new_key()), TransportClaimed(at="", operator="op-01", values={}))
    assert CaseOpened.name == "case-opened"
