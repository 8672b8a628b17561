"""A photo or an electrocardiogram in FHIR: a DocumentReference or a Media that holds its bytes, or names a Binary.

What it is by its own bytes decides, not what it is called. Everything counts as showing somebody.
"""

from base64 import b64decode
from binascii import Error
from collections.abc import Sequence
from typing import Any, Final

from hub.domain.codes import AttachmentKind
from hub.domain.media import media_type
from hub.fhir.codes import LOINC
from hub.fhir.reading.notebook import Notebook
from hub.fhir.reading.source import Source, coded, codings, first, members, moment

Json = Any

_ECG: Final = (LOINC, "11524-6")
_DOCUMENT: Final = (
    "identifier", "masterIdentifier", "status", "docStatus", "type", "subject", "date", "author", "content", "context",
    "description",
)  # fmt: skip
_MEDIA: Final = ("identifier", "status", "type", "subject", "encounter", "createdDateTime", "issued", "content")
_STANDS: Final = {"DocumentReference": {"current"}, "Media": {"completed"}}
_DRAFT: Final = {"preliminary", "entered-in-error"}


def attachments(book: Notebook, sources: Sequence[Source]) -> None:
    """Reads each file that is in the Bundle; one that only points elsewhere is kept."""
    for source in sources:
        if source.type in _STANDS:
            _attach(book, source, {each.path for each in sources})


def _attach(book: Notebook, source: Source, readable: set[str]) -> None:
    files = source.each("content")
    if source.type == "DocumentReference":
        files = [file for each in files for file in members(each, "attachment")]
    stands = source.text("status") in _STANDS[source.type] and source.text("docStatus") not in _DRAFT
    binary = book.parcel.resolved({"reference": files[0].get("url")}) if len(files) == 1 else None
    held = binary if binary and binary.type == "Binary" and binary.path in readable else None
    data = _bytes(files[0].get("data") or (held.text("data") if held else None)) if len(files) == 1 else None
    if not stands or data is None:
        book.keeps(source.path)
        return
    what = _kind(source)
    made = (files[0].get("creation"), source.text("createdDateTime"), source.text("date"))
    book.says(
        "attach",
        [source, held] if held else [source],
        first(map(moment, made)) or book.parcel.moment(source),
        what=(what or AttachmentKind.OTHER).value,
        content=data,
        title=files[0].get("title") or source.text("description"),
    )
    unread = [] if what or "type" not in source.resource else [f"{source.path}.type"]
    book.keeps(*source.left(*(_DOCUMENT if source.type == "DocumentReference" else _MEDIA)), *unread)


def _kind(source: Source) -> AttachmentKind | None:
    """Returns what a file shows, where a code says it."""
    for concept in source.each("type"):
        if code := coded(concept, AttachmentKind):
            return AttachmentKind(code)
        if _ECG in codings(concept):
            return AttachmentKind.ECG_12_LEAD
    return None


def _bytes(data: Json) -> str | None:
    """Returns base64 without blanks, of a file that is a JPEG, a PNG or a PDF."""
    if not isinstance(data, str):
        return None
    text = "".join(data.split())
    try:
        return text if media_type(b64decode(text, validate=True)) else None
    except (Error, ValueError):
        return None
