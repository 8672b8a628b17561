"""Who may carry a patient, whose claim stands, and when a transport becomes a 119 case (民間救急)."""

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from math import cos, hypot, radians
from uuid import UUID

from hub.domain import commands as say
from hub.domain.certification import Certification, Shortcoming
from hub.domain.codes import OrganisationKind, Role
from hub.domain.document import Document, Json, section
from hub.domain.events import (
    Event,
    SwitchedTo119,
    TransportClaimed,
    TransportOffered,
    TransportRequested,
    TripUpdated,
    Value,
    instant,
)
from hub.domain.people import Organisation
from hub.domain.rules.rule import Circumstances, Rules, said
from hub.domain.transport import Transport
from hub.domain.transport_codes import Equipment, Mobility, Offer, OperatorState, TransportPurpose, TripState
from hub.errors import ConflictError, InvalidSubmissionError, Issue

_SECTIONS = {
    **dict.fromkeys(
        ("purpose", "transfer_reason", "pickup_place", "dropoff_place", "pickup_at", "pickup_until", "arrive_by"),
        "journey",
    ),
    **dict.fromkeys(("mobility", "equipment", "oxygen_l_min", "attendants", "precautions"), "needs"),
    **dict.fromkeys(("pickup_detail", "pickup_latitude", "pickup_longitude", "dropoff_detail"), "addresses"),
    **dict.fromkeys(
        ("family_name", "given_name", "family_kana", "given_kana", "birth_date", "age_years", "sex"), "patient"
    ),
    **dict.fromkeys(("condition", "notes"), "handover"),
    **dict.fromkeys(("contact_name", "contact_phone"), "contact"),
}
"""Where in the document each field of a request stands; what a section discloses is decided section by section."""

_OFFERS = {
    Offer.ACCEPT: OperatorState.ACCEPTED,
    Offer.PARTIAL: OperatorState.PARTIAL,
    Offer.LATER: OperatorState.LATER,
    Offer.DECLINE: OperatorState.DECLINED,
}
_ENDS = frozenset({TripState.COMPLETED, TripState.CANCELLED})


def _request_transport(transport: Transport, command: say.RequestTransport, now: Circumstances) -> Iterator[Event]:
    if transport.version:
        raise ConflictError("out-of-turn")
    requester = now.principal.organisation
    given = said(command, "operators", "is_exercise")
    yield TransportRequested(
        at=now.at,
        requester=requester.id,
        stream=f"{'facility' if now.principal.role is Role.HOSPITAL else 'department'}:{requester.id}",
        area=requester.area,
        operators=_asked(command, now),
        is_exercise=command.is_exercise,
        facts={f"{_SECTIONS[name]}.{name}": value for name, value in given.items()},
    )


def _asked(command: say.RequestTransport, now: Circumstances) -> list[str]:
    """Returns the operators that are asked: those that are named, or every one of the area that is certified then.

    Raises:
        InvalidSubmissionError: One that is named cannot be asked, or there is none at all.
    """
    if command.operators is None:
        area = now.principal.organisation.area
        found = [each.id for each in now.directory.values() if each.area == area and _objection(each, command) is None]
        if not found:
            raise InvalidSubmissionError(
                [Issue("data.operators", "no-operator", "依頼できる事業者がありません", "there is no operator to ask")]
            )
        return sorted(found)
    objections = [_objection(now.directory.get(operator), command) for operator in command.operators]
    issues = [Issue(f"data.operators[{place}]", *why) for place, why in enumerate(objections) if why]
    if issues:
        raise InvalidSubmissionError(issues)
    return list(command.operators)


def _objection(known: Organisation | None, command: say.RequestTransport) -> tuple[str, str, str] | None:
    if known is None or known.kind is not OrganisationKind.TRANSPORT_PROVIDER:
        return "unknown-operator", "登録されていない事業者です", "is no operator of private transport"
    if known.certification is None or not known.certification.holds_at(command.pickup_at):
        return "not-certified", "有効な認定のない事業者です", "holds no certificate that is good then"
    return None


def _offer(transport: Transport, command: say.OfferTransport, now: Circumstances) -> Iterator[Event]:
    operator = now.principal.organisation
    _still_to_be_had(transport, operator.id)
    answered, values = _OFFERS[command.offer], said(command, "offer")
    if command.offer is not Offer.DECLINE and "vehicle" in values:
        _check(transport, operator, values, is_agreed=command.offer is not Offer.ACCEPT)
    yield TransportOffered(at=now.at, operator=operator.id, state=answered.value, values=values)


def _claim(transport: Transport, command: say.ClaimTransport, now: Circumstances) -> Iterator[Event]:
    is_operator = now.principal.role is Role.OPERATOR
    _named_by_requester_only(command, is_operator=is_operator)
    operator = now.principal.organisation.id if command.operator is None else command.operator
    _still_to_be_had(transport, operator)
    state = transport.operators.get(operator)
    if state is None:
        raise InvalidSubmissionError([Issue("data.operator", "not-asked", "依頼していない事業者です", "was not asked")])
    offers = {OperatorState.ASKED, OperatorState.ACCEPTED} if is_operator else set(_OFFERS.values())
    if state is OperatorState.DECLINED or state not in offers:
        raise ConflictError("claim-not-agreed")
    offered = section(section(transport.document, "operators"), operator)
    terms: dict[str, Value] = {
        name: _plain(offered[name]) for name in ("vehicle", "crew", "pickup_at") if name in offered
    }
    terms |= said(command, "operator")
    _check(transport, now.directory.get(operator), terms, is_agreed=not is_operator)
    yield TransportClaimed(at=now.at, operator=operator, values=terms)


def _plain(value: Json) -> Value:
    return value if isinstance(value, int) else str(value)


def _named_by_requester_only(command: say.ClaimTransport, *, is_operator: bool) -> None:
    """Lets pass a requester that names an operator, and an operator that names none.

    Raises:
        InvalidSubmissionError: It is the other way round.
    """
    if is_operator and command.operator is not None:
        why = ("not-allowed", "事業者は自社の受託だけを送信できます", "an operator claims for itself only")
        raise InvalidSubmissionError([Issue("data.operator", *why)])
    if not is_operator and command.operator is None:
        raise InvalidSubmissionError(
            [Issue("data.operator", "required", "受託事業者の指定が必要です", "the operator must be named")]
        )


def _still_to_be_had(transport: Transport, operator: str) -> None:
    """Lets pass while no operator has the transport.

    Raises:
        ConflictError: One has it already, or it has ended or become a case.
    """
    if transport.claimed_by == operator:
        raise ConflictError("out-of-turn")
    if transport.claimed_by is not None:
        raise ConflictError("transport-already-claimed")
    if not transport.is_open:
        raise ConflictError("transport-ended")


def _check(
    transport: Transport, operator: Organisation | None, terms: Document | dict[str, Value], *, is_agreed: bool
) -> None:
    """Lets pass what the operator is certified for; what a requester agreed to do without is not looked at.

    Raises:
        InvalidSubmissionError: With everything that stands against it.
    """
    certification = None if operator is None else operator.certification
    pickup_at = terms.get("pickup_at", section(transport.document, "journey")["pickup_at"])
    if certification is None or not certification.holds_at(datetime.fromisoformat(str(pickup_at))):
        raise InvalidSubmissionError(
            [Issue("data", "not-certified", "有効な認定のない事業者です", "holds no certificate")]
        )
    found = _shortcomings(transport, certification, terms, is_agreed=is_agreed)
    issues = [Issue(f"data.{name}", *why) for name, *why in found]
    if issues:
        raise InvalidSubmissionError(issues)


def _shortcomings(
    transport: Transport, certification: Certification, terms: Document | dict[str, Value], *, is_agreed: bool
) -> Iterator[Shortcoming]:
    vehicle, crew = terms.get("vehicle"), terms.get("crew")
    car, people = None if vehicle is None else str(vehicle), crew if isinstance(crew, int) else None
    journey, needs = section(transport.document, "journey"), section(transport.document, "needs")
    purpose, mobility = TransportPurpose(str(journey["purpose"])), Mobility(str(needs["mobility"]))
    yield from certification.shortcomings(car, people, purpose, mobility)
    needed = needs.get("equipment")
    if not is_agreed and isinstance(needed, list):
        yield from certification.lacking(car, [Equipment(each) for each in needed])


def _update_trip(transport: Transport, command: say.UpdateTrip, now: Circumstances) -> Iterator[Event]:
    by = now.principal.organisation.id
    is_end = command.state in _ENDS
    if now.principal.role is Role.OPERATOR:
        _claimed_by(transport, by)
    elif command.state is not TripState.CANCELLED:
        raise ConflictError("out-of-turn")
    if is_end and transport.is_ended:
        if transport.status.value != command.state.value:
            raise ConflictError("transport-ended")
        return
    yield TripUpdated(
        at=now.at,
        state=command.state.value,
        by=by,
        values=said(command, "state"),
        tapped_at=instant(now.tapped_at),
        key=now.key,
    )


def _claimed_by(transport: Transport, operator: str) -> None:
    """Lets pass the operator that has the transport.

    Raises:
        ConflictError: Another one has it, or nobody.
    """
    if transport.claimed_by != operator:
        raise ConflictError("out-of-turn" if transport.claimed_by is None else "transport-already-claimed")


def _switch_to_119(transport: Transport, command: say.SwitchTo119, now: Circumstances) -> Iterator[Event]:
    by = now.principal.organisation.id
    if now.principal.role is Role.OPERATOR:
        _claimed_by(transport, by)
    if transport.is_switched:
        return
    if transport.is_ended:
        raise ConflictError("transport-ended")
    yield SwitchedTo119(
        at=now.at,
        case=str(case_of(transport.id, now.key)),
        department=_department(transport, command, now),
        by=by,
        values=said(command, "department"),
    )


def case_of(transport: UUID, key: str) -> UUID:
    """Returns the id of the case that a transport becomes: made at the tap, and of a digest that nobody can choose."""
    stamp = UUID(key).int >> 80
    chance = int.from_bytes(sha256(transport.bytes + key.encode()).digest()[:10])
    return UUID(int=stamp << 80 | 0x7 << 76 | (chance >> 62 & 0xFFF) << 64 | 0b10 << 62 | chance & (1 << 62) - 1)


def _department(transport: Transport, command: say.SwitchTo119, now: Circumstances) -> str:
    """Returns the fire department that is called.

    Raises:
        InvalidSubmissionError: It is none, or cannot be told from where the patient is.
    """
    departments = [each for each in now.directory.values() if each.kind is OrganisationKind.FIRE_DEPARTMENT]
    if command.department is not None:
        if command.department not in {each.id for each in departments}:
            why = ("unknown-department", "登録されていない消防本部です", "is no fire department")
            raise InvalidSubmissionError([Issue("data.department", *why)])
        return command.department
    near = [each for each in departments if each.area == transport.area]
    here = _whereabouts(transport, command, now)
    placed = [(_distance(here, (each.latitude, each.longitude)), each.id) for each in near] if here else []
    known = sorted((distance, department) for distance, department in placed if distance is not None)
    if known:
        return known[0][1]
    if len(near) != 1:
        why = (
            "required",
            "消防本部を特定できません。指定してください",
            "must be named: it cannot be told from the place",
        )
        raise InvalidSubmissionError([Issue("data.department", *why)])
    return near[0].id


Point = tuple[float, float]


def _whereabouts(transport: Transport, command: say.SwitchTo119, now: Circumstances) -> Point | None:
    """Returns where the patient is, as well as it is known: said now, last seen, the pick-up, the requester's seat."""
    seen, pickup = section(transport.document, "position"), section(transport.document, "addresses")
    requester = now.directory.get(transport.requester)
    for latitude, longitude in (
        (command.latitude, command.longitude),
        (seen.get("latitude"), seen.get("longitude")),
        (pickup.get("pickup_latitude"), pickup.get("pickup_longitude")),
        (requester.latitude, requester.longitude) if requester else (None, None),
    ):
        if latitude is not None and longitude is not None:
            return float(str(latitude)), float(str(longitude))
    return None


def _distance(here: Point, there: tuple[float | None, float | None]) -> float | None:
    """Returns how far two places are from each other, in degrees of latitude; enough to say which is nearer."""
    latitude, longitude = there
    if latitude is None or longitude is None:
        return None
    return hypot(here[0] - latitude, (here[1] - longitude) * cos(radians(here[0])))


RULES: Rules = {
    say.RequestTransport: _request_transport,
    say.OfferTransport: _offer,
    say.ClaimTransport: _claim,
    say.UpdateTrip: _update_trip,
    say.SwitchTo119: _switch_to_119,
}
