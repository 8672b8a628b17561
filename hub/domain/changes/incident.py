"""What a command centre's words change in a case."""

from hub.domain.case import Case, Evolved
from hub.domain.changes.change import Changes
from hub.domain.document import Json, section
from hub.domain.events import CasualtyAllotted


def _casualty_allotted(event: CasualtyAllotted, case: Case) -> Evolved:
    """The request goes on as it stands: being allotted a patient is not the hospital's answer."""
    destination: dict[str, Json] = dict.fromkeys(section(case.document, "destination"))
    destination |= {"facility": event.facility, "confirmed_at": event.at, "is_allotted": True, **event.values}
    return case._replace(destination=event.facility), {"destination": destination}


CHANGES: Changes = {
    CasualtyAllotted: _casualty_allotted,
}
