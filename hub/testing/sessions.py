"""What tokens and tickets stand for, in memory."""

from datetime import datetime

from hub.domain.credentials import Session


class MemorySessions:
    """Implements `hub.sessions.SessionStore`."""

    def __init__(self) -> None:
        """Starts with nothing."""
        self._tokens: dict[bytes, Session] = {}
        self._used: set[bytes] = set()
        self._tickets: dict[bytes, tuple[Session, datetime]] = {}

    async def keep(self, token_hash: bytes, session: Session) -> None:
        """Keeps what a token stands for."""
        self._tokens[token_hash] = session

    async def find(self, token_hash: bytes, now: datetime) -> Session | None:
        """Returns what a token stands for; None where it is not good."""
        session = self._tokens.get(token_hash)
        return session if session and session.expires_at > now else None

    async def issue(self, ticket_hash: bytes, session: Session, expires_at: datetime) -> None:
        """Keeps what a ticket stands for until then."""
        self._tickets[ticket_hash] = session, expires_at

    async def redeem(self, ticket_hash: bytes, now: datetime) -> Session | None:
        """Uses a ticket up and returns what it stands for; None where it is not good."""
        session, good_until = self._tickets.pop(ticket_hash, (None, now))
        return session if session and min(good_until, session.expires_at) > now else None

    async def use(self, name: bytes, until: datetime) -> bool:  # noqa: ARG002  memory lasts longer
        """Remembers that a name is used; tells whether it is used for the first time."""
        is_new = name not in self._used
        self._used.add(name)
        return is_new
