"""The record of EMIS comes back as it was written, and a line that is wrong costs itself alone."""

import json
import string
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.emis.cells import Absent, Value
from adapters.emis.columns import BY_NAME, NAMES, Column, Shape
from adapters.emis.files import (
    FileRefusedError,
    Read,
    from_csv,
    from_geojson,
    shift_jis,
    to_csv,
    to_geojson,
)
from adapters.emis.record import REASONS, Fault, Hospital, Record, blank
from simulators import emis_file

STATED = sorted(set(NAMES) - {"hcode", "ecode", "pref_code"})
KOCHI = Hospital("39", "1393100120")


def test_the_record_has_the_85_columns_of_the_export() -> None:
    assert len(NAMES) == len(set(NAMES)) == 85
    assert emis_file.NAMES == NAMES


def records(read: Iterator[Read]) -> list[Record]:
    return [each for _, each in read if isinstance(each, Record)]


def faults(read: Iterator[Read]) -> list[Fault]:
    return [fault for _, each in read if isinstance(each, list) for fault in each]


def of_a_column(column: Column) -> st.SearchStrategy[Value]:
    minutes = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1))  # noqa: DTZ001  zones are added below
    said: dict[Shape, st.SearchStrategy[Value]] = {
        Shape.TEXT: st.text("".join([string.printable[:95], "救急東病院髙﨑①〜ー\n"]), min_size=1, max_size=12),
        Shape.CODE: st.sampled_from(sorted(column.codes) or ["-"]),
        Shape.COUNT: st.integers(0, 998),
        Shape.DEGREES: st.decimals(-90, 90, places=6),
        Shape.MOMENT: minutes.map(lambda at: at.replace(second=0, microsecond=0, tzinfo=UTC)),
        Shape.TIME_OF_DAY: st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    }
    silent = [Absent.BLANK, Absent.NOT_SET] + ([Absent.UNKNOWN] if column.sentinel else [])
    return st.one_of(st.sampled_from(silent), said[column.shape].map(_as_written))


def _as_written(value: Value) -> Value:
    return value.replace("〜", "～") if isinstance(value, str) else value


@st.composite
def a_record(draw: st.DrawFn) -> Record:
    hospital = Hospital("13", f"1{draw(st.integers(1, 999_999_999)):09}")
    names = draw(st.lists(st.sampled_from(STATED), max_size=12, unique=True))
    return Record(hospital, blank(hospital) | {name: draw(of_a_column(BY_NAME[name])) for name in names})


@settings(max_examples=100, deadline=None)
@given(st.lists(a_record(), max_size=3))
def test_a_file_says_what_was_written(written: list[Record]) -> None:
    assert records(from_csv(to_csv(written))) == written
    assert records(from_geojson(to_geojson(written))) == written


def test_a_file_of_emis_is_read_and_written_to_the_byte() -> None:
    content = emis_file.written(emis_file.nationwide(200))

    assert to_csv(records(from_csv(content))) == content


def test_three_ways_of_saying_nothing_stay_apart() -> None:
    row = emis_file.hospital(*KOCHI, d_l001="設定しない", d_k008="999", e009="--：--", d_p001="999", d_k009="0")
    (record,) = records(from_csv(emis_file.written([row])))

    assert [record.values[name] for name in ("d_l001", "d_k008", "e009", "d_l002")] == [
        Absent.NOT_SET,
        Absent.UNKNOWN,
        Absent.UNKNOWN,
        Absent.BLANK,
    ]
    assert record.said("d_k008") is None, "nobody can take 999 patients"
    assert (record.said("d_p001"), record.said("d_k009")) == (999, 0)


def test_times_are_japanese() -> None:
    row = emis_file.hospital(*KOCHI, e012="2016/6/29 8:05", lat="33.559706")
    (record,) = records(from_csv(emis_file.written([row])))

    assert record.updated_at == datetime(2016, 6, 29, 8, 5, tzinfo=timezone(timedelta(hours=9)))
    assert record.said("lat") == Decimal("33.559706")


def test_the_same_code_in_two_prefectures_is_two_hospitals() -> None:
    rows = [emis_file.hospital("13", KOCHI.code), emis_file.hospital(*KOCHI)]

    assert [record.hospital for record in records(from_csv(emis_file.written(rows)))] == [("13", KOCHI.code), KOCHI]


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        ({"e002": "2"}, "e002", "not-in-list"),
        ({"d_g001": "1"}, "d_g001", "not-in-list"),
        ({"assist": "必要"}, "assist", "not-in-list"),
        ({"d_k008": "-1"}, "d_k008", "not-a-number"),
        ({"d_k008": "三"}, "d_k008", "not-a-number"),
        ({"e012": "2016/2/30 8:05"}, "e012", "not-a-time"),
        ({"d_g002": "25:00"}, "d_g002", "not-a-time"),
        ({"lat": "91"}, "lat", "not-degrees"),
        ({"pref_code": "48"}, "hcode", "no-hospital"),
        ({"hcode": "131393100120"}, "hcode", "no-hospital"),
    ],
)
def test_a_wrong_cell_is_reported_by_line_and_the_rest_is_read(cells: dict[str, str], column: str, code: str) -> None:
    good = [emis_file.hospital("01", f"1{number:09}") for number in (1, 2)]
    content = emis_file.written([good[0], emis_file.hospital(*KOCHI, **cells), good[1]])

    assert faults(from_csv(content)) == [Fault(3, column, code)]
    assert len(records(from_csv(content))) == 2
    ja, en = Fault(3, column, code).say()
    assert ja.startswith("3行目")
    assert en.startswith("line 3")
    assert BY_NAME[column].label in ja


def test_every_fault_of_a_line_is_reported() -> None:
    content = emis_file.written([emis_file.hospital(*KOCHI, e001="x", e002="x", d_date="x")])

    assert [fault.column for fault in faults(from_csv(content))] == ["e001", "e002", "d_date"]


def _a_column_less(line: bytes) -> bytes:
    return line.rpartition(b",")[0] + b"\r\n"


def _a_quotation_mark_too_many(line: bytes) -> bytes:
    return line.replace("架空".encode("cp932"), '"架空'.encode("cp932"), 1)


def _half_a_character(line: bytes) -> bytes:
    return line.replace("架空".encode("cp932"), b"\x89", 1)


@pytest.mark.parametrize(
    ("breaks", "code"),
    [(_a_column_less, "columns"), (_a_quotation_mark_too_many, "columns"), (_half_a_character, "encoding")],
)
def test_a_broken_line_costs_itself_alone(breaks: Callable[[bytes], bytes], code: str) -> None:
    rows = [emis_file.hospital("01", f"1{number:09}") for number in range(1, 60)]
    lines = emis_file.written(rows).splitlines(keepends=True)
    lines[10] = breaks(lines[10])

    assert faults(from_csv(b"".join(lines))) == [Fault(11, "", code)]
    assert len(records(from_csv(b"".join(lines)))) == 58


def test_text_with_line_breaks_is_one_row_and_lines_are_counted_on() -> None:
    rows = [emis_file.hospital(*KOCHI, d_o="断水\r\n給水車 要"), emis_file.hospital("01", "1000000001", e001="x")]
    content = emis_file.written(rows)

    assert records(from_csv(content))[0].said("d_o") == "断水\r\n給水車 要"
    assert faults(from_csv(content)) == [Fault(4, "e001", "not-in-list")]


def test_a_file_of_another_layout_is_refused_whole() -> None:
    with pytest.raises(FileRefusedError, match="missing: ecode"):
        list(from_csv(emis_file.written([]).replace(b"ecode,", b"")))
    with pytest.raises(FileRefusedError):
        list(from_csv(b""))


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"type":"FeatureCollection"}', b"\xff\xfe"])
def test_what_is_no_collection_is_refused_whole(content: bytes) -> None:
    with pytest.raises(FileRefusedError):
        list(from_geojson(content))


def test_a_wrong_feature_costs_itself_alone() -> None:
    collection = json.loads(to_geojson(records(from_csv(emis_file.written([emis_file.hospital(*KOCHI)])))))
    whole = collection["features"][0]
    without = {name: value for name, value in whole["properties"].items() if name != "e001"}
    number = {**whole["properties"], "d_p001": 120}
    collection["features"] += [None, {"properties": without}, {"properties": number}]
    content = json.dumps(collection).encode()

    assert [(fault.line, fault.code) for fault in faults(from_geojson(content))] == [
        (2, "not-a-feature"),
        (3, "columns"),
        (4, "not-text"),
    ]
    assert len(records(from_geojson(content))) == 1


def test_what_shift_jis_does_not_have_becomes_a_geta() -> None:
    assert shift_jis("𠮷田〜🚑").decode("cp932") == "〓田～〓"


def test_every_reason_is_said_in_both_languages() -> None:
    assert all(ja and en and ja != en for ja, en in REASONS.values())
