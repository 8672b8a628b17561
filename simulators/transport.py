"""Private transport: wards that ask for it, and the desks of operators that decline, claim and drive (民間救急)."""

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final

from simulators.cases import around
from simulators.clock import Clock, ShiftOverError
from simulators.documents import section
from simulators.frames import Event
from simulators.prefecture import Operator
from simulators.wire import Terminal

_ASK_EVERY_S: Final = 120.0
_ASKED_AT_ONCE: Final = 4
_CONSIDERED_S: Final = 60.0
_LEG_S: Final = 240.0
_DECLINED: Final = 0.2
_TRIP: Final = ("to-pickup", "at-pickup", "on-board", "arrived", "completed")
_PURPOSES: Final = (
    {"purpose": "discharge"},
    {"purpose": "step-down", "transfer_reason": "own-doctor"},
    {"purpose": "transfer", "transfer_reason": "rehabilitation"},
)


async def ask(wards: Sequence[Terminal], operators: Sequence[Operator], clock: Clock, rng: Random) -> None:
    """Lets a ward ask some operators now and then, until the shift is over."""
    with contextlib.suppress(ShiftOverError):
        while wards and operators:
            await clock.sleep(around(rng, _ASK_EVERY_S, 0.5))
            ward = rng.choice(wards)
            asked = [it.id for it in rng.sample(operators, min(_ASKED_AT_ONCE, len(operators)))]
            pickup_at = datetime.now(UTC) + timedelta(hours=2)
            data: dict[str, object] = {
                **rng.choice(_PURPOSES),
                "pickup_place": "架空病棟",
                "pickup_detail": f"{rng.randint(2, 9)}階",
                "dropoff_place": "架空療養所",
                "pickup_at": f"{pickup_at.replace(tzinfo=None).isoformat(timespec='seconds')}Z",
                "mobility": rng.choice(("wheelchair", "stretcher")),
                "operators": asked,
                "age_years": rng.randint(60, 99),
                "notes": "架空の申送り",
            }
            await ward.submit("request-transport", ward.new_id(), data)


@dataclass(slots=True)
class Desk:
    """Whoever sits before the screen of one operator."""

    operator: Operator
    clock: Clock
    rng: Random
    terminal: Terminal | None = None
    failures: list[BaseException] = field(default_factory=list)
    _at_work: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    def sees(self, event: Event) -> None:
        """Looks at what has just come onto the screen, and considers what is new."""
        state = section(event.body, "operators", self.operator.id).get("state")
        if event.mode == "document" and state == "asked" and event.subject not in self._at_work:
            task = asyncio.create_task(self._consider(event.subject))
            self._at_work[event.subject] = task
            task.add_done_callback(lambda ended: self._is_done(event.subject, ended))

    async def leave(self, within_s: float) -> None:
        """Finishes what is being written."""
        if self._at_work:
            await asyncio.wait(self._at_work.values(), timeout=within_s)

    def _is_done(self, transport: str, ended: asyncio.Task[None]) -> None:
        del self._at_work[transport]
        if not ended.cancelled() and (error := ended.exception()) is not None:
            self.failures.append(error)

    async def _consider(self, transport: str) -> None:
        """Declines, or claims and drives where nobody was faster."""
        terminal = self.terminal
        if terminal is None:
            return
        with contextlib.suppress(ShiftOverError):
            await self.clock.sleep(around(self.rng, _CONSIDERED_S, 0.6))
            if terminal.document(transport) is None:
                return
            if self.rng.random() < _DECLINED:
                await terminal.submit("offer", transport, {"offer": "decline", "reason": "no-vehicle"})
                return
            claimed = await terminal.submit("claim", transport, {"vehicle": f"{self.operator.id}-car", "crew": 2})
            for state in _TRIP if claimed.result == "ok" else ():
                await self.clock.sleep(around(self.rng, _LEG_S, 0.4))
                await terminal.submit("update-trip", transport, {"state": state})
