"""Private transport: wards that ask for it, and the desks of operators that offer, claim and drive (民間救急)."""

import asyncio
import contextlib
from collections.abc import Coroutine, Sequence
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
_PATIENCE_S: Final = 400.0
"""After so long a ward takes an offer for another time, where nobody has claimed."""

_LEG_S: Final = 240.0
_DECLINED: Final = 0.2
_LATER: Final = 0.2
_WORSE: Final = 0.03
"""Share of the trips on which the patient becomes worse; ours."""

_TRIP: Final = ("to-pickup", "at-pickup", "on-board", "arrived", "completed")
_PURPOSES: Final = (
    {"purpose": "discharge"},
    {"purpose": "step-down", "transfer_reason": "own-doctor"},
    {"purpose": "transfer", "transfer_reason": "rehabilitation"},
)


async def ask(wards: Sequence[Terminal], operators: Sequence[Operator], clock: Clock, rng: Random) -> None:
    """Lets a ward ask some operators now and then, until the shift is over."""
    waiting: set[asyncio.Task[None]] = set()
    with contextlib.suppress(ShiftOverError):
        while wards and operators:
            await clock.sleep(around(rng, _ASK_EVERY_S, 0.5))
            ward = rng.choice(wards)
            asked = [it.id for it in rng.sample(operators, min(_ASKED_AT_ONCE, len(operators)))]
            data: dict[str, object] = {
                **rng.choice(_PURPOSES),
                "pickup_place": "架空病棟",
                "pickup_detail": f"{rng.randint(2, 9)}階",
                "dropoff_place": "架空療養所",
                "pickup_at": _in(hours=2),
                "mobility": rng.choice(("wheelchair", "stretcher")),
                "operators": asked,
                "age_years": rng.randint(60, 99),
                "notes": "架空の申送り",
            }
            transport = ward.new_id()
            await ward.submit("request-transport", transport, data)
            task = asyncio.create_task(_choose(ward, transport, clock))
            waiting.add(task)
            task.add_done_callback(waiting.discard)
    await asyncio.gather(*waiting)


async def _choose(ward: Terminal, transport: str, clock: Clock) -> None:
    """Takes an offer for another time, where nobody has claimed."""
    with contextlib.suppress(ShiftOverError):
        await clock.sleep(_PATIENCE_S)
        document = ward.document(transport) or {}
        for operator, offered in section(document, "operators").items():
            if document.get("status") == "requested" and isinstance(offered, dict) and offered.get("state") == "later":
                await ward.submit("claim", transport, {"operator": operator})
                return


def _in(hours: int) -> str:
    at = datetime.now(UTC) + timedelta(hours=hours)
    return f"{at.replace(tzinfo=None).isoformat(timespec='seconds')}Z"


@dataclass(slots=True)
class Desk:
    """Whoever sits before the screen of one operator; `department` is the fire department that is called."""

    operator: Operator
    department: str
    clock: Clock
    rng: Random
    terminal: Terminal | None = None
    failures: list[BaseException] = field(default_factory=list)
    _at_work: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    def sees(self, event: Event) -> None:
        """Looks at what has just come onto the screen: considers what is new, and drives what it was given."""
        state = section(event.body, "operators", self.operator.id).get("state")
        if event.mode != "document" or event.subject in self._at_work or self.terminal is None:
            return
        if state == "asked":
            self._begin(event.subject, self._consider(self.terminal, event.subject))
        elif state == "claimed":
            self._begin(event.subject, self._drive(self.terminal, event.subject))

    async def leave(self, within_s: float) -> None:
        """Finishes what is being written."""
        if self._at_work:
            await asyncio.wait(self._at_work.values(), timeout=within_s)

    def _begin(self, transport: str, work: Coroutine[object, object, None]) -> None:
        task = asyncio.create_task(work)
        self._at_work[transport] = task
        task.add_done_callback(lambda ended: self._is_done(transport, ended))

    def _is_done(self, transport: str, ended: asyncio.Task[None]) -> None:
        del self._at_work[transport]
        if not ended.cancelled() and (error := ended.exception()) is not None:
            self.failures.append(error)

    async def _consider(self, terminal: Terminal, transport: str) -> None:
        """Declines, offers another time, or claims and drives where nobody was faster."""
        with contextlib.suppress(ShiftOverError):
            await self.clock.sleep(around(self.rng, _CONSIDERED_S, 0.6))
            if terminal.document(transport) is None:
                return
            lot = self.rng.random()
            if lot < _DECLINED:
                await terminal.submit("offer", transport, {"offer": "decline", "reason": "no-vehicle"})
            elif lot < _DECLINED + _LATER:
                car = f"{self.operator.id}-car"
                told = {"offer": "later", "pickup_at": _in(hours=4), "vehicle": car, "crew": 2}
                await terminal.submit("offer", transport, told)
            else:
                claimed = await terminal.submit("claim", transport, {"vehicle": f"{self.operator.id}-car", "crew": 2})
                if claimed.is_ok:
                    await self._drive(terminal, transport)

    async def _drive(self, terminal: Terminal, transport: str) -> None:
        """Drives; where the patient becomes worse on the way, calls 119 and waits for the ambulance."""
        with contextlib.suppress(ShiftOverError):
            for state in _TRIP:
                await self.clock.sleep(around(self.rng, _LEG_S, 0.4))
                await terminal.submit("update-trip", transport, {"state": state})
                if state == "on-board" and self.rng.random() < _WORSE:
                    told = {
                        "detail": "呼吸状態の悪化(架空)",
                        "urgency": "red",
                        "spo2": 84,
                        "department": self.department,
                    }
                    await terminal.submit("switch-to-119", transport, told)
                    await self.clock.sleep(around(self.rng, _LEG_S * 3, 0.3))
                    await terminal.submit("update-trip", transport, {"state": "completed"})
                    return
