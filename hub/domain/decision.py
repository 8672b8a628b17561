"""Whether a command may happen now, and what then has happened.

`decide` is pure: a case, a command and its circumstances go in, events come out, or the reason why not. Reports of a
crew are never refused for being late; only what would contradict the case is. The rules stand in `hub.domain.rules`.
"""

from hub.domain import commands as say
from hub.domain.case import Case
from hub.domain.disclosure import Relationship, relationship
from hub.domain.events import Event
from hub.domain.people import Principal
from hub.domain.rules import capacity, ending, inquiry, record
from hub.domain.rules.rule import Circumstances, Rules
from hub.errors import NotFoundError

__all__ = ["Circumstances", "decide"]

_RULES: Rules = {**record.RULES, **inquiry.RULES, **ending.RULES, **capacity.RULES}


def decide(case: Case, command: say.Command, circumstances: Circumstances) -> tuple[Event, ...]:
    """Returns what has happened by this command; nothing when it repeats what stands already.

    Raises:
        NotFoundError: The sender has nothing to do with the case; a missing case answers the same.
        ConflictError: The case does not allow it now.
        InvalidSubmissionError: A facility that is named cannot be asked, withdrawn or confirmed.
    """
    _permit(case, command, circumstances.principal)
    return tuple(_RULES[type(command)](case, command, circumstances))


def _permit(case: Case, command: say.Command, principal: Principal) -> None:
    """Lets pass who may say this; everybody else learns nothing about the case."""
    if principal.role not in command.roles():
        raise NotFoundError
    if isinstance(command, say.PublishCapacity) or (isinstance(command, say.OpenCase) and case.version == 0):
        return
    near = relationship(case, principal)
    needed = Relationship.FORMER if principal.role.value == "hospital" else Relationship.OWN
    if case.version == 0 or near < needed:
        raise NotFoundError
