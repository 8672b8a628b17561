"""マイナ救急: what a question is, what an answer comes to, and how far back each section goes."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, get_args

import pytest

import adapters.myna_kyukyu
from adapters.myna_kyukyu import mapping, summary
from adapters.myna_kyukyu.criteria import Card, Criteria, FourItems, read
from adapters.myna_kyukyu.manifest import MANIFEST
from hub.adapter_kit.fixtures import Asked, questions
from hub.domain.commands import ShareMynaRecord
from hub.sdk import Found, LegalBasis, MynaResult, NotFound, Question, Refused, Reply, TryLater, Unknown

NOW: Final = datetime(2026, 11, 23, 1, 12, tzinfo=UTC)
FIXTURES: Final = questions(Path(adapters.myna_kyukyu.__file__).parent / "fixtures/questions")
BY_CARD: Final = Card(method="card", reading="invented-card-of-one-patient", face_matches=True)
ITEMS: Final = {"name": "架空 花子", "birth_date": "1950-01-31", "sex": "female", "address": "架空県架空市1-2"}
OWN: Final = {MynaResult.VIEWED, MynaResult.CARD_NOT_CARRIED, MynaResult.CAPTAIN_DECIDED_NO, MynaResult.NETWORK_ERROR}
"""Results that are no reply of the source: the crew's own words, the record itself, and silence."""


def viewed(**other: object) -> bytes:
    said = {"result": "viewed", "expires_at": "2026-11-23T01:20:00Z", "person": ITEMS, "summary": {}, **other}
    return json.dumps(said).encode()


def shown(**told: list[Mapping[str, str]]) -> dict[str, Any]:
    """Returns the sections of an answer by their names."""
    reply = mapping.reply(BY_CARD, viewed(summary=told), NOW)
    assert isinstance(reply, Found), reply
    return {each["name"]: each for each in reply.content["sections"]}


def read_criteria(**said: object) -> Criteria | Refused:
    return read(said)


def test_every_result_that_a_crew_can_record_has_where_it_comes_from() -> None:
    replied = {reply.code for reply in mapping.REPLIES.values() if isinstance(reply, NotFound)}

    assert replied == MANIFEST.codes == set(MynaResult) - OWN


@pytest.mark.parametrize(
    ("section", "period"),
    [
        ("medications", "P3M"),
        ("prescriptions", "P45D"),
        ("care", "P3M"),
        ("operations", "P5Y"),
        ("dialysis", "P3M"),
        ("visits", "P3M"),
        ("checkups", ""),
    ],
)
def test_each_section_says_how_far_back_it_goes(section: str, period: str) -> None:
    assert shown()[section]["period"] == period


def test_nothing_an_empty_section_and_one_not_shown_stay_apart() -> None:
    sections = shown(薬剤情報=[], 手術情報=[{"date": "2024-03", "text": "形成術"}])

    assert sections["medications"]["entries"] == []
    assert sections["operations"]["entries"] == [{"date": "2024-03", "text": "形成術"}]
    assert sections["care"]["entries"] is None


def test_the_newest_entry_stands_first_and_of_a_check_up_only_its_date() -> None:
    older, newer = {"date": "2026-09", "text": "a"}, {"date": "2026-10-02", "text": "b", "facility": "架空病院"}
    sections = shown(薬剤情報=[older, newer], 健診=[{"date": "2026-05-12", "text": "所見", "facility": "架空病院"}])

    assert sections["medications"]["entries"] == [newer, older]
    assert sections["checkups"]["entries"] == [{"date": "2026-05-12"}]


def test_a_section_without_a_place_is_counted_and_not_hidden() -> None:
    reply = mapping.reply(BY_CARD, viewed(summary={"予防接種": [{"date": "2026-05"}]}), NOW)

    assert isinstance(reply, Found)
    assert reply.content["left_out"] == 1


def test_an_entry_can_be_shared_where_the_hub_has_a_field_for_it() -> None:
    fields = {each.shared_as for each in summary.SECTIONS if each.shared_as}

    assert fields <= set(ShareMynaRecord.__slots__)


def test_nothing_is_shown_longer_than_the_source_says_nor_than_an_hour() -> None:
    short, long = (
        mapping.reply(BY_CARD, viewed(expires_at=at), NOW) for at in ("2026-11-23T01:20:00Z", "2026-11-24T00:00:00Z")
    )

    assert isinstance(short, Found)
    assert isinstance(long, Found)
    assert (short.expires_at, long.expires_at) == (NOW + timedelta(minutes=8), NOW + timedelta(hours=1))


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (viewed(expires_at="2026-11-23T01:12:00Z"), TryLater("view-expired")),
        (viewed(expires_at="2026-11-23T01:20:00"), Unknown("answer-not-understood")),
        (viewed(person={**ITEMS, "name": 1}), Unknown("answer-not-understood")),
        (viewed(person={}), Unknown("answer-not-understood")),
        (viewed(summary=[]), Unknown("answer-not-understood")),
        (viewed(summary={"薬剤情報": [{"text": "x"}]}), Unknown("answer-not-understood")),
        (viewed(summary={"薬剤情報": [{"date": "昨年", "text": "x"}]}), Unknown("answer-not-understood")),
        (viewed(summary={"薬剤情報": None}), Unknown("answer-not-understood")),
        (viewed(insured="1234 5678 9018"), Unknown("answer-with-12-digit-number")),
        (viewed(person={**ITEMS, "address": "１２３４５６７８９０１８"}), Unknown("answer-with-12-digit-number")),
        (b'{"result": ["viewed"]}', Unknown("answer-not-understood")),
        (b'{"result": "unavailable"}', TryLater("source-unavailable")),
        (b"[" * 100_000, Unknown("answer-not-understood")),
    ],
)
def test_an_answer_is_understood_whole_or_not_at_all(answer: bytes, expected: Reply) -> None:
    assert mapping.reply(BY_CARD, answer, NOW) == expected


def test_a_search_that_shows_somebody_else_shows_nobody() -> None:
    looked_for = read_criteria(method="four-items", **ITEMS)
    assert isinstance(looked_for, FourItems)

    assert isinstance(mapping.reply(looked_for, viewed(), NOW), Found)
    for wrong in ({"birth_date": "1950-02-01"}, {"sex": "male"}):
        reply = mapping.reply(looked_for, viewed(person={**ITEMS, **wrong}), NOW)
        assert reply == Unknown("answer-of-another-person")


@pytest.mark.parametrize("lacking", sorted(ITEMS))
def test_all_four_items_are_required(lacking: str) -> None:
    for said in ({name: value for name, value in ITEMS.items() if name != lacking}, {**ITEMS, lacking: ""}):
        refused = read_criteria(method="four-items", **said)
        assert refused == Refused("four-items-required", lacking)


@pytest.mark.parametrize(
    "address", ["北海道架空市1", "東京都架空区1", "京都府架空市1", "大阪府架空市1", "和歌山県架空市1"]
)
def test_an_address_begins_with_its_prefecture(address: str) -> None:
    assert isinstance(read_criteria(method="four-items", **{**ITEMS, "address": address}), FourItems)
    assert isinstance(read_criteria(method="four-items", **{**ITEMS, "address": address[3:]}), Refused)


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"method": "pin", "reading": BY_CARD.reading},
        {"method": "card"},
        {"method": "card", "reading": BY_CARD.reading},
        {"method": "card", "reading": BY_CARD.reading, "face_matches": "true"},
        {"method": "card", "reading": BY_CARD.reading, "face_matches": True, "pin": "0000"},
        {"method": "four-items", **ITEMS, "birth_date": "昭和25年"},
        {"method": "four-items", **ITEMS, "sex": "F"},
    ],
)
def test_what_is_no_question_is_refused_without_its_values(said: dict[str, Any]) -> None:
    assert read(said) == Refused("criteria-not-valid", "see the adapter's page")


@pytest.mark.parametrize("number", ["123456789018", "1234-5678-9018", "１２３４ ５６７８ ９０１８", 123456789018])
def test_a_12_digit_number_is_no_way_to_look_for_anybody(number: object) -> None:
    for said in ({"method": "card", "reading": number, "face_matches": True}, {"my_number": number}):
        assert read(said) == Refused("my-number", "a 12-digit number may be an Individual Number")


@pytest.mark.parametrize("asked", [each for each in FIXTURES if each.reply == "found"], ids=lambda each: each.name)
def test_the_source_learns_who_looks_on_which_ground_and_nothing_of_the_case(asked: Asked) -> None:
    criteria = read(asked.question.criteria)
    assert not isinstance(criteria, Refused)

    said = json.loads(mapping.asked(asked.question, criteria))

    assert (said["id"], said["viewer"], said["basis"]) == (
        asked.question.id,
        asked.question.caller,
        asked.question.basis.value,
    )
    assert said["consent"] == ("oral" if asked.question.basis is LegalBasis.CONSENT else None)
    assert str(asked.question.case) not in json.dumps(said)
    assert "face_matches" not in said


def test_a_face_that_is_not_the_cards_asks_nobody() -> None:
    another = read_criteria(method="card", reading=BY_CARD.reading, face_matches=False)
    assert not isinstance(another, Refused)

    assert mapping.without_asking(another) == NotFound(MynaResult.IDENTITY_MISMATCH)
    assert mapping.without_asking(BY_CARD) is None


def test_every_kind_of_reply_has_a_fixture() -> None:
    assert {asked.reply for asked in FIXTURES} == {"found", "refused", "unknown", *MANIFEST.codes}
    assert len(get_args(Reply)) == 5
    assert Question.__dataclass_fields__.keys() == {"id", "case", "caller", "basis", "criteria"}
