"""A demonstration fails where its scenarios do, and where an outside system never got what was given to it."""

import asyncio
from pathlib import Path

import pytest

from simulators import enrolment, neighbours, prefecture, show
from simulators.checker import Verdict
from simulators.neighbours import Neighbours, neighbourhood
from simulators.run import Options
from simulators.scenarios import reader
from simulators.scenarios.drill import Drilled, DrillFailedError
from simulators.scenarios.log import Log
from simulators.scenarios.play import Played
from simulators.show import Shown


async def judged(drilled: Drilled | Exception) -> Shown:
    async def plays() -> Drilled:
        await asyncio.sleep(0)
        if isinstance(drilled, Exception):
            raise drilled
        return drilled

    shown = Shown(Verdict(), is_good=True)
    await show._judge_drill(asyncio.create_task(plays()), shown)
    return shown


def played(failure: str | None) -> Played:
    return Played(script=reader.find("tunnel"), log=Log({}), failure=failure)


async def test_scenarios_that_go_as_they_say_are_counted() -> None:
    shown = await judged(Drilled([played(None)], Verdict()))

    assert shown.is_good
    assert shown.sections["scenarios"]["good"] == 1


@pytest.mark.parametrize(
    ("drilled", "fault"),
    [
        (Drilled([played("step[3]: er does not see: gone")], Verdict()), "step[3]: er does not see: gone"),
        (Drilled([played(None)], Verdict(lost=1, faults=["never received"])), "never received"),
        (DrillFailedError("the ground is too small"), "scenarios: the ground is too small"),
    ],
)
async def test_scenarios_that_do_not_fail_the_demonstration(drilled: Drilled | Exception, fault: str) -> None:
    shown = await judged(drilled)

    assert not shown.is_good
    assert shown.faults == [fault]


async def test_a_connection_of_which_the_hub_knows_nothing_fails_the_demonstration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(neighbours, "_DRAIN_S", 0.1)
    enrolment.write(prefecture.build(34, units=13, hospitals=13), tmp_path)
    (tmp_path / "secret").write_text("secret")
    place = neighbours.Place(0, ("demo-webhook",), ("fd-01",), str(tmp_path / "secret"))
    options, shown = Options(hub="http://127.0.0.1:1", folder=tmp_path), Shown(Verdict(), is_good=True)

    async with neighbourhood(Neighbours(webhook=place), 20.0, 34) as beside:
        await show._judge_systems(beside, options, shown)

    assert not shown.is_good
    assert shown.sections["webhook"]["lost"] == 1
