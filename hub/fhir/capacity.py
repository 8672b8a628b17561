"""A hospital and what it can take: Organization, Location, and one Observation for each specialty."""

from hub.domain.codes import Level, OrganisationKind, Specialty
from hub.domain.document import section
from hub.domain.events import CapacityPublished
from hub.domain.hospital import Hospital
from hub.domain.people import Organisation
from hub.fhir.codes import ORGANISATION_ID, UCUM, Content, ObservationKind, category, coded
from hub.fhir.resource import Page, Resource, organisation, reference, words

_SURVEY = category("survey")


def capacity(page: Page, hospital: Hospital, event: CapacityPublished) -> Resource:
    """Returns 応需情報 of one specialty: ◎○△×, free beds, and until when the word is good.

    The subject is the hospital's Location, for R4 does not let an Organization be the subject of an Observation.
    """
    stated = section(section(hospital.document, "capacity"), event.specialty)
    at, until = str(stated["at"]), stated.get("valid_until")
    comment = words(stated.get("comment"))
    component: list[Content] = [
        {
            "code": coded(ObservationKind, ObservationKind.SPECIALTY),
            "valueCodeableConcept": coded(Specialty, event.specialty),
        }
    ]
    if "beds" in stated:
        beds = {"value": stated["beds"], "unit": "床", "system": UCUM, "code": "{bed}"}
        component.append({"code": coded(ObservationKind, ObservationKind.BEDS), "valueQuantity": beds})
    lasts = until is not None and str(until) >= at
    content: Content = {
        "status": "final",
        "category": _SURVEY,
        "code": coded(ObservationKind, ObservationKind.CAPACITY),
        "subject": reference("Location", event.facility),
        "effectiveDateTime": None if lasts else at,
        "effectivePeriod": {"start": at, "end": until} if lasts else None,
        "issued": page.recorded_at,
        "performer": [organisation(event.facility)],
        "valueCodeableConcept": coded(Level, stated["level"]),
        "note": [{"text": comment}] if comment else None,
        "component": component,
    }
    return page.resource("Observation", f"{event.facility}-{event.specialty}", content)


def participant(page: Page, known: Organisation) -> tuple[Resource, Resource]:
    """Returns an organisation of the directory and the place where it is."""
    phone = [{"system": "phone", "value": known.phone}] if known.phone else None
    identifier: list[Content] = [{"system": ORGANISATION_ID, "value": known.id}]
    body: Content = {
        "identifier": identifier,
        "active": True,
        "type": [coded(OrganisationKind, known.kind.value)],
        "name": known.name,
        "alias": [known.name_en] if known.name_en else None,
        "telecom": phone,
    }
    is_placed = known.latitude is not None and known.longitude is not None
    place: Content = {
        "identifier": identifier,
        "status": "active",
        "name": known.name,
        "mode": "instance",
        "telecom": phone,
        "position": {"longitude": known.longitude, "latitude": known.latitude} if is_placed else None,
        "managingOrganization": organisation(known.id),
    }
    return page.resource("Organization", known.id, body), page.resource("Location", known.id, place)
