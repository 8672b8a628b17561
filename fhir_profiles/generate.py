"""Makes the package: code systems from the code lists of the hub, definitions from FSH, and the index.

    python -m fhir_profiles.generate            writes fsh/codes.fsh and fsh/aliases.fsh, and runs SUSHI
    python -m fhir_profiles.generate --check    says what is out of date; needs no Node

SUSHI (npm ``fsh-sushi``) and the R4 core definitions stand in ``tests/referees/node_modules`` after ``make referees``.
Nothing here is needed by who uses the profiles.
"""

import hashlib
import inspect
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

from hub.domain.codes import Code
from hub.fhir import codes
from hub.fhir.codes import BASE, SYSTEMS

HERE: Final = Path(__file__).parent
SOURCES: Final = HERE / "fsh"
DEFINITIONS: Final = HERE / "definitions"
INDEX: Final = HERE / "index.json"
STAMP: Final = HERE / "definitions.sha256"
NODE: Final = HERE.parent / "tests" / "referees" / "node_modules"
CORE: Final = HERE.parent / "tests" / "referees" / ".core"

ALIASES: Final[Mapping[str, str]] = {
    "$loinc": codes.LOINC,
    "$ucum": codes.UCUM,
    "$medis": codes.MEDIS_OBSERVATION,
    "$jp-category": codes.JP_CATEGORY,
    "$hl7-category": f"{codes.HL7}/observation-category",
    "$act-code": f"{codes.HL7}/v3-ActCode",
    "$act-reason": f"{codes.HL7}/v3-ActReason",
    "$location-physical-type": f"{codes.HL7}/location-physical-type",
    "$condition-ver-status": f"{codes.HL7}/condition-ver-status",
    "$task-code": "http://hl7.org/fhir/CodeSystem/task-code",
    "$task-status": "http://hl7.org/fhir/task-status",
    "$request-status": "http://hl7.org/fhir/request-status",
    "$encounter-status": "http://hl7.org/fhir/encounter-status",
    "$observation-status": "http://hl7.org/fhir/observation-status",
    "$case-id": codes.CASE_ID,
    "$incident-id": codes.INCIDENT_ID,
    "$patient-id": codes.PATIENT_ID,
    "$organisation-id": codes.ORGANISATION_ID,
    "$unit-id": codes.UNIT_ID,
    "$key-id": codes.KEY_ID,
}

SAID_OF_ALL: Final = {
    "publisher": "救急ハブ Kyukyu Hub",
    "copyright": "CC0-1.0",
    "jurisdiction": [{"coding": [{"system": "urn:iso:std:iso:3166", "code": "JP", "display": "Japan"}]}],
}
"""What every definition says of itself: anybody may take it."""

_GENERATED: Final = "// Written by generate.py from hub.domain.codes and hub.fhir.codes; change it there."
_OWN: Final = f"{BASE}/CodeSystem/"
_CAPITALS: Final = {"vt", "pea", "stemi", "eta", "jcs", "ecg", "cpr"}
_JAPANESE: Final = re.compile(r"([^\x00-\x7f][^:]*?)(?::| of | as | that | and | at |[;.]|$)")


def main() -> int:
    """Makes everything, or says what is out of date."""
    written = {SOURCES / "aliases.fsh": aliases(), SOURCES / "codes.fsh": code_lists()}
    if "--check" in sys.argv:
        stale = list(out_of_date(written))
        sys.stdout.writelines(f"out of date: fhir_profiles/{name}\n" for name in stale)
        return int(bool(stale))
    for path, text in written.items():
        path.write_text(text, encoding="utf-8")
    build()
    INDEX.write_text(index(), encoding="utf-8")
    STAMP.write_text(digest(), encoding="utf-8")
    return 0


def out_of_date(written: Mapping[Path, str]) -> Iterator[str]:
    """Yields what no longer follows from its source."""
    yield from (path.name for path, text in written.items() if path.read_text(encoding="utf-8") != text)
    if STAMP.read_text(encoding="utf-8") != digest():
        yield "definitions"
    if INDEX.read_text(encoding="utf-8") != index():
        yield INDEX.name


def aliases() -> str:
    """Returns the aliases of FSH for the systems that the hub names."""
    lines = [f"Alias: {name} = {url}" for name, url in ALIASES.items()]
    return "\n".join([_GENERATED, *lines, ""])


def code_lists() -> str:
    """Returns a CodeSystem, and a ValueSet of all of it, for each code list of our own."""
    own = [(listed, url.removeprefix(_OWN)) for listed, url in SYSTEMS.items() if url.startswith(_OWN)]
    return "\n".join([_GENERATED, *(line for listed, name in own for line in _code_list(listed, name)), ""])


def _code_list(listed: type[Code], name: str) -> Iterator[str]:
    sentence = " ".join((inspect.getdoc(listed) or "").split())
    english = " ".join(re.findall("[A-Z][a-z]*", listed.__name__)).capitalize()
    found = _JAPANESE.match(sentence)
    title = found[1] if found else english
    head = (f'Title: "{title}"', f"* insert English([[{english}]], [[{sentence}]])", "* ^experimental = false")
    yield from ("", f"CodeSystem: {listed.__name__}CS", f"Id: {name}", head[0])
    yield from (f'Description: "{title}のコード体系。"', *head[1:], "* ^caseSensitive = true")
    for code in listed:
        yield f'* #{code.value} "{code.ja}"'
        yield f"* #{code.value} ^designation.language = #en"
        yield f'* #{code.value} ^designation.value = "{_english(code)}"'
    yield from ("", f"ValueSet: {listed.__name__}VS", f"Id: {name}", head[0])
    yield from (f'Description: "{title}の全コード。"', *head[1:])
    yield f"* include codes from system {listed.__name__}CS"


def _english(code: Code) -> str:
    """Returns the English term of a code: its name, spelt as a sentence; a code without letters keeps its own term."""
    if not re.search("[a-z]", code.value):
        return code.ja if code.ja.isascii() else code.name.capitalize()
    words = [word.upper() if word in _CAPITALS else word for word in code.value.split("-")]
    return " ".join([words[0][:1].upper() + words[0][1:], *words[1:]])


def build() -> None:
    """Runs SUSHI on a copy of the sources and takes over what it made."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "ig"
        shutil.copytree(SOURCES, copy / "input" / "fsh")
        shutil.copy(HERE / "sushi-config.yaml", copy)
        sushi = [str(NODE / ".bin" / "sushi"), "build", "--snapshot", str(copy)]
        subprocess.run(sushi, check=True, env={**os.environ, "HOME": str(CORE)})
        made = copy / "fsh-generated" / "resources"
        shutil.rmtree(DEFINITIONS, ignore_errors=True)
        DEFINITIONS.mkdir()
        for path in sorted(made.glob("*.json")):
            content = {**json.loads(path.read_text(encoding="utf-8")), **SAID_OF_ALL}
            text = json.dumps(content, ensure_ascii=False, indent=1)
            (DEFINITIONS / path.name).write_text(f"{text}\n", encoding="utf-8")


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


def digest() -> str:
    """Returns a digest of the sources, by which a test knows that the definitions were made from them."""
    sources = [*sorted(SOURCES.glob("*.fsh")), HERE / "sushi-config.yaml"]
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest() + "\n"


if __name__ == "__main__":
    sys.exit(main())
