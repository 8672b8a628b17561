# ruff: noqa: INP001  a folder of documents is no package
"""The pages of the FHIR profiles, written from their definitions; `docs/generate.py` puts them into the reference."""

import json
from collections.abc import Iterator
from typing import Any, Final

from fhir_profiles import DEFINITIONS, EXAMPLES, PROFILES, definition

Element = dict[str, Any]

GROUPS: Final = {
    "The case · 事案": ("casualty", "emergency-encounter", "scene", "vehicle", "organisation", "facility"),
    "Vital signs · バイタルサイン": (
        "blood-pressure", "heart-rate", "respiratory-rate", "oxygen-saturation", "body-temperature", "blood-glucose",
        "end-tidal-co2",
    ),
    "Findings and marks · 所見と時間経過": (
        "jcs", "gcs", "avpu", "rhythm", "pupils", "findings", "dangers", "history", "time-mark",
    ),
    "Urgency and severity · 緊急度と傷病程度": ("acuity", "triage-tag", "severity", "utstein"),
    "Treatment, complaint, diagnosis · 処置・主訴・傷病名": (
        "treatment", "drug-given", "chief-complaint", "diagnosis", "change-report", "attachment",
    ),
    "Asking hospitals · 受入照会": ("acceptance-request", "inquiry", "capacity"),
    "Hand-over and proof · 引継ぎと出所": ("handover", "handover-document", "submission-provenance"),
    "マイナ救急": ("myna-view", "myna-medication", "myna-allergy", "myna-condition", "myna-procedure"),
    "Private transport · 民間救急": ("transport-request", "transport-task", "transport-place", "transport-switch"),
}  # fmt: skip
"""What belongs together; a profile that stands in no group comes last."""

_IMPOSED: Final = "http://hl7.org/fhir/StructureDefinition/structuredefinition-imposeProfile"
_SHORT: Final = {
    "http://loinc.org": "LOINC",
    "http://unitsofmeasure.org": "UCUM",
    "http://medis.or.jp/CodeSystem/master-nursingObservationKeyCode": "MEDIS",
    "http://jpfhir.jp/fhir/core/CodeSystem/JP_SimpleObservationCategory_CS": "JP Core category",
    "http://terminology.hl7.org/CodeSystem/": "",
    "http://hl7.org/fhir/": "",
    "https://kyukyu-hub.example/fhir/": "…/",
}


def profile_overview() -> str:
    """Returns every profile with its type, its titles and what it asks of JP Core."""
    lines = ["| profile | プロファイル | | type | JP Core |", "|---|---|---|---|---|"]
    for _, names in _groups():
        for name in names:
            known, asked = PROFILES[name], ", ".join(_imposed(definition("StructureDefinition", name)))
            lines.append(f"| [`{name}`](#{name}) | {known.ja} | {known.en} | {known.type} | {asked} |")
    return "\n".join(lines)


def profiles() -> str:
    """Returns a section for each profile: what it is for, its elements, its rules, its examples."""
    return "\n\n".join(part for heading, names in _groups() for part in (f"## {heading}", *map(_profile, names)))


def _groups() -> Iterator[tuple[str, list[str]]]:
    grouped = {name for names in GROUPS.values() for name in names}
    yield from ((heading, [name for name in names if name in PROFILES]) for heading, names in GROUPS.items())
    if rest := [name for name in PROFILES if name not in grouped]:
        yield "Others · その他", rest


def _profile(name: str) -> str:
    content = definition("StructureDefinition", name)
    asked = _imposed(content)
    said = [
        f"### {name}",
        f"**{content['title']} · {_english(content['_title'])}** ({content['type']})",
        f"{content['description']} {_english(content['_description'])}",
        "\n".join(_elements(content)),
    ]
    if rules := list(_rules(content)):
        said.append("Rules 規則:\n\n" + "\n".join(rules))
    files = sorted(each.name for each in EXAMPLES.iterdir() if _shows(each.name, name))
    shown = ", ".join(f"[{each.removesuffix('.json')}](../../fhir_profiles/examples/{each})" for each in files)
    also = f" Kept as well 併せて満たす: {', '.join(asked)} (JP Core)." if asked else ""
    said.append(f"Canonical `{content['url']}`.{also} Examples 例: {shown}.")
    return "\n\n".join(said)


def _shows(file: str, name: str) -> bool:
    """Tells whether a file is an example of a profile, and not of one whose name is longer."""
    longest = max((each for each in PROFILES if file.startswith(f"{each}-")), key=len, default="")
    return longest == name


def _imposed(content: Element) -> list[str]:
    parts = content.get("extension", ())
    return [part["valueCanonical"].rpartition("/")[2] for part in parts if part["url"] == _IMPOSED]


def _english(translated: Element) -> str:
    parts = translated["extension"][0]["extension"]
    return next(str(value) for part in parts if part["url"] == "content" for key, value in part.items() if key != "url")


# Elements.


def _elements(content: Element) -> Iterator[str]:
    whole = {each["id"]: each for each in content["snapshot"]["element"]}
    stated = [each for each in content["differential"]["element"] if "." in each["id"]]
    coded = {each["id"].rpartition(".")[0] for each in stated if _fixed(each) and _is_part_of_coding(each["id"])}
    yield "| element | 項目 | n | value |"
    yield "|---|---|---|---|"
    for each in stated:
        if _is_part_of_coding(each["id"]) and each["id"].rpartition(".")[0] in coded:
            continue
        element = whole[each["id"]]
        name = each["id"].partition(".")[2]
        value = _code(name, content["type"], stated) if each["id"] in coded else _value(each)
        short = each.get("short", "")
        words = short if any(ord(letter) > 0x3000 for letter in short) else ""  # noqa: PLR2004  Japanese begins there
        if words or value or each.get("min"):
            yield f"| `{name}` | {words} | {element['min']}..{element['max']} | {value} |"
    yield from (
        f"| `{parent.partition('.')[2]}` | | | {_code(parent.partition('.')[2], content['type'], stated)} |"
        for parent in sorted(coded - {each["id"] for each in stated})
    )


def _is_part_of_coding(identity: str) -> bool:
    return identity.rpartition(".")[2] in {"system", "code"} and identity.count(".") > 1


def _fixed(element: Element) -> object:
    return next((value for key, value in element.items() if key.startswith("fixed")), None)


def _code(name: str, kind: str, stated: list[Element]) -> str:
    """Returns the code that the parts of a coding or quantity lay down together."""
    parts = {each["id"]: _fixed(each) for each in stated}
    system, code = (parts.get(f"{kind}.{name}.{part}") for part in ("system", "code"))
    return " ".join(f"`{each}`" for each in (_brief(str(system)) if system else "", code) if each)


def _value(element: Element) -> str:
    """Returns what may stand in an element."""
    if (fixed := _fixed(element)) is not None:
        return f"`{_brief(str(fixed))}`"
    if pattern := next((value for key, value in element.items() if key.startswith("pattern")), None):
        codings = pattern.get("coding", [pattern]) if isinstance(pattern, dict) else []
        return " ".join(f"`{_brief(each['system'])}` `{each['code']}`" for each in codings)
    if "binding" in element:
        return _value_set(element["binding"])
    kinds = element.get("type", ())
    if extensions := [url for kind in kinds if kind["code"] == "Extension" for url in kind.get("profile", ())]:
        return " or ".join(map(_extension, extensions))
    targets = [url.rpartition("/")[2] for kind in kinds for url in kind.get("targetProfile", ())]
    if targets:
        return " or ".join(f"[{each}](#{each})" if each in PROFILES else each for each in targets)
    return " or ".join(kind["code"] for kind in kinds)


def _extension(url: str) -> str:
    """Returns an extension with the type of its value."""
    elements = definition("StructureDefinition", url.rpartition("/")[2])["snapshot"]["element"]
    kinds = next(each["type"] for each in elements if each["id"] == "Extension.value[x]")
    return f"`{_brief(url)}`: {' or '.join(kind['code'] for kind in kinds)}"


def _value_set(binding: Element) -> str:
    name = binding["valueSet"].rpartition("/")[2]
    return f"[{name}](fhir-code-lists.md#{name}) ({binding['strength']})"


def _brief(url: str) -> str:
    for long, short in _SHORT.items():
        if url.startswith(long):
            return short + url.removeprefix(long)
    return url


def _rules(content: Element) -> Iterator[str]:
    for element in content["differential"]["element"]:
        for rule in element.get("constraint", ()):
            yield f"- `{rule['key']}` {rule['human']}"


# Code lists.


def fhir_code_lists() -> str:
    """Returns every value set, and every code of a system of our own, in both languages."""
    names = sorted(each.name for each in DEFINITIONS.iterdir() if each.name.startswith("ValueSet-"))
    return "\n\n".join(_listed(json.loads((DEFINITIONS / name).read_text(encoding="utf-8"))) for name in names)


def _listed(content: Element) -> str:
    said = [
        f"## {content['id']}",
        f"**{content['title']}** {content['description']} {_english(content['_description'])}",
    ]
    lines = [line for part in content["compose"]["include"] for line in _included(part, content["id"])]
    if lines:
        said.append("\n".join(["| code | 日本語 | English | system |", "|---|---|---|---|", *lines]))
    return "\n\n".join(said)


def _included(part: Element, of: str) -> Iterator[str]:
    """Yields the codes of a system; those of another list of ours are named there."""
    system = _brief(part["system"])
    if "concept" in part:
        yield from (f"| `{each['code']}` | | {each.get('display', '')} | `{system}` |" for each in part["concept"])
        return
    name = system.rpartition("/")[2]
    if name != of and (DEFINITIONS / f"ValueSet-{name}.json").is_file():
        yield f"| all | | | [{name}](#{name}) |"
        return
    for each in definition("CodeSystem", name)["concept"]:
        yield f"| `{each['code']}` | {each['display']} | {each['designation'][0]['value']} | `{system}` |"
