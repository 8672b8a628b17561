"""What an operator does to a hub from the command line, on its database.

The schema, who takes part, what is let go; and the same questions as over HTTP, about connections and messages.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec

from hub.database import database
from hub.deliveries import Parked, Selection
from hub.domain.case import Case
from hub.domain.codes import Role
from hub.domain.people import Caller, Organisation
from hub.domain.scope import Scope, whole
from hub.domain.statistics import Cell, cells, count, excerpt
from hub.errors import InvalidSubmissionError, Issue
from hub.keychain import key_ring
from hub.persons import Person
from hub.postgres.figures import PostgresFigures
from hub.postgres.journal import PostgresJournal
from hub.postgres.migrate import migrate as apply_migrations
from hub.postgres.opened import opened
from hub.postgres.parked_messages import PostgresParkedMessages
from hub.postgres.persons import PostgresPersons
from hub.postgres.pool import Pool
from hub.postgres.register import PostgresRegister
from hub.postgres.traces import PostgresTraces
from hub.recall import Memory
from hub.relay.switchboard import FromAfar, Preview, Standing, Switchboard
from hub.roster import Roster
from hub.security import identity
from hub.security.jwk import PublicKey, plain
from hub.security.sealing import AesSealer
from hub.settings import Settings
from hub.traces import Sought, Trace, Tracer

T = TypeVar("T")

_JAPAN: Final = timezone(timedelta(hours=9), "JST")
_AT_ONCE: Final = 500
"""Cases that are in memory at a time."""
_NO_MONTH: Final = ("not-a-month", "年月(2026-10など)を指定してください", "is no month such as 2026-10")
_NOT_OVER: Final = ("not-over", "終わった月だけを集計できます", "is not over yet")


def migrate(settings: Settings) -> int:
    """Brings the schema up to date and returns how many files were applied."""

    async def work(pool: Pool) -> int:
        async with pool.acquire() as connection:
            return await apply_migrations(connection)

    return asyncio.run(_with_pool(settings, work))


def enrol(settings: Settings, path: Path) -> str:
    """Loads an enrolment file and says how many organisations, callers and persons stand in it.

    Raises:
        InvalidSubmissionError: The file is no enrolment file.
    """
    try:
        held = json.loads(path.read_bytes())
        organisations = [msgspec.convert(each, Organisation, strict=False) for each in held["organisations"]]
        callers = [_caller(each) for each in held["callers"]]
        persons = [msgspec.convert(each, Person) for each in held.get("persons", ())]
    except (OSError, ValueError, KeyError, TypeError, msgspec.ValidationError) as error:
        issue = Issue(
            path.name, "not-an-enrolment-file", "登録ファイルとして読み取れません", f"cannot be read: {error}"
        )
        raise InvalidSubmissionError([issue]) from error

    async def work(pool: Pool) -> None:
        await PostgresRegister(pool).enrol(organisations, callers)
        await PostgresPersons(pool).enrol(persons)

    asyncio.run(_with_pool(settings, work))
    return f"{len(organisations)} organisations, {len(callers)} callers, {len(persons)} persons"


def _caller(held: dict[str, Any]) -> Caller:
    key = held.get("key")
    role = Role(held["role"])
    if role is Role.CREW and not held.get("unit"):
        raise ValueError(f"{held['id']} is a crew's and names no unit")
    return Caller(
        id=held["id"],
        organisation=held["organisation"],
        role=role.value,
        unit=held.get("unit"),
        name=held["name"],
        key=PublicKey(key).jwk if key else None,
        system_keys=[PublicKey(plain(each)).jwk for each in held.get("jwks", {"keys": []})["keys"]],
    )


def code(settings: Settings, caller: str) -> str:
    """Issues a one-time code by which a device becomes this caller.

    Raises:
        NotFoundError: There is no such caller.
    """
    issued = identity.new_code()
    expires_at = datetime.now(UTC) + timedelta(seconds=settings.enrolment_code_ttl_s)

    async def work(pool: Pool) -> None:
        await PostgresRegister(pool).issue_code(caller, identity.fingerprint(issued), expires_at)

    asyncio.run(_with_pool(settings, work))
    return issued


def revoke(settings: Settings, caller: str) -> None:
    """Takes a caller's right away; its live sockets end within a second.

    Raises:
        NotFoundError: There is no such caller.
    """

    async def work(pool: Pool) -> None:
        await PostgresRegister(pool).revoke(caller)

    asyncio.run(_with_pool(settings, work))


def disconnect(settings: Settings, connection: str) -> None:
    """Lets a connection go, with what waits for it.

    Raises:
        NotFoundError: There is no such connection.
    """

    async def work(pool: Pool) -> None:
        await PostgresRegister(pool).disconnect(connection)

    asyncio.run(_with_pool(settings, work))


def standings(settings: Settings) -> Sequence[Standing]:
    """Returns how every connection stands, as far as the database knows."""

    async def work(pool: Pool) -> Sequence[Standing]:
        switchboard, scope = await _switchboard(pool)
        return await switchboard.connections(scope)

    return asyncio.run(_with_pool(settings, work))


def parked(settings: Settings, connection: str) -> Sequence[Parked]:
    """Returns the parked messages of a connection.

    Raises:
        NotFoundError: There is no such connection.
    """

    async def work(pool: Pool) -> Sequence[Parked]:
        switchboard, scope = await _switchboard(pool)
        return await switchboard.parked(scope, connection, Selection())

    return asyncio.run(_with_pool(settings, work))


def pause(settings: Settings, connection: str, *, is_paused: bool) -> None:
    """Lets a connection rest, or go on.

    Raises:
        NotFoundError: There is no such connection.
    """

    async def work(pool: Pool) -> None:
        switchboard, scope = await _switchboard(pool)
        await switchboard.pause(scope, connection, is_paused=is_paused)

    asyncio.run(_with_pool(settings, work))


def replay(settings: Settings, connection: str, selection: Selection, count: Callable[[Preview], int]) -> int:
    """Shows what a replay would send, and sends it where ``count`` repeats the number; returns how many were sent.

    Raises:
        NotFoundError: There is no such connection, or nothing is parked that was meant.
        ConflictError: The number or one of the messages is not as it was; nothing is sent.
    """

    async def work(pool: Pool) -> int:
        switchboard, scope = await _switchboard(pool)
        shown = await switchboard.preview(scope, connection, selection)
        return await switchboard.confirm(scope, connection, shown.token, count(shown))

    return asyncio.run(_with_pool(settings, work))


def trace(settings: Settings, of: str) -> Sequence[Trace]:
    """Returns the way of a message.

    Raises:
        InvalidSubmissionError: Nobody can tell which is meant.
        NotFoundError: There is none.
    """
    sought = Sought.read(of)

    async def work(pool: Pool) -> Sequence[Trace]:
        roster = await _roster(pool)
        tracer = Tracer(PostgresTraces(pool), lambda: roster.directory, lambda: roster.connections)
        return await tracer.trace(whole(roster.directory), sought)

    return asyncio.run(_with_pool(settings, work))


def export(settings: Settings, month: str) -> Sequence[Cell]:
    """Returns what may be told of a month that is over, in the categories of the national forms.

    Raises:
        InvalidSubmissionError: It is no month, or not over.
    """
    since, until = _month(month)

    async def work(pool: Pool) -> Sequence[Cell]:
        roster, sealer = await _roster(pool), AesSealer(key_ring(settings))
        subjects = await opened(pool, since, until, whole(roster.directory))
        documents = []
        for some in (subjects[at : at + _AT_ONCE] for at in range(0, len(subjects), _AT_ONCE)):
            memory = Memory(PostgresJournal(pool), sealer)
            await memory.recall(some)
            documents += [excerpt(state.rest) for each in some if isinstance(state := memory.newest(each), Case)]
        return list(cells(count(documents)))

    return asyncio.run(_with_pool(settings, work))


def recount(settings: Settings) -> None:
    """Lets the numbers of statistics go, so that a running hub counts them anew."""

    async def work(pool: Pool) -> None:
        await PostgresFigures(pool).restart()

    asyncio.run(_with_pool(settings, work))


def _month(text: str) -> tuple[datetime, datetime]:
    """Reads a month of Japan; of one that is not over the same would be told twice, and could be subtracted."""
    try:
        since = datetime.strptime(text, "%Y-%m").replace(tzinfo=_JAPAN)
    except ValueError:
        raise InvalidSubmissionError([Issue("month", *_NO_MONTH)]) from None
    until = (since + timedelta(days=31)).replace(day=1)
    if until > datetime.now(UTC):
        raise InvalidSubmissionError([Issue("month", *_NOT_OVER)])
    return since, until


async def _switchboard(pool: Pool) -> tuple[Switchboard, Scope]:
    """Returns what operators of a hub use, on its database, with the scope of who works on the machine."""
    roster = await _roster(pool)
    return Switchboard(FromAfar(), PostgresParkedMessages(pool), roster, identity), whole(roster.directory)


async def _roster(pool: Pool) -> Roster:
    roster = Roster(PostgresRegister(pool))
    await roster.renew()
    return roster


async def _with_pool(settings: Settings, work: Callable[[Pool], Awaitable[T]]) -> T:
    async with database(settings) as pool:
        return await work(pool)
