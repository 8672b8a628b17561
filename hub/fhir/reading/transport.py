"""What a requester says of private transport in FHIR: that it asks, who gets it, that it calls it off (民間救急).

A request is a ServiceRequest of our category. Who is asked stands in the Tasks beside it; without any, all are.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from hub.domain.codes import Code
from hub.domain.transport_codes import (
    Attendant,
    Equipment,
    Mobility,
    Precaution,
    TransferReason,
    TransportPurpose,
    TripState,
)
from hub.fhir.codes import OXYGEN_FLOW, PICKUP_UNTIL, UCUM
from hub.fhir.reading import trip
from hub.fhir.reading.bundle import is_transport_request
from hub.fhir.reading.crew import is_exercise
from hub.fhir.reading.inquiry import modified
from hub.fhir.reading.notebook import Notebook
from hub.fhir.reading.organisation import organisation_of
from hub.fhir.reading.person import identity
from hub.fhir.reading.source import Source, coded, extension, first, moment
from hub.fhir.transport import NOTES

Json = Any

_REQUEST: Final = (
    "identifier", "status", "intent", "category", "priority", "code", "orderDetail", "subject", "occurrencePeriod",
    "authoredOn", "requester", "performer", "locationReference", "reasonCode", "note", "extension",
)  # fmt: skip
_PATIENT: Final = ("identifier", "name", "birthDate", "gender", "active", "extension")
_PLACE: Final = ("identifier", "status", "name", "description", "mode", "address", "position")
_NEEDS: Final[Mapping[str, type[Code]]] = {
    "mobility": Mobility,
    "equipment": Equipment,
    "attendants": Attendant,
    "precautions": Precaution,
}
_FLOW: Final = (UCUM, "L/min")


def of_requester(book: Notebook, sources: Sequence[Source], own: str) -> None:
    """Reads what a hospital or a command centre says of its own requests; of another's it says nothing."""
    for source in sources:
        if trip.is_switch(book, source):
            trip.switch(book, source, sources, own)
        elif is_transport_request(source):
            _request(_Asked(book, source, sources), own)


class _Asked(NamedTuple):
    """A request, and what may be read beside it."""

    book: Notebook
    request: Source
    sources: Sequence[Source]

    def tasks(self) -> list[Source]:
        """Returns the request at each operator."""
        about = self.book.parcel.transport
        return [each for each in self.sources if each.type == "Task" and about(each) == about(self.request)]

    def beside(self, reference: Mapping[str, Json] | None) -> Source | None:
        """Returns a resource that the request names, where it may be read."""
        found = self.book.parcel.resolved(reference)
        return found if found and found.path in {each.path for each in self.sources} else None

    def keeps(self, *names: str) -> None:
        """Names parts of the request that are not read."""
        self.book.keeps(*(f"{self.request.path}.{name}" for name in names))


def _request(asked: _Asked, own: str) -> None:
    """Reads a request as far as it has come: asked, given to one operator, called off."""
    book, request = asked.book, asked.request
    status, performers = request.text("status"), request.each("performer")
    is_own = organisation_of(book.parcel, first(request.each("requester"))) in {None, own}
    notes = _notes(asked)
    reason = notes.pop("reason", None)
    if is_own and status == "active" and not performers:
        _asks(asked, notes)
    elif is_own and status == "active" and len(performers) == 1:
        _gives(asked, organisation_of(book.parcel, performers[0]))
    elif is_own and status == "revoked" and reason:
        _calls_off(asked, reason)
    else:
        book.keeps(request.path)
        return
    book.keeps(*request.left(*_REQUEST))


def _asks(asked: _Asked, notes: dict[str, str]) -> None:
    book, request = asked.book, asked.request
    patient = asked.beside(first(request.each("subject")))
    period = first(request.each("occurrencePeriod")) or {}
    flow = extension(request.resource, OXYGEN_FLOW).get("valueQuantity") or {}
    is_flow = (flow.get("system"), flow.get("code")) == _FLOW and "comparator" not in flow
    waiting = [task for task in asked.tasks() if task.text("status") == "requested"]
    owners = (organisation_of(book.parcel, first(task.each("owner"))) for task in waiting)
    places = request.each("locationReference")
    used = [request, *waiting]
    if patient:
        used.append(patient)
        book.keeps(*patient.left(*_PATIENT))
    data = {
        "purpose": coded(first(request.each("code")), TransportPurpose),
        "transfer_reason": first(coded(each, TransferReason) for each in request.each("reasonCode")),
        "pickup_at": period.get("start"),
        "arrive_by": period.get("end"),
        "pickup_until": extension(request.resource, PICKUP_UNTIL).get("valueDateTime"),
        "oxygen_l_min": flow.get("value") if is_flow else None,
        "operators": list(dict.fromkeys(each for each in owners if each)) or None,
        "is_exercise": True if is_exercise(request) else None,
        **_needs(asked),
        **(identity(patient) if patient else {}),
        **notes,
    }
    for which, reference in zip(("pickup", "dropoff"), places, strict=False):
        place = asked.beside(reference)
        data |= _place(book, which, place, reference)
        used += [place] if place else []
    book.says("request-transport", used, moment(request.text("authoredOn")) or book.parcel.moment(request), **data)
    asked.keeps(*(f"locationReference[{index}]" for index in range(2, len(places))), *_other_extensions(request))


def _place(book: Notebook, which: str, place: Source | None, reference: Mapping[str, Json]) -> dict[str, Json]:
    """Returns where the patient is fetched or brought; only the pick-up is a point on the map."""
    if place is None:
        return {f"{which}_place": reference.get("display")}
    position = first(place.each("position")) or {}
    is_point = which == "pickup"
    book.keeps(*place.left(*_PLACE), *([f"{place.path}.position"] if position and not is_point else []))
    address = first(place.each("address")) or {}
    found = {f"{which}_place": place.text("name"), f"{which}_detail": address.get("text")}
    return found | {f"{which}_{name}": position.get(name) for name in ("latitude", "longitude") if is_point}


def _needs(asked: _Asked) -> dict[str, Json]:
    """Returns mobility, equipment, attendants and precautions by the lists their codes are from."""
    found: dict[str, list[str]] = {}
    for index, concept in enumerate(asked.request.each("orderDetail")):
        named = [(name, code) for name, listed in _NEEDS.items() if (code := coded(concept, listed))]
        if not named or (named[0][0] == "mobility" and "mobility" in found):
            asked.keeps(f"orderDetail[{index}]")
        else:
            found.setdefault(named[0][0], []).append(named[0][1])
    return {name: codes[0] if name == "mobility" else list(dict.fromkeys(codes)) for name, codes in found.items()}


def _notes(asked: _Asked) -> dict[str, str]:
    """Returns the notes by the terms they begin with; the first that has none is what the operator is told."""
    found: dict[str, str] = {}
    for index, note in enumerate(asked.request.each("note")):
        text = str(note.get("text"))
        name = next((name for name, term in NOTES.items() if text.startswith(term)), "notes")
        if name in found:
            asked.keeps(f"note[{index}]")
        else:
            found[name] = text.removeprefix(NOTES[name])
    return found


def _other_extensions(request: Source) -> Iterator[str]:
    for index, each in enumerate(request.each("extension")):
        if each.get("url") not in {OXYGEN_FLOW, PICKUP_UNTIL}:
            yield f"extension[{index}]"


def _gives(asked: _Asked, operator: str | None) -> None:
    """Reads that one operator gets the transport, on the terms that its Task states."""
    book, request = asked.book, asked.request
    owned = [each for each in asked.tasks() if organisation_of(book.parcel, first(each.each("owner"))) == operator]
    task = owned[0] if owned else request
    terms = trip.terms(task)
    terms.pop("conditions", None)
    book.says("claim", [request, *asked.tasks()], modified(book, task), operator=operator, **terms)


def _calls_off(asked: _Asked, reason: str) -> None:
    """Reads that the request is called off, and when: by the Task of the operator that had it, else by the Bundle."""
    ends = (trip.outputs(task).get(TripState.CANCELLED.value, {}).get("valueDateTime") for task in asked.tasks())
    at = first(map(moment, ends)) or asked.book.parcel.moment(asked.request)
    used = [asked.request, *asked.tasks()]
    asked.book.says("update-trip", used, at, state=TripState.CANCELLED.value, reason=reason)
