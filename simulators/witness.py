"""Writes down the newest checkpoint of the hub's audit that was heard, and notices a log that was cut or forked.

Of several nodes one may tell an older checkpoint for a moment: a log is cut when nothing else is heard for a while.
"""

from typing import Final, NamedTuple

PATIENCE: Final = 12
"""Heartbeats that may tell an older checkpoint."""


class Heard(NamedTuple):
    """What a checkpoint says: whose log, how many leaves, their root."""

    origin: str
    size: int
    root: str


class Witness:
    """Remembers the largest checkpoint; each reader is one."""

    def __init__(self) -> None:
        """Has heard nothing."""
        self._last: Heard | None = None
        self._older = 0

    def hear(self, note: str) -> str | None:
        """Takes a checkpoint and returns what is wrong with it beside the last one; a wrong one is not kept."""
        if not note:
            return None
        origin, size, root, *_ = note.split("\n")
        heard, last = Heard(origin, int(size), root), self._last
        if last is None or heard.origin != last.origin or heard.size > last.size:
            self._last, self._older = heard, 0
            return None
        if heard.size == last.size:
            self._older = 0
            return None if heard.root == last.root else f"forked at {heard.size}"
        self._older += 1
        return f"cut from {last.size} to {heard.size}" if self._older == PATIENCE else None
