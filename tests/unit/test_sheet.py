"""The hand-over on paper: what its reader may see, in Japan's time, and a code that says nothing of the patient."""

from datetime import UTC, datetime
from typing import Any

from hub.domain import commands as say
from hub.domain.codes import Answer, Treatment
from hub.domain.disclosure import disclose
from hub.domain.relationship import Relationship
from hub.web.sheet import content
from tests.factories import DIRECTORY, NOW, Story, hospital, opened

AT = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)


def told() -> Story:
    story = opened(say.OpenCase(chief_complaint="胸痛"))
    story.says(say.DescribePatient(family_name="架空", given_name="太郎", age_years=76, medical_history="高血圧"))
    story.says(say.RecordObservation(heart_rate=118, findings="冷汗"))
    story.says(say.RecordTreatment(treatment=Treatment.OXYGEN))
    story.says(say.RequestAcceptance(facilities=("h-001",)))
    return story


def sheet(story: Story, near: Relationship) -> dict[str, Any]:
    return dict(content(disclose(story.document, near, "h-001"), DIRECTORY, AT))


def lines(shown: dict[str, Any]) -> str:
    return "\n".join(line for block in shown["blocks"] for line in block["lines"])


def test_an_asked_hospital_prints_no_name_and_one_that_accepted_does() -> None:
    story = told()
    asked = sheet(story, Relationship.ASKED)
    story.says(say.AnswerRequest(answer=Answer.ACCEPT), hospital())
    story.says(say.ConfirmDestination(facility="h-001"))
    accepted = sheet(story, Relationship.ACCEPTED)

    assert "胸痛" in lines(asked)
    assert "架空" not in lines(asked)
    assert "高血圧" not in lines(asked)
    for word in ("姓: 架空", "高血圧", "心拍数: 118", "所見: 冷汗", "処置: 酸素投与"):
        assert word in lines(accepted)
    assert accepted["blocks"][0] == {"title": "搬送先", "lines": [DIRECTORY["h-001"].name]}


def test_a_sheet_says_whence_it_is_and_in_japans_time() -> None:
    shown = sheet(told(), Relationship.OWN)

    assert shown["from"].startswith(DIRECTORY["fd-01"].name)
    assert shown["printed_at"] == "2026-11-23 10:30"
    local = (NOW.hour + 9) % 24
    assert f" {local:02}:" in lines(shown)
    assert "Z" not in lines(shown)


def test_an_exercise_is_marked() -> None:
    assert sheet(opened(say.OpenCase(is_exercise=True)), Relationship.OWN)["is_exercise"] is True
    assert sheet(told(), Relationship.OWN)["is_exercise"] is False, "the control"
