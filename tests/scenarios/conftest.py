"""A hub on whose exercise ground scenarios are played."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from simulators import enrolment, rules
from simulators.clock import Clock
from simulators.scenarios.drill import Drilled, drill
from simulators.scenarios.ground import RULES, ground
from simulators.scenarios.script import Script
from tests.world import HubProcess

SPEED = 3_000.0


@dataclass(frozen=True, slots=True)
class Ground:
    """The hub, and where the keys of the parties are."""

    hub: HubProcess
    folder: Path

    async def plays(self, *scripts: Script) -> Drilled:
        """Plays scenarios side by side."""
        return await drill(scripts, self.hub.url, self.folder, Clock(SPEED), lambda _: None)


@pytest.fixture(scope="module")
async def exercise(
    new_database: Callable[[], Awaitable[str]], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Ground]:
    """The ground of one module."""
    folder = tmp_path_factory.mktemp("ground")
    enrolment.write(ground(), folder)
    told = json.loads((folder / enrolment.ENROLMENT).read_text(encoding="utf-8"))
    hub = HubProcess(await new_database(), tmp_path_factory.mktemp("hub-ground"), {"KYUKYU_HEARTBEAT_S": "0.5"})
    rules.write(RULES, folder)
    hub.enrol(told).command("rules", "load", str(folder / rules.FILE))
    yield Ground(hub.start(), folder)
    hub.stop()
