"""Writes what the hub is made of (SBOM, CycloneDX 1.6): `make sbom`, or `python docs/sbom.py > sbom.cdx.json`.

From what pins it: `requirements.lock`, the manifest of the screens' libraries, the lock of the tests' judges, and the
PostgreSQL in its wheel. The same commit gives the same bytes on one machine. `scope` says what runs in production.
"""

# ruff: noqa: INP001 - a program, not a module

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata, requires
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from hub.embedded import PROGRAMS, wheel_site

ROOT: Final = Path(__file__).parents[1]
VENDORED: Final = ROOT / "hub" / "ui" / "static" / "vendor" / "manifest.json"
JUDGES: Final = ROOT / "tests" / "referees" / "package-lock.json"
PINNED: Final = re.compile(r"^([\w.-]+)==([^ ;\\\n]+)(.*?)(?=^\S|\Z)", re.MULTILINE | re.DOTALL)

Component = dict[str, Any]


def component(ecosystem: str, name: str, version: str, scope: str, **more: object) -> Component:
    """Returns one component under the address by which catalogues of weaknesses know it."""
    purl = f"pkg:{ecosystem}/{quote(name, safe='/')}@{version}"
    return {"type": "library", "bom-ref": purl, "name": name, "version": version, "scope": scope, "purl": purl, **more}


def locked() -> Iterator[Component]:
    """Yields every package of the lock file."""
    used = in_production()
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    for name, version, rest in PINNED.findall(text):
        hashes = [{"alg": "SHA-256", "content": each} for each in re.findall(r"sha256:([0-9a-f]{64})", rest)]
        scope = "required" if canonicalize_name(name) in used else "excluded"
        yield component("pypi", name, version, scope, hashes=hashes, **licence(name))


def in_production() -> set[str]:
    """Returns the names of all that the hub needs to run, with everything that these need."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    queue = [*project["dependencies"], *(each for many in project["optional-dependencies"].values() for each in many)]
    found: set[str] = set()
    while queue:
        wanted = Requirement(queue.pop())
        name = canonicalize_name(wanted.name)
        if name in found or not _is_for_here(wanted, {""}):
            continue
        found.add(name)
        try:
            needed = requires(name) or []
        except PackageNotFoundError:
            continue
        extras = {"", *wanted.extras}
        queue += [each for each in needed if _is_for_here(Requirement(each), extras)]
    return found


def _is_for_here(wanted: Requirement, extras: set[str]) -> bool:
    return wanted.marker is None or any(wanted.marker.evaluate({"extra": extra}) for extra in extras)


def licence(name: str) -> dict[str, Any]:
    """Returns the licence as the package states it; nothing where it is not installed here or states none."""
    try:
        said = metadata(name)
    except PackageNotFoundError:
        return {}
    if said["License-Expression"]:
        return {"licenses": [{"expression": said["License-Expression"]}]}
    stated = (said["License"] or "").strip().splitlines()
    return {"licenses": [{"license": {"name": stated[0]}}]} if stated else {}


def vendored() -> Iterator[Component]:
    """Yields the libraries of the screens, with those that a file is made of."""
    files = json.loads(VENDORED.read_text(encoding="utf-8"))["files"]
    for held in files:
        for name, version in re.findall(r"(@?[\w/-]+) (\d+\.\d+\.\d+)", held["source"]):
            more = {"licenses": [{"license": {"id": held["licence"]}}]}
            if name == held["name"]:
                more["hashes"] = [
                    {"alg": "SHA-256", "content": each["sha256"]} for each in files if each["name"] == name
                ]
            yield component("npm", name, version, "required", **more)


def judges() -> Iterator[Component]:
    """Yields the tests' judges from npm."""
    for path, held in json.loads(JUDGES.read_text(encoding="utf-8"))["packages"].items():
        if path:
            yield component("npm", path.rpartition("node_modules/")[2], held["version"], "excluded")


def postgresql() -> Component:
    """Returns the PostgreSQL that comes in a wheel."""
    program = str(wheel_site() / PROGRAMS / "postgres")
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    licence = {"licenses": [{"license": {"id": "PostgreSQL"}}]}
    return component("generic", "postgresql", said.split()[-1], "required", **licence)


def bill() -> dict[str, Any]:
    """Returns the whole document."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    every = {each["purl"]: each for each in (*judges(), *vendored(), *locked(), postgresql())}
    components = [each for _, each in sorted(every.items())]
    ours = component("pypi", project["name"], project["version"], "required")
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid5(NAMESPACE_URL, json.dumps(components, sort_keys=True))}",
        "version": 1,
        "metadata": {
            "component": {**ours, "type": "application", "licenses": [{"license": {"id": project["license"]}}]}
        },
        "components": components,
    }


if __name__ == "__main__":
    json.dump(bill(), sys.stdout, ensure_ascii=False, indent=1)
