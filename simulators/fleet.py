"""The ambulances of the prefecture: calls come in at the hour's rate, and the nearest free unit goes.

Command-centre consoles belong here too: they read what their department's crews report, and the area's capacity.
"""

# ruff: noqa: S311 - what is simulated must repeat by its seed, and is no secret

import asyncio
import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Final

from simulators import national
from simulators.cases import Course
from simulators.clock import Clock, ShiftOverError
from simulators.crew import Region, Shift
from simulators.documents import section
from simulators.prefecture import Unit
from simulators.wire import Terminal

_MEAN_CASE_S: Final = national.CALL_TO_HOSPITAL_S


@dataclass(slots=True)
class Fleet:
    """All crews that are simulated.

    Attributes:
        first_hour: The hour of the day at which the run begins.
        most_at_once: Cases that are worked on at the same time, at most.
        failures: What went wrong in a simulator itself; a sound run has none.
    """

    tablets: dict[str, tuple[Unit, Terminal]]
    courses: Iterator[Course]
    region: Region
    clock: Clock
    rng: Random
    first_hour: float
    most_at_once: int
    working: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    failures: list[BaseException] = field(default_factory=list)

    async def answer_calls(self) -> None:
        """Sends units out until the run ends; begins with the calls of the last three quarters of an hour."""
        began = self.clock.now()
        for _ in range(round(self._rate(began) * _MEAN_CASE_S)):
            self._send_out()
            await self._rest(self.rng.uniform(5, 60))
        while not self.clock.is_over:
            await self._rest(self.rng.expovariate(self._rate(began)))
            if not self.clock.is_over:
                self._send_out()

    async def come_home(self, within_s: float) -> int:
        """Waits until every crew has left its case, at most so many real seconds; returns how many have not."""
        tasks = list(self.working.values())
        if not tasks:
            return 0
        _, late = await asyncio.wait(tasks, timeout=within_s)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        return len(late)

    def _rate(self, began: float) -> float:
        hour = self.first_hour + (self.clock.now() - began) / 3600
        return national.dispatches_per_s(hour)

    async def _rest(self, simulated_s: float) -> None:
        with contextlib.suppress(ShiftOverError):
            await self.clock.sleep(simulated_s)

    def _send_out(self) -> None:
        free = [unit for unit in self.tablets if unit not in self.working]
        if not free or len(self.working) >= self.most_at_once:
            return
        course = next(self.courses)
        nearest = min(free, key=lambda unit: self.tablets[unit][0].station.km_to(course.scene))
        unit, terminal = self.tablets[nearest]
        shift = Shift(unit, terminal, course, self.region, self.clock, Random(self.rng.getrandbits(64)))
        task = asyncio.create_task(shift.work())
        self.working[nearest] = task
        task.add_done_callback(lambda ended: self._is_back(nearest, ended))

    def _is_back(self, unit: str, ended: asyncio.Task[None]) -> None:
        del self.working[unit]
        if not ended.cancelled() and (error := ended.exception()) is not None:
            self.failures.append(error)


def published_level(console: Terminal, hospital: str, specialty: str) -> str | None:
    """Returns what a hospital has published of a specialty, as a console that reads the area knows it."""
    level = section(console.document(hospital) or {}, "capacity", specialty).get("level")
    return level if isinstance(level, str) else None
