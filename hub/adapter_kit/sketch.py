"""A new adapter as a distribution of its own: the template, filled in."""

import re
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

_NAME: Final = re.compile(r"[a-z][a-z0-9_]{1,30}")
_SUFFIX: Final = ".template"


class NotANameError(ValueError):
    """Says that this can be no adapter's name."""


def write_template(name: str, into: Path) -> Path:
    """Writes a new adapter's distribution into a folder and returns where it stands.

    Raises:
        NotANameError: A name is lower-case letters, digits and underscores.
        FileExistsError: There is something already.
    """
    if not _NAME.fullmatch(name):
        raise NotANameError(name)
    package = f"hub_adapter_{name}"
    root = into / package
    root.mkdir(parents=True)
    words = {
        "{{name}}": name,
        "{{package}}": package,
        "{{distribution}}": package.replace("_", "-"),
        "{{Class}}": "".join(part.capitalize() for part in name.split("_")),
    }
    _copy(files("hub.adapter_kit") / "template", root, words)
    return root


def _copy(source: Traversable, target: Path, words: dict[str, str]) -> None:
    for each in source.iterdir():
        name = each.name.removesuffix(_SUFFIX)
        if each.is_dir():
            folder = target / (words["{{package}}"] if name == "package" else name)
            folder.mkdir()
            _copy(each, folder, words)
        elif each.name.endswith(_SUFFIX):
            text = each.read_text(encoding="utf-8")
            for word, meaning in words.items():
                text = text.replace(word, meaning)
            (target / name).write_text(text, encoding="utf-8")
