"""What the end changes in a case."""

from hub.domain.case import Case, Evolved
from hub.domain.changes.change import Changes
from hub.domain.codes import CaseStatus
from hub.domain.events import CaseClosed, HandedOver, HandoverReceived, OutcomeRecorded


def _handed_over(event: HandedOver, case: Case) -> Evolved:
    status = CaseStatus.CLOSED if case.is_closed else CaseStatus.HANDED_OVER
    return case._replace(status=status), {
        "status": status.value,
        "handover": {"handed_over_at": event.at, **event.values},
    }


def _handover_received(event: HandoverReceived, case: Case) -> Evolved:
    by = {} if event.by is None else {"receipt_by": event.by}
    return case, {"handover": {"receipt_at": event.at, **by}}


def _outcome_recorded(event: OutcomeRecorded, case: Case) -> Evolved:
    return case._replace(has_outcome=True), {"outcome": {"recorded_at": event.at, **event.values}}


def _case_closed(event: CaseClosed, case: Case) -> Evolved:
    return case._replace(status=CaseStatus.CLOSED, is_closed=True), {
        "status": CaseStatus.CLOSED.value,
        "closing": {"closed_at": event.at, **event.values},
    }


CHANGES: Changes = {
    HandedOver: _handed_over,
    HandoverReceived: _handover_received,
    OutcomeRecorded: _outcome_recorded,
    CaseClosed: _case_closed,
}
