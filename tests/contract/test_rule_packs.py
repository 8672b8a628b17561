"""The rules of regions on PostgreSQL: the directory has them, and a version that was loaded never changes."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace

import pytest

from hub.errors import InvalidSubmissionError, NotFoundError
from hub.postgres.migrate import migrate
from hub.postgres.pool import Pool, connect
from hub.postgres.register import PostgresRegister
from hub.postgres.rule_packs import PostgresRulePacks
from tests.factories import ORGANISATIONS
from tests.rules import EAST, WEST


@pytest.fixture(scope="module")
async def own_pool(new_database: Callable[[], Awaitable[str]]) -> AsyncIterator[Pool]:
    opened = await connect(await new_database(), command_timeout_s=10, size=2)
    async with opened.acquire() as connection:
        await migrate(connection)
    await PostgresRegister(opened).enrol(ORGANISATIONS, [])
    yield opened
    await opened.close()


async def in_force(pool: Pool) -> dict[str, str]:
    members = await PostgresRegister(pool).load()
    return {each.id: f"{each.rules.region} {each.rules.version}" for each in members.organisations if each.rules}


async def test_the_directory_has_the_rules_of_each_department_and_nodes_notice_a_change(own_pool: Pool) -> None:
    packs, register = PostgresRulePacks(own_pool), PostgresRegister(own_pool)
    before = await register.version()

    await packs.load(WEST)
    await packs.load(EAST)

    assert await in_force(own_pool) == {"fd-01": "kaku-west 2026-04-01", "fd-02": "kaku-east 2026-04-01"}
    members = await register.load()
    assert [each.rules for each in members.organisations if each.id == "fd-01"] == [WEST]
    assert members.version > before


async def test_enrolling_again_leaves_the_rules_alone(own_pool: Pool) -> None:
    await PostgresRulePacks(own_pool).load(WEST)

    await PostgresRegister(own_pool).enrol(ORGANISATIONS, [])

    assert (await in_force(own_pool))["fd-01"] == "kaku-west 2026-04-01"


async def test_a_newer_version_stands_in_its_place_and_an_older_one_may_come_back(own_pool: Pool) -> None:
    packs = PostgresRulePacks(own_pool)
    await packs.load(WEST)
    await packs.load(replace(WEST, version="2027-04-01", name="改定"))
    assert (await in_force(own_pool))["fd-01"] == "kaku-west 2027-04-01"

    await packs.load(WEST)

    assert (await in_force(own_pool))["fd-01"] == "kaku-west 2026-04-01"
    kept = [(each.pack.version, each.is_in_force) for each in await packs.listed() if each.pack.region == "kaku-west"]
    assert sorted(kept) == [("2026-04-01", True), ("2027-04-01", False)]


async def test_a_version_that_was_loaded_never_changes(own_pool: Pool) -> None:
    packs = PostgresRulePacks(own_pool)
    await packs.load(WEST)

    with pytest.raises(InvalidSubmissionError) as caught:
        await packs.load(replace(WEST, calls=()))

    assert [f"{each.path} {each.code}" for each in caught.value.issues] == ["version version-has-other-rules"]
    assert (await in_force(own_pool))["fd-01"] == "kaku-west 2026-04-01"


async def test_a_region_may_be_without_rules_again(own_pool: Pool) -> None:
    packs = PostgresRulePacks(own_pool)
    await packs.load(EAST)

    await packs.end("kaku-east")

    assert "fd-02" not in await in_force(own_pool)
    with pytest.raises(NotFoundError):
        await packs.end("kaku-east")
