"""The hub's side of one socket, edge by edge, without a socket."""

import json
from dataclasses import replace

import pytest

from hub.domain.people import Principal
from hub.errors import IntegrityError
from hub.wire import frames
from hub.wire.guard import LONGEST
from hub.wire.stream import Close, Conversation, State, whoami
from tests.factories import crew, hospital

BIND = '{"type":"bind","ticket":"t"}'
SUBSCRIBE = '{"type":"subscribe","stream":"facility:h-001"}'
BEAT = '{"type":"heartbeat","visible":true,"sound_armed":true}'
SUBMIT = '{"type":"submit","submission":{}}'


def ack(offset: int, stream: str = "facility:h-001") -> str:
    return json.dumps({"type": "ack", "stream": stream, "offset": offset})


def bound() -> Conversation:
    talk = Conversation()
    list(talk.receive(BIND))
    talk.bound(hospital(), 300)
    return talk


def subscribed(offset: int = 41) -> Conversation:
    talk = bound()
    list(talk.receive(SUBSCRIBE))
    talk.begun("facility:h-001", offset)
    return talk


def closed(talk: Conversation, message: str) -> tuple[int, str]:
    with pytest.raises(Close) as close:
        list(talk.receive(message))
    assert talk.state is State.CLOSED
    return close.value.code, close.value.reason


# NEW --------------------------------------------------------------------------------------------------------


def test_a_socket_says_first_who_it_is() -> None:
    talk = Conversation()

    (frame,) = talk.receive(BIND)

    assert frame == frames.Bind("t")
    assert talk.state is State.NEW, "the ticket is not yet looked at"


@pytest.mark.parametrize("message", [SUBSCRIBE, BEAT, SUBMIT, ack(0)])
def test_nobody_says_anything_before_he_is_known(message: str) -> None:
    assert closed(Conversation(), message) == (4401, "not bound")


def test_what_follows_a_bind_in_the_same_message_waits_for_its_outcome() -> None:
    """The reader is asked frame by frame: the second is looked at when the first has been acted upon."""
    talk = Conversation()
    received = talk.receive(f"{BIND}\n{SUBSCRIBE}")

    next(received)
    talk.bound(hospital(), 300)

    assert isinstance(next(received), frames.Subscribe)


@pytest.mark.parametrize("message", ["", "hello", "{}", f"{BIND}\n", f"{BIND} {BIND}", "\ud800", "[" * 100_000])
def test_what_is_no_frame_ends_the_socket(message: str) -> None:
    talk = Conversation()

    assert closed(talk, message)[0] in {4400, 4401}


def test_a_message_has_its_length() -> None:
    assert closed(bound(), "x" * (LONGEST + 1)) == (4413, "too large")


# BOUND ------------------------------------------------------------------------------------------------------


def test_a_bound_socket_is_told_who_it_is_and_what_it_may_read() -> None:
    talk = Conversation()

    said = json.loads(talk.bound(crew(), 300, server_at="t", heartbeat_s=5.0))

    assert talk.state is State.BOUND
    assert said == {
        "type": "bound",
        "caller": "tablet-u-001",
        "role": "crew",
        "unit": "u-001",
        "organisation": {
            "id": "fd-01",
            "kind": "fire-department",
            "name": "架空市消防局",
            "name_en": "fd-01",
            "area": "99",
        },
        "streams": ["area:99", "unit:u-001"],
        "server_at": "t",
        "heartbeat_s": 5.0,
        "expires_in": 300,
    }
    assert "token" not in whoami(crew())


def test_a_bound_socket_is_bound_for_longer_and_goes_on_where_it_was() -> None:
    talk = subscribed(41)

    (frame,) = talk.receive(BIND)
    said = json.loads(talk.bound(replace(hospital(), person="nurse-1"), 240))

    assert frame == frames.Bind("t")
    assert said == {"type": "renewed", "expires_in": 240}
    assert talk.principal is not None
    assert talk.principal.person == "nurse-1"
    talk.sends("facility:h-001", 42)


@pytest.mark.parametrize(
    "other", [hospital("h-002"), replace(hospital(), caller="screen-b"), crew()], ids=["hospital", "screen", "role"]
)
def test_a_socket_is_not_bound_to_another_caller_or_to_other_rights(other: Principal) -> None:
    talk = bound()

    with pytest.raises(Close) as close:
        talk.bound(other, 300)

    assert (close.value.code, close.value.reason) == (4401, "another caller")
    assert talk.state is State.CLOSED


def test_an_organisation_that_has_another_telephone_is_the_same_one() -> None:
    talk = bound()
    moved = replace(hospital(), organisation=replace(hospital().organisation, phone="000-0000-0001"))

    assert json.loads(talk.bound(moved, 300))["type"] == "renewed"


def test_a_stream_of_ones_own_is_subscribed() -> None:
    assert isinstance(next(iter(bound().receive(SUBSCRIBE))), frames.Subscribe)
    assert isinstance(next(iter(bound().receive('{"type":"subscribe","stream":"area:99"}'))), frames.Subscribe)


@pytest.mark.parametrize(
    "stream", ["facility:h-002", "unit:u-001", "department:fd-01", "area:34", "facility:h-001 ", "facility:H-001", ""]
)
def test_a_foreign_stream_answers_as_one_that_does_not_exist(stream: str) -> None:
    """Watches P8: there is one answer, whether the stream belongs to somebody else or to nobody."""
    message = json.dumps({"type": "subscribe", "stream": stream})

    assert closed(bound(), message) == (4403, "stream not permitted")


def test_a_submission_is_handed_on_unread() -> None:
    (frame,) = bound().receive(SUBMIT)

    assert isinstance(frame, frames.Submit)


def test_a_screen_watches_only_when_it_is_seen_and_heard() -> None:
    talk = bound()
    for visible, armed, watches in ((True, True, True), (True, False, False), (False, True, False)):
        list(talk.receive(json.dumps({"type": "heartbeat", "visible": visible, "sound_armed": armed})))
        assert talk.is_watching is watches


# Offsets ----------------------------------------------------------------------------------------------------


def test_events_go_out_without_a_hole() -> None:
    talk = subscribed(41)
    talk.sends("facility:h-001", 42)
    talk.sends("facility:h-001", 43)

    assert talk.readings["facility:h-001"].sent == 43


@pytest.mark.parametrize("offset", [41, 43, 40, 0])
def test_a_hole_or_a_repetition_does_not_go_out_unseen(offset: int) -> None:
    """Watches P3: a fault around the socket ends it; the client comes back and reads the log."""
    with pytest.raises(IntegrityError):
        subscribed(41).sends("facility:h-001", offset)


def test_what_was_sent_is_acknowledged_and_never_taken_back() -> None:
    talk = subscribed(41)
    talk.sends("facility:h-001", 42)

    list(talk.receive(ack(42)))
    list(talk.receive(ack(41)))

    assert talk.readings["facility:h-001"].acknowledged == 42


def test_what_was_not_sent_is_not_acknowledged() -> None:
    """Else a client could claim deliveries to a hospital that never were."""
    assert closed(subscribed(41), ack(42)) == (4400, "acknowledges what was not sent")
    assert closed(subscribed(41), ack(1, "area:99")) == (4400, "acknowledges what was not sent")


def test_a_slow_reader_is_let_go_with_the_position_it_holds() -> None:
    """What was sent and not acknowledged may be lost on the way: it resumes before that."""
    talk = subscribed(41)
    talk.sends("facility:h-001", 42)
    talk.sends("facility:h-001", 43)
    list(talk.receive(ack(42)))

    close = talk.evicted()

    assert close.code == 4429
    assert json.loads(close.farewell or "") == {"type": "evicted", "positions": {"facility:h-001": 42}}
    assert talk.state is State.CLOSED


# CLOSED -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("message", [SUBSCRIBE, BEAT, SUBMIT, ack(41)])
def test_a_socket_that_has_ended_says_nothing_more(message: str) -> None:
    talk = subscribed(41)
    talk.evicted()

    assert closed(talk, message) == (4401, "not bound")


def test_a_close_does_not_repeat_what_was_said() -> None:
    """Watches P11: reasons go into logs."""
    with pytest.raises(Close) as close:
        list(Conversation().receive('{"type":"bind","ticket":"canary"'))

    assert "canary" not in f"{close.value} {close.value.reason} {close.value.farewell}"
