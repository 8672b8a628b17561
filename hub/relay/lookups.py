"""Asks an outside system about a case for somebody who waits: with a right to it, on a ground, written down first.

Nothing of the answer is kept. Passing it on is an act of the crew, and a submission of its own.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from math import ceil
from typing import Any, Final
from uuid import UUID

import structlog

from hub.domain import permission
from hub.domain.case import Case
from hub.domain.codes import Role
from hub.domain.people import Principal
from hub.domain.permission import Permit, Resource
from hub.domain.relationship import Relationship
from hub.errors import (
    ConflictError,
    InvalidSubmissionError,
    Issue,
    LookupUnavailableError,
    MalformedError,
    NotFoundError,
    TooLargeError,
)
from hub.looks import Looks, May
from hub.recall import State
from hub.relay.link import Link
from hub.relay.relay import Relay
from hub.sdk import Direction, Found, NotFound, Question, Refused, Reply, TryLater
from hub.wire.frames import encode
from hub.wire.guard import parse, told

log = structlog.get_logger()

_NO_GROUND: Final = Issue("basis", "unknown-code", "コード表にない値です", "is not in the code list")
_EXERCISE: Final = Issue(
    "", "exercise", "訓練の事案では照会できません", "is about an exercise, and the system knows patients only"
)
_LONGEST_WAIT_S: Final = 300


class Lookups:
    """Questions to the outside systems of the asker's own organisation."""

    def __init__(self, relay: Relay, looks: Looks) -> None:
        """Takes the connections, and who may look."""
        self._relay = relay
        self._looks = looks

    def open_to(self, caller: Principal) -> Mapping[str, str]:
        """Returns which connections the caller could ask, each with the name of its adapter."""
        return {
            name: link.manifest.name
            for name, link in self._relay.links.items()
            if Direction.LOOKUP in link.manifest.directions
            and link.connection.organisation == caller.organisation.id
            and caller.role in permission.roles("look-up")
        }

    async def ask(  # noqa: PLR0913, PLR0917  who asks about what, where, under which key, on which ground, with which words
        self, caller: Principal, case: UUID, name: str, key: UUID, basis: str, criteria: Mapping[str, Any]
    ) -> Found | NotFound:
        """Asks a connection about a case.

        Raises:
            NotFoundError: There is no such case or connection for this caller.
            InvalidSubmissionError: This is no ground on which that system may be asked, or no question for it.
            ConflictError: The crew has closed the case.
            LookupUnavailableError: The other side has not answered, or in words that may not be shown.
        """
        link = self._link(caller, name)
        ground = next((each for each in link.manifest.legal_basis if each.value == basis), None)
        if ground is None:
            raise InvalidSubmissionError([_NO_GROUND])
        state, _ = await self._looks.at(case, caller, f"look-up {name} {ground.value}", _treats(caller))
        if caller.role is Role.CREW and isinstance(state, Case) and state.is_closed:
            raise ConflictError("case-closed")
        if state.document.get("is_exercise") and not link.manifest.takes_exercises:
            raise InvalidSubmissionError([_EXERCISE])
        question = Question(id=str(key), case=case, caller=caller.caller, basis=ground, criteria=criteria)
        return _shown(await link.look_up(question), link)

    def _link(self, caller: Principal, name: str) -> Link:
        if name not in self.open_to(caller):
            raise NotFoundError
        return self._relay.links[name]


def _treats(caller: Principal) -> May:
    """Returns whether the caller treats the patient: the crew of the case does, and the hospital that takes it."""

    def may(state: State, near: Relationship) -> bool:
        decision = permission.decide(caller, "look-up", Resource(near))
        if not isinstance(state, Case) or not isinstance(decision, Permit):
            return False
        return caller.role is not Role.CREW or caller.unit == state.unit

    return may


def _shown(reply: Reply, link: Link) -> Found | NotFound:
    """Lets pass what may be shown; an adapter's word is not taken for it."""
    match reply:
        case Found(expires_at=expires_at) if expires_at > datetime.now(UTC) and _is_clean(reply):
            return reply
        case NotFound(code) if code in link.manifest.codes:
            return reply
        case Refused(code):
            said = Issue("criteria", told(code), "この内容では照会できません", "cannot be asked as it is")
            raise InvalidSubmissionError([said])
        case TryLater(not_before=datetime() as not_before):
            wait_s = ceil((not_before - datetime.now(UTC)).total_seconds())
            raise LookupUnavailableError(min(max(wait_s, 1), _LONGEST_WAIT_S))
    log.warning("lookup", connection=link.connection.name, reply=type(reply).__name__)
    raise LookupUnavailableError


def _is_clean(found: Found) -> bool:
    """Tells whether what was found is within the bounds of whatever comes in: size, depth, no 12-digit number."""
    try:
        parse(encode(found.content))
        for each in found.resources:
            parse(each.body)
    except (MalformedError, TooLargeError):
        return False
    return True
