"""Inspects an audit: does what stands there give the roots that were signed when it was written?

Nothing is asked of the database or of a clock, so that an export can be inspected anywhere, years later.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from hub.errors import IntegrityError
from hub.security.checkpoint import Checkpoint, Verifier
from hub.security.merkle import Frontier, leaf, parted


class Fault(StrEnum):
    """What is wrong."""

    CHANGED = "changed"  # a row, its journal entry or its leaf is not what it was
    MISSING = "missing"  # a row that stands in the tree is gone
    OUTSIDE = "outside"  # a row that is not in the tree
    SILENT = "silent"  # a journal entry without a row in the audit
    FORGED = "forged"  # a checkpoint that this hub has not signed
    UNPROVEN = "unproven"  # from here on the tree does not give the roots that were signed
    CUT = "cut"  # somebody has heard of more leaves than there are


class Finding(NamedTuple):
    """What is wrong, and where: `audit 17`, `journal <subject>/<version>`, `checkpoint 512`."""

    fault: Fault
    place: str


class Leaves(NamedTuple):
    """Leaves in the order of the tree: rows, the hashes that are kept, and what those rows say that are there."""

    entries: Sequence[int]
    hashes: bytes
    contents: Mapping[int, str]


class Inspection:
    """Walks along the leaves once, and holds them against every checkpoint on the way."""

    def __init__(self, verifier: Verifier, notes: Iterable[str]) -> None:
        """Takes the key, and the checkpoints that are kept or were heard elsewhere."""
        self.findings: list[Finding] = []
        self._due: dict[int, set[bytes]] = {}
        for at, note in enumerate(notes):
            try:
                checkpoint = verifier.read(note)
            except IntegrityError:
                self.findings.append(Finding(Fault.FORGED, f"checkpoint no. {at + 1}"))
            else:
                self._expect(checkpoint)
        self._tree = Frontier()
        self._is_proven = True
        self._proven = 0

    def walk(self, leaves: Leaves) -> None:
        """Takes the next leaves."""
        kept = parted(leaves.hashes)
        for entry, hashed in zip(leaves.entries, kept, strict=False):
            content = leaves.contents.get(entry)
            if content is None:
                self.findings.append(Finding(Fault.MISSING, f"audit {entry}"))
            elif leaf(content.encode()) != hashed:
                self.findings.append(Finding(Fault.CHANGED, f"audit {entry}"))
            self._tree.append(hashed)
            self._compare()
        if len(kept) != len(leaves.entries):
            self.findings.append(Finding(Fault.UNPROVEN, f"leaf {self._tree.size}"))

    def end(self, outside: Iterable[int] = (), silent: Iterable[str] = ()) -> Sequence[Finding]:
        """Returns all findings; takes what stands in no tile, and what was done without a row in the audit."""
        if self._is_proven and self._proven < self._tree.size:
            self.findings.append(Finding(Fault.UNPROVEN, f"leaf {self._proven + 1}"))
        self.findings += [Finding(Fault.OUTSIDE, f"audit {each}") for each in outside]
        self.findings += [Finding(Fault.SILENT, f"journal {each}") for each in silent]
        self.findings += [Finding(Fault.CUT, f"checkpoint {size}") for size in sorted(self._due) if size]
        return self.findings

    @property
    def size(self) -> int:
        """Leaves that were walked along."""
        return self._tree.size

    def _expect(self, checkpoint: Checkpoint) -> None:
        self._due.setdefault(checkpoint.size, set()).add(checkpoint.root)

    def _compare(self) -> None:
        roots = self._due.pop(self._tree.size, None)
        if roots is None or not self._is_proven:
            return
        self._is_proven = roots == {self._tree.root()}
        self._proven = self._tree.size
        if not self._is_proven:
            self.findings.append(Finding(Fault.UNPROVEN, f"checkpoint {self._tree.size}"))
