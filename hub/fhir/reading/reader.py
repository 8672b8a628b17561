"""Reads a Bundle for a sender: each resource goes to whoever reads its type for the sender's role."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from hub.domain.codes import Role
from hub.domain.people import Principal
from hub.fhir.reading import crew, hospital, observations
from hub.fhir.reading.bundle import Parcel
from hub.fhir.reading.notebook import Notebook
from hub.fhir.reading.source import Source

Json = Any

_ORDER: Final = (
    "open-case", "describe-patient", "record-observation", "record-treatment", "stamp-time", "report-change",
    "request-acceptance", "request-on-behalf", "withdraw-request",
    "mark-displayed", "acknowledge", "answer-request", "confirm-destination",
    "report-position", "hand-over", "receive-hand-over", "close-case", "record-outcome", "publish-capacity",
)  # fmt: skip
"""In which order what one Bundle says is taken down."""

_CREW: Final[Mapping[str, Callable[[Notebook, Source], None]]] = {
    "Encounter": crew.encounter,
    "Patient": crew.patient,
    "Condition": crew.condition,
    "Procedure": crew.treatment,
    "MedicationAdministration": crew.treatment,
    "Communication": crew.communication,
    "Location": crew.place,
    "ServiceRequest": crew.request,
    "Task": crew.inquiry,
    "Composition": crew.composition,
}


def read(content: Mapping[str, Json], sender: Principal) -> Notebook:
    """Returns what a sender says with a Bundle, or with one resource, that has passed the guard."""
    parcel = Parcel(content, sender.organisation.id)
    book = Notebook(parcel)
    if sender.role is Role.CREW:
        _crew(book)
    elif sender.role is Role.COMMAND_CENTER:
        _command_center(book)
    elif sender.role is Role.HOSPITAL:
        _hospital(book, sender.organisation.id)
    else:
        book.keeps(*(source.path for source in parcel.sources))
    book.said.sort(key=lambda said: (_ORDER.index(said.kind), said.at))
    return book


def _readable(book: Notebook) -> list[Source]:
    """Returns the resources that may be read; what an unknown extension turns into something else is kept."""
    readable = []
    for source in book.parcel.sources:
        if "modifierExtension" in source.resource or "implicitRules" in source.resource:
            book.keeps(source.path)
        elif source.type != "MessageHeader":
            readable.append(source)
    return readable


def _crew(book: Notebook) -> None:
    sources = _readable(book)
    observations.read(book, [each for each in sources if each.type == "Observation"])
    for source in sources:
        if reader := _CREW.get(source.type):
            reader(book, source)
        elif source.type != "Observation":
            book.keeps(source.path)


def _command_center(book: Notebook) -> None:
    for source in _readable(book):
        if source.type == "Task":
            crew.inquiry(book, source, on_behalf=True)
        else:
            book.keeps(source.path)


def _hospital(book: Notebook, own: str) -> None:
    sources = _readable(book)
    hospital.observations(book, [each for each in sources if each.type == "Observation"], own)
    used = {source.path for said in book.said for source in said.sources}
    for source in sources:
        if source.type == "Task":
            hospital.inquiry(book, source, own)
        elif source.type == "Composition":
            hospital.composition(book, source)
        elif source.type != "Observation" and source.path not in used:
            book.keeps(source.path)
