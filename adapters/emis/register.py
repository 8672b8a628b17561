"""What EMIS has said so far: a file is taken in once, however often it comes."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from adapters.emis.files import FileRefusedError, Read, from_csv, from_geojson
from adapters.emis.record import Fault, Hospital, Record

_EACH: Final = 500
"""Lines between two words of progress."""
_BEFORE: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True)
class Import:
    """What became of a file, so far.

    Attributes:
        read: Lines, the refused ones among them.
        new: Hospitals that were not known.
        changed: Hospitals of which something else is said now, the new ones among them.
        unchanged: Hospitals of which the same is said.
        older: Hospitals of which something newer was known.
        refused: Lines that could not be read.
        faults: Why; a line may have several.
    """

    read: int = 0
    new: int = 0
    changed: list[Record] = field(default_factory=list)
    unchanged: int = 0
    older: int = 0
    refused: int = 0
    faults: list[Fault] = field(default_factory=list)

    def report(self) -> dict[str, int]:
        """Returns the figures."""
        figures = {"read": self.read, "new": self.new, "changed": len(self.changed), "unchanged": self.unchanged}
        return {**figures, "older": self.older, "refused": self.refused}


def read(content: bytes) -> Iterable[Read]:
    """Reads a file of either form, told by its first character.

    Raises:
        FileRefusedError: It is neither.
    """
    return from_geojson(content) if content.lstrip()[:1] == b"{" else from_csv(content)


class Register:
    """The newest record of each hospital."""

    def __init__(self) -> None:
        """Knows nothing yet."""
        self.records: dict[Hospital, Record] = {}

    async def take(self, content: bytes, tell: Callable[[Import], None] = lambda _so_far: None) -> Import:
        """Takes a file in and says what was new; others are let work between its lines.

        Raises:
            FileRefusedError: Nothing of it can be read.
        """
        done, met = Import(), set[Hospital]()
        for line, each in read(content):
            done.read += 1
            if isinstance(each, list):
                done.refused += 1
                done.faults += each
            elif each.hospital in met:
                done.refused += 1
                done.faults.append(Fault(line, "hcode", "twice"))
            else:
                met.add(each.hospital)
                self._take(each, done)
            if done.read % _EACH == 0:
                tell(done)
                await asyncio.sleep(0)
        tell(done)
        return done

    def _take(self, record: Record, done: Import) -> None:
        known = self.records.get(record.hospital)
        if known == record:
            done.unchanged += 1
        elif known is not None and (record.updated_at or _BEFORE) < (known.updated_at or _BEFORE):
            done.older += 1
        else:
            done.new += known is None
            done.changed.append(record)
            self.records[record.hospital] = record


__all__ = ["FileRefusedError", "Import", "Register", "read"]
