"""Asks an outside system about a case for somebody who waits: with a right to it, on a ground, written down first.

Nothing of the answer is kept. Passing it on is an act of the crew, and a submission of its own.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from hub.domain.disclosure import Relationship
from hub.domain.people import Principal
from hub.errors import InvalidSubmissionError, Issue, LookupUnavailableError, NotFoundError
from hub.looks import Looks
from hub.relay.link import Link
from hub.relay.relay import Relay
from hub.sdk import Direction, Found, LegalBasis, NotFound, Question, TryLater, Unknown


class Lookups:
    """Questions to the outside systems of the asker's own organisation."""

    def __init__(self, relay: Relay, looks: Looks) -> None:
        """Takes the connections, and who may look."""
        self._relay = relay
        self._looks = looks

    async def ask(
        self, caller: Principal, case: UUID, name: str, basis: str, criteria: Mapping[str, Any]
    ) -> Found | NotFound:
        """Asks a connection about a case.

        Raises:
            NotFoundError: There is no such case or connection for this caller.
            InvalidSubmissionError: This is no ground on which that system may be asked.
            LookupUnavailableError: The other side has not answered.
        """
        link = self._link(caller, name)
        ground = next((each for each in link.manifest.legal_basis if each.value == basis), None)
        if ground is None:
            raise InvalidSubmissionError(
                [Issue("basis", "unknown-code", "コード表にない値です", "is not in the code list")]
            )
        _, near = await self._looks.at(case, caller, f"look-up {name}")
        if near < Relationship.ACCEPTED:
            raise NotFoundError
        reply = await link.look_up(self._question(caller, case, ground, criteria))
        if isinstance(reply, TryLater | Unknown):
            raise LookupUnavailableError
        return reply

    def _link(self, caller: Principal, name: str) -> Link:
        link = self._relay.links.get(name)
        if (
            link is None
            or Direction.LOOKUP not in link.manifest.directions
            or link.connection.organisation != caller.organisation.id
        ):
            raise NotFoundError
        return link

    def _question(self, caller: Principal, case: UUID, basis: LegalBasis, criteria: Mapping[str, Any]) -> Question:
        return Question(id=str(uuid4()), case=case, caller=caller.caller, basis=basis, criteria=criteria)
