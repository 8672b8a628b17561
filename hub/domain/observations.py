"""The newest observations of a case, kept so that one more costs the same whether ten or hundreds stand before it.

A case is made anew with every event while older versions of it still serve snapshots. Whole pages are shared between
them; only the page that is being written is copied.
"""

from bisect import insort
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

from hub.domain.document import Document

_PAGE = 16


class Observed(NamedTuple):
    """What was observed: when, under which key, in which version of the case, and the values as they stand there."""

    at: str
    key: str
    version: int
    values: Document


Page = tuple[Observed, ...]


@dataclass(frozen=True, slots=True)
class Observations:
    """Observations in order of time; a value that is never changed."""

    pages: tuple[Page, ...] = ()
    count: int = field(default=0, compare=False)

    def __iter__(self) -> Iterator[Observed]:
        """Yields the oldest first."""
        return chain.from_iterable(self.pages)

    def noted(self, observed: Observed) -> "Observations":
        """Returns these and one more, at its place in time."""
        last = self.pages[-1] if self.pages else ()
        if not last:
            return Observations(((observed,),), 1)
        if observed[:2] < last[-1][:2]:
            return _placed(list(self), observed)
        if len(last) < _PAGE:
            return Observations((*self.pages[:-1], (*last, observed)), self.count + 1)
        return Observations((*self.pages, (observed,)), self.count + 1)

    def without_oldest(self) -> tuple[Observed, "Observations"]:
        """Returns the oldest, and the others."""
        first = self.pages[0]
        rest = (first[1:],) if len(first) > 1 else ()
        return first[0], Observations((*rest, *self.pages[1:]), self.count - 1)


def _placed(all_of_them: list[Observed], late: Observed) -> Observations:
    """Makes the pages anew around one that comes late."""
    insort(all_of_them, late, key=lambda each: each[:2])
    pages = [tuple(all_of_them[start : start + _PAGE]) for start in range(0, len(all_of_them), _PAGE)]
    return Observations(tuple(pages), len(all_of_them))
