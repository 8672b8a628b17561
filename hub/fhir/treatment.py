"""What the crew did and what changed: Procedure, MedicationAdministration and Communication."""

from collections.abc import Mapping
from typing import Final

from hub.domain.codes import Change, Treatment
from hub.domain.events import ChangeReported, TreatmentRecorded, Values
from hub.fhir import profiles
from hub.fhir.codes import AMOUNT, Content, coded
from hub.fhir.resource import Page, Resource, words

_DRUGS: Final = {Treatment.ADRENALINE.value, Treatment.GLUCOSE.value}


def treatment(page: Page, event: TreatmentRecorded) -> Resource:
    """Returns what was done: a drug as MedicationAdministration, everything else as Procedure (処置)."""
    values = event.values
    detail = words(values.get("detail"))
    done = coded(Treatment, values["treatment"])
    amount = _amount(values)
    note = [{"text": detail}] if detail else None
    identity = f"{page.prefix}-treatment"
    if kind_of(values) == "MedicationAdministration":
        given: Content = {
            "status": "completed",
            "medicationCodeableConcept": done,
            "subject": page.patient,
            "context": page.encounter,
            "effectiveDateTime": event.at,
            "dosage": {"dose": amount} if amount else None,
            "note": note,
        }
        return page.resource("MedicationAdministration", identity, profiles.DRUG, given)
    content: Content = {
        "extension": [{"url": AMOUNT, "valueQuantity": amount}] if amount else None,
        "status": "completed",
        "code": done,
        "subject": page.patient,
        "encounter": page.encounter,
        "performedDateTime": event.at,
        "performer": [{"actor": page.performer}],
        "note": note,
    }
    return page.resource("Procedure", identity, profiles.TREATMENT, content)


def kind_of(values: Mapping[str, object]) -> str:
    """Returns the type of resource that a treatment becomes."""
    return "MedicationAdministration" if values["treatment"] in _DRUGS else "Procedure"


def _amount(values: Values) -> Content | None:
    if "amount" not in values:
        return None
    unit = words(values.get("unit"))
    return {"value": values["amount"], "unit": unit} if unit else {"value": values["amount"]}


def change(page: Page, event: ChangeReported) -> Resource:
    """Returns the message that the patient's condition has changed (容態変化)."""
    detail = words(event.values.get("detail"))
    content: Content = {
        "status": "completed",
        "priority": "stat",
        "subject": page.patient,
        "topic": coded(Change, event.values["change"]),
        "encounter": page.encounter,
        "sent": event.at,
        "sender": page.performer,
        "payload": [{"contentString": detail}] if detail else None,
    }
    return page.resource("Communication", f"{page.prefix}-change", profiles.CHANGE, content)
