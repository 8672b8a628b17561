"""How long sockets are waited for, and what lies at their other end is kept."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timing:
    """How long a socket is waited for, and a case kept by the device at its other end, in seconds."""

    heartbeat_s: float
    bind_timeout_s: float
    send_timeout_s: float
    keeps_s: float
    silence_s: float = 15.0
