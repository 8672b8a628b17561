"""Private transport as FHIR: accepted by the models, hanging together, and showing no more than may be seen."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.domain import commands as say
from hub.domain.decision import decide
from hub.domain.evolution import evolve
from hub.domain.relationship import Relationship
from hub.fhir.disclosure import disclosed
from hub.fhir.normalise import normalise
from hub.fhir.normalise_transport import _RENDERED
from hub.fhir.resource import Entry, Resource
from tests.factories import NOW, circumstances, crew, hospital, new_key, operator
from tests.unit.domain.carriages import LATER, REQUEST, SECRETS
from tests.unit.fhir.histories import commands
from tests.unit.fhir.referee import REFERENCE, judge
from tests.unit.fhir.rides import Ride, newest, whole_ride


def content(ride: Ride, kind: str, ending: str) -> dict[str, Any]:
    found = newest(ride.written)[kind, f"{ride.transport.id}-{ending}"]
    read: dict[str, Any] = json.loads(found.body)
    return read


def test_a_whole_ride_touches_every_event_and_passes_every_check() -> None:
    ride = whole_ride()

    assert ride.happened == set(_RENDERED)
    for resources in (*ride.written, *ride.of_case):
        for resource in resources:
            judge(resource)


def test_the_request_says_what_is_needed_where_and_when() -> None:
    request = content(whole_ride(), "ServiceRequest", "transport")

    assert request["category"][0]["coding"][0]["code"] == "transport"
    assert request["code"]["coding"][0]["code"] == "step-down"
    assert request["reasonCode"][0]["coding"][0]["code"] == "own-doctor"
    assert [each["coding"][0]["code"] for each in request["orderDetail"]] == [
        "stretcher",
        "oxygen",
        "monitor",
        "nurse",
        "droplet",
    ]
    assert request["occurrencePeriod"] == {"start": "2026-11-23T04:12:00.000Z", "end": "2026-11-23T06:12:00.000Z"}
    assert request["extension"][0]["valueQuantity"]["value"] == 2.5
    assert request["performer"] == [{"reference": "Organization/op-01"}]


@pytest.mark.parametrize(
    ("provider", "status", "business"),
    [("op-01", "completed", "claimed"), ("op-02", "rejected", "declined"), ("op-03", "cancelled", "lost")],
)
def test_each_operator_has_one_task_that_says_how_it_stands(provider: str, status: str, business: str) -> None:
    task = content(whole_ride(), "Task", provider)

    assert (task["status"], task["businessStatus"]["coding"][0]["code"]) == (status, business)
    assert task["owner"] == {"reference": f"Organization/{provider}"}


def test_the_task_of_the_operator_that_claimed_tells_the_trip() -> None:
    outputs = content(whole_ride(), "Task", "op-01")["output"]

    assert [each["type"]["coding"][0]["code"] for each in outputs] == [
        "vehicle",
        "crew",
        "by",
        "on-board",
        "completed",
    ]


def test_every_reference_leads_to_a_resource_of_the_transport() -> None:
    ride = whole_ride()
    held = newest(ride.written)
    for resource in held.values():
        for kind, identity in references_of(resource):
            assert kind == "Organization" or (kind, identity) in held, (resource.id, kind, identity)


def references_of(resource: Resource) -> list[tuple[str, str]]:
    found = []
    for text in json.dumps(json.loads(resource.body)).split('"reference": "')[1:]:
        match = REFERENCE.match(text)
        assert match
        found.append((match[1], match[2]))
    return found


def seen(ride: Ride, near: Relationship, organisation: str) -> dict[tuple[str, str], dict[str, Any]]:
    shown = {}
    for name, resource in newest(ride.written).items():
        body = disclosed(resource.type, resource.body, near, organisation)
        if body is not None:
            judge(Resource(resource.type, resource.id, body))
            shown[name] = json.loads(body)
    return shown


def test_an_operator_that_may_claim_sees_the_request_the_places_and_its_own_task_and_no_name() -> None:
    ride = Ride()
    ride.says(REQUEST)
    ride.says(LATER, operator("op-02"))
    shown = seen(ride, Relationship.ASKED, "op-01")

    assert sorted({kind for kind, _ in shown}) == ["Location", "Patient", "Provenance", "ServiceRequest", "Task"]
    assert [identity for kind, identity in shown if kind == "Task"] == [f"{ride.transport.id}-op-01"]
    assert [secret for secret in SECRETS if secret in json.dumps(list(shown.values()), ensure_ascii=False)] == []
    assert "op-02" not in json.dumps(list(shown.values()))


def test_the_negative_control_the_operator_that_claimed_sees_who_the_patient_is() -> None:
    told = json.dumps(list(seen(whole_ride(), Relationship.ACCEPTED, "op-01").values()), ensure_ascii=False)

    assert [secret for secret in SECRETS if secret not in told] == []
    assert "op-02" not in told


@pytest.mark.parametrize("near", [Relationship.NONE, Relationship.FORMER])
def test_whoever_lost_sees_nothing(near: Relationship) -> None:
    assert seen(whole_ride(), near, "op-02") == {}


def test_less_right_never_shows_more() -> None:
    ride = whole_ride()
    whole = {name: json.loads(each.body) for name, each in newest(ride.written).items()}
    asked, accepted = (seen(ride, near, "op-01") for near in (Relationship.ASKED, Relationship.ACCEPTED))
    for few, many in ((asked, accepted), (accepted, whole)):
        assert few.keys() <= many.keys()
        for name, members in few.items():
            assert members.keys() <= many[name].keys()


def test_the_case_it_becomes_shows_the_request_to_those_who_see_identity_only() -> None:
    ride = whole_ride()
    assert ride.case is not None
    bodies = newest(ride.of_case)
    request = ("ServiceRequest", f"{ride.case.id}-transport")

    assert {"Encounter", "Patient", "Condition", "Communication", "Observation"} <= {kind for kind, _ in bodies}
    assert json.loads(bodies[request].body)["status"] == "revoked"
    for near, is_shown in ((Relationship.ACCEPTED, True), (Relationship.ASKED, False)):
        assert (disclosed("ServiceRequest", bodies[request].body, near, "h-002") is not None) is is_shown
    for name in (request, ("Location", f"{ride.case.id}-pickup")):
        assert disclosed(name[0], bodies[name].body, Relationship.ASKED, "h-002") is None


def test_a_crew_that_takes_the_case_on_stands_in_its_vehicle() -> None:
    ride = whole_ride()
    assert ride.case is not None
    happened = decide(ride.case, say.OpenCase(), circumstances(crew()))
    case = ride.case
    for event in happened:
        case, _ = evolve(case, event)
    resources = normalise(case, happened, Entry(case.id, 2, NOW, crew(), str(new_key()), "open-case"))

    assert [each.type for each in resources] == ["Encounter", "Location", "Provenance"]
    assert '"value":"u-001"' in resources[1].body.decode()


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_whatever_a_request_holds_becomes_resources_that_the_models_accept(data: st.DataObject) -> None:
    ride = Ride()
    ride.says(data.draw(commands(say.RequestTransport, operators=("op-01", "op-02"))))
    for kind in (say.OfferTransport, say.UpdateTrip, say.SwitchTo119):
        command = data.draw(commands(kind, **({"department": "fd-01"} if kind is say.SwitchTo119 else {})))
        ride.says(command, hospital() if kind is say.SwitchTo119 else operator())
    for resources in (*ride.written, *ride.of_case):
        for resource in resources:
            judge(resource)
