"""A notice in the hub's words: a case for each ambulance, the same keys for ever, nothing that the hub would refuse."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from adapters.fire_command.mapping import Statement, case_of, statements
from adapters.fire_command.notice import Notice, parse
from hub.wire.frames import encode
from hub.wire.guard import parse as guarded
from hub.wire.submission import read
from simulators.calls import Record, calls

UNITS = {"救急1": "u-001", "救急2": "u-002"}


def understood(told: dict[str, Any]) -> Notice:
    notice, found = parse(told)
    assert notice is not None, found
    return notice


def said(told: dict[str, Any]) -> list[Statement]:
    return list(statements(understood(told), UNITS))


def body(each: Statement) -> bytes:
    at = each.happened_at.isoformat()
    return encode(
        {"kind": each.kind, "key": str(each.key), "case": str(each.case), "occurred_at": at, "data": each.data}
    )


def test_the_call_opens_a_case_for_each_ambulance_and_for_no_fire_engine() -> None:
    told = Record("0417", ["救急1", "ポンプ1", "救急2"], complaint="胸痛", place="架空町1-2-3", report="意識あり")

    found = said(told.notice())

    assert [each.kind for each in found] == ["open-incident"] * 2
    assert [each.data["unit"] for each in found] == ["u-001", "u-002"]
    assert len({each.case for each in found}) == 2
    assert found[0].data["chief_complaint"] == "胸痛"


def test_whatever_a_simulated_command_centre_says_the_hub_can_read() -> None:
    """Every statement of forty calls passes the hub's own reader."""
    source = calls(34, list(UNITS))
    for _ in range(40):
        call = next(source)
        record = Record(call.number, [call.unit])
        for step in call.steps:
            for each in said(record.follows(step)):
                raw = body(each)
                assert read(guarded(raw), raw).kind == each.kind


@pytest.mark.parametrize(("age", "band"), [(0, "infant"), (6, "infant"), (7, "child"), (17, "child"), (18, "adult")])
def test_the_age_of_the_call_is_also_its_band_so_that_the_crew_is_not_asked_for_it(age: int, band: str) -> None:
    (call,) = said(Record("0417", ["救急1"], age=age).notice())

    assert call.data["age_band"] == band


def test_a_record_that_is_too_long_is_cut_and_not_refused() -> None:
    told = Record("9" * 90, ["救急1"], complaint="長" * 900, place="長" * 900, report="長" * 9000)

    (call,) = said(told.notice())

    raw = body(call)
    assert read(guarded(raw), raw)


def test_an_order_before_the_call_is_left_out_for_the_call_must_not_be_lost_for_it() -> None:
    told = Record("0417", ["救急1"])
    told.unit("救急1", ordered_at="2020-01-01T00:00:00+09:00")

    (call,) = said(told.notice())

    assert "ordered_at" not in call.data


def test_a_case_is_named_by_what_never_changes_and_a_daily_number_names_another_tomorrow() -> None:
    told = Record("0417", ["救急1"])
    first, later = understood(told.notice()), understood(told.notice(received_at="2026-11-26T10:00:00+09:00"))
    tomorrow = understood(Record("0417", ["救急1"], first.opened_at + timedelta(days=1)).notice())

    assert case_of(first, "u-001") == case_of(later, "u-001")
    assert len({case_of(first, "u-001"), case_of(first, "u-002"), case_of(tomorrow, "u-001")}) == 3


def test_the_same_revision_has_the_same_keys_and_a_later_one_later_keys() -> None:
    told = Record("0417", ["救急1"])
    told.status("救急1", "出動")
    first = told.notice()
    second = told.notice()  # within the same second
    keys = [[each.key for each in said(notice)] for notice in (first, first, second)]

    assert keys[0] == keys[1]
    assert not {*keys[0]} & {*keys[2]}
    assert max(key.int >> 80 for key in keys[0]) < min(key.int >> 80 for key in keys[2])


def test_statuses_are_stamped_in_their_order_and_a_unit_called_back_loses_its_case() -> None:
    told, now = Record("0417", ["救急1"]), datetime.fromisoformat("2026-11-26T10:00:00+09:00")
    told.status("救急1", "現着", now + timedelta(minutes=9))
    told.status("救急1", "出動", now + timedelta(minutes=2))
    told.unit("救急1", released_at="2026-11-26T10:10:00+09:00")

    found = said(told.notice())

    assert [each.topic for each in found] == ["call", "dispatched", "on-scene", "end"]
    assert found[-1].data["closing"] == "cancelled"


def test_an_incident_that_is_cancelled_leaves_the_crew_that_is_with_a_patient() -> None:
    told = Record("0417", ["救急1", "救急2"])
    told.status("救急1", "接触")

    found = said(told.notice(cancelled_at="2026-11-26T10:10:00+09:00"))

    ended = [each.case for each in found if each.kind == "close-case"]
    assert ended == [each.case for each in found if each.data.get("unit") == "u-002"]


def test_an_exercise_is_one_in_the_hub() -> None:
    (call,) = said(Record("0417", ["救急1"], is_exercise=True).notice())

    assert call.data["is_exercise"] is True
