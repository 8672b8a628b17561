"""A triage tag in FHIR (トリアージタグ): its category, the method, its number."""

from typing import Any, Final

from hub.domain.codes import TriageCategory, TriageMethod
from hub.fhir.codes import LOINC, TAG_ID, ObservationKind
from hub.fhir.reading.notebook import Notebook
from hub.fhir.reading.source import STANDS, Source, coded, codings, first, members, moment

Json = Any

_ACUITY: Final = (LOINC, "11283-9")


def is_tag(source: Source) -> bool:
    """Tells whether a resource fills in a triage tag by our categories; another scale of acuity is none."""
    is_acuity = source.type == "Observation" and _ACUITY in codings(first(source.each("code")))
    return is_acuity and source.text("status") in STANDS and _category(source) is not None


def tag(book: Notebook, source: Source) -> None:
    """Reads one filling-in of a tag."""
    method = None
    for index, part in enumerate(source.each("component")):
        is_method = coded(first(members(part, "code")), ObservationKind) == ObservationKind.TRIAGE_METHOD
        found = coded(first(members(part, "valueCodeableConcept")), TriageMethod) if is_method else None
        if found is None or method is not None:
            book.keeps(f"{source.path}.component[{index}]")
        else:
            method = found
    book.says(
        "record-triage",
        [source],
        moment(source.text("effectiveDateTime")),
        category=_category(source),
        method=method,
        tag_number=first(each.get("value") for each in source.each("identifier") if each.get("system") == TAG_ID),
    )
    book.keeps(
        *source.left(
            "status", "category", "code", "subject", "encounter", "effectiveDateTime", "issued", "performer",
            "identifier", "valueCodeableConcept", "component",
        )
    )  # fmt: skip


def _category(source: Source) -> str | None:
    return coded(first(source.each("valueCodeableConcept")), TriageCategory)
