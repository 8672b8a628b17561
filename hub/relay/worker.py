"""Delivers one connection's inbox.

One claimer: an attempt begins only when it can end before the claim does. Order by structure: what is due is parted by
case, cases go side by side, the messages of one never. It is woken by the doorbell and looks by itself, for a doorbell
can be missed.
"""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, Protocol

import structlog
from prometheus_client import Counter

from hub.deliveries import DELIVERED, NOT_WANTED, ClaimLostError, Deliveries, Due, Settled
from hub.errors import UnavailableError
from hub.relay.claim import Claim
from hub.relay.inbox import Inbox, Reader
from hub.relay.pace import Chance, Pace, distance
from hub.sdk import Broken, Delivered, Message, NotReady, Outcome, Readiness, Refused, TryLater, Unknown

if TYPE_CHECKING:
    from uuid import UUID

log = structlog.get_logger()

Clock = Callable[[], datetime]
Lane = Sequence[tuple[Due, Message | None]]

_ATTEMPTS = Counter("kyukyu_delivery_attempts_total", "Attempts to deliver by their outcome.", ["outcome"])

POLL_S: Final = 1.0
PAGE: Final = 32
"""Entries that are in memory at a time."""
CHECK_EVERY: Final = timedelta(seconds=30)
MOST_ATTEMPTS: Final = 5
"""A message that failed so often while others were taken is parked."""


class Carrier(Protocol):
    """What a worker needs of an outbound adapter."""

    async def check(self) -> Readiness:
        """Asks the counterpart how we stand with it."""

    async def deliver(self, message: Message) -> Outcome:
        """Delivers one message."""


class Worker:
    """Carries the messages of one connection out."""

    def __init__(  # noqa: PLR0913  what a delivery touches
        self,
        *,
        reader: Reader,
        adapter: Carrier,
        inbox: Inbox,
        deliveries: Deliveries,
        claim: Claim,
        pace: Pace,
        clock: Clock,
        chance: Chance,
    ) -> None:
        """Takes for whom it works, with what, and how time passes."""
        self.reader = reader
        self.bell = asyncio.Event()
        self.pace = pace
        self._adapter = adapter
        self._inbox = inbox
        self._deliveries = deliveries
        self._clock = clock
        self._chance = chance
        self._claim = claim
        self._holder = claim.holder
        claim.when_taken.append(self._take_over)
        self._checked_at: datetime | None = None
        self._turn = 0
        self._failed: dict[int, tuple[int, datetime]] = {}

    @property
    def name(self) -> str:
        """The name of the connection."""
        return self.reader.name

    async def run(self) -> None:
        """Works until it is cancelled."""
        while True:
            self.bell.clear()
            with contextlib.suppress(UnavailableError, ClaimLostError):  # the claim says when it may go on
                while await self.turn():
                    pass
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.bell.wait(), self._rest_s())

    async def _take_over(self) -> None:
        """Looks after what a node left that died in the middle: nobody knows whether the counterpart has it."""
        offsets = await self._deliveries.interrupted(self.name, self._holder)
        left = [self._in_doubt(offset, 0, Unknown("interrupted")) for offset in offsets]
        await self._deliveries.settle(self.name, self._holder, left)
        self.bell.set()

    def _rest_s(self) -> float:
        wait_s = self.pace.wait(self._clock()).total_seconds()
        return min(wait_s, POLL_S) if wait_s else POLL_S

    async def turn(self) -> bool:
        """Delivers what is due, and tells whether there may be more.

        Raises:
            UnavailableError: The database is away; what was delivered meanwhile will be delivered again.
            ClaimLostError: Another node delivers now.
        """
        now = self._clock()
        if (
            not self._claim.holds(self.reader.manifest.attempt_s)
            or self.pace.wait(now)
            or not await self._is_ready(now)
        ):
            return False
        await self._deliveries.take(self.name, self._holder, PAGE, now)
        page = await self._deliveries.due(self.name, now, PAGE)
        if not page:
            if not self.pace.is_up:
                self.pace.answered(now)
            return False
        messages = await self._inbox.messages(self.reader, page)
        lanes = _lanes(page, messages)
        if not self.pace.is_up:
            self._turn += 1
            lanes = [lanes[self._turn % len(lanes)][:1]]
        await self._deliver(lanes)
        return not self.pace.wait(self._clock())

    async def _is_ready(self, now: datetime) -> bool:
        if self.pace.is_up and self._checked_at and now - self._checked_at < CHECK_EVERY:
            return True
        self._checked_at = now
        return self.pace.checked(await self._readiness(), self._clock())

    async def _readiness(self) -> Readiness:
        try:
            async with asyncio.timeout(self.reader.manifest.attempt_s):
                return await self._adapter.check()
        except TimeoutError:
            return NotReady("timed-out")
        except Exception as error:  # noqa: BLE001  the border: whatever an adapter does, the hub goes on
            log.error("unexpected", place="adapter-check", error=type(error).__name__)  # noqa: TRY400  its text may be data
            return Broken(type(error).__name__)

    async def _deliver(self, lanes: Sequence[Lane]) -> None:
        """Delivers cases side by side and notes what became of them, also when it is interrupted."""
        seats = asyncio.Semaphore(self.reader.manifest.at_once)
        settled: list[Settled] = []
        carried = [self._carry(lane, seats, settled) for lane in lanes]
        try:
            became = await asyncio.gather(*carried, return_exceptions=True)
        except asyncio.CancelledError:
            with contextlib.suppress(UnavailableError, ClaimLostError):  # told again by whoever comes next
                await self._deliveries.settle(self.name, self._holder, settled)
            raise
        await self._deliveries.settle(self.name, self._holder, settled)
        for error in became:
            if error is not None:
                raise error

    async def _carry(self, lane: Lane, seats: asyncio.Semaphore, settled: list[Settled]) -> None:
        """Delivers the messages of one case, one after the other, up to the first that must wait."""
        was_up = self.pace.is_up
        async with seats:
            for due, message in lane:
                if message is None:
                    settled.append(Settled(due.offset, attempts=due.attempts, code=NOT_WANTED))
                    continue
                if not self._claim.holds(self.reader.manifest.attempt_s) or (was_up and not self.pace.is_up):
                    return
                became = await self._carried(due, message)
                if became.state != "parked" and self.reader.manifest.is_idempotent:
                    settled.append(became)
                if became.state == "waiting":
                    self._checked_at = None  # whose fault it is, the counterpart will say
                    return

    async def _carried(self, due: Due, message: Message) -> Settled:
        """Makes one attempt and says what becomes of the entry."""
        is_repeatable = self.reader.manifest.is_idempotent
        if not is_repeatable:
            await self._deliveries.begin(self.name, self._holder, due.offset)
        outcome = await self._attempt(message)
        _ATTEMPTS.labels(type(outcome).__name__.lower()).inc()
        now = self._clock()
        if isinstance(outcome, Delivered | Refused):
            self.pace.answered(now)
            self._failed.pop(due.offset, None)
            taken = Settled(due.offset, attempts=due.attempts, code=DELIVERED)
            became = _parked(due.offset, due.attempts, outcome) if isinstance(outcome, Refused) else taken
        else:
            became = self._put_off(due, outcome, now)
            self.pace.failed(due.subject, outcome, now)
        if became.state == "parked" or not is_repeatable:  # before the case goes on, for it must not come back later
            await self._deliveries.settle(self.name, self._holder, [became])
        return became

    async def _attempt(self, message: Message) -> Outcome:
        try:
            async with asyncio.timeout(self.reader.manifest.attempt_s):
                return await self._adapter.deliver(message)
        except TimeoutError:
            return Unknown("timed-out")
        except Exception as error:  # noqa: BLE001  the border: whatever an adapter does, the hub goes on
            log.error("unexpected", place="adapter", error=type(error).__name__)  # noqa: TRY400  its text may be data
            return Unknown(f"exception-{type(error).__name__}")

    def _put_off(self, due: Due, outcome: TryLater | Unknown, now: datetime) -> Settled:
        """Lets an entry wait; parks it where it may not be repeated, or where others are taken and it is not."""
        if isinstance(outcome, Unknown) and not self.reader.manifest.is_idempotent:
            return self._in_doubt(due.offset, due.attempts, outcome)
        failures, failed_at = self._failed.get(due.offset, (0, now))
        was_answered = failures > 0 and self.pace.answered_at is not None and self.pace.answered_at >= failed_at
        attempts = due.attempts + was_answered
        if attempts >= MOST_ATTEMPTS:
            self._failed.pop(due.offset, None)
            return _parked(due.offset, attempts, Refused("gave-up", outcome.reason))
        self._failed[due.offset] = failures + 1, now
        not_before = now + distance(failures, self._chance)
        return Settled(due.offset, "waiting", attempts, not_before, _code(outcome), outcome.reason)

    def _in_doubt(self, offset: int, attempts: int, outcome: Unknown) -> Settled:
        if self.reader.manifest.is_idempotent:
            return Settled(offset, "waiting", attempts, None, "unknown", outcome.reason)
        return _parked(offset, attempts, Refused("unknown", outcome.reason))


def _lanes(page: Sequence[Due], messages: Sequence[Message | None]) -> list[Lane]:
    lanes: dict[UUID, list[tuple[Due, Message | None]]] = {}
    for due, message in zip(page, messages, strict=True):
        lanes.setdefault(due.subject, []).append((due, message))
    return list(lanes.values())


def _parked(offset: int, attempts: int, refusal: Refused) -> Settled:
    return Settled(offset, "parked", attempts, None, refusal.code, refusal.reason)


def _code(outcome: TryLater | Unknown) -> str:
    return "try-later" if isinstance(outcome, TryLater) else "unknown"
