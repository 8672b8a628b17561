"""The frames of the stream protocol, as they are written and as they are read."""

import json

import msgspec
import pytest

from hub.errors import ConflictError, DatabaseAwayError, InvalidSubmissionError, Issue
from hub.wire import frames


@pytest.mark.parametrize(
    ("line", "frame"),
    [
        (b'{"type":"bind","ticket":"t"}', frames.Bind("t")),
        (b'{"type":"subscribe","stream":"unit:u-001"}', frames.Subscribe("unit:u-001")),
        (
            b'{"type":"subscribe","stream":"unit:u-001","epoch":"e","offset":41}',
            frames.Subscribe("unit:u-001", "e", 41),
        ),
        (b'{"type":"ack","stream":"unit:u-001","offset":42}', frames.Ack("unit:u-001", 42)),
        (b'{"type":"heartbeat","visible":true,"sound_armed":true}', frames.Beat(visible=True, sound_armed=True)),
        (b'{"type":"heartbeat"}', frames.Beat()),
    ],
)
def test_what_a_client_says_is_understood(line: bytes, frame: frames.ClientFrame) -> None:
    assert frames.decode(line) == frame


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"{}",
        b"[]",
        b'{"type":"shout"}',
        b'{"type":"bind"}',
        b'{"type":"bind","ticket":1}',
        b'{"type":"bind","ticket":"t","admin":true}',
        b'{"type":"ack","stream":"s","offset":"42"}',
        b'{"type":"ack","stream":"s","offset":1.5}',
        b'{"type":"submit"}',
        b'{"type":"bind","ticket":"t"} {}',
    ],
)
def test_anything_else_is_no_frame(line: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        frames.decode(line)


def test_a_submission_stays_as_the_sender_wrote_it() -> None:
    """Its bytes are the record, and its digest is made of its own digits."""
    frame = frames.decode(b'{"type":"submit","submission":{ "temperature": 36.50 }}')

    assert isinstance(frame, frames.Submit)
    assert bytes(frame.submission) == b'{ "temperature": 36.50 }'


def test_the_body_of_an_event_is_written_once_for_all_streams() -> None:
    tail = frames.event_tail(
        subject="s", version=7, kind="stamp-time", recorded_at="t", mode="patch", body={"times": {"on-scene": "t"}}
    )

    shown = [json.loads(frames.event(stream, 42, tail)) for stream in ("unit:u-001", "facility:h-001")]

    assert [each.pop("stream") for each in shown] == ["unit:u-001", "facility:h-001"]
    assert shown[0] == shown[1]
    assert shown[0] == {
        "type": "event",
        "offset": 42,
        "subject": "s",
        "version": 7,
        "kind": "stamp-time",
        "recorded_at": "t",
        "mode": "patch",
        "body": {"times": {"on-scene": "t"}},
    }


def test_a_transient_has_no_offset() -> None:
    assert json.loads(frames.transient("unit:u-001", "s", b'{"a":1}')) == {
        "type": "transient",
        "stream": "unit:u-001",
        "subject": "s",
        "body": {"a": 1},
    }


def test_an_error_says_its_code_both_sentences_and_every_issue() -> None:
    shown = frames.error_body(InvalidSubmissionError([Issue("data.spo2", "out-of-range", "範囲外", "out of range")]))

    assert shown["code"] == "invalid-submission"
    assert shown["issues"] == [{"path": "data.spo2", "code": "out-of-range", "ja": "範囲外", "en": "out of range"}]
    assert shown["ja"]
    assert shown["en"]


def test_a_conflict_has_no_issue_and_an_unavailability_says_when_to_come_back() -> None:
    assert frames.error_body(ConflictError("case-closed"))["issues"] == []
    assert frames.error_body(DatabaseAwayError(retry_after_s=3))["retry_after_s"] == 3


def test_frames_of_one_message_are_separated_by_line_feeds_and_hold_none() -> None:
    """A line feed in the words of a report must not make two frames of one."""
    frame = frames.write("snapshot", documents={"s": {"summary": "一行目\n二行目\r\u2028"}})

    assert "\n" not in frame
    assert frames.packed([frame, frame]).split("\n") == [frame, frame]
