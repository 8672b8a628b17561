"""The hospitals for which an authority speaks, and what of them has not been said yet."""

import asyncio
import logging
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from adapters.emis.manifest import EmisConfig, named
from adapters.emis.mapping import Statement, capacity
from adapters.emis.record import Hospital, Record
from hub.sdk import ComeAgain, Door, Rejected, Submitted, key_for

log: Final = logging.getLogger("adapters.emis")

_AT_ONCE: Final = 64
"""Words on their way: the hub makes those durable together that wait at the same time."""


def listed(config: EmisConfig) -> Mapping[Hospital, str]:
    """Returns the hospitals that are reported by their names in EMIS, each with its id in the hub.

    Raises:
        ValueError: A line of the file names no hospital, or one that stands there already.
        OSError: The file cannot be read.
    """
    found = {named(name): facility for facility, name in config.reported.items()}
    lines = [] if config.reported_file is None else config.reported_file.read_text(encoding="utf-8-sig").splitlines()
    for number, line in enumerate(lines, 1):
        facility, _, name = (part.strip() for part in line.partition(","))
        try:
            hospital = named(name)
        except ValueError:
            raise ValueError(f"line {number} of reported_file names no hospital") from None
        if hospital in found:
            raise ValueError(f"line {number} of reported_file names a hospital that stands there already")
        found[hospital] = facility
    return found


class Area:
    """Says of each hospital what its newest record says, once."""

    def __init__(self, hospitals: Mapping[Hospital, str], valid_for: timedelta) -> None:
        """Takes the hospitals by their names in EMIS, each with its id in the hub, and for how long a word counts."""
        self._hospitals = hospitals
        self._valid_for = valid_for
        self._due: dict[str, Record] = {}

    @property
    def is_listed(self) -> bool:
        """Tells whether there is anybody to speak for."""
        return bool(self._hospitals)

    def notes(self, changed: Iterable[Record]) -> None:
        """Takes records of which something has to be said."""
        for record in changed:
            facility = self._hospitals.get(record.hospital)
            if facility is not None:
                self._due[facility] = record

    async def says(self, door: Door) -> None:
        """Says what is due; what the hub has no room for, and what EMIS dates into the future, stays due."""
        outcomes, seats = Counter[str](), asyncio.Semaphore(_AT_ONCE)

        async def say(facility: str, record: Record) -> None:
            async with seats:
                outcomes[await self._say(door, facility, record)] += 1

        async with asyncio.TaskGroup() as group:
            for facility, record in list(self._due.items()):
                group.create_task(say(facility, record))
        if outcomes.keys() - {"later"}:
            log.info("EMIS speaks for hospitals: %s", dict(sorted(outcomes.items())))

    async def _say(self, door: Door, facility: str, record: Record) -> str:
        """Says one word, and returns what became of it."""
        statement, now = capacity(record), datetime.now(UTC)
        if statement is not None and statement.said_at > now:
            return "later"
        if statement is None or statement.said_at + self._valid_for <= now:
            del self._due[facility]
            return "nothing-to-say"
        answer = await self._posted(door, facility, statement)
        if isinstance(answer, ComeAgain):
            await asyncio.sleep(answer.after_s)
            return "later"
        if self._due.get(facility) is record:
            del self._due[facility]
        if isinstance(answer, Rejected):
            log.warning("the hub does not take the word of EMIS on %s: %s", facility, answer.code)
            return "refused"
        return "repeated" if answer.is_repeated else "said"

    async def _posted(self, door: Door, facility: str, statement: Statement) -> Submitted:
        until = statement.said_at + self._valid_for
        data = {**statement.data, "facility": facility, "valid_until": until.isoformat()}
        key = key_for(f"{statement.origin}/{facility}", statement.said_at)
        return await door.submit(statement.kind, data, key=key, happened_at=statement.said_at)
