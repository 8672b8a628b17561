"""What making ready changes in a case: it stands with the hospital's request, where the crew sees it."""

from hub.domain.case import Case, Evolved
from hub.domain.changes.change import Changes
from hub.domain.document import Document, Json, section
from hub.domain.events import PreparationMarked, TeamActivated
from hub.domain.preparation_codes import TeamState

_AT = {TeamState.CALLED: "called_at", TeamState.ARRIVED: "arrived_at", TeamState.STOOD_DOWN: "stood_down_at"}


def _team_activated(event: TeamActivated, case: Case) -> Evolved:
    state = TeamState(event.state)
    request = section(section(case.document, "requests"), event.facility)
    stale = section(section(request, "teams"), event.team) if state is TeamState.CALLED else {}
    stated: dict[str, Json] = {**dict.fromkeys(stale), _AT[state]: event.at}
    if event.by is not None:
        stated["by"] = event.by
    return case, _patch(event.facility, {"teams": {event.team: stated}})


def _preparation_marked(event: PreparationMarked, case: Case) -> Evolved:
    return case, _patch(event.facility, {"ready": {event.item: event.at if event.is_ready else None}})


def _patch(facility: str, said: Document) -> Document:
    return {"requests": {facility: said}}


CHANGES: Changes = {
    TeamActivated: _team_activated,
    PreparationMarked: _preparation_marked,
}
