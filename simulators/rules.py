"""The rule packs that come with the simulators, as files for `kyukyu rules load`."""

from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from typing import Final

FILE: Final = "rules.toml"
_NOBODY: Final = "departments = []"


def write(name: str, folder: Path, departments: Iterable[str] = ()) -> None:
    """Writes a pack into a folder; one that names no departments is for these."""
    text = files("simulators").joinpath("rule_packs", f"{name}.toml").read_text(encoding="utf-8")
    listed = ", ".join(f'"{each}"' for each in departments)
    (folder / FILE).write_text(text.replace(_NOBODY, f"departments = [{listed}]"), encoding="utf-8")
