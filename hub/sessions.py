"""What the tokens of this node's callers stand for: in memory first, and in the store for every other node.

While the database is away a caller goes on: what it gets then is good at this node, and lasts no longer than any other.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

from hub.domain.credentials import Session
from hub.errors import UnavailableError

TICKET_S: Final = 30
"""How long a ticket is good, once."""
_MANY: Final = 10_000


class SessionStore(Protocol):
    """What tokens and tickets stand for, by their hashes. It outlives a node, and no crash of the database."""

    async def keep(self, token_hash: bytes, session: Session) -> None:
        """Keeps what a token stands for."""

    async def find(self, token_hash: bytes, now: datetime) -> Session | None:
        """Returns what a token stands for; None where it is not good."""

    async def issue(self, ticket_hash: bytes, session: Session, expires_at: datetime) -> None:
        """Keeps what a ticket stands for until then."""

    async def redeem(self, ticket_hash: bytes, now: datetime) -> Session | None:
        """Uses a ticket up and returns what it stands for; None where it is not good."""

    async def use(self, name: bytes, until: datetime) -> bool:
        """Remembers until then that a name is used; tells whether it is used for the first time."""


class Secrets(Protocol):
    """How tokens and tickets are made, and what is stored of them."""

    def new_token(self) -> str:
        """Returns a token nobody has."""

    def fingerprint(self, secret: str, /) -> bytes:
        """Returns what is stored of a token."""


def _now() -> datetime:
    return datetime.now(UTC)


class Sessions:
    """Gives out tokens and tickets and knows what they stand for."""

    def __init__(
        self, store: SessionStore, secrets: Secrets, token_s: int, clock: Callable[[], datetime] = _now
    ) -> None:
        """Takes what is shared with other nodes, how secrets are made, how long tokens last, and how time passes."""
        self.token_s = token_s
        self._store = store
        self._secrets = secrets
        self._clock = clock
        self._known: dict[bytes, Session] = {}
        self._tickets: dict[bytes, tuple[Session, datetime]] = {}
        self._tidy_at = _MANY

    async def begin(self, session: Session) -> str:
        """Returns a new token that stands for a session."""
        token = self._secrets.new_token()
        stored = self._secrets.fingerprint(token)
        with suppress(UnavailableError):  # it is known here
            await self._store.keep(stored, session)
        self._remember(stored, session)
        return token

    def of(self, caller: str, thumbprint: bytes) -> Session:
        """Returns a session that begins now."""
        return Session(caller, thumbprint, self._clock() + timedelta(seconds=self.token_s))

    async def use(self, name: bytes, until: float) -> bool:
        """Tells whether a name is used for the first time, and remembers it until then.

        Raises:
            UnavailableError: The store cannot be asked.
        """
        return await self._store.use(name, datetime.fromtimestamp(until, UTC))

    def known(self, token_hash: bytes) -> Session | None:
        """Returns what a token stands for as far as this node remembers."""
        session = self._known.get(token_hash)
        return session if session is not None and session.expires_at > self._clock() else None

    async def find(self, token_hash: bytes) -> Session | None:
        """Returns what a token stands for that may come from another node.

        Raises:
            UnavailableError: The store cannot be asked.
        """
        session = await self._store.find(token_hash, self._clock())
        if session is not None:
            self._remember(token_hash, session)
        return session

    async def ticket(self, session: Session) -> str:
        """Returns a ticket by which one socket is bound to a session."""
        ticket, good_until = self._secrets.new_token(), self._clock() + timedelta(seconds=TICKET_S)
        stored = self._secrets.fingerprint(ticket)
        try:
            await self._store.issue(stored, session, good_until)
        except UnavailableError:
            now = self._clock()
            self._tickets = {each: held for each, held in self._tickets.items() if held[1] > now}
            self._tickets[stored] = session, good_until
        return ticket

    async def redeem(self, ticket: str) -> Session | None:
        """Uses a ticket up and returns its session; None where it is not good.

        Raises:
            UnavailableError: The store cannot be asked.
        """
        now, stored = self._clock(), self._secrets.fingerprint(ticket)
        session, good_until = self._tickets.pop(stored, (None, now))
        if session is None:
            return await self._store.redeem(stored, now)
        return session if min(good_until, session.expires_at) > now else None

    def _remember(self, token_hash: bytes, session: Session) -> None:
        self._known[token_hash] = session
        if len(self._known) > self._tidy_at:
            now = self._clock()
            self._known = {each: held for each, held in self._known.items() if held.expires_at > now}
            self._tidy_at = max(_MANY, 2 * len(self._known))
