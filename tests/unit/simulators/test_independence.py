"""Simulators judge a hub without believing it: they share no code with it."""

import ast
from pathlib import Path

import simulators


def test_no_simulator_imports_the_hub_or_an_adapter() -> None:
    for path in Path(next(iter(simulators.__path__))).glob("**/*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            imported = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                imported = [node.module or ""]
            assert not {name.partition(".")[0] for name in imported} & {"hub", "adapters", "fhir_profiles"}, path
