"""Statistics of a month: the numbers are there, and of twelve patients nothing is."""

import csv
import io
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import Final

import asyncpg
import pytest

from tests.world import HubProcess, Json, new_case, submission

CREW, SCREEN = "tablet-u-001", "screen-h-001"
PATIENTS: Final = 12
NAME, WORD, PLACE = "金糸雀太郎", "CANARY-7f3a9c", "架空町一丁目"
LATITUDE, LONGITUDE = 34.271828, 132.314159


MONTH: Final = "2019-07"
"""No other test speaks of that month."""
NOON: Final = datetime(2019, 7, 15, 3, tzinfo=UTC)


def patient(number: int) -> list[tuple[str, list[Json]]]:
    """What is said of one patient: by whom, in lists."""
    case = new_case()

    def at(minutes: float) -> str:
        return (NOON + timedelta(hours=number, minutes=minutes)).isoformat()

    identity = {
        "family_name": NAME,
        "given_name": WORD,
        "birth_date": "1950-01-31",
        "address": PLACE,
        "phone": WORD,
        "medical_history": WORD,
        "age_years": 76,
        "sex": "male",
    }
    place = {"scene_address": PLACE, "scene_latitude": LATITUDE, "scene_longitude": LONGITUDE}
    marks = (("call-received", -8), ("on-scene", 0), ("departed-scene", 33), ("handed-over", 50))
    crew = [
        submission("open-case", case, at(0), chief_complaint=WORD, incident_type="traffic", **place),
        submission("describe-patient", case, at(1), **identity),
        *(submission("stamp-time", case, at(minutes), mark=mark) for mark, minutes in marks),
        submission("report-position", case, at(2), latitude=LATITUDE, longitude=LONGITUDE),
        submission("request-acceptance", case, at(3), facilities=["h-001"], message=WORD),
    ]
    answer = submission("answer-request", case, at(4.5), answer="decline", reason="beds-full", by=WORD)
    end = submission("close-case", case, at(60), closing="transported", detail=WORD)
    return [(CREW, crew), (SCREEN, [answer]), (CREW, [end])]


@pytest.fixture(scope="module")
def secrets(hub: HubProcess) -> list[str]:
    """Everything that may not come out: words, names, places, positions, and every id and key that was used."""
    used = {NAME, WORD, PLACE, str(LATITUDE), str(LONGITUDE), "1950", CREW, SCREEN, "h-001", "u-001", "fd-01"}
    for number in range(PATIENTS):
        for caller, said in patient(number):
            answers = hub.post(caller, said).body
            assert {each["status"] for each in answers} <= {201}, answers
            used |= {each[name] for each in said for name in ("case", "key")}
    return sorted(used)


@pytest.fixture(scope="module")
def told(hub: HubProcess, secrets: list[str]) -> dict[str, str]:
    """The month in both forms."""
    assert secrets
    return {form: hub.command("export", MONTH, "--format", form) for form in ("csv", "jsonl")}


def test_a_month_is_told_in_the_categories_of_the_national_forms(told: dict[str, str]) -> None:
    rows = csv.DictReader(io.StringIO(told["csv"]))

    assert {(row["table"], row["category"]): int(row["number"]) for row in rows} == {
        ("incident-type", "traffic"): 12,
        ("age-band", "elderly"): 12,
        ("sex", "male"): 12,
        ("severity", "unknown"): 12,
        ("closing", "transported"): 12,
        ("inquiries", "1"): 12,
        ("difficult", "other"): 12,
        ("arrival-time", "under-10"): 12,
        ("scene-time", "under-45"): 12,
        ("hospital-time", "under-60"): 12,
        ("answer-time", "under-2"): 12,
        ("decline-reason", "beds-full"): 12,
    }


def test_both_forms_say_the_same(told: dict[str, str]) -> None:
    rows = list(csv.DictReader(io.StringIO(told["csv"])))
    lines = [json.loads(line) for line in told["jsonl"].splitlines()]
    assert [{name: str(value) for name, value in line.items()} for line in lines] == rows


def test_nothing_of_the_patients_comes_out(told: dict[str, str], secrets: list[str]) -> None:
    texts = list(told.values())
    assert len(secrets) > PATIENTS * 10
    print(f"looked for {len(secrets)} values in {sum(map(len, texts))} characters")  # noqa: T201  the figure is published
    assert [secret for secret in secrets for text in texts if secret in text] == []


async def test_control_the_same_search_finds_them_in_what_a_crew_may_read(hub: HubProcess, secrets: list[str]) -> None:
    """They were there to be found: in the document of the case, through the same hub."""
    database = await asyncpg.connect(hub.dsn)
    try:
        case = await database.fetchval(
            "select subject::text from journal where kind = 'open-case'"
            " and placed_at between '2019-07-01' and '2019-08-01' limit 1"
        )
    finally:
        await database.close()
    shown = json.dumps(hub.get(f"/cases/{case}", CREW).body, ensure_ascii=False)
    assert {NAME, WORD, PLACE, "1950", "h-001", "u-001", "fd-01"} <= {secret for secret in secrets if secret in shown}


@pytest.mark.parametrize("month", [f"{datetime.now(UTC):%Y-%m}", "2026-13", WORD])
def test_only_whole_months_that_are_over_are_told(hub: HubProcess, month: str) -> None:
    """Days, or a month twice, could be subtracted from each other."""
    done = subprocess.run(
        [sys.executable, "-m", "hub", "export", month],
        env=hub.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("invalid-submission")
    assert WORD not in done.stderr


async def test_each_export_stands_in_the_audit(hub: HubProcess, told: dict[str, str]) -> None:
    assert told
    database = await asyncpg.connect(hub.dsn)
    try:
        rows = await database.fetch("select caller, disclosed_to from audit where action = 'export'")
    finally:
        await database.close()
    assert [tuple(row) for row in rows] == [("command-line", ["2019-07-01/2019-08-01"])] * len(told)
