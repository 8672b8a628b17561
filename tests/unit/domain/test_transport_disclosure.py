"""What each party of a private transport may see: one that may claim can plan the trip, and not tell who it is for."""

from itertools import pairwise

import pytest

from hub.domain.document import Document
from hub.domain.relationship import Relationship
from hub.domain.transport_codes import OperatorState, TripState
from hub.domain.transport_disclosure import disclose, operator_relationship
from tests.factories import operator
from tests.unit.domain.carriages import CLAIM, LATER, SECRETS, WORSE, requested, trip


def whole() -> Document:
    carriage = requested()
    carriage.says(LATER, operator("op-02"))
    carriage.says(CLAIM, operator())
    carriage.says(trip(TripState.ON_BOARD), operator())
    carriage.says(WORSE, operator())
    return carriage.document


def test_an_operator_that_may_claim_sees_places_times_mobility_equipment_and_infection_and_no_name() -> None:
    seen = disclose(requested().document, Relationship.ASKED, "op-02")

    assert seen["journey"] == {
        "purpose": "step-down",
        "transfer_reason": "own-doctor",
        "pickup_place": "架空中央病院",
        "dropoff_place": "架空西病院",
        "pickup_at": "2026-11-23T04:12:00.000Z",
        "pickup_until": "2026-11-23T05:12:00.000Z",
        "arrive_by": "2026-11-23T06:12:00.000Z",
    }
    assert seen["needs"] == requested().document["needs"]
    assert seen["operators"] == {"op-02": {"state": "asked"}}
    assert [secret for secret in SECRETS if secret in str(seen)] == []


def test_the_negative_control_the_requester_holds_every_secret() -> None:
    assert [secret for secret in SECRETS if secret not in str(requested().document)] == []


def test_the_operator_that_claimed_sees_all_but_the_other_operators() -> None:
    document = whole()
    seen = disclose(document, Relationship.ACCEPTED, "op-01")

    assert seen.keys() == document.keys()
    assert {name: value for name, value in seen.items() if name != "operators"} == {
        name: value for name, value in document.items() if name != "operators"
    }
    assert "op-02" not in str(seen)


@pytest.mark.parametrize("near", [Relationship.NONE, Relationship.FORMER])
def test_whoever_lost_or_declined_sees_nothing(near: Relationship) -> None:
    assert disclose(whole(), near, "op-02") == {}


def test_what_is_not_listed_stays_hidden() -> None:
    assert disclose({"insurance": {"number": "canary"}}, Relationship.ACCEPTED, "op-01") == {}


def test_less_right_never_shows_more() -> None:
    for less, more in pairwise(Relationship):
        few, many = disclose(whole(), less, "op-01"), disclose(whole(), more, "op-01")
        assert few.keys() <= many.keys()


def test_every_state_of_an_operator_has_its_relationship() -> None:
    assert all(operator_relationship(state) for state in OperatorState)
    assert operator_relationship(None) is Relationship.NONE
