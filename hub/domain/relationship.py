"""How near an organisation stands to a case or a transport; what that discloses stands with each of the two."""

from enum import IntEnum


class Relationship(IntEnum):
    """How near an organisation stands to a case or a transport; the greater sees more."""

    NONE = 0
    FORMER = 1
    """Was asked once: declined, withdrawn or lost. Sees nothing further."""
    ASKED = 2
    """A hospital that is asked; an operator that may claim."""
    ACCEPTED = 3
    """The hospital that accepted; the operator that claimed."""
    OWN = 4
    """The crew's own fire department with its command centre; who requested a transport."""
