"""What a hospital says in FHIR: how far a request has come, its answer, its capacity, receipt and outcome."""

from typing import Any, Final

from hub.domain.codes import Level, RequestState, Severity, Specialty
from hub.fhir.capacity import NO_COMMENT
from hub.fhir.codes import SYSTEMS, ObservationKind
from hub.fhir.observation import LATER
from hub.fhir.reading.inquiry import TASK, answered, is_of_transport, modified, outputs
from hub.fhir.reading.notebook import NOT_YOURS, Notebook
from hub.fhir.reading.organisation import organisation_of
from hub.fhir.reading.source import STANDS, Source, coded, codings, first, members, moment, words

Json = Any

_OWN: Final = SYSTEMS[ObservationKind]
_PROGRESS: Final = {
    RequestState.DISPLAYED.value: "mark-displayed",
    RequestState.ACKNOWLEDGED.value: "acknowledge",
}


def inquiry(book: Notebook, source: Source, own: str) -> None:
    """Reads the hospital's own answer to an inquiry; of another hospital's nothing may be said."""
    if is_of_transport(book, source):
        book.keeps(source.path)
        return
    if organisation_of(book.parcel, first(source.each("owner"))) != own:
        book.fails(f"{source.path}.owner", NOT_YOURS)
        return
    answer = answered(book, source)
    reached = coded(first(source.each("businessStatus")), RequestState)
    if answer:
        book.says("answer-request", [source], answer.at, **answer.data)
    elif reached in _PROGRESS:
        found = outputs(source)
        at = moment(found.get(reached, {}).get("valueDateTime")) or modified(book, source)
        by = found.get("by", {}).get("valueString") if reached == RequestState.ACKNOWLEDGED else None
        book.says(_PROGRESS[reached], [source], at, by=by)
    else:
        book.keeps(source.path)
        return
    book.keeps(*source.left(*TASK))


def observations(book: Notebook, sources: list[Source], own: str) -> None:
    """Reads severity with the diagnosis beside it, and capacity."""
    for source in sources:
        listed = codings(first(source.each("code")))
        if source.text("status") not in STANDS:
            book.keeps(source.path)
        elif (_OWN, ObservationKind.SEVERITY.value) in listed:
            _outcome(book, source)
        elif (_OWN, ObservationKind.CAPACITY.value) in listed:
            _capacity(book, source, own)
        else:
            book.keeps(source.path)


def _outcome(book: Notebook, source: Source) -> None:
    case = book.parcel.case(source)
    found = [each for each in book.parcel.sources if is_diagnosis(each) and book.parcel.case(each) == case]
    diagnosis = first(words(first(each.each("code"))) for each in found)
    at = moment(source.text("effectiveDateTime")) or book.parcel.moment(source)
    severity = coded(first(source.each("valueCodeableConcept")), Severity)
    parts = {coded(first(members(each, "code")), ObservationKind): each for each in source.each("component")}
    later = {
        name: coded(first(members(parts[kind.value], "valueCodeableConcept")), codes)
        for name, (kind, codes) in LATER.items()
        if kind.value in parts
    }
    book.says("record-outcome", [source, *found[:1]], at, severity=severity, diagnosis=diagnosis, **later)
    book.keeps(*(each.path for each in found[1:]))


def is_diagnosis(source: Source) -> bool:
    """Tells whether a resource is a diagnosis that a physician has made."""
    status = first(source.each("verificationStatus"))
    return source.type == "Condition" and any(code == "confirmed" for _, code in codings(status))


def _capacity(book: Notebook, source: Source, own: str) -> None:
    if organisation_of(book.parcel, first(source.each("subject"))) != own:
        book.fails(f"{source.path}.subject", NOT_YOURS)
        return
    period = first(source.each("effectivePeriod")) or {}
    parts = {coded(first(members(each, "code")), ObservationKind): each for each in source.each("component")}
    book.says_of_itself(
        "publish-capacity",
        source,
        moment(source.text("effectiveDateTime") or period.get("start")),
        specialty=coded(parts.get("specialty", {}).get("valueCodeableConcept"), Specialty),
        level=coded(first(source.each("valueCodeableConcept")), Level),
        beds=(parts.get("beds", {}).get("valueQuantity") or {}).get("value"),
        valid_until=period.get("end"),
        comment=first(text for each in source.each("note") if (text := each.get("text")) != NO_COMMENT),
        source=first(each.get("authorString") for each in source.each("note")),
    )


def composition(book: Notebook, source: Source) -> None:
    """Reads the hospital's signature under the hand-over."""
    signed = [each for each in source.each("attester") if each.get("mode") == "official"]
    if not signed:
        book.keeps(source.path)
        return
    by = first(party.get("display") for party in members(signed[0], "party"))
    book.says("receive-hand-over", [source], moment(signed[0].get("time")), by=by)
