"""Private transport: one ServiceRequest, its two places, and one Task for each operator that is asked.

The ServiceRequest names no operator but the one that claimed; who is asked stands in the Tasks alone.
"""

from collections.abc import Iterator
from typing import Final

from hub.domain.codes import Change
from hub.domain.document import Document, section
from hub.domain.events import SwitchedTo119
from hub.domain.transport import Transport
from hub.domain.transport_codes import (
    Attendant,
    Equipment,
    Mobility,
    OfferReason,
    OperatorState,
    Precaution,
    TransferReason,
    TransportPurpose,
    TransportStatus,
    TripState,
)
from hub.fhir import profiles
from hub.fhir.codes import (
    ETA,
    OXYGEN_FLOW,
    PICKUP_UNTIL,
    POSITIONED_AT,
    UCUM,
    Content,
    RequestDetail,
    RequestKind,
    coded,
    hl7,
)
from hub.fhir.request import FULFILL
from hub.fhir.resource import Page, Resource, organisation, reference, task_suffix, words

_STATUSES: Final = {
    TransportStatus.SWITCHED: "revoked",
    TransportStatus.CANCELLED: "revoked",
    TransportStatus.COMPLETED: "completed",
}
_TASKS: Final = {
    OperatorState.ASKED: "requested",
    OperatorState.ACCEPTED: "received",
    OperatorState.PARTIAL: "received",
    OperatorState.LATER: "received",
    OperatorState.DECLINED: "rejected",
    OperatorState.LOST: "cancelled",
}
_CLAIMED: Final = {
    TransportStatus.CLAIMED: "accepted",
    TransportStatus.COMPLETED: "completed",
    TransportStatus.CANCELLED: "cancelled",
}
"""Task.status of the operator that claimed; on the way it is in progress."""
_DETAILS: Final = (
    ("mobility", Mobility),
    ("equipment", Equipment),
    ("attendants", Attendant),
    ("precautions", Precaution),
)
NOTES: Final = {
    "condition": "病名・状態: ",
    "notes": "申送り: ",
    "contact_name": "担当者: ",
    "contact_phone": "担当者電話番号: ",
    "reason": "取消理由: ",
}
"""The terms by which the notes of a request are told apart, by the name that each has in a submission."""
_VEHICLE: Final[Content] = {"coding": [hl7("location-physical-type", "ve", "Vehicle")]}


def transport_request(page: Page, document: Document, status: TransportStatus) -> Resource:
    """Returns the request for private transport (民間救急の搬送依頼); a case that it became shows it too."""
    journey, needs, claim = (section(document, name) for name in ("journey", "needs", "claim"))
    reason = journey.get("transfer_reason")
    content: Content = {
        "extension": list(_extension(journey, needs)) or None,
        "status": _STATUSES.get(status, "active"),
        "intent": "order",
        "category": [coded(RequestKind, RequestKind.TRANSPORT)],
        "priority": "routine",
        "code": coded(TransportPurpose, journey["purpose"]),
        "orderDetail": list(_order(needs)),
        "subject": page.patient,
        "occurrencePeriod": _period(journey),
        "authoredOn": document.get("requested_at"),
        "requester": organisation(str(document["requester"])),
        "performer": [organisation(str(claim["operator"]))] if "operator" in claim else None,
        "locationReference": [reference("Location", f"{page.subject}-{place}") for place in ("pickup", "dropoff")],
        "reasonCode": [coded(TransferReason, reason)] if reason else None,
        "note": [{"text": text} for text in _notes(document)] or None,
    }
    return page.resource("ServiceRequest", f"{page.subject}-transport", profiles.TRANSPORT, content)


def _extension(journey: Document, needs: Document) -> Iterator[Content]:
    if "oxygen_l_min" in needs:
        flow = {"value": needs["oxygen_l_min"], "unit": "L/min", "system": UCUM, "code": "L/min"}
        yield {"url": OXYGEN_FLOW, "valueQuantity": flow}
    if "pickup_until" in journey:
        yield {"url": PICKUP_UNTIL, "valueDateTime": journey["pickup_until"]}


def _order(needs: Document) -> Iterator[object]:
    for name, listed in _DETAILS:
        value = needs.get(name)
        for each in value if isinstance(value, list) else [value]:
            if each is not None:
                yield coded(listed, each)


def _period(journey: Document) -> Content:
    end = journey.get("arrive_by")
    return {"start": journey["pickup_at"]} if end is None else {"start": journey["pickup_at"], "end": end}


def _notes(document: Document) -> Iterator[str]:
    handover, contact, ending = (section(document, name) for name in ("handover", "contact", "ending"))
    said = {**handover, **contact, **ending}
    for name, term in NOTES.items():
        if text := words(said.get(name)):
            yield f"{term}{text}"


def places(page: Page, document: Document) -> tuple[Resource, Resource]:
    """Returns where the patient is fetched and where brought (お迎え先・送り先)."""
    return _place(page, document, "pickup", "お迎え先"), _place(page, document, "dropoff", "送り先")


def _place(page: Page, document: Document, which: str, term: str) -> Resource:
    journey, addresses = section(document, "journey"), section(document, "addresses")
    detail = words(addresses.get(f"{which}_detail"))
    latitude, longitude = addresses.get(f"{which}_latitude"), addresses.get(f"{which}_longitude")
    is_placed = latitude is not None and longitude is not None
    content: Content = {
        "status": "active",
        "name": words(journey.get(f"{which}_place")),
        "description": term,
        "mode": "instance",
        "address": {"text": detail} if detail else None,
        "position": {"longitude": longitude, "latitude": latitude} if is_placed else None,
    }
    return page.resource("Location", f"{page.subject}-{which}", profiles.TRANSPORT_PLACE, content)


def transport_task(page: Page, transport: Transport, operator: str) -> Resource:
    """Returns the request at one operator, from asking to the end of the trip."""
    document, state = transport.document, transport.operators[operator]
    said = section(section(document, "operators"), operator)
    is_declined = state is OperatorState.DECLINED
    content: Content = {
        "status": _progress(transport, state),
        "statusReason": coded(OfferReason, said["reason"]) if is_declined and "reason" in said else None,
        "businessStatus": coded(OperatorState, state.value),
        "intent": "order",
        "priority": "routine",
        "code": FULFILL,
        "focus": reference("ServiceRequest", f"{page.subject}-transport"),
        "for": page.patient,
        "authoredOn": document["requested_at"],
        "lastModified": page.recorded_at,
        "requester": organisation(transport.requester),
        "owner": organisation(operator),
        "output": list(_output(document, said, state)) or None,
    }
    return page.resource("Task", f"{page.subject}-{task_suffix(operator)}", profiles.TRANSPORT_TASK, content)


def _progress(transport: Transport, state: OperatorState) -> str:
    return _TASKS[state] if state in _TASKS else _CLAIMED.get(transport.status, "in-progress")


def _output(document: Document, said: Document, state: OperatorState) -> Iterator[Content]:
    is_claimed = state is OperatorState.CLAIMED
    terms = {**said, **section(document, "claim")} if is_claimed else said
    if conditions := words(terms.get("conditions")):
        yield _detail(RequestDetail.CONDITIONS, valueString=conditions)
    if "pickup_at" in terms:
        yield _detail(RequestDetail.PICKUP_AT, valueDateTime=terms["pickup_at"])
    if vehicle := words(terms.get("vehicle")):
        yield _detail(RequestDetail.VEHICLE, valueString=vehicle)
    if "crew" in terms:
        yield _detail(RequestDetail.CREW, valueInteger=terms["crew"])
    if by := words(terms.get("by")):
        yield _detail(RequestDetail.BY, valueString=by)
    if not is_claimed:
        return
    if reason := words(section(document, "ending").get("reason")):
        yield _detail(RequestDetail.REASON, valueString=reason)
    for reached, at in section(document, "trip").items():
        yield {"type": coded(TripState, reached), "valueDateTime": at}


def _detail(kind: RequestDetail, **value: object) -> Content:
    return {"type": coded(RequestDetail, kind), **value}


def transport_vehicle(page: Page, transport: Transport) -> Resource | None:
    """Returns where the operator's vehicle is, where that is known."""
    at = section(transport.document, "position")
    if not at or transport.claimed_by is None:
        return None
    extension: list[Content] = [{"url": POSITIONED_AT, "valueDateTime": at["at"]}]
    if "eta_minutes" in at:
        extension.append({"url": ETA, "valueUnsignedInt": at["eta_minutes"]})
    is_placed = "latitude" in at and "longitude" in at
    content: Content = {
        "extension": extension,
        "status": "active",
        "description": "患者等搬送車",
        "mode": "instance",
        "physicalType": _VEHICLE,
        "position": {"longitude": at["longitude"], "latitude": at["latitude"]} if is_placed else None,
        "managingOrganization": organisation(transport.claimed_by),
    }
    return page.resource("Location", f"{page.subject}-vehicle", profiles.TRANSPORT_PLACE, content)


def switched(page: Page, event: SwitchedTo119) -> Resource:
    """Returns the message that the patient has become worse and 119 was called (119番への切替)."""
    content: Content = {
        "status": "completed",
        "priority": "stat",
        "subject": page.patient,
        "topic": coded(Change, Change.DETERIORATED),
        "about": [reference("ServiceRequest", f"{page.subject}-transport")],
        "sent": event.at,
        "recipient": [organisation(event.department)],
        "sender": page.performer,
        "payload": [{"contentString": text}] if (text := words(event.values.get("detail"))) else None,
    }
    return page.resource("Communication", f"{page.prefix}-change", profiles.SWITCH, content)
