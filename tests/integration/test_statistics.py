"""Statistics of a running hub: what is posted is counted by hand, and told to each as far as it may know.

All cases are of March 2018, of which no other test speaks.
"""

import asyncio
import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import asyncpg
import pytest

from tests.world import HubProcess, Json, new_case, submission

MONTH: Final = "2018-03"
CREW, CONSOLE, SCREEN, OTHER, DESK = "tablet-u-001", "console-fd-01", "screen-h-001", "screen-h-002", "desk-pref-99"
NOON: Final = datetime(2018, 3, 5, 3, tzinfo=UTC)
CASES: Final = 12
MOST: Final = 100
NAME: Final = "架空野秘匿太郎"


def case_of(number: int, *, is_exercise: bool = False) -> tuple[str, list[tuple[str, list[Json]]]]:
    """One case: h-001 declines after 90 s, h-002 takes it; 31 minutes at the scene of every third, else 21."""
    case, stayed = new_case(), 31 if number % 3 == 0 else 21

    def said(minutes: float, kind: str, **data: object) -> Json:
        return submission(kind, case, (NOON + timedelta(days=number, minutes=minutes)).isoformat(), **data)

    marks = (("call-received", -7), ("on-scene", 0), ("departed-scene", stayed), ("handed-over", 50))
    begins = [
        said(0, "open-case", incident_type="traffic", is_exercise=is_exercise),
        said(1, "describe-patient", family_name=NAME, age_years=70),
        *(said(minutes, "stamp-time", mark=mark) for mark, minutes in marks),
        said(3, "request-acceptance", facilities=["h-001"]),
    ]
    ends = [said(6, "confirm-destination", facility="h-002"), said(60, "close-case", closing="transported")]
    return case, [
        (CREW, begins),
        (SCREEN, [said(4.5, "answer-request", answer="decline", reason="beds-full")]),
        (CREW, [said(5, "request-acceptance", facilities=["h-002"])]),
        (OTHER, [said(5.5, "answer-request", answer="accept")]),
        (CREW, ends),
    ]


def post(hub: HubProcess, told: list[list[tuple[str, list[Json]]]]) -> None:
    """Posts what each side says of all cases, turn by turn, as many at once as a list may hold."""
    for turn in zip(*told, strict=True):
        everything = [each for _, said in turn for each in said]
        for at in range(0, len(everything), MOST):
            answer = hub.post(turn[0][0], everything[at : at + MOST])
            assert {each["status"] for each in answer.body} == {201}, answer.body


@pytest.fixture(scope="module")
def cases(hub: HubProcess) -> list[str]:
    """Twelve cases and an exercise."""
    told = [case_of(number) for number in range(CASES)] + [case_of(CASES, is_exercise=True)]
    post(hub, [said for _, said in told])
    return [case for case, _ in told]


def survey(hub: HubProcess, caller: str, more: str = "") -> Any:  # noqa: ANN401  JSON
    answer = hub.get(f"/statistics/survey?from={MONTH}&until={MONTH}{more}", caller)
    assert answer.status == 200, answer.body
    return answer.body


async def counted(look: Callable[[], Any], number: int | None) -> None:
    """Waits until the number of cases is that; what is posted is counted some seconds later."""
    async with asyncio.timeout(90):
        while look() != number:  # noqa: ASYNC110  another process counts
            await asyncio.sleep(0.2)


def total(part: Json, table: str = "incident-type") -> int | None:
    found: int | None = part["tables"][table]["total"]
    return found


def numbers(table: Json) -> dict[str, int | None]:
    found: dict[str, int | None] = table["cells"]
    return found


async def test_a_department_is_told_its_own_numbers_and_how_hospitals_answered_it(
    hub: HubProcess, cases: list[str]
) -> None:
    assert len(cases) == CASES + 1
    await counted(lambda: total(survey(hub, CONSOLE)["own"]), CASES)
    told = survey(hub, CONSOLE)
    own = told["own"]

    assert numbers(own["tables"]["inquiries"]) == {"2": 12}
    assert numbers(own["tables"]["scene-time"]) == {"under-30": 8, "under-45": 4}
    assert numbers(own["tables"]["difficult"]) == {"other": 12}
    assert numbers(own["tables"]["decline-reason"]) == {"beds-full": 12}
    assert numbers(own["tables"]["answers"]) == {"declined": 12, "accepted": 12}
    assert numbers(own["tables"]["acknowledged"]) == {"in-time": 12, "late": 12}
    assert own["times"]["scene-time"] == {"number": 12, "median": 21, "ninety": 31}
    assert own["times"]["arrival-time"] == {"number": 12, "median": 7, "ninety": 7}
    assert own["times"]["answer-time"] == {"number": 24, "median": 30, "ninety": 90}
    assert own["days"]["starts"] == [f"2018-03-{day:02}" for day in range(1, 32)], "a quiet day is a day"
    assert own["days"]["cases"] == [0] * 4 + [1] * 12 + [0] * 15
    assert own["days"]["scene-minutes"] == [0] * 4 + [31, 21, 21] * 4 + [0] * 15
    assert numbers(own["tables"]["climbed"]) == {"none": 24}
    hospitals = {each["id"]: each for each in told["hospitals"]}
    assert hospitals["h-001"]["times"]["answer-time"] == {"number": 12, "median": 90, "ninety": 90}
    assert numbers(hospitals["h-002"]["tables"]["answers"]) == {"accepted": 12}
    assert (told["area"], told["departments"]) == (None, [])


async def test_a_hospital_is_told_its_own_answers_and_of_others_no_name(hub: HubProcess, cases: list[str]) -> None:
    assert cases
    await counted(lambda: total(survey(hub, SCREEN)["own"], "answers"), CASES)
    told = survey(hub, SCREEN)

    assert numbers(told["own"]["tables"]["answers"]) == {"declined": 12}
    assert "inquiries" not in told["own"]["tables"]
    assert numbers(told["area"]["tables"]["inquiries"]) == {"2": 12}
    assert numbers(told["area"]["tables"]["scene-time"]) == {"under-30": None, "under-45": None}
    assert (told["departments"], told["hospitals"], told["area"]["days"]) == ([], [], {"starts": []})
    assert not {"fd-01", "h-002", "架空市消防局", "架空東病院"} & set(str(told).replace("'", " ").split())


async def test_an_authority_is_told_each_of_its_area_but_no_small_number(hub: HubProcess, cases: list[str]) -> None:
    assert cases
    await counted(lambda: total(survey(hub, DESK)["area"]), CASES)
    told = survey(hub, DESK)

    assert told["own"] is None
    assert [each["id"] for each in told["departments"]] == ["fd-01"]
    assert {each["id"] for each in told["hospitals"]} == {"h-001", "h-002"}
    assert numbers(told["departments"][0]["tables"]["scene-time"]) == {"under-30": None, "under-45": None}
    assert numbers(told["area"]["tables"]["incident-type"]) == {"traffic": 12}


async def test_exercises_are_shown_by_themselves(hub: HubProcess, cases: list[str]) -> None:
    assert cases
    await counted(lambda: total(survey(hub, CONSOLE, "&exercise=true")["own"]), 1)


@pytest.mark.parametrize("caller", ["tablet-u-001", "desk-op-01"])
@pytest.mark.parametrize("path", ["/statistics/survey", "/statistics/survey.csv"])
def test_to_others_there_are_none(hub: HubProcess, caller: str, path: str) -> None:
    assert hub.get(path, caller).status == 404
    assert hub.get(path).status == 401


@pytest.mark.parametrize("period", ["from=2018-13", "from=2018-03&until=2017-12", "from=2010-01&until=2018-03"])
def test_what_is_no_period_is_refused(hub: HubProcess, period: str) -> None:
    assert hub.get(f"/statistics/survey?{period}", CONSOLE).status == 422


async def test_the_file_says_the_same_in_the_categories_of_the_national_survey(
    hub: HubProcess, cases: list[str]
) -> None:
    await counted(lambda: total(survey(hub, CONSOLE)["own"]), CASES)
    answer = hub.get(f"/statistics/survey.csv?from={MONTH}&until={MONTH}", CONSOLE)
    text = answer.raw.decode("utf-8-sig")
    rows = [tuple(row.values()) for row in csv.DictReader(io.StringIO(text))]

    whole = ("自機関", "fd-01", "架空市消防局")
    assert (*whole, "全体", "医療機関に受入れの照会を行った回数", "2回", "12") in rows
    assert (*whole, "全体", "現場滞在時間(現着→現発)", "45分未満", "4") in rows
    assert (*whole, "重症以上傷病者", "受入れに至らなかった理由", "計", "0") in rows
    assert ("医療機関", "h-001", "架空中央病院", "全体", "受入れに至らなかった理由", "ベッド満床", "12") in rows
    assert NAME not in text
    assert not [case for case in cases if case in text]
    withheld = hub.get(f"/statistics/survey.csv?from={MONTH}&until={MONTH}", DESK).raw.decode("utf-8-sig")
    assert "現場滞在時間(現着→現発),45分未満,x" in withheld


async def test_who_asked_stands_in_the_audit(hub: HubProcess) -> None:
    survey(hub, CONSOLE)
    database = await asyncpg.connect(hub.dsn)
    try:
        rows = await database.fetch("select caller, disclosed_to from audit where action = 'read-statistics'")
    finally:
        await database.close()
    assert (CONSOLE, [f"{MONTH}/{MONTH}"]) in [tuple(row) for row in rows]


async def test_everything_can_be_counted_anew_from_the_journal_and_what_is_erased_leaves_no_row(
    hub: HubProcess, cases: list[str]
) -> None:
    await counted(lambda: total(survey(hub, CONSOLE)["own"]), CASES)
    before = survey(hub, CONSOLE)
    database = await asyncpg.connect(hub.dsn)
    try:
        hub.command("recount")
        await counted(lambda: survey(hub, CONSOLE)["own"], before["own"])
        rows = await database.fetch("select subject::text from case_figures where figures->>'day' like '2018-03%'")
        assert {row[0] for row in rows} == set(cases)
        hub.command("erase", cases[-1], "--yes", cases[-1])
        assert not await database.fetchval("select count(*) from case_figures where subject = $1", cases[-1])
    finally:
        await database.close()
    assert survey(hub, CONSOLE)["hospitals"] == before["hospitals"]
