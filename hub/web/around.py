"""What is around every socket: what it touches, and how long it is waited for."""

from dataclasses import dataclass

from hub.ports import Streams
from hub.views import Views
from hub.web.approach import Approach
from hub.web.caller import Gate
from hub.web.fanout import Fanout
from hub.web.intake import Door
from hub.web.presence import Presence


@dataclass(frozen=True, slots=True)
class Timing:
    """How long a socket is waited for, and a case kept by the device at its other end, in seconds."""

    heartbeat_s: float
    bind_timeout_s: float
    send_timeout_s: float
    keeps_s: float
    silence_s: float = 15.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What every socket touches."""

    door: Door
    fanout: Fanout
    gate: Gate
    streams: Streams
    views: Views
    presence: Presence
    approach: Approach
    timing: Timing
