"""How a case goes on: each event leads it, and the document that receivers hold, one step further.

`evolve` is the only place that changes a case. It refuses nothing: what may happen is decided before,
in `hub.domain.decision`. What each event changes stands in `hub.domain.changes`.
"""

from hub.domain.case import Case, Evolved
from hub.domain.changes import attachment, ending, incident, inquiry, myna, preparation, record, talk
from hub.domain.changes.change import Changes
from hub.domain.document import merge
from hub.domain.events import Event
from hub.errors import IntegrityError

_CHANGES: Changes = {
    **record.CHANGES,
    **attachment.CHANGES,
    **myna.CHANGES,
    **inquiry.CHANGES,
    **preparation.CHANGES,
    **talk.CHANGES,
    **incident.CHANGES,
    **ending.CHANGES,
}


def evolve(case: Case, event: Event) -> Evolved:
    """Returns the case after the event, and what the event changed in its document.

    Raises:
        IntegrityError: The event is of no case.
    """
    change = _CHANGES.get(type(event))
    if change is None:
        raise IntegrityError(f"{event.name} of a case")
    changed, patch = change(event, case)
    rest = {name: value for name, value in patch.items() if name != "observations"}
    return (changed._replace(rest=merge(case.rest, rest)) if rest else changed), patch
