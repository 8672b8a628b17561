"""The staff of an emergency department: sees a request, answers it, receives the patient, and says what it was.

It tells the second half of the hub's main sentence: *and the crew learns the hospital's answer*.
"""

import asyncio
import contextlib
from collections.abc import Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final

from simulators import duty, national
from simulators.cases import around, pick
from simulators.clock import Clock, ShiftOverError
from simulators.complaints import BY_COMPLAINT
from simulators.documents import section
from simulators.frames import Document, Event
from simulators.prefecture import Hospital
from simulators.wire import Terminal

_OPEN_STATES: Final = frozenset({"requested", "delivered", "displayed", "acknowledged"})
_LEVELS: Final = {"good": 25.0, "possible": 45.0, "limited": 22.0, "none": 8.0}
_WILLING: Final = {"good": 1.15, "possible": 1.05, "limited": 0.75, "none": 0.1}
_CONDITIONAL_SHARE: Final = 0.08
_CONDITIONS: Final = ("初療のみ対応可", "CT検査待ち15分", "入院は満床のため転院前提", "専門医の到着まで30分")
_SEEN_S: Final = 4.0
_ACKNOWLEDGED_S: Final = 25.0
_ANSWERED_S: Final = 70.0
_RECEIVED_S: Final = 90.0
_OUTCOME_S: Final = 900.0
_CAPACITY_EVERY_S: Final = 1_800.0
_ASKING_SHARE: Final = 0.12
_REPLY_WITHIN_S: Final = 240.0
_LOOK_EVERY_S: Final = 15.0
_WENT_TO: Final = {
    "death": "died",
    "severe": "intensive-care",
    "moderate": "admitted",
    "mild": "home",
    "other": "other",
}
"""Where patients go after the first examination, by severity."""
_QUESTIONS: Final = (
    "12誘導の所見はいかがですか",
    "内服薬は分かりますか",
    "最終の食事は何時ですか",
    "家族は同乗しますか",
)


@dataclass(slots=True)
class Staff:
    """Whoever sits before one hospital's screen."""

    hospital: Hospital
    clock: Clock
    rng: Random
    terminal: Terminal | None = None
    levels: dict[str, str] = field(default_factory=dict)
    failures: list[BaseException] = field(default_factory=list)
    _at_work: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    _received: set[str] = field(default_factory=set)
    _is_asleep: bool = False

    def sees(self, event: Event) -> None:
        """Looks at what has just come onto the screen, and begins what is to be done."""
        case = event.subject
        if event.mode == "gone":
            self._received.discard(case)
            return
        if not event.stream.startswith("facility:"):
            return
        document = self._document(case)
        if "journey" in document:
            return  # a private transport of the ward's, not a patient who comes
        if self._state(document) in _OPEN_STATES and f"ask {case}" not in self._at_work:
            self._begin(f"ask {case}", self._consider(case))
        elif "handover" in document and case not in self._received:
            self._received.add(case)
            self._begin(f"receive {case}", self._receive(case))

    async def publish(self) -> None:
        """Publishes what the hospital can take, and says it anew every half an hour."""
        with contextlib.suppress(ShiftOverError):
            await self.clock.pause(self.rng.uniform(0, 2))
            while True:
                for specialty in self.hospital.specialties:
                    level = pick(self.rng, _LEVELS)
                    if self.levels.get(specialty) == level:
                        continue
                    self.levels[specialty] = level
                    until = datetime.now(UTC) + timedelta(hours=2)
                    await self._say(
                        "publish-capacity",
                        None,
                        specialty=specialty,
                        level=level,
                        beds=0 if level == "none" else self.rng.randint(1, 6),
                        valid_until=f"{until.replace(tzinfo=None).isoformat(timespec='seconds')}Z",
                    )
                await self.clock.sleep(around(self.rng, _CAPACITY_EVERY_S, 0.3))

    async def doze(self) -> None:
        """Lets the screen fall asleep now and then: connected, and nobody sees or hears it."""
        with contextlib.suppress(ShiftOverError):
            if not duty.begins_asleep(self.clock.hour(), self.rng):
                await self.clock.sleep(duty.awake_s(self.clock.hour(), self.rng))
            while True:
                await self._sleep(is_asleep=True)
                await self.clock.sleep(duty.asleep_s(self.rng))
                await self._sleep(is_asleep=False)
                await self.clock.sleep(duty.awake_s(self.clock.hour(), self.rng))

    async def leave(self, within_s: float) -> None:
        """Finishes what is being written."""
        if self._at_work:
            await asyncio.wait(self._at_work.values(), timeout=within_s)

    def _begin(self, name: str, work: Coroutine[object, object, None]) -> None:
        task = asyncio.create_task(work)
        self._at_work[name] = task
        task.add_done_callback(lambda ended: self._is_done(name, ended))

    def _is_done(self, name: str, ended: asyncio.Task[None]) -> None:
        del self._at_work[name]
        if not ended.cancelled() and (error := ended.exception()) is not None:
            self.failures.append(error)

    async def _sleep(self, *, is_asleep: bool) -> None:
        self._is_asleep = is_asleep
        if self.terminal is not None:
            await self.terminal.watch(is_watching=not is_asleep)

    async def _pass(self, mean_s: float, spread: float) -> None:
        """Lets time pass as it does at this hour."""
        await self.clock.sleep(around(self.rng, mean_s, spread) * duty.pace(self.clock.hour()))

    async def _consider(self, case: str) -> None:
        """Shows, acknowledges and answers one request, unless it is taken away meanwhile."""
        with contextlib.suppress(ShiftOverError):
            await self._pass(_SEEN_S, 0.4)
            while self._is_asleep:
                await self.clock.sleep(_LOOK_EVERY_S)
            if not self._stands(case):
                return
            await self._say("mark-displayed", case)
            await self._pass(_ACKNOWLEDGED_S, 0.6)
            if not self._stands(case):
                return
            who = duty.on_duty(self.clock.hour(), self.rng)
            await self._say("acknowledge", case, by=who)
            if self.rng.random() < _ASKING_SHARE:
                await self._ask(case, who)
            await self._pass(_ANSWERED_S, 0.5)
            if self._stands(case):
                await self._say("answer-request", case, by=who, **self._answer(self._document(case)))

    async def _ask(self, case: str, who: str) -> None:
        """Asks the crew something, and waits for the reply as long as one has patience."""
        if self.terminal is None:
            return
        asked = await self.terminal.submit("ask", case, {"question": self.rng.choice(_QUESTIONS), "by": who})
        for _ in range(round(_REPLY_WITHIN_S / _LOOK_EVERY_S) if asked.is_ok else 0):
            messages = section(self._document(case), "messages").values()
            if any(isinstance(it, dict) and it.get("reply_to") == asked.key for it in messages):
                return
            await self.clock.sleep(_LOOK_EVERY_S)

    def _answer(self, document: Document) -> dict[str, object]:
        """Decides by specialty and capacity, as often as hospitals accept in truth."""
        wanted = str(section(document, "requests", self.hospital.id).get("specialty", "emergency"))
        if wanted not in self.hospital.specialties and self.rng.random() < 0.8:  # noqa: PLR2004 - a share
            return {"answer": "decline", "reason": "out-of-specialty"}
        is_severe = section(document, "complaint").get("urgency") == "red"
        share = national.accepted_at_first_share(is_severe=is_severe) * _WILLING[self.levels.get(wanted, "possible")]
        if self.rng.random() >= share:
            return {"answer": "decline", "reason": pick(self.rng, national.DECLINE_REASONS)}
        if self.rng.random() < _CONDITIONAL_SHARE:
            return {"answer": "conditional", "conditions": self.rng.choice(_CONDITIONS)}
        return {"answer": "accept"}

    async def _receive(self, case: str) -> None:
        """Signs for the patient, and records what the first examination found."""
        with contextlib.suppress(ShiftOverError):
            await self._pass(_RECEIVED_S, 0.4)
            chief_complaint = str(section(self._document(case), "complaint").get("chief_complaint", ""))
            await self._say("receive-hand-over", case, by=duty.on_duty(self.clock.hour(), self.rng))
            await self.clock.sleep(around(self.rng, _OUTCOME_S, 0.4))
            complaint = BY_COMPLAINT.get(chief_complaint)
            outcome: dict[str, object] = {"severity": pick(self.rng, national.SEVERITIES)}
            if complaint is not None:
                shares = {name: national.SEVERITIES[name] for name in complaint.severities}
                outcome = {"severity": pick(self.rng, shares), "diagnosis": self.rng.choice(complaint.diagnoses)}
            outcome["disposition"] = _WENT_TO[str(outcome["severity"])]
            await self._say("record-outcome", case, **outcome)

    def _document(self, case: str) -> Document:
        return (self.terminal.document(case) if self.terminal else None) or {}

    def _state(self, document: Document) -> object:
        return section(document, "requests", self.hospital.id).get("state")

    def _stands(self, case: str) -> bool:
        return self._state(self._document(case)) in _OPEN_STATES

    async def _say(self, kind: str, case: str | None, **data: object) -> None:
        if self.terminal is not None:
            await self.terminal.submit(kind, case, data)
