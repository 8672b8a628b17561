"""Whether a command may happen now, and what then has happened.

`decide` is pure: a case or a transport, a command and its circumstances go in, events come out, or the reason why not.
Reports of a crew are never refused for being late; only what would contradict the case is. The rules stand in
`hub.domain.rules`.
"""

from hub.domain import commands as say
from hub.domain.codes import Role
from hub.domain.events import Event
from hub.domain.people import Principal
from hub.domain.relationship import Relationship
from hub.domain.rules import attachment, capacity, ending, incident, inquiry, myna, record, talk, transport
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


_BEGIN = (say.OpenCase, say.OpenIncident, say.RequestTransport)
_ASKED = frozenset({Role.HOSPITAL, Role.OPERATOR})
"""Who is asked by others; of a case or a transport that was never put before them they know nothing."""


def _permit(matter: Matter, command: say.Command, principal: Principal) -> None:
    """Lets pass who may say this; everybody else learns nothing about the case or the transport."""
    if principal.role not in command.roles() or isinstance(matter, Transport) is not _is_about_transport(command):
        raise NotFoundError
    if command.about.is_sender or (isinstance(command, _BEGIN) and matter.version == 0):
        return
    needed = Relationship.FORMER if principal.role in _ASKED else Relationship.OWN
    if matter.version == 0 or relationship(matter, principal) < needed:
        raise NotFoundError


def _is_about_transport(command: say.Command) -> bool:
    return command.about is say.About.TRANSPORT
