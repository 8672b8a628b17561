"""EMIS as an adapter: what it says comes in through the hub's door, what hospitals say goes out."""

import asyncio
import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from adapters.emis.area import Area, listed
from adapters.emis.cells import BadCellError, read
from adapters.emis.columns import BY_NAME
from adapters.emis.drop import Drop
from adapters.emis.line import Arrival, Line
from adapters.emis.manifest import MANIFEST, EmisConfig, named
from adapters.emis.mapping import Statement, capacity, mode, receiving, status, transported
from adapters.emis.register import FileRefusedError, Register
from adapters.emis.support import operation
from adapters.emis.web import Web
from hub.sdk import (
    ComeAgain,
    Delivered,
    Door,
    Inbound,
    Message,
    Mode,
    Outbound,
    Outcome,
    Readiness,
    Taken,
    key_for,
)

log: Final = logging.getLogger("adapters.emis")


class Emis(Outbound, Inbound):
    """Speaks to EMIS over HTTP or through a folder."""

    manifest = MANIFEST

    def __init__(self, config: EmisConfig) -> None:
        """Takes the way, and who is who."""
        super().__init__(config)
        self._hospital = None if config.hospital is None else named(config.hospital)
        self._facilities = {facility: named(each) for facility, each in config.facilities.items()}
        self._line: Line = Web(config) if config.drop is None else Drop(config.drop)
        self._said: dict[str, Statement] = {}
        self._area = Area(listed(config), timedelta(hours=config.valid_hours))
        self.register = Register()

    async def check(self) -> Readiness:
        """Asks EMIS how we stand with it."""
        return await self._line.check()

    async def close(self) -> None:
        """Lets go of the way."""
        await self._line.close()

    # Out.

    async def deliver(self, message: Message) -> Outcome:
        """Tells EMIS of a hospital's own word, or that one patient was brought; of anything else there is no word."""
        if message.mode is Mode.GONE:
            return Delivered("nothing-to-say")
        is_status = message.about == "hospital"
        facility = message.subject if is_status else receiving(message)
        hospital = self._facilities.get(facility or "")
        if hospital is None:
            return Delivered("not-listed")  # an operator lists whom EMIS is told of
        if is_status:
            told = status(message, hospital)
            return Delivered("nothing-to-say") if told is None else await self._send("hospitals", message, told)
        return await self._send("transported", message, transported(message, hospital))

    async def _send(self, what: str, message: Message, content: bytes) -> Outcome:
        return await self._line.send(what, message.id, content)

    # In.

    async def run(self, door: Door) -> None:
        """Takes in what has come, says what follows from it, waits; a line that breaks ends it."""
        while True:
            if self._hospital is not None or self._area.is_listed:
                for arrival in await self._line.hospitals():
                    await self._take(arrival)
                    await self._area.says(door)
            await self._area.says(door)
            for statement in [*self._of_hospital(), *await self._of_prefecture()]:
                await self._say(door, statement)
            await asyncio.sleep(self.config.every_s)

    async def _take(self, arrival: Arrival) -> None:
        try:
            done = await self.register.take(arrival.content)
        except FileRefusedError as error:
            log.warning("a file of EMIS was refused: %s", error)
            await self._line.taken(arrival, None)
            return
        log.log(logging.WARNING if done.faults else logging.INFO, "a file of EMIS was taken in: %s", done.report())
        self._area.notes(done.changed)
        await self._line.taken(arrival, done)

    def _of_hospital(self) -> Iterator[Statement]:
        record = None if self._hospital is None else self.register.records.get(self._hospital)
        statement = None if record is None else capacity(record)
        if statement is not None:
            until = statement.said_at + timedelta(hours=self.config.valid_hours)
            if until > datetime.now(UTC):
                data = {**statement.data, "valid_until": until.isoformat()}
                yield Statement(statement.kind, statement.origin, statement.said_at, data)

    async def _of_prefecture(self) -> list[Statement]:
        prefecture = self.config.prefecture
        told = None if prefecture is None else await self._line.modes()
        if prefecture is None or told is None:
            return []
        try:
            entry = json.loads(told)[prefecture]
            since = read(BY_NAME["rd"], entry["since"])
            known = operation(entry["label"])
        except (ValueError, KeyError, TypeError, AttributeError, BadCellError):
            log.warning("the modes of EMIS cannot be read")
            return []
        if known is None or not isinstance(since, datetime):
            log.warning("the mode of EMIS is none that is known")
            return []
        return [mode(prefecture, known, since)]

    async def _say(self, door: Door, statement: Statement) -> None:
        """Says it unless it was said; what EMIS dates into the future waits until then."""
        if self._said.get(statement.kind) == statement or statement.said_at > datetime.now(UTC):
            return
        key = key_for(statement.origin, statement.said_at)
        answer = await door.submit(statement.kind, statement.data, key=key, happened_at=statement.said_at)
        match answer:
            case Taken():
                self._said[statement.kind] = statement
            case ComeAgain(after_s):
                await asyncio.sleep(after_s)
            case _:
                self._said[statement.kind] = statement  # the same again would get the same answer
                log.warning("the hub did not take %s: %s", statement.kind, answer.code)
