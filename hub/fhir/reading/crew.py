"""What a crew says in FHIR: the case, the complaint, what was done, the hand-over, the end."""

import re
from collections.abc import Mapping
from html import unescape
from typing import Any, Final

from hub.domain.codes import Change, Closing, IncidentType, Treatment, Urgency
from hub.fhir.codes import (
    ALLOTTED,
    AMOUNT,
    CONFIRMED_AT,
    CONFIRMED_BY_PHONE,
    ETA,
    INCIDENT_ID,
    POSITIONED_AT,
    ParticipantKind,
)
from hub.fhir.condition import SUSPECTED
from hub.fhir.myna import SOURCE
from hub.fhir.reading.notebook import Notebook
from hub.fhir.reading.organisation import organisation_of
from hub.fhir.reading.person import address_of
from hub.fhir.reading.source import Source, coded, extension, first, members, moment, words

Json = Any

GONE: Final = {"planned", "entered-in-error", "unknown"}


def encounter(book: Notebook, source: Source) -> None:
    """Reads the mission: its opening, its destination, its end."""
    if source.text("status") in GONE:
        book.keeps(source.path)
        return
    period = first(source.each("period")) or {}
    began, ended = moment(period.get("start")), moment(period.get("end"))
    numbers = (each.get("value") for each in source.each("identifier") if each.get("system") == INCIDENT_ID)
    book.says(
        "open-case",
        [source],
        began,
        incident_number=first(numbers),
        incident_type=first(coded(each, IncidentType) for each in source.each("type")),
        urgency=first(coded(each, Urgency) for each in source.each("priority")),
        is_exercise=True if is_exercise(source) else None,
        **scene(book, source),
    )
    for stay in source.each("hospitalization"):
        _destination(book, source, stay)
        for disposition in members(stay, "dischargeDisposition"):
            closing = coded(disposition, Closing)
            if closing:
                book.says("close-case", [source], ended, closing=closing, detail=disposition.get("text"))
            else:
                book.keeps(f"{source.path}.hospitalization.dischargeDisposition")
    book.keeps(
        *source.left(
            "identifier", "status", "class", "type", "priority", "subject", "period", "reasonReference", "location",
            "hospitalization", "serviceProvider", "participant", "diagnosis",
        )
    )  # fmt: skip


def is_exercise(source: Source) -> bool:
    """Tells whether a mission is an exercise."""
    labels = members(source.resource.get("meta") or {}, "security")
    return any(each.get("code") == "HTEST" for each in labels)


def scene(book: Notebook, source: Source) -> dict[str, Json]:
    """Returns where the patient was found."""
    found = scene_of(book, source)
    if found is None:
        return {}
    address, position = (first(found.each(name)) or {} for name in ("address", "position"))
    return {
        "scene_address": address_of(address),
        "scene_latitude": position.get("latitude"),
        "scene_longitude": position.get("longitude"),
    }


def scene_of(book: Notebook, mission: Source) -> Source | None:
    """Returns the first place of a mission that is no vehicle."""
    stays = mission.each("location") if mission.type == "Encounter" else []
    places = (book.parcel.resolved(first(members(stay, "location"))) for stay in stays)
    return next((place for place in places if place is not None and not is_vehicle(place)), None)


def is_vehicle(place: Source) -> bool:
    """Tells whether a place is a vehicle."""
    kinds = [each for kind in place.each("physicalType") for each in members(kind, "coding")]
    return any(each.get("code") == "ve" for each in kinds)


def _destination(book: Notebook, source: Source, stay: Mapping[str, Json]) -> None:
    if extension(stay, ALLOTTED).get("valueBoolean") is True:
        book.keeps(f"{source.path}.hospitalization.destination")
        return
    facility = organisation_of(book.parcel, first(members(stay, "destination")))
    if facility is None:
        return
    confirmed = moment(extension(stay, CONFIRMED_AT).get("valueDateTime"))
    book.says(
        "confirm-destination",
        [source],
        confirmed or book.parcel.moment(source),
        facility=facility,
        is_by_phone=extension(stay, CONFIRMED_BY_PHONE).get("valueBoolean"),
        eta_minutes=extension(stay, ETA).get("valueUnsignedInt"),
    )


def condition(book: Notebook, source: Source) -> None:
    """Reads what the patient complains of; a condition that is refuted, over, or an old one is kept."""
    said = complaint_of(source)
    if said is None:
        book.keeps(source.path)
        return
    notes = [str(each.get("text")) for each in source.each("note")]
    suspected = first(note.removeprefix(SUSPECTED) for note in (said, *notes) if note.startswith(SUSPECTED))
    book.says(
        "describe-patient",
        [source],
        book.parcel.moment(source),
        chief_complaint=None if said.startswith(SUSPECTED) else said,
        suspected_condition=suspected,
        onset_at=source.text("onsetDateTime"),
    )
    others = [at for at, note in enumerate(notes) if not note.startswith(SUSPECTED)]
    book.keeps(*(f"{source.path}.note[{at}]" for at in others))
    book.keeps(
        *source.left(
            "clinicalStatus", "verificationStatus", "category", "code", "subject", "encounter", "onsetDateTime", "note",
            "identifier",
        )
    )  # fmt: skip


_NO_COMPLAINT: Final = {
    "inactive", "resolved", "remission", "refuted", "entered-in-error", "confirmed", "problem-list-item",
}  # fmt: skip


def complaint_of(source: Source) -> str | None:
    """Returns a complaint in words; what a record lists is an illness of before, and none."""
    names = ("clinicalStatus", "verificationStatus", "category")
    said_of_it = {code for name in names for each in source.each(name) for code in _codes(each)}
    is_of_a_record = (source.origin or "").startswith(SOURCE)
    return None if said_of_it & _NO_COMPLAINT or is_of_a_record else words(first(source.each("code")))


def _codes(concept: Mapping[str, Json]) -> set[str]:
    return {str(each.get("code")) for each in members(concept, "coding")}


def treatment(book: Notebook, source: Source) -> None:
    """Reads what was done; what was not done, or not finished, is kept."""
    concept = first((*source.each("code"), *source.each("medicationCodeableConcept")))
    done = coded(concept, Treatment)
    at = moment(source.text("performedDateTime") or source.text("effectiveDateTime"))
    if source.text("status") != "completed" or done is None or at is None:
        book.keeps(source.path)
        return
    doses = (dose for dosage in source.each("dosage") for dose in members(dosage, "dose"))
    amount = first(doses) or extension(source.resource, AMOUNT).get("valueQuantity") or {}
    book.says(
        "record-treatment",
        [source],
        at,
        treatment=done,
        amount=amount.get("value"),
        unit=amount.get("unit"),
        detail=_note(source),
    )
    book.keeps(
        *source.left(
            "status", "code", "medicationCodeableConcept", "subject", "encounter", "context", "performedDateTime",
            "effectiveDateTime", "performer", "note", "dosage", "extension", "identifier",
        )
    )  # fmt: skip


def _note(source: Source) -> str | None:
    return first(each.get("text") for each in source.each("note"))  # type: ignore[no-any-return]  # text


def communication(book: Notebook, source: Source) -> None:
    """Reads that the patient's condition has changed; other messages are kept."""
    change = coded(first(source.each("topic")), Change)
    if source.text("status") != "completed" or change is None:
        book.keeps(source.path)
        return
    detail = first(each.get("contentString") for each in source.each("payload"))
    book.says("report-change", [source], moment(source.text("sent")), change=change, detail=detail)
    book.keeps(
        *source.left("status", "priority", "subject", "topic", "encounter", "sent", "sender", "payload", "identifier")
    )


def place(book: Notebook, source: Source) -> None:
    """Reads where the vehicle is; the scene is read with the mission, and any other place is kept."""
    if is_vehicle(source):
        _vehicle(book, source)
    elif not any(scene_of(book, mission) == source for mission in book.parcel.sources):
        book.keeps(source.path)


def _vehicle(book: Notebook, source: Source) -> None:
    """Reads where the vehicle is."""
    position = first(source.each("position")) or {}
    if not position:
        return
    book.says(
        "report-position",
        [source],
        moment(extension(source.resource, POSITIONED_AT).get("valueDateTime")) or book.parcel.moment(source),
        latitude=position.get("latitude"),
        longitude=position.get("longitude"),
        eta_minutes=extension(source.resource, ETA).get("valueUnsignedInt"),
    )


def composition(book: Notebook, source: Source) -> None:
    """Reads the hand-over: what the crew tells the physician, and who that is."""
    if source.text("status") not in {"final", "amended"}:
        book.keeps(source.path)
        return
    told = first(_plain(text.get("div")) for each in source.each("section") for text in members(each, "text"))
    mission = book.parcel.resolved(first(source.each("encounter")))
    book.says(
        "hand-over",
        [source],
        moment(source.text("date")),
        summary=told,
        received_by=_receiver(mission) if mission else None,
    )
    book.keeps(*source.left("status", "type", "subject", "encounter", "date", "author", "title", "section", "attester"))


def _receiver(mission: Source) -> str | None:
    for each in mission.each("participant"):
        if any(coded(kind, ParticipantKind) == ParticipantKind.RECEIVER for kind in members(each, "type")):
            return first(who.get("display") for who in members(each, "individual"))  # type: ignore[no-any-return]  # text
    return None


_BREAK: Final = re.compile(r"</p>|<br\s*/?>|</li>|</h\d>")
_TAG: Final = re.compile(r"<[^<>]*>")


def _plain(division: Json) -> str | None:
    """Returns the words of a division of XHTML, a line for each paragraph."""
    if not isinstance(division, str):
        return None
    text = unescape(_TAG.sub("", _BREAK.sub("\n", division)))
    return text.strip("\n") or None
