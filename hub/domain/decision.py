"""Whether a command may happen now, and what then has happened.

`decide` is pure: a case or a transport, a command and its circumstances go in, events come out, or the reason why not.
Reports of a crew are never refused for being late; only what would contradict the case is. The rules stand in
`hub.domain.rules`.
"""

from hub.domain import commands as say
from hub.domain import permission
from hub.domain.events import Event
from hub.domain.people import Principal
from hub.domain.permission import Permit, Resource
from hub.domain.relationship import Relationship
from hub.domain.rules import attachment, capacity, ending, incident, inquiry, myna, preparation, record, talk, transport
from hub.domain.rules.rule import Circumstances, Rules
from hub.domain.sight import Matter, relationship
from hub.domain.transport import Transport
from hub.errors import NotFoundError

__all__ = ["Circumstances", "decide"]

_RULES: Rules = {
    **record.RULES,
    **attachment.RULES,
    **myna.RULES,
    **inquiry.RULES,
    **preparation.RULES,
    **talk.RULES,
    **incident.RULES,
    **ending.RULES,
    **capacity.RULES,
    **transport.RULES,
}


def decide(matter: Matter, command: say.Command, circumstances: Circumstances) -> tuple[Event, ...]:
    """Returns what has happened by this command; nothing when it repeats what stands already.

    Raises:
        NotFoundError: The sender has nothing to do with it; what is missing answers the same.
        ConflictError: The case or the transport does not allow it now.
        InvalidSubmissionError: An organisation that is named cannot be asked, withdrawn or confirmed.
    """
    _permit(matter, command, circumstances.principal)
    return tuple(_RULES[type(command)](matter, command, circumstances))


def _permit(matter: Matter, command: say.Command, principal: Principal) -> None:
    """Lets pass who may say this; everybody else learns nothing about the case or the transport."""
    is_of_its_kind = isinstance(matter, Transport) is (command.about is say.About.TRANSPORT)
    if command.about.is_sender:
        resource = Resource(Relationship.OWN)
    else:
        resource = Resource(relationship(matter, principal), is_new=matter.version == 0)
    if not is_of_its_kind or not isinstance(permission.decide(principal, command.kind, resource), Permit):
        raise NotFoundError
