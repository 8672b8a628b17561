"""Planted faults: what a sender may get wrong, each a small change of an example, and who must notice it.

``rule`` says in the words of the profiles what is broken. ``noticed_by`` is exact: a judge that stops noticing, and one
that begins to, are both news. ``M`` is fhir.resources' models, ``G`` the hub's guard, ``N`` @medplum/core,
``P`` pyrofile-validator.
"""

import copy
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from hub.fhir.codes import BASE

Content = dict[str, Any]

GONE: Final = object()
"""Takes an element away."""

_LETTERS: Final = {"M": "models", "G": "guard", "N": "medplum", "P": "pyrofile"}
_OWN: Final = f"{BASE}/CodeSystem"


class Fault(NamedTuple):
    """One fault: what it is called, the example it spoils, where and by what, and the rule that it breaks."""

    name: str
    example: str
    path: str
    value: object
    rule: str
    noticed_by: str

    @property
    def judges(self) -> set[str]:
        """The judges that must notice it."""
        return {_LETTERS[letter] for letter in self.noticed_by}

    def planted(self, example: Content) -> Content:
        """Returns the example with the fault in it."""
        spoiled = copy.deepcopy(example)
        *way, last = self.path.split(".")
        place: Any = spoiled
        for step in way:
            place = place[int(step)] if step.isdigit() else place[step]
        key: Any = int(last) if last.isdigit() else last
        if self.value is GONE:
            del place[key]
        elif last == "+":
            place.append(self.value)
        else:
            place[key] = self.value
        return spoiled


def _code(system: str, code: str) -> Content:
    return {"coding": [{"system": f"{_OWN}/{system}", "code": code}]}


FAULTS: Final = (
    # the casualty and the mission
    Fault("patient-without-identifier", "casualty-full", "identifier", GONE, "identifier:case 1..1", "GNP"),
    Fault(
        "patient-of-another-system", "casualty-full", "identifier.0.system", "urn:oid:2.999", "identifier:case", "GNP"
    ),
    Fault("temporary-id-called-official", "casualty-full", "identifier.0.use", "official", "use = temp", "GP"),
    Fault(
        "my-number-as-identifier",
        "casualty-full",
        "identifier.+",
        {"system": "urn:oid:2.999.2", "value": "123456789012"},
        "kyu-no-my-number",
        "GNP",
    ),
    Fault("name-of-no-script", "casualty-full", "name.0.extension", GONE, "kyu-name", "GNP"),
    Fault(
        "age-band-unknown",
        "casualty-full",
        "extension.1.valueCodeableConcept",
        _code("age-band", "old"),
        "age-band VS",
        "G",
    ),
    Fault("age-in-months", "casualty-full", "extension.0.valueQuantity.code", "mo", "kyu-age", "GNP"),
    Fault(
        "age-as-text",
        "casualty-full",
        "extension.0",
        {"url": f"{BASE}/StructureDefinition/patient-age", "valueString": "76歳"},
        "patient-age: Quantity",
        "GNP",
    ),
    Fault("gender-in-japanese", "casualty-full", "gender", "男", "administrative-gender", "GP"),
    Fault("mission-of-a-ward", "emergency-encounter-full", "class.code", "IMP", "class = FLD", "GNP"),
    Fault(
        "incident-type-unknown",
        "emergency-encounter-full",
        "type.0",
        _code("incident-type", "sickness"),
        "incident-type VS",
        "GP",
    ),
    Fault(
        "urgency-of-the-telephone",
        "emergency-encounter-full",
        "priority",
        _code("urgency-phone", "orange"),
        "urgency-scene VS",
        "GP",
    ),
    Fault("mission-that-ended-never", "emergency-encounter-full", "period.end", GONE, "kyu-ended", "GNP"),
    Fault("mission-without-case", "emergency-encounter-full", "identifier.0", GONE, "identifier:case 1..1", "GNP"),
    Fault("mission-of-nobody", "emergency-encounter-full", "subject", GONE, "subject 1..1", "GNP"),
    Fault(
        "ending-unknown",
        "emergency-encounter-full",
        "hospitalization.dischargeDisposition",
        _code("closing", "gone"),
        "closing VS",
        "GP",
    ),
    Fault("vehicle-on-another-planet", "vehicle-full", "position.latitude", 134.39, "kyu-position", "GNP"),
    Fault("arrival-of-no-time", "vehicle-full", "extension.1", GONE, "kyu-eta", "GNP"),
    Fault("vehicle-that-is-a-building", "vehicle-full", "physicalType.coding.0.code", "bu", "physicalType = ve", "GNP"),
    Fault("organisation-of-no-kind", "organisation-full", "type", GONE, "type 1..1", "GNP"),
    # vital signs and findings
    Fault(
        "heart-rate-under-another-code", "heart-rate-full", "code.coding.0.code", "9279-1", "code.coding:loinc", "GNP"
    ),
    Fault("heart-rate-in-hertz", "heart-rate-full", "valueQuantity.code", "Hz", "UCUM /min", "GNP"),
    Fault("heart-rate-beyond-life", "heart-rate-full", "valueQuantity.value", 900, "kyu-heart-rate", "GNP"),
    Fault("heart-rate-as-text", "heart-rate-full", "valueQuantity.value", "118", "decimal", "GNP"),
    Fault("vital-sign-without-time", "heart-rate-full", "effectiveDateTime", GONE, "effective[x] 1..1", "GNP"),
    Fault("vital-sign-of-a-day", "heart-rate-full", "effectiveDateTime", "2026-11-23", "kyu-effective", "GNP"),
    Fault("vital-sign-of-nobody", "heart-rate-full", "subject", GONE, "subject 1..1", "GNP"),
    Fault("vital-sign-of-a-device", "heart-rate-full", "subject.reference", "Device/1", "kyu-subject", "GNP"),
    Fault("vital-sign-without-jp-category", "heart-rate-full", "category.0", GONE, "category:jp 1..1", "GNP"),
    Fault(
        "vital-sign-called-laboratory",
        "heart-rate-full",
        "category.1.coding.0.code",
        "laboratory",
        "category:hl7",
        "GP",
    ),
    Fault("saturation-in-parts", "oxygen-saturation-full", "valueQuantity.value", 191, "kyu-oxygen-saturation", "GNP"),
    Fault(
        "saturation-without-its-second-code",
        "oxygen-saturation-full",
        "code.coding.1",
        GONE,
        "code.coding:arterial 1..1",
        "GNP",
    ),
    Fault("temperature-in-fahrenheit", "body-temperature-full", "valueQuantity.code", "[degF]", "UCUM Cel", "GNP"),
    Fault("pressure-upside-down", "blood-pressure-full", "component.0.valueQuantity.value", 30, "kyu-pressure", "GNP"),
    Fault("pressure-without-diastolic", "blood-pressure-full", "component.1", GONE, "component:diastolic 1..1", "GNP"),
    Fault(
        "pressure-without-reason",
        "blood-pressure-by-palpation",
        "component.1.dataAbsentReason",
        GONE,
        "kyu-part-or-reason",
        "GNP",
    ),
    Fault("coma-score-that-does-not-add-up", "gcs-full", "valueQuantity.value", 15, "kyu-gcs-total", "GNP"),
    Fault("coma-score-without-motor", "gcs-full", "component.2", GONE, "component:motor 1..1", "GNP"),
    Fault("eye-opening-of-five", "gcs-full", "component.0.valueQuantity.value", 5, "kyu-gcs-parts", "GNP"),
    Fault("jcs-that-does-not-exist", "jcs-full", "valueCodeableConcept", _code("jcs", "50"), "jcs VS", "GP"),
    Fault("jcs-as-a-number", "jcs-full", "valueCodeableConcept", GONE, "value[x] 1..1", "GNP"),
    Fault("rhythm-as-words", "rhythm-full", "valueCodeableConcept", {"text": "サイナス"}, "kyu-concept", "GNP"),
    Fault("pupil-of-an-owl", "pupils-full", "component.0.valueQuantity.value", 25, "kyu-pupils", "GNP"),
    Fault("danger-that-is-none", "dangers-full", "valueBoolean", False, "kyu-dangers", "GNP"),  # noqa: FBT003  a value
    Fault("time-mark-unknown", "time-mark-full", "code", _code("time-mark", "lunch"), "time-mark VS", "GP"),
    Fault("time-mark-without-offset", "time-mark-full", "valueDateTime", "2026-11-23", "kyu-time", "GNP"),
    Fault(
        "severity-of-the-crew",
        "severity-full",
        "valueCodeableConcept",
        _code("urgency-scene", "red"),
        "severity VS",
        "GP",
    ),
    Fault(
        "acuity-of-no-system", "acuity-full", "valueCodeableConcept", {"coding": [{"code": "2"}]}, "kyu-concept", "GNP"
    ),
    Fault("tag-of-jtas", "triage-tag-full", "valueCodeableConcept", _code("urgency-jtas", "1"), "triage-tag VS", "GP"),
    Fault(
        "utstein-time-that-is-a-word",
        "utstein-full",
        "component.1",
        {"code": _code("utstein-item", "collapsed-at"), "valueString": "10時ごろ"},
        "kyu-utstein-time",
        "GNP",
    ),
    Fault(
        "circulation-that-never-returned",
        "utstein-full",
        "component.8.valueBoolean",
        False,  # noqa: FBT003  a value
        "kyu-utstein-rosc",
        "GNP",
    ),
    # treatment, complaint, diagnosis, change
    Fault("treatment-unknown", "treatment-full", "code", _code("treatment", "prayer"), "treatment VS", "GP"),
    Fault("treatment-of-no-time", "treatment-full", "performedDateTime", GONE, "performed[x] 1..1", "GNP"),
    Fault("drug-without-amount", "drug-given-full", "dosage.dose", GONE, "mad-1", "GP"),
    Fault(
        "complaint-that-is-certain",
        "chief-complaint-full",
        "verificationStatus.coding.0.code",
        "confirmed",
        "provisional",
        "GNP",
    ),
    Fault("complaint-without-words", "chief-complaint-full", "code.text", GONE, "code.text 1..1", "GNP"),
    Fault(
        "diagnosis-that-is-a-guess",
        "diagnosis-full",
        "verificationStatus.coding.0.code",
        "provisional",
        "confirmed",
        "GNP",
    ),
    Fault("change-that-can-wait", "change-report-full", "priority", "routine", "priority = stat", "GNP"),
    Fault("change-without-sender", "change-report-full", "sender", GONE, "sender 1..1", "GNP"),
    # asking and answering
    Fault(
        "request-that-names-a-hospital",
        "acceptance-request-full",
        "performer",
        [{"reference": "Organization/h-001"}],
        "performer 0..0",
        "GNP",
    ),
    Fault("request-that-is-a-plan", "acceptance-request-full", "intent", "plan", "intent = order", "GNP"),
    Fault("decline-without-reason", "inquiry-declined", "statusReason", GONE, "kyu-declined", "GNP"),
    Fault(
        "decline-of-another-list",
        "inquiry-declined",
        "statusReason",
        _code("withdrawal-reason", "closed"),
        "kyu-declined",
        "GNP",
    ),
    Fault("answer-that-contradicts-itself", "inquiry-full", "status", "rejected", "kyu-answer-state", "GNP"),
    Fault("inquiry-at-nobody", "inquiry-full", "owner", GONE, "owner 1..1", "GNP"),
    Fault("inquiry-at-a-person", "inquiry-full", "owner", {"reference": "Patient/x"}, "kyu-owner", "GNP"),
    Fault("inquiry-in-no-state", "inquiry-full", "businessStatus", GONE, "businessStatus 1..1", "GNP"),
    Fault(
        "capacity-of-an-organisation",
        "capacity-full",
        "subject",
        {"reference": "Organization/h-001"},
        "subject: Location",
        "GP",
    ),
    Fault("capacity-of-no-specialty", "capacity-full", "component.0", GONE, "component:specialty 1..1", "GNP"),
    Fault("half-a-bed", "capacity-full", "component.1.valueQuantity.value", 1.5, "kyu-beds", "GNP"),
    Fault("capacity-in-words", "capacity-full", "valueCodeableConcept", {"text": "まあまあ"}, "kyu-concept", "GNP"),
    # マイナ救急
    Fault("look-that-writes", "myna-view-full", "action", "U", "action = R", "GNP"),
    Fault("look-that-never-ends", "myna-view-full", "period", GONE, "period 1..1", "GNP"),
    Fault("drug-of-no-known-source", "myna-medication-full", "meta.source", GONE, "meta.source 1..1", "GNP"),
    # private transport
    Fault("ride-for-no-purpose", "transport-request-full", "code", GONE, "code 1..1", "GNP"),
    Fault("ride-that-is-an-emergency", "transport-request-full", "priority", "stat", "priority = routine", "GNP"),
    Fault("ride-to-nowhere", "transport-request-full", "locationReference.1", GONE, "locationReference 2..2", "GNP"),
    Fault(
        "ride-for-fun",
        "transport-request-full",
        "reasonCode.0",
        _code("transfer-reason", "fun"),
        "transfer-reason VS",
        "GP",
    ),
    Fault(
        "need-of-nothing-known",
        "transport-request-full",
        "orderDetail.0",
        _code("mobility", "flying"),
        "transport-need VS",
        "GP",
    ),
    Fault("switch-that-can-wait", "transport-switch-full", "priority", "routine", "priority = stat", "GNP"),
    # attachments
    Fault(
        "attachment-that-is-nowhere",
        "attachment-full",
        "content.0.attachment.url",
        GONE,
        "content.attachment.url 1..1",
        "GNP",
    ),
    Fault(
        "attachment-of-an-unknown-kind",
        "attachment-full",
        "type",
        _code("attachment-kind", "selfie"),
        "attachment-kind VS",
        "GP",
    ),
    # the hand-over and the proof
    Fault("handover-of-another-type", "handover-full", "type.coding.0.code", "34133-9", "type.coding:loinc", "GNP"),
    Fault("handover-of-nobody", "handover-full", "subject", GONE, "subject 1..1", "GNP"),
    Fault("signature-of-no-time", "handover-full", "attester.0.time", GONE, "kyu-attested", "GNP"),
    Fault("document-that-is-a-collection", "handover-document-minimal", "type", "collection", "type = document", "GNP"),
    Fault("document-without-composition", "handover-document-minimal", "entry.0", GONE, "kyu-document", "GNP"),
    Fault("document-without-identifier", "handover-document-minimal", "identifier", GONE, "identifier 1..1", "GNP"),
    Fault("proof-of-nothing", "submission-provenance-full", "target", GONE, "target 1..*", "MGNP"),
    Fault(
        "proof-of-an-unknown-act",
        "submission-provenance-full",
        "activity",
        _code("submission-kind", "sing"),
        "submission-kind VS",
        "GP",
    ),
    Fault(
        "proof-without-key",
        "submission-provenance-full",
        "entity.0.what",
        {"display": "x"},
        "entity.what.identifier 1..1",
        "GNP",
    ),
    Fault(
        "extension-that-nobody-defined",
        "casualty-full",
        "extension.+",
        {"url": f"{BASE}/StructureDefinition/shoe-size", "valueString": "27"},
        "extensions are defined",
        "GP",
    ),
    Fault("element-that-does-not-exist", "heart-rate-full", "pulse", 118, "R4", "MGNP"),
    Fault("empty-list", "heart-rate-full", "note", [], "JSON of FHIR", "GP"),
)


def planted(examples: dict[str, Content]) -> Iterator[tuple[str, Content]]:
    """Yields every example that was spoiled, by the name of its fault."""
    for fault in FAULTS:
        yield fault.name, fault.planted(examples[fault.example])
