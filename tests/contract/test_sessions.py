"""What every store of sessions promises, on the memory twin and on PostgreSQL alike."""

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from hub.domain.credentials import Session, thumbprint
from hub.domain.people import Caller
from hub.postgres.pool import Pool
from hub.postgres.register import PostgresRegister
from hub.postgres.sessions import PostgresSessions
from hub.sessions import SessionStore
from hub.testing.sessions import MemorySessions
from tests.factories import ORGANISATIONS

_numbers = count(1)
NOW = datetime.now(UTC) + timedelta(hours=1)  # the database's own clock sweeps none of this away, however late it runs
LATER = NOW + timedelta(minutes=5)


TABLET = Caller(id="tablet-s", organisation="fd-01", role="crew", unit="u-001", name="端末", key="a key of tablet-s")


@pytest.fixture(params=["memory", "postgresql"])
def sessions(request: pytest.FixtureRequest) -> SessionStore:
    """Both implementations, one after the other."""
    return MemorySessions() if request.param == "memory" else PostgresSessions(request.getfixturevalue("pool"))


@pytest.fixture
async def session(pool: Pool) -> Session:
    """A session of a person at a device that is enrolled."""
    await PostgresRegister(pool).enrol(ORGANISATIONS, [TABLET])
    return Session(TABLET.id, thumbprint("a key of tablet-s"), LATER, "nurse-1", ("pop", "user"))


@pytest.fixture
def name() -> bytes:
    return b"hash %d" % next(_numbers)


class TestSessionStore:
    """`hub.sessions.SessionStore`."""

    async def test_a_token_stands_for_what_it_was_kept_with_until_it_expires(
        self, sessions: SessionStore, session: Session, name: bytes
    ) -> None:
        await sessions.keep(name, session)

        assert await sessions.find(name, NOW) == session
        assert await sessions.find(name, NOW) == session, "as often as one asks"
        assert await sessions.find(name, LATER) is None
        assert await sessions.find(b"no such token", NOW) is None

    async def test_a_token_of_a_bearer_is_told_from_a_bound_one(
        self, sessions: SessionStore, session: Session, name: bytes
    ) -> None:
        system = Session(session.caller, session.thumbprint, LATER, is_bearer=True)
        await sessions.keep(name, system)

        assert await sessions.find(name, NOW) == system

    async def test_a_ticket_is_used_up_and_only_in_time(
        self, sessions: SessionStore, session: Session, name: bytes
    ) -> None:
        await sessions.issue(name, session, NOW + timedelta(seconds=30))

        assert await sessions.redeem(name, NOW) == session
        assert await sessions.redeem(name, NOW) is None
        await sessions.issue(name + b"2", session, NOW + timedelta(seconds=30))
        assert await sessions.redeem(name + b"2", NOW + timedelta(seconds=30)) is None

    async def test_a_ticket_is_good_no_longer_than_its_token(
        self, sessions: SessionStore, session: Session, name: bytes
    ) -> None:
        ending = session._replace(expires_at=NOW + timedelta(seconds=5))
        await sessions.issue(name, ending, NOW + timedelta(seconds=30))

        assert await sessions.redeem(name, NOW + timedelta(seconds=6)) is None

    async def test_of_two_sockets_that_show_a_ticket_at_once_one_is_bound(
        self, sessions: SessionStore, session: Session, name: bytes
    ) -> None:
        await sessions.issue(name, session, LATER)

        bound = await asyncio.gather(*(sessions.redeem(name, NOW) for _ in range(4)))

        assert sorted(map(bool, bound)) == [False, False, False, True]

    async def test_a_name_is_used_once(self, sessions: SessionStore, name: bytes) -> None:
        answers = await asyncio.gather(*(sessions.use(name, LATER) for _ in range(3)))

        assert sorted(answers) == [False, False, True]
        assert await sessions.use(name + b"2", LATER)
