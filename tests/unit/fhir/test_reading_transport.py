"""Private transport that is written as FHIR is read back as what was said; what is not plain is kept and named."""

import json
from collections.abc import Mapping
from copy import deepcopy

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.domain import commands as say
from hub.domain.changes.transport import carry
from hub.domain.decision import decide
from hub.domain.people import Principal
from hub.domain.relationship import Relationship
from hub.domain.transport import Transport
from hub.domain.transport_codes import Mobility, TransportPurpose, TripState
from hub.fhir.bundle import searchset
from hub.fhir.disclosure import disclosed
from hub.fhir.guard import faults
from hub.fhir.normalise_transport import normalise_transport
from hub.fhir.reading.reader import read
from hub.fhir.resource import Entry, Resource
from hub.wire.guard import parse
from tests.factories import NOW, circumstances, command_center, hospital, operator
from tests.unit.domain.carriages import ACCEPT, CLAIM, DECLINE, LATER, PARTIAL, REQUEST, WORSE, claim, trip
from tests.unit.fhir.histories import commands
from tests.unit.fhir.rides import Ride, newest, whole_ride
from tests.unit.fhir.test_reading import BASE, MANY, Json, is_said, said_by, submission
from tests.unit.fhir.test_reading_talk import kept

Told = tuple[Principal, tuple[Resource, ...]]
BASE_OF_CODES = "https://kyukyu-hub.example/fhir/CodeSystem"
OPERATORS = ("op-01", "op-02", "op-03")


def as_seen(written: tuple[Resource, ...], by: Principal, transport: Transport) -> list[Resource]:
    """Returns what a party of a transport would post back: what it sees of it."""
    own = by.organisation.id
    if own == transport.requester:
        return list(written)
    near = Relationship.ACCEPTED if transport.claimed_by == own else Relationship.ASKED
    seen = [(each, disclosed(each.type, each.body, near, own)) for each in written]
    return [Resource(each.type, each.id, body) for each, body in seen if body is not None]


def posted(resources: list[Resource]) -> Json:
    content = parse(searchset(BASE, resources))
    assert isinstance(content, dict)
    return content


def taken(transport: Transport, content: Json, by: Principal) -> tuple[Transport, list[tuple[Resource, ...]]]:
    """Takes down what is read of a Bundle, and renders what came of it."""
    book = read(content, by)
    assert book.faults == []
    written = []
    for said in book.said:
        now = circumstances(by, said.at, key=said.key)
        command = submission(said).command
        happened = decide(transport, command, now)
        for event in happened:
            transport, _ = carry(transport, event)
        transport = transport._replace(version=transport.version + 1)
        if happened:
            entry = Entry(transport.id, transport.version, NOW, by, str(said.key), command.kind)
            written.append(normalise_transport(transport, happened, entry))
    return transport, written


def shown(written: list[tuple[Resource, ...]]) -> Mapping[tuple[str, str], Json]:
    """Returns every resource as it stands, but for its version and who proves it."""
    found = {name: json.loads(each.body) for name, each in newest(written).items() if each.type != "Provenance"}
    return {name: {key: value for key, value in each.items() if key != "meta"} for name, each in found.items()}


def is_placed(command: say.Command) -> bool:
    """Tells whether a position is whole: half of one has no place in FHIR."""
    assert isinstance(command, say.UpdateTrip)
    return (command.latitude is None) is (command.longitude is None)


def moves() -> st.SearchStrategy[tuple[say.Command, Principal]]:
    """Draws what a party of a transport may say, most of it in its turn."""
    first = operator()
    sampled = st.sampled_from(
        [
            (ACCEPT, first),
            (DECLINE, operator("op-02")),
            (LATER, operator("op-02")),
            (PARTIAL, operator("op-03")),
            (CLAIM, first),
            (say.ClaimTransport(operator="op-02", by="相談員"), hospital()),
            (say.ClaimTransport(operator="op-03"), hospital()),
            (trip(TripState.CANCELLED), hospital()),
            (WORSE, first),
            (WORSE, hospital()),
            *((trip(state), each) for state in TripState for each in (first, first, operator("op-02"))),
        ]
    )
    offers = commands(say.OfferTransport, vehicle=None).filter(is_said).map(lambda said: (said, first))
    trips = commands(say.UpdateTrip).filter(is_said).filter(is_placed).map(lambda said: (said, first))
    return sampled | offers | trips


@st.composite
def rides(draw: st.DrawFn) -> tuple[Ride, list[Told]]:
    """Draws a transport with all that may be said of it, and by whom each submission was."""
    ride, told = Ride(), list[Told]()
    beginning = st.sampled_from([[(CLAIM, operator())], []])
    for command, by in [(REQUEST, hospital()), *draw(beginning), *draw(st.lists(moves(), max_size=7))]:
        before = len(ride.written)
        ride.says(command, by)
        told.extend((by, written) for written in ride.written[before:])
    return ride, told


@MANY
@given(rides())
def test_whatever_is_said_of_a_transport_is_read_back_as_what_renders_the_same(drawn: tuple[Ride, list[Told]]) -> None:
    ride, told = drawn
    again, rendered = Transport(id=ride.transport.id), list[tuple[Resource, ...]]()
    for number, (by, written) in enumerate(told, 1):
        seen = as_seen(written, by, ride.transport._replace(claimed_by=claimant(written)))
        again, came = taken(again, posted(seen), by)
        rendered += came
        assert shown(rendered) == shown(ride.written[:number])


@settings(MANY, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(commands(say.RequestTransport, operators=OPERATORS).filter(is_said))
def test_whatever_is_requested_is_read_back(command: say.RequestTransport) -> None:
    ride = Ride()
    ride.says(command)
    (written,) = ride.written
    _, came = taken(Transport(id=ride.transport.id), posted(list(written)), hospital())
    assert shown(came) == shown(ride.written)


def claimant(written: tuple[Resource, ...]) -> str | None:
    """Returns the operator whose Task of a submission says that it has the transport."""
    tasks = [json.loads(each.body) for each in written if each.type == "Task"]
    claimed = [each for each in tasks if each["businessStatus"]["coding"][0]["code"] == "claimed"]
    return claimed[0]["owner"]["reference"].removeprefix("Organization/") if claimed else None


def whole(content: Json, *types: str) -> Json:
    """Returns a Bundle with the resources of these types only."""
    return content | {"entry": [each for each in content["entry"] if each["resource"]["resourceType"] in types]}


def test_a_word_in_each_turn_becomes_one_submission_each() -> None:
    ride, said = Ride(), list[tuple[str, Json]]()
    for command, by in [
        (REQUEST, hospital()),
        (PARTIAL, operator("op-03")),
        (CLAIM, operator()),
        (say.UpdateTrip(state=TripState.TO_PICKUP, eta_minutes=9), operator()),
        (say.UpdateTrip(state=TripState.CANCELLED, reason="車両故障"), operator()),
    ]:
        ride.says(command, by)
        written = ride.written[-1]
        seen = as_seen(written, by, ride.transport._replace(claimed_by=claimant(written)))
        content = posted(seen)
        assert faults(content) == []
        book = read(content, by)
        assert {each.subject for each in book.said} == {ride.transport.id}
        said += [(each.kind, each.data) for each in book.said]
    (asked, offered, claimed, driven, *again) = said
    assert asked[1]["operators"] == ["op-01", "op-02", "op-03"]
    assert (asked[1]["condition"], asked[1]["contact_phone"]) == ("秘匿病名", "000-秘匿-4321")
    assert offered == (
        "offer",
        {"offer": "partial", "conditions": "看護師の同乗が必要", "vehicle": "op-03-car", "crew": 2},
    )
    assert claimed == ("claim", {"vehicle": "op-01-car", "crew": 2, "by": "配車係"})
    assert driven == ("update-trip", {"state": "to-pickup", "eta_minutes": 9})
    assert again[1:] == [("update-trip", {"state": "cancelled", "reason": "車両故障"})]


FOREIGN: Json = {
    "resourceType": "Bundle",
    "type": "transaction",
    "identifier": {"system": "https://ward.example/bundle", "value": "9"},
    "timestamp": "2026-11-23T10:20:00+09:00",
    "entry": [
        {
            "fullUrl": "urn:uuid:5f0f3b63-8f0a-4d5c-9a57-0e6d5a0c2f01",
            "resource": {
                "resourceType": "ServiceRequest",
                "identifier": [{"system": "https://ward.example/order", "value": "T-1"}],
                "status": "active",
                "intent": "order",
                "category": [{"coding": [{"system": f"{BASE_OF_CODES}/request-kind", "code": "transport"}]}],
                "code": {"coding": [{"system": f"{BASE_OF_CODES}/transport-purpose", "code": "discharge"}]},
                "orderDetail": [
                    {"coding": [{"system": f"{BASE_OF_CODES}/mobility", "code": "wheelchair"}]},
                    {"text": "ペット同乗"},
                ],
                "subject": {"display": "退院患者"},
                "occurrencePeriod": {"start": "2026-11-23T14:00:00+09:00"},
                "authoredOn": "2026-11-23T10:19:00+09:00",
                "locationReference": [{"display": "架空中央病院"}, {"display": "自宅"}],
                "note": [{"text": "段差あり"}, {"text": "玄関は裏"}],
            },
            "request": {"method": "POST", "url": "ServiceRequest"},
        }
    ],
}


def request_of(content: Json) -> Json:
    found: Json = content["entry"][0]["resource"]
    return found


@pytest.mark.parametrize("by", [hospital(), command_center()])
def test_a_request_of_another_system_asks_every_operator(by: Principal) -> None:
    assert faults(FOREIGN) == []
    book = read(FOREIGN, by)
    (said,) = book.said
    assert book.faults == []
    assert said.data == {
        "purpose": "discharge",
        "pickup_at": "2026-11-23T14:00:00+09:00",
        "mobility": "wheelchair",
        "pickup_place": "架空中央病院",
        "dropoff_place": "自宅",
        "notes": "段差あり",
    }
    command = submission(said).command
    assert isinstance(command, say.RequestTransport)
    assert (command.purpose, command.mobility) == (TransportPurpose.DISCHARGE, Mobility.WHEELCHAIR)
    path = "Bundle.entry[0].resource"
    assert kept(book) == {f"{path}.orderDetail[1]", f"{path}.note[1]"}


def test_a_request_of_the_senders_own_is_the_same_transport_when_it_is_called_off() -> None:
    off = deepcopy(FOREIGN) | {"identifier": {"value": "10"}}
    request_of(off).update(status="revoked", note=[{"text": "取消理由: 退院延期"}])
    (asked,), (ended,) = read(FOREIGN, hospital()).said, read(off, hospital()).said
    assert (ended.kind, ended.data) == ("update-trip", {"state": "cancelled", "reason": "退院延期"})
    assert ended.subject == asked.subject
    assert read(FOREIGN, hospital("h-002")).said[0].subject != asked.subject


@pytest.mark.parametrize(
    "change",
    [
        {"requester": {"reference": "Organization/h-002"}},
        {"status": "draft"},
        {"status": "revoked"},
        {"status": "completed"},
        {"category": [{"text": "搬送"}]},
        {"modifierExtension": [{"url": "https://ward.example/not", "valueBoolean": True}]},
    ],
)
def test_what_is_no_plain_request_of_the_senders_own_is_kept(change: Json) -> None:
    content = deepcopy(FOREIGN)
    request_of(content).update(change)
    book = read(content, hospital())
    assert (book.said, book.faults) == ([], [])
    assert "Bundle.entry[0].resource" in kept(book)


def own_task(ride: Ride, provider: str = "op-01") -> Json:
    task: Json = json.loads(newest(ride.written)["Task", f"{ride.transport.id}-{provider}"].body)
    return task


def asked() -> Ride:
    ride = Ride()
    ride.says(REQUEST)
    return ride


def test_a_plain_task_is_an_offer_or_a_claim_by_its_status() -> None:
    ride = asked()
    task = own_task(ride) | {"status": "accepted", "lastModified": "2026-11-23T10:30:00+09:00"}
    del task["businessStatus"]
    (said,) = read(task, operator()).said
    assert (said.kind, said.subject, said.data) == ("claim", ride.transport.id, {})
    reason = {"coding": [{"system": f"{BASE_OF_CODES}/transport-offer-reason", "code": "no-crew"}]}
    (said,) = read(task | {"status": "rejected", "statusReason": reason}, operator()).said
    assert (said.kind, said.data) == ("offer", {"offer": "decline", "reason": "no-crew"})


@pytest.mark.parametrize(
    ("status", "business"),
    [("accepted", "declined"), ("received", "claimed"), ("rejected", "accepted"), ("received", None), ("failed", None)],
)
def test_a_task_whose_statuses_contradict_each_other_or_say_too_little_is_kept(
    status: str, business: str | None
) -> None:
    task = own_task(asked()) | {"status": status}
    task["businessStatus"] = {"coding": [{"system": f"{BASE_OF_CODES}/operator-state", "code": business}]}
    book = read(task, operator())
    assert (book.said, book.faults) == ([], [])
    assert "Task" in kept(book)


def test_an_operator_says_nothing_for_another_and_nothing_of_the_request() -> None:
    ride = asked()
    ride.says(claim("op-01"), operator())
    content = posted(list(newest(ride.written).values()))
    book = read(whole(content, "Task"), operator())
    assert {issue.code for issue in book.faults} == {"not-yours"}
    assert [each.kind for each in book.said] == ["claim"]
    rest = read(whole(content, "ServiceRequest", "Patient", "Location"), operator())
    assert rest.said == []
    assert len([path for path in kept(rest) if path.endswith("resource")]) == 4


def test_119_is_called_with_what_was_measured_and_where_the_vehicle_is() -> None:
    ride = asked()
    ride.says(CLAIM, operator())
    ride.says(say.UpdateTrip(state=TripState.ON_BOARD, latitude=34, longitude=132), operator())  # type: ignore[arg-type]
    ride.says(WORSE, operator())
    content = posted(list(ride.written[-1]))
    vehicle = json.loads(newest(ride.written)["Location", f"{ride.transport.id}-vehicle"].body)
    measured = {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "59408-5"}]},
        "subject": {"reference": f"Patient/{ride.transport.id}"},
        "effectiveDateTime": "2026-11-23T10:20:00+09:00",
        "valueQuantity": {"value": 84, "system": "http://unitsofmeasure.org", "code": "%"},
    }
    other = measured | {"subject": {"reference": "Patient/0199b2a0-0000-7000-8000-000000000009"}}
    content = whole(content, "Communication")
    content["entry"] += [{"resource": each} for each in (measured, other, vehicle | {"name": "架空交差点"})]
    book = read(content, operator())
    (said,) = book.said
    assert (said.kind, said.subject) == ("switch-to-119", ride.transport.id)
    assert said.data == {
        "detail": "呼びかけに反応しない",
        "department": "fd-01",
        "place": "架空交差点",
        "latitude": 34,
        "longitude": 132,
        "spo2": 84,
    }
    assert "Bundle.entry[2].resource" in kept(book)


def test_oxygen_without_its_unit_is_no_flow() -> None:
    ride = Ride()
    ride.says(REQUEST)
    content = posted(list(ride.written[0]))
    request = next(
        each["resource"] for each in content["entry"] if each["resource"]["resourceType"] == "ServiceRequest"
    )
    assert said_by(read(content, hospital()), "request-transport")[0]["oxygen_l_min"]
    request["extension"][0]["valueQuantity"]["code"] = "mL/min"
    assert "oxygen_l_min" not in said_by(read(content, hospital()), "request-transport")[0]


def test_a_whole_ride_posted_back_by_another_hospital_is_kept_whole() -> None:
    content = posted(list(newest(whole_ride().written).values()))
    book = read(content, hospital("h-002"))
    assert (book.said, book.faults) == ([], [])
    assert {source.path for source in book.parcel.sources} <= kept(book)
