"""Notifications of rest-hook subscriptions: a destination of the relay like every other.

An operator lists the addresses, each beside an organisation; a Subscription can name one of them and no other. Such an
address is a connection: its inbox, its order, its patience and its parking are the relay's. Only what a message holds
is made here: for each subscription that reads the inbox, the notification of the event.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import UUID, uuid5

import structlog
from pydantic import ValidationError

from hub.deliveries import Deliveries, Due
from hub.domain.events import instant
from hub.fhir.subscription import Status
from hub.fhir.subscription_notice import Kind, Notified, Standing, notification
from hub.ports import Register
from hub.relay import registry
from hub.relay.aside import Aside
from hub.relay.inbox import Inbox, Reader
from hub.relay.link import Link
from hub.relay.registry import Plan
from hub.relay.relay import Relay
from hub.roster import Roster
from hub.sdk import (
    Config,
    DataCategory,
    Delivered,
    Direction,
    LegalBasis,
    Manifest,
    Message,
    Mode,
    Outbound,
    Outcome,
    Readiness,
    Ready,
    Refused,
    Resource,
    SecretFile,
)
from hub.sdk.https import Address, Answer, HttpsLine, bearer
from hub.subscriptions.desk import Desk
from hub.subscriptions.events import Events, Position
from hub.subscriptions.held import Held

log = structlog.get_logger()

USE: Final = "subscription-hook"
_MESSAGES: Final = UUID("2f6a4f0e-0b1d-5b7e-9f53-7d0c5f5c8a21")
"""Namespace of message ids."""
_NO_SUCH_ADDRESS: Final = frozenset({404, 410})
"""A rest-hook whose address is gone has an end, as one that does not take what it is told."""


class HookConfig(Config):
    """What an operator says of one address: where, by which FHIR address the hub is known there, and its secret."""

    url: Address
    fhir_base: str
    authorization_file: SecretFile | None = None


class SubscriptionHook(Outbound):
    """Posts what a message holds: a notification for each subscription."""

    manifest = Manifest(
        name=USE,
        version="1.0.0",
        title=("FHIRサブスクリプション", "FHIR Subscriptions by rest-hook"),
        directions=frozenset({Direction.OUTBOUND}),
        categories=frozenset({DataCategory.CLINICAL, DataCategory.IDENTITY, DataCategory.HOSPITAL_STATUS}),
        legal_basis=frozenset({LegalBasis.CONSENT, LegalBasis.VITAL_INTEREST}),
        config=HookConfig,
        is_idempotent=True,
        takes_exercises=True,
        at_once=1,
    )

    def __init__(self, config: HookConfig) -> None:
        """Takes where to post."""
        super().__init__(config)
        self._config = config
        self._line = HttpsLine(bearer(config.authorization_file))
        self.when_refused: Callable[[str], object] = str
        """Hears the id of a subscription whose notification the address does not take."""

    async def check(self) -> Readiness:
        """Believes that it is there: a rest-hook has nothing to ask it by."""
        return Ready()

    async def deliver(self, message: Message) -> Outcome:
        """Posts each notification; what is never taken ends its subscription, and holds up no other."""
        for each in message.resources:
            became = await self.post(each.body)
            if isinstance(became, Refused):
                self.when_refused(each.id)
            elif not isinstance(became, Delivered):
                return became
        return Delivered()

    async def post(self, body: bytes) -> Outcome:
        """Posts one notification."""
        answer = await self._line.ask("POST", self._config.url, {"Content-Type": "application/fhir+json"}, body)
        if not isinstance(answer, Answer):
            return answer
        if answer.status in _NO_SUCH_ADDRESS:
            return Refused(f"http-{answer.status}", "the receiver is no longer there")
        return answer.outcome()

    async def close(self) -> None:
        """Closes its connections."""
        await self._line.close()


@dataclass(frozen=True, slots=True)
class Notices:
    """Makes the notifications that the entries of an inbox are to its subscriptions."""

    desk: Desk
    events: Events
    bases: dict[str, str]
    may_speak: Callable[[str], bool]

    async def of(self, reader: Reader, page: Sequence[Due]) -> dict[int, list[Resource]]:
        """Returns for each offset of a page its notifications, each under the id of its subscription."""
        told: dict[int, list[Resource]] = {}
        wanted = [due.offset for due in page]
        for held in await self.desk.listening(f"adapter:{reader.name}"):
            if not self.may_speak(held.row.caller) or held.status(datetime.now(UTC)) is not Status.ACTIVE:
                continue
            position: Position = await self.events.before(held, min(wanted))
            found, _ = await self.events.along(held, reader.principal, position, max(wanted))
            for offset in found.keys() & set(wanted):
                body = self.notice(reader.name, held, Kind.EVENT_NOTIFICATION, [found[offset]])
                told.setdefault(offset, []).append(Resource("Bundle", str(held.row.id), body))
        return told

    def notice(self, name: str, held: Held, kind: Kind, told: Sequence[Notified]) -> bytes:
        """Returns one notification in the shape of R4."""
        topic = held.asked.topic.url if held.asked.topic else None
        number = told[-1].number if told else 0  # of a handshake: nothing has been told yet
        standing = Standing(held.row.id, topic, held.status(datetime.now(UTC)), number)
        at = told[-1].at if told else instant(datetime.now(UTC))
        return notification(self.bases[name], kind, standing, told, held.asked.payload, at)


class HookInbox(Inbox):
    """What a listed address is given: notifications, and nothing where no subscription wants the entry."""

    def __init__(self, notices: Notices) -> None:
        """Takes who makes them."""
        self._notices = notices
        self._loop = asyncio.get_running_loop()

    def refused(self, subscription: str) -> None:
        """Notes, from whichever thread, that an address does not take what a subscription is told."""
        noted = self._notices.desk.set_status(UUID(subscription), Status.ERROR)
        asyncio.run_coroutine_threadsafe(noted, self._loop)

    async def messages(self, reader: Reader, page: Sequence[Due]) -> Sequence[Message | None]:
        """Returns for each entry the message, None where no subscription is told of it."""
        told = await self._notices.of(reader, page)
        return [_message(reader, due, told[due.offset]) if due.offset in told else None for due in page]


def _message(reader: Reader, due: Due, notices: Sequence[Resource]) -> Message:
    return Message(
        id=str(uuid5(_MESSAGES, f"{reader.name}/{due.subject}/{due.version}")),
        subject=str(due.subject),
        about="case",
        version=due.version,
        kind=USE,
        mode=Mode.PATCH,
        document={},
        change={},
        resources=notices,
        happened_at=due.placed_at,
        recorded_at=due.recorded_at,
        is_replayed=due.is_replayed,
    )


class Hooks(Relay):
    """The listed addresses: connections of the relay whose adapter is built in."""

    def __init__(
        self,
        plans: Sequence[Plan],
        *,
        roster: Roster,
        register: Register,
        deliveries: Deliveries,
        notices: Notices,
    ) -> None:
        """Takes the addresses, and who makes what is posted to them."""
        self._hooks = HookInbox(notices)
        self._notices = notices
        super().__init__(plans, roster=roster, register=register, inbox=self._hooks, deliveries=deliveries)

    def _made(self, plan: Plan) -> Link | None:
        def make() -> SubscriptionHook:
            hook = SubscriptionHook(HookConfig.model_validate(plan.options))
            hook.when_refused = self._hooks.refused
            return hook

        try:
            aside = Aside(plan.name, make)
        except ValidationError as error:
            faults = error.errors(include_url=False, include_context=False, include_input=False)
            reason = "; ".join(f"{'.'.join(map(str, fault['loc']))} {fault['type']}" for fault in faults)
            log.error("subscription-hook-unusable", name=plan.name, reason=reason)  # noqa: TRY400  no traceback: data
            self.unusable[plan.name] = reason
            return None
        manifest = SubscriptionHook.manifest
        return Link(registry.connection(plan, manifest), manifest, aside)

    async def greet(self, held: Held) -> None:
        """Sends a new rest-hook its handshake; what becomes of it is the subscription's status."""
        if held.asked.endpoint is None or held.row.status != Status.REQUESTED:
            return
        name = held.row.stream.partition(":")[2]
        link = self.links.get(name)
        took = False
        if link is not None and isinstance(link.aside.adapter, SubscriptionHook):
            body = self._notices.notice(name, held, Kind.HANDSHAKE, ())
            took = isinstance(await link.aside.does(link.aside.adapter.post(body)), Delivered)
        await self._notices.desk.set_status(held.row.id, Status.ACTIVE if took else Status.ERROR)
