"""Statistics as far as somebody may see them (統計).

A fire department sees its own numbers, and of each hospital what it answered to its own crews. A hospital sees its own
answers, and how the area's cases are distributed without anybody's name. An authority sees its area, each organisation
by name. Beyond one's own only months that are over are told, and small numbers are withheld (`hub.domain.secrecy`).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from typing import Final, NamedTuple, Protocol

from hub.domain import permission
from hub.domain.codes import OrganisationKind
from hub.domain.figures import Group
from hub.domain.people import Directory, Organisation, Principal
from hub.domain.period import Period
from hub.domain.permission import Permit, Resource
from hub.domain.relationship import Relationship
from hub.domain.secrecy import TOTAL, withheld
from hub.domain.survey import (
    KINDS,
    OF_HOSPITALS,
    REASONS,
    TIMES,
    Counted,
    Day,
    Detail,
    Kind,
    Sheet,
    Sum,
    Times,
    sheets,
    times,
    together,
)
from hub.errors import NotFoundError

_JAPAN: Final = timezone(timedelta(hours=9), "JST")
_ANSWERS: Final = [kind for kind in KINDS if kind.name in OF_HOSPITALS]
_CASES: Final = [kind for kind in KINDS if kind.name not in OF_HOSPITALS or kind.name == REASONS]
"""What is told of each department of an area; how hospitals answered is told hospital by hospital."""


class Numbers(Protocol):
    """Where numbers are read from."""

    async def counted_until(self) -> datetime | None:
        """Returns up to when everything is counted; None while all is counted anew."""

    async def sums(
        self, whose: Sequence[str], months: tuple[date, date], detail: Detail, *, is_exercise: bool
    ) -> Sequence[Sum]:
        """Returns the numbers of organisations in the months from one to another."""

    async def trend(self, whose: Sequence[str], days: tuple[date, date], *, is_exercise: bool) -> Sequence[Day]:
        """Returns the numbers of organisations of each day from one to another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Statistics of one organisation, or of an area: tables, times, the groups of the national survey, days."""

    sheets: Sequence[Sheet]
    times: Mapping[str, Times | None]
    groups: Mapping[Group, Sequence[Sheet]]
    days: Sequence[Day] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """All that somebody is told of a period; departments and hospitals by their ids."""

    organisation: Organisation
    period: Period
    over: Period | None
    counted_until: datetime | None
    own: Part | None = None
    area: Part | None = None
    departments: Mapping[str, Part]
    hospitals: Mapping[str, Part]


class Surveys:
    """Tells statistics."""

    def __init__(self, numbers: Numbers, directory: Callable[[], Directory]) -> None:
        """Takes where numbers are, and who takes part."""
        self._numbers = numbers
        self._directory = directory

    async def survey(
        self, caller: Principal, since: str | None, until: str | None, *, is_exercise: bool = False
    ) -> Survey:
        """Returns what a caller may know of a period.

        Raises:
            NotFoundError: To the caller there are no statistics.
            InvalidSubmissionError: It is no period.
        """
        kind, today = caller.organisation.kind, datetime.now(_JAPAN).date()
        decision = permission.decide(caller, "read-statistics", Resource(Relationship.OWN))
        if not isinstance(decision, Permit) or kind not in _TOLD:
            raise NotFoundError
        period = Period.read(since, until, today)
        begun = Survey(
            organisation=caller.organisation,
            period=period,
            over=period.over(today),
            counted_until=await self._numbers.counted_until(),
            departments={},
            hospitals={},
        )
        return await _TOLD[kind](self, begun, _Asked(self._numbers, is_exercise, today))

    async def _of_department(self, begun: Survey, asked: "_Asked") -> Survey:
        whose = [begun.organisation.id]
        whole = together(await asked.sums(whose, begun.period, Detail.TOGETHER))
        answered = _by(await asked.sums(whose, begun.period, Detail.BY_HOSPITAL))
        own = _parts(KINDS, {TOTAL: whole}, is_own=True)[TOTAL]
        own = replace(own, days=await asked.days(whose, begun.period))
        return replace(begun, own=own, hospitals=_parts(_ANSWERS, answered, is_own=True))

    async def _of_hospital(self, begun: Survey, asked: "_Asked") -> Survey:
        whose = [begun.organisation.id]
        answered = together(await asked.sums(whose, begun.period, Detail.EACH))
        own = _parts(_ANSWERS, {TOTAL: answered}, is_own=True)[TOTAL]
        told = replace(begun, own=replace(own, days=await asked.days(whose, begun.period)))
        if begun.over is None:
            return told
        departments = self._of({begun.organisation.area}, OrganisationKind.FIRE_DEPARTMENT)
        others = together(await asked.sums(departments, begun.over, Detail.TOGETHER))
        return replace(told, area=_parts(KINDS, {TOTAL: others}, is_own=False)[TOTAL])

    async def _of_authority(self, begun: Survey, asked: "_Asked") -> Survey:
        if begun.over is None:
            return begun
        departments = self._of(begun.organisation.areas, OrganisationKind.FIRE_DEPARTMENT)
        hospitals = self._of(begun.organisation.areas, OrganisationKind.HOSPITAL)
        cases = await asked.sums(departments, begun.over, Detail.EACH)
        answers = await asked.sums(hospitals, begun.over, Detail.EACH)
        of_departments = _parts(_CASES, {**_by(cases), TOTAL: together(cases)}, is_own=False)
        of_hospitals = _parts(_ANSWERS, {**_by(answers), TOTAL: together(answers)}, is_own=False)
        all_cases, all_answers = of_departments.pop(TOTAL), of_hospitals.pop(TOTAL)
        area = Part(
            sheets=[*all_cases.sheets, *(each for each in all_answers.sheets if each.name != REASONS)],
            times={**all_cases.times, **all_answers.times},
            groups=all_cases.groups,
            days=_told(await asked.days(departments, begun.over)),
        )
        return replace(begun, area=area, departments=of_departments, hospitals=of_hospitals)

    def _of(self, areas: Iterable[str], kind: OrganisationKind) -> Sequence[str]:
        return [each.id for each in self._directory().values() if each.area in set(areas) and each.kind is kind]


_TOLD: Final = {
    OrganisationKind.FIRE_DEPARTMENT: Surveys._of_department,  # noqa: SLF001  its own
    OrganisationKind.HOSPITAL: Surveys._of_hospital,  # noqa: SLF001
    OrganisationKind.AUTHORITY: Surveys._of_authority,  # noqa: SLF001
}


class _Asked(NamedTuple):
    """What is asked of the numbers."""

    numbers: Numbers
    is_exercise: bool
    today: date

    async def sums(self, whose: Sequence[str], period: Period, detail: Detail) -> Sequence[Sum]:
        return await self.numbers.sums(whose, period, detail, is_exercise=self.is_exercise)

    async def days(self, whose: Sequence[str], period: Period) -> Sequence[Day]:
        days = await self.numbers.trend(whose, period.days, is_exercise=self.is_exercise)
        return _without_gaps(days, period, self.today)


def _without_gaps(days: Sequence[Day], period: Period, today: date) -> Sequence[Day]:
    """Returns the days with those on which nothing was counted: a quiet day is one of the seven of a week."""
    since, until = period.days
    last = min(until, today)
    told = {(day.category, day.start): day for day in days}
    starts = [since + timedelta(days=at) for at in range((last - since).days + 1)]
    return [
        told.get((category, start)) or Day(start, category, 0, 0)
        for category in dict.fromkeys(day.category for day in days)
        for start in starts
    ]


def _by(sums: Sequence[Sum]) -> dict[str, Counted]:
    """Returns the numbers of each organisation."""
    by: dict[str, list[Sum]] = {}
    for each in sums:
        by.setdefault(each.organisation, []).append(each)
    return {one: together(held) for one, held in by.items()}


def _parts(kinds: Sequence[Kind], rows: Mapping[str, Counted], *, is_own: bool) -> dict[str, Part]:
    """Returns the statistics of each row; beyond one's own they are withheld together with the row of their sums."""
    asked = {group: [kind for kind in kinds if group is Group.ALL or kind.is_surveyed] for group in Group}
    told = {group: sheets(asked[group], rows, group, is_own=is_own) for group in Group}
    return {
        row: Part(
            sheets=told[Group.ALL][row],
            times={kind.name: times(kind, counted, is_own=is_own) for kind in TIMES if kind in kinds},
            groups={group: told[group][row] for group in Group if group is not Group.ALL},
        )
        for row, counted in sorted(rows.items())
    }


def _told(days: Sequence[Day]) -> Sequence[Day]:
    """Returns the days as they may be told: none that is withheld can be had from the others and their sum."""
    cells = {(day.category, day.start.isoformat()): day.cases for day in days}
    for category in {day.category for day in days}:
        cells[category, TOTAL] = sum(day.cases for day in days if day.category == category)
    hidden = withheld(cells)
    return [
        day._replace(number=None, cases=0) if (day.category, day.start.isoformat()) in hidden else day for day in days
    ]
