"""EMIS through a folder: ``in`` is read, ``out`` is written; a file appears under its name only when it is whole."""

import csv
import io
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from adapters.emis.line import Arrival
from adapters.emis.record import Fault
from adapters.emis.register import Import
from hub.sdk import Delivered, NotReady, Outcome, Readiness, Ready, TryLater

_FILES: Final = frozenset({".csv", ".geojson"})
_MODES: Final = "modes.json"


class Drop:
    """Exchanges files through one folder."""

    def __init__(self, folder: Path) -> None:
        """Takes the folder; what it needs in it is made when it is needed."""
        self._folder = folder

    async def check(self) -> Readiness:
        """Looks whether the folder is there and may be written to."""
        try:
            for name in ("in", "out", "done"):
                (self._folder / name).mkdir(exist_ok=True)
        except OSError as error:
            return NotReady(type(error).__name__)
        return Ready() if os.access(self._folder / "out", os.W_OK) else NotReady("not-writable")

    async def send(self, what: str, key: str, content: bytes) -> Outcome:
        """Writes one file named by its key: a repetition writes the same file again."""
        try:
            _write(self._folder / "out" / f"{what}-{key}.csv", content)
        except OSError as error:
            return TryLater(type(error).__name__)
        return Delivered(f"{what}-{key}.csv")

    async def hospitals(self) -> Sequence[Arrival]:
        """Returns the files that have come, the oldest first."""
        found = [path for path in (self._folder / "in").iterdir() if path.suffix.lower() in _FILES]
        found.sort(key=lambda path: (path.stat().st_mtime_ns, path.name))
        return [Arrival(path.name, path.read_bytes()) for path in found]

    async def modes(self) -> bytes | None:
        """Returns the modes of the prefectures, where a file says them."""
        path = self._folder / "in" / _MODES
        return path.read_bytes() if path.is_file() else None

    async def taken(self, arrival: Arrival, done: Import | None) -> None:
        """Puts a file aside, with a report of the lines that were refused."""
        aside = self._folder / "done"
        if done is not None and done.faults:
            _write(aside / f"{arrival.name}.report.csv", report(done.faults))
        suffix = ".refused" if done is None else ""
        (self._folder / "in" / arrival.name).replace(aside / f"{arrival.name}{suffix}")

    async def close(self) -> None:
        """Has nothing to close."""


def report(faults: Sequence[Fault]) -> bytes:
    """Returns what was wrong as a file that a spreadsheet opens; no value of the lines is in it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(("line", "column", "code", "理由", "reason"))
    writer.writerows((fault.line, fault.column, fault.code, *fault.say()) for fault in faults)
    return text.getvalue().encode("utf-8-sig")


def _write(path: Path, content: bytes) -> None:
    whole = path.with_name(f".{path.name}.part")
    with whole.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    whole.replace(path)
