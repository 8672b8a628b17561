"""What the hub emits, by every path: one resource of each shape, so that nobody is asked twice about the same.

Two resources have the same shape where they claim the same profile, have the same elements, and the same statuses. The
document of a hand-over is not here: it is the full example of its profile as the hub renders it.
"""

import json
from collections.abc import Iterator
from itertools import product
from typing import Any

from hypothesis import HealthCheck, given, settings

from hub.domain.relationship import Relationship
from hub.fhir.disclosure import disclosed
from tests.referees.examples import audit, capacity, mode, ride, shift
from tests.unit.fhir.histories import History, histories, whole_shift

Content = dict[str, Any]


def emitted() -> dict[str, Content]:
    """Returns one resource of each shape with a name that tells its profile."""
    shapes: dict[tuple[str, ...], Content] = {}
    for body in _bodies():
        content = json.loads(body)
        shapes.setdefault(shape(content), content)
    return {f"{_profile(content)}/{number}": content for number, content in enumerate(shapes.values())}


def narrowed() -> dict[str, Content]:
    """Returns one resource of each shape that is less for who sees a part: hospitals and operators, asked and taken."""
    shapes: dict[tuple[str, ...], Content] = {}
    for kind, body in {(str(json.loads(body)["resourceType"]), body) for body in _bodies()}:
        for near, own in product((Relationship.ASKED, Relationship.ACCEPTED), ("h-001", "op-01")):
            seen = disclosed(kind, body, near, own)
            if seen is not None and seen != body:
                content = json.loads(seen)
                shapes.setdefault((near.name, *shape(content)), content)
    return {f"narrowed/{name[0]}/{_profile(each)}/{number}": each for number, (name, each) in enumerate(shapes.items())}


def shape(content: Content) -> tuple[str, ...]:
    """Returns what a referee may judge differently from one resource to the next."""
    statuses = [str(content.get(name)) for name in ("status", "intent", "priority")]
    return (_profile(content), *statuses, *sorted(set(_elements(content))))


def _profile(content: Content) -> str:
    claimed = content.get("meta", {}).get("profile", [content["resourceType"]])
    return str(claimed[0]).rpartition("/")[2]


def _elements(content: object, path: str = "") -> Iterator[str]:
    if isinstance(content, dict):
        for name, value in content.items():
            yield from _elements(value, f"{path}.{name}")
    elif isinstance(content, list):
        for each in content:
            yield from _elements(each, path)
    else:
        yield path


def _bodies() -> Iterator[bytes]:
    for history in (whole_shift(), shift(), *drawn()):
        yield from (each.body for resources in history.written for each in resources)
    yield from (each.body for each in capacity())
    yield from (each.body for each in mode())
    yield from ride()
    yield from audit()


def drawn() -> list[History]:
    """Returns histories told late, out of order and with any value: the same ones each time."""
    told: list[History] = []

    @settings(max_examples=30, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(histories())
    def tell(history: History) -> None:
        told.append(history)

    tell()
    return told
