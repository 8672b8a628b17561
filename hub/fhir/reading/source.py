"""One resource of a Bundle as a reader sees it: its values, by the codes and systems they are written in."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

from hub.domain.codes import Code
from hub.fhir.codes import SYSTEMS

Json = Any

STRUCTURE: Final = frozenset({"resourceType", "id", "meta", "text", "language"})
"""Members that say nothing of the patient: a narrative is made anew."""


STANDS: Final = frozenset({"final", "amended", "corrected"})
"""States of an Observation that may be read."""


class Source(NamedTuple):
    """A resource, its FHIRPath expression, and the name that it has in its Bundle."""

    resource: Mapping[str, Json]
    path: str
    name: str

    @property
    def type(self) -> str:
        """The type of the resource."""
        return str(self.resource["resourceType"])

    @property
    def origin(self) -> str | None:
        """What it was made from by its own word: what the hub writes of one submission belongs together."""
        meta = self.resource.get("meta")
        return meta.get("source") if isinstance(meta, dict) else None

    def text(self, name: str) -> str | None:
        """Returns a member that is text."""
        value = self.resource.get(name)
        return value if isinstance(value, str) else None

    def each(self, name: str) -> list[Mapping[str, Json]]:
        """Returns the entries of a member, one where it does not repeat."""
        return members(self.resource, name)

    def left(self, *known: str) -> Iterator[str]:
        """Yields the expression of each member that a reader with these names does not read."""
        for name in self.resource.keys() - STRUCTURE - set(known):
            yield f"{self.path}.{name.removeprefix('_')}"


def members(held: Mapping[str, Json], name: str) -> list[Mapping[str, Json]]:
    """Returns the entries of a member that are objects."""
    value = held.get(name)
    listed = value if isinstance(value, list) else [value]
    return [each for each in listed if isinstance(each, dict)]


def codings(concept: Mapping[str, Json] | None) -> list[tuple[str, str]]:
    """Returns system and code of each coding of a CodeableConcept."""
    listed = members(concept, "coding") if concept else []
    return [(str(each.get("system")), str(each.get("code"))) for each in listed]


def coded(concept: Mapping[str, Json] | None, listed: type[Code]) -> str | None:
    """Returns the code of one of our lists that a CodeableConcept holds."""
    known = {member.value for member in listed}
    return next((code for system, code in codings(concept) if system == SYSTEMS[listed] and code in known), None)


def words(concept: Mapping[str, Json] | None) -> str | None:
    """Returns a CodeableConcept in words: its text, or what a coding displays."""
    if concept is None:
        return None
    shown = (each.get("display") for each in members(concept, "coding"))
    return next((each for each in (concept.get("text"), *shown) if isinstance(each, str) and each.strip()), None)


def extension(held: Mapping[str, Json], url: str) -> Mapping[str, Json]:
    """Returns the extension with a url, empty where there is none."""
    return next((each for each in members(held, "extension") if each.get("url") == url), {})


def moment(value: object) -> datetime | None:
    """Returns a time that has an offset; a mere date is none."""
    if not isinstance(value, str) or "T" not in value:
        return None
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return None
    return at if at.tzinfo else None


def first(values: Iterable[object]) -> Any:  # noqa: ANN401  whatever is asked for
    """Returns the first value that is there."""
    return next((value for value in values if value is not None), None)
