"""What a record says of a case: the terms of the form, Japan's time, and nothing that was not said."""

import csv
import io
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.run_record.columns import COLUMNS
from adapters.run_record.manifest import MANIFEST
from adapters.run_record.mapping import is_due, values
from adapters.run_record.table import UNWRITABLE, Encoding, table
from hub.adapter_kit import read_message
from tests.factories import command_center, hospital
from tests.messages import Shift

EXAMPLES = settings(deadline=None, derandomize=True, max_examples=100)

FIXTURES = Path(__file__).parents[3] / "adapters/run_record/fixtures"
NAMES = {"h-001": "架空中央病院", "h-002": "架空東病院", "u-001": "架空救急1", "fd-01": "架空市消防局"}


def recorded(name: str) -> dict[str, str]:
    return values(read_message((FIXTURES / name).read_bytes()), NAMES)


def test_a_record_says_what_the_crew_said_in_the_terms_of_the_form() -> None:
    held = recorded("accepted/1-closed.json")

    expected = {
        "incident_number": "R8-0417",
        "department": "架空市消防局",
        "unit": "架空救急1",
        "incident_type": "急病",
        "on_scene_at": "2026-11-23 10:14:00",
        "departed_scene_at": "2026-11-23 10:24:00",
        "on_scene_minutes": "10",
        "name": "架空 太郎",
        "birth_date": "1950-01-31",
        "age_band": "高齢者",
        "sex": "男",
        "urgency": "赤・緊急",
        "dangers": "急性冠症候群疑い、抗凝固薬",
        "first_jcs": "I-1",
        "first_gcs": "E4V4M6",
        "first_blood_pressure": "92/60",
        "last_heart_rate": "110",
        "last_temperature": "36.5",
        "treatments": "10:18 酸素投与 6L/min",
        "inquiry_count": "3",
        "inquiry_1": "架空東病院",
        "inquiry_1_answer": "不応需",
        "inquiry_1_reason": "ベッド満床",
        "inquiry_2": "架空中央病院",
        "inquiry_2_answer": "応需",
        "inquiry_3": "h-003",
        "difficult": "",
        "destination": "架空中央病院",
        "received_by": "架空医師",
        "closing": "搬送",
        "severity": "",
        "exercise": "",
    }
    assert {name: held[name] for name in expected} == expected
    assert list(held.keys() ^ COLUMNS.keys()) == []


def test_a_late_word_and_the_physicians_stand_in_the_next_revisions() -> None:
    closed, late, outcome = (recorded(f"accepted/{name}.json") for name in ("1-closed", "2-late", "3-outcome"))

    assert "静脈路確保" not in closed["treatments"]
    assert late["treatments"].endswith("10:29 静脈路確保 左前腕 20G")
    assert (outcome["severity"], outcome["diagnosis"]) == ("重症", "急性心筋梗塞")
    assert int(closed["revision"]) < int(late["revision"]) < int(outcome["revision"])
    assert recorded("accepted/5-exercise.json")["exercise"] == "訓練"


async def test_a_record_is_due_at_the_end_and_with_every_late_word_and_not_before() -> None:
    heard = Shift("fd-01", MANIFEST)
    await heard.says("open-case", chief_complaint="腹痛")
    await heard.says("record-observation", heart_rate=88)
    await heard.says("close-case", closing="refused", detail="辞退")
    await heard.says("record-observation", temperature=Decimal("36.50"))

    assert [is_due(each) for each in heard.heard] == [False, False, True, True]
    held = values(heard.heard[-1], {})
    assert (held["closing"], held["closing_detail"], held["last_temperature"]) == ("不搬送・辞退", "辞退", "36.50")


@pytest.mark.parametrize(("hospitals", "until", "expected"), [(4, "01:44", "該当"), (3, "02:44", ""), (4, "01:43", "")])
def test_four_hospitals_asked_and_half_an_hour_at_the_scene_is_a_difficult_case(
    hospitals: int, until: str, expected: str
) -> None:
    """困難事案, as FDMA counts them."""
    asked = {
        f"h-{number}": {"state": "declined", "requested_at": "2026-11-23T01:20:00Z"} for number in range(hospitals)
    }
    times = {"on-scene": "2026-11-23T01:14:30Z", "departed-scene": f"2026-11-23T{until}:30Z"}
    closed = read_message((FIXTURES / "accepted/1-closed.json").read_bytes())

    held = values(replace(closed, document={**closed.document, "requests": asked, "times": times}), {})

    assert held["inquiry_count"] == str(hospitals)
    assert held["difficult"] == expected


BANDS = [(0, ""), (1, "乳幼児"), (7, "少年"), (17, "少年"), (18, "成人"), (65, "高齢者")]


@pytest.mark.parametrize(("age", "band"), BANDS)
async def test_a_band_follows_from_the_age_where_it_can(age: int, band: str) -> None:
    heard = Shift("fd-01", MANIFEST)
    await heard.says("open-case")
    await heard.says("describe-patient", age_years=age)
    await heard.says("close-case", closing="cancelled")

    assert values(heard.heard[-1], {})["age_band"] == band


async def test_what_is_known_of_a_call_and_of_many_casualties_stands_there() -> None:
    heard = Shift("fd-01", MANIFEST)
    await heard.says(
        "open-incident",
        command_center(),
        incident_number="R8-0500",
        unit="u-001",
        call_received_at="2026-11-23T10:00:00+09:00",
        call_report="バスが横転",
        patients=12,
    )
    await heard.says("record-triage", category="red", tag_number="34-0017")
    await heard.says("report-change", change="cardiac-arrest")
    await heard.says("allot", command_center(), facility="h-001")
    await heard.says("hand-over")
    await heard.says("close-case", closing="transported")
    await heard.says("record-outcome", hospital(), severity="death")

    held = values(heard.heard[-1], NAMES)
    assert (held["call_received_at"], held["call_report"], held["patients"]) == (
        "2026-11-23 10:00:00",
        "バスが横転",
        "12",
    )
    assert held["triage"].endswith("赤・I 最優先治療群 34-0017")
    assert held["changes"].endswith("心肺停止")
    assert (held["destination"], held["severity"]) == ("架空中央病院", "死亡")


HEADINGS = {"name": "氏名", "summary": "申し送り"}


def rows(content: bytes, codec: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(codec), newline="")))


def test_a_layout_is_columns_in_an_order_under_headings() -> None:
    held = {"name": "架空 太郎", "summary": '一行目\n二行目, "引用"', "case": "1"}

    written = table(held, {"summary": "申し送り", "name": "氏名"}, Encoding.UTF_8_BOM)

    assert written.content.startswith(b"\xef\xbb\xbf")
    assert rows(written.content, "utf-8-sig") == [["申し送り", "氏名"], [held["summary"], held["name"]]]
    assert written.lost == {}


def test_signs_that_shift_jis_does_not_have_are_counted_in_the_file_itself() -> None:
    written = table({"name": "髙橋 𠮷野", "summary": "🚑 é 〓"}, HEADINGS, Encoding.SHIFT_JIS)

    assert rows(written.content, "cp932") == [
        ["氏名", "申し送り", UNWRITABLE],
        ["髙橋 〓野", "〓 〓 〓", "氏名(1字)、申送り(2字)"],
    ]
    assert written.lost == {"name": 1, "summary": 2}


@EXAMPLES
@given(st.text(st.characters(exclude_categories=["Cs"])), st.sampled_from(Encoding))
def test_a_cell_is_read_as_it_was_written_or_said_to_be_incomplete(text: str, encoding: Encoding) -> None:
    codec = "cp932" if encoding is Encoding.SHIFT_JIS else "utf-8-sig" if encoding is Encoding.UTF_8_BOM else "utf-8"

    written = table({"name": "x", "summary": text}, HEADINGS, encoding)

    _, row = rows(written.content, codec)
    assert len(row[1]) == len(text)
    assert (row[1] == text) is (not written.lost)
