"""The log of a scenario: one line a step, with the time, who, what, the receipt, and what each party then saw.

Time is the scenario's own. A line names identifiers of the exercise ground, kinds, paths and codes, and no patient.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from simulators.history import Evidence, Received

_TO_COME: Final = "waits for the network"


@dataclass(slots=True, kw_only=True)
class Line:
    """One step as it was played.

    Attributes:
        receipt: What came of it.
        subject: Identifier of what it was about, where something was taken down.
        version: Which version of it that was.
    """

    at_s: float
    who: str
    what: str
    receipt: str = _TO_COME
    subject: str | None = None
    version: int | None = None
    has_failed: bool = False


class Log:
    """Keeps the lines, and which party received which version in which mode.

    Attributes:
        parties: The party of each device.
    """

    def __init__(self, parties: Mapping[str, str]) -> None:
        """Takes the parties."""
        self.lines: list[Line] = []
        self.parties = parties
        self._seen: dict[tuple[str, int], dict[str, str]] = {}

    def hears(self, entry: Evidence) -> None:
        """Notes what somebody received."""
        if isinstance(entry, Received) and entry.receiver in self.parties:
            seen = self._seen.setdefault((entry.subject, entry.version), {})
            seen[self.parties[entry.receiver]] = entry.mode

    def write(self, line: Line) -> Line:
        """Adds a line, and returns it, for its receipt may come later."""
        self.lines.append(line)
        return line

    def seen(self, line: Line) -> str:
        """Returns which parties received what the line brought about, each with its mode."""
        if line.subject is None or line.version is None:
            return ""
        found = self._seen.get((line.subject, line.version), {})
        return ", ".join(f"{party} {found[party]}" for party in self.parties.values() if party in found)

    def told(self, lines: Iterable[Line] | None = None) -> list[str]:
        """Returns the lines as text."""
        width = max(map(len, self.parties.values()), default=0)
        return [
            f"{_clock(line.at_s)}  {line.who:<{width}}  {line.what}  {line.receipt}"
            + (f"  → {seen}" if (seen := self.seen(line)) else "")
            for line in (self.lines if lines is None else lines)
        ]


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}"
