"""The call in FHIR, as a command centre says it before a crew arrives (119番通報).

A mission is a call where it states its number, the unit that goes and the time of the call. What a command centre says
of any other mission is kept.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from hub.domain.codes import AgeBand, IncidentType, TimeMark, Urgency
from hub.fhir.codes import AGE, AGE_BAND, INCIDENT_ID, SYSTEMS, UCUM, UNIT_ID, ObservationKind
from hub.fhir.condition import SUSPECTED
from hub.fhir.reading.crew import GONE, complaint_of, is_exercise, is_vehicle, scene, scene_of
from hub.fhir.reading.notebook import Notebook
from hub.fhir.reading.person import age
from hub.fhir.reading.source import STANDS, Source, coded, codings, extension, first, members, moment

Json = Any

_MARKS: Final = {
    (SYSTEMS[TimeMark], TimeMark.CALL_RECEIVED.value): "call_received_at",
    (SYSTEMS[TimeMark], TimeMark.ORDERED.value): "ordered_at",
    (SYSTEMS[TimeMark], TimeMark.DISPATCHED.value): "dispatched_at",
}
_OWN: Final = SYSTEMS[ObservationKind]
_REPORT: Final = (_OWN, ObservationKind.CALL_REPORT.value)
_PATIENTS: Final = (_OWN, ObservationKind.PATIENTS.value)
_READ: Final[Mapping[str, tuple[str, ...]]] = {
    "Encounter": (
        "identifier", "status", "class", "type", "priority", "subject", "period", "reasonReference", "location",
        "serviceProvider",
    ),
    "Patient": ("identifier", "gender", "extension", "active"),
    "Condition": ("clinicalStatus", "verificationStatus", "category", "code", "subject", "encounter", "identifier"),
    "Location": (
        "identifier", "status", "description", "mode", "physicalType", "managingOrganization", "address", "position",
    ),
    "Observation": (
        "status", "category", "code", "subject", "encounter", "effectiveDateTime", "issued", "performer", "identifier",
        "valueDateTime", "valueString", "valueQuantity",
    ),
}  # fmt: skip
"""Members that are read, or follow from what is read."""


def incident(book: Notebook, mission: Source, sources: list[Source]) -> None:
    """Reads the call that a mission goes out for; one that lacks a part of it opens nothing."""
    said = _Call(book, mission, sources)
    number = first(each.get("value") for each in mission.each("identifier") if each.get("system") == INCIDENT_ID)
    unit, times = said.unit(), said.times()
    if mission.text("status") in GONE or not (number and unit and "call_received_at" in times):
        return
    period = first(mission.each("period")) or {}
    data = {
        "incident_number": number,
        "unit": unit,
        **{name: at.isoformat() for name, at in times.items()},
        "incident_type": first(coded(each, IncidentType) for each in mission.each("type")),
        "urgency": first(coded(each, Urgency) for each in mission.each("priority")),
        "chief_complaint": said.complaint(),
        "call_report": said.report(),
        "patients": said.patients(),
        "is_exercise": True if is_exercise(mission) else None,
        **said.scene(),
        **said.patient(),
    }
    book.says("open-incident", said.used, moment(period.get("start")) or times["call_received_at"], **data)
    for source in said.used:
        book.keeps(*source.left(*_READ[source.type]), *_left_parts(source))


def _left_parts(source: Source) -> Iterator[str]:
    """Yields what is no age of a patient, and where a vehicle is: that is its crew's to say."""
    for index, each in enumerate(source.each("extension") if source.type == "Patient" else ()):
        if each.get("url") not in {AGE, AGE_BAND}:
            yield f"{source.path}.extension[{index}]"
    if is_vehicle(source) and source.each("position"):
        yield f"{source.path}.position"


class _Call:
    """What stands beside a mission and is about the same case.

    Attributes:
        used: What was read, the mission first.
    """

    def __init__(self, book: Notebook, mission: Source, sources: list[Source]) -> None:
        """Takes the mission and all that may be read."""
        self._book = book
        self._mission = mission
        self._readable = {each.path for each in sources}
        case = book.parcel.case(mission)
        self._about = [each for each in sources if each is not mission and book.parcel.case(each) == case]
        self.used = [mission]

    def unit(self) -> str | None:
        """Returns the unit that goes (出動隊)."""
        stays = self._mission.each("location")
        places = (self._book.parcel.resolved(first(members(stay, "location"))) for stay in stays)
        vehicle = next((place for place in places if place and self._may_read(place) and is_vehicle(place)), None)
        known = vehicle.each("identifier") if vehicle else []
        name: str | None = first(each.get("value") for each in known if each.get("system") == UNIT_ID)
        if vehicle and name:
            self.used.append(vehicle)
        return name

    def times(self) -> dict[str, datetime]:
        """Returns when the call was received, and when the unit was ordered and left."""
        found: dict[str, datetime] = {}
        for source in self._observations():
            name = first(_MARKS.get(code) for code in codings(first(source.each("code"))))
            at = moment(source.resource.get("valueDateTime"))
            if name and at and name not in found:
                found[name] = at
                self.used.append(source)
        return found

    def report(self) -> str | None:
        """Returns what the caller told (通報内容)."""
        source = self._observation(_REPORT)
        told = source.text("valueString") if source else None
        if source and told:
            self.used.append(source)
        return told

    def patients(self) -> Json:
        """Returns how many patients the call is about."""
        source = self._observation(_PATIENTS)
        count = first(source.each("valueQuantity")) if source else None
        if source is None or count is None or "comparator" in count:
            return None
        if (count.get("system"), count.get("code")) != (UCUM, "{patient}"):
            return None
        self.used.append(source)
        return count.get("value")

    def complaint(self) -> str | None:
        """Returns the chief complaint; what a command centre may suspect has no place in a call."""
        for source in self._about:
            said = complaint_of(source) if source.type == "Condition" else None
            if said and not said.startswith(SUSPECTED):
                self.used.append(source)
                return said
        return None

    def scene(self) -> dict[str, Json]:
        """Returns where the patient is."""
        place, found = scene_of(self._book, self._mission), scene(self._book, self._mission)
        if place is None or not self._may_read(place):
            return {}
        if any(value is not None for value in found.values()):
            self.used.append(place)
        return found

    def patient(self) -> dict[str, Json]:
        """Returns age and sex."""
        source = next((each for each in self._about if each.type == "Patient"), None)
        if source is None:
            return {}
        band = extension(source.resource, AGE_BAND).get("valueCodeableConcept")
        found = {"age_years": age(source), "age_band": coded(band, AgeBand), "sex": source.text("gender")}
        if any(value is not None for value in found.values()):
            self.used.append(source)
        return found

    def _may_read(self, place: Source) -> bool:
        return place.path in self._readable

    def _observations(self) -> list[Source]:
        return [each for each in self._about if each.type == "Observation" and each.text("status") in STANDS]

    def _observation(self, code: tuple[str, str]) -> Source | None:
        return next((each for each in self._observations() if code in codings(first(each.each("code")))), None)
