"""Histories of a case, told through the domain: what was said, what happened, and the resources it became."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from types import NoneType, UnionType
from typing import Annotated, get_args, get_origin, get_type_hints
from uuid import UUID

from hypothesis import strategies as st

from hub.domain import commands as say
from hub.domain.case import Case
from hub.domain.codes import (
    AgeBand,
    Answer,
    AttachmentKind,
    Avpu,
    Change,
    Closing,
    Danger,
    DeclineReason,
    EscalationStep,
    IncidentType,
    Jcs,
    OrganisationKind,
    Rhythm,
    Role,
    Severity,
    Sex,
    Specialty,
    TimeMark,
    Treatment,
    TriageCategory,
    TriageMethod,
    Urgency,
)
from hub.domain.decision import Circumstances, decide
from hub.domain.document import section
from hub.domain.events import Event, instant
from hub.domain.evolution import evolve
from hub.domain.fields import Many, Quantity, Text
from hub.domain.myna_codes import LegalBasis, MynaMethod, MynaResult
from hub.domain.outcome_codes import Disposition, LaterState
from hub.domain.people import Organisation, Principal, Unit
from hub.domain.preparation_codes import Preparation, Team, TeamState
from hub.domain.rule_pack import Asking, Escalation, RulePack
from hub.errors import RejectedError
from hub.fhir.normalise import Entry, Resource, normalise

CASE = UUID("0199b2a0-11aa-7bbb-8ccc-0123456789ab")
OPENED_AT = datetime(2026, 11, 23, 1, 12, tzinfo=UTC)
RULES = RulePack(
    region="kaku",
    version="2026-04",
    name="架空地域実施基準",
    name_en="Rules of Kaku",
    departments=("fd-01",),
    asking=(Asking(name="全例", name_en="Every case", at_once=20),),
    escalation=Escalation(second_device_s=15, crew_s=30, command_center_s=60, next_ring_s=120),
)
DEPARTMENT = Organisation(
    id="fd-01",
    kind=OrganisationKind.FIRE_DEPARTMENT,
    name="瀬戸見消防局",
    name_en="Setomi Fire Bureau",
    area="34",
    units=(Unit(id="u-001", name="瀬戸見救急1"),),
    rules=RULES,
)
HOSPITALS = tuple(
    Organisation(id=identity, kind=OrganisationKind.HOSPITAL, name=f"架空病院 {identity}", name_en="", area="34")
    for identity in ("h-001", "h-002", "h-with-the-longest-name-that-is-allowed0")
)
DIRECTORY = {each.id: each for each in (DEPARTMENT, *HOSPITALS)}
CREW = Principal(caller="tablet-u-001", role=Role.CREW, organisation=DEPARTMENT, unit="u-001")
CENTER = Principal(caller="console-fd-01", role=Role.COMMAND_CENTER, organisation=DEPARTMENT)
OWN = {Role.CREW: CREW, Role.COMMAND_CENTER: CENTER}
SCREENS = {each.id: Principal(caller=f"screen-{each.id}", role=Role.HOSPITAL, organisation=each) for each in HOSPITALS}


@dataclass
class History:
    """A case as it grows; every resource of every version is kept."""

    case: Case = field(default_factory=lambda: Case(id=CASE))
    written: list[tuple[Resource, ...]] = field(default_factory=list)
    happened: list[Event] = field(default_factory=list)

    def says(
        self,
        command: say.Command,
        by: Principal = CREW,
        *,
        after: timedelta = timedelta(),
        tapped: timedelta | None = None,
        signature: str | None = None,
    ) -> tuple[Resource, ...]:
        """Takes a command down and returns what it became; nothing where the domain refuses or repeats."""
        recorded_at = OPENED_AT + timedelta(minutes=len(self.written))
        placed_at = recorded_at + after
        key = str(UUID(int=0x0199B2A4_7C1E_7A52_9D3F_000000000000 + len(self.happened)))
        now = Circumstances(
            principal=by,
            key=key,
            at=instant(placed_at),
            placed_at=placed_at,
            tapped_at=placed_at if tapped is None else recorded_at + tapped,
            received_at=recorded_at,
            directory=DIRECTORY,
        )
        try:
            happened = decide(self.case, command, now)
        except RejectedError:
            return ()
        if not happened:
            return ()
        for event in happened:
            self.case, _ = evolve(self.case, event)
        self.case = self.case._replace(version=self.case.version + 1)
        self.happened += happened
        entry = Entry(
            subject=CASE,
            version=self.case.version,
            recorded_at=recorded_at,
            principal=by,
            key=key,
            kind=command.kind,
            signature=signature,
        )
        resources = normalise(self.case, happened, entry)
        self.written.append(resources)
        return resources

    def climbs(self, step: EscalationStep) -> tuple[Resource, ...]:
        """Lets the silence of the hospital that was asked first climb a step."""
        requests = section(self.case.document, "requests")
        facility = next(iter(requests))
        asked_at = str(section(requests, facility)["requested_at"])
        return self.says(say.Escalate(facility=facility, step=step, requested_at=asked_at), CENTER)

    @property
    def newest(self) -> Mapping[tuple[str, str], Resource]:
        """Every resource of the case in its newest version."""
        return {(each.type, each.id): each for resources in self.written for each in resources}


def commands(kind: type[say.Command], **fixed: object) -> st.SearchStrategy[say.Command]:
    """Draws commands of a kind: every value its annotations allow, and text beyond what the wire lets in."""
    hints = get_type_hints(kind, include_extras=True)
    drawn = {
        each.name: st.just(fixed[each.name]) if each.name in fixed else _values(hints[each.name])
        for each in fields(kind)
    }
    return st.builds(kind, **drawn).filter(lambda command: not any(command.conflicts()))


def _values(hint: object) -> st.SearchStrategy[object]:
    assert get_origin(hint) is Annotated
    kind, mark = get_args(hint)[:2]
    options = get_args(kind) if isinstance(kind, UnionType) else (kind,)
    known = next(each for each in options if each is not NoneType)
    given = _given(known, mark)
    return st.none() | given if NoneType in options else given


def _given(kind: object, mark: object) -> st.SearchStrategy[object]:
    match mark:
        case Text(ja="出動隊"):
            return st.sampled_from([unit.id for unit in DEPARTMENT.units])
        case Text(ja="搬送先" | "割当先" | "医療機関"):
            return st.sampled_from([each.id for each in HOSPITALS])
        case Text(longest=longest):
            return st.text(st.characters(exclude_categories=["Cs"]), max_size=min(longest, 30))
        case Quantity(low=low, high=high, decimals=decimals):
            return st.integers(int(low), int(high)) if kind is int else st.decimals(low, high, places=decimals)
        case Many(fewest=fewest, most=most):
            listed = get_args(kind)[0]
            values = [each.id for each in HOSPITALS] if listed is str else list(listed)
            return st.lists(st.sampled_from(values), min_size=fewest, max_size=most, unique=True).map(tuple)
        case _:
            return _labelled(kind)


def _labelled(kind: object) -> st.SearchStrategy[object]:
    if kind is bool:
        return st.booleans()
    if kind is bytes:
        return st.binary(max_size=20).map(lambda tail: b"%PDF-" + tail + b"\n%%EOF")
    if kind is date:
        return st.dates(date(1900, 1, 1), date(2026, 11, 23))
    if kind is datetime:
        return st.integers(0, 86_400_000).map(lambda ago: OPENED_AT - timedelta(milliseconds=ago))
    assert isinstance(kind, type)
    assert issubclass(kind, StrEnum)
    return st.sampled_from(list(kind))


_KINDS = [kind for kind in say.KINDS.values() if kind.about is say.About.CASE] + [say.MarkDelivered]
_MOVES = [
    say.RequestAcceptance,
    say.AnswerRequest,
    say.RecordPhoneAnswer,
    say.Allot,
    say.Message,
    say.ConfirmDestination,
    say.HandOver,
    say.RecordOutcome,
]


@st.composite
def histories(draw: st.DrawFn) -> History:
    """Draws a case from its opening through whatever may be said about it, late and out of order."""
    history = History()
    history.says(draw(commands(say.OpenCase)))
    for kind in draw(st.lists(st.sampled_from(_KINDS + _MOVES), max_size=14)):
        role = draw(st.sampled_from(sorted(kind.roles())))
        by = OWN.get(role) or draw(st.sampled_from(list(SCREENS.values())))
        late = timedelta(seconds=draw(st.integers(-900, 0)))
        history.says(draw(commands(kind)), by, after=late, tapped=timedelta(seconds=draw(st.integers(-900, 0))))
    return history


def key_of(written: tuple[Resource, ...]) -> str:
    """Returns the key of the submission that wrote these resources."""
    source: str = json.loads(written[0].body)["meta"]["source"]
    return source.rpartition("#")[2]


def whole_shift() -> History:
    """Tells one case from the call to the outcome, with every kind of submission in it."""
    first, second, third = SCREENS.values()
    history = History()
    history.says(
        say.OpenCase(
            incident_number="canary-incident",
            incident_type=IncidentType.SUDDEN_ILLNESS,
            chief_complaint="胸痛",
            urgency=Urgency.RED,
            scene_address="canary-scene",
            scene_latitude=Decimal("34.395500"),
            scene_longitude=Decimal("132.455300"),
        )
    )
    history.says(
        say.OpenIncident(
            incident_number="canary-incident",
            unit="u-001",
            call_received_at=OPENED_AT,
            call_report="canary-call",
            patients=2,
        ),
        CENTER,
    )
    for mark in TimeMark:
        history.says(say.StampTime(mark=mark))
    history.says(
        say.DescribePatient(
            family_name="canary-family",
            given_name="canary-given",
            family_kana="canary-family-kana",
            given_kana="canary-given-kana",
            birth_date=date(1950, 1, 31),
            address="canary-address",
            phone="canary-phone",
            age_years=76,
            age_band=AgeBand.ELDERLY,
            sex=Sex.MALE,
            suspected_condition="急性冠症候群",
            onset_at=OPENED_AT - timedelta(minutes=30),
            dangers=(Danger.STEMI_SUSPECTED, Danger.ANTICOAGULANT),
            medical_history="canary-history",
            medications="canary-medications",
            allergies="canary-allergies",
        )
    )
    history.says(
        say.RecordObservation(
            heart_rate=118,
            respiratory_rate=24,
            spo2=91,
            systolic=92,
            diastolic=60,
            temperature=Decimal("36.50"),
            glucose=140,
            etco2=38,
            jcs=Jcs.I_1,
            gcs_eye=4,
            gcs_verbal=4,
            gcs_motor=6,
            avpu=Avpu.ALERT,
            rhythm=Rhythm.SINUS,
            pupil_left=Decimal("3.0"),
            pupil_right=Decimal("2.5"),
            findings="冷汗あり",
        )
    )
    history.says(say.RecordTreatment(treatment=Treatment.OXYGEN, amount=Decimal("6.00"), unit="L/min", detail="マスク"))
    history.says(say.RecordTreatment(treatment=Treatment.ADRENALINE, amount=Decimal("1.00"), unit="mg"))
    history.says(say.ReportChange(change=Change.DETERIORATED, detail="血圧低下"))
    look = history.says(
        say.ViewMynaRecord(
            result=MynaResult.VIEWED, basis=LegalBasis.CONSENT, method=MynaMethod.CARD, by="canary-viewer"
        )
    )
    history.says(
        say.ShareMynaRecord(
            view=key_of(look),
            medications=("canary-drug", "canary-other-drug"),
            allergies=("canary-allergen",),
            conditions=("canary-condition",),
            procedures=("canary-operation",),
        )
    )
    history.says(say.RecordTriage(category=TriageCategory.RED, method=TriageMethod.START, tag_number="34-0017"))
    everyone = tuple(SCREENS)
    history.says(
        say.RequestAcceptance(facilities=everyone, specialty=Specialty.CARDIOLOGY, message="心電図あり", eta_minutes=12)
    )
    history.climbs(EscalationStep.CREW)
    for screen in SCREENS.values():
        history.says(say.MarkDelivered(), screen)
        history.says(say.MarkDisplayed(), screen)
    history.says(say.Acknowledge(by="救急外来"), first)
    history.says(say.Ask(question="最終飲食は?", by="canary-asker"), second)
    (asked,) = section(history.case.document, "messages")
    history.says(say.Message(text="canary-talk", reply_to=asked))
    history.says(say.Message(text="canary-among-ourselves"), CENTER)
    history.says(say.AnswerRequest(answer=Answer.DECLINE, reason=DeclineReason.BEDS_FULL), second)
    history.says(say.AnswerRequest(answer=Answer.CONDITIONAL, conditions="個室なし"), third)
    history.says(say.WithdrawRequest(facilities=(third.organisation.id,), reason="遠方のため"))
    history.says(say.AnswerRequest(answer=Answer.ACCEPT, specialty=Specialty.EMERGENCY, by="当直医"), first)
    history.says(say.Allot(facility=first.organisation.id), CENTER)
    history.says(say.ConfirmDestination(facility=first.organisation.id, eta_minutes=9))
    history.says(say.ReportPosition(latitude=Decimal("34.390000"), longitude=Decimal("132.460000"), eta_minutes=7))
    history.says(say.ActivateTeam(team=Team.STEMI, by="当直医"), first)
    history.says(say.ActivateTeam(team=Team.STEMI, state=TeamState.ARRIVED), first)
    history.says(say.ActivateTeam(team=Team.TRAUMA), first)
    history.says(say.ActivateTeam(team=Team.TRAUMA, state=TeamState.STOOD_DOWN), first)
    history.says(say.Prepare(item=Preparation.CATHETER_LAB), first)
    history.says(say.HandOver(summary="canary-summary <b>&", received_by="canary-receiver"))
    history.says(say.ReceiveHandOver(by="canary-signed"), first)
    history.says(say.CloseCase(closing=Closing.TRANSPORTED, detail="canary-closing"))
    history.says(
        say.RecordOutcome(
            severity=Severity.MODERATE,
            diagnosis="canary-diagnosis",
            disposition=Disposition.INTENSIVE_CARE,
            after_21_days=LaterState.IN_HOSPITAL,
        ),
        first,
    )
    history.says(say.Attach(what=AttachmentKind.INJURY, content=b"%PDF-1.7\n%%EOF", title="canary-photo"))
    history.says(say.Attach(what=AttachmentKind.ECG_12_LEAD, content=b"%PDF-1.7\n%%EOF", is_identifying=False))
    return history
