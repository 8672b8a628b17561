"""What one check found."""

from dataclasses import dataclass
from enum import Enum


class State(Enum):
    """Ranks what a check found."""

    GOOD = "[green]良好 good[/]"
    WARNING = "[yellow]注意 warning[/]"
    BAD = "[red]異常 bad[/]"


@dataclass(frozen=True, slots=True)
class Finding:
    """Says what one check found, in both languages."""

    subject: str
    state: State
    ja: str
    en: str
