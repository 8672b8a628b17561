"""A system that speaks FHIR posts Bundles to a served hub, and what it says is taken down like a tablet's words."""

import json
from base64 import b64encode
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from hub.fhir.validate import validate
from tests.integration.fhir_line import Answer, ask
from tests.world import HubProcess, Json, new_case, submission

JSON = {"content-type": "application/fhir+json"}
CREW, CENTER, ER = "tablet-u-001", "console-fd-01", "screen-h-001"
LOINC, UCUM = "http://loinc.org", "http://unitsofmeasure.org"


def entry(resource: Json) -> Json:
    return {
        "fullUrl": f"urn:uuid:{uuid4()}",
        "resource": resource,
        "request": {"method": "POST", "url": resource["resourceType"]},
    }


def heart_rate(mission: str, value: float = 118) -> Json:
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": LOINC, "code": "8867-4"}]},
        "encounter": {"reference": mission},
        "effectiveDateTime": datetime.now(UTC).isoformat(timespec="seconds"),
        "valueQuantity": {"value": value, "unit": "/min", "system": UCUM, "code": "/min"},
    }


def mission() -> Json:
    return {
        "resourceType": "Encounter",
        "identifier": [{"system": "https://crew.example/mission", "value": str(uuid4())}],
        "status": "in-progress",
        "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "FLD"},
        "period": {"start": datetime.now(UTC).isoformat(timespec="seconds")},
    }


def bundle(*entries: Json, kind: str = "transaction") -> Json:
    return {
        "resourceType": "Bundle",
        "type": kind,
        "identifier": {"system": "https://crew.example/bundle", "value": str(uuid4())},
        "timestamp": datetime.now(UTC).isoformat(timespec="seconds"),
        "entry": list(entries),
    }


def new_mission() -> Json:
    opened = entry(mission())
    patient = {
        "resourceType": "Patient",
        "name": [{"family": "架空"}],
        "gender": "male",
        "maritalStatus": {"text": "x"},
    }
    return bundle(opened, entry(patient), entry(heart_rate(opened["fullUrl"])))


def post(
    hub: HubProcess,
    caller: str | None,
    content: Any,  # noqa: ANN401  JSON
    place: str = "",
    headers: dict[str, str] | None = None,
) -> Answer:
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    return ask(hub, f"/fhir{place}", caller, method="POST", body=raw, headers={**JSON, **(headers or {})})


def codes(answer: Answer) -> list[tuple[str, str, list[str]]]:
    """Returns FHIR's code, ours and the expression of each issue; the answer is a valid OperationOutcome."""
    assert answer.body["resourceType"] == "OperationOutcome", answer.raw
    assert validate(answer.raw) == []
    return [
        (each["code"], each["details"]["coding"][0]["code"], each.get("expression", []))
        for each in answer.body["issue"]
    ]


def case_of(answer: Answer) -> str:
    assert answer.status == 200, answer.raw
    assert validate(answer.raw) == []
    return str(answer.body["entry"][0]["response"]["location"]).removeprefix("Encounter/")


def test_a_transaction_opens_a_case_that_a_tablet_sees(hub: HubProcess) -> None:
    answer = post(hub, CREW, new_mission())
    case = case_of(answer)
    assert [each["response"]["status"] for each in answer.body["entry"]] == ["201 Created"] * 3
    document = hub.get(f"/cases/{case}", CREW).body["document"]
    assert document["patient"] == {"family_name": "架空", "sex": "male"}
    assert [each["heart_rate"] for each in document["observations"].values()] == [118]


def test_what_is_not_read_is_named_at_its_place(hub: HubProcess) -> None:
    answer = post(hub, CREW, new_mission())
    (issue,) = answer.body["entry"][1]["response"]["outcome"]["issue"]
    assert (issue["severity"], issue["code"]) == ("information", "informational")
    assert issue["expression"] == ["Bundle.entry[1].resource.maritalStatus"]


def test_a_repetition_gives_the_same_answer_and_changes_nothing(hub: HubProcess) -> None:
    sent = new_mission()
    first, second = post(hub, CREW, sent), post(hub, CREW, sent)
    assert [each["response"]["status"] for each in second.body["entry"]] == ["200 OK"] * 3
    versions = [[each["response"]["etag"] for each in answer.body["entry"]] for answer in (first, second)]
    assert versions[0] == versions[1]
    assert hub.get(f"/cases/{case_of(first)}", CREW).body["version"] == 3


def test_the_same_identifier_with_another_content_is_a_conflict(hub: HubProcess) -> None:
    sent = new_mission()
    assert post(hub, CREW, sent).status == 200
    sent["entry"][1]["resource"]["gender"] = "female"
    answer = post(hub, CREW, sent)
    assert answer.status == 409
    assert codes(answer) == [("conflict", "key-reused-with-other-body", ["Bundle.entry[1].resource"])]


def test_a_transaction_is_taken_whole_or_not_at_all(hub: HubProcess) -> None:
    """A destination that nobody accepted cannot be confirmed; the observation beside it is not stored either."""
    case = case_of(post(hub, CREW, new_mission()))
    known = mission() | {
        "id": case,
        "identifier": [],
        "hospitalization": {"destination": {"reference": "Organization/h-001"}},
    }
    known.pop("identifier")
    refused = post(hub, CREW, bundle(entry(known), entry(heart_rate(f"Encounter/{case}", 99))))
    assert refused.status == 409
    assert codes(refused) == [("business-rule", "out-of-turn", ["Bundle.entry[0].resource"])]
    assert hub.get(f"/cases/{case}", CREW).body["version"] == 3


def test_of_a_batch_each_stands_for_itself(hub: HubProcess) -> None:
    case = case_of(post(hub, CREW, new_mission()))
    other = heart_rate(f"Encounter/{new_case()}")
    impossible = heart_rate(f"Encounter/{case}", 900)
    sent = bundle(entry(heart_rate(f"Encounter/{case}", 77)), entry(other), entry(impossible), kind="batch")
    answer = post(hub, CREW, sent)
    assert answer.body["type"] == "batch-response"
    assert [each["response"]["status"][:3] for each in answer.body["entry"]] == ["201", "404", "422"]
    assert hub.get(f"/cases/{case}", CREW).body["version"] == 4


def test_one_resource_is_created_and_stands_where_its_location_says(hub: HubProcess) -> None:
    opened = post(hub, CREW, mission(), "/Encounter")
    assert opened.status == 201, opened.raw
    case = opened.body["id"]
    observed = heart_rate(f"Encounter/{case}", 88)
    created, again = post(hub, CREW, observed, "/Observation"), post(hub, CREW, observed, "/Observation")
    assert (created.status, again.status) == (201, 200)
    assert created.headers["location"] == again.headers["location"]
    assert created.headers["etag"] == 'W/"2"'
    assert ask(hub, created.headers["location"].partition("/fhir/")[2], CREW).raw == created.raw
    assert created.body["valueQuantity"]["value"] == 88


def test_a_created_resource_of_which_something_is_not_read_says_so(hub: HubProcess) -> None:
    case = post(hub, CREW, mission(), "/Encounter").body["id"]
    answer = post(hub, CREW, heart_rate(f"Encounter/{case}") | {"bodySite": {"text": "x"}}, "/Observation")
    assert answer.status == 201
    assert codes(answer) == [("informational", "not-read", ["Observation.bodySite"])]
    other = post(hub, CREW, mission(), "/Observation")
    assert (other.status, codes(other)[0][1]) == (422, "wrong-type")


def message() -> Json:
    header = {
        "resourceType": "MessageHeader",
        "id": str(uuid4()),
        "eventCoding": {"system": "https://crew.example/event", "code": "report"},
        "source": {"endpoint": "https://crew.example/fhir"},
    }
    sent = new_mission() | {"type": "message"}
    sent["entry"].insert(0, {"fullUrl": f"urn:uuid:{header['id']}", "resource": header})
    for each in sent["entry"]:
        each.pop("request", None)
    return sent


@pytest.mark.parametrize("place", ["", "/$process-message"])
def test_a_message_is_answered_once_and_then_known(hub: HubProcess, place: str) -> None:
    sent = message()
    first, second = post(hub, CREW, sent, place), post(hub, CREW, sent, place)
    assert first.status == 200
    assert validate(first.raw) == []
    header = first.body["entry"][0]["resource"]
    assert header["response"]["code"] == "ok"
    assert header["response"]["identifier"] == sent["entry"][0]["resource"]["id"]
    assert second.status == 409
    assert codes(second) == [("duplicate", "duplicate", [])]


def test_only_a_message_is_processed_as_one(hub: HubProcess) -> None:
    answer = post(hub, CREW, new_mission(), "/$process-message")
    assert (answer.status, codes(answer)[0][2]) == (422, ["Bundle.type"])


def test_a_hospital_answers_in_fhir(hub: HubProcess) -> None:
    case = case_of(post(hub, CREW, new_mission()))
    assert hub.post(CREW, submission("request-acceptance", case, facilities=["h-001"])).status == 201
    task = ask(hub, f"/fhir/Task/{case}-h-001", ER).body
    system = "https://kyukyu-hub.example/fhir/CodeSystem/request-state"
    task |= {
        "status": "accepted",
        "businessStatus": {"coding": [{"system": system, "code": "accepted"}]},
        "lastModified": datetime.now(UTC).isoformat(timespec="milliseconds"),
    }
    answer = post(hub, ER, bundle(entry(task)))
    assert answer.status == 200, answer.raw
    assert answer.body["entry"][0]["response"]["status"] == "201 Created"
    document = hub.get(f"/cases/{case}", CREW).body["document"]
    assert document["requests"]["h-001"]["state"] == "accepted"


def test_another_hospitals_answer_is_not_the_senders_to_give(hub: HubProcess) -> None:
    case = case_of(post(hub, CREW, new_mission()))
    assert hub.post(CREW, submission("request-acceptance", case, facilities=["h-001", "h-002"])).status == 201
    task = ask(hub, f"/fhir/Task/{case}-h-001", ER).body
    answer = post(hub, "screen-h-002", bundle(entry(task)))
    assert codes(answer) == [("forbidden", "not-yours", ["Bundle.entry[0].resource.owner"])]


def own(name: str, code: str) -> Json:
    return {"coding": [{"system": f"https://kyukyu-hub.example/fhir/CodeSystem/{name}", "code": code}]}


def call() -> Json:
    """A command centre's Bundle: a mission, the unit that goes, and when the call came."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    vehicle = entry(
        {
            "resourceType": "Location",
            "identifier": [{"system": "https://kyukyu-hub.example/fhir/identifier/unit", "value": "u-001"}],
            "physicalType": {
                "coding": [{"system": "http://terminology.hl7.org/CodeSystem/location-physical-type", "code": "ve"}]
            },
        }
    )
    number = {"system": "https://kyukyu-hub.example/fhir/identifier/incident", "value": "2026-0017"}
    going = mission() | {"location": [{"location": {"reference": vehicle["fullUrl"]}}]}
    going["identifier"].append(number)
    received = {
        "resourceType": "Observation",
        "status": "final",
        "code": own("time-mark", "call-received"),
        "effectiveDateTime": now,
        "valueDateTime": now,
    }
    return bundle(entry(going), vehicle, entry(received))


def test_a_call_opens_a_case_and_what_was_said_on_the_phone_and_in_words_is_taken_down(hub: HubProcess) -> None:
    opened = post(hub, CENTER, call())
    case = case_of(opened)
    assert [each["response"]["status"] for each in opened.body["entry"]] == ["201 Created"] * 3
    assert hub.get(f"/cases/{case}", CREW).body["document"]["incident"]["number"] == "2026-0017"
    assert hub.post(CREW, submission("request-acceptance", case, facilities=["h-001"])).status == 201
    about = {"encounter": {"reference": f"Encounter/{case}"}}
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    phoned = ask(hub, f"/fhir/Task/{case}-h-001", CREW).body | {
        "status": "rejected",
        "statusReason": own("decline-reason", "beds-full"),
        "businessStatus": own("request-state", "declined"),
        "lastModified": now,
        "output": [{"type": own("request-detail", "by-phone"), "valueBoolean": True}],
    }
    words = about | {
        "resourceType": "Communication",
        "status": "completed",
        "category": [own("talk-kind", "message")],
        "sent": now,
        "recipient": [{"reference": "Organization/h-001"}],
        "payload": [{"contentString": "家族が同乗します"}],
    }
    answer = post(hub, CREW, bundle(entry(phoned), entry(words)))
    assert answer.status == 200, answer.raw
    document = hub.get(f"/cases/{case}", CREW).body["document"]
    assert (document["requests"]["h-001"]["state"], document["requests"]["h-001"]["is_by_phone"]) == ("declined", True)
    assert [each["text"] for each in document["messages"].values()] == ["家族が同乗します"]


def order(**changes: object) -> Json:
    """A ward's request for private transport, in its own words."""
    return {
        "resourceType": "ServiceRequest",
        "identifier": [{"system": "https://ward.example/order", "value": str(uuid4())}],
        "status": "active",
        "intent": "order",
        "category": [own("request-kind", "transport")],
        "code": own("transport-purpose", "outpatient"),
        "orderDetail": [own("mobility", "stretcher")],
        "subject": {"display": "通院患者"},
        "occurrencePeriod": {"start": "2029-11-23T14:00:00+09:00"},
        "authoredOn": datetime.now(UTC).isoformat(timespec="seconds"),
        "locationReference": [{"display": "自宅"}, {"display": "架空中央病院"}],
        **changes,
    }


def test_private_transport_is_asked_for_claimed_and_driven_in_fhir(hub: HubProcess) -> None:
    asked = post(hub, ER, order(), "/ServiceRequest")
    assert asked.status == 201, asked.raw
    assert asked.headers["location"].endswith(f"/ServiceRequest/{asked.body['id']}/_history/1")
    transport = asked.body["id"].removesuffix("-transport")
    task = ask(hub, f"/fhir/Task/{transport}-op-01", "desk-op-01").body
    assert task["status"] == "requested"
    terms = [
        {"type": own("request-detail", "vehicle"), "valueString": "op-01-car"},
        {"type": own("request-detail", "crew"), "valueInteger": 2},
    ]
    going = task | {"status": "accepted", "businessStatus": own("operator-state", "claimed"), "output": terms}
    claimed = post(hub, "desk-op-01", bundle(entry(going)))
    assert claimed.status == 200, claimed.raw
    assert claimed.body["entry"][0]["response"]["location"] == f"ServiceRequest/{transport}-transport"
    begun = [{"type": own("trip-state", "to-pickup"), "valueDateTime": datetime.now(UTC).isoformat(timespec="seconds")}]
    driven = task | {"status": "in-progress", "businessStatus": own("operator-state", "claimed"), "output": begun}
    assert post(hub, "desk-op-01", driven, "/Task").status == 201
    document = hub.get(f"/transports/{transport}", ER).body["document"]
    assert (document["status"], document["claim"]["operator"]) == ("to-pickup", "op-01")


def test_a_file_that_was_posted_is_fetched_as_it_came(hub: HubProcess) -> None:
    case = case_of(post(hub, CREW, new_mission()))
    content = b"%PDF-1.7 " + bytes(range(256)) * 200 + b"\n%%EOF"
    held = {"contentType": "application/pdf", "data": b64encode(content).decode(), "title": "波形"}
    sent = {
        "resourceType": "DocumentReference",
        "status": "current",
        "type": {"coding": [{"system": LOINC, "code": "11524-6"}]},
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "content": [{"attachment": held}],
        "context": {"encounter": [{"reference": f"Encounter/{case}"}]},
    }
    created = post(hub, CREW, sent, "/DocumentReference")
    assert created.status == 201, created.raw
    (file,) = created.body["content"]
    assert (file["attachment"]["size"], file["attachment"]["title"]) == (len(content), "波形")
    assert "data" not in file["attachment"]
    place = file["attachment"]["url"].removeprefix("..")
    assert ask(hub, place, CREW).raw == content


def changed(task: Json, code: str, status: str) -> Json:
    """A Task of the hospital's own, one step further."""
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    return task | {"status": status, "businessStatus": own("request-state", code), "lastModified": at}


def test_an_answer_to_what_was_changed_since_it_was_read_is_refused(hub: HubProcess) -> None:
    case = case_of(post(hub, CREW, new_mission()))
    assert hub.post(CREW, submission("request-acceptance", case, facilities=["h-001"])).status == 201
    seen = ask(hub, f"/fhir/Task/{case}-h-001", ER)
    shown = changed(seen.body, "displayed", "received")
    tag = {"if-match": seen.headers["etag"]}
    first = post(hub, ER, shown, "/Task", tag)
    assert (first.status, first.headers["etag"] != seen.headers["etag"]) == (201, True)
    assert post(hub, ER, shown, "/Task", tag).status == 200, "a repetition is answered as before"

    accepted = changed(seen.body, "accepted", "accepted")
    stale = post(hub, ER, accepted, "/Task", tag)
    assert (stale.status, codes(stale)) == (412, [("conflict", "stale-version", ["Task"])])
    put = entry(accepted) | {"request": {"method": "PUT", "url": f"Task/{case}-h-001", "ifMatch": tag["if-match"]}}
    assert post(hub, ER, bundle(put)).status == 412
    both = post(hub, ER, bundle(put, entry(changed(seen.body, "acknowledged", "received")), kind="batch"))
    assert [each["response"]["status"][:3] for each in both.body["entry"]] == ["412", "201"]
    put["request"]["ifMatch"] = ask(hub, f"/fhir/Task/{case}-h-001", ER).headers["etag"]
    assert post(hub, ER, bundle(put)).status == 200
    missing = accepted | {"id": f"{new_case()}-h-001"}
    assert post(hub, ER, missing, "/Task", {"if-match": "*"}).status == 412


@pytest.mark.parametrize("method", ["GET", "DELETE", "PATCH"])
def test_a_bundle_asks_for_nothing_but_writing(hub: HubProcess, method: str) -> None:
    opened = new_mission()
    opened["entry"].append({"request": {"method": method, "url": "Patient/1"}})
    refused = post(hub, CREW, opened)
    assert (refused.status, codes(refused)) == (
        422,
        [("not-supported", "not-supported", ["Bundle.entry[3].request.method"])],
    )
    answer = post(hub, CREW, opened | {"type": "batch"})
    assert [each["response"]["status"][:3] for each in answer.body["entry"]] == ["201", "201", "201", "422"]


def test_a_foreign_case_answers_like_one_that_does_not_exist(hub: HubProcess) -> None:
    case = case_of(post(hub, CREW, new_mission()))
    foreign = post(hub, "tablet-u-003", bundle(entry(heart_rate(f"Encounter/{case}"))))
    missing = post(hub, "tablet-u-003", bundle(entry(heart_rate(f"Encounter/{new_case()}"))))
    assert foreign.status == missing.status == 404
    assert codes(foreign) == codes(missing)


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"{", 400, "not-json"),
        (b"[]", 422, "wrong-type"),
        ({"resourceType": "Patient"}, 422, "wrong-type"),
        ({"resourceType": "Bundle", "type": "searchset"}, 422, "unknown-code"),
        (b'{"resourceType":"Bundle","type":"batch","type":"batch"}', 400, "named-twice"),
        (bundle(), 422, "empty"),
        (bundle(entry({"resourceType": "Basic", "code": {"text": "canary"}})), 422, "unknown-type"),
        (bundle(entry({"resourceType": "Flag", "canary": 1})), 422, "unknown-element"),
    ],
)
def test_what_cannot_be_taken_is_an_outcome_without_a_value(
    hub: HubProcess, content: Json | bytes, status: int, code: str
) -> None:
    answer = post(hub, CREW, content)
    assert answer.status == status, answer.raw
    assert code in [each[1] for each in codes(answer)]
    assert all("canary" not in each["diagnostics"] + each["details"]["text"] for each in answer.body["issue"])


def test_a_bundle_of_which_nothing_is_read_is_refused_and_says_what_it_held(hub: HubProcess) -> None:
    practitioner = {"resourceType": "Practitioner", "name": [{"family": "架空"}]}
    answer = post(hub, CREW, bundle(entry(practitioner)))
    assert answer.status == 422
    assert [each[1] for each in codes(answer)] == ["nothing-read", "not-read"]


def test_who_is_not_known_is_told_so_in_fhir(hub: HubProcess) -> None:
    answer = post(hub, None, new_mission())
    assert answer.status == 401
    assert codes(answer) == [("login", "not-authenticated", [])]


def test_a_number_keeps_its_digits_through_fhir(hub: HubProcess) -> None:
    sent = new_mission()
    warm = deepcopy(heart_rate(sent["entry"][0]["fullUrl"]))
    warm["code"]["coding"][0]["code"] = "8310-5"
    warm["valueQuantity"] = {"value": "digits", "unit": "℃", "system": UCUM, "code": "Cel"}
    sent["entry"][2]["resource"] = warm
    raw = json.dumps(sent).replace('"digits"', "36.50").encode()
    case = case_of(post(hub, CREW, raw))
    assert b'"value":36.50' in ask(hub, f"/fhir/Observation?encounter={case}", CREW).raw


def test_every_type_that_is_declared_as_created_is_taken_at_its_place(hub: HubProcess) -> None:
    (rest,) = ask(hub, "metadata", None).body["rest"]
    declared = {each["type"] for each in rest["resource"] if {"code": "create"} in each["interaction"]}
    for kind in declared - {"Subscription"}:
        assert post(hub, CREW, {}, f"/{kind}").status == 422, kind
    assert post(hub, CREW, {}, "/Organization").status == 405
