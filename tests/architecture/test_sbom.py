"""The bill of materials names everything that is pinned, once, and says what of it runs in production."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any, Final

import pytest

ROOT: Final = Path(__file__).parents[2]
VENDOR: Final = ROOT / "hub" / "ui" / "static" / "vendor"

Bill = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def bill() -> Bill:
    """Every component, by its address."""
    done = subprocess.run([sys.executable, "docs/sbom.py"], cwd=ROOT, capture_output=True, text=True, check=True)
    components = json.loads(done.stdout)["components"]
    found = {each["purl"]: each for each in components}
    assert len(found) == len(components)
    return found


def test_every_package_of_the_lock_file_stands_in_it_with_its_hashes(bill: Bill) -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pinned = re.findall(r"^([\w.-]+)==([^\s;]+)", text, flags=re.MULTILINE)

    assert len(pinned) > 50
    assert {f"pkg:pypi/{name}@{version}" for name, version in pinned} == {
        purl for purl in bill if purl.startswith("pkg:pypi/")
    }
    assert sum(len(each.get("hashes", ())) for purl, each in bill.items() if "pypi" in purl) == text.count("sha256:")


def test_what_the_hub_depends_on_runs_in_production_and_what_only_tests_need_does_not(bill: Bill) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    required = {each["name"] for each in bill.values() if each["scope"] == "required"}
    named = [re.split(r"[><=\[ ]", each)[0].lower() for each in project["project"]["dependencies"]]

    assert {name.replace(".", "-") for name in named} <= {name.replace(".", "-") for name in required}
    assert required >= {"starlette", "pydantic-core", "postgresql", "lit", "@lit/reactive-element"}
    assert not required & {"pytest", "schemathesis", "ruff", "playwright", "@medplum/core"}


def test_every_file_that_the_screens_took_over_stands_in_it(bill: Bill) -> None:
    files = {path.name for path in VENDOR.iterdir() if path.suffix in {".js", ".css"}}
    held = json.loads((VENDOR / "manifest.json").read_text(encoding="utf-8"))["files"]
    told = {one["content"] for purl, each in bill.items() if "npm" in purl for one in each.get("hashes", ())}

    assert files == {each["file"] for each in held}
    assert told == {each["sha256"] for each in held}


def test_every_judge_of_the_tests_stands_in_it(bill: Bill) -> None:
    lock = json.loads((ROOT / "tests" / "referees" / "package-lock.json").read_text(encoding="utf-8"))
    names = {path.rpartition("node_modules/")[2] for path in lock["packages"] if path}

    assert names <= {each["name"] for purl, each in bill.items() if purl.startswith("pkg:npm/")}
