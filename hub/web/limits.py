"""How much a device and an organisation may say, and the lane in which a new emergency passes a flood.

An allowance is one number for each who: the moment up to which it is used up (the generic cell rate algorithm, ITU-T
I.371). Whoever has used up the ordinary allowance still has that of the lane, which is small and for the kinds that
begin, ask and answer; so a device that floods can still open a case, and cannot flood with open-case.
"""

import time
from collections.abc import Callable, Sequence
from math import ceil
from typing import Final

from hub.domain.commands import URGENT
from hub.domain.people import Principal
from hub.errors import ThrottledError

_URGENT: Final = tuple(f'"{kind}"'.encode() for kind in sorted(URGENT))
_PRECISION_S: Final = 1e-6
_MANY: Final = 10_000


class Allowance:
    """So many at once, and so many a second, for each who."""

    def __init__(self, rate: float, burst: int) -> None:
        """Takes how many a second are given back, and how many there are at most."""
        self._each_s = 1 / rate
        self._burst = burst
        self._reach_s = burst / rate + _PRECISION_S
        self._used_until: dict[str, float] = {}
        self._tidy_at = _MANY

    def take(self, who: str, now: float, number: int = 1) -> float:
        """Takes so many, or none; returns the seconds after which there will be enough, 0 where they were taken.

        More than there ever are at once count as all there are, so that nobody waits for ever.
        """
        held = self._used_until
        until = held.get(who, now)
        if until < now:  # noqa: PLR1730  on the hot path: a call of max costs as much as all the rest
            until = now
        until += self._each_s if number == 1 else self._each_s * min(number, self._burst)
        short_s = until - now - self._reach_s
        if short_s > 0:
            return short_s
        held[who] = until
        if len(held) > self._tidy_at:
            self._tidy(now)
        return 0.0

    def give_back(self, who: str) -> None:
        """Gives one back that was taken."""
        if who in self._used_until:
            self._used_until[who] -= self._each_s

    def _tidy(self, now: float) -> None:
        """Forgets who has the whole allowance again."""
        self._used_until = {who: until for who, until in self._used_until.items() if until > now}
        self._tidy_at = max(_MANY, 2 * len(self._used_until))


class Limits:
    """The allowances of everybody who posts."""

    def __init__(
        self,
        *,
        device: Allowance,
        organisation: Allowance,
        lane: Allowance,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Takes the ordinary allowances, that of the lane for each device, and how time passes."""
        self._device = device
        self._organisation = organisation
        self._lane = lane
        self._clock = clock

    def admit(self, principal: Principal, raw: bytes) -> None:
        """Lets one submission pass that is not read yet: to refuse must cost less than to read.

        Raises:
            ThrottledError: Its device or organisation has said too much, and it is no emergency that may still pass.
        """
        now = self._clock()
        short_s = self._short_s(principal, now, 1)
        if short_s and not (any(kind in raw for kind in _URGENT) and self._passes(principal, now, 1)):
            raise ThrottledError(ceil(short_s))

    def admit_all(self, principal: Principal, kinds: Sequence[str]) -> None:
        """Lets submissions pass that were read from one body and belong together.

        Raises:
            ThrottledError: As for one; nothing of them may pass.
        """
        now = self._clock()
        short_s = self._short_s(principal, now, len(kinds))
        if short_s and not (not URGENT.isdisjoint(kinds) and self._passes(principal, now, len(kinds))):
            raise ThrottledError(ceil(short_s))

    def _short_s(self, principal: Principal, now: float, number: int) -> float:
        return self._device.take(principal.caller, now, number) or self._organisation.take(
            principal.organisation.id, now, number
        )

    def _passes(self, principal: Principal, now: float, number: int) -> bool:
        return not self._lane.take(principal.caller, now, number)
