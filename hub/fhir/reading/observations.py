"""Observations as a crew makes them: vital signs of one moment together, time marks, history, dangers."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from hub.domain.codes import Avpu, Code, Danger, Jcs, Rhythm, TimeMark
from hub.fhir.codes import LOINC, SYSTEMS, UCUM, ObservationKind
from hub.fhir.reading.notebook import Notebook
from hub.fhir.reading.source import STANDS, Source, coded, codings, members, moment
from hub.fhir.reading.triage import is_tag, tag

Json = Any
Values = dict[str, Json]

_OWN: Final = SYSTEMS[ObservationKind]
_NUMBERS: Final[Mapping[tuple[str, str], tuple[str, str]]] = {
    (LOINC, "8867-4"): ("heart_rate", "/min"),
    (LOINC, "9279-1"): ("respiratory_rate", "/min"),
    (LOINC, "59408-5"): ("spo2", "%"),
    (LOINC, "2708-6"): ("spo2", "%"),
    (LOINC, "8310-5"): ("temperature", "Cel"),
    (LOINC, "2339-0"): ("glucose", "mg/dL"),
    (LOINC, "19891-1"): ("etco2", "mm[Hg]"),
    (LOINC, "8480-6"): ("systolic", "mm[Hg]"),
    (LOINC, "8462-4"): ("diastolic", "mm[Hg]"),
    (LOINC, "9267-6"): ("gcs_eye", "{score}"),
    (LOINC, "9270-0"): ("gcs_verbal", "{score}"),
    (LOINC, "9268-4"): ("gcs_motor", "{score}"),
    (_OWN, ObservationKind.PUPIL_LEFT.value): ("pupil_left", "mm"),
    (_OWN, ObservationKind.PUPIL_RIGHT.value): ("pupil_right", "mm"),
}
_SCALES: Final[Mapping[tuple[str, str], tuple[str, type[Code]]]] = {
    (_OWN, ObservationKind.JCS.value): ("jcs", Jcs),
    (LOINC, "11454-6"): ("avpu", Avpu),
    (LOINC, "8884-9"): ("rhythm", Rhythm),
}
_PANELS: Final = {(LOINC, "85354-9"), (LOINC, "9269-2"), (_OWN, ObservationKind.PUPILS.value)}
_FINDINGS: Final = (_OWN, ObservationKind.FINDINGS.value)
_DANGERS: Final = (_OWN, ObservationKind.DANGERS.value)
_HISTORY: Final = {
    (LOINC, "11348-0"): "medical_history",
    (LOINC, "10160-0"): "medications",
    (LOINC, "48765-2"): "allergies",
}
_MEASURED: Final = {"temperature", "pupil_left", "pupil_right"}
_AROUND: Final = (
    "status", "category", "code", "subject", "encounter", "effectiveDateTime", "issued", "performer", "identifier",
)  # fmt: skip


def read(book: Notebook, observations: list[Source]) -> None:
    """Reads all observations of a Bundle."""
    moments: dict[tuple[object, ...], list[tuple[Source, Values]]] = {}
    for source in observations:
        if source.text("status") not in STANDS:
            book.keeps(source.path)
            continue
        if is_tag(source):
            tag(book, source)
            continue
        values = measured(source)
        if values:
            moment_of = (book.parcel.case(source), source.text("effectiveDateTime"), source.origin)
            moments.setdefault(moment_of, []).append((source, values))
            book.keeps(*source.left(*_AROUND, *_VALUES, "component"), *_left_parts(source))
        else:
            _other(book, source)
    for taken in moments.values():
        for group in _sets(taken):
            values = {name: value for _, part in group for name, value in part.items()}
            at = moment(group[0][0].resource.get("effectiveDateTime"))
            book.says("record-observation", [source for source, _ in group], at, **values)


_VALUES: Final = ("valueQuantity", "valueCodeableConcept", "valueString", "valueBoolean", "valueDateTime")


def _sets(taken: list[tuple[Source, Values]]) -> Iterator[list[tuple[Source, Values]]]:
    """Parts what was measured at one moment into sets in which nothing stands twice."""
    while taken:
        group: list[tuple[Source, Values]] = []
        rest: list[tuple[Source, Values]] = []
        names: set[str] = set()
        for source, values in taken:
            if names & values.keys():
                rest.append((source, values))
            else:
                names |= values.keys()
                group.append((source, values))
        yield group
        taken = rest


def measured(source: Source) -> Values:
    """Returns the fields that an observation and its components are; a total is worked out and not read."""
    values = _value(source.resource)
    for part in source.each("component"):
        values |= _value(part)
    return values


def _value(held: Mapping[str, Json]) -> Values:
    listed = codings(next(iter(members(held, "code")), None))
    quantity = next(iter(members(held, "valueQuantity")), None)
    concept = next(iter(members(held, "valueCodeableConcept")), None)
    for code in listed:
        if code in _NUMBERS and quantity is not None:
            field, unit = _NUMBERS[code]
            if quantity.get("system") == UCUM and quantity.get("code") == unit and "comparator" not in quantity:
                return {field: _number(field, quantity.get("value"))}
        if code in _SCALES and concept is not None:
            field, scale = _SCALES[code]
            value = coded(concept, scale)
            return {} if value is None else {field: value}
        if code == _FINDINGS and isinstance(held.get("valueString"), str):
            return {"findings": held["valueString"]}
    return {}


def _number(field: str, value: Json) -> Json:
    """Returns a number as its field takes it: a whole one may be written with a point, a measured one keeps digits."""
    is_whole = isinstance(value, Decimal) and value == value.to_integral_value()
    return int(value) if is_whole and field not in _MEASURED else value


def _left_parts(source: Source) -> Iterator[str]:
    """Yields the components that are no field."""
    is_panel = bool(_PANELS.intersection(codings(next(iter(source.each("code")), None))))
    for index, part in enumerate(source.each("component")):
        if not _value(part) and not (is_panel and "dataAbsentReason" in part):
            yield f"{source.path}.component[{index}]"


def _other(book: Notebook, source: Source) -> None:
    """Reads what is no measurement; what is not known either is kept."""
    listed = codings(next(iter(source.each("code")), None))
    mark = next((code for system, code in listed if system == SYSTEMS[TimeMark] and code in set(TimeMark)), None)
    history = next((_HISTORY[code] for code in listed if code in _HISTORY), None)
    said = moment(source.resource.get("effectiveDateTime")) or book.parcel.moment(source)
    if mark and (at := moment(source.resource.get("valueDateTime"))):
        book.says("stamp-time", [source], at, mark=mark)
    elif history and source.text("valueString"):
        book.says("describe-patient", [source], said, **{history: source.text("valueString")})
    elif _DANGERS in listed:
        found = [
            danger
            for part in source.each("component")
            if part.get("valueBoolean") is True and (danger := coded(next(iter(members(part, "code")), None), Danger))
        ]
        book.says("describe-patient", [source], said, dangers=found)
    else:
        book.keeps(source.path)
        return
    book.keeps(*source.left(*_AROUND, *_VALUES, *(["component"] if _DANGERS in listed else [])))
