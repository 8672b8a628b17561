"""Many casualties at once: the command centre declares it, opens a case for each, and allots them after triage.

How often it happens and how it goes is ours; the mode that a fire department declares by itself is that of a
prefecture where it may (エリア災害モード, in the project's domain notes).
"""

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from simulators.cases import around
from simulators.clock import Clock, ShiftOverError, stamp
from simulators.documents import section
from simulators.fleet import Fleet
from simulators.prefecture import Hospital, Unit
from simulators.wire import Terminal

_EVERY_S: Final = 5_400.0
_FIRST_S: Final = 300.0
_LEAST: Final = 2
_MOST: Final = 5
_CATEGORIES: Final = ("red", "yellow", "yellow", "green", "green")
_ALLOTTED: Final = 3
"""How many hospitals a casualty is allotted to, one after the other, before it is driven to the last."""


async def happen(fleet: Fleet, hospitals: Sequence[Hospital], rng: Random) -> None:
    """Lets an incident with many casualties happen now and then, until the shift is over."""
    with contextlib.suppress(ShiftOverError):
        await fleet.clock.sleep(around(rng, _FIRST_S, 0.3))
        while True:
            ready = [department for department in fleet.consoles if len(fleet.free(department)) >= _LEAST]
            if ready:
                await _incident(fleet, rng.choice(ready), hospitals, rng)
            await fleet.clock.sleep(around(rng, _EVERY_S, 0.4))


async def _incident(fleet: Fleet, department: str, hospitals: Sequence[Hospital], rng: Random) -> None:
    console, units = fleet.consoles[department], fleet.free(department)[:_MOST]
    number = f"{department}-M{int(fleet.clock.now()) % 10**8:08d}"
    told = {"mode": "multiple-casualties", "patients": len(units), "reason": "多重事故(架空)"}
    await console.submit("declare-mode", None, told)
    tasks = []
    for unit, category in zip(units, _CATEGORIES, strict=False):
        known, terminal = fleet.tablets[unit]
        order = sorted(hospitals, key=lambda it, place=known.station: place.km_to(it.place))  # type: ignore[misc]
        chance = Random(rng.getrandbits(64))  # noqa: S311 - what is simulated must repeat
        casualty = _Casualty(known, terminal, console, fleet.clock, chance, number, len(units), category)
        tasks.append(fleet.occupy(unit, casualty.work(order[:_ALLOTTED])))
    await asyncio.wait(tasks)
    await console.submit("declare-mode", None, {"mode": "normal"})


@dataclass(frozen=True, slots=True)
class _Casualty:
    """One patient of many, from the call to the hand-over."""

    unit: Unit
    terminal: Terminal
    console: Terminal
    clock: Clock
    rng: Random
    number: str
    patients: int
    category: str

    async def work(self, hospitals: Sequence[Hospital]) -> None:
        """Works the case to its end; when the run ends meanwhile, closes it at once."""
        case = self.terminal.new_id()
        call = {
            "incident_number": self.number,
            "unit": self.unit.id,
            "call_received_at": stamp(),
            "incident_type": "traffic",
            "chief_complaint": "多重事故",
            "patients": self.patients,
        }
        opened = await self.console.submit("open-incident", case, call)
        if opened.result == "fail":
            return
        closing = "cancelled"
        with contextlib.suppress(ShiftOverError):
            await self._triage(case)
            await self._bring(case, hospitals)
            closing = "transported"
        await self.terminal.submit("close-case", case, {"closing": closing})

    async def _triage(self, case: str) -> None:
        await self.clock.sleep(around(self.rng, 480, 0.2))
        tag: dict[str, object] = {"category": self.category, "method": "start", "tag_number": f"架空-{self.unit.id}"}
        await self.terminal.submit("record-triage", case, tag)
        await self.terminal.submit("describe-patient", case, {"age_years": self.rng.randint(5, 90)})

    async def _bring(self, case: str, hospitals: Sequence[Hospital]) -> None:
        """Drives to the hospital that is allotted; where one cannot take the patient, to the next."""
        for hospital in hospitals:
            told = {"facility": hospital.id, "message": f"{self.category} 1名", "eta_minutes": 15}
            await self.console.submit("allot", case, told)
            await self.clock.sleep(around(self.rng, 600, 0.3))
            destination = section(self.terminal.document(case) or {}, "destination")
            if destination.get("facility") == hospital.id:
                break
        else:
            await self.terminal.submit("confirm-destination", case, {"facility": hospitals[-1].id, "is_by_phone": True})
        await self.terminal.submit("hand-over", case, {"summary": f"トリアージ {self.category}"})
        await self.clock.sleep(around(self.rng, 240, 0.3))
