"""Counting what was refused: by codes of our own, nothing lost while the database is away, nothing of what was said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import pytest

from hub.domain.scope import Scope
from hub.errors import DatabaseAwayError, InvalidSubmissionError, Issue, NotFoundError, ThrottledError, UnavailableError
from hub.refusals import Place, Refusals, Refused
from tests.factories import crew

NIGHT = datetime(2026, 11, 25, 15, 30, tzinfo=UTC)
"""Half past midnight in Japan."""


@dataclass
class Kept:
    """Counts in memory, of a database that can be away."""

    counted: dict[Place, int] = field(default_factory=dict)
    is_away: bool = False

    async def add(self, counted: Mapping[Place, int]) -> None:
        if self.is_away:
            raise DatabaseAwayError
        for place, number in counted.items():
            self.counted[place] = self.counted.get(place, 0) + number

    async def since(self, organisations: frozenset[str], day: date) -> Sequence[Refused]:
        return [
            Refused(place, number)
            for place, number in self.counted.items()
            if place.organisation in organisations and place.day >= day
        ]


def wrong(*codes: str) -> InvalidSubmissionError:
    return InvalidSubmissionError([Issue("vitals.spo2", code, "誤り", "wrong") for code in codes])


async def test_a_refusal_is_counted_on_its_day_of_japan_by_its_code_and_that_of_its_first_fault() -> None:
    kept = Kept()
    refusals = Refusals(kept, lambda: NIGHT)
    tablet = crew()
    for refusal in (wrong("out-of-range", "required"), wrong("out-of-range"), NotFoundError(), ThrottledError(1)):
        refusals.note(tablet, refusal)
    await refusals.write()

    told = {(each.place.code, each.place.fault): each.number for each in await refusals.listed(scope("fd-01"))}

    assert told == {("invalid-submission", "out-of-range"): 2, ("not-found", ""): 1, ("throttled", ""): 1}
    assert {place.day for place in kept.counted} == {date(2026, 11, 26)}
    assert {place.source for place in kept.counted} == {tablet.caller}
    assert await refusals.listed(scope("h-001")) == []


async def test_a_code_that_is_none_of_ours_is_not_repeated() -> None:
    kept = Kept()
    refusals = Refusals(kept, lambda: NIGHT)
    for code in ("山田太郎", "A B", "x" * 61, ""):
        refusals.note(crew(), wrong(code))
    await refusals.write()

    assert {place.fault for place in kept.counted} == {"other"}


async def test_what_could_not_be_written_is_written_the_next_time_once() -> None:
    kept = Kept(is_away=True)
    refusals = Refusals(kept, lambda: NIGHT)
    refusals.note(crew(), NotFoundError())
    with pytest.raises(UnavailableError):
        await refusals.write()
    refusals.note(crew(), NotFoundError())

    kept.is_away = False
    await refusals.write()
    await refusals.write()

    assert list(kept.counted.values()) == [2]


def scope(organisation: str) -> Scope:
    return Scope("admin", organisation, frozenset({organisation}))
