"""The dispatch systems of operators of private transport: each a real server with a fleet, and a will of its own.

A system takes jobs, considers them, drives, and says so in words that wait until they are answered. ``PUT /says`` makes
it say something, ``PUT /fleet`` how its fleet errs; the rest is in `simulators.counterpart`.
"""

import asyncio
import json
from collections.abc import Coroutine, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from typing import Any, Final

from simulators.counterpart import Answer, Counterpart, Json, Request
from simulators.vehicles import Fleet, Vehicle, Wrong

_AT_ONCE: Final = 100
_TRIP: Final = ("to-pickup", "at-pickup", "on-board", "arrived", "completed")
_GONE: Final = "gone"


@dataclass(slots=True)
class Manner:
    """How an operator works.

    Attributes:
        considered_s: How long it considers a request, about.
        leg_s: How long each part of a trip takes, about.
        worsens: With what share a patient becomes worse on the way.
    """

    considered_s: float = 60.0
    leg_s: float = 600.0
    worsens: float = 0.0


class System(Counterpart):
    """One operator's dispatch system."""

    def __init__(
        self,
        name: str,
        token: str,
        vehicles: Sequence[Vehicle] = (Vehicle("1"),),
        *,
        seed: int = 34,
        manner: Manner | None = None,
    ) -> None:
        """Takes its name, the token it knows, and its fleet; without a manner somebody else says what it says."""
        super().__init__(name, token, seed)
        self._seed = seed
        self.fleet = Fleet(vehicles)
        self.manner = manner
        self.jobs: dict[str, Json] = {}
        self.told: list[Json] = []
        """Every job in the order in which it acted on them."""
        self.answers: dict[str, Json] = {}
        self._keys: set[str] = set()
        self._words: dict[str, Json] = {}
        self._at_work: dict[str, asyncio.Task[None]] = {}

    # What it says.

    def says(self, says: str, transport: str, **fields: Any) -> str:  # noqa: ANN401 - right or wrong
        """Says something, and returns the number under which it will be answered."""
        number = f"{self.name}-{len(self._words) + 1:06}"
        said = {"number": number, "at": datetime.now(UTC).isoformat(), "transport": transport, "says": says}
        self._words[number] = said | fields
        return number

    def says_again(self, number: str) -> None:
        """Loses the answer to a word, so that it is said again as it was."""
        self.answers.pop(number, None)

    # What it is told.

    def act(self, request: Request) -> Answer:
        """Takes a job or an answer, or gives the words that wait."""
        match request.method, request.path:
            case "GET", "/words":
                waiting = [word for number, word in self._words.items() if number not in self.answers]
                return _json({"words": waiting[:_AT_ONCE]})
            case "POST", "/jobs":
                return self._once(request, self._take)
            case "POST", "/answers":
                return self._once(request, self._answered)
        return Answer(404)

    def _once(self, request: Request, take: Any) -> Answer:  # noqa: ANN401 - one of the two below
        key = request.fields.get("idempotency-key", "")
        told = json.loads(request.body)
        if not key:
            return Answer(400)
        if key in self._keys:
            self.counts["repeated"] += 1
        if key not in self._keys or request.path == "/answers":  # an answer that was lost is taken again
            take(told)
            self._keys.add(key)
        return Answer(201)

    def _take(self, job: Json) -> None:
        transport = job["transport"]
        self.told.append(job)
        self.counts[job["news"]] += 1
        if job["version"] < self.jobs.get(transport, {}).get("version", 0):
            self.counts["late"] += 1
            return
        self.jobs[transport] = job
        if self.manner is not None:
            self._works(job, self.manner)

    def _answered(self, answer: Json) -> None:
        self.answers[answer["number"]] = answer
        self.counts[answer["outcome"]] += 1

    # What it does by itself.

    def _works(self, job: Json, manner: Manner) -> None:
        transport = job["transport"]
        under_way = self._at_work.get(transport)
        if job["news"] == _GONE:
            if under_way is not None:
                under_way.cancel()
        elif job["news"] == "request":
            self._sets_to(transport, self._considers(job, manner))
        elif job["news"] == "claim":
            self._sets_to(transport, self._drives(job, manner))

    def _sets_to(self, transport: str, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._at_work[transport] = task
        task.add_done_callback(lambda ended: self._ends(transport, ended))

    def _ends(self, transport: str, ended: asyncio.Task[None]) -> None:
        if self._at_work.get(transport) is ended:
            del self._at_work[transport]

    def ends(self) -> None:
        """Says nothing more by itself."""
        self.manner = None
        for task in self._at_work.values():
            task.cancel()

    async def _considers(self, job: Json, manner: Manner) -> None:
        chance = self._chance(job)
        await asyncio.sleep(_about(manner.considered_s, chance))
        said = self.fleet.consider(job, self._on_the_road(), chance)
        self.says(said.pop("says"), job["transport"], **said)

    async def _drives(self, job: Json, manner: Manner) -> None:
        transport, chance = job["transport"], self._chance(job)
        becomes_worse = chance.random() < manner.worsens
        for state in _TRIP:
            await asyncio.sleep(_about(manner.leg_s, chance))
            self.says("trip", transport, state=state)
            if state == "on-board" and becomes_worse:
                self.says("119", transport, detail="呼びかけに反応が鈍い", spo2=chance.randint(78, 89))

    def _on_the_road(self) -> frozenset[str]:
        return frozenset(
            str(job["claim"]["vehicle"])
            for job in self.jobs.values()
            if job["news"] != _GONE and "vehicle" in job.get("claim", {})
        )

    def _chance(self, job: Json) -> Random:
        """Returns the draw for a job, which follows from the seed and from which of its jobs this is."""
        return Random(f"{self._seed}/{list(self.jobs).index(job['transport'])}/{job['news']}")  # noqa: S311 - the same

    # What it is commanded.

    def commanded(self, path: str, told: Json) -> bool:
        """Says something, or errs in its fleet."""
        if path == "/says":
            self.says(**told)
        elif path == "/fleet":
            self.fleet.wrong = Wrong(told.get("wrong", "nothing"))
            self.fleet.declines = told.get("declines", 0.0)
        else:
            return super().commanded(path, told)
        return True

    def received(self) -> Json:
        """Returns the figures of what it has seen."""
        return {"jobs": len(self.jobs), "words": len(self._words), "answered": len(self.answers), **self.counts}


def systems(number: int, token: str, seed: int = 34, manner: Manner | None = None) -> list[System]:
    """Returns so many operators' systems, from op-01 on; each fleet lacks something else."""
    lacks = (frozenset[str](), frozenset({"suction"}), frozenset({"monitor", "infusion"}), frozenset({"oxygen"}))
    return [
        System(
            f"op-{each:02}",
            token,
            [Vehicle("1", equipment=Vehicle("1").equipment - lacks[each % len(lacks)])],
            seed=seed + each,
            manner=manner,
        )
        for each in range(1, 1 + number)
    ]


async def serve(number: int, token: str, first_port: int, seed: int = 34) -> None:
    """Lets so many systems listen on ports that follow each other, until it is ended."""
    async with AsyncExitStack() as stack:
        for place, system in enumerate(systems(number, token, seed, Manner())):
            port = await stack.enter_async_context(system.listening(first_port + place if first_port else 0))
            print(f"{system.name} listens at http://127.0.0.1:{port}/", flush=True)  # noqa: T201 - for who started it
        await asyncio.Event().wait()


def _about(seconds: float, chance: Random) -> float:
    return seconds * chance.uniform(0.5, 1.5)


def _json(body: Json) -> Answer:
    return Answer(200, json.dumps(body, ensure_ascii=False).encode(), {"Content-Type": "application/json"})
