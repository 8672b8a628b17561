"""How many patients are on their way to a hospital: what counts, who is told, and that it is a number and no more."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec

from hub.domain.figures import CaseFigures, Interval
from hub.domain.relationship import Relationship
from hub.postgres.figures import PostgresFigures
from hub.postgres.pool import Pool
from hub.roster import Roster
from hub.testing import MemoryRegister
from hub.web.approach import Approach
from tests.factories import ORGANISATIONS, command_center, crew, hospital, new_key

TODAY = datetime.now(UTC).date()


ON_THE_WAY: Final = CaseFigures(department="fd-01", day=TODAY.isoformat(), minutes={})


async def stands(pool: Pool, facility: str, near: Relationship, counted: CaseFigures | None) -> None:
    """Lets a case stand on the stream of a hospital, and be counted."""
    subject = new_key()
    async with pool.acquire() as connection:
        await connection.execute("insert into standing values ($1, $2, $3)", f"facility:{facility}", subject, near)
        if counted:
            figures = msgspec.json.encode(counted).decode()
            await connection.execute("insert into case_figures values ($1, 1, $2)", subject, figures)


async def test_only_patients_who_were_accepted_and_have_not_arrived_are_on_their_way(pool: Pool) -> None:
    last_week = (TODAY - timedelta(days=7)).isoformat()
    for counted in (ON_THE_WAY, ON_THE_WAY):
        await stands(pool, "h-901", Relationship.ACCEPTED, counted)
    for nobody in (
        replace(ON_THE_WAY, is_exercise=True),
        replace(ON_THE_WAY, is_over=True),
        replace(ON_THE_WAY, minutes={Interval.TRANSPORT.value: 12}),
        replace(ON_THE_WAY, day=last_week),
        None,
    ):
        await stands(pool, "h-901", Relationship.ACCEPTED, nobody)
    await stands(pool, "h-902", Relationship.ASKED, ON_THE_WAY)
    await stands(pool, "h-903", Relationship.ACCEPTED, ON_THE_WAY)

    assert await PostgresFigures(pool).approaching(["h-901", "h-902"]) == {"h-901": 2}


async def test_a_crew_and_a_command_centre_are_told_of_their_area_and_a_hospital_of_nobody() -> None:
    register = MemoryRegister()
    await register.enrol(ORGANISATIONS, [])
    roster = Roster(register)
    await roster.renew()

    async def counted(hospitals: Sequence[str]) -> Mapping[str, int]:
        await asyncio.sleep(0)
        assert "h-001" in hospitals
        return {"h-001": 2, "h-elsewhere": 7}

    approach = Approach(roster, counted)
    assert approach.of(crew()) == {}
    await approach.renew()

    assert approach.of(crew()) == approach.of(command_center()) == {"h-001": 2}
    assert approach.of(hospital()) is None
