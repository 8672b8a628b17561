"""Everybody who is connected: one worker for each connection, awake when its inbox grows."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from random import SystemRandom

import structlog

from hub.deliveries import Deliveries
from hub.domain.people import Connection
from hub.errors import AdapterUnusableError, UnavailableError
from hub.ports import Event, Register, Transient
from hub.relay import registry
from hub.relay.aside import Aside
from hub.relay.inbox import Inbox, Reader
from hub.relay.registry import Plan
from hub.relay.worker import Worker
from hub.roster import Roster
from hub.sdk import Manifest, Outbound

log = structlog.get_logger()

_AGAIN_S = 5.0


@dataclass(frozen=True, slots=True)
class Connected:
    """A connection whose adapter is made, and what the register keeps of it."""

    connection: Connection
    manifest: Manifest
    aside: Aside


class Relay:
    """Implements `hub.ports.Outlet` for connections; an adapter that cannot be used is said so, and harms nobody."""

    def __init__(
        self, plans: Sequence[Plan], *, roster: Roster, register: Register, inbox: Inbox, deliveries: Deliveries
    ) -> None:
        """Takes what an operator wants connected, and loads it."""
        self._roster = roster
        self._register = register
        self._inbox = inbox
        self._deliveries = deliveries
        self.unusable: dict[str, str] = {}
        self.connected = {plan.name: made for plan in plans if (made := self._made(plan)) is not None}
        self.workers: dict[str, Worker] = {}
        self._bells: Mapping[str, Callable[[], None]] = {}

    def _made(self, plan: Plan) -> Connected | None:
        try:
            adapter = registry.load(plan.use)
            aside = Aside(plan.name, lambda: registry.make(adapter, plan.options))
        except AdapterUnusableError as error:
            log.error("adapter-unusable", name=plan.name, reason=error.reason)  # noqa: TRY400  no traceback: data
            self.unusable[plan.name] = error.reason
            return None
        return Connected(registry.connection(plan, adapter.manifest), adapter.manifest, aside)

    def publish(self, events: Sequence[Event], transients: Sequence[Transient]) -> None:  # noqa: ARG002  the port's
        """Wakes whose inbox has grown; never waits."""
        if self._bells:
            for event in events:
                bell = self._bells.get(event.stream)
                if bell is not None:
                    bell()

    async def prepare(self) -> None:
        """Enters what is connected into the register, so that every node routes to it."""
        await self._register.connect([each.connection for each in self.connected.values()])

    async def run(self) -> None:
        """Lets everybody work until it is cancelled; a connection begins when its organisation is known."""
        try:
            async with asyncio.TaskGroup() as group:
                while True:
                    for name in self._beginning():
                        group.create_task(self._work(self.workers[name]))
                    await asyncio.sleep(_AGAIN_S if self.workers.keys() == self.connected.keys() else 0.5)
        finally:
            await asyncio.gather(*(each.aside.close() for each in self.connected.values()))

    def _beginning(self) -> list[str]:
        """Makes the workers that can begin, and renews in whose right the others read."""
        begun = []
        for name, each in self.connected.items():
            organisation = self._roster.directory.get(each.connection.organisation)
            if organisation is None:
                continue
            reader = Reader(name, each.connection.principal(organisation), each.manifest)
            if name in self.workers:
                self.workers[name].reader = reader
            elif isinstance(each.aside.adapter, Outbound):
                self.workers[name] = self._worker(reader, each)
                begun.append(name)
        self._bells = {f"adapter:{name}": worker.bell.set for name, worker in self.workers.items()}
        return begun

    def _worker(self, reader: Reader, connected: Connected) -> Worker:
        return Worker(
            reader=reader,
            adapter=connected.aside,
            inbox=self._inbox,
            deliveries=self._deliveries,
            clock=lambda: datetime.now(UTC),
            chance=SystemRandom().random,
        )

    async def _work(self, worker: Worker) -> None:
        """Lets one worker work; whatever breaks it breaks nobody else."""
        while True:
            try:
                await worker.run()
            except UnavailableError:
                pass
            except Exception as error:  # noqa: BLE001  the border
                log.error("unexpected", place="relay", error=type(error).__name__)  # noqa: TRY400  its text may be data
            await asyncio.sleep(_AGAIN_S)
