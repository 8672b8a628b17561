"""What talk changes in a case: a message is written once and never again, so that a patch shows it whole."""

from hub.domain.case import Case, Evolved
from hub.domain.changes.change import Changes
from hub.domain.events import MessageSent


def _message_sent(event: MessageSent, case: Case) -> Evolved:
    said = {
        "at": event.at,
        "role": event.role,
        "organisation": event.organisation,
        "facilities": event.facilities,
        **event.values,
    }
    return case, {"messages": {event.key: said}}


CHANGES: Changes = {
    MessageSent: _message_sent,
}
