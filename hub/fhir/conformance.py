"""Whether one value keeps one rule: fixed values, patterns, value sets and the types a reference points to."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from hub.fhir.rules import Codes, Rule, Slice

Json = Any
Known = Mapping[str, str]
"""The type behind each fullUrl of a Bundle."""

_LITERAL: Final = re.compile(r"(?:^|/)([A-Z][A-Za-z]{1,40})/[A-Za-z0-9.-]{1,64}(?:/_history/[A-Za-z0-9.-]{1,64})?$")
_THIS: Final = "$this"


def holds(value: Json, pattern: Json) -> bool:
    """Tells whether a value holds a pattern: each member, and for each entry of a list one that holds it."""
    if isinstance(pattern, dict):
        return isinstance(value, dict) and all(
            name in value and holds(value[name], part) for name, part in pattern.items()
        )
    if isinstance(pattern, list):
        return isinstance(value, list) and all(any(holds(each, part) for each in value) for part in pattern)
    return bool(value == pattern)


def is_listed(value: Json, codes: Codes) -> bool:
    """Tells whether a code, a Coding, or one coding of a CodeableConcept is in a value set."""
    if isinstance(value, str):
        return any(value in listed for listed in codes.values())
    if not isinstance(value, dict):
        return True
    codings = value.get("coding") if "coding" in value or "text" in value else [value]
    return isinstance(codings, list) and any(
        isinstance(each, dict) and each.get("code") in codes.get(str(each.get("system")), ()) for each in codings
    )


def points_to(reference: Json, known: Known) -> str | None:
    """Returns the type a Reference points to, None where it does not show."""
    literal = reference.get("reference") if isinstance(reference, dict) else None
    if not isinstance(literal, str):
        stated = reference.get("type") if isinstance(reference, dict) else None
        return stated if isinstance(stated, str) and stated.isalpha() else None
    if literal in known:
        return known[literal]
    found = _LITERAL.search(literal)
    return found[1] if found else None


def belongs(item: Json, part: Slice) -> bool:
    """Tells whether an entry of a repeating element is the part that a slice means."""
    if part.rule.profiles:
        return isinstance(item, dict) and item.get("url") in part.rule.profiles
    return all(_shows(item, part.rule, path) for path in part.by)


def _shows(item: Json, rule: Rule, path: str) -> bool:
    names = [] if path == _THIS else path.split(".")
    for name in names:
        found = rule.children.get(name)
        if found is None:
            return False
        rule = found
    mark = rule.fixed if rule.fixed is not None else rule.pattern
    return mark is not None and any(holds(value, mark) for value in _at(item, names))


def _at(item: Json, names: list[str]) -> Iterator[Json]:
    if not names:
        yield item
    elif isinstance(item, list):
        for each in item:
            yield from _at(each, names)
    elif isinstance(item, dict) and names[0] in item:
        held = item[names[0]]
        for each in held if isinstance(held, list) else [held]:
            yield from _at(each, names[1:])
