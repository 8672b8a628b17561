"""The short way of reading makes of a submission what the careful reader makes of it, or leaves it to that one."""

import json
from typing import Any

import pytest

from hub.errors import RejectedError
from hub.wire.express import read_express
from hub.wire.guard import parse
from hub.wire.submission import Submission, read
from tests.factories import NOW, Json, body, new_key

CASE = new_key()


def written(said: object) -> bytes:
    return json.dumps(said, separators=(",", ":")).encode()


def carefully(raw: bytes) -> Submission | None:
    try:
        return read(parse(raw), raw)
    except RejectedError:
        return None


HONEST = [
    body("record-observation", CASE, heart_rate=118, spo2=91, temperature=36.5, jcs="1", findings="sweating"),
    body("record-observation", CASE, sent_at=NOW, gcs_eye=4, gcs_verbal=5, gcs_motor=6, rhythm="sinus", avpu="alert"),
    body("report-position", CASE, latitude=34.395512, longitude=132, eta_minutes=7),
]


@pytest.mark.parametrize("said", HONEST)
def test_vital_signs_and_positions_go_the_short_way(said: Json) -> None:
    """Watches that there is a short way at all: without it the next tests would pass for nothing."""
    assert read_express(written(said)) == carefully(written(said)) is not None


UNUSUAL = [
    "36.5 in quotation marks: " + '"temperature":"36.5"',
    "no number: " + '"temperature":"NaN"',
    "no end: " + '"temperature":"Infinity"',
    "huge: " + '"temperature":1e1000000',
    "tiny: " + '"temperature":1e-1000000',
    "too precise: " + '"temperature":36.555',
    "a float of a whole number: " + '"heart_rate":118.0',
    "a truth: " + '"heart_rate":true',
    "out of range: " + '"spo2":140',
    "twice: " + '"spo2":91,"spo2":92',
    "twice with a null: " + '"spo2":null,"spo2":92',
    "a null: " + '"spo2":91,"jcs":null',
    "no code: " + '"jcs":"4"',
    "a number for a code: " + '"jcs":3',
    "below: " + '"systolic":60,"diastolic":90',
    "half a scale: " + '"gcs_eye":4',
    "nothing: " + "",
    "unknown: " + '"pulse":60',
    "empty: " + '"findings":""',
    "blank: " + '"findings":"  "',
    "long: " + f'"findings":"{"a" * 501}"',
    "an individual number: " + '"findings":"123456789012"',
    "an escape: " + r'"findings":"\u0000"',
    "a colon in the words: " + '"findings":"a: b"',
    "a name in the words: " + r'"findings":"\":"',
    "full width: " + '"findings":"１２３４５６７８９０１２"',
]


@pytest.mark.parametrize("data", UNUSUAL, ids=lambda data: data.partition(": ")[0])
def test_what_is_unusual_is_read_as_carefully_as_ever(data: str) -> None:
    """Watches the two readers against each other: what one refuses, the other must not take."""
    envelope = (
        written(body("record-observation", CASE))[:-1].replace(b'"data":{}', b"").replace(b",,", b",").rstrip(b",")
    )
    raw = envelope + b',"data":{%s}}' % data.partition(": ")[2].encode()
    assert b'"data"' in raw

    short = read_express(raw)

    assert short is None or short == carefully(raw)


@pytest.mark.parametrize(
    "change",
    [
        {"key": str(CASE).upper()},
        {"key": "0199b2a4-7c1e-4a52-9d3f-5b8e2f1a6c01"},
        {"case": None},
        {"case": "5d1f6b7e-4f0a-5c8e-9d55-2f9c1e7a0b10"},
        {"occurred_at": "2026-W48-1T10:15:02+09:00"},
        {"occurred_at": "yesterday"},
        {"sent_at": None},
        {"sent_at": 1},
        {"unit": "u-001"},
        {"kind": "open-case"},
        {"kind": "brew-coffee"},
        {"data": []},
    ],
    ids=str,
)
def test_an_envelope_that_is_unusual_is_read_carefully(change: dict[str, Any]) -> None:
    raw = written({**HONEST[0], **change})

    short = read_express(raw)

    assert short is None or short == carefully(raw)


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"nil", b"\xff", b'{"kind":"record-observation"}'])
def test_what_is_no_submission_is_left_to_the_careful_reader(raw: bytes) -> None:
    assert read_express(raw) is None
