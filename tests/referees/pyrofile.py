"""Judges with pyrofile-validator: ``python pyrofile.py <R4> <definitions> < tasks.jsonl > verdicts.jsonl``.

Its loader needs its inputs prepared, around four faults of version 0.3.0:

1. a default ``extension`` slicing inside a slice overwrites the slice's own discriminator: dropped;
2. an extension slice is matched only through a fixed ``url`` child, not through ``type.profile``: the child is added;
3. a required choice in a backbone (``Task.input.value[x]``) is looked up literally: its minimum is relaxed;
4. it reads ten thousand files of R4, most of which say nothing about our types: only those are prepared that do.
"""

import contextlib
import io
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pyrofile_validator import Validator
from pyrofile_validator.config import ValidatorConfig
from pyrofile_validator.models import Severity

Definition = dict[str, Any]

CONFIGURATION = {
    "fhirVersion": "4.0.1",
    "terminology": {
        "mode": "local",
        "ignoredCodeSystems": ["http://loinc.org", "http://unitsofmeasure.org"],
    },
    "customRules": {"encounterRequiresPatient": False},
    "allowUnknownExtensions": False,
}


def main(core: Path, definitions: Path) -> None:
    """Judges each task of standard input."""
    with tempfile.TemporaryDirectory() as folder:
        packages = [Path(folder) / "own", Path(folder) / "core"]
        own = [_read(path) for path in sorted(definitions.glob("*.json"))]
        _prepare(own, packages[0])
        _prepare(needed(own, core), packages[1])
        validator = Validator(
            ValidatorConfig.load_dict({**CONFIGURATION, "localPackagePaths": [str(each) for each in packages]})
        )
    for line in sys.stdin:
        task = json.loads(line)
        with contextlib.redirect_stdout(io.StringIO()):  # fhirpathpy prints what trace() sees
            report = validator.validate_resource(task["resource"])
        faults = [
            f"{each.code} {each.path}: {each.message}" for each in report.issues if each.severity is Severity.ERROR
        ]
        sys.stdout.write(json.dumps({"name": task["name"], "faults": faults}, ensure_ascii=False) + "\n")


def needed(own: list[Definition], core: Path) -> Iterator[Definition]:
    """Yields what R4 says about the types our profiles constrain: their definitions, the datatypes, the value sets."""
    types = {each["type"] for each in own if each["resourceType"] == "StructureDefinition"}
    waiting: list[str] = []
    for path in core.glob("StructureDefinition-*.json"):
        definition = _read(path)
        is_datatype = definition["kind"] in {"complex-type", "primitive-type"}
        is_own_type = definition["type"] in types and definition.get("derivation") != "constraint"
        is_extension = definition["id"] in {"translation", "iso21090-EN-representation"}
        if (is_datatype and definition.get("derivation") != "constraint") or is_own_type or is_extension:
            waiting += _named(definition)
            yield definition
    listed = {each["url"]: each for path in core.glob("[VC][ao][ld]*-*.json") if (each := _read(path)).get("url")}
    for each in own:
        waiting += _named(each)
    seen: set[str] = set()
    while waiting:
        url = waiting.pop().partition("|")[0]
        if url not in seen and url in listed:
            seen.add(url)
            waiting += _named(listed[url])
            yield listed[url]


def _named(definition: Definition) -> list[str]:
    """Returns the value sets and code systems that a definition names."""
    elements = definition.get("snapshot", {}).get("element", [])
    bound = [each["binding"].get("valueSet", "") for each in elements if "binding" in each]
    composed = [*definition.get("compose", {}).get("include", []), *definition.get("compose", {}).get("exclude", [])]
    systems = [each["system"] for each in composed if "system" in each]
    return [*bound, *systems, *(url for each in composed for url in each.get("valueSet", []))]


def _read(path: Path) -> Definition:
    content: Definition = json.loads(path.read_text(encoding="utf-8"))
    return content


def _prepare(definitions: list[Definition] | Iterator[Definition], folder: Path) -> None:
    folder.mkdir()
    for number, definition in enumerate(definitions):
        if definition["resourceType"] == "StructureDefinition":
            for part in ("snapshot", "differential"):
                if elements := definition.get(part, {}).get("element"):
                    definition[part]["element"] = list(_mended(elements))
        (folder / f"{number}.json").write_text(json.dumps(definition, ensure_ascii=False), encoding="utf-8")


def _mended(elements: list[Definition]) -> Iterator[Definition]:
    known = {each.get("id") for each in elements}
    for element in elements:
        name, identity = element["path"].split(".")[-1], element.get("id", "")
        is_extension = name in {"extension", "modifierExtension"}
        if is_extension and ":" in identity.rpartition(".")[0]:
            element.pop("slicing", None)
        if name.endswith("[x]") and element["path"].count(".") >= 2 and element.get("min") == 1:
            element["min"] = 0
        yield element
        profile = (element.get("type") or [{}])[0].get("profile")
        if element.get("sliceName") and is_extension and profile and f"{identity}.url" not in known:
            yield {
                "id": f"{identity}.url",
                "path": f"{element['path']}.url",
                "min": 1,
                "max": "1",
                "type": [{"code": "uri"}],
                "fixedUri": profile[0].partition("|")[0],
            }


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
