"""Who takes part, as FHIR: an Organization and a Location for each organisation of the register, without versions."""

from collections.abc import Iterable

from hub.domain.people import Organisation
from hub.fhir.capacity import listed
from hub.fhir.shelf import Held, Shelf


def directory(organisations: Iterable[Organisation]) -> Shelf:
    """Returns the resources of these organisations."""
    shelf = Shelf()
    shelf.put(1, [Held(None, 0, resource.body) for known in organisations for resource in listed(known)])
    return shelf
