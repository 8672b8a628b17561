"""Many submissions at once: an outcome each, in order, and none of them spoils another."""

from typing import Final

import pytest

from tests.world import HubProcess, Json, new_case, submission

CREW: Final = "tablet-u-001"


def test_each_of_a_list_has_an_outcome_of_its_own(hub: HubProcess) -> None:
    case = new_case()
    opens = submission("open-case", case, chief_complaint="めまい")
    observes = submission("record-observation", case, heart_rate=80)
    many: list[Json] = [
        opens,
        observes,
        submission("record-observation", case, spo2=140),
        {**submission("record-observation", case, heart_rate=81), "key": "no key"},
        submission("record-observation", new_case(), heart_rate=82),
        submission("confirm-destination", case, facility="h-001"),
        observes,
        {**observes, "data": {"heart_rate": 99}},
        submission("record-observation", case, heart_rate=83),
    ]

    answer = hub.post(CREW, many)

    assert answer.status == 200
    assert [each["status"] for each in answer.body] == [201, 201, 422, 422, 404, 409, 200, 409, 201]
    assert [each["key"] for each in answer.body] == [each["key"] for each in many]
    codes = [each["error"]["code"] for each in answer.body if "error" in each]
    assert codes == [
        "invalid-submission",
        "invalid-submission",
        "not-found",
        "out-of-turn",
        "key-reused-with-other-body",
    ]
    assert answer.body[6]["receipt"] == answer.body[1]["receipt"]
    assert [each["receipt"]["version"] for each in answer.body if "receipt" in each] == [1, 2, 2, 3]


def test_a_list_that_is_repeated_is_answered_as_the_first_time(hub: HubProcess) -> None:
    case = new_case()
    many = [
        submission("open-case", case),
        *(submission("record-observation", case, heart_rate=each) for each in range(60, 90)),
    ]

    first, second = hub.post(CREW, many).body, hub.post(CREW, many).body

    assert [each["receipt"] for each in first] == [each["receipt"] for each in second]
    assert ({each["status"] for each in first}, {each["status"] for each in second}) == ({201}, {200})


@pytest.mark.parametrize("number", [0, 101])
def test_a_list_holds_one_to_a_hundred(hub: HubProcess, number: int) -> None:
    answer = hub.post(CREW, [submission("open-case", new_case()) for _ in range(number)])

    assert (answer.status, answer.body["code"]) == (422, "invalid-submission")
    assert [issue["code"] for issue in answer.body["issues"]] == ["wrong-number"]


def test_what_is_no_object_in_a_list_is_refused_by_itself(hub: HubProcess) -> None:
    case = new_case()
    answer = hub.post(
        CREW, [submission("open-case", case), None, [], "text", 7, submission("record-observation", case, spo2=99)]
    )

    assert [each["status"] for each in answer.body] == [201, 422, 422, 422, 422, 201]


def test_a_trap_in_one_of_them_refuses_the_whole_body_and_stores_nothing(hub: HubProcess) -> None:
    """The guard looks at bytes before anybody takes them apart."""
    case = new_case()
    answer = hub.post(CREW, [submission("open-case", case), submission("describe-patient", case, phone="123456789012")])

    assert (answer.status, answer.body["code"]) == (400, "malformed")
    assert [issue["path"] for issue in answer.body["issues"]] == ["[1].data.phone"]
    assert hub.get(f"/cases/{case}", CREW).status == 404
