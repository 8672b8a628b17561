"""How a submission is read and placed: every fault with its path, every time on the hub's clock."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from hub.domain.commands import KINDS, DescribePatient, PublishCapacity, RecordObservation
from hub.domain.people import hospital_subject
from hub.errors import InvalidSubmissionError
from hub.wire.guard import MOST_ISSUES
from hub.wire.submission import place, read
from tests.factories import NOW, TOLERANCE, Json, body, new_key, submission

CASE = new_key()


def faults(said: object) -> set[tuple[str, str]]:
    """Returns path and code of what the reader says."""
    try:
        read(said, b"")
    except InvalidSubmissionError as error:
        return {(issue.path, issue.code) for issue in error.issues if issue.ja and issue.en}
    return set()


def observation(**data: Json) -> dict[str, Any]:
    said: dict[str, Any] = body("record-observation", CASE, **data)
    return said


def test_a_submission_is_read_as_it_was_said() -> None:
    said = submission(body("describe-patient", CASE, family_name="架空", birth_date="1950-01-31", dangers=["dialysis"]))

    assert isinstance(said.command, DescribePatient)
    assert said.command.birth_date == date(1950, 1, 31)
    assert said.command.dangers == ("dialysis",)
    assert said.subject == CASE
    assert said.occurred_at == NOW


# The envelope -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", [[], "text", 1, None, True])
def test_a_submission_is_an_object(value: object) -> None:
    assert faults(value) == {("", "not-an-object")}


def test_everything_that_is_missing_is_named_at_once() -> None:
    assert faults({}) == {(name, "required") for name in ("kind", "key", "occurred_at")}
    assert faults({"kind": "open-case"}) == {(name, "required") for name in ("key", "case", "occurred_at", "data")}


@pytest.mark.parametrize("kind", ["brew-coffee", "mark-delivered", "OPEN-CASE", "", 1, ["open-case"], {}])
def test_an_unknown_kind_is_refused(kind: object) -> None:
    """``mark-delivered`` is the hub's own word: a hospital must not be able to say it for its terminal."""
    assert faults({**observation(), "kind": kind}) == {("kind", "unknown-kind")}


@pytest.mark.parametrize(
    "key",
    [
        "1",
        1,
        "",
        "0199B2A4-7C1E-7A52-9D3F-5B8E2F1A6C01",
        "0199b2a4-7c1e-4a52-9d3f-5b8e2f1a6c01",
        "0199b2a4-7c1e-7a52-1d3f-5b8e2f1a6c01",
        "0199b2a47c1e7a529d3f5b8e2f1a6c01",
        "{0199b2a4-7c1e-7a52-9d3f-5b8e2f1a6c01}",
        "0199b2a4-7c1e-7a52-9d3f-5b8e2f1a6c01\n",
    ],
)
def test_a_key_is_a_uuid_of_version_7_in_lower_case(key: object) -> None:
    """The time of the tap is read from it, and one key has one spelling."""
    assert faults({**observation(heart_rate=1), "key": key}) == {("key", "not-a-uuidv7")}


def test_a_case_cannot_take_the_place_of_a_hospital() -> None:
    """A crew that opened a case under a hospital's own subject would keep it from publishing its capacity for ever."""
    taken = str(hospital_subject("h-001"))

    assert faults({**body("open-case", CASE), "case": taken}) == {("case", "not-a-uuid")}


def test_capacity_is_about_no_case() -> None:
    capacity = body("publish-capacity", specialty="stroke", level="good")

    assert faults(capacity) == set()
    assert isinstance(submission(capacity).command, PublishCapacity)
    assert faults({**capacity, "case": str(CASE)}) == {("case", "unknown-field")}


def test_what_nobody_defined_is_refused_where_it_stands() -> None:
    said = {**observation(heart_rate=118, pulse=60), "unit": "u-001"}

    assert faults(said) == {("unit", "unknown-field"), ("data.pulse", "unknown-field")}


@pytest.mark.parametrize(
    "name",
    ["1234 5678 9012", "123456789012", "patient 123456789012", "number_123456789012", "架空太郎", "a" * 65, "<b>", ""],
)
def test_a_name_that_is_none_of_a_field_is_not_told_back(name: str) -> None:
    """A name is a sender's text too: a person or a personal number may stand in it."""
    said = {**observation(heart_rate=118), name: 1}
    said["data"] = {**said["data"], name: 1}

    assert faults(said) == {("?", "unknown-field"), ("data.?", "unknown-field")}


def test_an_answer_does_not_grow_with_what_is_wrong() -> None:
    with pytest.raises(InvalidSubmissionError) as refused:
        read(observation(**{f"x{number}": 1 for number in range(5000)}), b"")

    assert len(refused.value.issues) == MOST_ISSUES


def test_a_null_is_as_if_it_were_not_said() -> None:
    assert faults(observation(heart_rate=118, spo2=None)) == set()
    assert faults(observation(heart_rate=None)) == {("data", "nothing-recorded")}


# Times ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "at",
    [
        "2026-11-23T10:15:02+09:00",
        "2026-11-23T01:15:02Z",
        "2026-11-23T01:15:02.000Z",
        "2026-11-23T01:15:02.000000000Z",
        "2026-11-22T20:15:02-05:00",
    ],
)
def test_a_time_has_an_offset_and_is_kept_in_utc(at: str) -> None:
    assert submission(body("open-case", CASE, occurred_at=at)).occurred_at == datetime(
        2026, 11, 23, 1, 15, 2, tzinfo=UTC
    )


@pytest.mark.parametrize(
    "at",
    [
        "2026-11-23T10:15:02",
        "2026-11-23 10:15:02+09:00",
        "2026-11-23",
        "2026-11-23T10:15+09:00",
        "2026-11-23T25:00:00+09:00",
        "2026-02-30T10:15:02+09:00",
        "2026-W48-1T10:15:02+09:00",
        "2026-11-23T101502+0900",
        "2026-11-23T10:15:02+09:00:30",
        "0001-01-01T00:00:00+09:00",
        "9999-12-31T23:59:59-09:00",
        "２０２６-11-23T10:15:02+09:00",
        "now",
        "",
        1795396502,
        True,
        [],
    ],
)
def test_what_is_no_time_is_refused(at: object) -> None:
    assert faults({**observation(heart_rate=1), "occurred_at": at, "sent_at": at}) == {
        ("occurred_at", "not-a-time"),
        ("sent_at", "not-a-time"),
    }


@pytest.mark.parametrize("birth", ["1950-1-31", "31.1.1950", "1950-02-30", "1950-W05-2", "19500131  ", "", 1950])
def test_what_is_no_date_is_refused(birth: object) -> None:
    assert faults(body("describe-patient", CASE, birth_date=birth)) == {("data.birth_date", "not-a-date")}


YEAR = timedelta(days=366)


def placed(occurred_at: datetime, sent_at: datetime | None, received_at: datetime) -> tuple[datetime, datetime]:
    times = place(submission(body("open-case", CASE, occurred_at=occurred_at, sent_at=sent_at)), received_at, TOLERANCE)
    return times.happened_at, times.tapped_at


@pytest.mark.parametrize("off", [YEAR, -YEAR, timedelta(hours=9), timedelta(seconds=11)], ids=str)
def test_a_tablet_whose_clock_is_off_is_placed_by_the_age_of_its_word(off: timedelta) -> None:
    """It says when it sent; both of its times are off alike, so the age is right."""
    tapped = NOW + off

    assert placed(tapped, tapped + timedelta(minutes=3), NOW) == (NOW - timedelta(minutes=3),) * 2


def test_a_clock_that_is_almost_right_is_left_alone() -> None:
    """The way over the network takes time too, and two devices of a crew must keep their order."""
    tapped = NOW - timedelta(seconds=30)

    assert placed(tapped, NOW - timedelta(seconds=9), NOW) == (tapped, tapped)


def test_a_tablet_that_does_not_say_when_it_sent_is_believed_within_the_tolerance() -> None:
    assert placed(NOW + TOLERANCE, None, NOW)[0] == NOW + TOLERANCE
    with pytest.raises(InvalidSubmissionError) as refused:
        placed(NOW + TOLERANCE + timedelta(seconds=1), None, NOW)

    assert [(issue.path, issue.code) for issue in refused.value.issues] == [("occurred_at", "time-in-future")]


def test_a_tablet_a_year_ahead_that_does_not_say_when_it_sent_is_refused() -> None:
    with pytest.raises(InvalidSubmissionError):
        placed(NOW + YEAR, None, NOW)


def test_a_word_from_the_past_is_placed_in_the_past() -> None:
    """Watches P4: a report that a tunnel held back is never refused for being late."""
    assert placed(NOW - timedelta(days=2), None, NOW)[0] == NOW - timedelta(days=2)


def test_a_tap_is_never_later_than_its_arrival() -> None:
    """Else a key from the future would win every contest for the latest word."""
    said = submission(body("open-case", CASE, key=new_key(NOW + YEAR)))

    assert place(said, NOW, TOLERANCE).tapped_at == NOW


def test_a_key_from_beyond_the_calendar_is_refused() -> None:
    """48 bits of milliseconds reach into the year 10889, where Python's calendar has ended."""
    said = body("open-case", CASE)
    said["key"] = "ffffffff-ffff-7000-8000-000000000001"

    with pytest.raises(InvalidSubmissionError):
        place(submission(said), NOW, TOLERANCE)


# Values -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "path", "code"),
    [
        ({"jcs": "4"}, "data.jcs", "unknown-code"),
        ({"jcs": 3}, "data.jcs", "unknown-code"),
        ({"spo2": 140}, "data.spo2", "out-of-range"),
        ({"spo2": -1}, "data.spo2", "out-of-range"),
        ({"spo2": "98"}, "data.spo2", "not-a-number"),
        ({"spo2": True}, "data.spo2", "not-a-number"),
        ({"spo2": [98]}, "data.spo2", "not-a-number"),
        ({"spo2": Decimal("98.5")}, "data.spo2", "not-a-number"),
        ({"temperature": Decimal("36.555")}, "data.temperature", "too-precise"),
        ({"temperature": Decimal("9.99")}, "data.temperature", "out-of-range"),
        ({"temperature": "36.5"}, "data.temperature", "not-a-number"),
        ({"systolic": 60, "diastolic": 90}, "data.systolic", "systolic-below-diastolic"),
        ({"gcs_eye": 4, "gcs_motor": 6}, "data.gcs_eye", "gcs-incomplete"),
        ({}, "data", "nothing-recorded"),
        ({"findings": ""}, "data.findings", "empty"),
        ({"findings": " \u3000\n"}, "data.findings", "empty"),
        ({"findings": "あ" * 501}, "data.findings", "too-long"),
        ({"findings": 1}, "data.findings", "not-a-text"),
    ],
)
def test_an_impossible_value_is_refused_with_its_path(data: dict[str, Any], path: str, code: str) -> None:
    assert faults(observation(**data)) == {(path, code)}


def test_limits_refuse_slips_of_the_finger_and_not_sick_patients() -> None:
    """Asystole, apnoea, hypothermia and a pressure that cannot be measured are patients, not mistakes."""
    assert faults(observation(heart_rate=0, respiratory_rate=0, spo2=0, systolic=0, temperature=10, glucose=0)) == set()
    assert faults(observation(systolic=90, diastolic=90)) == set()


def test_every_fault_of_the_fields_is_named_at_once() -> None:
    said = observation(spo2=140, jcs="4", temperature="hot", mood="bad")

    assert {path for path, _ in faults(said)} == {"data.spo2", "data.jcs", "data.temperature", "data.mood"}


@pytest.mark.parametrize(
    ("facilities", "path", "code"),
    [
        ([], "data.facilities", "wrong-number"),
        (["h-001", "h-001"], "data.facilities", "wrong-number"),
        ([f"h-{number}" for number in range(21)], "data.facilities", "wrong-number"),
        ("h-001", "data.facilities", "not-a-list"),
        (["h-001", 2], "data.facilities[1]", "not-a-text"),
        (["h-001", ""], "data.facilities[1]", "empty"),
        (["h-001", "h" * 65], "data.facilities[1]", "too-long"),
        (None, "data.facilities", "required"),
    ],
)
def test_a_list_has_its_bounds_and_its_entries_their_paths(facilities: object, path: str, code: str) -> None:
    assert faults(body("request-acceptance", CASE, facilities=facilities)) == {(path, code)}


@pytest.mark.parametrize(
    ("data", "path", "code"),
    [
        ({"answer": "decline"}, "data.reason", "required"),
        ({"answer": "accept", "reason": "busy"}, "data.reason", "not-allowed"),
        ({"answer": "conditional"}, "data.conditions", "required"),
        ({"answer": "perhaps"}, "data.answer", "unknown-code"),
        ({}, "data.answer", "required"),
    ],
)
def test_an_answer_says_all_that_belongs_to_it(data: dict[str, Any], path: str, code: str) -> None:
    assert faults(body("answer-request", CASE, **data)) == {(path, code)}


@pytest.mark.parametrize("value", ["true", 1, 0, "false"])
def test_a_truth_is_a_truth(value: object) -> None:
    assert faults(body("open-case", CASE, is_exercise=value)) == {("data.is_exercise", "not-a-bool")}


@pytest.mark.parametrize("kind", KINDS)
def test_data_is_an_object_for_every_kind(kind: str) -> None:
    case = None if KINDS[kind].about.is_sender else CASE

    assert faults({**body(kind, case), "data": []}) == {("data", "not-an-object")}


# What makes two bodies the same -----------------------------------------------------------------------------


def test_a_repetition_is_known_by_its_content_and_not_by_its_bytes() -> None:
    """A tablet sends the same word again with another ``sent_at``, and its outbox may order names otherwise."""
    key = new_key()
    first = submission(body("record-observation", CASE, key=key, heart_rate=118, spo2=91))
    again = submission(body("record-observation", CASE, key=key, sent_at=NOW, spo2=91, heart_rate=118, jcs=None))

    assert first.digest == again.digest


@pytest.mark.parametrize(
    "other",
    [
        {"heart_rate": 119},
        {"heart_rate": 118, "spo2": 91},
        {"occurred_at": NOW + timedelta(seconds=1), "heart_rate": 118},
        {"case": new_key(), "heart_rate": 118},
        {"key": new_key(), "heart_rate": 118},
    ],
)
def test_another_content_is_another_body(other: dict[str, Any]) -> None:
    said: dict[str, Any] = {"case": CASE, "key": new_key(), "heart_rate": 118}

    assert (
        submission(body("record-observation", **said)).digest
        != submission(body("record-observation", **{**said, **other})).digest
    )


def test_a_number_keeps_the_digits_it_came_with() -> None:
    said = submission(observation(temperature=Decimal("36.50")))

    assert isinstance(said.command, RecordObservation)
    assert str(said.command.temperature) == "36.50"
