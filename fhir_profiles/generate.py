"""Makes the package: code systems from the code lists of the hub, profiles from FSH, and the index.

    python -m fhir_profiles.generate            makes what is out of date
    python -m fhir_profiles.generate --check    says what is out of date

Code systems need nothing but Python. Only where a source in ``fsh/`` has changed is SUSHI run (npm ``fsh-sushi``),
which ``make profiles`` fetches together with the definitions of R4. The rules of the hub's guard are distilled anew as
well. Nobody who uses the profiles needs any of it.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from fhir_profiles.code_lists import SAID_OF_ALL, own_lists, rendered
from hub.fhir import codes
from hub.fhir.codes import BASE, Content

HERE: Final = Path(__file__).parent
SOURCES: Final = HERE / "fsh"
DEFINITIONS: Final = HERE / "definitions"
INDEX: Final = HERE / "index.json"
STAMP: Final = HERE / "definitions.sha256"
REFEREES: Final = HERE.parent / "tests" / "referees"
SUSHI: Final = REFEREES / "node_modules" / ".bin" / "sushi"
R4: Final = REFEREES / "node_modules" / "hl7.fhir.r4.examples"
"""HL7's package of examples, which holds every definition of R4 as well; a package of the definitions alone has no
versions at npm."""

SYSTEMS: Final[Mapping[str, str]] = {
    "$loinc": codes.LOINC,
    "$ucum": codes.UCUM,
    "$medis": codes.MEDIS_OBSERVATION,
    "$jp-category": codes.JP_CATEGORY,
    "$hl7-category": f"{codes.HL7}/observation-category",
    "$dcm": codes.DCM,
    "$act-code": f"{codes.HL7}/v3-ActCode",
    "$act-reason": f"{codes.HL7}/v3-ActReason",
    "$location-physical-type": f"{codes.HL7}/location-physical-type",
    "$condition-ver-status": f"{codes.HL7}/condition-ver-status",
    "$task-code": "http://hl7.org/fhir/CodeSystem/task-code",
    "$task-status": "http://hl7.org/fhir/task-status",
    "$request-status": "http://hl7.org/fhir/request-status",
    "$encounter-status": "http://hl7.org/fhir/encounter-status",
    "$observation-status": "http://hl7.org/fhir/observation-status",
    "$utstein-item": f"{BASE}/CodeSystem/utstein-item",
    "$case-id": codes.CASE_ID,
    "$incident-id": codes.INCIDENT_ID,
    "$patient-id": codes.PATIENT_ID,
    "$organisation-id": codes.ORGANISATION_ID,
    "$unit-id": codes.UNIT_ID,
    "$key-id": codes.KEY_ID,
}
"""Aliases of FSH for the systems that the hub names; ``$cs-`` and ``$vs-`` stand for its own code lists."""


def main() -> int:
    """Makes what is out of date, or says what it is."""
    if "--check" in sys.argv:
        stale = list(out_of_date())
        sys.stdout.writelines(f"out of date: fhir_profiles/{name}\n" for name in stale)
        return int(bool(stale))
    (SOURCES / "aliases.fsh").write_text(aliases(), encoding="utf-8")
    if STAMP.read_text(encoding="utf-8") != digest():
        build()
        STAMP.write_text(digest(), encoding="utf-8")
    for name, text in code_lists().items():
        (DEFINITIONS / name).write_text(text, encoding="utf-8")
    INDEX.write_text(index(), encoding="utf-8")
    subprocess.run([sys.executable, "-m", "hub.fhir.distil", str(DEFINITIONS)], check=True)
    return 0


def out_of_date() -> Iterator[str]:
    """Yields what no longer follows from its source."""
    made = {SOURCES / "aliases.fsh": aliases(), STAMP: digest(), INDEX: index()}
    made |= {DEFINITIONS / name: text for name, text in code_lists().items()}
    for path, text in made.items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            yield str(path.relative_to(HERE))


def aliases() -> str:
    """Returns the aliases that the sources use: what they do not use must not change them."""
    known = dict(SYSTEMS)
    for _, name in own_lists():
        known |= {f"$cs-{name}": f"{BASE}/CodeSystem/{name}", f"$vs-{name}": f"{BASE}/ValueSet/{name}"}
    written = "".join(path.read_text(encoding="utf-8") for path in sources() if path.name != "aliases.fsh")
    used = set(re.findall(r"\$[a-z0-9-]+", written))
    lines = [f"Alias: {name} = {url}" for name, url in known.items() if name in used]
    return "\n".join(["// Written by generate.py from hub.fhir.codes; change it there.", *lines, ""])


def sources() -> list[Path]:
    """Returns what the profiles are made from."""
    return [*sorted(SOURCES.glob("*.fsh")), HERE / "sushi-config.yaml"]


def digest() -> str:
    """Returns a digest of the sources, by which a test knows that the definitions were made from them."""
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources())).hexdigest() + "\n"


def build() -> None:
    """Runs SUSHI on a copy of the sources and takes over what it made."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        shutil.copytree(SOURCES, copy / "input" / "fsh")
        shutil.copy(HERE / "sushi-config.yaml", copy)
        _assemble_core(copy / ".fhir" / "packages" / "hl7.fhir.r4.core#4.0.1" / "package")
        subprocess.run([str(SUSHI), "build", "--snapshot", folder], check=True, env={**os.environ, "HOME": folder})
        shutil.rmtree(DEFINITIONS, ignore_errors=True)
        DEFINITIONS.mkdir()
        for path in sorted((copy / "fsh-generated" / "resources").glob("*.json")):
            content = json.loads(path.read_text(encoding="utf-8")) | SAID_OF_ALL
            (DEFINITIONS / path.name).write_text(_text(content), encoding="utf-8")


def _assemble_core(package: Path) -> None:
    """Lays out the definitions of R4 as the package that SUSHI looks for, so that it asks no registry."""
    package.mkdir(parents=True)
    listed = []
    for path in sorted(R4.glob("*.json")):
        content = json.loads(path.read_text(encoding="utf-8"))
        if content.get("resourceType") in {"StructureDefinition", "ValueSet", "CodeSystem"} and "url" in content:
            shutil.copyfile(path, package / path.name)
            known = {key: content[key] for key in ("url", "version", "kind", "type", "derivation") if key in content}
            listed.append(
                {"filename": path.name, "resourceType": content["resourceType"], "id": content["id"], **known}
            )
    (package / ".index.json").write_text(json.dumps({"index-version": 2, "files": listed}), encoding="utf-8")
    described = {"name": "hl7.fhir.r4.core", "version": "4.0.1", "fhirVersions": ["4.0.1"], "dependencies": {}}
    (package / "package.json").write_text(json.dumps(described), encoding="utf-8")


def code_lists() -> dict[str, str]:
    """Returns the definitions of the hub's own code lists by the names of their files."""
    return {f"{each['resourceType']}-{each['id']}.json": _text(each) for each in rendered()}


def _text(content: Content) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def index() -> str:
    """Returns what `fhir_profiles.PROFILES` is read from."""
    said = {}
    for path in sorted(DEFINITIONS.glob("StructureDefinition-*.json")):
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["type"] != "Extension":
            english = _translation(content["_title"])
            said[content["id"]] = {
                "url": content["url"],
                "type": content["type"],
                "ja": content["title"],
                "en": english,
            }
    return json.dumps(said, ensure_ascii=False, indent=2) + "\n"


def _translation(title: Mapping[str, Any]) -> str:
    return next(str(each["valueString"]) for each in title["extension"][0]["extension"] if each["url"] == "content")


if __name__ == "__main__":
    sys.exit(main())
