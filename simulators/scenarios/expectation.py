"""What a party should see, held against what it sees. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from simulators.documents import section
from simulators.frames import Document
from simulators.scenarios.script import Expected


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What a party knows of a subject at one moment.

    Attributes:
        document: None where it stands on none of the party's streams.
        gone: Why it has left.
        is_known: The party was told of it at some time.
        silent: Hospitals that nobody watches for, as the hub told the party; None where it has not yet.
        status: What the hub answered when the party looked the case up.
    """

    document: Document | None = None
    gone: str | None = None
    is_known: bool = False
    silent: frozenset[str] | None = None
    status: int | None = None


def shortfalls(expected: Expected, sight: Sight) -> Iterator[str]:
    """Yields what is not as it should be, by path and without a value that was seen."""
    if sight.document is None and (expected.sees or expected.counts):
        yield "the document"
    else:
        yield from _in_document(expected, sight.document or {})
    if expected.gone is not None and (sight.document is not None or sight.gone != expected.gone):
        yield f"gone: {expected.gone}"
    if expected.is_never and sight.is_known:
        yield "never told"
    yield from (f"{it} silent" for it in expected.silent if sight.silent is None or it not in sight.silent)
    yield from (f"{it} awake" for it in expected.awake if sight.silent is None or it in sight.silent)
    if expected.reads is not None and sight.status != expected.reads:
        yield f"looking up answers {expected.reads}"


def _in_document(expected: Expected, document: Document) -> Iterator[str]:
    for path, wanted in expected.sees.items():
        if not _is(at(document, path), wanted):
            yield f"{path} = {wanted}"
    yield from (f"no {path}" for path in expected.lacks if at(document, path) is not None)
    for name, count in expected.counts.items():
        if (found := len(section(document, *name.split(".")))) != count:
            yield f"{count} {name} (there are {found})"


def at(document: Document, path: str) -> object:
    """Returns what stands at a path, None where nothing does."""
    found: object = document
    for name in path.split("."):
        found = found.get(name) if isinstance(found, dict) else None
    return found


def _is(found: object, wanted: object) -> bool:
    return (
        found is not None if wanted == "*" else found == wanted and isinstance(found, bool) is isinstance(wanted, bool)
    )
