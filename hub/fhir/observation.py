"""Observations of what was said and decided: history, dangers, time marks, and the outcome."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from hub.domain.codes import (
    Code,
    Danger,
    Severity,
    TimeMark,
    TriageCategory,
    TriageMethod,
)
from hub.domain.document import Document
from hub.domain.events import CallTold, FactsStated, OutcomeRecorded, TriageRecorded
from hub.domain.outcome_codes import Disposition, LaterState
from hub.fhir import profiles
from hub.fhir.codes import TAG_ID, UCUM, Content, ObservationKind, category, coded, concept, loinc
from hub.fhir.resource import Page, Resource, words

_EXAM: Final = category("exam")
_PROCEDURE: Final = category("procedure")
_SURVEY: Final = category("survey")

_ACUITY: Final = concept(loinc("11283-9"), text="トリアージ区分")
_HISTORY: Final = {
    "medical_history": ("medical", concept(loinc("11348-0"), text="既往歴")),
    "medications": ("medications", concept(loinc("10160-0"), text="内服薬")),
    "allergies": (
        "allergies",
        concept(loinc("48765-2"), text="アレルギー"),
    ),
}


def stated(page: Page, event: FactsStated | CallTold, facts: Iterable[str]) -> Iterator[Resource]:
    """Yields the Observations that the facts with these paths are: history, dangers and time marks.

    History is the crew's free text, in which 「なし」 is an answer too: as a Condition, MedicationStatement or
    AllergyIntolerance it would claim what nobody said.
    """
    for path in facts:
        section, _, field = path.partition(".")
        value = event.facts[path]
        if section == "times":
            yield _time_mark(page, field, str(value))
        elif section == "history":
            suffix, code = _HISTORY[field]
            if text := words(value):
                yield _plain(
                    page, f"history-{suffix}", profiles.HISTORY, event.at, _SURVEY, {"code": code, "valueString": text}
                )
        elif path == "incident.call_report":
            yield from _call_report(page, event.at, words(value))
        elif path == "incident.patients":
            yield _patients(page, event.at, value)
        elif path == "complaint.dangers" and isinstance(value, list):
            yield _dangers(page, event.at, value)


def _plain(  # noqa: PLR0913, PLR0917  the parts of an Observation
    page: Page, suffix: str, profile: str, at: str, kind: list[Content], content: Content
) -> Resource:
    members = {
        "status": "final",
        "category": kind,
        "subject": page.patient,
        "encounter": page.encounter,
        "effectiveDateTime": at,
        "issued": page.recorded_at,
        "performer": [page.performer],
        **content,
    }
    return page.resource("Observation", f"{page.subject}-{suffix}", profile, members)


def _time_mark(page: Page, mark: str, at: str) -> Resource:
    content: Content = {"code": coded(TimeMark, mark), "valueDateTime": at}
    return _plain(page, f"time-{mark}", profiles.TIME_MARK, at, _PROCEDURE, content)


def _dangers(page: Page, at: str, dangers: list[str]) -> Resource:
    """Returns one Observation: whether there is any danger, and each as a component; an empty list takes all back."""
    content: Content = {"code": coded(ObservationKind, ObservationKind.DANGERS), "valueBoolean": bool(dangers)}
    if dangers:
        content["component"] = [{"code": coded(Danger, danger), "valueBoolean": True} for danger in dangers]
    return _plain(page, "dangers", profiles.DANGERS, at, _EXAM, content)


def _call_report(page: Page, at: str, text: str | None) -> Iterator[Resource]:
    """Yields what the caller told the command centre (通報内容)."""
    if text is not None:
        code = coded(ObservationKind, ObservationKind.CALL_REPORT)
        yield _plain(page, "call-report", profiles.CALL, at, _SURVEY, {"code": code, "valueString": text})


def _patients(page: Page, at: str, value: object) -> Resource:
    """Returns how many patients the call was about (傷病者数)."""
    code = coded(ObservationKind, ObservationKind.PATIENTS)
    count = {"value": value, "unit": "名", "system": UCUM, "code": "{patient}"}
    return _plain(page, "call-patients", profiles.CALL, at, _SURVEY, {"code": code, "valueQuantity": count})


def triage(page: Page, event: TriageRecorded) -> Resource:
    """Returns one filling-in of a triage tag (トリアージタグ)."""
    values = event.values
    number = words(values.get("tag_number"))
    method = {
        "code": coded(ObservationKind, ObservationKind.TRIAGE_METHOD),
        "valueCodeableConcept": coded(TriageMethod, values.get("method")),
    }
    content: Content = {
        "identifier": [{"system": TAG_ID, "value": number}] if number else None,
        "status": "final",
        "category": _EXAM,
        "code": _ACUITY,
        "subject": page.patient,
        "encounter": page.encounter,
        "effectiveDateTime": event.at,
        "issued": page.recorded_at,
        "performer": [page.performer],
        "valueCodeableConcept": coded(TriageCategory, values["category"]),
        "component": [method] if "method" in values else None,
    }
    return page.resource("Observation", f"{page.prefix}-triage", profiles.TRIAGE, content)


LATER: Final[Mapping[str, tuple[ObservationKind, type[Code]]]] = {
    "disposition": (ObservationKind.DISPOSITION, Disposition),
    "after_21_days": (ObservationKind.AFTER_21_DAYS, LaterState),
}
"""What is known of the patient after the first examination: components of the severity, by field of the outcome."""


def severity(page: Page, event: OutcomeRecorded, outcome: Document) -> Resource:
    """Returns 傷病程度, which the physician decides at the first examination, with what became of the patient."""
    later = [
        {"code": coded(ObservationKind, kind), "valueCodeableConcept": coded(codes, outcome[name])}
        for name, (kind, codes) in LATER.items()
        if name in outcome
    ]
    content: Content = {
        "code": coded(ObservationKind, ObservationKind.SEVERITY),
        "valueCodeableConcept": coded(Severity, outcome["severity"]),
        "component": later or None,
    }
    return _plain(page, "severity", profiles.SEVERITY, event.at, _EXAM, content)
