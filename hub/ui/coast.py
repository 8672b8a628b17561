"""The coast around Japan as an ES module, from npm's ``world-atlas`` (Natural Earth, public domain).

``python -m hub.ui.coast path/to/world-atlas/land-10m.json`` writes ``static/vendor/japan-coast.js``. Land is taken as
it lies, island by island, and no border of any country. It is a tool of the developers: the running hub does not
import it.
"""

import json
import sys
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any, Final

from hub.ui import STATIC

TARGET: Final = STATIC / "vendor" / "japan-coast.js"
BOX: Final = (122.0, 20.0, 154.0, 46.2)
"""West, south, east and north; land that goes on outside, the continent, is left out."""

TOLERANCE: Final = 0.004
"""In degrees, some 400 m: more would not be seen on a radar of ten kilometres."""

LEAST: Final = 0.02
"""Islands that are smaller than this in both directions, in degrees, are left out."""

_UNIT: Final = 1000
_HEADER: Final = (
    "/* Coast around Japan: npm world-atlas 2.0.2, land-10m.json (Natural Earth 4.1.0, public domain), simplified by\n"
    "   hub/ui/coast.py. Each ring begins with longitude and latitude in 1/1000 degree; then come differences. */\n"
)

Point = tuple[float, float]


def rings(topology: dict[str, Any]) -> list[list[Point]]:
    """Returns the outer ring of every polygon of a TopoJSON of land, in degrees."""
    (scale_x, scale_y), (left, bottom) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = [
        [
            (x * scale_x + left, y * scale_y + bottom)
            for x, y in accumulate(arc, lambda before, step: (before[0] + step[0], before[1] + step[1]))
        ]
        for arc in topology["arcs"]
    ]
    polygons = [polygon for each in topology["objects"]["land"]["geometries"] for polygon in each["arcs"]]
    return [
        [point for index in outer for point in (arcs[index] if index >= 0 else arcs[~index][::-1])]
        for outer, *_holes in polygons
    ]


def is_kept(ring: list[Point]) -> bool:
    """Tells whether a ring is an island within the box, and large enough to be seen."""
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    west, south, east, north = BOX
    is_within = west <= min(xs) and max(xs) <= east and south <= min(ys) and max(ys) <= north
    return is_within and max(max(xs) - min(xs), max(ys) - min(ys)) >= LEAST


def simplified(line: list[Point], tolerance: float = TOLERANCE) -> list[Point]:
    """Returns a line without the points that lie nearer to it than the tolerance (Douglas and Peucker)."""
    kept, ahead = {0, len(line) - 1}, [(0, len(line) - 1)]
    while ahead:
        first, last = ahead.pop()
        between = range(first + 1, last)
        if not between:
            continue
        far = max(between, key=lambda index: _distance(line[index], line[first], line[last]))
        if _distance(line[far], line[first], line[last]) > tolerance:
            kept.add(far)
            ahead += [(first, far), (far, last)]
    return [line[index] for index in sorted(kept)]


def _distance(point: Point, start: Point, end: Point) -> float:
    """Returns how far a point is from a stretch, or from its start where it has no length."""
    (x, y), (x0, y0), (dx, dy) = point, start, (end[0] - start[0], end[1] - start[1])
    length = dx * dx + dy * dy
    along = max(0.0, min(1.0, ((x - x0) * dx + (y - y0) * dy) / length)) if length else 0.0
    return float(((x - x0 - along * dx) ** 2 + (y - y0 - along * dy) ** 2) ** 0.5)


def render(topology: dict[str, Any]) -> str:
    """Returns the text of the module."""
    lines = []
    for ring in filter(is_kept, rings(topology)):
        whole = [(round(x * _UNIT), round(y * _UNIT)) for x, y in simplified(ring)]
        steps = [step for (x0, y0), (x, y) in pairwise(whole) for step in (x - x0, y - y0)]
        lines.append(f"[{','.join(map(str, (*whole[0], *steps)))}]")
    return _HEADER + "export const RINGS = [\n" + ",\n".join(lines) + ",\n];\n"


if __name__ == "__main__":
    TARGET.write_text(render(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))), encoding="utf-8")
