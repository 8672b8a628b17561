"""What FHIR and our profiles ask of a resource, as the guard walks it: trees of rules, read from two files.

``rules-core.json`` holds FHIR R4's own definitions of the types that are taken, ``rules-profiles.json`` what the
profiles and extensions of `fhir_profiles` ask beyond them. Both are written by `hub.fhir.distil`.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import Final, NamedTuple

import msgspec

from hub.fhir.codes import SYSTEMS

CORE_FILE: Final = "rules-core.json"
PROFILES_FILE: Final = "rules-profiles.json"
ANY: Final = "[x]"
"""How the name of an element ends that may have one of several types."""
EVERY: Final = "*"
"""In a value set: every code of a system of ours, as the hub knows it now."""


_OURS: Final = {system: [code.value for code in listed] for listed, system in SYSTEMS.items()}


class Invariant(msgspec.Struct, array_like=True, frozen=True):
    """A rule in FHIRPath: its key, its expression, and its sentence."""

    key: str
    expression: str
    human: str


class Slice(msgspec.Struct, omit_defaults=True):
    """A part of a repeating element that is recognised by its own values, and what is asked of it."""

    name: str
    rule: "Rule"
    by: list[str] = []


class Rule(msgspec.Struct, omit_defaults=True, dict=True):
    """What is asked of one element; what is not stated is not asked.

    Attributes:
        min: How often it stands at least.
        max: How often it stands at most; None is without a bound.
        types: The types it may have; empty where nothing is said.
        targets: The types a Reference may point to; empty is any.
        binding: The value set its code must be from.
        fixed: What it must be, member for member.
        pattern: What it must hold.
        profiles: Extensions by which it is recognised.
        invariants: Rules of FHIRPath on it.
        same_as: The path of the element whose children it has.
        children: The rules of what stands in it.
        slices: Parts of it that are recognised by their values.
    """

    min: int = 0
    max: int | None = None
    types: list[str] = []
    targets: list[str] = []
    binding: str | None = None
    fixed: object = None
    pattern: object = None
    profiles: list[str] = []
    invariants: list[Invariant] = []
    same_as: str | None = None
    children: "dict[str, Rule]" = {}
    slices: list[Slice] = []

    @cached_property
    def names(self) -> Mapping[str, tuple[str, str]]:
        """The child and the type that each name in JSON stands for; a choice has a name for each type."""
        return dict(self._names())

    @cached_property
    def needed(self) -> tuple[str, ...]:
        """The children that may not be missing."""
        return tuple(
            name for name, rule in self.children.items() if rule.min or any(part.rule.min for part in rule.slices)
        )

    def _names(self) -> Iterator[tuple[str, tuple[str, str]]]:
        for child, rule in self.children.items():
            for kind in rule.types or ["BackboneElement"]:
                if child.endswith(ANY):
                    yield child.removesuffix(ANY) + kind[0].upper() + kind[1:], (child, kind)
                else:
                    yield child, (child, kind)


class Profile(msgspec.Struct):
    """A profile or an extension: the type it constrains, and what it asks beyond FHIR."""

    type: str
    rule: Rule


Codes = dict[str, list[str]]
"""A value set: its codes by their system."""


class Core(msgspec.Struct):
    """What FHIR asks."""

    types: dict[str, Rule]
    codes: dict[str, Codes]

    def at(self, path: str) -> Rule:
        """Returns the rule of an element by its path in FHIR, as in ``Bundle.link``."""
        kind, *names = path.split(".")
        rule = self.types[kind]
        for name in names:
            rule = rule.children[name]
        return rule


class Profiles(msgspec.Struct):
    """What we ask beyond it, by canonical."""

    profiles: dict[str, Profile]
    codes: dict[str, Codes]


class Rules(NamedTuple):
    """Everything that is asked."""

    core: Core
    profiles: Profiles

    def codes(self, value_set: str) -> Codes:
        """Returns a value set."""
        return self.profiles.codes.get(value_set) or self.core.codes[value_set]


def _whole(codes: Codes) -> Codes:
    """Returns a value set with the codes of our own systems written out."""
    return {system: _OURS[system] if listed == [EVERY] else listed for system, listed in codes.items()}


@lru_cache(maxsize=1)
def core() -> Core:
    """Returns what FHIR asks, read when it is first asked for."""
    return msgspec.json.decode(files("hub.fhir").joinpath(CORE_FILE).read_bytes(), type=Core)


@lru_cache(maxsize=1)
def rules() -> Rules:
    """Returns the rules, read when they are first asked for."""
    profiles = msgspec.json.decode(files("hub.fhir").joinpath(PROFILES_FILE).read_bytes(), type=Profiles)
    profiles.codes = {url: _whole(codes) for url, codes in profiles.codes.items()}
    return Rules(core(), profiles)
