"""The guard: what of a foreign resource breaks FHIR R4 or our profiles, every fault with its FHIRPath expression.

It walks plain JSON along the rules (`hub.fhir.rules`) and touches each element once. What it does is counted: a
resource that would cost more than `MOST_STEPS` is refused, whatever it holds. The bytes have passed `hub.wire.guard`
before; what has passed here goes through the models of `fhir.resources`.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from itertools import zip_longest
from typing import Any, Final, NamedTuple

from hub.errors import Issue
from hub.fhir import native
from hub.fhir.conformance import belongs, holds, is_listed, points_to
from hub.fhir.invariants import compiled
from hub.fhir.primitives import PRIMITIVES
from hub.fhir.profiles import DEFINITIONS
from hub.fhir.rules import ANY, Invariant, Rule, rules
from hub.fhir.validate import judged

MOST_STEPS: Final = 150_000
"""Elements that are looked at, each as often as a rule of FHIRPath reads it. An honest body of 256 KiB takes half."""
MOST_ISSUES: Final = 100
_INVARIANT_STEPS: Final = 25
_WIDTH: Final = 4
"""A rule names paths: it reads a part of what stands below its element, never all of it."""
_LONGEST_PATH: Final = 400

Json = Any
Sentence = tuple[str, str, str]

_UNKNOWN_TYPE: Final = ("unknown-type", "受け付けていないリソース型です", "is no type of resource that is taken here")
_NOT_A_RESOURCE: Final = ("not-a-resource", "リソースではありません", "is no resource")
_UNKNOWN: Final = ("unknown-element", "FHIR R4で定義されていない要素です", "is no element of FHIR R4")
_NOT_OURS: Final = ("unknown-profile", "定義されていないプロファイル・拡張です", "is no profile or extension of ours")
_WRONG_PROFILE: Final = ("wrong-profile", "別の型のプロファイルです", "is a profile of another type")
_REQUIRED: Final = ("required", "必須の要素です", "is required")
_TOO_MANY: Final = ("too-many", "個数が多すぎます", "stands too often")
_NOT_A_LIST: Final = ("not-a-list", "配列が必要です", "must be a list")
_A_LIST: Final = ("not-single", "配列にできません", "must not be a list")
_EMPTY: Final = ("empty", "空の要素は使えません", "must not be empty")
_FORM: Final = ("wrong-form", "型に合わない値です", "is not a value of its type")
_WRONG_TYPE: Final = ("wrong-type", "この型の値は使えません", "may not have this type")
_CODE: Final = ("unknown-code", "コード表にない値です", "is not in the value set")
_TARGET: Final = ("wrong-target", "参照できない型です", "may not point to this type")
_VALUE: Final = ("wrong-value", "決められた値と異なります", "is not the value that is laid down")
_EITHER: Final = ("ext-1", "値か拡張のどちらか一つが必要です", "has either a value or extensions, and not both")
_COSTLY: Final = ("too-costly", "検査に時間がかかりすぎる内容です", "would take too long to look through")


class EnoughError(Exception):
    """Says that nothing more is looked at: the steps are used up, or there are faults enough."""


class Place(NamedTuple):
    """Where an element stands: its FHIRPath expression, its path in FHIR's definitions, and its resource."""

    path: str
    kind: str
    root: Json

    def member(self, name: str) -> "Place":
        """Returns the place of a member."""
        plain = name.removesuffix(ANY)
        return Place(f"{self.path}.{plain}", f"{self.kind}.{plain}", self.root)


def faults(content: Json) -> list[Issue]:
    """Returns every fault of a decoded resource, at most `MOST_ISSUES`; none where it is FHIR and keeps our profiles.

    Args:
        content: Plain JSON that `hub.wire.guard` has let pass, with numbers as int and Decimal.
    """
    return Inspection(content).found or judged(content)


class Inspection:
    """One look at one resource.

    Attributes:
        found: The faults, in the order of the elements.
        steps: What the look has cost.
    """

    def __init__(self, content: Json) -> None:
        """Looks at a resource."""
        self.found: list[Issue] = []
        self.steps = 0
        self._rules = rules()
        self._known = dict(_full_urls(content))
        with suppress(EnoughError):
            self._resource(content, "")

    def _resource(self, content: Json, path: str) -> int:
        """Looks at a resource that stands at a path, and returns its size in elements."""
        self._spends(1)
        kind = content.get("resourceType") if isinstance(content, dict) else None
        if not isinstance(kind, str):
            self._finds(path, _NOT_A_RESOURCE)
            return 1
        base = self._rules.core.types.get(kind)
        if base is None or "meta" not in base.children:
            self._finds(f"{path}.resourceType".lstrip("."), _UNKNOWN_TYPE)
            return 1
        path = path or kind
        for place, key, ja, en in native.of_resource(content):
            self._finds(f"{path}{place}", (key, ja, en))
        members = {name: value for name, value in content.items() if name != "resourceType"}
        return self._element(members, [base, *self._claimed(content, kind, path)], Place(path, kind, content))

    def _claimed(self, content: Mapping[str, Json], kind: str, path: str) -> Iterator[Rule]:
        """Yields what the profiles ask that a resource claims; those of others are not known here."""
        meta = content.get("meta")
        listed = meta.get("profile") if isinstance(meta, dict) else None
        for index, url in enumerate(listed if isinstance(listed, list) else ()):
            profile = self._rules.profiles.profiles.get(url) if isinstance(url, str) else None
            if profile and profile.type == kind:
                yield profile.rule
            elif profile or str(url).startswith(DEFINITIONS):
                self._finds(f"{path}.meta.profile[{index}]", _WRONG_PROFILE if profile else _NOT_OURS)

    def _element(self, value: Mapping[str, Json], asked: Sequence[Rule], place: Place) -> int:
        """Looks at an element with members; the first rule names all members there are, the others ask for more."""
        stated = self._stated(value, asked[0], place)
        size = 1
        for child in dict.fromkeys((*stated, *(needed for rule in asked for needed in rule.needed))):
            further = [rule.children[child] for rule in asked if child in rule.children]
            within, named = place.member(child), stated.get(child, {})
            if len(named) != 1:
                self._count(len(named), further, within.path)
            for name, held in named.items():
                size += self._member((value.get(name), value.get(f"_{name}")), held, further, within)
        whole = place.root if place.root.get("resourceType") == place.kind else value
        for invariant in (each for rule in asked for each in rule.invariants):
            self._obeys(invariant, whole, size, place)
        return size

    def _stated(self, value: Mapping[str, Json], rule: Rule, place: Place) -> dict[str, dict[str, str]]:
        """Returns for each child the names under which it stands, with their types."""
        names = rule.names
        stated: dict[str, dict[str, str]] = {}
        for name in value:
            plain = name.removeprefix("_")
            if plain in names:
                child, held = names[plain]
                stated.setdefault(child, {})[plain] = held
            else:
                self._finds(f"{place.path}.{name[:100]}", _UNKNOWN)
        return stated

    def _member(self, stated: tuple[Json, Json], held: str, asked: Sequence[Rule], place: Place) -> int:
        """Looks at one member, each entry of it where it repeats, with what FHIR writes beside it under ``_``."""
        repeats = asked[0].max is None or asked[0].max > 1
        if any(each is not None and isinstance(each, list) is not repeats for each in stated):
            self._finds(place.path, _NOT_A_LIST if repeats else _A_LIST)
            return 1
        items = list(zip_longest(*(each or () for each in stated))) if repeats else [stated]
        if not items:
            self._finds(place.path, _EMPTY)
        self._count(len(items), asked, place.path)
        if any(rule.types and held not in rule.types for rule in asked[1:]):
            self._finds(place.path, _WRONG_TYPE)
        parts = self._parts([item for item, _ in items], asked, place.path)
        return sum(
            self._value(
                item, held, [*asked, *part], place._replace(path=f"{place.path}[{index}]") if repeats else place
            )
            for index, (item, part) in enumerate(zip(items, parts, strict=True))
        )

    def _parts(self, items: Sequence[Json], asked: Sequence[Rule], path: str) -> list[list[Rule]]:
        """Returns what the slices ask of each entry, and looks whether each slice stands as often as it may."""
        parts: list[list[Rule]] = [[] for _ in items]
        for each in (part for rule in asked for part in rule.slices):
            self._spends(len(items))
            matched = [index for index, item in enumerate(items) if belongs(item, each)]
            self._count(len(matched), [each.rule], path)
            for index in matched:
                parts[index].append(each.rule)
        return parts

    def _count(self, number: int, asked: Sequence[Rule], path: str) -> None:
        if any(number < rule.min for rule in asked):
            self._finds(path, _REQUIRED)
        if any(rule.max is not None and number > rule.max for rule in asked):
            self._finds(path, _TOO_MANY)

    def _value(self, stated: tuple[Json, Json], held: str, asked: Sequence[Rule], place: Place) -> int:
        """Looks at one value of a known type."""
        self._spends(1)
        item, beside = stated
        if held in PRIMITIVES:
            size = self._primitive(item, beside, held, place)
        elif beside is not None or not isinstance(item, dict):
            self._finds(place.path, _FORM)
            return 1
        elif held == "Resource":
            return self._resource(item, place.path)
        else:
            if not item:
                self._finds(place.path, _EMPTY)
            kind = held if held in self._rules.core.types else place.kind
            size = self._element(item, self._typed(item, held, asked, place), place._replace(kind=kind))
        for sentence in self._broken(item, asked) if item is not None else ():
            self._finds(place.path, sentence)
        return size

    def _typed(self, item: Mapping[str, Json], held: str, asked: Sequence[Rule], place: Place) -> list[Rule]:
        """Returns what is asked of a value with members, beginning with the rule that names them all."""
        core, same_as = self._rules.core, asked[0].same_as
        typed = core.at(same_as) if same_as else core.types.get(held)
        layers = list(asked) if typed is None else [typed, *asked]
        if held == "Extension":
            layers += self._extension(item, place)
        return layers

    def _extension(self, item: Mapping[str, Json], place: Place) -> Iterator[Rule]:
        """Yields what one of our extensions asks of itself."""
        url = item.get("url")
        profile = self._rules.profiles.profiles.get(url) if isinstance(url, str) else None
        if profile and profile.type == "Extension":
            yield profile.rule
        elif isinstance(url, str) and url.startswith(DEFINITIONS):
            self._finds(f"{place.path}.url", _NOT_OURS)
        if ("extension" in item) is any(name.startswith(("value", "_value")) for name in item):
            self._finds(place.path, _EITHER)

    def _primitive(self, item: Json, beside: Json, held: str, place: Place) -> int:
        """Looks at a primitive value, and at the extensions beside it."""
        if item is not None and not PRIMITIVES[held](item):
            self._finds(place.path, _FORM)
        if isinstance(beside, dict):
            return 1 + self._element(beside, [_beside()], place._replace(kind="Element"))
        if beside is not None or item is None:
            self._finds(place.path, _EMPTY if beside is None else _FORM)
        return 1

    def _broken(self, item: Json, asked: Sequence[Rule]) -> Iterator[Sentence]:
        """Yields which rules a value breaks by itself."""
        for rule in asked:
            if rule.fixed is not None and item != rule.fixed:
                yield _VALUE
            if rule.pattern is not None and not holds(item, rule.pattern):
                yield _VALUE
            if rule.binding and not is_listed(item, self._rules.codes(rule.binding)):
                yield _CODE
            if rule.targets and (aim := points_to(item, self._known)) and aim not in rule.targets:
                yield _TARGET

    def _obeys(self, invariant: Invariant, value: Json, size: int, place: Place) -> None:
        """Asks a rule of FHIRPath; it costs as much as there is to read."""
        self._spends(_INVARIANT_STEPS + size // _WIDTH)
        if not compiled(invariant.expression)(value, place.kind, place.root):
            ja, dot, en = invariant.human.partition(" · ")
            said = (ja, en) if dot else (f"FHIRの規則({invariant.key})に合いません", invariant.human)
            self._finds(place.path, (invariant.key, *said))

    def _finds(self, path: str, sentence: Sentence) -> None:
        if len(self.found) < MOST_ISSUES:
            self.found.append(Issue(path[:_LONGEST_PATH], *sentence))
        else:
            raise EnoughError

    def _spends(self, steps: int) -> None:
        self.steps += steps
        if self.steps > MOST_STEPS:
            self.found.append(Issue("", *_COSTLY))
            raise EnoughError


@lru_cache(maxsize=1)
def _beside() -> Rule:
    """Returns what may stand beside a primitive value."""
    members = rules().core.types["Extension"].children
    return Rule(children={name: members[name] for name in ("id", "extension")})


def _full_urls(content: Json) -> Iterator[tuple[str, str]]:
    entries = content.get("entry") if isinstance(content, dict) else None
    for entry in entries if isinstance(entries, list) else ():
        resource = entry.get("resource") if isinstance(entry, dict) else None
        if isinstance(resource, dict) and isinstance(entry.get("fullUrl"), str):
            yield entry["fullUrl"], str(resource.get("resourceType"))
