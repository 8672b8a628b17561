"""The bytes of the load: vital signs of open cases, made ready before the clock starts.

The time and the number of a submission stand in the last digits of its key, so that whoever sees the key anywhere knows
which one it is without reading the rest.
"""

import re
import struct
import time
from dataclasses import dataclass
from random import Random
from typing import Final

import msgspec

from simulators.clock import stamp

_MARK: Final = b"-7bec-8ac5-"
"""The middle of every key of a load; version 7 and its variant are in it."""

RECORD: Final = re.compile(_MARK + rb'([0-9a-f]{12})":\{')
"""Where a key names a record of a document: on a screen."""

ANSWER: Final = re.compile(rb'"key":"[0-9a-f]{8}-[0-9a-f]{4}' + _MARK + rb'([0-9a-f]{12})"')
"""Where a key names a submission: in a receipt or a refusal."""

OFFSET: Final = re.compile(rb'"type":"event","stream":"[^"]*","offset":(\d+)')

_VARIANTS: Final = 8
_LONG: Final = 126


def text_frame(payload: bytes) -> bytes:
    """Returns a client's text frame; its masking key is zero, which RFC 6455 allows and which costs nothing."""
    size = len(payload)
    if size < _LONG:
        return struct.pack("!BBI", 0x81, 0x80 | size, 0) + payload
    if size < 1 << 16:
        return struct.pack("!BBHI", 0x81, 0x80 | _LONG, size, 0) + payload
    return struct.pack("!BBQI", 0x81, 0xFF, size, 0) + payload


def pong_frame(payload: bytes) -> bytes:
    """Returns the answer to a ping."""
    return struct.pack("!BBI", 0x8A, 0x80 | len(payload), 0) + payload


def said(**frame: object) -> bytes:
    """Returns a text frame that holds one JSON object."""
    return text_frame(msgspec.json.encode(frame))


def submission(kind: str, case: str, data: dict[str, object], number: int) -> dict[str, object]:
    """Returns a submission whose key carries the number."""
    return {
        "kind": kind,
        "key": (key_head() + b"%012x" % number).decode(),
        "case": case,
        "occurred_at": stamp(),
        "data": data,
    }


def key_head() -> bytes:
    """Returns the first 24 characters of the keys of this millisecond."""
    at = b"%012x" % (time.time_ns() // 1_000_000)
    return at[:8] + b"-" + at[8:] + _MARK


@dataclass(frozen=True, slots=True)
class Tap:
    """What all submissions of one moment have in common: the time and the head of their keys."""

    middle: bytes

    @classmethod
    def now(cls) -> "Tap":
        """Makes it from the clock."""
        return cls(stamp().encode() + b'","key":"' + key_head())


class Vitals:
    """One tablet's vital signs of one case, as bytes for a socket and for HTTP.

    Attributes:
        body_bytes: Length of a submission.
    """

    def __init__(self, case: str, netloc: str, rng: Random) -> None:
        """Writes a few variants down, all of one length."""
        bodies = [_body(case, rng) for _ in range(_VARIANTS)]
        tail = len(stamp()) + len('","key":"') + 36 + len('"}')
        self.body_bytes = len(bodies[0]) + tail
        opening = b'{"type":"submit","submission":'
        size = len(opening) + self.body_bytes + 1
        socket_head = struct.pack("!BBHI", 0x81, 0x80 | _LONG, size, 0) + opening
        self._http_head = f"POST /submissions HTTP/1.1\r\nHost: {netloc}\r\n".encode()
        self._http_tail = f"Content-Type: application/json\r\nContent-Length: {self.body_bytes}\r\n\r\n".encode()
        self._socket = [socket_head + body for body in bodies]
        self._bodies = bodies

    def frame(self, tap: Tap, number: int) -> bytes:
        """Returns a whole WebSocket frame."""
        return b'%b%b%012x"}}' % (self._socket[number % _VARIANTS], tap.middle, number)

    def request(self, tap: Tap, number: int, shown: bytes) -> bytes:
        """Returns a whole HTTP request, with the lines of its head by which its caller is known."""
        body = self._bodies[number % _VARIANTS]
        return b'%b%b%b%b%b%012x"}' % (self._http_head, shown, self._http_tail, body, tap.middle, number)

    def body(self, tap: Tap, number: int) -> bytes:
        """Returns the bare submission."""
        return b'%b%b%012x"}' % (self._bodies[number % _VARIANTS], tap.middle, number)


def _body(case: str, rng: Random) -> bytes:
    """Returns the submission up to its time; every value has a fixed number of digits."""
    data = {
        "heart_rate": rng.randint(100, 139),
        "respiratory_rate": rng.randint(16, 34),
        "spo2": rng.randint(84, 99),
        "systolic": rng.randint(100, 180),
        "diastolic": rng.randint(50, 95),
        "temperature": round(rng.randint(360, 398) / 10 + 0.01, 2),
        "jcs": "1",
    }
    whole = msgspec.json.encode({"kind": "record-observation", "case": case, "data": data, "occurred_at": ""})
    return whole.removesuffix(b'"}')
