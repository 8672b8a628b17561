"""Who is on duty in an emergency department, how quick they are, and how long a screen is awake.

The figures are ours: how long hospitals take to answer is not public. That the telephone is used after a silent screen
is (the practice of a large fire department, in the project's domain notes).
"""

from random import Random
from typing import Final

from simulators import names
from simulators.cases import around

_CHANGES: Final = (8.5, 17.0)
"""Hours at which a shift hands over to the next."""

_HANDING_OVER_H: Final = 0.25
_NIGHT: Final = (22.0, 6.0)
_PACE: Final = {"day": 1.0, "evening": 1.2, "night": 1.6, "handing-over": 2.2}
"""By how much longer everything takes."""

_AWAKE_S: Final = {"day": 4 * 3600.0, "evening": 3 * 3600.0, "night": 2 * 3600.0}
_ASLEEP_S: Final = 900.0


def shift(hour: float) -> str:
    """Returns the shift at an hour of the day: day, evening or night."""
    if hour >= _NIGHT[0] or hour < _NIGHT[1]:
        return "night"
    return "day" if _CHANGES[0] <= hour < _CHANGES[1] else "evening"


def pace(hour: float) -> float:
    """Returns by how much longer than by day everything takes; longest while one shift hands over to the next."""
    if any(abs(hour - change) < _HANDING_OVER_H for change in _CHANGES):
        return _PACE["handing-over"]
    return _PACE[shift(hour)]


def on_duty(hour: float, rng: Random) -> str:
    """Returns somebody who is there: fewer people by night than by day."""
    return rng.choice(names.STAFF if shift(hour) == "day" else names.STAFF[:3])


def begins_asleep(hour: float, rng: Random) -> bool:
    """Tells whether a screen happens to be asleep at a moment."""
    return rng.random() < _ASLEEP_S / (_ASLEEP_S + _AWAKE_S[shift(hour)])


def awake_s(hour: float, rng: Random) -> float:
    """Returns for how long a screen stays awake now, before it falls asleep unnoticed."""
    return around(rng, _AWAKE_S[shift(hour)], 0.6)


def asleep_s(rng: Random) -> float:
    """Returns for how long it sleeps until somebody notices."""
    return around(rng, _ASLEEP_S, 0.5)
