"""What EMIS says becomes what the hub says, as far as both have a word for it, and never comes back as an echo."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from adapters.emis.files import from_csv
from adapters.emis.manifest import EmisConfig
from adapters.emis.mapping import capacity, level, mode, receiving, status, transported
from adapters.emis.record import Hospital, Record
from adapters.emis.support import Colour, Operation, colour, lacks, operation
from hub.adapter_kit import read_message
from hub.sdk import Level, Message
from simulators import emis_file
from simulators.emis import Held

FIXTURES = Path(__file__).parents[3] / "adapters/emis/fixtures/accepted"
HOSPITAL = Hospital("99", "1990000001")
ENTERED = {"assist": "不要", "mds": "-", "e012": "2026/11/25 9:30"}


def record(**cells: str) -> Record:
    ((_, read),) = from_csv(emis_file.written([emis_file.hospital(*HOSPITAL, **cells)]))
    assert isinstance(read, Record), read
    return read


def message(name: str) -> Message:
    return read_message((FIXTURES / name).read_bytes())


@pytest.mark.parametrize(
    ("assist", "mds", "expected"),
    [
        ("要", "未入力", Colour.RED),
        ("要", "支援中", Colour.RED),
        ("未", "未入力", Colour.GREY),
        ("", "", Colour.GREY),
        ("未", "手配済", Colour.BLUE),
        ("不要", "-", Colour.BLUE),
    ],
)
def test_the_map_has_the_colours_of_the_need_of_support(assist: str, mds: str, expected: Colour) -> None:
    assert colour(record(assist=assist, mds=mds)) is expected


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"e001": "1"}, Level.NONE),
        ({"d_f002": "1"}, Level.NONE),
        ({"d_g001": "01"}, Level.NONE),
        ({"assist": "要"}, Level.LIMITED),
        ({"e003": "1"}, Level.LIMITED),
        ({"d_l001": "2"}, Level.LIMITED),
        ({"d_g001": "02"}, Level.LIMITED),
        ({"d_l001": "3", "d_g001": "03"}, Level.POSSIBLE),
        ({"e002": "設定しない"}, Level.POSSIBLE),
    ],
)
def test_what_a_hospital_suffers_says_how_far_it_takes_patients(cells: dict[str, str], expected: Level) -> None:
    assert level(record(**(ENTERED | cells))) is expected


def test_a_hospital_in_need_says_what_it_lacks() -> None:
    need = record(**(ENTERED | {"assist": "要", "e002": "1", "e004": "1", "d_k008": "2", "d_k009": "999"}))
    said = capacity(need)

    assert lacks(need) == ["電気使用不可", "医療ガス不足"]
    assert said is not None
    assert said.kind == "publish-capacity"
    assert said.said_at == datetime(2026, 11, 25, 0, 30, tzinfo=UTC)
    assert said.data == {
        "specialty": "emergency",
        "level": "limited",
        "comment": "支援要、電気使用不可、医療ガス不足",
        "source": "EMIS",
        "beds": 2,
    }


@pytest.mark.parametrize("cells", [{}, {"e012": "2026/11/25 9:30"}, {"assist": "不要"}])
def test_a_hospital_that_has_entered_nothing_says_nothing(cells: dict[str, str]) -> None:
    assert capacity(record(**cells)) is None


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("通常運用", Operation.NORMAL),
        ("警戒運用中(自県)", Operation.ALERT),
        ("災害運用中（自県）", Operation.DISASTER),
        ("訓練運用中", None),
    ],
)
def test_the_menu_says_the_mode_of_a_prefecture(label: str, expected: Operation | None) -> None:
    assert operation(label) is expected


def test_the_mode_of_a_prefecture_is_declared_as_of_when_it_began() -> None:
    began_at = datetime(2026, 11, 25, 1, tzinfo=UTC)
    said = mode("39", Operation.DISASTER, began_at)

    assert (said.kind, said.said_at) == ("declare-mode", began_at)
    assert said.data == {"mode": "disaster", "reason": "EMIS 災害運用中"}
    assert mode("39", Operation.DISASTER, began_at + timedelta(minutes=1)) != said


def test_a_hospitals_own_word_goes_out_and_is_not_heard_again() -> None:
    told = status(message("1-capacity.json"), HOSPITAL)
    assert told is not None
    emis = Held()
    emis.takes("hospitals", "1", told)
    row = emis.hospitals["991990000001"]
    assert (row["d_g001"], row["d_date"]) == ("02", "2026/11/25 10:12")
    assert row["d_o"] == "【救急ハブ】救急科△ 空床2 停電中、自家発電"

    emis.enters(*HOSPITAL, rd="2026/11/25 10:12")
    ((_, back),) = from_csv(emis.file())
    assert isinstance(back, Record)
    assert capacity(back) is None

    emis.enters(*HOSPITAL, **(ENTERED | {"e001": "1"}))
    ((_, back),) = from_csv(emis.file())
    assert isinstance(back, Record)
    said = capacity(back)
    assert said is not None, "what the hospital enters itself is heard"
    assert said.data["level"] == "none"


def test_a_word_about_another_specialty_has_no_place_in_emis() -> None:
    other = {"hospital": "h-001", "capacity": {"stroke": {"level": "good", "at": "2026-11-25T01:12:00.000Z"}}}
    held = message("1-capacity.json")

    assert status(replace(held, document=other), HOSPITAL) is None


def test_a_patient_who_was_brought_is_a_number_and_nothing_else() -> None:
    handed_over = message("2-handed-over.json")

    assert receiving(handed_over) == "h-001"
    assert transported(handed_over, HOSPITAL).decode("cp932") == (
        "hcode,transported,at\r\n991990000001,1,2026/11/25 10:12\r\n"
    )


def test_a_case_of_which_other_requests_are_seen_names_no_hospital() -> None:
    held = message("2-handed-over.json")
    document = {**held.document, "requests": {"h-001": {}, "h-002": {}}}

    assert receiving(replace(held, document=document)) is None


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"url": "https://emis.example.invalid/", "drop": "."},
        {"url": "https://emis.example.invalid/"},
        {"url": "http://emis.example.invalid/", "token_file": "token"},
        {"drop": ".", "hospital": "1393100120"},
        {"drop": ".", "hospital": "39-1", "facilities": {"h-001": "39-1"}},
        {"drop": ".", "layout": "2025-01"},
        {"drop": ".", "valid_hours": 0},
    ],
)
def test_options_that_make_no_connection_are_refused(options: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        EmisConfig.model_validate(options)
