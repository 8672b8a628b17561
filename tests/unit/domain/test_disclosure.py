"""Who stands how near to a case, and what each sees: the table is written out here a second time, on purpose."""

from itertools import pairwise

import pytest

from hub.domain import commands as say
from hub.domain.case import Case
from hub.domain.codes import Answer, Closing, DeclineReason, RequestState, Role, Severity
from hub.domain.disclosure import (
    Relationship,
    audience,
    disclose,
    is_same_for_all,
    relationship,
    request_relationship,
)
from hub.domain.document import Document
from hub.domain.people import Principal
from tests.factories import DIRECTORY, Story, command_center, crew, hospital, new_key, opened

WHOLE: Document = {
    "case": "c",
    "status": "open",
    "unit": "u-001",
    "department": "fd-01",
    "opened_at": "t",
    "is_exercise": False,
    "incident": {
        "number": "canary",
        "type": "fire",
        "scene_address": "canary",
        "scene_latitude": 1,
        "scene_longitude": 1,
    },
    "patient": {
        "family_name": "canary",
        "given_name": "canary",
        "family_kana": "canary",
        "given_kana": "canary",
        "birth_date": "canary",
        "address": "canary",
        "phone": "canary",
        "age_years": 76,
        "age_band": "elderly",
        "sex": "male",
    },
    "complaint": {"chief_complaint": "胸痛"},
    "history": {"medical_history": "canary", "medications": "canary", "allergies": "canary"},
    "times": {"on-scene": "t"},
    "observations": {"k": {"heart_rate": 118}},
    "treatments": {"k": {"treatment": "oxygen"}},
    "changes": {"k": {"change": "improved"}},
    "requests": {"h-001": {"state": "requested"}, "h-002": {"state": "declined", "reason": "canary"}},
    "destination": {"facility": "h-003"},
    "position": {"latitude": 1, "longitude": 1, "eta_minutes": 7, "at": "t"},
    "handover": {"summary": "canary"},
    "outcome": {"diagnosis": "canary"},
    "closing": {"closing": "transported"},
    "transport": {"handover": {"notes": "canary"}},
    "myna_records": {"k": {"medications": ["canary"]}},
}
"""Every section and field there is; canaries are what an asked hospital must not see."""


def test_an_asked_hospital_sees_the_patient_and_not_who_it_is() -> None:
    seen = disclose(WHOLE, Relationship.ASKED, "h-001")

    assert seen == {
        "case": "c",
        "status": "open",
        "opened_at": "t",
        "is_exercise": False,
        "department": "fd-01",
        "incident": {"type": "fire"},
        "patient": {"age_years": 76, "age_band": "elderly", "sex": "male"},
        "complaint": {"chief_complaint": "胸痛"},
        "observations": {"k": {"heart_rate": 118}},
        "treatments": {"k": {"treatment": "oxygen"}},
        "changes": {"k": {"change": "improved"}},
        "position": {"eta_minutes": 7, "at": "t"},
        "requests": {"h-001": {"state": "requested"}},
    }
    assert "canary" not in str(seen)


def test_the_hospital_that_accepted_sees_all_but_the_other_hospitals() -> None:
    seen = disclose(WHOLE, Relationship.ACCEPTED, "h-001")

    assert seen == {**WHOLE, "requests": {"h-001": {"state": "requested"}}}


def test_the_crews_own_department_sees_all() -> None:
    assert disclose(WHOLE, Relationship.OWN, "fd-01") == WHOLE


@pytest.mark.parametrize("near", [Relationship.NONE, Relationship.FORMER])
def test_whoever_is_not_asked_any_more_sees_nothing(near: Relationship) -> None:
    assert disclose(WHOLE, near, "h-001") == {}


def test_what_is_not_listed_stays_hidden() -> None:
    """Watches the next section somebody adds: it is seen by nobody outside until somebody decides who may."""
    assert disclose({"insurance": {"number": "canary"}}, Relationship.ACCEPTED, "h-001") == {}


def test_a_section_of_which_nothing_is_seen_is_absent() -> None:
    """An empty section would tell that identity was stated, and would be made in the client's document."""
    assert disclose({"patient": {"family_name": "canary"}}, Relationship.ASKED, "h-001") == {}


def test_a_hospital_without_a_request_sees_no_requests() -> None:
    assert "requests" not in disclose(WHOLE, Relationship.ACCEPTED, "h-003")


def test_a_patch_is_the_same_for_all_only_where_all_see_its_sections_whole() -> None:
    assert is_same_for_all({"status": "closed", "observations": {}})
    for section in ("incident", "patient", "position", "requests", "history", "unit", "times"):
        assert not is_same_for_all({"status": "closed", section: {}}), section
    for name, value in WHOLE.items():
        if is_same_for_all({name: value}):
            assert disclose({name: value}, Relationship.ASKED, "h-001") == {name: value}


def test_less_right_never_shows_more() -> None:
    for less, more in pairwise(Relationship):
        few, many = disclose(WHOLE, less, "h-001"), disclose(WHOLE, more, "h-001")
        assert few.keys() <= many.keys()


@pytest.mark.parametrize(
    ("state", "near"),
    [
        (None, Relationship.NONE),
        (RequestState.REQUESTED, Relationship.ASKED),
        (RequestState.DELIVERED, Relationship.ASKED),
        (RequestState.DISPLAYED, Relationship.ASKED),
        (RequestState.ACKNOWLEDGED, Relationship.ASKED),
        (RequestState.CONDITIONAL, Relationship.ASKED),
        (RequestState.ACCEPTED, Relationship.ACCEPTED),
        (RequestState.DECLINED, Relationship.FORMER),
        (RequestState.WITHDRAWN, Relationship.FORMER),
    ],
)
def test_a_request_makes_a_hospital_stand_so_near(state: RequestState | None, near: Relationship) -> None:
    assert request_relationship(state) is near


def test_every_state_of_a_request_has_its_relationship() -> None:
    assert all(request_relationship(state) for state in RequestState)


def test_how_near_a_caller_stands_follows_from_its_organisation() -> None:
    case = Case(id=new_key(), department="fd-01", requests={"h-001": RequestState.ACCEPTED})
    operator = Principal(caller="x", role=Role.OPERATOR, organisation=DIRECTORY["op-01"])
    admin = Principal(caller="x", role=Role.ADMINISTRATOR, organisation=DIRECTORY["fd-01"])

    assert relationship(case, crew("u-001")) is Relationship.OWN
    assert relationship(case, command_center("fd-01")) is Relationship.OWN
    assert relationship(case, crew("u-003")) is Relationship.NONE
    assert relationship(case, command_center("fd-02")) is Relationship.NONE
    assert relationship(case, hospital("h-001")) is Relationship.ACCEPTED
    assert relationship(case, hospital("h-002")) is Relationship.NONE
    assert relationship(case, operator) is Relationship.NONE
    assert relationship(case, admin) is Relationship.NONE


# On whose stream a case stands ------------------------------------------------------------------------------


def shift() -> Story:
    story = opened()
    story.says(say.RequestAcceptance(facilities=("h-001", "h-002", "h-003")))
    story.says(say.AnswerRequest(answer=Answer.DECLINE, reason=DeclineReason.BUSY), hospital("h-003"))
    return story


OWN = {"unit:u-001": Relationship.OWN, "department:fd-01": Relationship.OWN}


def test_a_case_stands_with_its_crew_its_command_centre_and_whoever_is_asked() -> None:
    assert audience(shift().case) == {
        **OWN,
        "facility:h-001": Relationship.ASKED,
        "facility:h-002": Relationship.ASKED,
    }


def test_whoever_was_withdrawn_loses_the_case() -> None:
    story = shift()
    story.says(say.AnswerRequest(answer=Answer.ACCEPT), hospital("h-001"))

    assert audience(story.case) == {**OWN, "facility:h-001": Relationship.ACCEPTED}


def delivered() -> Story:
    story = shift()
    story.says(say.AnswerRequest(answer=Answer.ACCEPT), hospital("h-001"))
    story.says(say.ConfirmDestination(facility="h-001"))
    story.says(say.HandOver())
    return story


def test_the_crew_keeps_the_case_until_it_closes_it_and_the_hospital_until_the_outcome() -> None:
    story = delivered()
    story.says(say.CloseCase(closing=Closing.TRANSPORTED))
    assert audience(story.case) == {"facility:h-001": Relationship.ACCEPTED}

    story.says(say.RecordOutcome(severity=Severity.MODERATE), hospital("h-001"))
    assert audience(story.case) == {}


def test_an_outcome_that_comes_first_leaves_the_case_with_the_crew() -> None:
    story = delivered()

    story.says(say.RecordOutcome(severity=Severity.MODERATE), hospital("h-001"))

    assert audience(story.case) == OWN


def test_a_case_that_is_closed_without_a_hand_over_leaves_every_hospital() -> None:
    story = shift()
    story.says(say.AnswerRequest(answer=Answer.ACCEPT), hospital("h-001"))

    story.says(say.CloseCase(closing=Closing.REFUSED))

    assert audience(story.case) == {}
