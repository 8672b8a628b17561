"""What has happened to a private transport, as FHIR; the counterpart of `hub.fhir.normalise`."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from hub.domain.events import (
    Event,
    SwitchedTo119,
    TransportClaimed,
    TransportOffered,
    TransportRequested,
    TripUpdated,
)
from hub.domain.transport import Transport
from hub.fhir.encounter import patient
from hub.fhir.provenance import provenance
from hub.fhir.resource import Entry, Page, Resource
from hub.fhir.transport import places, switched, transport_request, transport_task, transport_vehicle
from hub.fhir.transport_disclosure import OF_TRANSPORT

Rendered = Iterable[Resource | None]


def normalise_transport(transport: Transport, happened: Sequence[Event], entry: Entry) -> tuple[Resource, ...]:
    """Returns the resources that a submission wrote, in their state after it, with their Provenance."""
    page = Page(entry, is_exercise=bool(transport.document.get("is_exercise")), tag=OF_TRANSPORT)
    written = {
        (resource.type, resource.id): resource
        for event in happened
        for resource in _RENDERED[type(event)](page, transport, event)
        if resource
    }
    resources = tuple(written.values())
    return (*resources, provenance(page, happened[0].at, resources)) if resources else ()


def _requested(page: Page, transport: Transport, _event: TransportRequested) -> Iterator[Resource]:
    yield patient(page, transport.document)
    yield from places(page, transport.document)
    yield from _all(page, transport)


def _all(page: Page, transport: Transport) -> Iterator[Resource]:
    """Yields the request, and each operator's part in it: a claim or an end changes them all."""
    yield transport_request(page, transport.document, transport.status)
    for operator in transport.operators:
        yield transport_task(page, transport, operator)


def _offered(page: Page, transport: Transport, event: TransportOffered) -> Rendered:
    return (transport_task(page, transport, event.operator),)


def _claimed(page: Page, transport: Transport, _event: TransportClaimed) -> Rendered:
    return _all(page, transport)


def _updated(page: Page, transport: Transport, _event: TripUpdated) -> Iterator[Resource | None]:
    yield transport_vehicle(page, transport)
    if transport.is_ended:
        yield from _all(page, transport)
    elif transport.claimed_by is not None:
        yield transport_task(page, transport, transport.claimed_by)


def _switched(page: Page, transport: Transport, event: SwitchedTo119) -> Iterator[Resource]:
    yield switched(page, event)
    yield from _all(page, transport)


_RENDERED: Final[Mapping[type[Event], Callable[..., Rendered]]] = {
    TransportRequested: _requested,
    TransportOffered: _offered,
    TransportClaimed: _claimed,
    TripUpdated: _updated,
    SwitchedTo119: _switched,
}
