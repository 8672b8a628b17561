"""How far silence has climbed, by which rules was asked, what a hospital makes ready: the inquiry says it in FHIR."""

import json
from typing import Any

from hub.domain import commands as say
from hub.domain.codes import Answer, EscalationStep
from hub.domain.preparation_codes import Preparation, Team, TeamState
from tests.unit.fhir.histories import SCREENS, History

HOSPITAL = next(iter(SCREENS))
SCREEN = SCREENS[HOSPITAL]
Json = dict[str, Any]


def asked() -> History:
    history = History()
    history.says(say.OpenCase(chief_complaint="胸痛"))
    history.says(say.RequestAcceptance(facilities=(HOSPITAL,)))
    return history


def task(history: History) -> Json:
    found: Json = json.loads(next(each.body for each in history.newest.values() if each.type == "Task"))
    return found


def codes(entries: list[Json]) -> list[str]:
    return [each["type"]["coding"][0]["code"] for each in entries]


def reason(history: History) -> str | None:
    said = task(history).get("statusReason")
    return said["coding"][0]["code"] if said else None


def test_the_highest_step_is_the_reason_while_nobody_has_noticed_and_each_has_its_time() -> None:
    history = asked()
    assert reason(history) is None
    history.climbs(EscalationStep.CREW)
    history.climbs(EscalationStep.SECOND_DEVICE)

    assert reason(history) == "crew"
    assert task(history)["status"] == "requested"
    assert set(codes(task(history)["output"])) == {"crew", "second-device"}


def test_who_acknowledges_ends_the_reason_and_the_times_stay() -> None:
    history = asked()
    history.climbs(EscalationStep.CREW)
    history.says(say.Acknowledge(), SCREEN)

    assert reason(history) is None
    assert codes(task(history)["output"]) == ["acknowledged", "crew"]


def test_the_rules_by_which_was_asked_stand_in_the_inquiry() -> None:
    (said,) = task(asked())["input"]

    assert (codes([said]), said["valueString"]) == (["rules"], "kaku 2026-04")


def test_a_team_stands_there_from_its_call_until_it_is_ready_and_not_once_it_is_sent_home() -> None:
    history = asked()
    history.says(say.AnswerRequest(answer=Answer.ACCEPT), SCREEN)
    history.says(say.ActivateTeam(team=Team.STEMI, by="当直医"), SCREEN)
    history.says(say.ActivateTeam(team=Team.TRAUMA), SCREEN)
    history.says(say.ActivateTeam(team=Team.STEMI, state=TeamState.ARRIVED), SCREEN)
    history.says(say.ActivateTeam(team=Team.TRAUMA, state=TeamState.STOOD_DOWN), SCREEN)
    history.says(say.Prepare(item=Preparation.CT), SCREEN)

    _, team, item = task(history)["output"]

    assert (team["type"]["coding"][0]["code"], team["type"]["text"]) == ("stemi", "当直医")
    assert team["valuePeriod"] == {"start": "2026-11-23T01:15:00.000Z", "end": "2026-11-23T01:17:00.000Z"}
    assert (codes([item]), item["valueDateTime"]) == (["ct"], "2026-11-23T01:19:00.000Z")
