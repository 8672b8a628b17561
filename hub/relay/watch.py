"""Looks after a counterpart that is only asked, so that an operator sees that it is gone before a crew does."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final, Protocol

from hub.relay.claim import Claim
from hub.relay.pace import Pace
from hub.sdk import Readiness

EVERY: Final = timedelta(seconds=30)
"""How often it is asked while it answers; while it does not, its pace says when."""
_LOOK_S: Final = 0.5


class Checked(Protocol):
    """What a watch needs of an adapter."""

    async def check(self) -> Readiness:
        """Asks the counterpart how we stand with it."""


class Watch:
    """Asks how one connection stands."""

    def __init__(self, claim: Claim, adapter: Checked, pace: Pace, clock: Callable[[], datetime]) -> None:
        """Takes the connection's claim, who asks, and what keeps the answer."""
        self._claim = claim
        self._adapter = adapter
        self._pace = pace
        self._clock = clock

    async def run(self) -> None:
        """Works until it is cancelled."""
        while True:
            now = self._clock()
            if self._claim.holds() and not self._pace.wait(now) and self._is_due(now):
                readiness = await self._adapter.check()
                if self._pace.checked(readiness, now):
                    self._pace.answered(now)
            await asyncio.sleep(_LOOK_S)

    def _is_due(self, now: datetime) -> bool:
        answered_at = self._pace.answered_at
        return not self._pace.is_up or answered_at is None or now - answered_at >= EVERY
