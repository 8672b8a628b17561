"""An inquiry at a hospital in FHIR: that it is asked, or no longer, and what it answered, on a screen or by phone."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

from hub.domain.codes import Answer, DeclineReason, RequestState, Specialty, WithdrawalCause
from hub.fhir.codes import RequestDetail, RequestKind
from hub.fhir.reading.notebook import Notebook
from hub.fhir.reading.organisation import organisation_of
from hub.fhir.reading.source import Source, coded, first, members, moment, words

Json = Any

TASK: Final = (
    "status", "businessStatus", "statusReason", "intent", "priority", "code", "focus", "for", "encounter", "authoredOn",
    "lastModified", "requester", "owner", "restriction", "input", "output", "identifier",
)  # fmt: skip
"""Members of a Task that are read, or follow from what is read."""

_STATES: Final = {
    "accepted": RequestState.ACCEPTED,
    "in-progress": RequestState.ACCEPTED,
    "completed": RequestState.ACCEPTED,
    "on-hold": RequestState.CONDITIONAL,
    "rejected": RequestState.DECLINED,
}
_ANSWERS: Final = {
    RequestState.ACCEPTED: Answer.ACCEPT,
    RequestState.CONDITIONAL: Answer.CONDITIONAL,
    RequestState.DECLINED: Answer.DECLINE,
}


class Answered(NamedTuple):
    """What a hospital has answered, and when."""

    at: datetime | None
    data: dict[str, Json]


def inquiry(book: Notebook, source: Source, *, on_behalf: bool = False) -> None:
    """Reads that a hospital is asked, or no longer, and what it said on the phone; all else is its own to say."""
    facility = organisation_of(book.parcel, first(source.each("owner")))
    status = source.text("status")
    by_phone = answered(book, source) if _is_by_phone(source) else None
    if facility is None or is_of_transport(book, source):
        book.keeps(source.path)
        return
    if status == "requested":
        _asked(book, source, facility, "request-on-behalf" if on_behalf else "request-acceptance")
    elif status == "cancelled" and not on_behalf:
        reason = words(first(source.each("statusReason")))
        book.says("withdraw-request", [source], modified(book, source), facilities=[facility], reason=reason)
    elif status == "cancelled" and _is_expired(source):
        book.says("expire-request", [source], modified(book, source), facilities=[facility])
    elif by_phone:
        book.says("record-phone-answer", [source], by_phone.at, facility=facility, **by_phone.data)
    else:
        book.keeps(source.path)
        return
    book.keeps(*source.left(*TASK))


def _asked(book: Notebook, source: Source, facility: str, kind: str) -> None:
    asked = moment(source.text("authoredOn")) or book.parcel.moment(source)
    ends = [moment(period.get("end")) for each in source.each("restriction") for period in members(each, "period")]
    until = next(filter(None, ends), None)
    inputs = {coded(first(members(each, "type")), RequestDetail): each for each in source.each("input")}
    book.says(
        kind,
        [source],
        asked,
        facilities=[facility],
        specialty=coded(inputs.get("specialty", {}).get("valueCodeableConcept"), Specialty),
        message=inputs.get("message", {}).get("valueString"),
        eta_minutes=(inputs.get("eta", {}).get("valueQuantity") or {}).get("value"),
        answer_within_s=int((until - asked).total_seconds()) if until and asked else None,
    )


def answered(book: Notebook, source: Source) -> Answered | None:
    """Returns the answer that a Task holds, None where it holds none."""
    state = _state(source)
    answer = _ANSWERS.get(state) if state else None
    if state is None or answer is None:
        return None
    found = outputs(source)
    is_declined = answer is Answer.DECLINE
    data = {
        "answer": answer.value,
        "reason": coded(first(source.each("statusReason")), DeclineReason) if is_declined else None,
        "conditions": found.get("conditions", {}).get("valueString"),
        "specialty": coded(found.get("specialty", {}).get("valueCodeableConcept"), Specialty),
        "by": found.get("by", {}).get("valueString"),
    }
    return Answered(moment(found.get(state.value, {}).get("valueDateTime")) or modified(book, source), data)


def _state(source: Source) -> RequestState | None:
    """Returns how a request was answered; one that ended may have been allotted, and never answered at all."""
    status = source.text("status")
    reached = coded(first(source.each("businessStatus")), RequestState)
    return RequestState(reached) if reached and status == "completed" else _STATES.get(str(status))


def outputs(source: Source) -> dict[str | None, Mapping[str, Json]]:
    """Returns what came out of a Task, by our codes."""
    found: dict[str | None, Mapping[str, Json]] = {}
    for each in source.each("output"):
        kind = first(members(each, "type"))
        found[coded(kind, RequestDetail) or coded(kind, RequestState)] = each
    return found


def modified(book: Notebook, source: Source) -> datetime | None:
    """Returns when a Task was changed last."""
    return moment(source.text("lastModified")) or book.parcel.moment(source)


def _is_by_phone(source: Source) -> bool:
    return outputs(source).get(RequestDetail.BY_PHONE.value, {}).get("valueBoolean") is True


def _is_expired(source: Source) -> bool:
    return coded(first(source.each("statusReason")), WithdrawalCause) == WithdrawalCause.EXPIRED


def is_of_transport(book: Notebook, source: Source) -> bool:
    """Tells whether a Task asks an operator of private transport."""
    focus = first(source.each("focus")) or {}
    asked = book.parcel.resolved(focus)
    kinds = asked.each("category") if asked else []
    is_named = str(focus.get("reference")).endswith("-transport")
    return is_named or any(coded(kind, RequestKind) == RequestKind.TRANSPORT for kind in kinds)


def request(book: Notebook, source: Source) -> None:
    """Looks through the request as a whole: who is asked, and what, stands in the inquiries."""
    book.keeps(
        *source.left(
            "status", "intent", "category", "priority", "subject", "encounter", "authoredOn", "requester",
            "reasonReference", "identifier",
        )
    )  # fmt: skip
