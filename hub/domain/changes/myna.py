"""What looks at a patient's record change in a case."""

from hub.domain.case import Case, Evolved
from hub.domain.changes.change import Changes
from hub.domain.events import MynaRecordShared, MynaRecordViewed


def _viewed(event: MynaRecordViewed, case: Case) -> Evolved:
    return case, {"myna_views": {event.key: {"at": event.at, **event.values}}}


def _shared(event: MynaRecordShared, case: Case) -> Evolved:
    said = {"at": event.at, "view": event.view, "basis": event.basis, **event.values}
    return case, {"myna_records": {event.key: said}}


CHANGES: Changes = {
    MynaRecordViewed: _viewed,
    MynaRecordShared: _shared,
}
