"""What an operator may see and do of connections: how they stand, what is parked, and to send that again.

A replay goes to one connection, holds only what that connection never took, is looked at first, and is confirmed with
the exact number and a token that is good once. Between the two nothing can slip in: what was looked at is sent, or
nothing is. It goes out under the old ids, and only as far as there is a right to it when it leaves.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

from hub.deliveries import Parked, ParkedMessages, Replay, Selection
from hub.domain.codes import OrganisationKind
from hub.domain.people import Connection
from hub.domain.scope import Scope
from hub.errors import ConflictError, InvalidSubmissionError, Issue, NotFoundError
from hub.roster import Roster

MOST: Final = 1_000
"""Messages in one replay."""
_GOOD_FOR: Final = timedelta(minutes=5)


class Board(Protocol):
    """What the switchboard needs of a relay."""

    def standing(self, name: str, *, is_held: bool) -> tuple[str, datetime | None, str | None]:
        """Returns how a connection stands, since when, and why."""

    def rings(self, name: str) -> None:
        """Wakes a connection."""


class FromAfar:
    """Implements `Board` where the relay runs in another process: that one looks for what is due by itself."""

    def standing(self, name: str, *, is_held: bool) -> tuple[str, datetime | None, str | None]:  # noqa: ARG002  the port's
        """Returns whether some node holds the connection; how it stands only that node knows."""
        return ("held" if is_held else "idle"), None, None

    def rings(self, name: str) -> None:
        """Does nothing."""


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
    is_paused: bool
    may_pause: bool


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
    """Serves operators, each within its scope."""

    def __init__(self, relay: Board, parked: ParkedMessages, roster: Roster, credentials: Credentials) -> None:
        """Takes the connections, what is parked, who takes part, and how tokens are made."""
        self._relay = relay
        self._parked = parked
        self._roster = roster
        self._credentials = credentials

    async def connections(self, scope: Scope) -> Sequence[Standing]:
        """Returns how the scope's connections stand."""
        return await self._standings(each for each in self._known() if scope.holds(each.organisation))

    async def telling(self, area: str) -> Sequence[Standing]:
        """Returns how those stand by which an area's authority tells others what its hospitals say of themselves."""
        authorities = {each.id for each in self._roster.area(area) if each.kind is OrganisationKind.AUTHORITY}
        return await self._standings(
            each for each in self._known() if each.takes_status and each.organisation in authorities
        )

    def _known(self) -> Iterable[Connection]:
        return self._roster.connections.values()

    async def _standings(self, connections: Iterable[Connection]) -> Sequence[Standing]:
        mine = {each.name: each for each in connections}
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
                    is_paused=each.is_paused,
                    may_pause=connection.takes_cases or connection.takes_status,
                )
            )
        return standings

    async def parked(self, scope: Scope, name: str, selection: Selection) -> Sequence[Parked]:
        """Returns parked messages of a connection.

        Raises:
            NotFoundError: There is no such connection in this scope.
        """
        self._permit(scope, name)
        return await self._parked.parked(name, selection, MOST)

    async def pause(self, scope: Scope, name: str, *, is_paused: bool) -> None:
        """Lets a connection rest: what is for it waits in its inbox, in order, until it may go on.

        Raises:
            NotFoundError: There is no such connection in this scope.
        """
        self._permit(scope, name)
        await self._parked.pause(name, scope, is_paused=is_paused)
        self._relay.rings(name)

    async def preview(self, scope: Scope, name: str, selection: Selection) -> Preview:
        """Looks at what a replay would send, and keeps exactly that for a confirmation.

        Raises:
            NotFoundError: There is no such connection in this scope, or nothing is parked that was meant.
            InvalidSubmissionError: More is meant than one replay may hold.
        """
        self._permit(scope, name)
        found = await self._parked.parked(name, selection, MOST + 1)
        if not found:
            raise NotFoundError
        if len(found) > MOST:
            raise InvalidSubmissionError([_TOO_MANY])
        token, expires_at = self._credentials.new_token(), datetime.now(UTC) + _GOOD_FOR
        offsets = [each.offset for each in found]
        fingerprint = self._credentials.fingerprint(token)
        await self._parked.prepare(Replay(fingerprint, name, scope.caller, offsets, expires_at))
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

    async def confirm(self, scope: Scope, name: str, token: str, count: int) -> int:
        """Sends again what was looked at.

        Raises:
            NotFoundError: There is no such connection in this scope.
            ConflictError: The token, the number or one of the messages is not as it was; nothing is sent.
        """
        self._permit(scope, name)
        now = datetime.now(UTC)
        replay = Replay(self._credentials.fingerprint(token), name, scope.caller, (), now)
        replayed = await self._parked.confirm(replay, scope, count)
        if replayed is None:
            raise ConflictError("replay-not-as-looked-at")
        self._relay.rings(name)
        return replayed

    def _permit(self, scope: Scope, name: str) -> None:
        connection = self._roster.connections.get(name)
        if connection is None or not scope.holds(connection.organisation):
            raise NotFoundError


_TOO_MANY: Final = Issue(
    "", "wrong-number", f"一度に再送できるのは{MOST}件までです", f"a replay holds at most {MOST} messages"
)
