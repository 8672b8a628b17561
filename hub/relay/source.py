"""Lets an inbound adapter work on the node that holds its connection, and gives it the hub's door."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any, Final, Protocol
from uuid import UUID

import structlog

from hub.domain.people import Principal
from hub.errors import KyukyuError, RejectedError, UnavailableError
from hub.ports import Accepted, Coalesced, Outcome
from hub.relay.claim import Claim
from hub.relay.pace import Pace
from hub.sdk import ComeAgain, Door, NotReady, Readiness, Rejected, Submitted, Taken
from hub.wire.frames import encode

log = structlog.get_logger()

Take = Callable[[bytes, Principal], Awaitable[Outcome]]
"""The hub's door: bytes of a submission, and in whose right."""

_LOOK_S: Final = 0.5


class HubDoor:
    """Implements `hub.sdk.Door`: what comes in through it is guarded, read and decided like everybody's."""

    def __init__(self, take: Take, principal: Callable[[], Principal]) -> None:
        """Takes the door, and who comes in."""
        self._take = take
        self._principal = principal

    async def submit(  # noqa: PLR0913  the surface's
        self,
        kind: str,
        data: Mapping[str, Any],
        *,
        key: UUID,
        happened_at: datetime,
        case: UUID | None = None,
        transport: UUID | None = None,
    ) -> Submitted:
        """Posts one submission."""
        about = {name: str(said) for name, said in (("case", case), ("transport", transport)) if said is not None}
        body = {"kind": kind, "key": str(key), "occurred_at": happened_at.isoformat(), **about, "data": data}
        return _submitted(await self._take(encode(body), self._principal()))


def _submitted(outcome: Outcome) -> Submitted:
    match outcome:
        case Accepted(receipt, is_repeated):
            return Taken(receipt.version, receipt.recorded_at, is_repeated)
        case Coalesced():
            return Taken(0, outcome.recorded_at)
        case UnavailableError():
            return ComeAgain(outcome.retry_after_s)
        case RejectedError():
            return Rejected(outcome.code, tuple(f"{issue.path} {issue.code}" for issue in outcome.issues))
        case KyukyuError():
            return Rejected(outcome.code)


class Bringer(Protocol):
    """What a source needs of an inbound adapter."""

    async def check(self) -> Readiness:
        """Asks the counterpart how we stand with it."""

    async def run(self, door: Door) -> None:
        """Works until it is cancelled."""


class Source:
    """Brings the words of one connection in."""

    def __init__(self, claim: Claim, adapter: Bringer, door: Door, pace: Pace, clock: Callable[[], datetime]) -> None:
        """Takes the connection's claim, who brings, where to, and how it stands."""
        self.pace = pace
        self._claim = claim
        self._adapter = adapter
        self._door = door
        self._clock = clock

    async def run(self) -> None:
        """Works until it is cancelled."""
        while True:
            now = self._clock()
            if self._claim.holds() and not self.pace.wait(now) and self.pace.checked(await self._adapter.check(), now):
                self.pace.answered(now)
                await self._bring()
            await asyncio.sleep(_LOOK_S)

    async def _bring(self) -> None:
        """Lets the adapter run while the claim holds; when it ends by itself, it begins again later."""
        running = asyncio.create_task(self._adapter.run(self._door))
        try:
            while self._claim.holds() and not running.done():
                await asyncio.wait({running}, timeout=_LOOK_S)
        finally:
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await running
        if running.done() and not running.cancelled():
            error = running.exception()
            reason = "ended" if error is None else f"exception-{type(error).__name__}"
            if error is not None:
                log.error("unexpected", place="adapter", error=type(error).__name__)
            self.pace.checked(NotReady(reason), self._clock())
