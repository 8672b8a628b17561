"""Bad input: a clear answer with the place and both languages, nothing stored, and the next submission unaffected."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest

from tests.e2e.terminal import Line
from tests.world import HubProcess, Json, new_case, now, submission

CREW: Final = "tablet-u-001"
EYES: Final = "console-fd-01"

IMPOSSIBLE: Final[list[tuple[str, Json, str, str]]] = [
    ("record-observation", {"jcs": "4"}, "data.jcs", "unknown-code"),
    ("record-observation", {"jcs": 4}, "data.jcs", "unknown-code"),
    ("record-observation", {"spo2": 140}, "data.spo2", "out-of-range"),
    ("record-observation", {"spo2": -1}, "data.spo2", "out-of-range"),
    ("record-observation", {"spo2": "98"}, "data.spo2", "not-a-number"),
    ("record-observation", {"spo2": True}, "data.spo2", "not-a-number"),
    ("record-observation", {"spo2": 98.5}, "data.spo2", "not-a-number"),
    ("record-observation", {"systolic": 60, "diastolic": 90}, "data.systolic", "systolic-below-diastolic"),
    ("record-observation", {"heart_rate": 351}, "data.heart_rate", "out-of-range"),
    ("record-observation", {"temperature": 47}, "data.temperature", "out-of-range"),
    ("record-observation", {"temperature": 36.555}, "data.temperature", "too-precise"),
    ("record-observation", {"gcs_eye": 4}, "data.gcs_eye", "gcs-incomplete"),
    ("record-observation", {"gcs_eye": 5, "gcs_verbal": 5, "gcs_motor": 6}, "data.gcs_eye", "out-of-range"),
    ("record-observation", {}, "data", "nothing-recorded"),
    ("record-observation", {"findings": "  "}, "data.findings", "empty"),
    ("record-observation", {"findings": "あ" * 501}, "data.findings", "too-long"),
    ("record-observation", {"heartrate": 80}, "data.heartrate", "unknown-field"),
    ("record-observation", {"spo2": None}, "data", "nothing-recorded"),
    ("describe-patient", {"age_years": 131}, "data.age_years", "out-of-range"),
    ("describe-patient", {"birth_date": "1950-02-30"}, "data.birth_date", "not-a-date"),
    ("describe-patient", {"dangers": ["pregnant", "pregnant"]}, "data.dangers", "wrong-number"),
    ("describe-patient", {"dangers": ["pregnant", "tired"]}, "data.dangers[1]", "unknown-code"),
    ("describe-patient", {"dangers": "pregnant"}, "data.dangers", "not-a-list"),
    ("record-treatment", {}, "data.treatment", "required"),
    ("record-treatment", {"treatment": "prayer"}, "data.treatment", "unknown-code"),
    ("stamp-time", {"mark": "lunch"}, "data.mark", "unknown-code"),
    ("request-acceptance", {"facilities": []}, "data.facilities", "wrong-number"),
    ("request-acceptance", {"facilities": ["h-999"]}, "data.facilities[0]", "unknown-facility"),
    ("request-acceptance", {"facilities": ["h-001", "fd-01"]}, "data.facilities[1]", "unknown-facility"),
    ("withdraw-request", {"facilities": ["h-001"]}, "data.facilities[0]", "not-asked"),
    ("confirm-destination", {"facility": "h-999"}, "data.facility", "unknown-facility"),
    ("report-position", {"latitude": 91, "longitude": 0}, "data.latitude", "out-of-range"),
    ("report-position", {"latitude": 34.1234567, "longitude": 132}, "data.latitude", "too-precise"),
    ("open-case", {"is_exercise": "yes"}, "data.is_exercise", "not-a-bool"),
]
MY_NUMBERS: Final[list[tuple[str, Json, str]]] = [
    ("describe-patient", {"phone": "123456789012"}, "data.phone"),
    ("describe-patient", {"address": "番号は1234-5678-9012です"}, "data.address"),
    ("describe-patient", {"given_name": "１２３４５６７８９０１２"}, "data.given_name"),
    ("record-observation", {"findings": "保険 1234 5678 9012"}, "data.findings"),
    ("record-observation", {"heart_rate": 123456789012}, "data.heart_rate"),
    ("hand-over", {"summary": "123456789012"}, "data.summary"),
]


@pytest.fixture
def seen(hub: HubProcess, case: str) -> Json:
    """What stands of the case before something wrong is sent."""
    return look(hub, case)


def look(hub: HubProcess, case: str) -> Json:
    body: Json = hub.get(f"/cases/{case}", EYES).body
    return body


def assert_clear(error: Json, *wanted: tuple[str, str]) -> None:
    """Both languages, and every issue with its place; no value is repeated."""
    for said in (error, *error["issues"]):
        assert said["ja"] != said["en"]
        assert not said["ja"].isascii()
        assert said["en"]
    assert [(issue["path"], issue["code"]) for issue in error["issues"]] == list(wanted)


def assert_unaffected(hub: HubProcess, seen: Json) -> None:
    """Nothing was stored, and the next submission is taken down as the very next version."""
    assert look(hub, seen["case"]) == seen
    receipt = hub.post(CREW, submission("record-observation", seen["case"], heart_rate=80))
    assert (receipt.status, receipt.body["version"]) == (201, seen["version"] + 1)


@pytest.mark.parametrize("wrong", IMPOSSIBLE, ids=lambda wrong: f"{wrong[0]} {wrong[1]}"[:60])
def test_a_value_that_cannot_be_is_refused(hub: HubProcess, seen: Json, wrong: tuple[str, Json, str, str]) -> None:
    kind, data, path, code = wrong
    answer = hub.post(CREW, submission(kind, seen["case"], **data))

    assert (answer.status, answer.body["code"]) == (422, "invalid-submission")
    assert_clear(answer.body, (path, code))
    assert_unaffected(hub, seen)


@pytest.mark.parametrize("wrong", MY_NUMBERS, ids=lambda wrong: f"{wrong[0]} {wrong[1]}"[:60])
def test_a_12_digit_number_is_refused_wherever_it_stands(
    hub: HubProcess, seen: Json, wrong: tuple[str, Json, str]
) -> None:
    kind, data, path = wrong
    answer = hub.post(CREW, submission(kind, seen["case"], **data))

    assert (answer.status, answer.body["code"]) == (400, "malformed")
    assert_clear(answer.body, (path, "my-number"))
    assert "1234" not in json.dumps(answer.body)
    assert_unaffected(hub, seen)


@pytest.mark.parametrize(
    "data", [{"phone": "090-1234-5678"}, {"address": "12345678901番地"}, {"address": "1234567890123"}]
)
def test_what_is_no_individual_number_passes(hub: HubProcess, case: str, data: Json) -> None:
    assert hub.post(CREW, submission("describe-patient", case, **data)).status == 201


def test_a_time_in_the_future_beyond_tolerance_is_refused(hub: HubProcess, case: str, seen: Json) -> None:
    later = (datetime.now(UTC) + timedelta(minutes=6)).isoformat()

    answer = hub.post(CREW, submission("record-observation", case, later, heart_rate=80))

    assert answer.status == 422
    assert_clear(answer.body, ("occurred_at", "time-in-future"))
    assert_unaffected(hub, seen)


def test_a_clock_that_is_ahead_within_tolerance_is_taken(hub: HubProcess, case: str) -> None:
    soon = (datetime.now(UTC) + timedelta(minutes=4)).isoformat()
    assert hub.post(CREW, submission("record-observation", case, soon, heart_rate=80)).status == 201


@pytest.mark.parametrize(
    "occurred_at",
    [
        "2026-11-23T10:00:00",
        "2026-11-23",
        "yesterday",
        "",
        1_700_000_000,
        "2026-13-01T00:00:00Z",
        "9999-12-31T23:59:59-14:00",
    ],
)
def test_a_time_that_is_none_is_refused(hub: HubProcess, case: str, seen: Json, occurred_at: object) -> None:
    answer = hub.post(CREW, {**submission("record-observation", case, heart_rate=80), "occurred_at": occurred_at})

    assert answer.status == 422
    assert_clear(answer.body, ("occurred_at", "not-a-time"))
    assert_unaffected(hub, seen)


@pytest.mark.parametrize(
    ("change", "path", "code"),
    [
        ({"kind": "brew-coffee"}, "kind", "unknown-kind"),
        ({"kind": "mark-delivered"}, "kind", "unknown-kind"),
        ({"kind": None}, "kind", "required"),
        ({"kind": ["open-case"]}, "kind", "unknown-kind"),
        ({"key": None}, "key", "required"),
        ({"key": "1"}, "key", "not-a-uuidv7"),
        ({"key": "0199B2A4-7C1E-7A52-9D3F-5B8E2F1A6C01"}, "key", "not-a-uuidv7"),
        ({"key": "0199b2a4-7c1e-4a52-9d3f-5b8e2f1a6c01"}, "key", "not-a-uuidv7"),
        ({"case": None}, "case", "required"),
        ({"case": "case-1"}, "case", "not-a-uuid"),
        ({"data": None}, "data", "required"),
        ({"data": [1]}, "data", "not-an-object"),
        ({"sent_at": "now"}, "sent_at", "not-a-time"),
        ({"unit": "u-001"}, "unit", "unknown-field"),
    ],
    ids=str,
)
def test_an_envelope_that_is_wrong_is_refused(hub: HubProcess, seen: Json, change: Json, path: str, code: str) -> None:
    answer = hub.post(CREW, {**submission("record-observation", seen["case"], heart_rate=80), **change})

    assert (answer.status, answer.body["code"]) == (422, "invalid-submission")
    assert_clear(answer.body, (path, code))
    assert_unaffected(hub, seen)


def test_every_fault_is_named_at_once(hub: HubProcess, case: str, seen: Json) -> None:
    body = submission("record-observation", case, spo2=140, jcs="4", colour="blue")
    body["sent_at"] = "soon"

    answer = hub.post(CREW, body)

    places = {(issue["path"], issue["code"]) for issue in answer.body["issues"]}
    assert places == {
        ("data.spo2", "out-of-range"),
        ("data.jcs", "unknown-code"),
        ("data.colour", "unknown-field"),
        ("sent_at", "not-a-time"),
    }
    assert_unaffected(hub, seen)


def raw(case: str, data: str) -> bytes:
    """A submission whose data are these characters."""
    head = f'"kind":"record-observation","key":"{new_case()}","case":"{case}","occurred_at":"{now()}"'
    return f'{{{head},"data":{data}}}'.encode()


@pytest.mark.parametrize(
    ("data", "path", "code"),
    [
        ('{"spo2":98,"spo2":40}', "spo2", "named-twice"),
        ('{"temperature":36.123456789012345678901}', "data.temperature", "number-too-long"),
        ('{"temperature":1e1000000}', "data.temperature", "number-too-long"),
        ('{"heart_rate":' + "9" * 400 + "}", "data.heart_rate", "number-too-long"),
        ('{"findings":"a\\u0000b"}', "data.findings", "nul"),
        ('{"find\\u0000ings":"a"}', "data", "nul"),
        ('{"findings":' + "[" * 100_000 + "]" * 100_000 + "}", "", "too-deep"),
        ('{"findings":[' + "1," * 30_000 + "1]}", "", "too-many"),
        ('{"temperature":NaN}', "", "not-json"),
        ('{"temperature":Infinity}', "", "not-json"),
        ('{"spo2":98,}', "", "not-json"),
        ('{"findings":"\ud800"}'.replace("\ud800", "\\ud800"), "", "not-json"),
    ],
    ids=lambda value: value[:30],
)
def test_bytes_that_are_a_trap_are_refused_before_anything_is_believed(
    hub: HubProcess, seen: Json, data: str, path: str, code: str
) -> None:
    answer = hub.post_raw(CREW, raw(seen["case"], data))

    assert (answer.status, answer.body["code"]) == (400, "malformed")
    assert_clear(answer.body, (path, code))
    assert_unaffected(hub, seen)


def test_nesting_that_is_too_deep_is_refused_with_its_place(hub: HubProcess, case: str, seen: Json) -> None:
    answer = hub.post_raw(CREW, raw(case, '{"findings":' + "[" * 40 + "]" * 40 + "}"))

    assert (answer.status, answer.body["code"]) == (400, "malformed")
    ((path, code),) = [(issue["path"], issue["code"]) for issue in answer.body["issues"]]
    assert code == "too-deep"
    assert path.startswith("data.findings[0]")
    assert_unaffected(hub, seen)


@pytest.mark.parametrize("body", [b"", b"{", b"null", b"\xff\xfe", "あ".encode("utf-16"), b"12", b'"text"'])
def test_what_is_no_submission_at_all_is_refused(hub: HubProcess, seen: Json, body: bytes) -> None:
    answer = hub.post_raw(CREW, body)

    assert answer.status in {400, 422}
    assert len(answer.body["issues"]) == 1
    assert_unaffected(hub, seen)


def test_a_body_of_more_than_256_kib_is_refused(hub: HubProcess, case: str, seen: Json) -> None:
    answer = hub.post_raw(CREW, raw(case, '{"findings":"' + "a" * 256 * 1024 + '"}'))

    assert (answer.status, answer.body["code"]) == (413, "too-large")
    assert "262144" in answer.body["en"]
    assert_unaffected(hub, seen)


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/xml", "application/fhir+json", "multipart/form-data", ""]
)
def test_another_content_type_is_refused(hub: HubProcess, case: str, seen: Json, content_type: str) -> None:
    body = json.dumps(submission("record-observation", case, heart_rate=80)).encode()

    answer = hub.post_raw(CREW, body, content_type or "/")

    assert (answer.status, answer.body["code"]) == (415, "unsupported-content")
    assert "application/json" in answer.body["ja"]
    assert_unaffected(hub, seen)


def test_a_content_type_with_a_charset_is_taken(hub: HubProcess, case: str) -> None:
    body = json.dumps(submission("record-observation", case, heart_rate=80)).encode()
    assert hub.post_raw(CREW, body, "application/json; charset=utf-8").status == 201


def test_rules_of_the_case_are_named(hub: HubProcess, asked_case: str) -> None:
    def told(caller: str, kind: str, **data: object) -> tuple[int, str]:
        answer = hub.post(caller, submission(kind, asked_case, **data))
        return answer.status, answer.body.get("code", "taken")

    assert told(CREW, "confirm-destination", facility="h-002") == (409, "out-of-turn")
    assert told("screen-h-001", "answer-request", answer="decline") == (422, "invalid-submission")
    assert told("screen-h-001", "answer-request", answer="decline", reason="busy") == (201, "taken")
    assert told("screen-h-001", "answer-request", answer="accept") == (409, "request-already-answered")
    assert told(CREW, "close-case", closing="refused") == (201, "taken")
    assert told(CREW, "close-case", closing="refused") == (409, "case-closed")


async def test_the_socket_refuses_with_the_same_words(hub: HubProcess, seen: Json) -> None:
    case = seen["case"]
    wrong = [submission(kind, case, **data) for kind, data, _, _ in IMPOSSIBLE]
    wrong += [submission(kind, case, **data) for kind, data, _ in MY_NUMBERS]
    wrong += [{**submission("record-observation", case, heart_rate=80), "kind": "brew-coffee"}]
    async with await Line.open(hub, CREW) as line:
        for body in wrong:
            refused = await line.submit(body)
            answer = await asyncio.to_thread(hub.post, CREW, body)
            assert (refused["status"], refused["error"]) == (answer.status, answer.body)
        receipt = await line.submit(submission("record-observation", case, heart_rate=80))
    assert (receipt["type"], receipt["version"]) == ("receipt", seen["version"] + 1)
