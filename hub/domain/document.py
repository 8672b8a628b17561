"""The document of a case or a hospital, and how patches change it (RFC 7396, JSON merge patch).

A document is plain JSON: what a receiver holds, and what ``snapshot`` and ``event`` frames carry. Documents and patches
have the same shape, so one rule of disclosure serves both (`hub.domain.disclosure`).
"""

from collections.abc import Mapping
from decimal import Decimal

Json = str | int | float | Decimal | bool | list[str] | Mapping[str, "Json"] | None
Document = Mapping[str, Json]


def merge(document: Document, patch: Document) -> Document:
    """Returns the document with the patch applied; neither argument is changed."""
    merged = dict(document)
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        elif isinstance(value, dict):
            held = merged.get(name)
            merged[name] = merge(held if isinstance(held, dict) else {}, value)
        else:
            merged[name] = value
    return merged


def compose(first: Document, then: Document) -> Document:
    """Returns the patch that does what both do, one after the other."""
    both = dict(first)
    for name, value in then.items():
        held = both.get(name)
        both[name] = compose(held, value) if isinstance(held, dict) and isinstance(value, dict) else value
    return both


def section(document: Document, name: str) -> Document:
    """Returns a named section of the document, empty where it is absent."""
    held = document.get(name)
    return held if isinstance(held, dict) else {}


def nest(facts: Mapping[str, Json]) -> Document:
    """Turns ``{"section.field": value}`` into ``{"section": {"field": value}}``."""
    nested: dict[str, dict[str, Json]] = {}
    for path, value in facts.items():
        name, _, field = path.partition(".")
        nested.setdefault(name, {})[field] = value
    return nested
