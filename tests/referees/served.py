"""What a served hub really answers over FHIR: to each party, by every path, whole and part by part.

Every answer is judged as it came, and each resource inside it by itself, one of each shape.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, Final
from uuid import uuid4

from hub.fhir.parameters import PARAMETERS
from tests.integration.fhir_line import ask, whole_shift
from tests.referees.emitted import shape
from tests.subscriber import subscription
from tests.world import HubProcess, new_case, submission

Content = dict[str, Any]

CREW, CENTER = "tablet-u-001", "console-fd-01"
ACCEPTED, DECLINED, ASKED = "screen-h-001", "screen-h-002", "screen-h-003"
CLAIMED, MAY_CLAIM = "desk-op-01", "desk-op-02"
PARTIES: Final = (CREW, CENTER, ACCEPTED, DECLINED, ASKED, CLAIMED, MAY_CLAIM)

_JSON: Final = {"content-type": "application/fhir+json"}
_TRANSPORT: Final = {
    "purpose": "step-down",
    "transfer_reason": "own-doctor",
    "pickup_place": "架空中央病院",
    "dropoff_place": "架空西病院",
    "pickup_at": "2098-11-23T10:00:00+09:00",
    "mobility": "stretcher",
    "equipment": ["oxygen"],
    "family_name": "架空",
    "age_years": 76,
    "notes": "段差あり",
}


def served(hub: HubProcess, known: Iterable[Content]) -> dict[str, Content]:
    """Returns an answer of each kind by how it was asked for, and what stood in any of them, one of each shape.

    Of what is known, the same shape is judged already.
    """
    answers = sorted(_answers(hub, _told(hub)), key=lambda each: len(json.dumps(each[1])))
    wholes: dict[tuple[str, ...], tuple[str, Content]] = {}
    shapes: dict[tuple[str, ...], Content] = {}
    judged = {shape(each) for each in known}
    for name, answer in answers:
        wholes.setdefault(_frame(name, answer), (name, answer))
        for each in _within(answer):
            if shape(each) not in judged:
                shapes.setdefault(shape(each), each)
    parts = {f"served/part/{each['resourceType']}/{number}": each for number, each in enumerate(shapes.values())}
    return {f"served/{name}": answer for name, answer in wholes.values()} | parts


def _frame(name: str, answer: Content) -> tuple[str, ...]:
    """Returns what tells one answer from another, whatever resources stand in it."""
    entries = [{**each, "resource": None} for each in answer.get("entry", ())]
    found = {f"{key}.{value}" if key == "mode" else key for each in entries for key, value in _members(each)}
    links = {str(each["relation"]) for each in answer.get("link", ())}
    return (name.partition(" ")[0], str(answer.get("type")), *sorted({*answer, *found, *links}))


def _members(content: Content) -> Iterator[tuple[str, object]]:
    for name, value in content.items():
        yield name, value
        if isinstance(value, dict):
            yield from _members(value)


def _within(answer: Content) -> Iterator[Content]:
    for entry in answer.get("entry", ()):
        for each in (entry.get("resource"), entry.get("response", {}).get("outcome")):
            if each is not None:
                yield each


def _told(hub: HubProcess) -> tuple[str, str, str]:
    """Tells a case to its end, one that h-003 is asked about, and a transport; returns their ids."""
    case, open_case, transport = whole_shift(hub), new_case(), new_case()
    for caller, kind, subject, data in (
        (CREW, "open-case", open_case, {"chief_complaint": "頭痛", "scene_address": "架空市一丁目"}),
        (CREW, "describe-patient", open_case, {"family_name": "架空", "age_years": 50, "dangers": ["anticoagulant"]}),
        (CREW, "record-observation", open_case, {"heart_rate": 80, "jcs": "0", "findings": "麻痺なし"}),
        (CREW, "record-triage", open_case, {"category": "yellow", "method": "start"}),
        (CREW, "request-acceptance", open_case, {"facilities": ["h-003"], "message": "脳卒中疑い"}),
        (CREW, "message", open_case, {"text": "家族同乗", "facilities": ["h-003"]}),
        (CREW, "report-position", open_case, {"latitude": 34.39, "longitude": 132.46, "eta_minutes": 7}),
        (ASKED, "ask", open_case, {"question": "発症時刻は?"}),
        (CENTER, "declare-mode", None, {"mode": "multiple-casualties", "reason": "訓練"}),
        (ACCEPTED, "request-transport", transport, _TRANSPORT),
        (MAY_CLAIM, "offer", transport, {"offer": "partial", "conditions": "酸素なし"}),
    ):
        answer = hub.post(caller, submission(kind, subject, **data))
        assert answer.status == 201, (kind, answer.body)
    return case, open_case, transport


def _answers(hub: HubProcess, told: tuple[str, str, str]) -> Iterator[tuple[str, Content]]:
    case, open_case, transport = told
    for subject, path in (
        ("closed", f"Encounter/{case}/$everything"),
        ("open", f"Encounter/{open_case}/$everything"),
        ("document", f"Composition/{case}/$document"),
        ("history", f"Encounter/{case}/_history"),
        ("history-task", f"Task/{case}-h-001/_history"),
        ("transport", f"ServiceRequest/{transport}-transport"),
        ("audit", f"AuditEvent?entity=Encounter/{case}"),
    ):
        yield from _asked_by_all(hub, subject, path)
    claim = submission("claim", transport, vehicle="op-01-car", crew=2)
    assert hub.post(CLAIMED, claim).status == 201
    for kind in PARAMETERS:
        yield from _asked_by_all(hub, "search", kind)
        for how in ("_include=*&_revinclude=*&_count=2", "_summary=true", "_summary=text", "_elements=id&_total=none"):
            yield f"search?{how} {kind}", ask(hub, f"{kind}?{how}", CREW).body
    yield from _written(hub, open_case)
    yield from _refused(hub, case)
    yield from _subscribed(hub)


def _asked_by_all(hub: HubProcess, name: str, path: str) -> Iterator[tuple[str, Content]]:
    for party in PARTIES:
        yield f"{name} {path.partition('/')[0].partition('?')[0]} {party}", ask(hub, path, party).body


def _written(hub: HubProcess, case: str) -> Iterator[tuple[str, Content]]:
    """Yields the answers to what is posted: to a resource, a transaction, a batch, a message, and to $validate."""
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    observation: Content = {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "8867-4"}]},
        "encounter": {"reference": f"Encounter/{case}"},
        "effectiveDateTime": at,
        "bodySite": {"text": "左腕"},
        "valueQuantity": {"value": 81, "unit": "/min", "system": "http://unitsofmeasure.org", "code": "/min"},
    }
    header = {
        "resourceType": "MessageHeader",
        "id": str(uuid4()),
        "eventCoding": {"system": "https://crew.example/event", "code": "report"},
        "source": {"endpoint": "https://crew.example/fhir"},
    }
    entry = {"fullUrl": f"urn:uuid:{uuid4()}", "resource": observation}
    written = {**entry, "request": {"method": "POST", "url": "Observation"}}
    broken = {**written, "fullUrl": f"urn:uuid:{uuid4()}", "resource": {**observation, "encounter": {"display": "x"}}}
    message = [{"fullUrl": f"urn:uuid:{header['id']}", "resource": header}, entry]
    for name, place, content in (
        ("created", "Observation", {each: value for each, value in observation.items() if each != "bodySite"}),
        ("created-in-part", "Observation", observation),
        ("transaction", "", _bundle("transaction", [written])),
        ("batch", "", _bundle("batch", [written, broken])),
        ("message", "$process-message", _bundle("message", message)),
        ("duplicate", "$process-message", _bundle("message", message)),
        ("validated", "Observation/$validate", observation),
        ("found-wrong", "Observation/$validate", {**observation, "status": "x", "canary": 1}),
    ):
        raw = json.dumps(content).encode()
        yield (
            f"posted {name}",
            ask(hub, f"/fhir/{place}".rstrip("/"), CREW, method="POST", headers=_JSON, body=raw).body,
        )


def _bundle(kind: str, entries: list[Content]) -> Content:
    return {"resourceType": "Bundle", "type": kind, "identifier": {"value": str(uuid4())}, "entry": entries}


def _refused(hub: HubProcess, case: str) -> Iterator[tuple[str, Content]]:
    """Yields the CapabilityStatement, which anybody gets, and an OperationOutcome of each status."""
    yield "metadata", ask(hub, "metadata", None).body
    asked: list[tuple[int, str, dict[str, Any]]] = [
        (400, "Patient?birthdate=x", {"headers": {"prefer": "handling=strict"}}),
        (401, "Patient", {"caller": None}),
        (404, f"Patient/{new_case()}", {}),
        (405, f"Patient/{case}", {"method": "PUT"}),
        (406, "Patient", {"headers": {"accept": "application/fhir+xml"}}),
        (410, "Patient?_page=x", {}),
        (412, "Observation", {"method": "POST", "headers": {**_JSON, "if-match": "*"}, "body": _MINIMAL}),
        (415, "Observation", {"method": "POST", "headers": {"content-type": "text/plain"}, "body": b"x"}),
        (422, "", {"method": "POST", "headers": _JSON, "body": b"[]"}),
    ]
    for status, path, more in asked:
        answer = ask(hub, f"/fhir/{path}".rstrip("/"), **{"caller": CREW, **more})
        assert answer.status == status, (status, answer.raw)
        yield f"refused {status}", answer.body


def _subscribed(hub: HubProcess) -> Iterator[tuple[str, Content]]:
    """Yields a Subscription, what was missed, in each content, and the operations' answers."""
    for content in ("empty", "id-only", "full-resource"):
        raw = json.dumps(subscription("acceptance-requested", content)).encode()
        made = ask(hub, "Subscription", ASKED, method="POST", headers=_JSON, body=raw)
        yield f"subscription {content}", made.body
        case = new_case()
        assert hub.post(CREW, submission("open-case", case)).status == 201
        assert hub.post(CREW, submission("request-acceptance", case, facilities=["h-003"])).status == 201
        place = f"Subscription/{made.body['id']}"
        for operation in ("$status", "$events", "$get-ws-binding-token"):
            yield f"subscription {operation} {content}", ask(hub, f"{place}/{operation}", ASKED).body
    yield "subscription search", ask(hub, "Subscription", ASKED).body


_MINIMAL: Final = json.dumps(
    {
        "resourceType": "Observation",
        "id": "none",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "8867-4"}]},
        "encounter": {"reference": "Encounter/0199b2a0-11aa-7bbb-8ccc-0123456789ab"},
        "effectiveDateTime": "2026-11-23T10:15:00+09:00",
        "valueQuantity": {"value": 118, "unit": "/min", "system": "http://unitsofmeasure.org", "code": "/min"},
    }
).encode()
