"""What every command is."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from hub.domain.codes import Role

Conflict = tuple[str, str, str, str]
"""Field, code, Japanese and English sentence of a rule between fields that is broken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Something a sender asks the hub to take down."""

    kind: ClassVar[str]
    role: ClassVar[Role]

    def conflicts(self) -> Iterator[Conflict]:
        """Yields each rule between the fields that this command breaks."""
        yield from ()
