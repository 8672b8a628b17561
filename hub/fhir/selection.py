"""What a search gives: matches in order, a page of them, and what goes along."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Final, cast

from hub.fhir.parameters import PARAMETERS, Key, Kind, parameter
from hub.fhir.query import Inclusion, Query, passes
from hub.fhir.shelf import Held, Order, Place

_ROUNDS: Final = 5
"""How often `:iterate` goes on from what was included."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of what was found.

    Attributes:
        after: Where the next page begins; None on the last one.
        is_partial: Not everything the caller may see was searched, for it was too much.
    """

    matches: Sequence[Held]
    total: int
    after: Order | None = None
    included: Sequence[Held] = ()
    is_partial: bool = False


def matching(query: Query, found: Iterable[Held]) -> list[Held]:
    """Returns the resources that meet every condition."""
    return [held for held in found if passes(query, held.keys)] if query.filters else list(found)


def page(query: Query, matches: Sequence[Held], after: Order | None) -> Page:
    """Returns the page that follows a place in the order of the search."""
    ordered = sorted(((_order(query, held), held) for held in matches), key=itemgetter(0))
    begin = bisect_right(ordered, after, key=itemgetter(0)) if after else 0
    taken = ordered[begin : begin + query.count]
    is_last = begin + query.count >= len(ordered) or not taken
    return Page([held for _, held in taken], len(ordered), None if is_last else taken[-1][0])


def _order(query: Query, held: Held) -> Order:
    if not query.sorts:
        return held.order
    sorted_by: Order = [_sort_key(held, query.type, name, is_descending=falls) for name, falls in query.sorts]
    return [*sorted_by, *held.order]


def _sort_key(held: Held, resource_type: str, name: str, *, is_descending: bool) -> Order:
    """Returns what a resource is sorted by; one that says nothing comes last either way."""
    found = held.keys[name]
    by = parameter(resource_type, name)
    if not found or by is None:
        return [1]
    if by.kind is Kind.DATE:
        times = cast("tuple[tuple[int, int], ...]", found)
        return [0, -max(high for _, high in times) if is_descending else min(low for low, _ in times)]
    texts = [_text(key) for key in found]
    return [0, _turned(max(texts)) if is_descending else min(texts)]


def _text(key: Key) -> str:
    return str(key[1]) if isinstance(key, tuple) else key


def _turned(text: str) -> list[int]:
    """Returns what sorts the other way round than the text: the longer of two with the same beginning comes first."""
    return [*(-ord(sign) for sign in text), 1]


Resolve = Callable[[str], Held | None]
"""Finds a resource that the caller may see by ``Type/id``."""
Around = Callable[[Held, str], Iterable[Held]]
"""Returns the resources of a type that belong to the same case as a resource."""


def included(query: Query, matches: Sequence[Held], resolve: Resolve, around: Around) -> list[Held]:
    """Returns what goes along with a page of matches, each once."""
    if not query.inclusions:
        return []
    known: set[Place] = {held.place for held in matches}
    found: list[Held] = []
    frontier: Sequence[Held] = matches
    for turn in range(_ROUNDS):
        asked = [each for each in query.inclusions if each.is_repeated or turn == 0]
        new = []
        for each in asked:
            along = _pointing(each, frontier, around) if each.is_reverse else _pointed(each, frontier, resolve)
            for held in along:
                if held.place not in known:
                    known.add(held.place)
                    new.append(held)
        found += new
        frontier = new
        if not new:
            break
    return found


def _pointed(asked: Inclusion, frontier: Sequence[Held], resolve: Resolve) -> Iterator[Held]:
    """Yields what the resources point to."""
    for held in frontier:
        if asked.source not in {"*", held.type}:
            continue
        for reference in _references(held, asked.name):
            if asked.target is None or reference.startswith(f"{asked.target}/"):
                aim = resolve(reference)
                if aim is not None:
                    yield aim


def _pointing(asked: Inclusion, frontier: Sequence[Held], around: Around) -> Iterator[Held]:
    """Yields what points to the resources."""
    sources = PARAMETERS if asked.source == "*" else [asked.source]
    for held in frontier:
        aim = f"{held.type}/{held.id}"
        for source in sources:
            yield from (other for other in around(held, source) if aim in _references(other, asked.name))


def _references(held: Held, name: str | None) -> list[str]:
    names = [name] if name else [each for each, by in PARAMETERS[held.type].items() if by.kind is Kind.REFERENCE]
    return [str(key) for each in names for key in held.keys.get(each, ())]
