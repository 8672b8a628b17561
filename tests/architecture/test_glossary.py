"""One word per concept: every public type of the domain has its line in the glossary."""

import importlib
import inspect
import pkgutil
import re
from pathlib import Path

import pytest

import hub.domain

GLOSSARY = (Path(__file__).parents[2] / "docs" / "glossary.md").read_text(encoding="utf-8")


MODULES = [importlib.import_module(found.name) for found in pkgutil.walk_packages(hub.domain.__path__, "hub.domain.")]


def public_types() -> list[str]:
    return sorted(
        name
        for module in MODULES
        for name, held in inspect.getmembers(module, inspect.isclass)
        if held.__module__ == module.__name__ and not name.startswith("_")
    )


@pytest.mark.parametrize("name", public_types())
def test_a_public_type_of_the_domain_has_its_line(name: str) -> None:
    lines = [line for line in GLOSSARY.splitlines() if line.startswith("|") and f"`{name}`" in line]

    assert len(lines) == 1, f"`{name}` stands in {len(lines)} lines of docs/glossary.md"
    assert re.search(r"[ぁ-んァ-ヶ一-龠]", lines[0]), lines[0]


def test_a_line_names_no_type_that_does_not_exist() -> None:
    names = {name for module in MODULES for name in vars(module)}
    named = set(re.findall(r"`([A-Z][a-z]+(?:[A-Z][a-z]+)*)`", GLOSSARY))

    assert named - names == set()
