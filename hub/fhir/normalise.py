"""What has happened, as FHIR: every accepted submission is rendered once, in the batch that stores it.

The crew's and the hospitals' words become resources here and nowhere else. A fact that an older tap states is rendered
by nobody: the newer one stands. Bytes are final: the same are stored and sent to everybody who may see all of them; who
may not receives what `hub.fhir.disclosure` leaves.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from hub.domain.case import Case
from hub.domain.codes import RequestState
from hub.domain.department import WHOLE, Department
from hub.domain.document import section
from hub.domain.events import (
    AcceptanceRequested,
    AttachmentAdded,
    CallTold,
    CapacityPublished,
    CaseClosed,
    CaseOpened,
    CaseTakenOn,
    CasualtyAllotted,
    ChangeReported,
    DestinationConfirmed,
    Event,
    FactsStated,
    HandedOver,
    HandoverReceived,
    MessageSent,
    ModeDeclared,
    MynaRecordShared,
    MynaRecordViewed,
    ObservationRecorded,
    OutcomeRecorded,
    PositionSampled,
    PreparationMarked,
    RequestAnswered,
    RequestEscalated,
    RequestProgressed,
    RequestWithdrawn,
    TeamActivated,
    TransportCarriedOver,
    TreatmentRecorded,
    TriageRecorded,
)
from hub.domain.hospital import Hospital, standing
from hub.domain.transport_codes import TransportStatus
from hub.fhir.attachment import attachment
from hub.fhir.capacity import capacity, participant
from hub.fhir.condition import complaint, diagnosis
from hub.fhir.encounter import encounter, has_scene, patient, scene, vehicle
from hub.fhir.handover import composition
from hub.fhir.mode import mode
from hub.fhir.myna import SOURCE, look, passed_on
from hub.fhir.observation import severity, stated, triage
from hub.fhir.provenance import provenance
from hub.fhir.request import service_request, task
from hub.fhir.resource import Entry, Page, Resource
from hub.fhir.talk import messages
from hub.fhir.transport import places, transport_request
from hub.fhir.treatment import change, treatment
from hub.fhir.vitals import recorded

__all__ = ["Entry", "Resource", "normalise", "normalise_capacity", "normalise_mode", "normalise_own"]

Rendered = Iterable[Resource | None]


def normalise(case: Case, happened: Sequence[Event], entry: Entry) -> tuple[Resource, ...]:
    """Returns the resources that a submission wrote, in their state after it, with their Provenance.

    ``case`` is the case after the events. Nothing is returned where nothing of what was said stands.
    """
    page = Page(entry, is_exercise=bool(case.rest.get("is_exercise")))
    written = {
        (resource.type, resource.id): resource
        for event in happened
        for resource in _RENDERED[type(event)](page, case, event)
        if resource
    }
    return _proven(page, happened[0].at, tuple(written.values()), _quoted(happened)) if written else ()


def normalise_own(state: Hospital | Department, event: Event, entry: Entry) -> tuple[Resource, ...]:
    """Returns what an organisation has said of itself: a hospital its capacity, a fire department its mode."""
    if isinstance(state, Hospital):
        return normalise_capacity(state, event, entry)
    return normalise_mode(state, event, entry)


def normalise_capacity(hospital: Hospital, event: Event, entry: Entry) -> tuple[Resource, ...]:
    """Returns a hospital with the capacity it has published, and the Provenance; an older word gives nothing."""
    if not isinstance(event, CapacityPublished):
        return ()
    if hospital.orders.get(event.specialty) != standing(event):
        return ()
    page, itself = Page(entry), () if event.by else participant(Page(entry), entry.principal.organisation)
    return _proven(page, event.at, (*itself, capacity(page, hospital, event)))


def normalise_mode(department: Department, event: Event, entry: Entry) -> tuple[Resource, ...]:
    """Returns the mode that a department has declared, and the Provenance; an older word gives nothing."""
    if not isinstance(event, ModeDeclared):
        return ()
    if department.orders.get(event.district or WHOLE) != (event.tapped_at, event.key):
        return ()
    page = Page(entry)
    return _proven(page, event.at, (mode(page, department, event),))


def _proven(page: Page, at: str, written: tuple[Resource, ...], quoted: str | None = None) -> tuple[Resource, ...]:
    return (*written, provenance(page, at, written, quoted))


def _quoted(happened: Sequence[Event]) -> str | None:
    """Returns the key of the look of which something was passed on."""
    return next((event.view for event in happened if isinstance(event, MynaRecordShared)), None)


def _opened(page: Page, case: Case, _event: CaseOpened) -> Rendered:
    return encounter(page, case), patient(page, case.document), vehicle(page, case)


def _taken_on(page: Page, case: Case, _event: CaseTakenOn) -> Rendered:
    return encounter(page, case), vehicle(page, case)


def _stated(page: Page, case: Case, event: FactsStated | CallTold) -> Iterator[Resource | None]:
    order = (event.tapped_at, event.key)
    standing = [path for path in event.facts if case.orders.get(path) == order]
    sections = {path.partition(".")[0] for path in standing}
    if "incident" in sections or "complaint" in sections:
        yield encounter(page, case)
    if "incident" in sections and has_scene(section(case.document, "incident")):
        yield scene(page, case.document)
    if "patient" in sections:
        yield patient(page, case.document)
    if "complaint" in sections:
        yield complaint(page, case.document)
    yield from stated(page, event, standing)


def _recorded(page: Page, _case: Case, event: ObservationRecorded) -> Rendered:
    return recorded(page, event)


def _treated(page: Page, _case: Case, event: TreatmentRecorded) -> Rendered:
    return (treatment(page, event),)


def _tagged(page: Page, _case: Case, event: TriageRecorded) -> Rendered:
    return (triage(page, event),)


def _attached(page: Page, _case: Case, event: AttachmentAdded) -> Rendered:
    return (attachment(page, event),)


def _said(page: Page, case: Case, event: MessageSent) -> Rendered:
    return messages(page, case.department, event)


def _changed(page: Page, _case: Case, event: ChangeReported) -> Rendered:
    return (change(page, event),)


def _sampled(page: Page, case: Case, event: PositionSampled) -> Rendered:
    return (vehicle(page, case),) if case.sampled_at == event.at else ()


def _progressed(
    page: Page, case: Case, event: RequestProgressed | RequestEscalated | TeamActivated | PreparationMarked
) -> Rendered:
    return (task(page, case, event.facility),)


def _asked(
    page: Page, case: Case, event: AcceptanceRequested | RequestAnswered | RequestWithdrawn
) -> Iterator[Resource]:
    yield service_request(page, case)
    yield task(page, case, event.facility)
    if not isinstance(event, AcceptanceRequested) and _may_have_left(case):
        yield encounter(page, case)


def _may_have_left(case: Case) -> bool:
    """Tells whether a confirmed destination may just have been lost.

    Confirming withdraws all other requests: none can stand open when the confirmed hospital takes its word back.
    """
    ended = {RequestState.DECLINED, RequestState.WITHDRAWN}
    return case.destination is None and all(state in ended for state in case.requests.values())


def _confirmed(page: Page, case: Case, event: DestinationConfirmed | CasualtyAllotted) -> Rendered:
    return encounter(page, case), service_request(page, case), task(page, case, event.facility)


def _handed_over(page: Page, case: Case, _event: HandedOver) -> Iterator[Resource]:
    yield encounter(page, case)
    yield composition(page, case)
    yield from _requested(page, case)
    if case.destination is not None:
        yield task(page, case, case.destination)


def _requested(page: Page, case: Case) -> Iterator[Resource]:
    if case.requests:
        yield service_request(page, case)


def _received(page: Page, case: Case, _event: HandoverReceived) -> Rendered:
    return (composition(page, case),)


def _found(page: Page, case: Case, event: OutcomeRecorded) -> Rendered:
    outcome = section(case.document, "outcome")
    return encounter(page, case), diagnosis(page, event, outcome), severity(page, event, outcome)


def _closed(page: Page, case: Case, _event: CaseClosed) -> Iterator[Resource]:
    yield encounter(page, case)
    yield from _requested(page, case)


def _carried_over(page: Page, case: Case, _event: TransportCarriedOver) -> Rendered:
    transport = section(case.document, "transport")
    return transport_request(page, transport, TransportStatus.SWITCHED), *places(page, transport)


def _looked(page: Page, _case: Case, event: MynaRecordViewed) -> Rendered:
    return (look(page, event),)


def _passed_on(page: Page, case: Case, event: MynaRecordShared) -> Rendered:
    told = Page(page.entry, is_exercise=bool(case.document.get("is_exercise")), source=SOURCE)
    return passed_on(told, event)


_RENDERED: Final[Mapping[type[Event], Callable[..., Rendered]]] = {
    CaseOpened: _opened,
    CaseTakenOn: _taken_on,
    FactsStated: _stated,
    CallTold: _stated,
    ObservationRecorded: _recorded,
    TriageRecorded: _tagged,
    TreatmentRecorded: _treated,
    AttachmentAdded: _attached,
    ChangeReported: _changed,
    PositionSampled: _sampled,
    AcceptanceRequested: _asked,
    RequestProgressed: _progressed,
    RequestEscalated: _progressed,
    TeamActivated: _progressed,
    PreparationMarked: _progressed,
    RequestAnswered: _asked,
    RequestWithdrawn: _asked,
    CasualtyAllotted: _confirmed,
    DestinationConfirmed: _confirmed,
    MessageSent: _said,
    HandedOver: _handed_over,
    HandoverReceived: _received,
    OutcomeRecorded: _found,
    CaseClosed: _closed,
    TransportCarriedOver: _carried_over,
    MynaRecordViewed: _looked,
    MynaRecordShared: _passed_on,
}
