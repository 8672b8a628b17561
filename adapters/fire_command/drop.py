"""A command system that writes a file for each notice; a file appears under its name only when it is whole."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from adapters.fire_command.line import Arrival
from adapters.fire_command.notice import read
from hub.sdk import NotReady, Readiness, Ready

_MOST: Final = 200
"""Files of one look."""
_LARGEST: Final = 256 * 1024


class Drop:
    """Takes notices out of a folder."""

    def __init__(self, folder: Path) -> None:
        """Takes the folder; what it needs in it is made when it is needed."""
        self._folder = folder

    async def check(self) -> Readiness:
        """Looks whether the folder is there and may be written to."""
        try:
            for name in ("in", "done"):
                (self._folder / name).mkdir(exist_ok=True)
            probe = self._folder / "done" / ".probe"
            probe.touch()
            probe.unlink()
        except OSError as error:
            return NotReady(type(error).__name__)
        return Ready()

    async def notices(self) -> Sequence[Arrival]:
        """Returns the files that have come, in the order of their names."""
        found = sorted(path for path in (self._folder / "in").glob("*.json") if path.is_file())[:_MOST]
        return [Arrival(path.name, read(_content(path))) for path in found]

    async def settled(self, arrival: Arrival, refusals: Sequence[str]) -> None:
        """Puts a file aside, with a report of what was wrong with it and of what the hub refused."""
        aside = self._folder / "done"
        if arrival.read.faults or refusals:
            (aside / f"{arrival.name}.report.csv").write_bytes(_report(arrival, refusals))
        suffix = ".refused" if arrival.read.notice is None else ""
        (self._folder / "in" / arrival.name).replace(aside / f"{arrival.name}{suffix}")

    async def close(self) -> None:
        """Has nothing to close."""


def _content(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_LARGEST)


def _report(arrival: Arrival, refusals: Sequence[str]) -> bytes:
    """Returns what was wrong as a file that a spreadsheet opens; no value of the notice is in it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(("path", "code", "理由", "reason"))
    writer.writerows((fault.path, fault.code, *fault.say()) for fault in arrival.read.faults)
    writer.writerows(("", refusal, "ハブが受け付けませんでした", "the hub did not take it") for refusal in refusals)
    return text.getvalue().encode("utf-8-sig")
