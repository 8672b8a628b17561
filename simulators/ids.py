"""Identifiers as devices make them: UUID version 7, ordered by the time of the tap."""

import time
from random import Random
from uuid import UUID


def uuid7(rng: Random, at_ms: int | None = None) -> str:
    """Returns a version 7 UUID in lower case.

    Args:
        rng: Where the 74 random bits come from.
        at_ms: Milliseconds since 1970; now when absent.
    """
    at_ms = time.time_ns() // 1_000_000 if at_ms is None else at_ms
    value = (at_ms & ((1 << 48) - 1)) << 80 | 0x7 << 76 | rng.getrandbits(12) << 64 | 0b10 << 62 | rng.getrandbits(62)
    return str(UUID(int=value))
