"""How a crew finds the hospital that takes its patient: it asks, waits, telephones where nobody sees, and asks on."""

import asyncio
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from random import Random
from typing import Final

from simulators import national
from simulators.card import Reader, Say
from simulators.cases import Course, around, pick
from simulators.choice import Candidates, Capacity, candidates
from simulators.clock import Clock, ShiftOverError
from simulators.command_room import CommandRoom
from simulators.documents import section
from simulators.prefecture import Hospital, Place
from simulators.wire import Terminal

_KM_PER_MINUTE: Final = 0.75
_ANSWER_WITHIN_S: Final = 300
_ROUNDS: Final = 6
_ONE_AT_A_TIME: Final = 2
"""Rounds in which one hospital is asked; after two refusals several are asked at once."""

_AT_ONCE: Final = 3
_ON_BEHALF_SHARE: Final = 0.08
_TELEPHONE_AFTER_S: Final = 120.0
_CALL_S: Final = 100.0
_SETTLED: Final = frozenset({"accepted", "conditional", "declined", "withdrawn"})
_UNSEEN: Final = frozenset({"requested", "delivered"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """What every crew of the prefecture knows.

    Attributes:
        capacity: What hospitals have published.
        show: The visitor's hospital, or None when nobody may ask it.
        patience_s: Real seconds that a person at the visitor's hospital has to answer.
        reader: Of cards, where a fire department can ask マイナ救急.
        command: The command system of the fire department that has one.
    """

    hospitals: tuple[Hospital, ...]
    capacity: Capacity
    show: str | None
    patience_s: float
    reader: Reader | None = None
    command: CommandRoom | None = None


class Inquiry:
    """The search of one crew for one patient."""

    def __init__(  # noqa: PLR0913, PLR0917 - the crew, its command centre, the patient, and the world around
        self,
        case: str,
        terminal: Terminal,
        console: Terminal,
        course: Course,
        region: Region,
        clock: Clock,
        rng: Random,
    ) -> None:
        """Takes the case, the crew's tablet and its command centre's console, the course, and the world around."""
        self._case = case
        self._terminal = terminal
        self._console = console
        self._course = course
        self._region = region
        self._clock = clock
        self._rng = rng

    async def find(self, say: Say) -> Hospital:
        """Asks one hospital after the other, then several at once, and in the end telephones."""
        region = self._region
        silent = self._terminal.silent or frozenset()
        choice: Candidates = candidates(self._course, region.hospitals, region.capacity, region.show, silent, self._rng)
        asked = 0
        for attempt in range(_ROUNDS):
            count = 1 if attempt < _ONE_AT_A_TIME else _AT_ONCE
            facilities = choice.order[asked : asked + count]
            asked += count
            if not facilities:
                break
            willing = await self._ask(facilities, say)
            if willing is not None:
                eta_minutes = eta(self._course.scene, willing)
                confirmed = await say("confirm-destination", facility=willing.id, eta_minutes=eta_minutes)
                if confirmed.result != "fail":
                    return willing
        last = next(it for it in choice.order if it.id != region.show)
        await say("confirm-destination", facility=last.id, is_by_phone=True)
        return last

    async def _ask(self, hospitals: tuple[Hospital, ...], say: Say) -> Hospital | None:
        """Asks these hospitals and waits; who asked takes the question back from whoever does not answer in time."""
        by_id = {it.id: it for it in hospitals}
        wanted: dict[str, object] = {
            "facilities": list(by_id),
            "specialty": self._course.complaint.specialty,
            "eta_minutes": eta(self._course.scene, hospitals[0]),
            "answer_within_s": _ANSWER_WITHIN_S,
        }
        is_on_behalf = self._rng.random() < _ON_BEHALF_SHARE
        if is_on_behalf:
            asked = await self._console.submit("request-on-behalf", self._case, wanted)
        else:
            asked = await say("request-acceptance", **wanted)
        if asked.result == "fail":
            return None
        await self._wait_for_answers(by_id, say)
        willing = self._states(by_id, {"accepted"}) or self._states(by_id, {"conditional"})
        if willing:
            return by_id[willing[0]]
        waiting = self._waiting(by_id)
        if waiting and is_on_behalf:
            await self._console.submit("expire-request", self._case, {"facilities": waiting})
        elif waiting:
            await say("withdraw-request", facilities=waiting, reason="回答期限を過ぎたため")
        return None

    async def _wait_for_answers(self, asked: dict[str, Hospital], say: Say) -> None:
        """Waits for an accept; telephones meanwhile where the crew sees that the request is before nobody's eyes."""

        def is_over() -> bool:
            return bool(self._states(asked, {"accepted"})) or not self._waiting(asked)

        within_s = _ANSWER_WITHIN_S / self._clock.speed
        if self._region.show in asked:
            await self._wait(is_over, max(within_s, self._region.patience_s))
            return
        await self._wait(is_over, _TELEPHONE_AFTER_S / self._clock.speed)
        if not is_over() and (unseen := self._states(asked, _UNSEEN)):
            await self._telephone(unseen[0], say)
        await self._wait(is_over, within_s - _TELEPHONE_AFTER_S / self._clock.speed)

    async def _telephone(self, facility: str, say: Say) -> None:
        await self._clock.sleep(around(self._rng, _CALL_S, 0.4))
        is_severe = self._course.urgency == "red"
        if self._rng.random() < national.accepted_at_first_share(is_severe=is_severe):
            answer: dict[str, object] = {"answer": "accept"}
        else:
            answer = {"answer": "decline", "reason": pick(self._rng, national.DECLINE_REASONS)}
        await say("record-phone-answer", facility=facility, by="電話口の担当者", **answer)

    async def _wait(self, holds: Callable[[], bool], within_s: float) -> None:
        """Waits for an answer, and wakes when the run ends."""
        waiting: asyncio.Task[object] = asyncio.create_task(self._terminal.until(holds, max(within_s, 0)))
        ending: asyncio.Task[object] = asyncio.create_task(self._clock.pause(within_s + 1))
        done, pending = await asyncio.wait({waiting, ending}, return_when=asyncio.FIRST_COMPLETED)
        await stop(pending)
        for task in done:
            task.result()

    def _states(self, asked: Iterable[str], states: Collection[object]) -> list[str]:
        requests = section(self._terminal.document(self._case) or {}, "requests")
        return [facility for facility in asked if section(requests, facility).get("state") in states]

    def _waiting(self, asked: Iterable[str]) -> list[str]:
        settled = self._states(asked, _SETTLED)
        return [facility for facility in asked if facility not in settled]


def eta(place: Place, hospital: Hospital) -> int:
    """Returns the minutes from a place to a hospital."""
    return max(3, round(place.km_to(hospital.place) / _KM_PER_MINUTE))


async def stop(tasks: Iterable[asyncio.Task[object]]) -> None:
    """Cancels what still runs, and raises what went wrong in it but for the end of the shift."""
    tasks = list(tasks)
    for task in tasks:
        task.cancel()
    for ended in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(ended, Exception) and not isinstance(ended, ShiftOverError):
            raise ended
