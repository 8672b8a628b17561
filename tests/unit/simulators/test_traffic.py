"""The bytes of the load are what the wire asks for, and a key tells its number wherever it is seen."""

# ruff: noqa: S311 - what is simulated must repeat by its seed

import json
from random import Random

import pytest
from websockets.frames import Frame, Opcode
from websockets.streams import StreamReader

from simulators import traffic
from simulators.traffic import Tap, Vitals, said, text_frame

CASE = "0199b2a0-11aa-7bbb-8ccc-0123456789ab"


@pytest.fixture
def vitals() -> Vitals:
    return Vitals(CASE, "127.0.0.1:1", Random(0))


def body_of(request: bytes) -> bytes:
    head, _, body = request.partition(b"\r\n\r\n")
    assert int(head.partition(b"Content-Length: ")[2]) == len(body)
    return body


def test_the_three_forms_hold_the_same_submission(vitals: Vitals) -> None:
    tap = Tap.now()
    bare = vitals.body(tap, 77)

    request = vitals.request(tap, 77, b"DPoP: proof\r\n")
    assert body_of(request) == bare
    assert b"\r\nDPoP: proof\r\n" in request.partition(b"\r\n\r\n")[0] + b"\r\n"
    assert json.loads(vitals.frame(tap, 77)[8:]) == {"type": "submit", "submission": json.loads(bare)}
    assert len(bare) == vitals.body_bytes
    said_ = json.loads(bare)
    assert said_["case"] == CASE
    assert said_["kind"] == "record-observation"
    assert {"heart_rate", "spo2", "systolic", "diastolic", "respiratory_rate"} <= said_["data"].keys()


def test_a_key_is_a_uuid_of_version_seven_that_ends_in_its_number(vitals: Vitals) -> None:
    key = json.loads(vitals.body(Tap.now(), 0xABCDEF))["key"]

    assert (len(key), key[14], key[19]) == (36, "7", "8")
    assert key.endswith("000000abcdef")


@pytest.mark.parametrize("number", range(20))
def test_all_variants_have_the_same_length(vitals: Vitals, number: int) -> None:
    assert len(vitals.body(Tap.now(), number)) == vitals.body_bytes


def test_a_number_is_found_in_a_receipt_and_on_a_screen(vitals: Vitals) -> None:
    key = json.loads(vitals.body(Tap.now(), 42))["key"]
    receipt = json.dumps({"type": "receipt", "key": key, "kind": "record-observation"}, separators=(",", ":"))
    shown = json.dumps({"body": {"observations": {key: {"spo2": 90}, "old": None}}}, separators=(",", ":"))

    assert [int(it, 16) for it in traffic.ANSWER.findall(receipt.encode())] == [42]
    assert [int(it, 16) for it in traffic.RECORD.findall(shown.encode())] == [42]
    assert traffic.RECORD.findall(receipt.encode()) == []


@pytest.mark.parametrize("size", [0, 125, 126, 65_535, 65_536])
def test_a_server_reads_the_frames(size: int) -> None:
    reader = StreamReader()
    reader.feed_data(text_frame(b"x" * size))

    parsing = Frame.parse(reader.read_exact, mask=True)
    with pytest.raises(StopIteration) as parsed:
        next(parsing)

    frame = parsed.value.value
    assert (frame.opcode, frame.data, frame.fin) == (Opcode.TEXT, b"x" * size, True)


def test_what_is_said_is_json() -> None:
    assert json.loads(said(type="heartbeat")[6:]) == {"type": "heartbeat"}
