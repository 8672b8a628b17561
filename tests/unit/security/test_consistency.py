"""That a log only grew is shown by a few hashes, and by no others."""

from functools import cache
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.security.consistency import goes_on, proof
from hub.security.merkle import Frontier, leaf

MOST = 70


@cache
def root(begin: int, end: int) -> bytes:
    return Frontier.of(leaf(b"%d" % number) for number in range(begin, end)).root()


def test_every_tree_goes_on_from_every_smaller_one() -> None:
    for second in range(MOST):
        for first in range(second + 1):
            hashes = proof(first, second, root)
            assert goes_on(first, root(0, first), second, root(0, second), hashes), (first, second)
            assert len(hashes) <= 2 * max(second, 1).bit_length()


@given(first=st.integers(1, MOST), grown=st.integers(0, MOST), data=st.data())
def test_nothing_else_is_shown_to_go_on(first: int, grown: int, data: st.DataObject) -> None:
    second, other = first + grown, sha256(b"other").digest()
    hashes = proof(first, second, root)
    roots = root(0, first), root(0, second)
    assert not goes_on(first, other, second, roots[1], hashes)
    assert not goes_on(first, roots[0], second, other, hashes)
    assert not goes_on(first, roots[0], second, roots[1], [*hashes, other])
    if hashes:
        at = data.draw(st.integers(0, len(hashes) - 1))
        assert not goes_on(first, roots[0], second, roots[1], [*hashes[:at], *hashes[at + 1 :]])
        assert not goes_on(first, roots[0], second, roots[1], [*hashes[:at], other, *hashes[at + 1 :]])
        assert not goes_on(first + 1, roots[0], second, roots[1], hashes)


def test_a_log_that_was_cut_back_does_not_go_on() -> None:
    assert not goes_on(8, root(0, 8), 5, root(0, 5), proof(5, 8, root))


@pytest.mark.parametrize("second", range(1, 40))
def test_from_an_empty_log_every_log_goes_on(second: int) -> None:
    assert goes_on(0, root(0, 0), second, root(0, second), [])
    assert not goes_on(0, root(0, 0), second, root(0, second), [root(0, 1)])
