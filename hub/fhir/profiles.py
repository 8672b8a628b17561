"""The profile that each resource of ours claims in ``meta.profile``.

The definitions stand in `fhir_profiles`, which the hub does not import: here are only their names, and a test proves
that each of them is defined there.
"""

from typing import Final

from hub.fhir.codes import BASE

DEFINITIONS: Final = f"{BASE}/StructureDefinition"


def profile(name: str) -> str:
    """Returns the canonical of one of our profiles."""
    return f"{DEFINITIONS}/{name}"


ENCOUNTER: Final = profile("emergency-encounter")
PATIENT: Final = profile("casualty")
SCENE: Final = profile("scene")
VEHICLE: Final = profile("vehicle")
COMPLAINT: Final = profile("chief-complaint")
DIAGNOSIS: Final = profile("diagnosis")
HEART_RATE: Final = profile("heart-rate")
RESPIRATORY_RATE: Final = profile("respiratory-rate")
OXYGEN_SATURATION: Final = profile("oxygen-saturation")
TEMPERATURE: Final = profile("body-temperature")
BLOOD_PRESSURE: Final = profile("blood-pressure")
GLUCOSE: Final = profile("blood-glucose")
ETCO2: Final = profile("end-tidal-co2")
JCS: Final = profile("jcs")
AVPU: Final = profile("avpu")
GCS: Final = profile("gcs")
RHYTHM: Final = profile("rhythm")
PUPILS: Final = profile("pupils")
FINDINGS: Final = profile("findings")
HISTORY: Final = profile("history")
DANGERS: Final = profile("dangers")
TIME_MARK: Final = profile("time-mark")
SEVERITY: Final = profile("severity")
TRIAGE: Final = profile("triage-tag")
CALL: Final = profile("call-report")
TREATMENT: Final = profile("treatment")
DRUG: Final = profile("drug-given")
CHANGE: Final = profile("change-report")
MESSAGE: Final = profile("message")
ATTACHMENT: Final = profile("attachment")
REQUEST: Final = profile("acceptance-request")
INQUIRY: Final = profile("inquiry")
MYNA_VIEW: Final = profile("myna-view")
MYNA_MEDICATION: Final = profile("myna-medication")
MYNA_ALLERGY: Final = profile("myna-allergy")
MYNA_CONDITION: Final = profile("myna-condition")
MYNA_PROCEDURE: Final = profile("myna-procedure")
TRANSPORT: Final = profile("transport-request")
TRANSPORT_PLACE: Final = profile("transport-place")
TRANSPORT_TASK: Final = profile("transport-task")
SWITCH: Final = profile("transport-switch")
HANDOVER: Final = profile("handover")
PROVENANCE: Final = profile("submission-provenance")
AUDIT_EVENT: Final = profile("audit-event")
CAPACITY: Final = profile("capacity")
MODE: Final = profile("declared-mode")
ORGANISATION: Final = profile("organisation")
PLACE: Final = profile("facility")
DOCUMENT: Final = profile("handover-document")
