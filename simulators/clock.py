"""Compressed time: simulated seconds pass `speed` times as fast as real ones.

Only waiting is compressed. What a simulator writes on the wire is the real time of its tap, shifted by what its
device's clock is wrong, so that the hub sees an honest world in a hurry.
"""

import asyncio
from datetime import UTC, datetime, timedelta


class ShiftOverError(Exception):
    """Tells whoever waits that the run ends: leave the case in order and go home."""


class Clock:
    """Lets simulators wait in simulated seconds, and wakes all of them when the run ends."""

    def __init__(self, speed: float, first_hour: float = 10.0) -> None:
        """Takes how many simulated seconds pass in a real one, and the hour of the day at which the run begins."""
        self.speed = speed
        self._first_hour = first_hour
        self._began: float | None = None
        self._over = asyncio.Event()

    @property
    def is_over(self) -> bool:
        """Tells whether the run has ended."""
        return self._over.is_set()

    def end(self) -> None:
        """Ends the run: every wait of now and later raises."""
        self._over.set()

    async def sleep(self, simulated_s: float) -> None:
        """Waits.

        Raises:
            ShiftOverError: The run ended meanwhile.
        """
        await self.pause(simulated_s / self.speed)

    async def pause(self, real_s: float) -> None:
        """Waits real seconds.

        Raises:
            ShiftOverError: The run ended meanwhile.
        """
        try:
            await asyncio.wait_for(self._over.wait(), max(real_s, 0))
        except TimeoutError:
            return
        raise ShiftOverError

    def hour(self) -> float:
        """Returns the hour of the simulated day, 0 to 24; the day begins at the first look."""
        if self._began is None:
            self._began = self.now()
        return (self._first_hour + (self.now() - self._began) / 3600) % 24

    def now(self) -> float:
        """Returns simulated seconds since some moment before the run."""
        return asyncio.get_running_loop().time() * self.speed


def stamp(skew_s: float = 0.0) -> str:
    """Returns now as RFC 3339 in UTC, as a device shows it whose clock is wrong by `skew_s`."""
    at = datetime.now(UTC) + timedelta(seconds=skew_s)
    return f"{at.replace(tzinfo=None).isoformat(timespec='milliseconds')}Z"
