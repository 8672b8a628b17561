"""Statistics over HTTP: what a screen draws, and the same as a file in the categories of the national survey."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Final, Protocol

from fastapi import APIRouter, Query
from fastapi.responses import Response

from hub.domain.events import instant
from hub.domain.figures import GROUPS, Group
from hub.domain.people import Directory, Principal
from hub.domain.statistics import UNKNOWN
from hub.domain.survey import KINDS, Day, Sheet
from hub.roster import Roster
from hub.surveys import Part, Survey
from hub.web.caller import CallerDep
from hub.web.errors import answer

_HEADINGS: Final = ("対象", "コード", "名称", "傷病者区分", "統計表", "区分", "件数")
_WITHHELD: Final = "x"
"""How official statistics of Japan mark a number that is withheld."""
_TOTAL: Final = "計"
_BOM: Final = "\ufeff"
"""Without it a spreadsheet takes the file for Shift_JIS."""


class Surveys(Protocol):
    """What the routes need."""

    async def survey(
        self, caller: Principal, since: str | None, until: str | None, *, is_exercise: bool = False
    ) -> Survey:
        """Returns what a caller may know of a period."""


class Witness(Protocol):
    """Where it is written down that somebody asked."""

    async def witness(self, principal: Principal, action: str, subject: None, stream: str | None) -> None:
        """Writes into the audit that a caller read something."""


def routes(surveys: Surveys, witness: Witness, roster: Roster) -> APIRouter:
    """Returns the routes of statistics."""
    router = APIRouter(prefix="/statistics")

    async def told(caller: Principal, since: str | None, until: str | None, *, is_exercise: bool) -> Survey:
        survey = await surveys.survey(caller, since, until, is_exercise=is_exercise)
        period = f"{survey.period.since:%Y-%m}/{survey.period.until:%Y-%m}"
        await witness.witness(caller, "read-statistics", None, period)
        return survey

    @router.get("/survey", summary="統計: tables, times and days of a period, as far as the caller may know them")
    async def survey(
        caller: CallerDep,
        since: Annotated[str | None, Query(alias="from")] = None,
        until: str | None = None,
        exercise: bool = False,  # noqa: FBT001, FBT002  a parameter of the address
    ) -> Response:
        return answer(200, shown(await told(caller, since, until, is_exercise=exercise), roster.directory))

    @router.get("/survey.csv", summary="統計のCSV: in the categories of the national survey of acceptance")
    async def file(
        caller: CallerDep,
        since: Annotated[str | None, Query(alias="from")] = None,
        until: str | None = None,
        exercise: bool = False,  # noqa: FBT001, FBT002
    ) -> Response:
        found = await told(caller, since, until, is_exercise=exercise)
        written = io.StringIO(_BOM)
        written.seek(0, io.SEEK_END)
        writer = csv.writer(written)
        writer.writerow(_HEADINGS)
        writer.writerows(rows(found, roster.directory))
        name = f"statistics-{found.period.since:%Y%m}-{found.period.until:%Y%m}.csv"
        headers = {"cache-control": "no-store", "content-disposition": f'attachment; filename="{name}"'}
        return Response(written.getvalue(), 200, headers, media_type="text/csv; charset=utf-8")

    return router


def shown(survey: Survey, directory: Directory) -> Mapping[str, Any]:
    """Returns statistics as the wire shows them; the terms of the tables stand there once."""
    own = survey.organisation
    return {
        "organisation": {"id": own.id, "kind": own.kind.value, "name": own.name},
        "from": f"{survey.period.since:%Y-%m}",
        "until": f"{survey.period.until:%Y-%m}",
        "over_until": survey.over and f"{survey.over.until:%Y-%m}",
        "counted_until": survey.counted_until and instant(survey.counted_until),
        "terms": {kind.name: {"ja": kind.ja, "categories": {**kind.categories, **_UNKNOWN}} for kind in KINDS},
        "groups": {group.value: ja for group, ja in GROUPS.items()},
        "own": survey.own and _part(survey.own),
        "area": survey.area and _part(survey.area),
        "departments": _listed(survey.departments, directory),
        "hospitals": _listed(survey.hospitals, directory),
    }


_UNKNOWN: Final = dict([UNKNOWN])


def _listed(parts: Mapping[str, Part], directory: Directory) -> Sequence[Mapping[str, Any]]:
    return [{"id": each, "name": _name(each, directory), **_part(part)} for each, part in parts.items()]


def _name(organisation: str, directory: Directory) -> str:
    known = directory.get(organisation)
    return known.name if known else organisation


def _part(part: Part) -> Mapping[str, Any]:
    return {
        "tables": {each.name: _sheet(each) for each in part.sheets},
        "times": {name: held and held._asdict() for name, held in part.times.items()},
        "groups": {group.value: {each.name: _sheet(each) for each in held} for group, held in part.groups.items()},
        "days": _days(part.days),
    }


def _sheet(sheet: Sheet) -> Mapping[str, Any]:
    """Returns numbers by category, without those that are zero; one that is withheld is null."""
    return {"total": sheet.total, "cells": {cell.category: cell.number for cell in sheet.cells if cell.number != 0}}


def _days(days: Sequence[Day]) -> Mapping[str, Any]:
    """Returns columns, for a year is drawn at once; a day of which nothing is told has none of it."""
    starts = sorted({day.start for day in days})
    place = {start: at for at, start in enumerate(starts)}
    lines: dict[str, list[int | None]] = {}
    for day in days:
        lines.setdefault(day.category, [0] * len(starts))[place[day.start]] = day.number
    return {"starts": [start.isoformat() for start in starts], **lines}


def rows(survey: Survey, directory: Directory) -> Iterator[Sequence[object]]:
    """Yields the rows of the file, each number by itself, so that a spreadsheet can turn them as it likes."""
    own = survey.organisation
    if survey.own:
        yield from _rows("自機関", own.id, own.name, survey.own)
    if survey.area:
        yield from _rows("地域", own.area, "地域全体", survey.area)
    for whose, parts in (("消防本部", survey.departments), ("医療機関", survey.hospitals)):
        for each, part in parts.items():
            yield from _rows(whose, each, _name(each, directory), part)


def _rows(whose: str, code: str, name: str, part: Part) -> Iterator[Sequence[object]]:
    for group, told in [(Group.ALL, part.sheets), *part.groups.items()]:
        for sheet in told:
            for cell in sheet.cells:
                yield whose, code, name, GROUPS[group], sheet.ja, cell.ja, _number(cell.number)
            yield whose, code, name, GROUPS[group], sheet.ja, _TOTAL, _number(sheet.total)


def _number(number: int | None) -> object:
    return _WITHHELD if number is None else number
