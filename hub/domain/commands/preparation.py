"""What a hospital makes ready for a patient who is on the way (到着準備)."""

from dataclasses import dataclass
from typing import Annotated

from hub.domain.commands.command import Command
from hub.domain.fields import Label, Text
from hub.domain.preparation_codes import Preparation, Team, TeamState


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivateTeam(Command):
    """Calls a team together for this patient, says that it stands ready, or sends it home (チーム招集)."""

    kind = "activate-team"

    team: Annotated[Team, Label("チーム")]
    state: Annotated[TeamState, Label("状態")] = TeamState.CALLED
    by: Annotated[str | None, Text("登録者", 60)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepare(Command):
    """Ticks off what stands ready for this patient, or takes the tick back (到着準備)."""

    kind = "prepare"

    item: Annotated[Preparation, Label("準備項目")]
    is_ready: Annotated[bool, Label("準備済")] = True
