"""A page of a search travels in an address that tells nobody anything, and is good for one caller."""

import pytest

from hub.errors import PageGoneError
from hub.security.key_ring import KeyRing
from hub.security.pages import PageSeal

RING = KeyRing("1", {"1": b"k" * 32})
PLACE = b'{"asked":[["identifier","canary"]]}'


def test_any_node_reads_what_another_one_sealed() -> None:
    sealed = PageSeal(RING).seal(PLACE, "tablet Observation")

    assert PageSeal(RING).open(sealed, "tablet Observation") == PLACE
    assert sealed.replace("-", "").replace("_", "").isalnum()
    assert "canary" not in sealed


def test_the_same_place_is_sealed_differently_each_time() -> None:
    seal = PageSeal(RING)

    assert seal.seal(PLACE, "tablet") != seal.seal(PLACE, "tablet")


@pytest.mark.parametrize("change", ["caller", "ring", "byte", "short", "empty", "no base64", "not ascii"])
def test_what_was_not_sealed_here_for_this_caller_is_gone(change: str) -> None:
    seal = PageSeal(RING)
    sealed = seal.seal(PLACE, "tablet")
    opener = PageSeal(KeyRing("1", {"1": b"x" * 32})) if change == "ring" else seal
    given = {
        "byte": ("A" if sealed[0] != "A" else "B") + sealed[1:],
        "short": sealed[:20],
        "empty": "",
        "no base64": "!" * 40,
        "not ascii": "ほ" * 40,
    }.get(change, sealed)

    with pytest.raises(PageGoneError):
        opener.open(given, "other" if change == "caller" else "tablet")


def test_the_key_of_pages_is_not_a_key_of_the_ring() -> None:
    derived = RING.derived(b"pages of searches")

    assert derived != b"k" * 32
    assert derived != RING.derived(b"something else")
    assert len(derived) == 32
