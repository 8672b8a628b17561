"""What an operator of private transport can carry, and what it therefore says to a request: pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random
from typing import Any, Final

Json = dict[str, Any]


class Wrong(StrEnum):
    """What an operator's system says wrong."""

    NOTHING = "nothing"
    ONE_CREW = "one-crew"
    """A crew of one where the rule asks for two."""
    NO_SUCH_VEHICLE = "no-such-vehicle"
    NO_SUCH_CODE = "no-such-code"
    NO_TIME = "no-time"


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A vehicle by the operator's own number: how it can carry, and what is on board."""

    number: str
    mobilities: frozenset[str] = frozenset({"walking", "wheelchair", "reclining", "stretcher"})
    equipment: frozenset[str] = frozenset({"oxygen", "suction", "infusion", "monitor"})
    crew: int = 2


_LATER: Final = timedelta(hours=2)
_WRONG: Final[Mapping[Wrong, Json]] = {
    Wrong.NOTHING: {},
    Wrong.ONE_CREW: {"crew": 1},
    Wrong.NO_SUCH_VEHICLE: {"vehicle": "no-such-vehicle"},
    Wrong.NO_SUCH_CODE: {"says": "offer", "offer": "たぶん"},
    Wrong.NO_TIME: {"at": "昨日"},
}


@dataclass(slots=True)
class Fleet:
    """The vehicles of one operator, those on the road among them."""

    vehicles: Sequence[Vehicle]
    wrong: Wrong = Wrong.NOTHING
    declines: float = 0.0
    """With what share it declines what it could take."""

    def consider(self, job: Json, on_the_road: frozenset[str], rng: Random) -> Json:
        """Returns what the operator says to a request: a claim, or an offer that says what is wanting."""
        return self._considered(job, on_the_road, rng) | _WRONG[self.wrong]

    def _considered(self, job: Json, on_the_road: frozenset[str], rng: Random) -> Json:
        needs = job["needs"]
        able = [each for each in self.vehicles if needs["mobility"]["code"] in each.mobilities]
        if not able or rng.random() < self.declines:
            return {"says": "offer", "offer": "decline", "reason": "no-vehicle"}
        wanted = {each["code"] for each in needs.get("equipment", [])}
        best = min(able, key=lambda each: (each.number in on_the_road, len(wanted - each.equipment), each.number))
        with_it = {"vehicle": best.number, "crew": best.crew}
        if best.number in on_the_road:
            at = datetime.fromisoformat(job["pickup"]["at"]) + _LATER
            return {"says": "offer", "offer": "later", "pickup_at": at.isoformat(), **with_it}
        missing = sorted(wanted - best.equipment)
        if missing:
            return {"says": "offer", "offer": "partial", "conditions": f"{'、'.join(missing)}なし", **with_it}
        return {"says": "claim", **with_it}
