"""What every command is."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from hub.domain import permission
from hub.domain.codes import Role

Conflict = tuple[str, str, str, str]
"""Field, code, Japanese and English sentence of a rule between fields that is broken."""


class About(StrEnum):
    """What a command is about: a subject of the journal, by the name it has in a submission (対象)."""

    CASE = "case"
    HOSPITAL = "hospital"
    """The sender itself: its submissions name no subject."""
    DEPARTMENT = "department"
    """The sender itself as well."""
    TRANSPORT = "transport"

    @property
    def is_sender(self) -> bool:
        """Tells whether it is the sender itself."""
        return self in {About.HOSPITAL, About.DEPARTMENT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Something a sender asks the hub to take down; who may say it stands in `hub.domain.permission`."""

    kind: ClassVar[str]
    about: ClassVar[About] = About.CASE

    @classmethod
    def roles(cls) -> frozenset[Role]:
        """Returns everybody who may say it."""
        return permission.roles(cls.kind)

    def speaks_of(self, sender: str) -> str:
        """Returns the organisation that it is about where it names no subject: the sender itself."""
        return sender

    def conflicts(self) -> Iterator[Conflict]:
        """Yields each rule between the fields that this command breaks."""
        yield from ()
