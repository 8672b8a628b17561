"""A look at a subject: by whom, how near it is, and that it was written down before anything is shown.

A node's memory may be older than the journal, for another node may have withdrawn a hospital meanwhile. The statement
that writes the look also tells the newest version, so that nobody is shown, or refused, on an old word.
"""

from collections.abc import Callable
from uuid import UUID

from hub.domain import permission
from hub.domain.hospital import Hospital
from hub.domain.people import Directory, Principal
from hub.domain.permission import ORDINARY, Context, Decision, Denial, Deny, Permit, Resource
from hub.domain.relationship import Relationship
from hub.domain.sight import Matter, may_see
from hub.errors import NotFoundError
from hub.ports import Audit, Look
from hub.recall import Memory, State

May = Callable[[State, Relationship], bool]
"""Whether who stands so near to a state may look."""

Circumstances = Callable[[Principal, UUID], Context]
"""Who looks at what, in which circumstances."""


class Looks:
    """Decides who may look at a subject now."""

    def __init__(
        self,
        memory: Memory,
        audit: Audit,
        directory: Callable[[], Directory],
        circumstances: Circumstances = lambda _principal, _subject: ORDINARY,
    ) -> None:
        """Takes the states, where looks are written, who takes part, and who has broken which glass."""
        self._memory = memory
        self._audit = audit
        self._directory = directory
        self._circumstances = circumstances

    async def at(
        self, subject: UUID, principal: Principal, action: str, may: May = lambda _state, _near: True
    ) -> tuple[State, Relationship]:
        """Returns a subject's newest state and how near the caller is to it, once the look is written down.

        Raises:
            NotFoundError: There is no such subject, the caller has nothing to do with it, or ``may`` says no.
        """
        while True:
            await self._memory.recall([subject])
            state = self._memory.newest(subject)
            decision = self._decided(state, principal, self._circumstances(principal, subject))
            is_shown = (
                state is not None and isinstance(decision, Permit) and may(state, self.nearness(state, principal))
            )
            look = _look(principal, _grounded(action, decision), subject, is_shown=is_shown)
            newest = (await self._audit.witness([look])).get(subject)
            if newest is None:  # there is none, or it was erased meanwhile
                raise NotFoundError
            if state is not None and newest <= state.version:
                break
            await self._memory.catch_up(subject)
        if not is_shown or state is None or not isinstance(decision, Permit):
            raise NotFoundError
        return state, decision.near

    async def known(self, subject: UUID, version: int, principal: Principal) -> tuple[State | None, Relationship]:
        """Returns a subject's state at this version or a later one, and how near the caller is to it; no look yet."""
        await self._memory.recall([subject])
        state = self._memory.newest(subject)
        if state is None or state.version < version:
            await self._memory.catch_up(subject)
            state = self._memory.newest(subject)
        return state, self.nearness(state, principal)

    async def witness(self, subjects: list[UUID], principal: Principal, action: str) -> None:
        """Writes down that something of these subjects is shown."""
        grounds = {each: self._decided(self._memory.newest(each), principal, ORDINARY) for each in subjects}
        looks = [_look(principal, _grounded(action, grounds[each]), each, is_shown=True) for each in subjects]
        await self._audit.witness(looks)

    def nearness(self, state: State | None, principal: Principal) -> Relationship:
        """Returns as how near the caller sees a subject that it has broken no glass before."""
        decision = self._decided(state, principal, ORDINARY)
        return decision.near if isinstance(decision, Permit) else Relationship.NONE

    def _decided(self, state: State | None, principal: Principal, context: Context) -> Decision:
        """Decides a look; what a hospital says of itself is its area's own."""
        if isinstance(state, Matter):
            return may_see(state, principal, context)
        if not isinstance(state, Hospital):
            return Deny(Denial.RELATIONSHIP)
        hospital = self._directory().get(str(state.document.get("hospital")))
        is_near = hospital is not None and f"area:{hospital.area}" in principal.streams
        resource = Resource(Relationship.OWN if is_near else Relationship.NONE)
        return permission.decide(principal, "read-status", resource)


def _grounded(action: str, decision: Decision) -> str:
    """Returns an action with the ground of law on which it shows something, where there is one."""
    return f"{action} {decision.basis}" if isinstance(decision, Permit) and decision.basis else action


def _look(principal: Principal, action: str, subject: UUID, *, is_shown: bool) -> Look:
    home, names = principal.organisation.id, principal.names
    return Look(principal.caller, home, action, subject, is_shown, names, principal.person)
