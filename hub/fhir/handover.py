"""The hand-over as a Composition; the document Bundle around it is built from what is stored (`hub.fhir.document`)."""

from collections.abc import Iterable, Iterator
from typing import Final

from hub.domain.case import Case, Note
from hub.domain.document import Document, section
from hub.fhir import profiles
from hub.fhir.codes import Content, concept, loinc
from hub.fhir.encounter import has_complaint
from hub.fhir.narrative import paragraphs
from hub.fhir.resource import Page, Resource, organisation, reference, words
from hub.fhir.summary import summary
from hub.fhir.treatment import kind_of
from hub.fhir.vitals import names

_TITLE: Final = "救急引継書"
_TYPE: Final = concept(loinc("67796-3", "EMS patient care report - version 3 Document NEMSIS"), text=_TITLE)
_COMPLAINT: Final = concept(loinc("10154-3"), text="主訴")
_HISTORY: Final = concept(loinc("11348-0"), text="既往歴・内服薬・アレルギー")
_VITALS: Final = concept(loinc("8716-3", "Vital signs"), text="観察")
_TREATMENTS: Final = concept(text="処置")
_CHANGES: Final = concept(text="容態変化")
_TIMES: Final = concept(text="時間経過")
_TOLD: Final = (("medical_history", "medical"), ("medications", "medications"), ("allergies", "allergies"))
_NEWEST: Final = 60
"""Moments of observation that the Composition names: the newest; all of them stand in the record."""


def composition(page: Page, case: Case) -> Resource:
    """Returns the Composition: preliminary until the crew has handed over, attested when the hospital has signed."""
    document = case.document
    handover = section(document, "handover")
    content: Content = {
        "text": summary(_TITLE, case),
        "status": "final" if "handed_over_at" in handover else "preliminary",
        "type": _TYPE,
        "subject": page.patient,
        "encounter": page.encounter,
        "date": handover.get("handed_over_at") or handover["receipt_at"],
        "author": [organisation(case.department)],
        "title": _TITLE,
        "attester": _attester(case, handover),
        "section": list(_sections(page, case, handover)) or None,
    }
    return page.resource("Composition", f"{page.subject}-handover", profiles.HANDOVER, content)


def _attester(case: Case, handover: Document) -> list[Content] | None:
    """Returns the hospital's signature (引継受領)."""
    if "receipt_at" not in handover:
        return None
    signature: Content = {"mode": "official", "time": handover["receipt_at"]}
    by = words(handover.get("receipt_by"))
    party = organisation(case.destination) if case.destination else {}
    if by:
        party = {**party, "display": by}
    return [{**signature, "party": party}] if party else [signature]


Named = tuple[str, str]
"""A resource of the case: its type, and what follows the case in its id."""


def _sections(page: Page, case: Case, handover: Document) -> Iterator[Content]:
    """Yields a section for each part of the record that there is, with what belongs to it."""
    told: Iterable[tuple[Content, Iterable[Named]]] = (
        (_COMPLAINT, _complaint(case.document)),
        (_HISTORY, _history(case.document)),
        (_VITALS, _observed(case)),
        (_TREATMENTS, _treated(case)),
        (_CHANGES, [("Communication", f"{version}-change") for _, _, version in sorted(case.changed)]),
        (_TIMES, [("Observation", f"time-{mark}") for mark in section(case.document, "times")]),
    )
    for code, named in told:
        if entry := [reference(kind, f"{page.subject}-{suffix}") for kind, suffix in named]:
            yield {"title": code["text"], "code": code, "entry": entry}
    if text := words(handover.get("summary")):
        yield {"title": "申送り", "text": {"status": "additional", "div": paragraphs(text)}}


def _complaint(document: Document) -> Iterator[Named]:
    complaint = section(document, "complaint")
    if has_complaint(complaint):
        yield "Condition", "complaint"
    if "dangers" in complaint:
        yield "Observation", "dangers"


def _history(document: Document) -> Iterator[Named]:
    history = section(document, "history")
    return (("Observation", f"history-{suffix}") for name, suffix in _TOLD if words(history.get(name)))


def _observed(case: Case) -> Iterator[Named]:
    for each in list(case.observed)[-_NEWEST:]:
        yield from (("Observation", f"{each.version}-{name}") for name in names(each.values))


def _treated(case: Case) -> Iterator[Named]:
    for values, version in _noted(case.treated, section(case.document, "treatments")):
        yield kind_of(values), f"{version}-treatment"


def _noted(notes: Iterable[Note], held: Document) -> Iterator[tuple[Document, int]]:
    """Yields what stands in the document under each note, in order of time, with the version that wrote it."""
    return ((section(held, key), version) for _, key, version in sorted(notes))
