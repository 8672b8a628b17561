"""Versions as HTTP names them: the entity tag of a resource, and whether what somebody has read still stands.

A tag is weak, ``W/"7"``, as FHIR has it; a strong one is understood as well.
"""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from hub.errors import StaleVersionError

Json = Any

_ANY: Final = "*"


def entity_tag(version: int) -> str:
    """Returns the tag of a version."""
    return f'W/"{version}"'


def names(tags: str, version: int | None) -> bool:
    """Tells whether a list of tags names a version; ``*`` names every one that there is."""
    listed = {tag.strip().removeprefix("W/").strip('"') for tag in tags.split(",")}
    return version is not None and (_ANY in listed or str(version) in listed)


def check(tags: str | None, version: int | None) -> None:
    """Lets pass where nothing is expected, or what is expected stands.

    Raises:
        StaleVersionError: It does not.
    """
    if tags is not None and not names(tags, version):
        raise StaleVersionError


class Expected(NamedTuple):
    """A version that a writer has read and takes to be the newest.

    Attributes:
        path: The resource in what was posted, by its FHIRPath expression.
        type: The type of what was read.
        id: Its id.
        tags: Its entity tag.
    """

    path: str
    type: str
    id: str
    tags: str


def expected(content: Mapping[str, Json], header: str | None) -> list[Expected]:
    """Returns what a Bundle expects entry by entry (``request.ifMatch``), or a resource by the header ``If-Match``."""
    if content.get("resourceType") != "Bundle":
        place = str(content["resourceType"]), str(content.get("id", ""))
        return [Expected(place[0], *place, header)] if header is not None else []
    found = []
    for index, entry in enumerate(content.get("entry", ())):
        request, resource = entry.get("request", {}), entry.get("resource", {})
        if "ifMatch" in request:
            kind, _, identity = str(request.get("url", "")).rpartition("/")
            named = (kind.rpartition("/")[2], identity) if kind else (resource.get("resourceType"), resource.get("id"))
            found.append(Expected(f"Bundle.entry[{index}].resource", str(named[0]), str(named[1]), request["ifMatch"]))
    return found
