"""What a hospital says of itself (応需情報)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from hub.domain.codes import Level, Role, Specialty
from hub.domain.commands.command import About, Command
from hub.domain.fields import Label, Quantity, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishCapacity(Command):
    """Publishes what the hospital can take in one specialty until when (応需情報)."""

    kind = "publish-capacity"
    role = Role.HOSPITAL
    about = About.HOSPITAL

    specialty: Annotated[Specialty, Label("診療科")]
    level: Annotated[Level, Label("応需状況")]
    beds: Annotated[int | None, Quantity("空床", 0, 2000, "{bed}")] = None
    valid_until: Annotated[datetime | None, Label("有効期限")] = None
    comment: Annotated[str | None, Text("備考")] = None
