"""What is told about a subscription: notifications, ``$status`` and ``$events``, in both shapes.

R4 puts the status of the subscription into a Parameters resource (Subscriptions R5 Backport, 1.1.0); R4B has a
resource for it, SubscriptionStatus, and that is what Medplum's client reads. Either is the first entry of a ``history``
Bundle, every entry of which carries a request and a response. Pure: ids are made from what is told.
"""

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Final, NamedTuple
from uuid import UUID, uuid5

import msgspec

from hub.fhir.codes import Content
from hub.fhir.outcome import ERROR_SYSTEM
from hub.fhir.resource import Resource, encode
from hub.fhir.subscription import GUIDE, Payload, Status

STATUS_PROFILE: Final = f"{GUIDE}/StructureDefinition/backport-subscription-status-r4"
_TOO_SLOW: Final[Content] = {
    "coding": [{"system": ERROR_SYSTEM, "code": "too-slow"}],
    "text": "受信が遅れたため切断しました。$events で不足分を取得してください。",
}


class Kind(StrEnum):
    """Why something is told."""

    HANDSHAKE = "handshake"
    HEARTBEAT = "heartbeat"
    EVENT_NOTIFICATION = "event-notification"
    QUERY_STATUS = "query-status"
    QUERY_EVENT = "query-event"


class Standing(NamedTuple):
    """How a subscription stands: ``events`` is the number of its newest event."""

    id: UUID
    topic: str | None
    status: Status
    events: int


class Notified(NamedTuple):
    """One event: its number, when it was recorded, what it is about, and what of that may be shown."""

    number: int
    at: str
    focus: str
    context: Sequence[str]
    resources: Sequence[Resource]


Shape = Callable[[str, Kind, Standing, Sequence[Notified], Payload], Content]
"""A way to write the status of a subscription: base address, why, how it stands, events, how much is told."""


def parameters(base: str, kind: Kind, standing: Standing, events: Sequence[Notified], payload: Payload) -> Content:
    """Returns the status as R4 writes it."""
    listed: list[Content] = [
        {"name": "subscription", "valueReference": {"reference": f"{base}/Subscription/{standing.id}"}},
        {"name": "status", "valueCode": standing.status.value},
        {"name": "type", "valueCode": kind.value},
        {"name": "events-since-subscription-start", "valueString": str(standing.events)},
    ]
    if standing.topic and payload is not Payload.EMPTY:
        listed.insert(1, {"name": "topic", "valueCanonical": standing.topic})
    listed += [{"name": "notification-event", "part": _parts(base, event, payload)} for event in events]
    if standing.status is Status.ERROR:
        listed.append({"name": "error", "valueCodeableConcept": _TOO_SLOW})
    return {"resourceType": "Parameters", "meta": {"profile": [STATUS_PROFILE]}, "parameter": listed}


def _parts(base: str, event: Notified, payload: Payload) -> list[Content]:
    parts: list[Content] = [
        {"name": "event-number", "valueString": str(event.number)},
        {"name": "timestamp", "valueInstant": event.at},
    ]
    if payload is not Payload.EMPTY:
        about = [("focus", event.focus), *(("additional-context", each) for each in event.context)]
        parts += [{"name": name, "valueReference": {"reference": f"{base}/{each}"}} for name, each in about]
    return parts


def subscription_status(
    _base: str, kind: Kind, standing: Standing, events: Sequence[Notified], payload: Payload
) -> Content:
    """Returns the status as R4B writes it, with relative references, as Medplum's client looks them up."""
    status: Content = {
        "resourceType": "SubscriptionStatus",
        "status": standing.status.value,
        "type": kind.value,
        "eventsSinceSubscriptionStart": str(standing.events),
        "subscription": {"reference": f"Subscription/{standing.id}"},
    }
    if standing.topic and payload is not Payload.EMPTY:
        status["topic"] = standing.topic
    if events:
        status["notificationEvent"] = [_event(event, payload) for event in events]
    if standing.status is Status.ERROR:
        status["error"] = [_TOO_SLOW]
    return status


def _event(event: Notified, payload: Payload) -> Content:
    told: Content = {"eventNumber": str(event.number), "timestamp": event.at}
    if payload is Payload.EMPTY:
        return told
    told["focus"] = {"reference": event.focus}
    context = [{"reference": each} for each in event.context]
    return {**told, "additionalContext": context} if context else told


def notification(  # noqa: PLR0913, PLR0917  all that is told
    base: str,
    kind: Kind,
    standing: Standing,
    events: Sequence[Notified],
    payload: Payload,
    at: str,
    shape: Shape = parameters,
) -> bytes:
    """Returns the ``history`` Bundle of a notification, or of what ``$events`` answers."""
    name = f"{kind}/{events[-1].number if events else standing.events}/{at}"
    identity = str(uuid5(standing.id, name))
    status = {**shape(base, kind, standing, events, payload), "id": identity}
    entries: list[Content] = [
        {
            "fullUrl": f"urn:uuid:{identity}",
            "resource": status,
            "request": {"method": "GET", "url": f"{base}/Subscription/{standing.id}/$status"},
            "response": {"status": "200"},
        }
    ]
    for event in events:
        entries += _entries(base, event, payload)
    return encode({"resourceType": "Bundle", "type": "history", "timestamp": at, "entry": entries})


def _entries(base: str, event: Notified, payload: Payload) -> list[Content]:
    """Returns an entry for each resource of an event; what may not be shown any more answers 404, and is not there."""
    if payload is Payload.EMPTY:
        return []
    bodies = {f"{each.type}/{each.id}": msgspec.Raw(each.body) for each in event.resources}
    entries = []
    for reference in (event.focus, *event.context):
        entry: Content = {
            "fullUrl": f"{base}/{reference}",
            "request": {"method": "GET", "url": reference},
            "response": {"status": "200" if reference in bodies else "404"},
        }
        if payload is Payload.FULL_RESOURCE and reference in bodies:
            entry["resource"] = bodies[reference]
        entries.append(entry)
    return entries


def status_set(base: str, standings: Sequence[Standing]) -> bytes:
    """Returns the ``searchset`` Bundle that ``$status`` answers."""
    entries = [
        {
            "fullUrl": f"urn:uuid:{(identity := str(uuid5(each.id, 'status')))}",
            "resource": {**parameters(base, Kind.QUERY_STATUS, each, (), Payload.ID_ONLY), "id": identity},
            "search": {"mode": "match"},
        }
        for each in standings
    ]
    bundle: Content = {"resourceType": "Bundle", "type": "searchset", "total": len(entries)}
    return encode({**bundle, "entry": entries} if entries else bundle)


def binding_token(token: str, expires_at: str, subscriptions: Sequence[UUID], address: str) -> bytes:
    """Returns the Parameters that ``$get-ws-binding-token`` answers."""
    valid_for: list[Content] = [{"name": "subscription", "valueString": str(each)} for each in subscriptions]
    listed: list[Content] = [
        {"name": "token", "valueString": token},
        {"name": "expiration", "valueDateTime": expires_at},
        *valid_for,
        {"name": "websocket-url", "valueUrl": address},
    ]
    return encode({"resourceType": "Parameters", "parameter": listed})
