"""The ambulances of the prefecture: calls come in at the hour's rate, and the nearest free unit goes.

Command-centre consoles belong here too: they read what their department's crews report, and the area's capacity.
"""

# ruff: noqa: S311 - what is simulated must repeat by its seed, and is no secret

import asyncio
import contextlib
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Final

from simulators import national
from simulators.cases import Course
from simulators.clock import Clock, ShiftOverError
from simulators.crew import Shift
from simulators.documents import section
from simulators.inquiry import Region
from simulators.prefecture import Unit
from simulators.wire import Terminal

_MEAN_CASE_S: Final = national.CALL_TO_HOSPITAL_S
_LOOK_EVERY_S: Final = 30.0


@dataclass(slots=True)
class Fleet:
    """All crews that are simulated.

    Attributes:
        consoles: The command-centre console of each fire department.
        most_at_once: Cases that are worked on at the same time, at most.
        failures: What went wrong in a simulator itself; a sound run has none.
    """

    tablets: dict[str, tuple[Unit, Terminal]]
    consoles: dict[str, Terminal]
    courses: Iterator[Course]
    region: Region
    clock: Clock
    rng: Random
    most_at_once: int
    working: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    failures: list[BaseException] = field(default_factory=list)

    async def answer_calls(self) -> None:
        """Sends units out until the run ends; begins with the calls of the last three quarters of an hour."""
        for _ in range(round(self._rate() * _MEAN_CASE_S)):
            self._send_out()
            await self._rest(self.rng.uniform(5, 60))
        while not self.clock.is_over:
            await self._rest(self.rng.expovariate(self._rate()))
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

    def _rate(self) -> float:
        return national.dispatches_per_s(self.clock.hour())

    async def _rest(self, simulated_s: float) -> None:
        with contextlib.suppress(ShiftOverError):
            await self.clock.sleep(simulated_s)

    async def take_on(self, case: str, department: str) -> None:
        """Sends a unit of the department to a case that a private transport has become, as soon as one is free."""
        with contextlib.suppress(ShiftOverError):
            while not (free := self.free(department)):
                await self.clock.sleep(_LOOK_EVERY_S)
            self._send(self.rng.choice(free), next(self.courses), case)

    def free(self, department: str | None = None) -> list[str]:
        """Returns the units that are at their stations, of one department or of all."""
        return [
            unit
            for unit, (known, _) in self.tablets.items()
            if unit not in self.working and department in {None, known.department}
        ]

    def occupy(self, unit: str, work: Coroutine[object, object, None]) -> asyncio.Task[None]:
        """Lets a unit work until it is back at its station."""
        task = asyncio.create_task(work)
        self.working[unit] = task
        task.add_done_callback(lambda ended: self._is_back(unit, ended))
        return task

    def _send_out(self) -> None:
        free = self.free()
        if not free or len(self.working) >= self.most_at_once:
            return
        course = next(self.courses)
        self._send(min(free, key=lambda unit: self.tablets[unit][0].station.km_to(course.scene)), course)

    def _send(self, unit: str, course: Course, case: str | None = None) -> None:
        known, terminal = self.tablets[unit]
        console, rng = self.consoles[known.department], Random(self.rng.getrandbits(64))
        self.occupy(unit, Shift(known, terminal, console, course, self.region, self.clock, rng, case=case).work())

    def _is_back(self, unit: str, ended: asyncio.Task[None]) -> None:
        del self.working[unit]
        if not ended.cancelled() and (error := ended.exception()) is not None:
            self.failures.append(error)


def published_level(console: Terminal, hospital: str, specialty: str) -> str | None:
    """Returns what a hospital has published of a specialty, as a console that reads the area knows it."""
    level = section(console.document(hospital) or {}, "capacity", specialty).get("level")
    return level if isinstance(level, str) else None
