"""What a crew passes on of a patient's record, and files, are read back; what points elsewhere is kept and named."""

from base64 import b64encode, encodebytes
from copy import deepcopy
from typing import Any

import pytest

from hub.domain import commands as say
from hub.domain.codes import AttachmentKind
from hub.domain.myna_codes import LegalBasis, MynaMethod, MynaResult
from hub.fhir.bundle import searchset
from hub.fhir.guard import faults
from hub.fhir.reading.reader import read
from hub.wire.guard import parse
from tests.unit.fhir.histories import CASE, CREW, SCREENS, History, key_of, whole_shift
from tests.unit.fhir.test_reading import BASE, Json, bundle_of, said_by, submission
from tests.unit.fhir.test_reading_talk import changed, kept

PDF = b"%PDF-1.7 canary\n%%EOF"
LOOK = say.ViewMynaRecord(result=MynaResult.VIEWED, basis=LegalBasis.CONSENT, method=MynaMethod.CARD)


def passed_on() -> tuple[say.ShareMynaRecord, Json]:
    """Returns what a crew passed on, and the Bundle of what that wrote."""
    history = History()
    history.says(say.OpenCase())
    look = history.says(LOOK)
    command = say.ShareMynaRecord(
        view=key_of(look), medications=("薬甲", "薬乙"), allergies=("花粉",), conditions=("病",), procedures=("透析",)
    )
    content = parse(searchset(BASE, history.says(command)))
    assert isinstance(content, dict)
    assert faults(content) == []
    return command, content


def test_what_was_passed_on_is_read_back_with_the_look_it_came_from() -> None:
    command, content = passed_on()
    book = read(content, CREW)
    (said,) = book.said
    assert submission(said).command == command
    assert (book.faults, book.kept) == ([], [])
    assert said.subject == CASE


@pytest.mark.parametrize("kind", ["Provenance", "entity"])
def test_without_a_look_entries_are_kept_and_no_complaint_of_today(kind: str) -> None:
    _, content = passed_on()
    if kind == "Provenance":
        content["entry"] = [each for each in content["entry"] if each["resource"]["resourceType"] != kind]
    else:
        changed(content, "Provenance", lambda proof: proof["entity"].pop())
    book = read(content, CREW)
    assert (book.said, book.faults) == ([], [])
    assert kept(book) == {source.path for source in book.parcel.sources}


def test_an_entry_that_was_taken_back_is_not_passed_on_and_codes_are_not_read() -> None:
    _, content = passed_on()
    changed(content, "Procedure", lambda entry: entry.update(status="entered-in-error"))
    coding = [{"system": "https://record.example/drug", "code": "1"}]
    changed(content, "MedicationStatement", lambda entry: entry["medicationCodeableConcept"].update(coding=coding))
    book = read(content, CREW)
    assert set(said_by(book, "share-myna-record")[0]) == {"view", "medications", "allergies", "conditions"}
    paths = {path.rpartition("resource")[2] for path in kept(book)}
    assert paths == {"", ".medicationCodeableConcept.coding"}


def document(**changes: object) -> Json:
    held: Json = {
        "resourceType": "DocumentReference",
        "status": "current",
        "type": {"coding": [{"system": "http://loinc.org", "code": "11524-6"}]},
        "date": "2026-11-23T10:20:00+09:00",
        "content": [{"attachment": {"contentType": "application/pdf", "data": b64encode(PDF).decode()}}],
        "context": {"encounter": [{"reference": f"Encounter/{CASE}"}]},
    }
    return held | changes


def attached(content: Json, by: Any = CREW) -> say.Attach:  # noqa: ANN401  a principal
    assert faults(content) == []
    book = read(content, by)
    (said,) = book.said
    assert (book.faults, said.subject) == ([], CASE)
    command = submission(said).command
    assert isinstance(command, say.Attach)
    return command


def test_a_file_inside_a_document_reference_is_attached_and_counts_as_showing_somebody() -> None:
    command = attached(document(description="到着前"))
    assert (command.what, command.content) == (AttachmentKind.ECG_12_LEAD, PDF)
    assert (command.title, command.is_identifying, command.keeps_position) == ("到着前", True, False)


def test_a_file_in_a_binary_of_the_bundle_is_attached() -> None:
    name = "urn:uuid:5f0f3b63-8f0a-4d5c-9a57-0e6d5a0c3f01"
    binary = {"resourceType": "Binary", "contentType": "application/pdf", "data": b64encode(PDF).decode()}
    pointing = document(content=[{"attachment": {"contentType": "application/pdf", "url": name, "title": "波形"}}])
    content: Json = {
        "resourceType": "Bundle",
        "type": "transaction",
        "entry": [
            {"fullUrl": name, "resource": binary, "request": {"method": "POST", "url": "Binary"}},
            {
                "fullUrl": "urn:uuid:5f0f3b63-8f0a-4d5c-9a57-0e6d5a0c3f02",
                "resource": pointing,
                "request": {"method": "POST", "url": "DocumentReference"},
            },
        ],
    }
    command = attached(content)
    assert (command.title, command.content) == ("波形", PDF)
    assert kept(read(content, CREW)) == set()
    alone = deepcopy(content)
    del alone["entry"][0]
    assert kept(read(alone, CREW)) == {"Bundle.entry[0].resource"}


def test_a_media_is_attached_and_a_kind_that_no_code_says_is_another_one() -> None:
    media: Json = {
        "resourceType": "Media",
        "status": "completed",
        "type": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/media-type", "code": "image"}]},
        "encounter": {"reference": f"Encounter/{CASE}"},
        "createdDateTime": "2026-11-23T10:20:00+09:00",
        "content": {"contentType": "image/jpeg", "data": encodebytes(PDF).decode()},
    }
    assert attached(media).what is AttachmentKind.OTHER
    assert kept(read(media, CREW)) == {"Media.type"}


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "entered-in-error"},
        {"docStatus": "preliminary"},
        {"content": [{"attachment": {"contentType": "text/plain", "data": b64encode(b"canary").decode()}}]},
        {"content": [{"attachment": {"contentType": "application/pdf", "url": "https://crew.example/1.pdf"}}]},
        {"content": [document()["content"][0], document()["content"][0]]},
        {"modifierExtension": [{"url": "https://crew.example/not", "valueBoolean": True}]},
    ],
)
def test_a_file_that_is_not_here_or_is_none_of_ours_is_kept(changes: Json) -> None:
    book = read(document(**changes), CREW)
    assert (book.said, book.faults) == ([], [])
    assert kept(book) == {"DocumentReference"}


def test_what_the_hub_says_of_an_attachment_holds_no_bytes_and_is_kept() -> None:
    book = read(bundle_of(whole_shift()), CREW)
    named = [source.path for source in book.parcel.sources if source.type == "DocumentReference"]
    assert len(named) == 2
    assert set(named) <= kept(book)
    assert said_by(book, "attach") == []


def test_only_a_crew_attaches() -> None:
    book = read(document(), next(iter(SCREENS.values())))
    assert (book.said, kept(book)) == ([], {"DocumentReference"})
