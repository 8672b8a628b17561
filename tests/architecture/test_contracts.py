"""The import contracts of `pyproject.toml` hold, and each of them notices what it forbids."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("hub", "adapters", "fhir_profiles", "simulators")


def contracts() -> dict[str, dict[str, Any]]:
    found = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    return {each["id"]: each for each in found}


def lint_imports(folder: Path, *contract: str) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-logo", "--no-cache"]
    chosen = [word for each in contract for word in ("--contract", each)]
    environment = os.environ | {"PYTHONPATH": str(folder), "COLUMNS": "200", "NO_COLOR": "1"}
    return subprocess.run([*command, *chosen], cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_every_contract_is_kept() -> None:
    done = lint_imports(ROOT)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


def test_an_exception_names_two_modules_and_no_pattern() -> None:
    for contract in contracts().values():
        for ignored in contract.get("ignore_imports", ()):
            assert "*" not in ignored


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("static", "__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("contract", "module", "forbidden"),
    [
        ("layers", "hub/domain/case.py", "import hub.ports"),
        ("layers", "hub/web/cases.py", "import hub.postgres.journal"),
        ("layers", "hub/novel.py", ""),
        ("acyclic", "hub/domain/document.py", "import hub.domain.case"),
        ("pure", "hub/domain/case.py", "import asyncio"),
        ("pure", "hub/pipeline.py", "import socket"),
        ("domain", "hub/domain/case.py", "import msgspec"),
        ("settings", "hub/web/cases.py", "import hub.settings"),
        ("asyncpg", "hub/views.py", "import asyncpg"),
        ("fastapi", "hub/views.py", "import starlette"),
        ("cryptography", "hub/postgres/journal.py", "import cryptography"),
        ("fhir", "hub/web/cases.py", "import fhir.resources"),
        ("outside", "hub/demo.py", "import simulators"),
        ("adapters", "adapters/emis.py", "import hub.ports"),
        ("simulators", "simulators/wire.py", "import hub.wire.frames"),
    ],
)
def test_a_contract_notices_what_it_forbids(copy: Path, contract: str, module: str, forbidden: str) -> None:
    """The negative control: with one line that must not be, the contract breaks."""
    with (copy / module).open("a", encoding="utf-8") as file:
        file.write(f"\n{forbidden}\n")

    done = lint_imports(copy, contract)

    assert done.returncode == 1, done.stdout + done.stderr
    assert "1 broken" in done.stdout


def test_an_untouched_copy_keeps_the_contracts(copy: Path) -> None:
    """The control of the control: it is the added line that breaks them."""
    assert lint_imports(copy).returncode == 0
