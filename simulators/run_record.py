"""A fire department's record system that takes files from a folder: it reads what is there, and judges how it came.

It keeps what an auditor would ask for: which revisions of which case it has, and what should not have come: half a
file, one revision twice, an older one after a newer. On command it is away (no folder) or stuck (a file in its place).
"""

import csv
import io
import json
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final, TextIO

_PDF: Final = (b"%PDF-", b"%%EOF")
_CODECS: Final = ("utf-8-sig", "cp932")


class State(StrEnum):
    """How it stands."""

    THERE = "there"
    AWAY = "away"
    STUCK = "stuck"


@dataclass(slots=True)
class Held:
    """What it has taken.

    Attributes:
        rows: The newest revision of each case, by the headings of its file.
        revisions: All revisions of each case, in the order in which they came.
        sheets: The cases' sheets, by file name.
        counts: ``repeated``: a revision that it had; ``disordered``: older than one it had; ``broken``: no whole file.
    """

    rows: dict[str, dict[str, str]] = field(default_factory=dict)
    revisions: dict[str, list[int]] = field(default_factory=dict)
    sheets: dict[str, bytes] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)

    def report(self) -> dict[str, int]:
        """Returns the figures."""
        names = ("repeated", "disordered", "broken", "exercises")
        taken = sum(map(len, self.revisions.values()))
        figures = {name: self.counts[name] for name in names}
        return {"taken": taken, "cases": len(self.rows), "sheets": len(self.sheets), **figures}

    def takes(self, name: str, content: bytes) -> None:
        """Takes one file."""
        kind, _, rest = name.partition("-")
        case, _, revision = rest.rpartition(".")[0].rpartition("-v")
        if name.endswith(".pdf"):
            self.counts["broken"] += not (content.startswith(_PDF[0]) and content.rstrip().endswith(_PDF[1]))
            self.counts["repeated"] += name in self.sheets
            self.sheets[name] = content
            return
        try:
            (row,) = csv.DictReader(io.StringIO(_text(content), newline=""))
        except ValueError:
            self.counts["broken"] += 1
            return
        had = self.revisions.setdefault(case, [])
        self.counts["exercises"] += kind == "exercise"
        self.counts["repeated"] += int(revision) in had
        self.counts["disordered"] += bool(had) and int(revision) < max(had)
        had.append(int(revision))
        self.rows[case] = row


class RecordSystem:
    """The system behind one folder."""

    def __init__(self, folder: Path) -> None:
        """Makes the folder."""
        self._folder = folder
        self.held = Held()
        self.stands(State.THERE)

    def stands(self, state: State) -> None:
        """Stands so from now on; what has been written and not taken goes with the folder."""
        if self._folder.is_file():
            self._folder.unlink()
        elif state is not State.THERE:
            self.collects()
            shutil.rmtree(self._folder, ignore_errors=True)
        if state is State.THERE:
            self._folder.mkdir(parents=True, exist_ok=True)
        elif state is State.STUCK:
            self._folder.touch()

    def collects(self) -> int:
        """Takes what was written for it, in the order of the names, and says how many files that were."""
        found = sorted(path for path in self._folder.glob("*") if not path.name.startswith("."))
        for path in found:
            self.held.takes(path.name, path.read_bytes())
            path.unlink()
        return len(found)

    def serves(self, commands: TextIO) -> Iterator[str]:
        """Takes a command a line, its state as JSON; collects, and yields what it has seen as JSON."""
        for line in commands:
            self.stands(State(json.loads(line or "{}").get("state", "there")))
            self.collects()
            yield json.dumps(self.held.report())


def _text(content: bytes) -> str:
    for codec in _CODECS:
        try:
            return content.decode(codec)
        except UnicodeDecodeError:
            continue
    raise ValueError("neither UTF-8 nor Shift_JIS")
