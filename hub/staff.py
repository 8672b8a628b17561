"""What an operator does about persons from the command line: who there is, codes for them, the first administrator."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from hub.database import database
from hub.domain.codes import Role
from hub.domain.people import Caller
from hub.enrolments import PAGES, Issued
from hub.errors import ConflictError
from hub.persons import Known, Person
from hub.postgres.persons import PostgresPersons
from hub.postgres.pool import Pool
from hub.postgres.register import PostgresRegister
from hub.security import identity
from hub.settings import Settings

T = TypeVar("T")


def known(settings: Settings) -> Sequence[Known]:
    """Returns everybody who is registered."""

    async def work(pool: Pool) -> Sequence[Known]:
        return list((await PostgresPersons(pool).load()).values())

    return asyncio.run(_with_pool(settings, work))


def code(settings: Settings, person: str) -> Issued:
    """Issues a one-time code by which somebody adds a passkey, or sets the PIN, at an enrolled device.

    Raises:
        NotFoundError: There is no such person.
    """

    async def work(pool: Pool) -> Issued:
        persons = PostgresPersons(pool)
        issued, until = await _issued(settings, lambda *kept: persons.issue_code(person, *kept))
        roles = (await persons.load())[person].person.roles
        page = next(PAGES[role] for role in PAGES if role in roles)
        return Issued(issued, f"{settings.public_url}/{page}#person={issued}", until)

    return asyncio.run(_with_pool(settings, work))


def revoke(settings: Settings, person: str) -> None:
    """Takes a person's right away, at every device.

    Raises:
        NotFoundError: There is no such person.
    """

    async def work(pool: Pool) -> None:
        await PostgresPersons(pool).revoke(person)

    asyncio.run(_with_pool(settings, work))


def bootstrap(settings: Settings, organisation: str, person: str, name: str) -> Issued:
    """Registers the first administrator of an organisation with a screen of their own; one link enrols both.

    Raises:
        ConflictError: It has an administrator with a passkey already.
        InvalidSubmissionError: The organisation is not there, or an id is none.
    """

    async def work(pool: Pool) -> Issued:
        persons, register = PostgresPersons(pool), PostgresRegister(pool)
        if any(_administers(each, organisation) for each in (await persons.load()).values()):
            raise ConflictError("already-bootstrapped")
        screen = Caller(
            id=f"operations-{person}",
            organisation=organisation,
            role=Role.ADMINISTRATOR.value,
            unit=None,
            name="運用画面",
            key=None,
        )
        await register.enrol([], [screen])
        roles = frozenset({Role.ADMINISTRATOR})
        await persons.enrol([Person(id=person, organisation=organisation, name=name, roles=roles)])
        device, _ = await _issued(settings, lambda *kept: register.issue_code(screen.id, *kept))
        issued, until = await _issued(settings, lambda *kept: persons.issue_code(person, *kept))
        return Issued(issued, f"{settings.public_url}/operations#code={device}&person={issued}", until)

    return asyncio.run(_with_pool(settings, work))


def _administers(known: Known, organisation: str) -> bool:
    person = known.person
    is_one = person.organisation == organisation and Role.ADMINISTRATOR in person.roles
    return is_one and known.passkeys > 0 and not person.is_revoked


async def _issued(settings: Settings, keep: Callable[[bytes, datetime], Awaitable[None]]) -> tuple[str, datetime]:
    issued, until = identity.new_code(), datetime.now(UTC) + timedelta(seconds=settings.enrolment_code_ttl_s)
    await keep(identity.fingerprint(issued), until)
    return issued, until


async def _with_pool(settings: Settings, work: Callable[[Pool], Awaitable[T]]) -> T:
    async with database(settings) as pool:
        return await work(pool)
