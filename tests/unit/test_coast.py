"""The coast of the screens: islands as they lie, with as few points as the eye needs."""

from typing import Any, Final

import pytest

from hub.ui.coast import TARGET, is_kept, render, rings, simplified

DEGREE: Final = 1000


def square(west: int, south: int, side: int) -> list[list[int]]:
    """A ring of a TopoJSON: a point, then differences."""
    return [[west, south], [side, 0], [0, side], [-side, 0], [0, -side]]


def topology(*arcs: list[list[int]]) -> dict[str, Any]:
    polygons = [[[index]] for index in range(len(arcs))]
    return {
        "transform": {"scale": [1 / DEGREE, 1 / DEGREE], "translate": [0, 0]},
        "arcs": list(arcs),
        "objects": {"land": {"geometries": [{"type": "MultiPolygon", "arcs": polygons}]}},
    }


def test_an_island_is_written_as_a_point_and_differences() -> None:
    text = render(topology(square(135_000, 34_000, 500)))

    assert text.endswith("[135000,34000,500,0,0,500,-500,0,0,-500],\n];\n")


def test_a_ring_of_several_arcs_is_put_together_some_of_them_backwards() -> None:
    told = topology([[0, 0], [2, 0]], [[0, 0], [0, 2], [2, 0], [0, -2]])
    told["objects"]["land"]["geometries"] = [{"type": "MultiPolygon", "arcs": [[[0, -2]]]}]

    (ring,) = rings(told)

    assert [(round(x * DEGREE), round(y * DEGREE)) for x, y in ring] == [(0, 0), (2, 0), (2, 0), (2, 2), (0, 2), (0, 0)]


@pytest.mark.parametrize(
    ("west", "south", "side", "kept"),
    [(135, 34, 0.5, True), (135, 34, 0.01, False), (121, 34, 3, False), (100, 30, 60, False)],
    ids=["island", "rock", "over the edge", "continent"],
)
def test_islands_within_the_box_are_kept(west: float, south: float, side: float, *, kept: bool) -> None:
    ring = [(west, south), (west + side, south), (west + side, south + side), (west, south)]

    assert is_kept(ring) is kept


def test_a_point_that_is_on_the_way_is_left_out_and_a_cape_is_not() -> None:
    line = [(0.0, 0.0), (1.0, 0.001), (2.0, 0.0), (3.0, 0.5), (4.0, 0.0)]

    assert simplified(line) == [(0.0, 0.0), (2.0, 0.0), (3.0, 0.5), (4.0, 0.0)]


def test_the_coast_weighs_no_more_than_a_photograph_of_a_stamp() -> None:
    assert TARGET.stat().st_size <= 60_000
