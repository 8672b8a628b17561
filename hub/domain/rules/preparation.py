"""Who may make ready: a hospital that takes the patient, or would under conditions."""

from collections.abc import Iterator

from hub.domain import commands as say
from hub.domain.case import Case
from hub.domain.codes import RequestState
from hub.domain.document import Document, section
from hub.domain.events import Event, PreparationMarked, TeamActivated
from hub.domain.preparation_codes import TeamState
from hub.domain.rules.rule import Circumstances, Rules
from hub.errors import ConflictError


def _activate_team(case: Case, command: say.ActivateTeam, now: Circumstances) -> Iterator[Event]:
    """A team that stands so already is left alone: two screens may be tapped at the same moment."""
    facility, request = _taking(case, now)
    if _stands(section(section(request, "teams"), command.team.value)) is not command.state:
        yield TeamActivated(
            at=now.at, facility=facility, team=command.team.value, state=command.state.value, by=command.by
        )


def _stands(team: Document) -> TeamState | None:
    if not team or "stood_down_at" in team:
        return TeamState.STOOD_DOWN
    return TeamState.ARRIVED if "arrived_at" in team else TeamState.CALLED


def _prepare(case: Case, command: say.Prepare, now: Circumstances) -> Iterator[Event]:
    facility, request = _taking(case, now)
    if (command.item.value in section(request, "ready")) is not command.is_ready:
        yield PreparationMarked(at=now.at, facility=facility, item=command.item.value, is_ready=command.is_ready)


def _taking(case: Case, now: Circumstances) -> tuple[str, Document]:
    """Returns the hospital with its request, where it takes the patient.

    Raises:
        ConflictError: It does not, or not any more.
    """
    facility = now.principal.organisation.id
    if case.requests[facility] not in _TAKES and case.destination != facility:
        raise ConflictError("out-of-turn")
    return facility, section(section(case.document, "requests"), facility)


_TAKES = frozenset({RequestState.ACCEPTED, RequestState.CONDITIONAL})

RULES: Rules = {
    say.ActivateTeam: _activate_team,
    say.Prepare: _prepare,
}
