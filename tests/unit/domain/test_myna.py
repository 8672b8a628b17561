"""マイナ救急 by its sentences: a look has its ground and its end, and only what the crew passes on is kept."""

from dataclasses import replace
from datetime import timedelta

import pytest

from hub.domain import commands as say
from hub.domain.disclosure import disclose
from hub.domain.document import section
from hub.domain.myna_codes import CaptainReason, LegalBasis, MynaMethod, MynaResult
from hub.domain.relationship import Relationship
from hub.errors import ConflictError, InvalidSubmissionError, MalformedError, NotFoundError
from tests.factories import Json, Story, body, command_center, crew, hospital, new_key, opened, submission

LOOK = say.ViewMynaRecord(
    result=MynaResult.VIEWED, basis=LegalBasis.CONSENT, method=MynaMethod.CARD, by="架空隊長", valid_for_s=600
)
NONE = [result for result in MynaResult if result is not MynaResult.VIEWED]


def looked(command: say.ViewMynaRecord = LOOK) -> tuple[Story, str]:
    story, key = opened(), new_key()
    story.says(command, key=key)
    return story, str(key)


def share(view: str) -> say.ShareMynaRecord:
    return say.ShareMynaRecord(view=view, medications=("アムロジピン錠5mg",), allergies=("ペニシリン",))


def faults(command: say.Command) -> list[str]:
    return [field for field, *_ in command.conflicts()]


def test_a_look_says_who_when_on_what_ground_with_what_result_and_until_when() -> None:
    story, key = looked()

    assert section(story.document, "myna_views")[key] == {
        "at": "2026-11-23T01:12:02.000Z",
        "result": "viewed",
        "basis": "consent",
        "method": "card",
        "by": "架空隊長",
        "expires_at": "2026-11-23T01:22:02.000Z",
    }


def test_a_look_holds_nothing_of_the_record() -> None:
    assert set(say.ViewMynaRecord.__slots__) == {"result", "basis", "method", "reason", "by", "valid_for_s"}


@pytest.mark.parametrize("basis", [LegalBasis.CONSENT, LegalBasis.VITAL_INTEREST])
def test_consent_and_vital_interest_allow_a_look(basis: LegalBasis) -> None:
    assert faults(replace(LOOK, basis=basis)) == []


@pytest.mark.parametrize("basis", [LegalBasis.STATUTORY_DUTY, LegalBasis.PUBLIC_HEALTH, LegalBasis.TRANSPORT_NECESSITY])
def test_no_other_ground_does(basis: LegalBasis) -> None:
    assert faults(replace(LOOK, basis=basis)) == ["basis"]


def test_a_look_without_ground_or_method_is_none() -> None:
    assert faults(say.ViewMynaRecord(result=MynaResult.VIEWED)) == ["basis", "method"]
    assert faults(say.ViewMynaRecord(result=MynaResult.CARD_NOT_CARRIED)) == []


def test_the_captains_decision_has_its_reason_and_nothing_else_has_one() -> None:
    assert faults(say.ViewMynaRecord(result=MynaResult.CAPTAIN_DECIDED_NO)) == ["reason"]
    assert faults(replace(LOOK, reason=CaptainReason.OTHER)) == ["reason"]
    assert faults(say.ViewMynaRecord(result=MynaResult.CAPTAIN_DECIDED_NO, reason=CaptainReason.ENVIRONMENT)) == []


def test_what_the_crew_passes_on_stands_in_the_case() -> None:
    story, key = looked()
    story.says(share(key))
    (record,) = section(story.document, "myna_records").values()

    assert isinstance(record, dict)
    assert {name: record[name] for name in ("view", "basis", "medications", "allergies")} == {
        "view": key,
        "basis": "consent",
        "medications": ["アムロジピン錠5mg"],
        "allergies": ["ペニシリン"],
    }


def test_nothing_is_passed_on_after_the_look_has_closed() -> None:
    story, key = looked()
    story.now += timedelta(seconds=700)

    with pytest.raises(ConflictError) as caught:
        story.says(share(key))
    assert caught.value.code == "myna-view-expired"


def test_what_was_passed_on_in_time_and_comes_late_is_taken() -> None:
    story, key = looked()
    in_time = story.now + timedelta(seconds=30)
    story.now += timedelta(hours=2)

    assert story.says(share(key), at=in_time)


@pytest.mark.parametrize("result", NONE)
def test_where_nothing_was_seen_nothing_is_passed_on(result: MynaResult) -> None:
    story, key = looked(say.ViewMynaRecord(result=result))

    with pytest.raises(InvalidSubmissionError):
        story.says(share(key))


def test_a_look_at_another_patient_is_no_ground() -> None:
    _, elsewhere = looked()

    with pytest.raises(InvalidSubmissionError) as caught:
        opened().says(share(elsewhere))
    assert [issue.code for issue in caught.value.issues] == ["unknown-view"]


def test_nothing_shared_is_no_share() -> None:
    assert faults(say.ShareMynaRecord(view="x")) == [""]
    assert faults(say.ShareMynaRecord(view="x", medications=())) == [""]


def test_a_share_that_is_repeated_is_one_and_a_second_one_stands_beside_it() -> None:
    story, key = looked()
    again = new_key()
    story.says(share(key), key=again)
    story.says(share(key), key=again)
    story.says(say.ShareMynaRecord(view=key, conditions=("高血圧症",)))

    assert len(section(story.document, "myna_records")) == 2


def test_what_was_passed_on_is_seen_by_those_who_see_the_history_and_the_look_by_the_own_side() -> None:
    story, key = looked()
    story.says(share(key))
    own, accepted, asked = (
        disclose(story.document, near, "h-001")
        for near in (Relationship.OWN, Relationship.ACCEPTED, Relationship.ASKED)
    )

    assert {"myna_views", "myna_records"} <= own.keys()
    assert "myna_records" in accepted
    assert "myna_views" not in accepted
    assert "myna" not in str(asked)


@pytest.mark.parametrize("by", [hospital(), command_center(), crew("u-003")])
def test_only_the_crew_of_the_case_looks(by: object) -> None:
    with pytest.raises(NotFoundError):
        opened().says(LOOK, by)  # type: ignore[arg-type]


@pytest.mark.parametrize("number", ["123456789012", "1234-5678-9012", "１２３４ ５６７８ ９０１２"])
def test_an_individual_number_is_refused_wherever_it_stands(number: str) -> None:
    shares: tuple[Json, ...] = (
        {"view": str(new_key()), "medications": [f"薬 {number}"]},
        {"view": str(new_key()), "procedures": [number]},
    )
    for data in shares:
        with pytest.raises(MalformedError):
            submission(body("share-myna-record", new_key(), **data))
    with pytest.raises(MalformedError):
        submission(body("view-myna-record", new_key(), result="card-not-carried", by=number))
