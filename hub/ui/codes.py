"""The vocabulary of the screens as an ES module, written from the domain so that the two cannot differ.

``python -m hub.ui.codes`` writes ``static/codes.js``; a test compares the file with what this module would write. It is
a tool of the developers: the running hub does not import it.
"""

import json
import re
from typing import get_args, get_type_hints

from hub.domain.codes import Code
from hub.domain.commands import KINDS, Command
from hub.domain.commands.command import About
from hub.domain.fields import Mark, Quantity
from hub.ui import STATIC

TARGET = STATIC / "codes.js"
_HEADER = "// Written by `python -m hub.ui.codes` from hub/domain; do not edit."
_TERM = re.compile(r"[(（]([^()（）]+)[)）]\.$")


def _kebab(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()


def code_lists() -> dict[str, dict[str, str]]:
    """Returns each code list of the domain: its kebab-case name, and the Japanese term of each code."""
    lists = [each for each in Code.__subclasses__() if each.__module__.startswith("hub.domain.")]
    return {
        _kebab(each.__name__): {member.value: member.ja for member in each}
        for each in sorted(lists, key=lambda each: each.__name__)
    }


def field_names() -> dict[str, dict[str, str]]:
    """Returns the Japanese name of every field that a command can carry, by kind."""
    return {
        kind: {
            field: mark.ja
            for field, hint in get_type_hints(command, include_extras=True).items()
            for mark in getattr(hint, "__metadata__", ())
            if isinstance(mark, Mark)
        }
        for kind, command in KINDS.items()
    }


def lists() -> dict[str, dict[str, str]]:
    """Returns the code list of every field that takes one code or several, by kind."""
    return {
        kind: {field: _kebab(each.__name__) for field, hint in get_type_hints(command).items() for each in _codes(hint)}
        for kind, command in KINDS.items()
    }


def _codes(hint: object) -> list[type[Code]]:
    if isinstance(hint, type) and issubclass(hint, Code):
        return [hint]
    return [found for part in get_args(hint) for found in _codes(part)]


def quantities() -> dict[str, dict[str, float | str]]:
    """Returns the limits, the unit and the decimals of every measured field of an observation."""
    hints = get_type_hints(KINDS["record-observation"], include_extras=True)
    return {
        field: {"low": float(mark.low), "high": float(mark.high), "unit": mark.unit, "decimals": mark.decimals}
        for field, hint in hints.items()
        for mark in getattr(hint, "__metadata__", ())
        if isinstance(mark, Quantity)
    }


def _term(command: type[Command]) -> str:
    sentence = (command.__doc__ or "").splitlines()[0]
    found = _TERM.search(sentence)
    return found[1] if found else command.kind


def render() -> str:
    """Returns the text of ``codes.js``."""
    tables = {
        "CODES": code_lists(),
        "FIELDS": field_names(),
        "LISTS": {kind: fields for kind, fields in lists().items() if fields},
        "QUANTITIES": quantities(),
        "KINDS": {kind: _term(command) for kind, command in KINDS.items()},
        "OF_TRANSPORTS": [kind for kind, command in KINDS.items() if command.about is About.TRANSPORT],
    }
    return (
        "\n\n".join(
            [_HEADER]
            + [
                f"export const {name} = {json.dumps(table, ensure_ascii=False, indent=2)};"
                for name, table in tables.items()
            ]
        )
        + "\n"
    )


if __name__ == "__main__":
    TARGET.write_text(render(), encoding="utf-8")
