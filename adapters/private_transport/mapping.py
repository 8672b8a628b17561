"""A transport in the words of an operator's dispatch system: pure, the same bytes for every repetition.

Each message is the whole job as the operator may see it now: who the patient is, and where exactly, stands in it once
the operator has claimed, and never before. A job that is gone has no content.
"""

import json
from collections.abc import Mapping
from typing import Any, Final

from hub.sdk import Message, Mode
from hub.sdk.transport import (
    Attendant,
    Equipment,
    Mobility,
    OperatorState,
    Precaution,
    TransferReason,
    TransportPurpose,
    TransportStatus,
)

Json = dict[str, Any]

_NEWS: Final = {
    "request-transport": "request",
    "offer": "offer",
    "claim": "claim",
    "update-trip": "trip",
    "switch-to-119": "119",
}
_GONE: Final = {
    "other-claimed": "他社が受託",
    "declined": "引受不可と回答済",
    "cancelled": "取消",
    "completed": "完了",
}
_LISTS: Final = {
    "purpose": TransportPurpose,
    "transfer_reason": TransferReason,
    "mobility": Mobility,
    "equipment": Equipment,
    "attendants": Attendant,
    "precautions": Precaution,
}
_PICKUP: Final = {"place": "pickup_place", "at": "pickup_at", "until": "pickup_until"}
_PICKUP_EXACTLY: Final = {
    "detail": "pickup_detail",
    "latitude": "pickup_latitude",
    "longitude": "pickup_longitude",
}
_DROPOFF: Final = {"place": "dropoff_place", "by": "arrive_by"}
_DROPOFF_EXACTLY: Final = {"detail": "dropoff_detail"}
_AS_IT_IS: Final = ("patient", "handover", "trip", "position")


def job(message: Message, vehicles: Mapping[str, str]) -> bytes:
    """Returns the job of a message.

    Args:
        message: What has happened.
        vehicles: The operator's own numbers, each with the vehicle of the certificate.
    """
    head: Json = {
        "transport": message.subject,
        "version": message.version,
        "news": "gone" if message.mode is Mode.GONE else _NEWS[message.kind],
        "at": message.happened_at.isoformat(),
        "is_exercise": message.is_exercise,
        "is_replayed": message.is_replayed,
    }
    if message.mode is Mode.GONE:
        reason = str(message.change.get("reason", ""))
        return _written({**head, "reason": {"code": reason, "ja": _GONE.get(reason, reason)}})
    named = {ours: theirs for theirs, ours in vehicles.items()}
    return _written({**head, **_content(message.document, named)})


def _content(document: Mapping[str, Any], vehicles: Mapping[str, str]) -> Json:
    standing: Mapping[str, Any] = next(iter(document.get("operators", {}).values()), {})
    shown: Json = {
        "status": _term(TransportStatus, document["status"]),
        "requester": document["requester"],
        "requested_at": document["requested_at"],
        "has_siren": False,  # 緊急走行不可: what is in a hurry is a call to 119
        "standing": {**_terms(standing, vehicles), "state": _term(OperatorState, standing["state"])},
        **_journey(document.get("journey", {}), document.get("addresses", {})),
        "needs": _needs(document.get("needs", {})),
        **{name: document[name] for name in _AS_IT_IS if name in document},
    }
    contact = document.get("contact")
    if contact:
        shown["contact"] = {name.removeprefix("contact_"): value for name, value in contact.items()}
    if "claim" in document:
        shown["claim"] = _terms(document["claim"], vehicles)
    for name, wanted in (("switched", ("at", "department", "detail")), ("ending", ("at", "reason"))):
        if name in document:
            shown[name] = _named(dict(zip(wanted, wanted, strict=True)), document[name])
    return shown


def _terms(section: Mapping[str, Any], vehicles: Mapping[str, str]) -> Json:
    """Returns what was agreed, with the vehicle under the operator's own number."""
    told = {name: value for name, value in section.items() if name != "operator"}
    return {**told, "vehicle": vehicles.get(told["vehicle"], told["vehicle"])} if "vehicle" in told else told


def _journey(journey: Mapping[str, Any], addresses: Mapping[str, Any]) -> Json:
    said: Json = {
        "purpose": _coded("purpose", journey["purpose"]),
        "pickup": _named(_PICKUP, journey) | _named(_PICKUP_EXACTLY, addresses),
        "dropoff": _named(_DROPOFF, journey) | _named(_DROPOFF_EXACTLY, addresses),
    }
    if "transfer_reason" in journey:
        said["transfer_reason"] = _coded("transfer_reason", journey["transfer_reason"])
    return said


def _needs(needs: Mapping[str, Any]) -> Json:
    return {name: _coded(name, value) if name in _LISTS else value for name, value in needs.items()}


def _coded(name: str, value: Any) -> Any:  # noqa: ANN401  a code or several
    known = _LISTS[name]
    return [_term(known, each) for each in value] if isinstance(value, list) else _term(known, value)


def _term(known: Any, code: str) -> Json:  # noqa: ANN401  a code list of the hub
    """Returns a code with its Japanese term."""
    return {"code": code, "ja": known(code).ja}


def _named(names: Mapping[str, str], section: Mapping[str, Any]) -> Json:
    return {theirs: section[ours] for theirs, ours in names.items() if ours in section}


def _written(said: Json) -> bytes:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"), default=_number).encode()


def _number(value: object) -> float:
    return float(str(value))
