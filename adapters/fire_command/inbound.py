"""A command system as an adapter: its notices come in through the hub's door."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from adapters.fire_command.client import Client
from adapters.fire_command.drop import Drop
from adapters.fire_command.line import Arrival, Line
from adapters.fire_command.manifest import MANIFEST, FireCommandConfig
from adapters.fire_command.mapping import Statement, statements
from adapters.fire_command.notice import Notice
from hub.sdk import ComeAgain, Door, Inbound, Readiness, Rejected, Taken

log: Final = logging.getLogger("adapters.fire_command")

_MOST: Final = 2_000
"""Incidents of which is kept what was said; what is forgotten is said again, which has no effect in the hub."""


@dataclass(slots=True)
class _Told:
    """What was said of one incident: as of which revision, and the newest statement on each topic of each case."""

    revision: tuple[datetime, int]
    said: dict[tuple[UUID, str], tuple[datetime, Mapping[str, object]]] = field(default_factory=dict)


class FireCommand(Inbound):
    """Brings the calls of one command system in."""

    manifest = MANIFEST

    def __init__(self, config: FireCommandConfig) -> None:
        """Takes the way, and which of its units are ambulances of the hub."""
        super().__init__(config)
        self._line: Line = Client(config) if config.drop is None else Drop(config.drop)
        self._told: OrderedDict[tuple[str, datetime], _Told] = OrderedDict()

    async def check(self) -> Readiness:
        """Asks the command system how we stand with it."""
        return await self._line.check()

    async def close(self) -> None:
        """Lets go of the way."""
        await self._line.close()

    async def run(self, door: Door) -> None:
        """Takes in what has come, one notice after the other, and waits; a line that breaks ends it."""
        while True:
            for arrival in await self._line.notices():
                await self._line.settled(arrival, await self._take(door, arrival))
            await asyncio.sleep(self.config.every_s)

    async def _take(self, door: Door, arrival: Arrival) -> list[str]:
        """Says what a notice says, and returns what the hub refused of it."""
        notice, faults = arrival.read
        if faults:
            log.warning("a notice has faults: %s", "; ".join(f"{fault.path} {fault.code}" for fault in faults))
        told = None if notice is None else self._of(notice)
        if notice is None or told is None:
            return []
        refusals = []
        for statement in statements(notice, self.config.units):
            about, what = (statement.case, statement.topic), (statement.happened_at, statement.data)
            if told.said.get(about) != what:
                refusals += await self._say(door, statement)
                told.said[about] = what
        return refusals

    def _of(self, notice: Notice) -> _Told | None:
        """Returns what was said of the incident; None where a newer notice of it has come, which holds all of this."""
        incident, revision = (notice.number, notice.opened_at), (notice.revised_at, notice.revision)
        told = self._told.setdefault(incident, _Told(revision))
        self._told.move_to_end(incident)
        if len(self._told) > _MOST:
            self._told.popitem(last=False)
        if revision < told.revision:
            return None
        told.revision = revision
        return told

    async def _say(self, door: Door, statement: Statement) -> list[str]:
        """Says one thing until the hub has answered; a refusal is told to the operator and costs nothing else."""
        while True:
            answer = await door.submit(
                statement.kind,
                statement.data,
                key=statement.key,
                happened_at=statement.happened_at,
                case=statement.case,
            )
            match answer:
                case Taken():
                    return []
                case ComeAgain(after_s):
                    await asyncio.sleep(after_s)
                case Rejected(code, issues):
                    log.warning("the hub did not take %s: %s", statement.kind, " ".join([code, *issues]))
                    return [f"{statement.kind} {code}"]
