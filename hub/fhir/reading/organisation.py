"""Which organisation of the directory a Reference means."""

from collections.abc import Mapping
from typing import Any

from hub.fhir.codes import ORGANISATION_ID
from hub.fhir.reading.bundle import Parcel
from hub.fhir.reading.source import first, members

Json = Any


def organisation_of(parcel: Parcel, reference: Mapping[str, Json] | None) -> str | None:
    """Returns the id of an organisation: by a literal reference, by our identifier, or through an entry."""
    if reference is None:
        return None
    found = parcel.resolved(reference)
    identifiers = [*members(reference, "identifier"), *(found.each("identifier") if found else ())]
    ours = first(each.get("value") for each in identifiers if each.get("system") == ORGANISATION_ID)
    if isinstance(ours, str):
        return ours
    literal = reference.get("reference")
    _, kind, identity = str(literal).rpartition("Organization/")
    if isinstance(literal, str) and kind:
        return identity
    _, kind, identity = str(literal).rpartition("Location/")
    return identity if isinstance(literal, str) and kind else None
