"""What each event changes in a private transport and its document."""

from collections.abc import Callable, Mapping

from hub.domain.document import Document, Json, merge, nest, section
from hub.domain.events import (
    Event,
    SwitchedTo119,
    TransportClaimed,
    TransportOffered,
    TransportRequested,
    TripUpdated,
)
from hub.domain.transport import ENDS, Transport
from hub.domain.transport_codes import OperatorState, TransportStatus
from hub.errors import IntegrityError

Carried = tuple[Transport, Document]
"""The transport after an event, and the patch that leads its document there."""

_RANK = {status: rank for rank, status in enumerate(TransportStatus)}
"""A trip never goes back: a word about an earlier state that comes late gives its time and no more."""
_POSITION = frozenset({"latitude", "longitude", "eta_minutes"})


def carry(transport: Transport, event: Event) -> Carried:
    """Returns the transport after the event, and what the event changed in its document.

    Raises:
        IntegrityError: The event is of no transport.
    """
    change = _CHANGES.get(type(event))
    if change is None:
        raise IntegrityError(f"{event.name} of a transport")
    changed, patch = change(event, transport)
    return changed._replace(document=merge(transport.document, patch)), patch


def _requested(event: TransportRequested, transport: Transport) -> Carried:
    asked = dict.fromkeys(event.operators, OperatorState.ASKED)
    begun = transport._replace(requester=event.requester, stream=event.stream, area=event.area, operators=asked)
    return begun, {
        "transport": str(transport.id),
        "status": TransportStatus.REQUESTED.value,
        "requester": event.requester,
        "requested_at": event.at,
        "is_exercise": event.is_exercise,
        "operators": {operator: {"state": state.value} for operator, state in asked.items()},
        **nest(event.facts),
    }


def _stand(transport: Transport, stands: Mapping[str, OperatorState]) -> Carried:
    """Says how operators stand from now on."""
    patch: Document = {"operators": {operator: {"state": state.value} for operator, state in stands.items()}}
    return transport._replace(operators={**transport.operators, **stands}), patch if stands else {}


def _offered(event: TransportOffered, transport: Transport) -> Carried:
    stale = dict.fromkeys(section(section(transport.document, "operators"), event.operator))
    said: dict[str, Json] = {**stale, "state": event.state, "offered_at": event.at, **event.values}
    offered, _ = _stand(transport, {event.operator: OperatorState(event.state)})
    return offered, {"operators": {event.operator: said}}


def _lost(transport: Transport) -> dict[str, OperatorState]:
    """Returns the operators that may not claim any more."""
    over = {OperatorState.DECLINED, OperatorState.CLAIMED}
    return {operator: OperatorState.LOST for operator, state in transport.operators.items() if state not in over}


def _claimed(event: TransportClaimed, transport: Transport) -> Carried:
    stands = {**_lost(transport), event.operator: OperatorState.CLAIMED}
    claimed, patch = _stand(transport._replace(claimed_by=event.operator, status=TransportStatus.CLAIMED), stands)
    claim: Document = {"operator": event.operator, "claimed_at": event.at, **event.values}
    return claimed, {**patch, "status": TransportStatus.CLAIMED.value, "claim": claim}


def _trip_updated(event: TripUpdated, transport: Transport) -> Carried:
    status, patch = TransportStatus(event.state), dict[str, Json]()
    order, path = (event.tapped_at, event.key), f"trip.{event.state}"
    if transport.orders.get(path, ("", "")) < order:
        transport = transport._replace(orders={**transport.orders, path: order})
        patch["trip"] = {event.state: event.at}
    if status in ENDS:
        return _ended(event, transport, status, patch)
    if _RANK[status] > _RANK[transport.status]:
        transport = transport._replace(status=status)
        patch["status"] = status.value
    return _positioned(event, transport, patch)


def _positioned(event: TripUpdated, transport: Transport, patch: dict[str, Json]) -> Carried:
    """Notes where the vehicle is; of two words the later tap stands."""
    order, said = (event.tapped_at, event.key), {name: event.values[name] for name in _POSITION & event.values.keys()}
    if said and transport.orders.get("position", ("", "")) < order:
        stale: dict[str, Json] = dict.fromkeys(section(transport.document, "position"))
        patch["position"] = {**stale, "at": event.at, **said}
        transport = transport._replace(orders={**transport.orders, "position": order})
    return transport, patch


def _ended(event: TripUpdated, transport: Transport, status: TransportStatus, patch: dict[str, Json]) -> Carried:
    reason = {"reason": event.values["reason"]} if "reason" in event.values else {}
    patch |= {"status": status.value, "ending": {"at": event.at, "by": event.by, **reason}}
    ended, lost = _stand(transport._replace(status=status), _lost(transport))
    return ended, {**patch, **lost}


def _switched(event: SwitchedTo119, transport: Transport) -> Carried:
    switched, lost = _stand(
        transport._replace(status=TransportStatus.SWITCHED, is_switched=True),
        _lost(transport),
    )
    said: Document = {"at": event.at, "case": event.case, "department": event.department, "by": event.by}
    return switched, {**lost, "status": TransportStatus.SWITCHED.value, "switched": {**said, **event.values}}


_CHANGES: Mapping[type[Event], Callable[..., Carried]] = {
    TransportRequested: _requested,
    TransportOffered: _offered,
    TransportClaimed: _claimed,
    TripUpdated: _trip_updated,
    SwitchedTo119: _switched,
}
