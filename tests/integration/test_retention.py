"""What is kept long enough is erased, each class by its years and from its last word; what is open never is."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from hub import custody, settings
from hub.custody import Due
from hub.domain.people import Principal
from hub.pipeline import Pipeline
from hub.ports import Accepted
from hub.postgres.journal import PostgresJournal
from hub.postgres.migrate import migrate
from hub.postgres.pool import close, connect
from hub.recall import Memory
from hub.security.key_ring import KeyRing
from hub.security.sealing import AesSealer
from hub.settings import Settings
from tests.factories import DIRECTORY, Json, arrival, body, crew, hospital, new_key

TODAY = datetime.now(UTC)


class Past:
    """A journal that is written as of earlier years."""

    def __init__(self, journal: PostgresJournal, chosen: Settings) -> None:
        self.settings = chosen
        self._journal = journal
        sealer = AesSealer(KeyRing.load(chosen.key_ring))
        self._pipeline = Pipeline(journal, Memory(journal, sealer), sealer)

    async def says(self, at: datetime, kind: str, subject: UUID, by: Principal | None = None, **data: Json) -> None:
        said = body(kind, subject, key=new_key(at), occurred_at=at, sent_at=at, **data)
        (outcome,) = (await self._pipeline.process([arrival(said, by or crew(), at)], DIRECTORY)).outcomes
        assert isinstance(outcome, Accepted), outcome

    async def case(self, at: datetime, *, is_over: bool = True, **opening: Json) -> UUID:
        subject = new_key()
        await self.says(at - timedelta(days=40), "open-case", subject, **opening)
        if is_over:
            await self.says(at, "close-case", subject, closing="transported")
        return subject

    async def transport(self, at: datetime, *, is_over: bool = True) -> UUID:
        subject = new_key()
        asked: Json = {
            "purpose": "step-down",
            "pickup_place": "架空中央病院",
            "dropoff_place": "架空西病院",
            "pickup_at": at.isoformat(),
            "mobility": "stretcher",
            "operators": ["op-01"],
        }
        await self.says(at, "request-transport", subject, hospital(), **asked)
        if is_over:
            await self.says(at, "update-trip", subject, hospital(), state="cancelled", reason="状態の変化")
        return subject

    async def due(self, *, is_dry: bool = False) -> Sequence[Due]:
        told: list[Due] = []
        number = await asyncio.to_thread(custody.retention, self.settings, told.append, is_dry=is_dry)
        assert number == len(told)
        return told

    async def erased(self, *subjects: UUID) -> list[bool]:
        keys = await self._journal.wrapped_keys(subjects)
        return [not keys[subject] for subject in subjects]


@pytest.fixture
async def past(dsn: str, tmp_path: Path) -> AsyncIterator[Past]:
    """A database of its own, for what is erased is chosen among all."""
    pool = await connect(dsn, command_timeout_s=30)
    async with pool.acquire() as lent:
        await migrate(lent)
    yield Past(PostgresJournal(pool), settings.load(dsn=dsn, data_dir=tmp_path))
    await close(pool)


def ago(years: int, days: int = 0) -> datetime:
    """So many years and days ago; of 29 February, the 28th."""
    leap = TODAY.replace(day=28) if (TODAY.month, TODAY.day) == (2, 29) else TODAY
    return leap.replace(year=leap.year - years) - timedelta(days=days)


async def test_each_class_is_kept_by_its_years(past: Past) -> None:
    over, kept = [
        [
            await past.case(ago(5, days)),
            await past.transport(ago(5, days)),
            await past.case(ago(1, days), is_exercise=True),
        ]
        for days in (2, -2)
    ]
    still_open = [await past.case(ago(9), is_over=False), await past.transport(ago(9), is_over=False)]

    dry = await past.due(is_dry=True)
    assert await past.erased(*over) == [False] * 3
    done = await past.due()

    assert {(each.subject, each.kind, each.years) for each in dry} == set(
        zip(over, ("case", "transport", "exercise"), (5, 5, 1), strict=True)
    )
    assert done == dry
    assert await past.erased(*over) == [True] * 3
    assert await past.erased(*kept, *still_open) == [False] * 5
    assert await past.due() == []


async def test_a_late_word_begins_the_years_anew(past: Past) -> None:
    case = await past.case(ago(6))
    await past.says(ago(2), "record-observation", case, heart_rate=80)

    assert await past.due() == []
    assert await past.erased(case) == [False]


async def test_more_than_are_in_memory_at_a_time_are_all_found(past: Past, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(custody, "_AT_ONCE", 2)
    over = [await past.case(ago(5, 2)) for _ in range(5)]

    assert {each.subject for each in await past.due()} == set(over)


async def test_the_years_are_the_operators(past: Past) -> None:
    case = await past.case(ago(7))
    past.settings = settings.load(dsn=past.settings.dsn, data_dir=past.settings.data_dir, retention_case_years=8)
    assert await past.due() == []

    past.settings = settings.load(dsn=past.settings.dsn, data_dir=past.settings.data_dir, retention_case_years=6)
    assert [each.subject for each in await past.due()] == [case]
