"""One crew's work on one case, from the order to the return: it reports, asks, drives, hands over, and closes.

It tells the first half of the hub's main sentence: *a crew's report stands on the ER screen*.
"""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from random import Random
from typing import Final

from simulators.cases import Course
from simulators.choice import Candidates, Capacity, candidates
from simulators.clock import Clock, ShiftOverError
from simulators.documents import section
from simulators.frames import Document
from simulators.prefecture import Hospital, Place, Unit
from simulators.vitals import observe
from simulators.wire import Outcome, Terminal

_MINUTE_S: Final = 60.0
_KM_PER_MINUTE: Final = 0.75
_ANSWER_WITHIN_S: Final = 300
_ROUNDS: Final = 6
_ONE_AT_A_TIME: Final = 2
"""Rounds in which one hospital is asked; after two refusals several are asked at once."""

_AT_ONCE: Final = 3
_POSITION_EVERY_S: Final = 15.0
_LEAST_PAUSE_S: Final = 1.0
"""Positions follow each other at most once a real second, however fast time runs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """What every crew of the prefecture knows.

    Attributes:
        capacity: What hospitals have published.
        show: The visitor's hospital, or None when nobody may ask it.
        patience_s: Real seconds that a person at the visitor's hospital has to answer.
    """

    hospitals: tuple[Hospital, ...]
    capacity: Capacity
    show: str | None
    patience_s: float


class Shift:
    """A crew on one case."""

    def __init__(  # noqa: PLR0913, PLR0917 - who, with what, and the world around
        self, unit: Unit, terminal: Terminal, course: Course, region: Region, clock: Clock, rng: Random
    ) -> None:
        """Takes the crew, its tablet, what will happen, and the world around it."""
        self._unit = unit
        self._terminal = terminal
        self._course = course
        self._region = region
        self._clock = clock
        self._rng = rng
        self._case = terminal.new_id()
        self._began = clock.now()
        self._is_open = False
        self._destination: Hospital | None = None

    async def work(self) -> None:
        """Works the case to its end; when the run ends meanwhile, closes it at once."""
        try:
            await self._dispatch()
            await self._reach_patient()
            if not self._course.is_transported:
                await self._say("close-case", closing=self._rng.choice(("refused", "treated-at-scene")))
                self._is_open = False
                return
            await self._care_and_transport()
        except ShiftOverError:
            if self._is_open:
                await self._say("close-case", closing="cancelled", detail="シミュレーション終了")

    async def _dispatch(self) -> None:
        course = self._course
        await self._until(course.turnout_s)
        opened = await self._say(
            "open-case",
            incident_number=f"{self._unit.department}-{int(self._began) % 10**8:08d}",
            incident_type=course.incident_type,
            chief_complaint=course.complaint.chief_complaint,
            urgency=course.urgency,
            scene_address=course.scene_address,
            scene_latitude=course.scene.latitude,
            scene_longitude=course.scene.longitude,
        )
        self._is_open = opened.result != "fail"
        await self._stamp("dispatched")

    async def _reach_patient(self) -> None:
        course = self._course
        await self._drive(self._unit.station, course.scene, self._began + course.to_scene_s)
        await self._stamp("on-scene")
        await self._until(course.to_scene_s + course.to_patient_s)
        await self._stamp("patient-contact")
        patient, complaint = course.patient, course.complaint
        await self._say(
            "describe-patient",
            age_years=patient.age_years,
            age_band=patient.age_band,
            sex=patient.sex,
            suspected_condition=complaint.suspected_condition,
            dangers=list(complaint.dangers),
        )

    async def _care_and_transport(self) -> None:
        contact = self._clock.now()
        side: list[asyncio.Task[object]] = [
            asyncio.create_task(work)
            for work in (
                self._watch(contact),
                self._treat(contact),
                self._ask_for_identity(),
                self._see_change(contact),
            )
        ]
        try:
            await self._clock.sleep(self._course.assessment_s)
            accepted = self._clock.now()
            self._destination = await self._find_hospital()
            await self._clock.sleep(max(0.0, self._course.load_s - (self._clock.now() - accepted)))
            await self._stamp("loaded")
            await self._stamp("departed-scene")
            await self._transport(self._destination)
        finally:
            await _stop(side)
        await self._say("close-case", closing="transported")
        self._is_open = False

    async def _transport(self, hospital: Hospital) -> None:
        scene = self._course.scene
        minutes = self._eta(scene, hospital)
        await self._drive(scene, hospital.place, self._clock.now() + minutes * _MINUTE_S)
        await self._stamp("arrived-hospital")
        await self._clock.sleep(self._course.handover_s)
        await self._say("hand-over", summary=f"{self._course.complaint.chief_complaint}。経過は観察記録のとおり。")
        await self._clock.sleep(_MINUTE_S * 4)
        await self._stamp("left-hospital")

    async def _watch(self, contact: float) -> None:
        """Observes each simulated minute until the patient is handed over."""
        course = self._course
        while True:
            minute = (self._clock.now() - contact) / _MINUTE_S
            seen = observe(course.complaint, course.severity, course.patient.age_years, minute, self._rng)
            await self._say("record-observation", **seen)
            await self._clock.sleep(_MINUTE_S)

    async def _treat(self, contact: float) -> None:
        for minute, treatment, amount, unit in self._course.complaint.treatments:
            await self._clock.sleep(contact + minute * _MINUTE_S - self._clock.now())
            given: dict[str, object] = {"treatment": treatment}
            if amount is not None:
                given |= {"amount": amount, "unit": unit}
            if treatment == "other":
                given["detail"] = "12誘導心電図を記録"
            await self._say("record-treatment", **given)

    async def _ask_for_identity(self) -> None:
        """Learns who the patient is some minutes after what the patient has."""
        await self._clock.sleep(self._rng.uniform(2, 6) * _MINUTE_S)
        patient = self._course.patient
        await self._say(
            "describe-patient",
            family_name=patient.family_name,
            given_name=patient.given_name,
            family_kana=patient.family_kana,
            given_kana=patient.given_kana,
            birth_date=patient.birth_date,
            address=patient.address,
            phone=patient.phone,
            medical_history=patient.medical_history,
            medications=patient.medications,
            allergies=patient.allergies,
        )

    async def _see_change(self, contact: float) -> None:
        minute, change = self._course.change_minute, self._course.complaint.change
        if minute is None or change is None:
            return
        await self._clock.sleep(contact + minute * _MINUTE_S - self._clock.now())
        await self._say("report-change", change=change[0])

    async def _find_hospital(self) -> Hospital:
        """Asks one hospital after the other, then several at once, and in the end telephones."""
        region = self._region
        choice: Candidates = candidates(self._course, region.hospitals, region.capacity, region.show, self._rng)
        asked = 0
        for attempt in range(_ROUNDS):
            count = 1 if attempt < _ONE_AT_A_TIME else _AT_ONCE
            facilities = choice.order[asked : asked + count]
            asked += count
            if not facilities:
                break
            willing = await self._ask(facilities)
            if willing is not None:
                confirmed = await self._say(
                    "confirm-destination", facility=willing.id, eta_minutes=self._eta(self._course.scene, willing)
                )
                if confirmed.result != "fail":
                    return willing
        last = next(it for it in choice.order if it.id != region.show)
        await self._say("confirm-destination", facility=last.id, is_by_phone=True)
        return last

    async def _ask(self, hospitals: tuple[Hospital, ...]) -> Hospital | None:
        """Asks these hospitals and waits; takes the question back from those that do not answer in time."""
        by_id = {it.id: it for it in hospitals}
        asked = await self._say(
            "request-acceptance",
            facilities=list(by_id),
            specialty=self._course.complaint.specialty,
            eta_minutes=self._eta(self._course.scene, hospitals[0]),
            answer_within_s=_ANSWER_WITHIN_S,
        )
        if asked.result == "fail":
            return None
        within_s = _ANSWER_WITHIN_S / self._clock.speed
        if self._region.show in by_id:
            within_s = max(within_s, self._region.patience_s)
        await self._wait(lambda: self._states(by_id, "accepted") or not self._waiting(by_id), within_s)
        willing = self._states(by_id, "accepted") or self._states(by_id, "conditional")
        if willing:
            return by_id[willing[0]]
        waiting = self._waiting(by_id)
        if waiting:
            await self._say("withdraw-request", facilities=waiting, reason="回答期限を過ぎたため")
        return None

    async def _wait(self, holds: Callable[[], object], within_s: float) -> None:
        """Waits for an answer, and wakes when the run ends."""
        waiting: asyncio.Task[object] = asyncio.create_task(self._terminal.until(lambda: bool(holds()), within_s))
        ending: asyncio.Task[object] = asyncio.create_task(self._clock.pause(within_s + 1))
        done, pending = await asyncio.wait({waiting, ending}, return_when=asyncio.FIRST_COMPLETED)
        await _stop(pending)
        for task in done:
            task.result()

    def _states(self, asked: dict[str, Hospital], state: str) -> list[str]:
        requests = section(self._document(), "requests")
        return [facility for facility in asked if section(requests, facility).get("state") == state]

    def _waiting(self, asked: dict[str, Hospital]) -> list[str]:
        settled = {"accepted", "conditional", "declined", "withdrawn"}
        requests = section(self._document(), "requests")
        return [facility for facility in asked if section(requests, facility).get("state") not in settled]

    def _document(self) -> Document:
        return self._terminal.document(self._case) or {}

    async def _drive(self, start: Place, end: Place, arrive_at: float) -> None:
        """Reports positions along a straight road until the moment of arrival."""
        began = self._clock.now()
        whole = max(arrive_at - began, 1.0)
        pause_s = max(_POSITION_EVERY_S, _LEAST_PAUSE_S * self._clock.speed)
        while (left := arrive_at - self._clock.now()) > 0:
            place = start.toward(end, 1 - left / whole)
            await self._say(
                "report-position",
                latitude=place.latitude,
                longitude=place.longitude,
                eta_minutes=round(left / _MINUTE_S),
            )
            await self._clock.sleep(min(pause_s, max(arrive_at - self._clock.now(), 0)))

    async def _until(self, since_call_s: float) -> None:
        await self._clock.sleep(self._began + since_call_s - self._clock.now())

    async def _stamp(self, mark: str) -> None:
        await self._say("stamp-time", mark=mark)

    async def _say(self, kind: str, **data: object) -> Outcome:
        return await self._terminal.submit(kind, self._case, data)

    @staticmethod
    def _eta(place: Place, hospital: Hospital) -> int:
        return max(3, round(place.km_to(hospital.place) / _KM_PER_MINUTE))


async def _stop(tasks: Iterable[asyncio.Task[object]]) -> None:
    """Cancels what still runs, and raises what went wrong in it but for the end of the shift."""
    tasks = list(tasks)
    for task in tasks:
        task.cancel()
    for ended in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(ended, Exception) and not isinstance(ended, ShiftOverError):
            raise ended
