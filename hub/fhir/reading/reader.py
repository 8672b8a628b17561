"""Reads a Bundle for a sender: each resource goes to whoever reads its type for the sender's role."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from hub.domain.codes import Role
from hub.domain.people import Principal
from hub.fhir.reading import crew, hospital, inquiry, myna, observations, person, talk, transport, trip
from hub.fhir.reading.attachment import attachments
from hub.fhir.reading.bundle import Parcel
from hub.fhir.reading.incident import incident
from hub.fhir.reading.notebook import Notebook
from hub.fhir.reading.source import Source, members
from hub.fhir.reading.triage import is_tag, tag

Json = Any

_ORDER: Final = (
    "open-incident", "open-case", "describe-patient", "record-observation", "record-triage", "record-treatment",
    "stamp-time", "attach", "share-myna-record",
    "report-change", "request-acceptance", "request-on-behalf", "ask", "message", "withdraw-request",
    "expire-request", "mark-displayed", "acknowledge", "answer-request", "record-phone-answer",
    "confirm-destination",
    "report-position", "hand-over", "receive-hand-over", "close-case", "record-outcome", "publish-capacity",
    "request-transport", "offer", "claim", "update-trip", "switch-to-119",
)  # fmt: skip
"""In which order what one Bundle says is taken down."""

_NOT_WRITING: Final = ("not-supported", "POSTとPUTのみ扱います", "is POST or PUT: a Bundle is read into submissions")
_CREW: Final[Mapping[str, Callable[[Notebook, Source], None]]] = {
    "Encounter": crew.encounter,
    "Patient": person.patient,
    "Condition": crew.condition,
    "Procedure": crew.treatment,
    "MedicationAdministration": crew.treatment,
    "Communication": crew.communication,
    "Location": crew.place,
    "ServiceRequest": inquiry.request,
    "Task": inquiry.inquiry,
    "Composition": crew.composition,
}


def read(content: Mapping[str, Json], sender: Principal) -> Notebook:
    """Returns what a sender says with a Bundle, or with one resource, that has passed the guard."""
    parcel = Parcel(content, sender.organisation.id)
    book = Notebook(parcel)
    if sender.role is Role.CREW:
        _crew(book, sender.organisation.id)
    elif sender.role is Role.COMMAND_CENTER:
        _command_center(book, sender.organisation.id)
    elif sender.role is Role.HOSPITAL:
        _hospital(book, sender.organisation.id)
    elif sender.role is Role.OPERATOR:
        _operator(book, sender.organisation.id)
    else:
        book.keeps(*(source.path for source in parcel.sources))
    _wants_no_more_than_writing(book, content)
    book.said.sort(key=lambda said: (_ORDER.index(said.kind), said.at))
    return book


def _wants_no_more_than_writing(book: Notebook, content: Mapping[str, Json]) -> None:
    """Refuses what a Bundle asks beside taking something down."""
    for index, entry in enumerate(members(content, "entry")):
        for request in members(entry, "request"):
            if request.get("method") not in {"POST", "PUT"}:
                book.fails(f"Bundle.entry[{index}].request.method", _NOT_WRITING)


def _readable(book: Notebook) -> list[Source]:
    """Returns the resources that may be read; what an unknown extension turns into something else is kept."""
    readable = []
    for source in book.parcel.sources:
        if "modifierExtension" in source.resource or "implicitRules" in source.resource:
            book.keeps(source.path)
        elif source.type != "MessageHeader":
            readable.append(source)
    return readable


def _crew(book: Notebook, own: str) -> None:
    sources = _readable(book)
    observations.read(book, [each for each in sources if each.type == "Observation"])
    myna.shared(book, sources)
    attachments(book, sources)
    for source in _rest(book, sources):
        if talk.is_talk(source):
            talk.of_crew(book, source, own)
        elif reader := _CREW.get(source.type):
            reader(book, source)
        elif source.type != "Observation":
            book.keeps(source.path)


def _command_center(book: Notebook, own: str) -> None:
    sources = _readable(book)
    transport.of_requester(book, sources, own)
    for source in _rest(book, sources):
        if source.type == "Encounter":
            incident(book, source, sources)
    for source in _rest(book, sources):
        if source.type == "Task":
            inquiry.inquiry(book, source, on_behalf=True)
        elif talk.is_talk(source):
            talk.of_crew(book, source, own)
        elif is_tag(source):
            tag(book, source)
        else:
            book.keeps(source.path)


def _rest(book: Notebook, sources: list[Source]) -> list[Source]:
    """Returns what has neither been read so far, nor named as kept or as a fault."""
    used = {source.path for said in book.said for source in said.sources}
    named = {issue.path for issue in (*book.kept, *book.faults)}
    return [each for each in sources if each.path not in used | named]


def _hospital(book: Notebook, own: str) -> None:
    sources = _readable(book)
    transport.of_requester(book, sources, own)
    hospital.observations(book, [each for each in _rest(book, sources) if each.type == "Observation"], own)
    for source in _rest(book, sources):
        if source.type == "Task":
            hospital.inquiry(book, source, own)
        elif source.type == "Composition":
            hospital.composition(book, source)
        elif talk.is_talk(source):
            talk.of_hospital(book, source, own)
        elif source.type != "Observation":
            book.keeps(source.path)


def _operator(book: Notebook, own: str) -> None:
    sources = _readable(book)
    trip.of_operator(book, sources, own)
    book.keeps(*(source.path for source in _rest(book, sources) if source.type != "Task"))
