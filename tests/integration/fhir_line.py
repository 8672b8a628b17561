"""Speaks to the FHIR facade of a hub: any method, any header, and the answer whole."""

import http.client
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from tests.world import HubProcess, Json, new_case, submission

TOLD = frozenset(
    {
        "Communication",
        "Composition",
        "Condition",
        "Encounter",
        "Location",
        "MedicationAdministration",
        "Observation",
        "Patient",
        "Procedure",
        "Provenance",
        "ServiceRequest",
        "Task",
    }
)
"""Types that `whole_shift` speaks of; beside them there is the directory."""


@dataclass(frozen=True)
class Answer:
    """Status, headers in small letters and without what follows from the time, and bytes."""

    status: int
    headers: dict[str, str]
    raw: bytes

    @property
    def body(self) -> Any:  # noqa: ANN401  JSON
        """What the bytes say."""
        return json.loads(self.raw)


def ask(  # noqa: PLR0913  what a request is made of
    hub: HubProcess,
    path: str,
    caller: str | None = "tablet-u-001",
    *,
    method: str = "GET",
    headers: dict[str, str] | None = None,
    body: bytes | None = None,
) -> Answer:
    """Sends one request below ``/fhir``, or to a whole address."""
    line = http.client.HTTPConnection("127.0.0.1", hub.port, timeout=20)
    parts = urlsplit(path)
    below = path if path.startswith("/") else f"/fhir/{path}"
    if parts.scheme:
        below = f"{parts.path}?{parts.query}"
    sent = hub.headers(caller, method, below) if caller else {}
    line.request(method, below, body, {**sent, **(headers or {})})
    answer = line.getresponse()
    told = {name.lower(): value for name, value in answer.getheaders() if name.lower() not in {"date", "dpop-nonce"}}
    result = Answer(answer.status, told, answer.read())
    line.close()
    return result


def search(hub: HubProcess, resource_type: str, caller: str = "tablet-u-001", **asked: object) -> Json:
    """Searches and returns the Bundle; in names ``__`` stands for a colon and ``_x`` stays as it is."""
    pairs = [(name.replace("__", ":"), str(value)) for name, value in asked.items()]
    answer = ask(hub, f"{resource_type}?{urlencode(pairs)}", caller)
    assert answer.status == 200, answer.raw
    bundle: Json = answer.body
    return bundle


def found(bundle: Json, mode: str = "match") -> list[Json]:
    """Returns the resources of a Bundle that are there as matches, or as what goes along."""
    return [entry["resource"] for entry in bundle.get("entry", ()) if entry["search"]["mode"] == mode]


def ids(bundle: Json, mode: str = "match") -> list[str]:
    """Returns their types and ids."""
    return [f"{each['resourceType']}/{each['id']}" for each in found(bundle, mode)]


def link(bundle: Json, relation: str) -> str | None:
    """Returns a link of a Bundle."""
    return next((each["url"] for each in bundle["link"] if each["relation"] == relation), None)


def incident_number(case: str) -> str:
    """Returns the number of the incident of a case that `whole_shift` tells."""
    return f"R8-{case[-8:]}"


def whole_shift(hub: HubProcess) -> str:
    """Tells a case of unit u-001 with a little of everything: hospital h-001 took it, h-002 declined."""
    case = new_case()

    def says(caller: str, kind: str, **data: object) -> None:
        assert hub.post(caller, submission(kind, case, **data)).status == 201, kind

    crew, er = "tablet-u-001", "screen-h-001"
    says(crew, "open-case", chief_complaint="胸痛", incident_number=incident_number(case), scene_address="架空市一丁目")
    says(crew, "describe-patient", age_years=76, sex="male", family_name="架空", medical_history="高血圧")
    says(crew, "record-observation", heart_rate=101, spo2=90, systolic=150, diastolic=90)
    says(crew, "record-observation", heart_rate=99, temperature=36.5)
    says(crew, "record-treatment", treatment="oxygen", amount=6, unit="L/min")
    says(crew, "record-treatment", treatment="adrenaline", amount=1, unit="mg")
    says(crew, "report-change", change="deteriorated", detail="冷汗")
    says(crew, "request-acceptance", facilities=["h-001", "h-002"])
    says("screen-h-002", "answer-request", answer="decline", reason="busy")
    says(er, "answer-request", answer="accept")
    says(crew, "confirm-destination", facility="h-001")
    says(crew, "stamp-time", mark="arrived-hospital")
    says(crew, "hand-over", summary="引継ぎ")
    says(er, "receive-hand-over", by="架空医師")
    assert hub.post(er, submission("publish-capacity", None, specialty="stroke", level="good", beds=2)).status == 201
    return case
