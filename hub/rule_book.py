"""The rules of regions (実施基準), as an operator loads them from the command line."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from hub.database import database
from hub.domain.region import misfits
from hub.domain.rule_pack import RulePack
from hub.errors import InvalidSubmissionError, Issue
from hub.postgres.register import PostgresRegister
from hub.postgres.rule_packs import Kept, PostgresRulePacks
from hub.settings import Settings
from hub.wire.rule_pack import read_rule_pack

_UNREADABLE = ("not-a-text", "UTF-8のテキストとして読み取れません", "cannot be read as UTF-8 text")


def read(path: Path) -> RulePack:
    """Reads the rules of a region from a file.

    Raises:
        InvalidSubmissionError: With every fault that is in it.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise InvalidSubmissionError([Issue("", *_UNREADABLE)]) from None
    return read_rule_pack(text)


def load(settings: Settings, path: Path) -> RulePack:
    """Puts the rules of a file in force at every node, within a second.

    Raises:
        InvalidSubmissionError: They are faulty, do not fit who takes part, or the version holds other rules.
    """
    pack = read(path)

    async def work() -> None:
        async with database(settings) as pool:
            packs, members = PostgresRulePacks(pool), await PostgresRegister(pool).load()
            directory = {each.id: each for each in members.organisations}
            others = [kept.pack for kept in await packs.listed() if kept.is_in_force]
            if issues := list(misfits(pack, directory, others)):
                raise InvalidSubmissionError(issues)
            await packs.load(pack)

    asyncio.run(work())
    return pack


def end(settings: Settings, region: str) -> None:
    """Lets a region be without rules.

    Raises:
        NotFoundError: It has none.
    """

    async def work() -> None:
        async with database(settings) as pool:
            await PostgresRulePacks(pool).end(region)

    asyncio.run(work())


def listed(settings: Settings) -> Sequence[Kept]:
    """Returns every version of every region's rules."""

    async def work() -> Sequence[Kept]:
        async with database(settings) as pool:
            return await PostgresRulePacks(pool).listed()

    return asyncio.run(work())
