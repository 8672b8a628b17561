"""Plays scenarios side by side against one hub, and says what came of each."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from simulators import enrolment
from simulators.checker import Checker, Verdict
from simulators.clock import Clock
from simulators.http import wait_until_ready
from simulators.scenarios.cast import CastError, Casting
from simulators.scenarios.play import Played, World, play
from simulators.scenarios.script import Script


class DrillFailedError(Exception):
    """Says why scenarios could not be played; it is no judgement of the hub."""


@dataclass(frozen=True, slots=True)
class Drilled:
    """What came of all scenarios, and what the checker says of everything that was received in them."""

    played: list[Played]
    verdict: Verdict

    @property
    def is_good(self) -> bool:
        """Tells whether every party saw what it should, and nothing was lost, duplicated or seen unasked."""
        return self.verdict.is_good and all(it.failure is None for it in self.played)

    def report(self) -> dict[str, object]:
        """Returns the figures."""
        figures = ("acknowledged", "delivered", "deliveries", "lost", "duplicated", "trespassed", "forged")
        return {
            "played": len(self.played),
            "good": sum(it.failure is None for it in self.played),
            "steps": sum(len(it.log.lines) for it in self.played),
            **{name: getattr(self.verdict, name) for name in figures},
            "failed": sorted(it.script.name for it in self.played if it.failure is not None),
        }


async def drill(
    scripts: Iterable[Script], hub: str, folder: Path, clock: Clock, tell: Callable[[Played], None]
) -> Drilled:
    """Plays all of them at the same time and tells of each when it has ended.

    Args:
        scripts: What is played.
        hub: Address of the hub, `http://host:port`.
        folder: Where the enrolment and the keys of the exercise ground are.
        clock: How fast.
        tell: Hears of each that has ended.

    Raises:
        DrillFailedError: The hub is not ready, or the ground is too small.
    """
    if not await wait_until_ready(hub):
        raise DrillFailedError(f"the hub at {hub} is not ready")
    enrolled = enrolment.read(folder)
    casting = Casting(enrolled)
    try:
        casts = [(script, casting.cast(script)) for script in scripts]
    except CastError as error:
        raise DrillFailedError(str(error)) from error
    world = World(hub=hub, enrolled=enrolled, clock=clock, checker=Checker())
    ended: list[Played] = []
    try:
        for playing in asyncio.as_completed([play(script, seats, world) for script, seats in casts]):
            ended.append(await playing)
            tell(ended[-1])
    finally:
        for line in world.lines:
            line.cancel()
        await asyncio.gather(*world.lines, return_exceptions=True)
    world.checker.settle()
    return Drilled(ended, world.checker.verdict())


def told(played: Played) -> list[str]:
    """Returns the log of a scenario as text, with what came of it."""
    script = played.script
    lines = [f"{script.name}  {script.title}", f"{' ' * len(script.name)}  {script.title_en}", *played.log.told()]
    return [*lines, "good 合格" if played.failure is None else f"FAILED 不合格  {played.failure}"]
