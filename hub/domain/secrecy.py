"""Which cells of a table are withheld (秘匿), so that no small number can be read or had by subtracting.

A table is told with its totals. A cell of fewer than `LEAST` cases is withheld. Where a single cell of a row or of a
column is withheld, or several that hold fewer than `LEAST` together, the next smallest goes with them, until no line
gives one away. Zero is told: it is nobody.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from hub.domain.statistics import LEAST

TOTAL: Final = ""
"""The name of the row, and of the column, in which the sums stand."""

Place = tuple[str, str]
"""A row and a column."""


def withheld(cells: Mapping[Place, int], *, is_repeated: bool = False) -> frozenset[Place]:
    """Returns the places that are not told; the cells hold numbers of cases, and the totals are among them.

    Where one case may stand in several cells, several small ones may be the same few cases.
    """
    together: Callable[[Iterable[int]], int] = max if is_repeated else sum
    hidden = {place for place, number in cells.items() if 0 < number < LEAST}
    lines = _lines(cells)
    is_changed = True
    while is_changed:
        is_changed = False
        for total, line in lines:
            gone, shown = [at for at in line if at in hidden], [at for at in line if at not in hidden]
            if not gone or not shown:
                continue
            if len(gone) == 1 or (total not in hidden and together(cells[at] for at in gone) < LEAST):
                hidden.add(min(shown, key=lambda at: (TOTAL in at, cells[at], at)))
                is_changed = True
    return frozenset(hidden)


def _lines(cells: Mapping[Place, int]) -> list[tuple[Place, list[Place]]]:
    """Returns the rows and columns that have a total: the place of that, and all places but those of nobody."""
    rows: dict[Place, list[Place]] = {}
    columns: dict[Place, list[Place]] = {}
    for place, number in cells.items():
        if number:
            rows.setdefault((place[0], TOTAL), []).append(place)
            columns.setdefault((TOTAL, place[1]), []).append(place)
    return [line for lines in (rows, columns) for line in lines.items() if line[0] in cells]
