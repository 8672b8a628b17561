"""What can be searched: every resource type of the facade with its search parameters, and how their keys are found.

The table drives the routes, the search and the CapabilityStatement alike. Names and meanings are those of FHIR R4;
there is no parameter for a name, a telephone number or an address of a patient.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Final, NamedTuple

from hub.fhir.codes import Content
from hub.fhir.moments import BEGINNING, END, Interval, interval

Key = tuple[str | None, str] | str | Interval
"""A token as (system, code), where None is a code of a fixed list; a reference or a text; an interval of time."""


class Kind(StrEnum):
    """How a parameter is compared, by FHIR's names."""

    TOKEN = "token"  # noqa: S105  no secret, the name of a kind
    REFERENCE = "reference"
    DATE = "date"
    STRING = "string"


class Parameter(NamedTuple):
    """One search parameter: what it is, where its values stand, and of which type alone a reference may be."""

    kind: Kind
    paths: tuple[str, ...]
    only: str | None = None


def _token(*paths: str) -> Parameter:
    return Parameter(Kind.TOKEN, paths)


def _reference(*paths: str, only: str | None = None) -> Parameter:
    return Parameter(Kind.REFERENCE, paths, only)


def _date(*paths: str) -> Parameter:
    return Parameter(Kind.DATE, paths)


def _string(*paths: str) -> Parameter:
    return Parameter(Kind.STRING, paths)


COMMON: Final[Mapping[str, Parameter]] = {"_id": _token("id"), "_lastUpdated": _date("meta.lastUpdated")}
"""The parameters of every type."""

_PATIENT: Final = {"patient": _reference("subject", only="Patient"), "subject": _reference("subject")}
_OF_CASE: Final = {**_PATIENT, "encounter": _reference("encounter")}
_NAMED: Final = {"identifier": _token("identifier")}

PARAMETERS: Final[Mapping[str, Mapping[str, Parameter]]] = {
    "Encounter": {
        **_NAMED,
        **_PATIENT,
        "status": _token("status"),
        "class": _token("class"),
        "type": _token("type"),
        "date": _date("period"),
        "location": _reference("location.location"),
        "diagnosis": _reference("diagnosis.condition"),
        "reason-reference": _reference("reasonReference"),
        "service-provider": _reference("serviceProvider"),
    },
    "Patient": {**_NAMED, "gender": _token("gender")},
    "Condition": {
        **_OF_CASE,
        "code": _token("code"),
        "category": _token("category"),
        "clinical-status": _token("clinicalStatus"),
        "verification-status": _token("verificationStatus"),
        "onset-date": _date("onsetDateTime"),
        "recorded-date": _date("recordedDate"),
    },
    "Observation": {
        **_NAMED,
        **_OF_CASE,
        "status": _token("status"),
        "code": _token("code"),
        "category": _token("category"),
        "date": _date("effectiveDateTime", "effectivePeriod"),
        "performer": _reference("performer"),
        "component-code": _token("component.code"),
        "combo-code": _token("code", "component.code"),
        "value-concept": _token("valueCodeableConcept"),
    },
    "Procedure": {
        **_NAMED,
        **_OF_CASE,
        "status": _token("status"),
        "code": _token("code"),
        "date": _date("performedDateTime", "performedPeriod"),
        "performer": _reference("performer.actor"),
    },
    "MedicationAdministration": {
        **_NAMED,
        **_PATIENT,
        "context": _reference("context"),
        "status": _token("status"),
        "code": _token("medicationCodeableConcept"),
        "effective-time": _date("effectiveDateTime", "effectivePeriod"),
    },
    "MedicationStatement": {
        **_NAMED,
        **_PATIENT,
        "context": _reference("context"),
        "status": _token("status"),
        "code": _token("medicationCodeableConcept"),
        "source": _reference("informationSource"),
    },
    "AllergyIntolerance": {
        **_NAMED,
        "patient": _reference("patient"),
        "code": _token("code"),
        "clinical-status": _token("clinicalStatus"),
        "verification-status": _token("verificationStatus"),
        "date": _date("recordedDate"),
    },
    "AuditEvent": {
        "patient": _reference("entity.what", only="Patient"),
        "entity": _reference("entity.what"),
        "type": _token("type"),
        "subtype": _token("subtype"),
        "outcome": _token("outcome"),
        "date": _date("recorded"),
        "agent": _reference("agent.who"),
    },
    "Communication": {
        **_NAMED,
        **_OF_CASE,
        "status": _token("status"),
        "sent": _date("sent"),
        "sender": _reference("sender"),
    },
    "Location": {
        **_NAMED,
        "status": _token("status"),
        "name": _string("name"),
        "organization": _reference("managingOrganization"),
    },
    "ServiceRequest": {
        **_NAMED,
        **_OF_CASE,
        "status": _token("status"),
        "intent": _token("intent"),
        "category": _token("category"),
        "priority": _token("priority"),
        "code": _token("code"),
        "authored": _date("authoredOn"),
        "requester": _reference("requester"),
    },
    "Task": {
        **_NAMED,
        "patient": _reference("for", only="Patient"),
        "subject": _reference("for"),
        "encounter": _reference("encounter"),
        "status": _token("status"),
        "business-status": _token("businessStatus"),
        "code": _token("code"),
        "intent": _token("intent"),
        "priority": _token("priority"),
        "focus": _reference("focus"),
        "owner": _reference("owner"),
        "requester": _reference("requester"),
        "authored-on": _date("authoredOn"),
        "modified": _date("lastModified"),
    },
    "Provenance": {
        "target": _reference("target"),
        "patient": _reference("target", only="Patient"),
        "agent": _reference("agent.who"),
        "recorded": _date("recorded"),
        "when": _date("occurredDateTime", "occurredPeriod"),
    },
    "Composition": {
        **_NAMED,
        **_OF_CASE,
        "status": _token("status"),
        "type": _token("type"),
        "date": _date("date"),
        "author": _reference("author"),
    },
    "DocumentReference": {
        **_NAMED,
        **_PATIENT,
        "encounter": _reference("context.encounter"),
        "status": _token("status"),
        "type": _token("type"),
        "date": _date("date"),
        "author": _reference("author"),
    },
    "Flag": {
        **_NAMED,
        **_OF_CASE,
        "date": _date("period"),
        "author": _reference("author"),
    },
    "Organization": {
        **_NAMED,
        "active": _token("active"),
        "type": _token("type"),
        "name": _string("name", "alias"),
    },
}
"""Every type that is served, with what it can be searched by beside `COMMON`."""

DIRECTORY: Final = frozenset({"Organization"})
"""Types that are read from the register of who takes part, which keeps no versions."""


def parameter(resource_type: str, name: str) -> Parameter | None:
    """Returns a search parameter of a type by its name."""
    return PARAMETERS[resource_type].get(name) or COMMON.get(name)


def keys(resource_type: str, content: Content) -> dict[str, tuple[Key, ...]]:
    """Returns by name what a resource can be found by."""
    known = {**COMMON, **PARAMETERS[resource_type]}
    return {name: tuple(_found(each, content)) for name, each in known.items()}


def _found(asked: Parameter, content: Content) -> Iterator[Key]:
    for path in asked.paths:
        for value in _at(content, path.split(".")):
            match asked.kind:
                case Kind.TOKEN:
                    yield from _tokens(value)
                case Kind.REFERENCE:
                    yield from _references(value, asked.only)
                case Kind.DATE:
                    yield from _intervals(value)
                case Kind.STRING:
                    yield folded(str(value))


def _at(value: object, path: list[str]) -> Iterator[object]:
    """Yields what stands at a path; every list on the way is opened."""
    if isinstance(value, list):
        for each in value:
            yield from _at(each, path)
    elif not path:
        yield value
    elif isinstance(value, dict) and path[0] in value:
        yield from _at(value[path[0]], path[1:])


def _tokens(value: object) -> Iterator[Key]:
    """Yields a code, a Coding, each Coding of a CodeableConcept, or an Identifier as (system, code)."""
    if isinstance(value, dict):
        if "coding" in value:
            for coding in value["coding"]:
                yield from _tokens(coding)
        elif code := value.get("code") or value.get("value"):
            yield str(value.get("system", "")), str(code)
    elif isinstance(value, bool):
        yield None, str(value).lower()
    else:
        yield None, str(value)


def _references(value: object, only: str | None) -> Iterator[Key]:
    reference = value.get("reference") if isinstance(value, dict) else None
    if isinstance(reference, str) and (only is None or reference.startswith(f"{only}/")):
        yield reference.partition("/_history/")[0]


def _intervals(value: object) -> Iterator[Key]:
    if isinstance(value, dict):
        start, end = value.get("start"), value.get("end")
        low = interval(start)[0] if isinstance(start, str) else BEGINNING
        yield low, interval(end)[1] if isinstance(end, str) else END
    else:
        yield interval(str(value))


def folded(text: str) -> str:
    """Returns text as it is compared: without regard to case."""
    return text.casefold()
