"""What a command system writes is read field by field; what is wrong costs its own field, and no value is repeated."""

import json
from decimal import Decimal
from typing import Any

import pytest

from adapters.fire_command.notice import Fault, Read, parse, read
from hub.sdk import IncidentType, Sex, TimeMark
from simulators.calls import Record

SECRET = "秘匿カナリア"


def record(**fields: Any) -> dict[str, Any]:  # noqa: ANN401  whatever a system writes
    told = Record("0417", ["救急1"])
    told.status("救急1", "現着")
    return told.notice(None, **{"complaint": "胸痛", "incident_type": "急病", "age": 70, "sex": "女", **fields})


def faults(found: Read) -> list[Fault]:
    return list(found.faults)


def test_what_a_command_system_writes_is_read() -> None:
    notice, found = read(json.dumps(record(latitude=34.4, longitude=132)).encode())

    assert notice is not None
    assert found == []
    assert (notice.number, notice.revision, notice.complaint, notice.age) == ("0417", 1, "胸痛", 70)
    assert (notice.incident_type, notice.sex) == (IncidentType.SUDDEN_ILLNESS, Sex.FEMALE)
    assert (notice.latitude, notice.longitude) == (Decimal("34.400000"), Decimal("132.000000"))
    assert [(each.unit, list(each.statuses)) for each in notice.dispatches] == [("救急1", [TimeMark.ON_SCENE])]


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("age", 131, "not-a-number"),
        ("age", True, "not-a-number"),
        ("age", SECRET, "not-a-number"),
        ("sex", SECRET, "not-in-list"),
        ("sex", [SECRET], "not-in-list"),
        ("incident_type", SECRET, "not-in-list"),
        ("latitude", "34.4N", "not-a-number"),
        ("latitude", 91, "not-a-number"),
        ("latitude", float("nan"), "not-a-number"),
        ("place", {SECRET: 1}, "not-text"),
        ("patients", 0, "not-a-number"),
        ("cancelled_at", "2026-11-26T10:00:00", "not-a-time"),
    ],
)
def test_a_wrong_field_costs_that_field_and_not_the_call(name: str, value: object, code: str) -> None:
    notice, found = parse(record(**{name: value}))

    assert notice is not None
    assert getattr(notice, name) is None
    assert found == [Fault(name, code)]
    assert SECRET not in str(found) + "".join(found[0].say())


@pytest.mark.parametrize("name", ["number", "opened_at", "revision", "revised_at", "received_at"])
@pytest.mark.parametrize("value", [None, [SECRET]])
def test_without_what_names_an_incident_there_is_no_notice(name: str, value: object) -> None:
    told = record()
    told[name] = value

    notice, found = parse(told)

    assert notice is None
    assert [fault.path for fault in found] == [name]


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"[" * 100_000, b"[]", b'"text"', b"7", b"null"])
def test_what_is_no_notice_is_refused_and_said(content: bytes) -> None:
    notice, found = read(content)

    assert notice is None
    assert found


def test_a_unit_that_cannot_be_read_leaves_the_others() -> None:
    told = record()
    told["units"] += [{"statuses": {}}, "救急2", {"unit": "救急3", "statuses": {"現着": "9時", "現発": "", "他": 1}}]

    notice, found = parse(told)

    assert notice is not None
    assert [each.unit for each in notice.dispatches] == ["救急1", "救急3"]
    assert found == [
        Fault("units[1].unit", "required"),
        Fault("units[2].unit", "required"),
        Fault("units[3].statuses.現着", "not-a-time"),
    ]
