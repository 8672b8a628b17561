"""The hand-over as a Composition; the document Bundle around it is built from what is stored."""

from collections.abc import Iterator
from html import escape
from typing import Final

from hub.domain.case import Case
from hub.domain.document import Document, section
from hub.fhir.codes import Content, concept, loinc
from hub.fhir.encounter import has_complaint
from hub.fhir.resource import Page, Resource, organisation, reference, words

_TYPE: Final = concept(loinc("67796-3", "EMS patient care report - version 3 Document NEMSIS"), text="救急引継書")
_COMPLAINT: Final = concept(loinc("10154-3"), text="主訴")
_HISTORY: Final = concept(loinc("11348-0"), text="既往歴・内服薬・アレルギー")
_KNOWN: Final = (("medical_history", "medical"), ("medications", "medications"), ("allergies", "allergies"))


def composition(page: Page, case: Case) -> Resource:
    """Returns the Composition: preliminary until the crew has handed over, attested when the hospital has signed."""
    document = case.document
    handover = section(document, "handover")
    content: Content = {
        "status": "final" if "handed_over_at" in handover else "preliminary",
        "type": _TYPE,
        "subject": page.patient,
        "encounter": page.encounter,
        "date": handover.get("handed_over_at") or handover["receipt_at"],
        "author": [organisation(case.department)],
        "title": "救急引継書",
        "attester": _attester(case, handover),
        "section": list(_sections(page, document, handover)) or None,
    }
    return page.resource("Composition", f"{page.subject}-handover", content)


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


def _sections(page: Page, document: Document, handover: Document) -> Iterator[Content]:
    if has_complaint(section(document, "complaint")):
        entry = [reference("Condition", f"{page.subject}-complaint")]
        yield {"title": "主訴", "code": _COMPLAINT, "entry": entry}
    history = section(document, "history")
    if told := [suffix for name, suffix in _KNOWN if words(history.get(name))]:
        entry = [reference("Observation", f"{page.subject}-history-{suffix}") for suffix in told]
        yield {"title": "既往歴・内服薬・アレルギー", "code": _HISTORY, "entry": entry}
    if summary := words(handover.get("summary")):
        yield {"title": "申送り", "text": {"status": "additional", "div": _narrative(summary)}}


def _narrative(text: str) -> str:
    """Returns free text as XHTML: a paragraph for each line, every sign of markup escaped."""
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in text.splitlines() if line.strip())
    return f'<div xmlns="http://www.w3.org/1999/xhtml">{paragraphs}</div>'
