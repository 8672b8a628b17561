"""Distils the rules of the guard from StructureDefinitions and value sets: what is asked, without the words around it.

``python -m hub.fhir.distil fhir_profiles/definitions`` writes what our profiles ask beyond FHIR,
``python -m hub.fhir.distil --core <folder of hl7.fhir.r4.core>`` what FHIR itself asks. It is a tool of the developers:
the running hub does not import it.
"""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from hub.fhir.codes import SYSTEMS
from hub.fhir.native import NATIVE
from hub.fhir.rules import CORE_FILE, EVERY, PROFILES_FILE, Codes, Core, Invariant, Profile, Profiles, Rule, Slice, core

Json = dict[str, Any]

TAKEN: Final = (
    "AllergyIntolerance", "AuditEvent", "Binary", "Bundle", "Communication", "Composition", "Condition", "Device",
    "DocumentReference", "Encounter", "Flag", "Location", "Media", "Medication", "MedicationAdministration",
    "MedicationStatement", "MessageHeader", "Observation", "OperationOutcome", "Organization", "Parameters",
    "Patient", "Practitioner", "PractitionerRole", "Procedure", "Provenance", "RelatedPerson", "ServiceRequest",
    "Subscription", "Task",
)  # fmt: skip
"""The types of resources that the hub writes or reads; others are not taken."""

_HL7: Final = "http://hl7.org/fhir/StructureDefinition/"
_FHIR_TYPE: Final = f"{_HL7}structuredefinition-fhir-type"
_FOLDER: Final = Path(__file__).parent


def main() -> None:
    """Writes one of the two files."""
    if sys.argv[1] == "--core":
        _write(CORE_FILE, distilled_core(definitions(Path(sys.argv[2]))))
    else:
        _write(PROFILES_FILE, distilled_profiles(definitions(Path(sys.argv[1])), core()))


def _write(name: str, content: Core | Profiles) -> None:
    (_FOLDER / name).write_bytes(encoded(content))


def encoded(content: Core | Profiles) -> bytes:
    """Returns rules as they stand in their file: sorted, a line for each type."""
    plain = msgspec.to_builtins(content)
    tables = (
        f'"{table}":{{\n' + ",\n".join(f'"{name}":{_line(held)}' for name, held in sorted(plain[table].items())) + "\n}"
        for table in sorted(plain)
    )
    return ("{" + ",\n".join(tables) + "}\n").encode()


def _line(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def definitions(folder: Path) -> dict[str, Json]:
    """Returns the StructureDefinitions, ValueSets and CodeSystems of a folder by their canonical."""
    kinds = ("StructureDefinition", "ValueSet", "CodeSystem")
    read = (json.loads(path.read_bytes()) for kind in kinds for path in sorted(folder.glob(f"{kind}-*.json")))
    return {each["url"]: each for each in read}


def distilled_core(known: Mapping[str, Json]) -> Core:
    """Distils the types that are taken, and the data types they are made of."""
    types: dict[str, Rule] = {}
    waiting = [*TAKEN, "Extension"]
    for name in waiting:
        if name in types or f"{_HL7}{name}" not in known:
            continue
        definition = known[f"{_HL7}{name}"]
        if definition["kind"] == "primitive-type" or definition["abstract"]:
            continue
        types[name] = _tree(definition["snapshot"]["element"], _core_rule)
        waiting.extend(kind for rule in _each(types[name]) for kind in rule.types)
    return Core(types, _value_sets(types.values(), known))


def distilled_profiles(known: Mapping[str, Json], base: Core) -> Profiles:
    """Distils what each profile asks beyond its base."""
    found = {}
    targets = {url: each["type"] for url, each in known.items() if each["resourceType"] == "StructureDefinition"}
    keys = {each.key for rule in base.types.values() for part in _each(rule) for each in part.invariants} | NATIVE
    for url, definition in known.items():
        if definition["resourceType"] == "StructureDefinition":
            elements = definition["snapshot"]["element"]
            tree = _tree(elements, lambda element: _added(element, base, targets, keys))
            _shrink(tree)
            found[url] = Profile(definition["type"], tree)
    return Profiles(found, _value_sets((each.rule for each in found.values()), known))


def _tree(elements: Iterable[Json], rule_of: Callable[[Json], Rule]) -> Rule:
    """Hangs the rules of the elements of a snapshot under one another, slices beside what they are slices of."""
    placed: dict[str, Rule] = {}
    slicings: dict[str, list[str]] = {}
    for element in elements:
        identity = element["id"]
        rule = placed[identity] = rule_of(element)
        if "slicing" in element:
            slicings[identity] = [each["path"] for each in element["slicing"]["discriminator"]]
        parent, _, name = identity.rpartition(".")
        if not parent:
            root = rule
            continue
        name, _, part = name.partition(":")
        if part:
            sliced = f"{parent}.{name}"
            placed[sliced].slices.append(Slice(part, rule, slicings[sliced]))
        else:
            placed[parent].children[name] = rule
    return root


def _core_rule(element: Json) -> Rule:
    kinds = element.get("type", [])
    binding = element.get("binding", {})
    is_root = "." not in element["path"]
    return Rule(
        min=0 if is_root else element["min"],
        max=None if element["max"] == "*" else int(element["max"]),
        types=[]
        if is_root
        else ["id"]
        if element["base"]["path"] == "Resource.id"
        else [_kind(kind) for kind in kinds],
        targets=_targets(kinds, {}),
        binding=binding["valueSet"].partition("|")[0] if binding.get("strength") == "required" else None,
        invariants=list(_invariants(element, NATIVE)),
        same_as=element.get("contentReference", "#").partition("#")[2] or None,
    )


def _kind(kind: Json) -> str:
    for extension in kind.get("extension", ()):
        if extension["url"] == _FHIR_TYPE:
            return str(extension["valueUrl"])
    return str(kind["code"]).removeprefix("http://hl7.org/fhirpath/System.").replace("String", "string")


def _targets(kinds: Iterable[Json], ours: Mapping[str, str]) -> list[str]:
    urls = [url for kind in kinds if kind["code"] == "Reference" for url in kind.get("targetProfile", ())]
    targets = {ours.get(url) or url.removeprefix(_HL7) for url in urls}
    return [] if "Resource" in targets else sorted(targets)


def _invariants(element: Json, known: Iterable[str]) -> Iterator[Invariant]:
    for each in element.get("constraint", ()):
        if each["severity"] == "error" and each["key"] not in known:
            yield Invariant(each["key"], each["expression"], each["human"])


def _added(element: Json, base: Core, ours: Mapping[str, str], keys: Iterable[str]) -> Rule:
    """Returns what a profile's element asks beyond the element it constrains."""
    held, kinds = _base(element, base), element.get("type", [])
    limits, types, targets = element["base"], [_kind(kind) for kind in kinds], _targets(kinds, ours)
    binding = element.get("binding", {})
    value_set = binding["valueSet"].partition("|")[0] if binding.get("strength") == "required" else None
    is_slice = "sliceName" in element
    return Rule(
        min=element["min"] if is_slice or element["min"] > limits["min"] else 0,
        max=int(element["max"]) if element["max"] != "*" and (is_slice or element["max"] != limits["max"]) else None,
        types=types if held and "." in element["path"] and set(types) < set(held.types) else [],
        targets=targets if held and set(targets) != set(held.targets) else [],
        binding=value_set if value_set != (held.binding if held else None) else None,
        fixed=_stated(element, "fixed"),
        pattern=_stated(element, "pattern"),
        profiles=[url for kind in kinds if kind["code"] == "Extension" for url in kind.get("profile", ())],
        invariants=list(_invariants(element, keys)),
    )


def _base(element: Json, base: Core) -> Rule | None:
    kind, *path = element["base"]["path"].split(".")
    rule = base.types.get(kind)
    for name in path:
        rule = rule.children.get(name) if rule else None
    return rule


def _stated(element: Json, prefix: str) -> object:
    return next((value for name, value in element.items() if name.startswith(prefix)), None)


def _shrink(rule: Rule) -> bool:
    """Takes away what asks nothing; tells whether anything is left."""
    rule.children = {name: child for name, child in rule.children.items() if _shrink(child)}
    for each in rule.slices:
        _shrink(each.rule)
    rule.slices = [each for each in rule.slices if each.rule != Rule(max=each.rule.max) or each.rule.max is not None]
    return rule != Rule()


def _each(rule: Rule) -> Iterator[Rule]:
    yield rule
    for child in rule.children.values():
        yield from _each(child)
    for each in rule.slices:
        yield from _each(each.rule)


def _value_sets(trees: Iterable[Rule], known: Mapping[str, Json]) -> dict[str, Codes]:
    """Expands the value sets that are asked for; one that cannot be expanded whole is taken out of the rules."""
    expanded: dict[str, Codes] = {}
    for rule in (part for tree in trees for part in _each(tree)):
        if rule.binding and rule.binding not in expanded:
            codes = _expand(rule.binding, known)
            if codes:
                expanded[rule.binding] = codes
            else:
                rule.binding = None
    return expanded


def _expand(url: str, known: Mapping[str, Json]) -> Codes | None:
    value_set = known.get(url.partition("|")[0])
    if value_set is None or "exclude" in value_set.get("compose", {}):
        return None
    codes: Codes = {}
    for include in value_set["compose"]["include"]:
        parts = _included(include, known)
        if parts is None:
            return None
        for system, listed in parts.items():
            codes.setdefault(system, []).extend(listed)
    return codes


def _included(include: Json, known: Mapping[str, Json]) -> Codes | None:
    if "valueSet" in include:
        expanded = [_expand(url, known) for url in include["valueSet"]]
        return {} | expanded[0] if len(expanded) == 1 and expanded[0] and "system" not in include else None
    if "concept" in include:
        return {include["system"]: [each["code"] for each in include["concept"]]}
    if "filter" not in include and include["system"] in SYSTEMS.values():
        return {include["system"]: [EVERY]}
    system = known.get(include["system"])
    if system is None or "filter" in include or system.get("content") != "complete":
        return None
    return {include["system"]: list(_concepts(system.get("concept", ())))}


def _concepts(concepts: Iterable[Json]) -> Iterator[str]:
    for each in concepts:
        yield each["code"]
        yield from _concepts(each.get("concept", ()))


if __name__ == "__main__":
    main()
