"""Every scenario goes as it says on a real hub, twice alike, and one that says what is not so fails."""

import json
from collections.abc import Mapping

import pytest

from simulators import enrolment
from simulators.scenarios import reader
from simulators.scenarios.drill import Drilled, told
from simulators.scenarios.play import Played
from tests.scenarios.conftest import Ground

BEGINNING = """
title = "対照"
title_en = "A negative control"

[parties]
crew = "crew"
er = "hospital"
other = "hospital"

[[step]]
at = "0:00"
who = "crew"
say = "open-case"
data = { chief_complaint = "胸痛", urgency = "red" }

[[step]]
at = "0:10"
who = "crew"
say = "record-observation"
data = { heart_rate = 90 }

[[step]]
at = "0:20"
who = "crew"
say = "request-acceptance"
data = { facilities = ["@er"] }

[[step]]
at = "0:30"
who = "er"
sees = { "complaint.urgency" = "red" }

[[step]]
at = "0:40"
who = "crew"
awake = ["@er"]
"""
ENDING = """
[[end]]
who = "crew"
sees = { "status" = "open" }
"""
WRONG = {
    "a-value": ("er", 'sees = { "complaint.urgency" = "green" }', "er does not see: complaint.urgency = green"),
    "nothing-there": ("er", 'sees = { "patient.family_name" = "*" }', "er does not see: patient.family_name = *"),
    "no-document": ("other", 'sees = { "status" = "open" }', "other does not see: the document"),
    "too-much": ("er", 'lacks = ["observations"]', "er does not see: no observations"),
    "a-count": ("er", "counts = { observations = 2 }", "er does not see: 2 observations (there are 1)"),
    "still-there": ("er", 'gone = "declined"', "er does not see: gone: declined"),
    "was-told": ("er", "never = true", "er does not see: never told"),
    "may-look": ("er", "reads = 404", "er does not see: looking up answers 404"),
    "is-awake": ("crew", 'silent = ["@er"]', "crew does not see: "),
    "is-refused": (
        "er",
        'say = "record-outcome"\ndata = { severity = "mild" }',
        "er: record-outcome: refused out-of-turn",
    ),
    "is-taken": (
        "er",
        'say = "acknowledge"\nrefused = "out-of-turn"',
        "er: acknowledge: receipt, not refused out-of-turn",
    ),
    "is-refused-otherwise": (
        "crew",
        'say = "hand-over"\nrefused = "case-closed"',
        "crew: hand-over: refused out-of-turn, not refused case-closed",
    ),
    "is-unreadable": (
        "crew",
        'say = "record-observation"\ndata = { heart_rate = 9999 }',
        "crew: record-observation: refused invalid-submission data.heart_rate",
    ),
    "is-unknown": ("crew", 'learns = { other = "transport.transport" }', "crew holds nothing whose transport"),
}


@pytest.fixture(scope="module")
async def drilled(exercise: Ground) -> Drilled:
    return await exercise.plays(*map(reader.find, reader.names()))


@pytest.fixture(scope="module")
async def failed(exercise: Ground) -> Mapping[str, Played]:
    scripts = [
        reader.parse(name, f'{BEGINNING}\n[[step]]\nat = "1:00"\nwho = "{who}"\nwithin_s = 0.4\n{what}\n{ENDING}')
        for name, (who, what, _) in WRONG.items()
    ]
    half = len(scripts) // 2
    played = [*(await exercise.plays(*scripts[:half])).played, *(await exercise.plays(*scripts[half:])).played]
    return {it.script.name: it for it in played}


def test_the_eight_of_the_mission_are_there_and_one_of_silence() -> None:
    assert reader.names() == [
        *("card-not-registered", "chest-pain", "earthquake", "mass-casualty"),
        *("refused-by-five", "step-down", "stroke", "tunnel", "unnoticed"),
    ]


@pytest.mark.parametrize("name", reader.names())
def test_a_scenario_goes_as_it_says(drilled: Drilled, name: str) -> None:
    played = next(it for it in drilled.played if it.script.name == name)

    assert played.failure is None, "\n".join(told(played))
    assert len(played.log.lines) == len(played.script.steps)


def test_nothing_is_lost_duplicated_or_seen_unasked_in_any(drilled: Drilled) -> None:
    assert drilled.verdict.is_good, drilled.verdict.faults
    assert drilled.verdict.acknowledged == drilled.verdict.delivered > 150
    assert drilled.report()["failed"] == []


def test_a_log_tells_who_saw_what_and_no_patient(drilled: Drilled) -> None:
    lines = [line for played in drilled.played for line in told(played)[2:]]

    assert "0:07:00  crew      stamp-time patient  receipt  → crew patch, center patch" in lines
    values = ("訓練市想定町", "太郎", "高血圧", "胸痛・冷汗", "酸素2L", "想定街道", "インスリン", "1955")
    assert [line for line in lines if any(value in line for value in values)] == []


async def test_the_same_scenario_gives_the_same_log(drilled: Drilled, exercise: Ground) -> None:
    names = ("tunnel", "mass-casualty")
    again = await exercise.plays(*map(reader.find, names))

    first = {it.script.name: told(it) for it in drilled.played}
    assert {it.script.name: told(it) for it in again.played} == {name: first[name] for name in names}


@pytest.mark.parametrize("name", WRONG)
def test_a_scenario_that_says_what_is_not_so_fails_and_says_where(failed: Mapping[str, Played], name: str) -> None:
    """The negative control of each kind of expectation."""
    played = failed[name]

    assert played.failure is not None
    assert played.failure.startswith(f"step[6]: {WRONG[name][2]}"), played.failure
    assert told(played)[-1].startswith("FAILED")


async def test_a_scenario_that_fails_leaves_no_patient_on_a_screen(
    failed: Mapping[str, Played], exercise: Ground
) -> None:
    log = failed["a-value"].log
    crew = next(caller for caller, party in log.parties.items() if party == "crew")
    credential = enrolment.read(exercise.folder).credential(exercise.hub.url, crew)

    answer = await credential.ask("GET", f"/cases/{log.lines[0].subject}")

    document = json.loads(answer.body)["document"]
    assert document["status"] == "closed"
    assert document["requests"] != {}
