"""What a hospital says of itself (応需情報)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from hub.domain.codes import Level, Specialty
from hub.domain.commands.command import About, Command
from hub.domain.fields import Label, Quantity, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishCapacity(Command):
    """Publishes what a hospital can take in one specialty until when (応需情報).

    A hospital speaks of itself. An authority speaks of a hospital of its prefectures, by the word of a system that it
    names, as of when it was said there.
    """

    kind = "publish-capacity"
    about = About.HOSPITAL

    specialty: Annotated[Specialty, Label("診療科")]
    level: Annotated[Level, Label("応需状況")]
    beds: Annotated[int | None, Quantity("空床", 0, 2000, "{bed}")] = None
    valid_until: Annotated[datetime | None, Label("有効期限")] = None
    comment: Annotated[str | None, Text("備考")] = None
    facility: Annotated[str | None, Text("医療機関", 64)] = None
    source: Annotated[str | None, Text("情報源", 40)] = None

    def speaks_of(self, sender: str) -> str:
        """Returns the hospital that is named, the sender where none is."""
        return self.facility or sender
