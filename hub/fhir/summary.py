"""The whole case in words, for the reader of a hand-over: made of the document of the case, in Japanese."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields
from functools import partial
from typing import Final, get_args, get_type_hints

from hub.domain.case import Case
from hub.domain.codes import Code, TimeMark
from hub.domain.commands import Command, DescribePatient, RecordObservation, RecordTreatment, ReportChange
from hub.domain.document import Document, Json, section
from hub.domain.fields import Quantity
from hub.fhir.codes import Content
from hub.fhir.narrative import Block, generated
from hub.fhir.resource import words

_NEWEST: Final = 12
"""Moments of observation that are written out."""

_UNITS: Final = {"a": "歳", "Cel": "℃", "mm[Hg]": "mmHg"}
"""How people write a unit, where UCUM writes it for programs."""

Told = Callable[[Json], str]


def _code(listed: type[Code]) -> Told:
    terms = {code.value: code.ja for code in listed}
    return lambda value: terms.get(str(value), str(value))


def _told(command: type[Command]) -> dict[str, tuple[str, Told]]:
    """Returns the Japanese name of each field of a kind, and how its values are said."""
    said: dict[str, tuple[str, Told]] = {}
    hints = get_type_hints(command, include_extras=True)
    for field in fields(command):
        held, mark = get_args(hints[field.name])[:2]
        kinds = [each for part in (held, *get_args(held)) for each in (part, *get_args(part))]
        listed = next((each for each in kinds if isinstance(each, type) and issubclass(each, Code)), None)
        if listed:
            said[field.name] = mark.ja, _code(listed)
        elif isinstance(mark, Quantity) and mark.unit not in {"1", "{score}"}:
            said[field.name] = mark.ja, f"{{}} {_UNITS.get(mark.unit, mark.unit)}".format
        else:
            said[field.name] = mark.ja, str
    return said


_FIELDS: Final[Mapping[type[Command], Mapping[str, tuple[str, Told]]]] = {
    command: _told(command) for command in (DescribePatient, RecordObservation, RecordTreatment, ReportChange)
}
_MARKS: Final = _code(TimeMark)


def summary(title: str, case: Case) -> Content:
    """Returns the Narrative of the hand-over of a case."""
    return generated(title, blocks(case.document, str))


def blocks(document: Document, written_at: Told) -> Iterable[Block]:
    """Yields the document of a case in words, under headings; ``written_at`` says how times are written."""
    described = (section(document, name) for name in ("patient", "complaint", "history"))
    patient, complaint, history = (list(_each(DescribePatient, values)) for values in described)
    times = sorted((str(at), mark) for mark, at in section(document, "times").items())
    moments = partial(_moments, written_at)
    handed = words(section(document, "handover").get("summary"))
    return (
        ("傷病者", patient),
        ("主訴", complaint),
        ("既往歴・内服薬・アレルギー", history),
        ("観察", moments(RecordObservation, section(document, "observations"))),
        ("処置", moments(RecordTreatment, section(document, "treatments"))),
        ("容態変化", moments(ReportChange, section(document, "changes"))),
        ("時間経過", [f"{written_at(at)} {_MARKS(mark)}" for at, mark in times]),
        ("申送り", handed.splitlines() if handed else ()),
    )


def _each(command: type[Command], values: Document) -> Iterator[str]:
    """Yields each field that is stated, by its Japanese name."""
    for name, (ja, told) in _FIELDS[command].items():
        value = values.get(name)
        if value is not None:
            items = value if isinstance(value, list) else [value]
            yield f"{ja}: {words('、'.join(told(item) for item in items)) or '—'}"


def _moments(written_at: Told, command: type[Command], held: Document) -> Iterator[str]:
    """Yields a line for each of the newest moments, in order of time."""
    moments = sorted((str(section(held, key)["at"]), key) for key in held)
    for at, key in moments[-_NEWEST:]:
        yield f"{written_at(at)} {' / '.join(_each(command, section(held, key)))}"
