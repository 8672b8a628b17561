"""What a token stands for, as a node knows it: in memory, from the store of all nodes, and while that is away."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from hub.domain.credentials import Session
from hub.errors import DatabaseAwayError
from hub.security import identity
from hub.sessions import TICKET_S, Sessions
from hub.testing.sessions import MemorySessions
from tests.factories import NOW, at_once

TOKEN_S = 300


class Clock:
    """Time as a test tells it."""

    now = NOW

    def __call__(self) -> datetime:
        return self.now


class Away(MemorySessions):
    """A store that is away for as long as a test says."""

    is_away = True

    async def keep(self, token_hash: bytes, session: Session) -> None:
        self._reach()
        await super().keep(token_hash, session)

    async def issue(self, ticket_hash: bytes, session: Session, expires_at: datetime) -> None:
        self._reach()
        await super().issue(ticket_hash, session, expires_at)

    async def redeem(self, ticket_hash: bytes, now: datetime) -> Session | None:
        self._reach()
        return await super().redeem(ticket_hash, now)

    def _reach(self) -> None:
        if self.is_away:
            raise DatabaseAwayError


@pytest.fixture
def clock() -> Clock:
    return Clock()


def node(store: MemorySessions, clock: Callable[[], datetime]) -> Sessions:
    return Sessions(store, identity, TOKEN_S, clock)


def begun(sessions: Sessions) -> tuple[Session, str]:
    session = sessions.of("tablet-u-001", b"thumbprint")
    return session, at_once(sessions.begin(session))


def test_a_token_is_known_to_the_node_that_gave_it_for_five_minutes(clock: Clock) -> None:
    sessions = node(MemorySessions(), clock)
    session, token = begun(sessions)

    assert sessions.known(identity.fingerprint(token)) == session
    clock.now += timedelta(seconds=TOKEN_S)
    assert sessions.known(identity.fingerprint(token)) is None
    assert sessions.known(b"another") is None


def test_another_node_finds_a_token_in_the_store_and_remembers_it(clock: Clock) -> None:
    store = MemorySessions()
    here, there = node(store, clock), node(store, clock)
    session, token = begun(here)
    stored = identity.fingerprint(token)

    assert there.known(stored) is None
    assert at_once(there.find(stored)) == session
    assert there.known(stored) == session


def test_a_ticket_binds_one_socket_at_any_node(clock: Clock) -> None:
    store = MemorySessions()
    here, there = node(store, clock), node(store, clock)
    session, _ = begun(here)
    ticket = at_once(here.ticket(session))

    assert at_once(there.redeem(ticket)) == session
    assert at_once(here.redeem(ticket)) is None


def test_while_the_store_is_away_tokens_and_tickets_are_good_at_their_node(clock: Clock) -> None:
    store = Away()
    here, there = node(store, clock), node(store, clock)
    session, token = begun(here)

    ticket = at_once(here.ticket(session))
    assert here.known(identity.fingerprint(token)) == session
    with pytest.raises(DatabaseAwayError):
        at_once(there.redeem(ticket))
    assert at_once(here.redeem(ticket)) == session
    with pytest.raises(DatabaseAwayError):
        at_once(here.redeem(ticket))
    store.is_away = False
    assert at_once(here.redeem(ticket)) is None, "once, here as well"


def test_a_ticket_of_a_node_alone_is_not_good_for_ever(clock: Clock) -> None:
    sessions = node(Away(), clock)
    session, _ = begun(sessions)
    ticket = at_once(sessions.ticket(session))
    clock.now += timedelta(seconds=TICKET_S)

    assert at_once(sessions.redeem(ticket)) is None


def test_what_is_over_is_forgotten(clock: Clock) -> None:
    sessions = node(MemorySessions(), clock)
    for _ in range(5001):
        begun(sessions)
    clock.now += timedelta(seconds=TOKEN_S)
    for _ in range(5001):
        begun(sessions)

    assert len(sessions._known) == 5001
