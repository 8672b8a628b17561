"""One crew's work on one case, from the order to the return: it reports, asks, drives, hands over, and closes.

It tells the first half of the hub's main sentence: *a crew's report stands on the ER screen*.
"""

import asyncio
from random import Random
from typing import Final

from simulators.card import Look
from simulators.cases import Course
from simulators.clock import Clock, ShiftOverError, stamp
from simulators.command_room import CommandRoom
from simulators.documents import section
from simulators.frames import Document
from simulators.inquiry import Inquiry, Region, eta, stop
from simulators.posting import Outcome
from simulators.prefecture import Hospital, Place, Unit
from simulators.vitals import observe
from simulators.wire import Terminal

_MINUTE_S: Final = 60.0
_POSITION_EVERY_S: Final = 15.0
_LEAST_PAUSE_S: Final = 1.0
"""Positions follow each other at most once a real second, however fast time runs."""

_CALLED_SHARE: Final = 0.6
"""Share of the cases that the command centre opens from the call, before the crew does; ours."""

_REPLIES: Final = ("下壁の誘導で上昇しています", "お薬手帳を写真で送ります", "約3時間前です", "家族が同乗します")
_ECG: Final = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mNoAAAAggCB2bEYvAAAAABJRU5ErkJggg=="
"""A picture of one grey dot."""


class Shift:
    """A crew on one case."""

    def __init__(  # noqa: PLR0913, PLR0917 - who, with what, and the world around
        self,
        unit: Unit,
        terminal: Terminal,
        console: Terminal,
        course: Course,
        region: Region,
        clock: Clock,
        rng: Random,
        *,
        case: str | None = None,
    ) -> None:
        """Takes the crew, its tablet and its command centre's console, what will happen, and the world around it.

        A case that stands already, because a private transport became one, is taken on.
        """
        self._unit = unit
        self._terminal = terminal
        self._console = console
        self._course = course
        self._region = region
        self._clock = clock
        self._rng = rng
        self._is_taken_over = case is not None
        self._is_called = self._is_taken_over or rng.random() < _CALLED_SHARE
        self._case = case or terminal.new_id()
        self._began = clock.now()
        self._is_open = False

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
        """The command system or the command centre opens the case with the call, or the crew does when it leaves."""
        command = self._region.command
        if command is not None and command.department == self._unit.department and not self._is_taken_over:
            self._is_called = self._is_open = await self._is_called_by(command)
        if self._is_called and not self._is_open:
            call = self._order() | {"unit": self._unit.id, "call_received_at": stamp()}
            opened = await self._console.submit("open-incident", self._case, call)
            self._is_open = opened.result != "fail"
        await self._until(self._course.turnout_s)
        if not self._is_called:
            opened = await self._say("open-case", **self._order())
            self._is_open = opened.result != "fail"
        await self._stamp("dispatched")

    async def _is_called_by(self, command: CommandRoom) -> bool:
        """Takes the call from the department's command system; tells whether it stands on the tablet."""
        course = self._course
        told: dict[str, object] = {
            "place": course.scene_address,
            "complaint": course.complaint.chief_complaint,
            "latitude": course.scene.latitude,
            "longitude": course.scene.longitude,
            "age": course.patient.age_years,
        }
        case = await command.call(self._terminal, self._unit.id, told)
        self._case = case or self._case
        return case is not None

    def _order(self) -> dict[str, object]:
        course = self._course
        return {
            "incident_number": f"{self._unit.department}-{int(self._began) % 10**8:08d}",
            "incident_type": course.incident_type,
            "chief_complaint": course.complaint.chief_complaint,
            "urgency": course.urgency,
            "scene_address": course.scene_address,
            "scene_latitude": course.scene.latitude,
            "scene_longitude": course.scene.longitude,
        }

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
                self._look_at_card(),
                self._see_change(contact),
                self._reply(),
            )
        ]
        try:
            await self._clock.sleep(self._course.assessment_s)
            accepted = self._clock.now()
            inquiry = Inquiry(
                self._case, self._terminal, self._console, self._course, self._region, self._clock, self._rng
            )
            destination = await inquiry.find(self._say)
            await self._clock.sleep(max(0.0, self._course.load_s - (self._clock.now() - accepted)))
            await self._stamp("loaded")
            await self._stamp("departed-scene")
            await self._transport(destination)
        finally:
            await stop(side)
        await self._say("close-case", closing="transported")
        self._is_open = False

    async def _transport(self, hospital: Hospital) -> None:
        scene = self._course.scene
        minutes = eta(scene, hospital)
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
            if treatment == "other":
                await self._say("attach", what="ecg-12-lead", content=_ECG, title="12誘導", is_identifying=False)

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

    async def _look_at_card(self) -> None:
        """Looks at the patient's record where there is a card, once the patient is cared for."""
        await self._clock.sleep(self._rng.uniform(1, 5) * _MINUTE_S)
        reader = self._region.reader
        await Look(
            terminal=self._terminal,
            case=self._case,
            patient=self._course.patient,
            urgency=self._course.urgency,
            reader=reader if reader is not None and reader.department == self._unit.department else None,
            rng=self._rng,
        ).happens()

    async def _reply(self) -> None:
        """Replies to what hospitals ask, each question once, while they still listen."""
        replied: set[str] = set()
        while True:
            await self._clock.sleep(self._rng.uniform(0.3, 1.2) * _MINUTE_S)
            for key, message in section(self._document(), "messages").items():
                if not isinstance(message, dict) or not message.get("is_question") or key in replied:
                    continue
                replied.add(key)
                asking = str(message["organisation"])
                if section(self._document(), "requests", asking).get("state") not in {"declined", "withdrawn"}:
                    await self._say("message", text=self._rng.choice(_REPLIES), reply_to=key, facilities=[asking])

    async def _see_change(self, contact: float) -> None:
        minute, change = self._course.change_minute, self._course.complaint.change
        if minute is None or change is None:
            return
        await self._clock.sleep(contact + minute * _MINUTE_S - self._clock.now())
        await self._say("report-change", change=change[0])

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
