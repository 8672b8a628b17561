"""A hospital and what it can take: Organization, Location, and one Observation for each specialty."""

from hub.domain.codes import Level, OrganisationKind, Specialty
from hub.domain.document import section
from hub.domain.events import CapacityPublished
from hub.domain.hospital import Hospital
from hub.domain.people import Organisation
from hub.fhir import profiles
from hub.fhir.codes import ORGANISATION_ID, UCUM, Content, ObservationKind, category, coded
from hub.fhir.resource import Page, Resource, encode, organisation, reference, words

_SURVEY = category("survey")
NO_COMMENT = "備考なし"
"""The text of a note that only names who was the source, for R4 wants one."""


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
        "performer": [organisation(event.by or event.facility)],
        "valueCodeableConcept": coded(Level, stated["level"]),
        "note": _note(words(stated.get("source")), comment),
        "component": component,
    }
    return page.resource("Observation", f"{event.facility}-{event.specialty}", profiles.CAPACITY, content)


def _note(source: str | None, comment: str | None) -> list[Content] | None:
    """Returns the comment, with the name of the system by whose word an authority spoke."""
    if source:
        return [{"authorString": source, "text": comment or NO_COMMENT}]
    return [{"text": comment}] if comment else None


def participant(page: Page, known: Organisation) -> tuple[Resource, Resource]:
    """Returns an organisation of the directory and the place where it is."""
    return (
        page.resource("Organization", known.id, profiles.ORGANISATION, _organization(known)),
        page.resource("Location", known.id, profiles.PLACE, _place(known)),
    )


def listed(known: Organisation) -> tuple[Resource, Resource]:
    """Returns an organisation and its place as the directory knows them, of which there are no versions."""
    return (
        _unversioned("Organization", known.id, profiles.ORGANISATION, _organization(known)),
        _unversioned("Location", known.id, profiles.PLACE, _place(known)),
    )


def _unversioned(kind: str, identity: str, profile: str, content: Content) -> Resource:
    stated = {name: value for name, value in content.items() if value is not None}
    meta = {"profile": [profile]}
    return Resource(kind, identity, encode({"resourceType": kind, "id": identity, "meta": meta, **stated}))


def _identifier(known: Organisation) -> list[Content]:
    return [{"system": ORGANISATION_ID, "value": known.id}]


def _phone(known: Organisation) -> list[Content] | None:
    return [{"system": "phone", "value": known.phone}] if known.phone else None


def _organization(known: Organisation) -> Content:
    return {
        "identifier": _identifier(known),
        "active": True,
        "type": [coded(OrganisationKind, known.kind.value)],
        "name": known.name,
        "alias": [known.name_en] if known.name_en else None,
        "telecom": _phone(known),
    }


def _place(known: Organisation) -> Content:
    is_placed = known.latitude is not None and known.longitude is not None
    return {
        "identifier": _identifier(known),
        "status": "active",
        "name": known.name,
        "mode": "instance",
        "telecom": _phone(known),
        "position": {"longitude": known.longitude, "latitude": known.latitude} if is_placed else None,
        "managingOrganization": organisation(known.id),
    }
