"""Who may do what: one table of action, role and relationship, and the one function that reads it.

What stands in no row is denied. What a permitted reader then sees, section by section, stands in
`hub.domain.disclosure`; whether a case allows an act now is for `hub.domain.rules`. Denied and missing answer alike: a
reason is for tests and operators, and reaches no caller.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final, NamedTuple

from hub.domain.codes import Role
from hub.domain.myna_codes import LegalBasis
from hub.domain.people import Principal
from hub.domain.relationship import Relationship

TABLE: Final = """
action               role            new  own  accepted  asked  former  none

read-case            crew            -    yes  -         -      -       -
read-case            command-center  -    yes  -         -      -       glass
read-case            hospital        -    -    yes       yes    glass   glass
read-transport       command-center  -    yes  -         -      -       -
read-transport       hospital        -    yes  -         -      -       -
read-transport       operator        -    -    yes       yes    -       -
read-status          crew            -    yes  -         -      -       -
read-status          command-center  -    yes  -         -      -       -
read-status          hospital        -    yes  -         -      -       -
read-stream          crew            -    yes  -         -      -       -
read-stream          command-center  -    yes  -         -      -       -
read-stream          hospital        -    yes  -         -      -       -
read-stream          operator        -    yes  -         -      -       -
read-connections     command-center  -    yes  -         -      -       -
read-statistics      command-center  -    yes  -         -      -       -
read-statistics      hospital        -    yes  -         -      -       -
read-statistics      authority       -    yes  -         -      -       -
read-statistics      administrator   -    yes  -         -      -       -
look-up              crew            -    yes  -         -      -       -
look-up              hospital        -    -    yes       -      -       -
operate              administrator   -    yes  -         -      -       -

open-incident        command-center  yes  yes  -         -      -       -
open-case            crew            yes  yes  -         -      -       -
describe-patient     crew            -    yes  -         -      -       -
record-observation   crew            -    yes  -         -      -       -
record-triage        crew            -    yes  -         -      -       -
record-triage        command-center  -    yes  -         -      -       -
record-treatment     crew            -    yes  -         -      -       -
stamp-time           crew            -    yes  -         -      -       -
stamp-time           command-center  -    yes  -         -      -       -
attach               crew            -    yes  -         -      -       -
report-position      crew            -    yes  -         -      -       -
report-change        crew            -    yes  -         -      -       -
view-myna-record     crew            -    yes  -         -      -       -
share-myna-record    crew            -    yes  -         -      -       -
request-acceptance   crew            -    yes  -         -      -       -
request-on-behalf    command-center  -    yes  -         -      -       -
withdraw-request     crew            -    yes  -         -      -       -
expire-request       command-center  -    yes  -         -      -       -
record-phone-answer  crew            -    yes  -         -      -       -
record-phone-answer  command-center  -    yes  -         -      -       -
allot                command-center  -    yes  -         -      -       -
confirm-destination  crew            -    yes  -         -      -       -
message              crew            -    yes  -         -      -       -
message              command-center  -    yes  -         -      -       -
message              hospital        -    -    yes       yes    yes     -
ask                  hospital        -    -    yes       yes    yes     -
mark-delivered       hospital        -    -    yes       yes    yes     -
mark-displayed       hospital        -    -    yes       yes    yes     -
acknowledge          hospital        -    -    yes       yes    yes     -
escalate             command-center  -    yes  -         -      -       -
answer-request       hospital        -    -    yes       yes    yes     -
activate-team        hospital        -    -    yes       yes    yes     -
prepare              hospital        -    -    yes       yes    yes     -
hand-over            crew            -    yes  -         -      -       -
receive-hand-over    hospital        -    -    yes       yes    yes     -
record-outcome       hospital        -    -    yes       yes    yes     -
close-case           crew            -    yes  -         -      -       -
close-case           command-center  -    yes  -         -      -       -
publish-capacity     hospital        -    yes  -         -      -       -
publish-capacity     authority       -    yes  -         -      -       -
declare-mode         command-center  -    yes  -         -      -       -

request-transport    hospital        yes  yes  -         -      -       -
request-transport    command-center  yes  yes  -         -      -       -
offer                operator        -    -    yes       yes    yes     -
claim                operator        -    -    yes       yes    yes     -
claim                hospital        -    yes  -         -      -       -
claim                command-center  -    yes  -         -      -       -
update-trip          operator        -    -    yes       yes    yes     -
update-trip          hospital        -    yes  -         -      -       -
update-trip          command-center  -    yes  -         -      -       -
switch-to-119        operator        -    -    yes       yes    yes     -
switch-to-119        hospital        -    yes  -         -      -       -
switch-to-119        command-center  -    yes  -         -      -       -
"""
"""``new`` is what does not exist yet; ``accepted`` is who claimed, too. Of what is the caller's own word it is ``own``.

Who is ``former`` may still post: that its request is withdrawn is an answer to it, and the rule gives it.
"""


class Right(StrEnum):
    """What stands in the table."""

    YES = "yes"
    GLASS = "glass"
    NO = "-"


class Denial(StrEnum):
    """Why something is denied."""

    ROLE = "role"
    RELATIONSHIP = "relationship"
    EXERCISE = "exercise"


class Resource(NamedTuple):
    """What is acted upon, as far as a permission depends on it: how near the caller's organisation stands to it."""

    near: Relationship
    is_new: bool = False
    is_exercise: bool = False


class Context(NamedTuple):
    """What else is known: until when the caller has broken the glass before this very case, and in earnest or not."""

    at: datetime | None = None
    glass_until: datetime | None = None
    is_exercise: bool = False

    @property
    def is_glass_broken(self) -> bool:
        """Tells whether the glass is broken now; it closes by itself."""
        return self.at is not None and self.glass_until is not None and self.at < self.glass_until


class Permit(NamedTuple):
    """It may be done: how near the caller counts for what it sees, and on which ground of law that is disclosed.

    There is no ground where nothing is disclosed: to who it belongs to.
    """

    near: Relationship
    basis: LegalBasis | None


class Deny(NamedTuple):
    """It may not be done."""

    reason: Denial


class NeedsBreakGlass(NamedTuple):
    """It may be done by who gives a reason, for a while, before witnesses."""


Decision = Permit | Deny | NeedsBreakGlass

ORDINARY: Final = Context()
"""Nobody has broken any glass."""


def decide(principal: Principal, action: str, resource: Resource, context: Context = ORDINARY) -> Decision:
    """Returns whether a caller may do something to what it stands so near to."""
    row = _ROWS.get((action, principal.role))
    if row is None:
        return Deny(Denial.ROLE)
    cell = row[None if resource.is_new else resource.near]
    if cell is Right.NO:
        return Deny(Denial.RELATIONSHIP)
    if cell is Right.YES:
        return Permit(resource.near, basis(resource.near))
    if resource.is_exercise is not context.is_exercise:
        return Deny(Denial.EXERCISE)
    if context.is_glass_broken:
        return Permit(Relationship.ACCEPTED, LegalBasis.VITAL_INTEREST)
    return NeedsBreakGlass()


def basis(near: Relationship) -> LegalBasis | None:
    """Returns the ground of law on which who stands so near is shown what it is shown, without its asking."""
    return LegalBasis.TRANSPORT_NECESSITY if near in _CARRYING else None


def roles(action: str) -> frozenset[Role]:
    """Returns everybody who may do it at all."""
    return frozenset(role for each, role in _ROWS if each == action)


def rows() -> Iterator[tuple[str, Role, tuple[Right, ...]]]:
    """Yields the table as it is read, for the reference."""
    for (action, role), cells in _ROWS.items():
        yield action, role, tuple(cells.values())


def _read(table: str) -> Mapping[tuple[str, Role], Mapping[Relationship | None, Right]]:
    heads, *lines = [line.split() for line in table.splitlines() if line]
    columns = [None if head == "new" else Relationship[head.upper()] for head in heads[2:]]
    return {(action, Role(role)): dict(zip(columns, map(Right, cells), strict=True)) for action, role, *cells in lines}


_CARRYING: Final = frozenset({Relationship.ASKED, Relationship.ACCEPTED})
_ROWS: Final = _read(TABLE)
