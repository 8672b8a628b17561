"""What an operator of private transport says in FHIR: its offer, its claim, and how far the trip has come (民間救急).

Whoever has to do with a transport may say that the patient became worse and 119 was called (119番への切替).
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from hub.domain.codes import Change
from hub.domain.transport_codes import Offer, OfferReason, OperatorState, TripState
from hub.fhir.codes import ETA, POSITIONED_AT, RequestDetail
from hub.fhir.reading.crew import is_vehicle
from hub.fhir.reading.inquiry import TASK, is_of_transport, modified
from hub.fhir.reading.notebook import NOT_YOURS, Notebook
from hub.fhir.reading.observations import measured
from hub.fhir.reading.organisation import organisation_of
from hub.fhir.reading.source import STANDS, Source, coded, extension, first, members, moment

Json = Any

_OFFERS: Final = {
    (OperatorState.ACCEPTED.value, "received"): Offer.ACCEPT,
    (OperatorState.PARTIAL.value, "received"): Offer.PARTIAL,
    (OperatorState.LATER.value, "received"): Offer.LATER,
    (OperatorState.DECLINED.value, "rejected"): Offer.DECLINE,
}
"""An offer, by business status and status: where the two contradict each other it is none."""
_ON_THE_WAY: Final = frozenset({"accepted", "in-progress", "completed", "cancelled"})
_PLAIN: Final = {"rejected": OperatorState.DECLINED.value, "accepted": OperatorState.CLAIMED.value}
"""What a status says by itself."""
_TERMS: Final = {
    "conditions": "valueString",
    "pickup-at": "valueDateTime",
    "vehicle": "valueString",
    "crew": "valueInteger",
    "by": "valueString",
}
_SIGNS: Final = frozenset({"heart_rate", "respiratory_rate", "spo2", "systolic", "avpu"})
_SWITCH: Final = (
    "identifier", "status", "priority", "category", "subject", "topic", "about", "sent", "recipient", "sender",
    "payload",
)  # fmt: skip


def of_operator(book: Notebook, sources: Sequence[Source], own: str) -> None:
    """Reads what an operator says in its own Task, and with the word that 119 was called."""
    tasks = [each for each in sources if each.type == "Task" and is_of_transport(book, each)]
    for source in sources:
        if is_switch(book, source):
            switch(book, source, sources, own)
    for task in tasks:
        if organisation_of(book.parcel, first(task.each("owner"))) != own:
            book.fails(f"{task.path}.owner", NOT_YOURS)
        else:
            _task(book, task, _vehicle(sources, str(book.parcel.transport(task)), is_only=len(tasks) == 1))


def _task(book: Notebook, task: Source, vehicle: Source | None) -> None:
    status = str(task.text("status"))
    reached = coded(first(task.each("businessStatus")), OperatorState) or _PLAIN.get(status)
    offer = _OFFERS.get((str(reached), status))
    trips = [each for each in task.each("output") if coded(first(members(each, "type")), TripState)]
    is_claimed = reached == OperatorState.CLAIMED and status in _ON_THE_WAY
    if offer:
        reason = coded(first(task.each("statusReason")), OfferReason) if offer is Offer.DECLINE else None
        book.says("offer", [task], modified(book, task), offer=offer.value, reason=reason, **terms(task))
    elif is_claimed and (trips or status == "accepted"):
        if status == "accepted":
            _claim(book, task)
        _trip(book, task, trips, vehicle)
    else:
        book.keeps(task.path)
        return
    book.keeps(*task.left(*TASK), *_other_outputs(task))


def _claim(book: Notebook, task: Source) -> None:
    agreed = terms(task)
    agreed.pop("conditions", None)
    book.says("claim", [task], modified(book, task), **agreed)


def terms(task: Source) -> dict[str, Json]:
    """Returns on what terms an operator goes: conditions, time, vehicle, crew, and who says so."""
    found = outputs(task)
    return {code.replace("-", "_"): found.get(code, {}).get(value) for code, value in _TERMS.items()}


def outputs(task: Source) -> dict[str | None, Mapping[str, Json]]:
    """Returns what came out of a Task, by our codes; a code that stands twice is the first."""
    found: dict[str | None, Mapping[str, Json]] = {}
    for each in task.each("output"):
        kind = first(members(each, "type"))
        found.setdefault(coded(kind, RequestDetail) or coded(kind, TripState), each)
    return found


def _other_outputs(task: Source) -> Iterator[str]:
    known = {*_TERMS, RequestDetail.REASON.value, *TripState}
    read = [each for code, each in outputs(task).items() if code in known]
    for index, each in enumerate(task.each("output")):
        if not any(each is one for one in read):
            yield f"{task.path}.output[{index}]"


def _trip(book: Notebook, task: Source, trips: Sequence[Mapping[str, Json]], vehicle: Source | None) -> None:
    """Reads how far the trip has come: every state with its time, for which of them are new is not said."""
    times = [moment(each.get("valueDateTime")) for each in trips]
    positioned = _positioned(vehicle, times)
    for index, (each, at) in enumerate(zip(trips, times, strict=True)):
        state = coded(first(members(each, "type")), TripState)
        is_cancelled = state == TripState.CANCELLED
        reason = outputs(task).get(RequestDetail.REASON.value, {}).get("valueString") if is_cancelled else None
        here = _position(vehicle) if vehicle and index == positioned else {}
        used = [task, vehicle] if vehicle and here else [task]
        book.says("update-trip", used, at, state=state, reason=reason, **here)


def _vehicle(sources: Sequence[Source], transport: str, *, is_only: bool) -> Source | None:
    """Returns where the vehicle of a transport is: by its id, or because there is one of each."""
    found = [each for each in sources if each.type == "Location" and is_vehicle(each)]
    named = [each for each in found if each.text("id") == f"{transport}-vehicle"]
    return next(iter(named or (found if is_only and len(found) == 1 else [])), None)


def _positioned(vehicle: Source | None, times: Sequence[datetime | None]) -> int | None:
    """Returns with which state a position was told: the one of its time, else the latest."""
    if vehicle is None or not times:
        return None
    at = moment(extension(vehicle.resource, POSITIONED_AT).get("valueDateTime"))
    known = [(time, index) for index, time in enumerate(times) if time is not None]
    return next((index for time, index in known if time == at), max(known)[1] if known else None)


def _position(vehicle: Source) -> dict[str, Json]:
    position = first(vehicle.each("position")) or {}
    return {
        "latitude": position.get("latitude"),
        "longitude": position.get("longitude"),
        "eta_minutes": extension(vehicle.resource, ETA).get("valueUnsignedInt"),
    }


def is_switch(book: Notebook, source: Source) -> bool:
    """Tells whether a resource says that a patient in private transport has become worse and 119 was called."""
    if source.type != "Communication" or book.parcel.transport(source) is None:
        return False
    return coded(first(source.each("topic")), Change) == Change.DETERIORATED


def switch(book: Notebook, source: Source, sources: Sequence[Source], own: str) -> None:
    """Reads that 119 was called, with the patient's vital signs and where the vehicle is."""
    said = [each.get("contentString") for each in source.each("payload")]
    is_own = organisation_of(book.parcel, first(source.each("sender"))) in {None, own}
    recipients = [organisation_of(book.parcel, each) for each in source.each("recipient")]
    if source.text("status") != "completed" or not is_own or len(said) != 1 or len(recipients) > 1:
        book.keeps(source.path)
        return
    signs: dict[str, Json] = {}
    used = [source]
    for each in sources:
        values = measured(each) if _is_sign(book, each, source) else {}
        if values and values.keys() <= _SIGNS - signs.keys():
            signs |= values
            used.append(each)
    vehicle = _vehicle(sources, str(book.parcel.transport(source)), is_only=True)
    position = (first(vehicle.each("position")) or {}) if vehicle else {}
    if vehicle:
        used.append(vehicle)
    at = moment(source.text("sent")) or book.parcel.moment(source)
    book.says(
        "switch-to-119",
        used,
        at,
        detail=said[0],
        department=first(recipients),
        place=vehicle.text("name") if vehicle else None,
        latitude=position.get("latitude"),
        longitude=position.get("longitude"),
        **signs,
    )
    book.keeps(*source.left(*_SWITCH))


def _is_sign(book: Notebook, source: Source, about: Source) -> bool:
    """Tells whether something was measured at the patient whom a word is about."""
    if source.type != "Observation" or source.text("status") not in STANDS:
        return False
    (mine, theirs) = (first(each.each("subject")) or {} for each in (source, about))
    found = book.parcel.resolved(mine)
    is_same = found is not None and found == book.parcel.resolved(theirs)
    return is_same or ("reference" in mine and mine["reference"] == theirs.get("reference"))
