"""The case itself: the Encounter, its patient, its scene and the vehicle."""

from typing import Final

from hub.domain.case import Case
from hub.domain.codes import AgeBand, CaseStatus, Closing, IncidentType, Urgency
from hub.domain.document import Document, section
from hub.fhir import profiles
from hub.fhir.codes import (
    AGE,
    AGE_BAND,
    ALLOTTED,
    CASE_ID,
    CONFIRMED_AT,
    CONFIRMED_BY_PHONE,
    ETA,
    INCIDENT_ID,
    NAME_REPRESENTATION,
    PATIENT_ID,
    POSITIONED_AT,
    UCUM,
    UNIT_ID,
    Content,
    ParticipantKind,
    coded,
    concept,
    hl7,
)
from hub.fhir.resource import Page, Resource, organisation, reference, stated, words

_FIELD: Final = hl7("v3-ActCode", "FLD", "field")
_VEHICLE: Final = concept(hl7("location-physical-type", "ve", "Vehicle"))
_NOBODY: Final = {Closing.NO_PATIENT.value, Closing.CANCELLED.value}


def encounter(page: Page, case: Case) -> Resource:
    """Returns the Encounter: one ambulance mission for one patient (救急活動)."""
    document = case.document
    incident, complaint = section(document, "incident"), section(document, "complaint")
    identifier: list[Content] = [{"system": CASE_ID, "value": page.subject}]
    if number := words(incident.get("number")):
        assigner = organisation(case.department)
        identifier.append({"system": INCIDENT_ID, "value": number, "assigner": assigner})
    locations = [{"location": reference("Location", f"{page.subject}-vehicle")}]
    if has_scene(incident):
        locations.insert(0, {"location": reference("Location", f"{page.subject}-scene")})
    content: Content = {
        "identifier": identifier,
        "status": _status(case),
        "class": _FIELD,
        "type": [coded(IncidentType, incident["type"])] if "type" in incident else None,
        "priority": coded(Urgency, complaint["urgency"]) if "urgency" in complaint else None,
        "subject": page.patient,
        "participant": _receiver(document),
        "period": _period(document),
        "reasonReference": [reference("Condition", f"{page.subject}-complaint")] if has_complaint(complaint) else None,
        "diagnosis": _diagnosis(page, document),
        "hospitalization": _hospitalization(document),
        "location": locations,
        "serviceProvider": organisation(case.department),
    }
    return page.resource("Encounter", page.subject, profiles.ENCOUNTER, content)


def has_scene(incident: Document) -> bool:
    """Tells whether there is a Location of the scene to point to."""
    return any(name in incident for name in ("scene_address", "scene_latitude", "scene_longitude"))


def has_complaint(complaint: Document) -> bool:
    """Tells whether there is a Condition of the complaint to point to."""
    return any(words(complaint.get(name)) for name in ("chief_complaint", "suspected_condition"))


def _status(case: Case) -> str:
    if case.status is CaseStatus.OPEN:
        return "in-progress"
    return "cancelled" if section(case.document, "closing").get("closing") in _NOBODY else "finished"


def _period(document: Document) -> Content:
    """Returns the Encounter's period; a hand-over that was placed before the opening moves its start, never its end."""
    start = str(document["opened_at"])
    end = section(document, "handover").get("handed_over_at") or section(document, "closing").get("closed_at")
    return {"start": start} if end is None else {"start": min(start, str(end)), "end": end}


def _receiver(document: Document) -> list[Content] | None:
    """Returns the physician whom the crew handed over to, by the name the crew wrote down."""
    receiver = words(section(document, "handover").get("received_by"))
    if receiver is None:
        return None
    kind = coded(ParticipantKind, ParticipantKind.RECEIVER)
    return [{"type": [kind], "individual": {"type": "Practitioner", "display": receiver}}]


def _diagnosis(page: Page, document: Document) -> list[Content] | None:
    if not words(section(document, "outcome").get("diagnosis")):
        return None
    return [{"condition": reference("Condition", f"{page.subject}-diagnosis")}]


def _hospitalization(document: Document) -> Content | None:
    destination, closing = section(document, "destination"), section(document, "closing")
    content: Content = {}
    if destination:
        extension: list[Content] = [{"url": CONFIRMED_AT, "valueDateTime": destination["confirmed_at"]}]
        if "is_by_phone" in destination:
            extension.append({"url": CONFIRMED_BY_PHONE, "valueBoolean": destination["is_by_phone"]})
        if "is_allotted" in destination:
            extension.append({"url": ALLOTTED, "valueBoolean": destination["is_allotted"]})
        if "eta_minutes" in destination:
            extension.append({"url": ETA, "valueUnsignedInt": destination["eta_minutes"]})
        content = {"extension": extension, "destination": organisation(str(destination["facility"]))}
    if closing:
        content["dischargeDisposition"] = coded(Closing, closing["closing"], words(closing.get("detail")))
    return content or None


def patient(page: Page, document: Document) -> Resource:
    """Returns the Patient; a case id of temporary use stands for the identity that nobody may know yet."""
    known = section(document, "patient")
    phone, address = words(known.get("phone")), words(known.get("address"))
    content: Content = {
        "extension": _age(known),
        "identifier": [{"use": "temp", "system": PATIENT_ID, "value": page.subject}],
        "name": [
            name
            for name in (
                _name("IDE", known.get("family_name"), known.get("given_name")),
                _name("SYL", known.get("family_kana"), known.get("given_kana")),
            )
            if name
        ]
        or None,
        "telecom": [{"system": "phone", "value": phone}] if phone else None,
        "gender": known.get("sex"),
        "birthDate": known.get("birth_date"),
        "address": [{"text": address}] if address else None,
    }
    return page.resource("Patient", page.subject, profiles.PATIENT, content)


def _name(representation: str, family: object, given: object) -> Content | None:
    """Returns a name as JP Core asks for it: one entry in kanji (IDE), one in kana (SYL)."""
    parts = [part for part in (words(family), words(given)) if part]
    if not parts:
        return None
    first = words(given)
    return stated(
        {
            "extension": [{"url": NAME_REPRESENTATION, "valueCode": representation}],
            "use": "official",
            "text": " ".join(parts),
            "family": words(family),
            "given": [first] if first else None,
        }
    )


def _age(known: Document) -> list[Content] | None:
    """Returns the age as the crew states it, where no birth date is known it is all there is.

    It is a Quantity, for the type Age wants more than a neonate's 0 (age-1).
    """
    extension: list[Content] = []
    if "age_years" in known:
        years = {"value": known["age_years"], "unit": "歳", "system": UCUM, "code": "a"}
        extension.append({"url": AGE, "valueQuantity": years})
    if "age_band" in known:
        extension.append({"url": AGE_BAND, "valueCodeableConcept": coded(AgeBand, known["age_band"])})
    return extension or None


def scene(page: Page, document: Document) -> Resource:
    """Returns the Location where the patient was found (発生場所)."""
    incident = section(document, "incident")
    address = words(incident.get("scene_address"))
    content: Content = {
        "status": "active",
        "description": "発生場所",
        "mode": "instance",
        "address": {"text": address} if address else None,
        "position": _position(incident.get("scene_latitude"), incident.get("scene_longitude")),
    }
    return page.resource("Location", f"{page.subject}-scene", profiles.SCENE, content)


def vehicle(page: Page, case: Case) -> Resource:
    """Returns the Location of the ambulance, with the newest position that was journalled (救急車)."""
    at = section(case.document, "position")
    extension: list[Content] = []
    if "eta_minutes" in at:
        extension.append({"url": ETA, "valueUnsignedInt": at["eta_minutes"]})
    if "at" in at:
        extension.append({"url": POSITIONED_AT, "valueDateTime": at["at"]})
    content: Content = {
        "extension": extension or None,
        "identifier": [{"system": UNIT_ID, "value": case.unit}] if case.unit else None,
        "status": "active",
        "description": "救急車",
        "mode": "instance",
        "physicalType": _VEHICLE,
        "position": _position(at.get("latitude"), at.get("longitude")),
        "managingOrganization": organisation(case.department),
    }
    return page.resource("Location", f"{page.subject}-vehicle", profiles.VEHICLE, content)


def _position(latitude: object, longitude: object) -> Content | None:
    """Returns a WGS 84 position; FHIR knows no half of one."""
    if latitude is None or longitude is None:
        return None
    return {"longitude": longitude, "latitude": latitude}
