"""The judges: three that no one here wrote, and the hub's own guard, each asked once about everything together.

A judge reads tasks, one JSON object a line: ``{"name", "resource"}``; and answers each with
``{"name", "faults": [...]}``.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from fhir_profiles import generate
from hub.errors import MalformedError
from hub.fhir.guard import faults
from hub.fhir.validate import validate
from hub.wire.guard import parse

Resources = Mapping[str, dict[str, Any]]
Verdicts = dict[str, list[str]]

HERE: Final = Path(__file__).parent
R4: Final = generate.R4

_COMMANDS: Final = {
    "medplum": ("node", str(HERE / "medplum.mjs")),
    "pyrofile": (sys.executable, str(HERE / "pyrofile.py")),
}
JUDGES: Final = ("models", "guard", *_COMMANDS)


def why_away(judge: str) -> str | None:
    """Returns why a judge cannot be asked here, and nothing where it can."""
    if judge in {"models", "guard"}:
        return None
    if not R4.is_dir():
        return "the definitions of R4 are not here: `make test` fetches them with npm"
    if judge == "medplum" and shutil.which("node") is None:
        return "there is no Node here"
    return None


def judged(resources: Resources) -> dict[str, Verdicts]:
    """Asks every judge that is here about every resource; they work at the same time."""
    with tempfile.TemporaryDirectory() as folder:
        _ask(resources, Path(folder))
        running = {judge: _start(judge, Path(folder)) for judge in _COMMANDS if why_away(judge) is None}
        verdicts = {
            "models": {name: _by_models(each) for name, each in resources.items()},
            "guard": {name: _by_guard(each) for name, each in resources.items()},
        }
        return verdicts | {judge: _answers(judge, process, Path(folder)) for judge, process in running.items()}


def by_medplum(resources: Resources, definitions: Path) -> Verdicts:
    """Asks one judge alone, by the profiles of somebody else."""
    with tempfile.TemporaryDirectory() as folder:
        _ask(resources, Path(folder))
        return _answers("medplum", _start("medplum", Path(folder), definitions), Path(folder))


def verdict(verdicts: Mapping[str, Verdicts], judge: str) -> Verdicts:
    """Returns what a judge said, or skips the test with the reason why it could not be asked."""
    reason = why_away(judge)
    if reason:
        pytest.skip(reason)
    return verdicts[judge]


def _ask(resources: Resources, folder: Path) -> None:
    tasks = (json.dumps({"name": name, "resource": each}) + "\n" for name, each in resources.items())
    (folder / "tasks").write_text("".join(tasks), encoding="utf-8")


def _start(judge: str, folder: Path, definitions: Path = generate.DEFINITIONS) -> "subprocess.Popen[str]":
    command = [*_COMMANDS[judge], str(R4), str(definitions)]
    with (folder / "tasks").open() as asked, (folder / judge).open("w") as answers:
        return subprocess.Popen(command, stdin=asked, stdout=answers, stderr=subprocess.PIPE, text=True)


def _answers(judge: str, process: "subprocess.Popen[str]", folder: Path) -> Verdicts:
    complaint = process.communicate()[1]
    assert process.returncode == 0, complaint[-2000:]
    answers = (folder / judge).read_text(encoding="utf-8").splitlines()
    return {each["name"]: each["faults"] for each in map(json.loads, answers)}


def _by_models(resource: dict[str, Any]) -> list[str]:
    return [f"{issue.path}: {issue.en}" for issue in validate(json.dumps(resource).encode())]


def _by_guard(resource: dict[str, Any]) -> list[str]:
    try:
        found = faults(parse(json.dumps(resource).encode()))
    except MalformedError as error:
        found = list(error.issues)
    return [f"{issue.path}: {issue.code}" for issue in found]
