"""Committed events before the sockets: a hole or a slow reader leads to the log, and nobody holds up another."""

import json
from collections.abc import Sequence

from hub.ports import Event, Transient
from hub.web.fanout import _RING, Fanout, Listener, Ring

STREAM = "facility:h-001"


def event(offset: int, stream: str = STREAM) -> Event:
    return Event(stream, offset, b'"subject":"s"}')


def filled(*offsets: int) -> Ring:
    ring = Ring()
    for offset in offsets:
        ring.push(offset, f"frame {offset}")
    return ring


def offsets(shown: Sequence[str] | None) -> list[int] | None:
    return None if shown is None else [int(frame.split()[1]) for frame in shown]


# The ring of one stream -------------------------------------------------------------------------------------


def test_a_reader_takes_what_follows_its_position() -> None:
    ring = filled(*range(1, 6))

    assert offsets(ring.after(2)) == [3, 4, 5]
    assert offsets(ring.after(0)) == [1, 2, 3, 4, 5]


def test_a_reader_that_holds_everything_takes_nothing() -> None:
    assert offsets(filled(1, 2).after(2)) == []


def test_a_reader_ahead_of_the_ring_takes_nothing() -> None:
    """A snapshot may be newer than what this node has heard."""
    assert offsets(filled(1, 2).after(7)) == []


def test_a_slow_reader_falls_out_of_the_ring_and_reads_the_log() -> None:
    ring = filled(*range(1, _RING + 11))

    assert ring.after(9) is None
    assert offsets(ring.after(10)) == list(range(11, _RING + 11))


def test_a_hole_leads_to_the_log_and_never_over_it() -> None:
    """Watches P3: another node gave 3 and 4; what is here must not be served as if they were nothing."""
    ring = filled(1, 2, 5)

    assert ring.after(2) is None
    assert offsets(ring.after(4)) == [5]


def test_what_was_pushed_already_is_not_pushed_again() -> None:
    assert offsets(filled(1, 2, 2, 1, 3).after(0)) == [1, 2, 3]


def test_a_stream_that_has_grown_elsewhere_is_read_from_the_log() -> None:
    ring = filled(1, 2)

    ring.stretch(4)

    assert ring.after(2) is None
    ring.push(5, "frame 5")
    assert offsets(ring.after(4)) == [5]


def test_stretching_never_goes_back() -> None:
    ring = filled(1, 2, 3)

    ring.stretch(2)

    assert offsets(ring.after(1)) == [2, 3]


# The fan-out of a node --------------------------------------------------------------------------------------


def test_a_listener_is_rung_and_finds_the_frame() -> None:
    fanout, listener = Fanout(), Listener()
    ring = fanout.listen(listener, STREAM)

    fanout.publish([event(1)], [])

    assert listener.bell.is_set()
    (frame,) = ring.after(0) or ()
    assert json.loads(frame) == {"type": "event", "stream": STREAM, "offset": 1, "subject": "s"}


def test_a_frame_is_made_once_for_all_listeners() -> None:
    fanout = Fanout()
    rings = [fanout.listen(Listener(), STREAM) for _ in range(3)]

    fanout.publish([event(1)], [])

    assert rings[0] is rings[1] is rings[2]


def test_nobody_hears_of_a_stream_that_is_not_his() -> None:
    fanout, listener = Fanout(), Listener()
    fanout.listen(listener, "facility:h-002")

    fanout.publish([event(1)], [Transient(STREAM, "s", b"{}")])

    assert not listener.bell.is_set()
    assert not listener.transients


def test_a_listener_that_never_takes_anything_grows_no_queue() -> None:
    """Watches P7: the socket that stalls holds a position; the ring has its bound; positions replace each other."""
    fanout, stalled = Fanout(), Listener()
    ring = fanout.listen(stalled, STREAM)

    for offset in range(1, 10_001):
        fanout.publish([event(offset)], [Transient(STREAM, "s", b'{"at":%d}' % offset)])

    assert len(ring._frames) == _RING
    assert [json.loads(frame)["body"] for frame in stalled.transients.values()] == [{"at": 10_000}]
    assert not stalled.words


def test_of_two_positions_of_one_case_the_newer_stays_and_other_cases_keep_theirs() -> None:
    fanout, listener = Fanout(), Listener()
    fanout.listen(listener, STREAM)

    fanout.publish([], [Transient(STREAM, "a", b'{"at":1}'), Transient(STREAM, "b", b'{"at":2}')])
    fanout.publish([], [Transient(STREAM, "a", b'{"at":3}')])

    assert {frame[1]: json.loads(text)["body"]["at"] for frame, text in listener.transients.items()} == {"a": 3, "b": 2}


def test_a_growth_that_another_node_saw_rings_the_bell() -> None:
    fanout, listener = Fanout(), Listener()
    ring = fanout.listen(listener, STREAM)
    fanout.publish([event(1)], [])
    listener.bell.clear()

    for _ in range(2):
        fanout.stretch({STREAM: 1, "facility:h-002": 9})
    assert not listener.bell.is_set()
    for _ in range(2):
        fanout.stretch({STREAM: 3})

    assert listener.bell.is_set()
    assert ring.after(1) is None


def test_an_offset_that_is_on_its_way_here_is_not_taken_for_a_hole() -> None:
    """This node's own commit is seen in the log before it is published; one look later it must have been."""
    fanout, listener = Fanout(), Listener()
    ring = fanout.listen(listener, STREAM)
    fanout.publish([event(1)], [])

    fanout.stretch({STREAM: 2})
    fanout.publish([event(2)], [])
    fanout.stretch({STREAM: 2})

    assert len(ring.after(0) or ()) == 2


def test_the_ring_goes_with_the_last_listener() -> None:
    fanout, one, two = Fanout(), Listener(), Listener()
    for listener in (one, two):
        fanout.listen(listener, STREAM)

    fanout.leave(one)
    assert fanout.streams == [STREAM]
    fanout.leave(two)

    assert fanout.streams == []
    assert fanout.ring(STREAM) is None
    fanout.publish([event(1)], [])


def test_what_belongs_to_no_stream_is_said_in_its_order() -> None:
    listener = Listener()

    listener.say("first")
    listener.say("second")

    assert list(listener.words) == ["first", "second"]
    assert listener.bell.is_set()
