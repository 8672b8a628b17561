"""Everybody who is connected, awake when an inbox grows."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from random import SystemRandom

import structlog

from hub.deliveries import Deliveries
from hub.errors import AdapterUnusableError
from hub.ports import Event, Register, Transient
from hub.relay import registry
from hub.relay.aside import Aside
from hub.relay.inbox import Inbox
from hub.relay.link import Link, Parts
from hub.relay.registry import Plan
from hub.relay.source import Take
from hub.roster import Roster

log = structlog.get_logger()

_LOOK_S = 0.5


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
        self.links = {plan.name: made for plan in plans if (made := self._made(plan)) is not None}
        self._at_work: dict[str, Link] = {}

    def _made(self, plan: Plan) -> Link | None:
        try:
            adapter = registry.load(plan.use)
            aside = Aside(plan.name, lambda: registry.make(adapter, plan.options))
        except AdapterUnusableError as error:
            log.error("adapter-unusable", name=plan.name, reason=error.reason)  # noqa: TRY400  no traceback: data
            self.unusable[plan.name] = error.reason
            return None
        return Link(registry.connection(plan, adapter.manifest), adapter.manifest, aside)

    def publish(self, events: Sequence[Event], transients: Sequence[Transient]) -> None:  # noqa: ARG002  the port's
        """Wakes whose inbox has grown; never waits."""
        if self._at_work:
            for event in events:
                link = self._at_work.get(event.stream)
                if link is not None:
                    link.rings()

    async def prepare(self) -> None:
        """Enters what is connected into the register, so that every node routes to it."""
        await self._register.connect([link.connection for link in self.links.values()])

    async def run(self, take: Take) -> None:
        """Lets everybody work until it is cancelled; a connection begins when its organisation is known."""
        clock, chance = (lambda: datetime.now(UTC)), SystemRandom().random
        parts = Parts(self._inbox, self._deliveries, take, clock, chance)
        try:
            async with asyncio.TaskGroup() as group:
                while True:
                    for link in self._beginning():
                        for work in link.work(parts):
                            group.create_task(work())
                    await asyncio.sleep(_LOOK_S)
        finally:
            await asyncio.gather(*(link.aside.close() for link in self.links.values()))

    def rings(self, name: str) -> None:
        """Wakes a connection of this node."""
        link = self.links.get(name)
        if link is not None:
            link.rings()

    def standing(self, name: str, *, is_held: bool) -> tuple[str, datetime | None, str | None]:
        """Returns how a connection stands, as far as this node knows: since when, and why.

        Args:
            name: The connection.
            is_held: Some node holds it now.
        """
        link = self.links.get(name)
        if link is not None and link.is_here:
            return link.pace.state.value, link.pace.since, link.pace.reason
        if is_held:
            return "elsewhere", None, None
        if name in self.unusable:
            return "broken", None, self.unusable[name]
        return ("starting" if link is not None else "not-configured"), None, None

    def _beginning(self) -> list[Link]:
        """Tells every connection its organisation, and returns those that can begin now."""
        begun = []
        for link in self.links.values():
            organisation = self._roster.directory.get(link.connection.organisation)
            if organisation is not None:
                link.stands_beside(organisation)
                if link.connection.stream not in self._at_work:
                    self._at_work[link.connection.stream] = link
                    begun.append(link)
        return begun
