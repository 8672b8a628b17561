"""The whole demonstration as one run: the prefecture at work, outside systems beside it, scenarios on their ground."""

import asyncio
import dataclasses
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from simulators import enrolment
from simulators.checker import Verdict
from simulators.clock import Clock
from simulators.neighbours import Neighbourhood, Neighbours, neighbourhood
from simulators.prefecture import AREA
from simulators.run import Options, run
from simulators.scenarios import reader
from simulators.scenarios.drill import Drilled, DrillFailedError, drill, told

_LEAST_SPEED: Final = 300.0
"""Scenarios last up to two hours of life; so they are over within half a minute."""

_DRILL_S: Final = 120.0
"""Real seconds after the end of the day until scenarios are given up."""


@dataclass(slots=True)
class Shown:
    """What came of everything.

    Attributes:
        sections: Figures of scenarios and of each outside system, by name.
        faults: What went wrong, in words.
    """

    verdict: Verdict
    is_good: bool
    sections: dict[str, Any] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


async def show(options: Options, neighbours: Path | None, ground: Path | None) -> Shown:
    """Lets everything run until the prefecture's day is over.

    Raises:
        RunFailedError: The hub is not there, refuses the simulators, or a simulator itself broke.
    """
    file = Neighbours() if neighbours is None else Neighbours.read(neighbours)
    async with neighbourhood(file, options.speed, options.seed) as beside:
        playing = None if ground is None else asyncio.create_task(_drill(options, ground))
        verdict = await run(
            dataclasses.replace(
                options, reader=beside.reader, command=beside.command, spoken_for=frozenset(file.speak_for)
            )
        )
        shown = Shown(verdict, verdict.is_good, faults=[*verdict.faults])
        if playing is not None and options.seconds is None and not playing.done():
            playing.cancel()  # somebody has ended the demonstration: a scenario under way proves nothing
        elif playing is not None:
            await _judge_drill(playing, shown)
        if beside.systems:
            await _judge_systems(beside, options, shown)
    return shown


async def _drill(options: Options, ground: Path) -> Drilled:
    scripts = [reader.find(name) for name in reader.names()]
    with (options.folder / "scenarios.log").open("w", encoding="utf-8") as log:
        clock = Clock(max(options.speed, _LEAST_SPEED))
        return await drill(
            scripts, options.hub, ground, clock, lambda it: print(*told(it), "", sep="\n", file=log, flush=True)
        )


async def _judge_drill(playing: asyncio.Task[Drilled], shown: Shown) -> None:
    try:
        drilled = await asyncio.wait_for(playing, _DRILL_S)
    except (TimeoutError, DrillFailedError) as error:
        shown.faults.append(f"scenarios: {str(error) or 'did not come to an end'}")
        shown.is_good = False
        return
    shown.sections["scenarios"] = drilled.report()
    shown.faults += [*drilled.verdict.faults, *(it.failure for it in drilled.played if it.failure)]
    shown.is_good &= drilled.is_good


async def _judge_systems(beside: Neighbourhood, options: Options, shown: Shown) -> None:
    enrolled = enrolment.read(options.folder)
    await beside.drain(enrolled.credential(options.hub, enrolment.administrator(AREA)))
    shown.sections |= beside.report()
    shown.is_good &= beside.is_good
