"""What an administrator may see and do of connections: how they stand, what is parked, and to send that again.

A replay goes to one connection, holds only what that connection never took, is looked at first, and is confirmed with
the exact number and a token that is good once. Between the two nothing can slip in: what was looked at is sent, or
nothing is. It goes out under the old ids, and only as far as there is a right to it when it leaves.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

from hub.deliveries import Parked, ParkedMessages, Replay, Selection
from hub.domain.codes import OrganisationKind, Role
from hub.domain.people import Connection, Principal
from hub.errors import ConflictError, InvalidSubmissionError, Issue, NotFoundError
from hub.relay.relay import Relay
from hub.roster import Roster

MOST: Final = 1_000
"""Messages in one replay."""
_GOOD_FOR: Final = timedelta(minutes=5)


class Credentials(Protocol):
    """What the switchboard needs to know of tokens."""

    def fingerprint(self, secret: str, /) -> bytes:
        """Returns what is stored of a token."""

    def new_token(self) -> str:
        """Returns a token nobody has."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How one connection stands."""

    name: str
    adapter: str
    organisation: str
    state: str
    since: datetime | None
    reason: str | None
    backlog: int
    parked: int
    oldest_age_s: float | None
    last_code: str | None


@dataclass(frozen=True, slots=True)
class Preview:
    """What a replay would send: to whom, how many, which; and the token that confirms it."""

    connection: str
    count: int
    by_code: dict[str, int]
    by_kind: dict[str, int]
    oldest_at: datetime
    newest_at: datetime
    token: str
    expires_at: datetime


class Switchboard:
    """Serves administrators, each for its own organisation; an authority's for its area."""

    def __init__(self, relay: Relay, parked: ParkedMessages, roster: Roster, credentials: Credentials) -> None:
        """Takes the connections, what is parked, who takes part, and how tokens are made."""
        self._relay = relay
        self._parked = parked
        self._roster = roster
        self._credentials = credentials

    async def connections(self, caller: Principal) -> Sequence[Standing]:
        """Returns how the caller's connections stand.

        Raises:
            NotFoundError: The caller is no administrator.
        """
        mine = {each.name: each for each in self._roster.connections.values() if self._is_of(caller, each)}
        backlogs = await self._parked.backlogs(list(mine))
        now = datetime.now(UTC)
        standings = []
        for each in backlogs:
            state, since, reason = self._relay.standing(each.name, is_held=each.is_held)
            age_s = None if each.oldest_at is None else (now - each.oldest_at).total_seconds()
            connection, backlog = mine[each.name], each.behind + each.waiting
            standings.append(
                Standing(
                    name=each.name,
                    adapter=connection.adapter,
                    organisation=connection.organisation,
                    state=state,
                    since=since,
                    reason=reason,
                    backlog=backlog,
                    parked=each.parked,
                    oldest_age_s=age_s,
                    last_code=each.code,
                )
            )
        return standings

    async def parked(self, caller: Principal, name: str, selection: Selection) -> Sequence[Parked]:
        """Returns parked messages of a connection.

        Raises:
            NotFoundError: There is no such connection for this caller.
        """
        self._permit(caller, name)
        return await self._parked.parked(name, selection, MOST)

    async def preview(self, caller: Principal, name: str, selection: Selection) -> Preview:
        """Looks at what a replay would send, and keeps exactly that for a confirmation.

        Raises:
            NotFoundError: There is no such connection for this caller, or nothing is parked that was meant.
            InvalidSubmissionError: More is meant than one replay may hold.
        """
        self._permit(caller, name)
        found = await self._parked.parked(name, selection, MOST + 1)
        if not found:
            raise NotFoundError
        if len(found) > MOST:
            raise InvalidSubmissionError([_TOO_MANY])
        token, expires_at = self._credentials.new_token(), datetime.now(UTC) + _GOOD_FOR
        offsets = [each.offset for each in found]
        fingerprint = self._credentials.fingerprint(token)
        await self._parked.prepare(Replay(fingerprint, name, caller.caller, offsets, expires_at))
        return Preview(
            connection=name,
            count=len(found),
            by_code=dict(Counter(each.code or "" for each in found)),
            by_kind=dict(Counter(each.kind for each in found)),
            oldest_at=min(each.recorded_at for each in found),
            newest_at=max(each.recorded_at for each in found),
            token=token,
            expires_at=expires_at,
        )

    async def confirm(self, caller: Principal, name: str, token: str, count: int) -> int:
        """Sends again what was looked at.

        Raises:
            NotFoundError: There is no such connection for this caller.
            ConflictError: The token, the number or one of the messages is not as it was; nothing is sent.
        """
        self._permit(caller, name)
        now = datetime.now(UTC)
        replay = Replay(self._credentials.fingerprint(token), name, caller.caller, (), now)
        replayed = await self._parked.confirm(replay, caller.organisation.id, count)
        if replayed is None:
            raise ConflictError("replay-not-as-looked-at")
        self._relay.rings(name)
        return replayed

    def _permit(self, caller: Principal, name: str) -> None:
        connection = self._roster.connections.get(name)
        if connection is None or not self._is_of(caller, connection):
            raise NotFoundError

    def _is_of(self, caller: Principal, connection: Connection) -> bool:
        if caller.role is not Role.ADMINISTRATOR:
            raise NotFoundError
        if connection.organisation == caller.organisation.id:
            return True
        other = self._roster.directory.get(connection.organisation)
        is_authority = caller.organisation.kind is OrganisationKind.AUTHORITY
        return is_authority and other is not None and other.area == caller.organisation.area


_TOO_MANY: Final = Issue(
    "", "wrong-number", f"一度に再送できるのは{MOST}件までです", f"a replay holds at most {MOST} messages"
)
