"""Observations in pages: however they come, they stand in order of time, and older values stay as they are."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from hub.domain.observations import Observations, Observed


def observed(at: int, key: int = 0) -> Observed:
    return Observed(f"{at:06}", f"{key:06}", 1, {"at": f"{at:06}"})


def kept(*each: Observed) -> Observations:
    held = Observations()
    for one in each:
        held = held.noted(one)
    return held


@given(st.lists(st.integers(0, 60), max_size=90))
def test_they_stand_in_order_of_time_in_whatever_order_they_come(times: list[int]) -> None:
    said = [observed(at, key) for key, at in enumerate(times)]

    held = kept(*said)

    assert list(held) == sorted(said, key=lambda each: each[:2])
    assert held.count == len(said)


@given(st.lists(st.integers(0, 60), min_size=1, max_size=90), st.integers(0, 2**32))
def test_an_older_value_stays_as_it_is(times: list[int], seed: int) -> None:
    held = Observations()
    seen: list[tuple[Observations, list[Observed]]] = []
    for key, at in enumerate(times):
        held = held.noted(observed(at, key))
        if Random(seed + key).random() < 0.3:  # noqa: S311  drawn, no secret
            _, held = held.without_oldest()
        seen.append((held, list(held)))

    assert all(list(then) == stood for then, stood in seen)


def test_the_oldest_goes_first() -> None:
    oldest, rest = kept(observed(2), observed(1), observed(3)).without_oldest()

    assert oldest == observed(1)
    assert list(rest) == [observed(2), observed(3)]
    assert rest.count == 2


def test_one_more_shares_the_pages_before_it() -> None:
    """What makes the three hundredth observation cost no more than the third."""
    held = kept(*(observed(at) for at in range(200)))

    more = held.noted(observed(200))

    assert len(held.pages) > 10
    assert all(one is other for one, other in zip(held.pages[:-1], more.pages, strict=False))
