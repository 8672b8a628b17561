"""When a crew's reports are taken: always, for a report is never refused for being late."""

from collections.abc import Iterator
from datetime import timedelta

from hub.domain import commands as say
from hub.domain.case import Case
from hub.domain.events import (
    CaseOpened,
    CaseTakenOn,
    ChangeReported,
    Event,
    ObservationRecorded,
    PositionSampled,
    TreatmentRecorded,
    TriageRecorded,
    instant,
)
from hub.domain.rules.rule import Circumstances, Rules, said, stating

SAMPLE_EVERY = timedelta(seconds=60)
"""Positions are journalled at most this often; between samples the newest is only relayed."""

SECTIONS = {
    "incident_number": "incident.number",
    "incident_type": "incident.type",
    "scene_address": "incident.scene_address",
    "scene_latitude": "incident.scene_latitude",
    "scene_longitude": "incident.scene_longitude",
    "chief_complaint": "complaint.chief_complaint",
    "suspected_condition": "complaint.suspected_condition",
    "onset_at": "complaint.onset_at",
    "urgency": "complaint.urgency",
    "dangers": "complaint.dangers",
    "medical_history": "history.medical_history",
    "medications": "history.medications",
    "allergies": "history.allergies",
}
"""Where a field stands in the document that does not stand under its own name in ``patient``."""


def _open_case(case: Case, command: say.OpenCase, now: Circumstances) -> Iterator[Event]:
    principal = now.principal
    if case.version == 0:
        yield CaseOpened(
            at=now.at,
            unit=principal.unit or "",
            department=principal.organisation.id,
            is_exercise=command.is_exercise,
        )
    elif not case.unit and principal.unit:
        yield CaseTakenOn(at=now.at, unit=principal.unit)
    yield from stating({SECTIONS[name]: value for name, value in said(command, "is_exercise").items()}, now)


def _describe_patient(_case: Case, command: say.DescribePatient, now: Circumstances) -> Iterator[Event]:
    yield from stating({SECTIONS.get(name, f"patient.{name}"): value for name, value in said(command).items()}, now)


def _record_observation(_case: Case, command: say.RecordObservation, now: Circumstances) -> Iterator[Event]:
    yield ObservationRecorded(at=now.at, key=now.key, values=said(command))


def _record_triage(_case: Case, command: say.RecordTriage, now: Circumstances) -> Iterator[Event]:
    yield TriageRecorded(at=now.at, key=now.key, values=said(command))


def _record_treatment(_case: Case, command: say.RecordTreatment, now: Circumstances) -> Iterator[Event]:
    yield TreatmentRecorded(at=now.at, key=now.key, values=said(command))


def _stamp_time(_case: Case, command: say.StampTime, now: Circumstances) -> Iterator[Event]:
    yield from stating({f"times.{command.mark}": now.at}, now)


def _report_change(_case: Case, command: say.ReportChange, now: Circumstances) -> Iterator[Event]:
    yield ChangeReported(at=now.at, key=now.key, values=said(command))


def _report_position(case: Case, command: say.ReportPosition, now: Circumstances) -> Iterator[Event]:
    if not case.sampled_at or instant(now.placed_at - SAMPLE_EVERY) >= case.sampled_at:
        yield PositionSampled(at=now.at, values=said(command))


RULES: Rules = {
    say.OpenCase: _open_case,
    say.DescribePatient: _describe_patient,
    say.RecordObservation: _record_observation,
    say.RecordTriage: _record_triage,
    say.RecordTreatment: _record_treatment,
    say.StampTime: _stamp_time,
    say.ReportPosition: _report_position,
    say.ReportChange: _report_change,
}
