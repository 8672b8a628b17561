"""One connection on this node: its adapter in its own thread, its claim, its pace, and who works for it."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime
from random import SystemRandom
from typing import Any

import structlog

from hub.deliveries import Deliveries
from hub.domain.people import Connection, Organisation, Principal
from hub.errors import NotFoundError, UnavailableError
from hub.relay.aside import Aside
from hub.relay.claim import Claim
from hub.relay.inbox import Inbox, Reader
from hub.relay.pace import Chance, Pace, State
from hub.relay.source import HubDoor, Source, Take
from hub.relay.watch import Watch
from hub.relay.worker import Worker
from hub.sdk import Direction, Manifest, Question, Reply, Unknown

log = structlog.get_logger()

_AGAIN_S = 5.0


@dataclass(frozen=True, slots=True)
class Parts:
    """What every connection of a node shares."""

    inbox: Inbox
    deliveries: Deliveries
    take: Take
    clock: Callable[[], datetime]
    chance: Chance


class Link:
    """A connection whose adapter is made."""

    def __init__(self, connection: Connection, manifest: Manifest, aside: Aside) -> None:
        """Takes what it connects; it does nothing yet."""
        self.connection = connection
        self.manifest = manifest
        self.aside = aside
        self.pace = Pace(SystemRandom().random)
        self._claim: Claim | None = None
        self._organisation: Organisation | None = None
        self._worker: Worker | None = None

    @property
    def principal(self) -> Principal:
        """In whose right it reads and posts.

        Raises:
            NotFoundError: Its organisation is not known yet.
        """
        if self._organisation is None:
            raise NotFoundError
        return self.connection.principal(self._organisation)

    @property
    def is_here(self) -> bool:
        """Tells whether this node delivers."""
        return self._claim is not None and self._claim.holds()

    def stands_beside(self, organisation: Organisation) -> None:
        """Takes its organisation as it is now."""
        self._organisation = organisation
        if self._worker is not None:
            self._worker.reader = self._reader()

    def rings(self) -> None:
        """Wakes it."""
        if self._worker is not None:
            self._worker.bell.set()

    def work(self, parts: Parts) -> list[Callable[[], Coroutine[Any, Any, None]]]:
        """Returns what is to run for it from now on."""
        claim = self._claim = Claim(self.connection.name, parts.deliveries)
        pace = self.pace = Pace(parts.chance)
        pace.when_changed.append(self._say)
        running = [claim.keep]
        if Direction.OUTBOUND in self.manifest.directions:
            self._worker = Worker(
                reader=self._reader(),
                adapter=self.aside,
                inbox=parts.inbox,
                deliveries=parts.deliveries,
                claim=claim,
                pace=pace,
                clock=parts.clock,
                chance=parts.chance,
            )
            running.append(self._worker.run)
        if Direction.INBOUND in self.manifest.directions:
            door = HubDoor(parts.take, lambda: self.principal)
            its_pace = pace if self._worker is None else Pace(parts.chance)
            running.append(Source(claim, self.aside, door, its_pace, parts.clock).run)
        if self.manifest.directions == {Direction.LOOKUP}:
            running.append(Watch(claim, self.aside, pace, parts.clock).run)
        return [_supervised(each) for each in running]

    async def look_up(self, question: Question) -> Reply:
        """Asks the other side; whatever goes wrong there is `Unknown`."""
        try:
            async with asyncio.timeout(self.manifest.attempt_s):
                return await self.aside.look_up(question)
        except TimeoutError:
            return Unknown("timed-out")
        except Exception as error:  # noqa: BLE001  the border: whatever an adapter does, the hub goes on
            log.error("unexpected", place="adapter", error=type(error).__name__)  # noqa: TRY400  its text may be data
            return Unknown(f"exception-{type(error).__name__}")

    def _reader(self) -> Reader:
        return Reader(self.connection.name, self.principal, self.manifest)

    def _say(self, state: State) -> None:
        say = log.info if state is State.UP else log.warning
        say("connection", name=self.connection.name, state=state.value)


def _supervised(run: Callable[[], Coroutine[Any, Any, None]]) -> Callable[[], Coroutine[Any, Any, None]]:
    async def again_and_again() -> None:
        """Whatever breaks one connection breaks no other."""
        while True:
            try:
                await run()
            except UnavailableError:
                pass
            except Exception as error:  # noqa: BLE001  the border
                log.error("unexpected", place="relay", error=type(error).__name__)  # noqa: TRY400  its text may be data
            await asyncio.sleep(_AGAIN_S)

    return again_and_again
