"""A whole prefecture at work against one hub, and the judgement of what came of it."""

# ruff: noqa: S311 - what is simulated must repeat by its seed, and is no secret

import asyncio
import contextlib
import dataclasses
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random
from typing import Final

import msgspec
from rich.console import Console
from rich.live import Live

from simulators import casualties, enrolment, history, transport
from simulators.card import Reader
from simulators.cases import courses
from simulators.checker import Checker, Verdict
from simulators.clock import Clock
from simulators.command_room import CommandRoom
from simulators.enrolment import Enrolled
from simulators.er import Staff
from simulators.fleet import Fleet, published_level
from simulators.frames import Event
from simulators.history import History, HistoryFile
from simulators.http import wait_until_ready
from simulators.inquiry import Region
from simulators.live import Counters
from simulators.posting import Device
from simulators.prefecture import AREA, Operator, Prefecture
from simulators.wire import Terminal

_YEAR_S: Final = 365 * 86_400.0
_SETTLE_AFTER_S: Final = 60.0
_REFRESH_S: Final = 0.5
_LINE_EVERY: Final = 10
_DRAIN_S: Final = 12.0
_QUIET_S: Final = 0.5


class RunFailedError(Exception):
    """Says why a run could not be carried out; it is no judgement of the hub."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a run goes.

    Attributes:
        hub: Address of the hub, `http://host:port`.
        folder: Where the enrolment and the keys are, and where the history is written.
        speed: Simulated seconds in a real one.
        seconds: Real seconds until no more cases are opened; None is until a signal.
        patience_s: Real seconds in which the visitor's hospital may answer; None leaves it out.
        reader: Of cards, where a fire department can ask マイナ救急.
        command: The command system of the fire department that has one.
        spoken_for: Organisations for whom an outside system speaks.
    """

    hub: str
    folder: Path
    speed: float = 20.0
    seconds: float | None = None
    headless: bool = False
    seed: int = 34
    most_at_once: int = 1_000
    first_hour: float = 10.0
    patience_s: float | None = 90.0
    reader: Reader | None = None
    command: CommandRoom | None = None
    spoken_for: frozenset[str] = frozenset()


def report(verdict: Verdict, **beside: object) -> str:
    """Returns the verdict as one line of JSON, without the faults in words, and what else was counted beside it."""
    figures = dataclasses.asdict(verdict)
    figures.pop("faults")
    return msgspec.json.encode({**figures, **beside}).decode()


async def run(options: Options) -> Verdict:
    """Lets the prefecture work, then drains and judges.

    Raises:
        RunFailedError: The hub is not there, refuses the simulators, or a simulator itself broke.
    """
    if not await wait_until_ready(options.hub):
        raise RunFailedError(f"the hub at {options.hub} is not ready")
    enrolled = enrolment.read(options.folder)
    others = options.spoken_for | {enrolled.show_hospital}
    checker = Checker(show_units=frozenset({enrolled.show_unit}), others=others)
    with HistoryFile(options.folder / "history.jsonl") as file:
        world = World(options, enrolled, History(checker.feed, file.write))
        lines = [asyncio.create_task(terminal.run()) for terminal in world.terminals]
        try:
            await world.connect()
            await world.work(Counters(checker, world.consoles, lambda: len(world.fleet.working)), checker)
            await world.drain(checker)
        finally:
            for line in lines:
                line.cancel()
            ended = await asyncio.gather(*lines, return_exceptions=True)
    world.raise_failures([it for it in ended if isinstance(it, Exception)])
    checker.settle()
    return checker.verdict()


class World:
    """Everybody who is simulated, each with a terminal of its own."""

    def __init__(self, options: Options, enrolled: Enrolled, log: History) -> None:
        """Seats everybody before a terminal; nobody is connected yet."""
        self._options = options
        self._enrolled = enrolled
        self._log = log
        self._rng = Random(options.seed)
        self._clock = Clock(options.speed, options.first_hour)
        self._drained_by = 0.0
        prefecture = enrolment.prefecture_of(enrolled)
        self.consoles = [
            self._terminal(enrolment.console(it.id), f"department:{it.id}", f"area:{AREA}")
            for it in prefecture.departments
        ]
        self.staff = list(self._staff(prefecture))
        self.fleet = self._fleet(prefecture)
        self.desks = [
            self._desk(it, prefecture.departments[index % len(prefecture.departments)].id)
            for index, it in enumerate(prefecture.operators)
            if it.id not in options.spoken_for
        ]
        for department, console in self.fleet.consoles.items():
            console.serve_screen(partial(self._is_called, department))
        self._called: set[asyncio.Task[None]] = set()
        self._operators = prefecture.operators
        self.terminals = [
            *self.consoles,
            *(it.terminal for it in self.desks if it.terminal is not None),
            *(it.terminal for it in self.staff if it.terminal is not None),
            *(terminal for _, terminal in self.fleet.tablets.values()),
        ]

    async def connect(self, within_s: float = 30.0) -> None:
        """Waits until every terminal holds its streams.

        Raises:
            RunFailedError: One does not in time.
        """
        ready = [asyncio.create_task(terminal.ready.wait()) for terminal in self.terminals]
        _, late = await asyncio.wait(ready, timeout=within_s)
        for task in late:
            task.cancel()
        if late:
            raise RunFailedError(f"{len(late)} of {len(ready)} terminals could not bind and subscribe")

    async def work(self, counters: Counters, checker: Checker) -> None:
        """Lets time pass until the end of the run or a signal, and shows the counters."""
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop.set)
        jobs = [asyncio.create_task(self.fleet.answer_calls())]
        jobs += [asyncio.create_task(job) for staff in self.staff for job in (staff.publish(), staff.doze())]
        hospitals = tuple(staff.hospital for staff in self.staff)
        jobs.append(asyncio.create_task(casualties.happen(self.fleet, hospitals, Random(self._rng.getrandbits(64)))))
        wards = [staff.terminal for staff in self.staff if staff.terminal is not None]
        rng = Random(self._rng.getrandbits(64))
        jobs.append(asyncio.create_task(transport.ask(wards, self._operators, self._clock, rng)))
        seconds = self._options.seconds
        end_at = None if seconds is None else loop.time() + seconds
        with self._display(counters) as refresh:
            while not stop.is_set() and (end_at is None or loop.time() < end_at):
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), _REFRESH_S)
                checker.settle(before=history.now() - _SETTLE_AFTER_S)
                refresh()
        self._clock.end()
        self._drained_by = loop.time() + _DRAIN_S
        await self._finish(jobs)

    async def drain(self, checker: Checker) -> None:
        """Lets crews and staff finish their sentences, then waits until nothing more arrives."""
        loop = asyncio.get_running_loop()
        await self.fleet.come_home(self._left_s())
        await asyncio.gather(*(staff.leave(self._left_s()) for staff in self.staff))
        await asyncio.gather(*(desk.leave(self._left_s()) for desk in self.desks))
        await asyncio.gather(*(terminal.flush(self._left_s()) for terminal in self.terminals))
        received = -1
        while received != checker.received and loop.time() < self._drained_by + _QUIET_S:
            received = checker.received
            await asyncio.sleep(_QUIET_S)

    def _left_s(self) -> float:
        """Returns the seconds that are left to drain."""
        return max(self._drained_by - asyncio.get_running_loop().time(), 0.1)

    async def _finish(self, jobs: list[asyncio.Task[None]]) -> None:
        """Lets jobs end by themselves while there is time, and raises what went wrong in them."""
        done, late = await asyncio.wait(jobs, timeout=self._left_s())
        for job in late:
            job.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        for job in done:
            job.result()

    def raise_failures(self, others: list[Exception]) -> None:
        """Raises what went wrong in the simulators themselves.

        Raises:
            RunFailedError: With the first failure as its cause.
        """
        failures = [*others, *self.fleet.failures, *(error for staff in self.staff for error in staff.failures)]
        failures += [error for desk in self.desks for error in desk.failures]
        if failures:
            raise RunFailedError(f"{len(failures)} simulator(s) broke: {failures[0]!r}") from failures[0]

    @contextlib.contextmanager
    def _display(self, counters: Counters) -> Iterator[Callable[[], None]]:
        if not self._options.headless:
            with Live(counters.table(), auto_refresh=False, console=Console()) as live:
                yield lambda: live.update(counters.table(), refresh=True)
            return
        ticks = iter(range(1, sys.maxsize))

        def show() -> None:
            if next(ticks) % _LINE_EVERY == 0:
                print(counters.line(), flush=True)  # noqa: T201 - the output of the command

        yield show

    def _terminal(self, caller: str, *streams: str, skew_s: float = 0.0) -> Terminal:
        device = Device(self._enrolled.credential(self._options.hub, caller), skew_s)
        return Terminal(
            self._options.hub.replace("http", "ws", 1) + "/stream",
            device,
            self._log,
            Random(self._rng.getrandbits(64)),
            streams=streams,
            beat={"visible": True, "sound_armed": True},
        )

    def _staff(self, prefecture: Prefecture) -> Iterator[Staff]:
        for hospital in prefecture.hospitals:
            if hospital.id == self._enrolled.show_hospital:
                continue
            staff = Staff(hospital, self._clock, Random(self._rng.getrandbits(64)))
            staff.terminal = self._terminal(enrolment.screen(hospital.id), f"facility:{hospital.id}")
            staff.terminal.serve_screen(staff.sees)
            yield staff

    def _is_called(self, department: str, event: Event) -> None:
        """Sends a unit to a case that a private transport has become."""
        if event.kind == "switch-to-119" and event.mode == "document":
            task = asyncio.create_task(self.fleet.take_on(event.subject, department))
            self._called.add(task)
            task.add_done_callback(self._called.discard)

    def _desk(self, operator: Operator, department: str) -> transport.Desk:
        desk = transport.Desk(operator, department, self._clock, Random(self._rng.getrandbits(64)))
        desk.terminal = self._terminal(enrolment.desk(operator.id), f"operator:{operator.id}")
        desk.terminal.serve_screen(desk.sees)
        return desk

    def _fleet(self, prefecture: Prefecture) -> Fleet:
        region = Region(
            hospitals=prefecture.hospitals,
            capacity=lambda hospital, specialty: published_level(self.consoles[0], hospital, specialty),
            show=None if self._options.patience_s is None else self._enrolled.show_hospital,
            patience_s=self._options.patience_s or 0.0,
            reader=self._options.reader,
            command=self._options.command,
        )
        fleet = Fleet(
            consoles={it.id: console for it, console in zip(prefecture.departments, self.consoles, strict=True)},
            tablets={
                unit.id: (
                    unit,
                    self._terminal(enrolment.tablet(unit.id), f"unit:{unit.id}", skew_s=self._wrongness()),
                )
                for unit in prefecture.units
                if unit.id != self._enrolled.show_unit
            },
            courses=courses(self._options.seed, tuple(it.place for it in prefecture.departments)),
            region=region,
            clock=self._clock,
            rng=Random(self._rng.getrandbits(64)),
            most_at_once=self._options.most_at_once,
        )
        for unit, terminal in fleet.tablets.values():
            if region.command is not None and unit.department == region.command.department:
                terminal.serve_screen(region.command.hears)
        return fleet

    def _wrongness(self) -> float:
        """Draws by how many seconds a tablet's clock is wrong: most a little, some by minutes, a few by a year."""
        lot = self._rng.random()
        if lot < 0.02:  # noqa: PLR2004 - a share
            return self._rng.choice((-_YEAR_S, _YEAR_S))
        return self._rng.uniform(-200, 200) if lot < 0.1 else self._rng.gauss(0, 1.5)  # noqa: PLR2004 - a share
