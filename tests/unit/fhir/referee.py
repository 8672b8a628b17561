"""What is asked of every resource that is rendered, beyond what the models of fhir.resources ask."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from hub.fhir.normalise import Resource
from hub.fhir.validate import model, validate

ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")
REFERENCE = re.compile(r"([A-Z][A-Za-z]+)/([A-Za-z0-9\-.]{1,64})(?:/_history/(\d+))?")

BINDINGS: Mapping[tuple[str, str], set[str]] = {
    ("Encounter", "status"): {"planned", "arrived", "triaged", "in-progress", "onleave", "finished", "cancelled"},
    ("Patient", "gender"): {"male", "female", "other", "unknown"},
    ("Observation", "status"): {"registered", "preliminary", "final", "amended", "corrected", "cancelled"},
    ("Procedure", "status"): {"preparation", "in-progress", "not-done", "on-hold", "stopped", "completed", "unknown"},
    ("AuditEvent", "outcome"): {"0", "4", "8", "12"},
    ("MedicationStatement", "status"): {"active", "completed", "unknown"},
    ("MedicationAdministration", "status"): {"in-progress", "not-done", "on-hold", "completed", "stopped"},
    ("Communication", "status"): {"preparation", "in-progress", "not-done", "on-hold", "stopped", "completed"},
    ("Communication", "priority"): {"routine", "urgent", "asap", "stat"},
    ("ServiceRequest", "status"): {"draft", "active", "on-hold", "revoked", "completed"},
    ("ServiceRequest", "intent"): {"proposal", "plan", "directive", "order"},
    ("ServiceRequest", "priority"): {"routine", "urgent", "asap", "stat"},
    ("Task", "status"): {
        "requested",
        "received",
        "accepted",
        "rejected",
        "cancelled",
        "in-progress",
        "on-hold",
        "completed",
    },
    ("Task", "intent"): {"order"},
    ("Task", "priority"): {"routine", "urgent", "asap", "stat"},
    ("Composition", "status"): {"preliminary", "final", "amended"},
    ("Location", "status"): {"active", "suspended", "inactive"},
    ("Location", "mode"): {"instance", "kind"},
}
"""The required bindings of top-level elements, by hand: the models do not ask."""


def judge(resource: Resource) -> dict[str, Any]:
    """Passes a resource through every check that needs nothing but itself, and returns it read."""
    content: dict[str, Any] = json.loads(resource.body, parse_float=Decimal)
    assert (content["resourceType"], content["id"]) == (resource.type, resource.id)
    assert ID.fullmatch(resource.id)
    assert validate(resource.body) == [], resource.body.decode()
    assert_nothing_empty(content)
    for (kind, element), allowed in BINDINGS.items():
        if kind == resource.type and element in content:
            assert content[element] in allowed
    judged = _model(resource)
    assert_same(json.loads(judged.model_dump_json(), parse_float=Decimal), content)
    for reference, allowed_types in references(judged):
        match = REFERENCE.fullmatch(reference)
        assert match, reference
        assert not allowed_types or {match[1], "Resource"} & allowed_types, (reference, allowed_types)
    assert_periods(content)
    return content


def _model(resource: Resource) -> BaseModel:
    found = model(resource.type)
    assert found is not None
    return found.model_validate(json.loads(resource.body, parse_float=Decimal))


def references(judged: BaseModel) -> Iterator[tuple[str, set[str]]]:
    """Yields each literal reference with the types that may stand there."""
    for name, info in type(judged).model_fields.items():
        extra = info.json_schema_extra
        listed = extra.get("enum_reference_types") if isinstance(extra, dict) else None
        allowed = {str(each) for each in listed} if isinstance(listed, list) else set()
        value = getattr(judged, name)
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, BaseModel):
                literal = getattr(each, "reference", None)
                if isinstance(literal, str):
                    yield literal, allowed
                else:
                    yield from references(each)


def assert_nothing_empty(content: object) -> None:
    """FHIR knows no null, no blank text, no empty list or object."""
    assert content not in (None, [], {})
    assert not isinstance(content, str) or content.strip()
    if isinstance(content, dict):
        for value in content.values():
            assert_nothing_empty(value)
    elif isinstance(content, list):
        for value in content:
            assert_nothing_empty(value)


def assert_periods(content: object) -> None:
    """A period does not end before it starts (per-1)."""
    if isinstance(content, dict):
        if "start" in content and "end" in content:
            assert content["start"] <= content["end"]
        for value in content.values():
            assert_periods(value)
    elif isinstance(content, list):
        for value in content:
            assert_periods(value)


def assert_same(first: object, second: object) -> None:
    """Compares two JSON values: numbers by value, times by the instant they mean."""
    if isinstance(first, dict) and isinstance(second, dict):
        assert first.keys() == second.keys()
        for name, value in first.items():
            assert_same(value, second[name])
    elif isinstance(first, list) and isinstance(second, list):
        assert len(first) == len(second)
        for one, other in zip(first, second, strict=True):
            assert_same(one, other)
    elif first != second:
        assert datetime.fromisoformat(str(first)) == datetime.fromisoformat(str(second))
