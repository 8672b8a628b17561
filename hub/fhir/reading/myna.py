"""What a crew passes on from マイナ救急 in FHIR: the entries, and the Provenance that names the look they came from.

Texts are taken as they stand and codes are not; entries that no look stands behind are kept.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from hub.fhir.codes import KEY_ID
from hub.fhir.provenance import QUOTATION
from hub.fhir.reading.notebook import Notebook
from hub.fhir.reading.source import Source, first, members, moment

Json = Any

_ENTRIES: Final[Mapping[str, tuple[str, str]]] = {
    "MedicationStatement": ("medications", "medicationCodeableConcept"),
    "AllergyIntolerance": ("allergies", "code"),
    "Condition": ("conditions", "code"),
    "Procedure": ("procedures", "code"),
}
_AROUND: Final = (
    "identifier", "status", "clinicalStatus", "verificationStatus", "category", "medicationCodeableConcept", "code",
    "subject", "patient", "context", "encounter", "dateAsserted", "recordedDate", "informationSource",
)  # fmt: skip
_PROOF: Final = ("target", "occurredDateTime", "recorded", "activity", "agent", "entity")
_GONE: Final = frozenset({"entered-in-error", "not-done", "not-taken", "refuted"})


def shared(book: Notebook, sources: Sequence[Source]) -> None:
    """Reads what was passed on of each look."""
    readable = {each.path for each in sources}
    for proof in sources:
        view = _view(proof)
        if view is None:
            continue
        targets = [book.parcel.resolved(each) for each in proof.each("target")]
        entries = [each for each in targets if each is not None and each.path in readable and _text(each)]
        if entries:
            _share(book, proof, view, entries)


def _share(book: Notebook, proof: Source, view: Json, entries: list[Source]) -> None:
    told: dict[str, list[str]] = {}
    for entry in entries:
        name, concept = _ENTRIES[entry.type]
        told.setdefault(name, []).append(str(_text(entry)))
        coded = ["coding"] if any("coding" in each for each in entry.each(concept)) else []
        book.keeps(*entry.left(*_AROUND), *(f"{entry.path}.{concept}.{each}" for each in coded))
    at = moment(proof.text("occurredDateTime")) or book.parcel.moment(proof)
    book.says("share-myna-record", [*entries, proof], at, view=view, **told)
    book.keeps(*proof.left(*_PROOF))


def _view(proof: Source) -> Json:
    """Returns the key of the look that a Provenance quotes."""
    if proof.type != "Provenance":
        return None
    quoted = (each for each in proof.each("entity") if each.get("role") == QUOTATION)
    named = (known for each in quoted for what in members(each, "what") for known in members(what, "identifier"))
    return first(each.get("value") for each in named if each.get("system") == KEY_ID)


def _text(entry: Source) -> str | None:
    """Returns an entry in the words of the record; one that was taken back has none."""
    concept = _ENTRIES.get(entry.type, ("", ""))[1]
    said_of_it = {
        str(each.get("code")) for status in entry.each("verificationStatus") for each in members(status, "coding")
    }
    if not concept or {entry.text("status"), *said_of_it} & _GONE:
        return None
    text = first(each.get("text") for each in entry.each(concept))
    return text if isinstance(text, str) and text.strip() else None
