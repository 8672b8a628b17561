"""How long sockets are waited for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timing:
    """How long a socket is waited for, in seconds."""

    heartbeat_s: float
    bind_timeout_s: float
    send_timeout_s: float
    silence_s: float = 15.0
