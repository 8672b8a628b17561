"""マイナ救急 as FHIR: a look is an AuditEvent, what the crew passed on are coded types that name where it came from.

Texts stand as they were seen: no code is made of them here. ``meta.source`` tells the record from what a crew was told.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from hub.domain.events import MynaRecordShared, MynaRecordViewed
from hub.domain.myna_codes import LegalBasis, MynaMethod, MynaResult
from hub.fhir import profiles
from hub.fhir.codes import BASE, DCM, LEGAL_BASIS, Content, coded, coding, concept, hl7, own_coding
from hub.fhir.resource import Page, Resource, words

SOURCE: Final = f"{BASE}/source/myna-kyukyu"
"""``meta.source`` of what came from マイナ救急; the submission's key follows behind ``#``."""

_QUERY: Final = coding(DCM, "110112", "Query")
_PATIENT: Final = hl7("object-role", "1", "Patient")
_ACTIVE: Final = concept(hl7("allergyintolerance-clinical", "active", "Active"))
_UNCONFIRMED: Final = "Unconfirmed"
_ALLERGY_UNCONFIRMED: Final = concept(hl7("allergyintolerance-verification", "unconfirmed", _UNCONFIRMED))
_CONDITION_UNCONFIRMED: Final = concept(hl7("condition-ver-status", "unconfirmed", _UNCONFIRMED))
_PROBLEM: Final = [concept(hl7("condition-category", "problem-list-item", "Problem List Item"))]
_DONE: Final = {MynaResult.VIEWED.value, MynaResult.NO_RECORDS.value}


def look(page: Page, event: MynaRecordViewed) -> Resource:
    """Returns the look, or why there was none: who, when, on what ground, with what result, until when."""
    said = event.values
    subtype = [own_coding(MynaResult(str(said["result"])))]
    if "method" in said:
        subtype.append(own_coding(MynaMethod(str(said["method"]))))
    agent: Content = {"who": page.performer, "requestor": True}
    if by := words(said.get("by")):
        agent["name"] = by
    content: Content = {
        "extension": [_ground(said["basis"])] if "basis" in said else None,
        "type": _QUERY,
        "subtype": subtype,
        "action": "R",
        "period": {"start": event.at, "end": said["expires_at"]} if "expires_at" in said else {"start": event.at},
        "recorded": page.recorded_at,
        "outcome": "0" if said["result"] in _DONE else "4",
        "agent": [agent],
        "source": {"observer": page.performer},
        "entity": [{"what": page.patient, "role": _PATIENT}, {"what": page.encounter}],
    }
    return page.resource("AuditEvent", f"{page.prefix}-myna-view", profiles.MYNA_VIEW, content)


def _ground(basis: object) -> Content:
    """Returns the ground of the look (閲覧の根拠)."""
    return {"url": LEGAL_BASIS, "valueCodeableConcept": coded(LegalBasis, basis)}


def passed_on(page: Page, event: MynaRecordShared) -> Iterator[Resource]:
    """Yields a resource for each entry that the crew passed on."""
    for name, (render, suffix) in _ENTRIES.items():
        entries = event.values.get(name)
        for number, entry in enumerate(entries if isinstance(entries, list) else []):
            if text := words(entry):
                yield render(page, event.at, f"{page.prefix}-myna-{suffix}-{number}", {"text": text})


def _medication(page: Page, at: str, identity: str, text: Content) -> Resource:
    content: Content = {
        "status": "unknown",
        "medicationCodeableConcept": text,
        "subject": page.patient,
        "context": page.encounter,
        "dateAsserted": at,
        "informationSource": page.performer,
    }
    return page.resource("MedicationStatement", identity, profiles.MYNA_MEDICATION, content)


def _allergy(page: Page, at: str, identity: str, text: Content) -> Resource:
    content: Content = {
        "clinicalStatus": _ACTIVE,
        "verificationStatus": _ALLERGY_UNCONFIRMED,
        "code": text,
        "patient": page.patient,
        "encounter": page.encounter,
        "recordedDate": at,
    }
    return page.resource("AllergyIntolerance", identity, profiles.MYNA_ALLERGY, content)


def _condition(page: Page, at: str, identity: str, text: Content) -> Resource:
    content: Content = {
        "verificationStatus": _CONDITION_UNCONFIRMED,
        "category": _PROBLEM,
        "code": text,
        "subject": page.patient,
        "encounter": page.encounter,
        "recordedDate": at,
    }
    return page.resource("Condition", identity, profiles.MYNA_CONDITION, content)


def _procedure(page: Page, _at: str, identity: str, text: Content) -> Resource:
    content: Content = {"status": "unknown", "code": text, "subject": page.patient, "encounter": page.encounter}
    return page.resource("Procedure", identity, profiles.MYNA_PROCEDURE, content)


_ENTRIES: Final[Mapping[str, tuple[Callable[[Page, str, str, Content], Resource], str]]] = {
    "medications": (_medication, "medication"),
    "allergies": (_allergy, "allergy"),
    "conditions": (_condition, "condition"),
    "procedures": (_procedure, "procedure"),
}
