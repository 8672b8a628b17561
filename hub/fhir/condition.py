"""Conditions: what the crew was called for, and what the hospital found."""

from typing import Final

from hub.domain.document import Document, section
from hub.domain.events import OutcomeRecorded
from hub.fhir import profiles
from hub.fhir.codes import Content, concept, hl7
from hub.fhir.resource import Page, Resource, words

SUSPECTED: Final = "推定傷病名: "
"""Stands before what a crew suspects: it is no diagnosis."""

_ACTIVE: Final = concept(hl7("condition-clinical", "active", "Active"))
_PROVISIONAL: Final = concept(hl7("condition-ver-status", "provisional", "Provisional"))
_CONFIRMED: Final = concept(hl7("condition-ver-status", "confirmed", "Confirmed"))
_CATEGORY: Final = [concept(hl7("condition-category", "encounter-diagnosis", "Encounter Diagnosis"))]


def complaint(page: Page, document: Document) -> Resource | None:
    """Returns the chief complaint (主訴) with the condition the crew suspects (推定傷病名) as its note."""
    known = section(document, "complaint")
    chief, suspected = words(known.get("chief_complaint")), words(known.get("suspected_condition"))
    if chief is None and suspected is None:
        return None
    content: Content = {
        "clinicalStatus": _ACTIVE,
        "verificationStatus": _PROVISIONAL,
        "category": _CATEGORY,
        "code": {"text": chief or f"{SUSPECTED}{suspected}"},
        "subject": page.patient,
        "encounter": page.encounter,
        "onsetDateTime": known.get("onset_at"),
        "note": [{"text": f"{SUSPECTED}{suspected}"}] if chief and suspected else None,
    }
    return page.resource("Condition", f"{page.subject}-complaint", profiles.COMPLAINT, content)


def diagnosis(page: Page, event: OutcomeRecorded, outcome: Document) -> Resource | None:
    """Returns the physician's diagnosis (傷病名); who made it stands in its Provenance."""
    found = words(outcome.get("diagnosis"))
    if found is None:
        return None
    content: Content = {
        "clinicalStatus": _ACTIVE,
        "verificationStatus": _CONFIRMED,
        "category": _CATEGORY,
        "code": {"text": found},
        "subject": page.patient,
        "encounter": page.encounter,
        "recordedDate": event.at,
    }
    return page.resource("Condition", f"{page.subject}-diagnosis", profiles.DIAGNOSIS, content)
