"""119 calls as a command centre takes them down: by the hour, in records that grow; the same seed, the same calls.

Words and order are those of published rules of command centres: a preliminary order (予告指令) while the caller still
speaks, the order itself (本指令), then the statuses of vehicles (動態). The layout of a record is ours.
"""

# ruff: noqa: S311 - what is simulated must repeat by its seed, and is no secret

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, Final

from simulators import national
from simulators.cases import Course, courses
from simulators.prefecture import Place

Json = dict[str, Any]

_SEAT: Final = Place(34.4, 132.45)
_INCIDENTS: Final = {
    "sudden-illness": "急病",
    "general-injury": "一般負傷",
    "interfacility-transfer": "転院搬送",
    "traffic": "交通事故",
    "industrial": "労働災害",
    "self-harm": "自損行為",
    "sports": "運動競技",
    "assault": "加害",
    "fire": "火災",
    "other": "その他",
}
_SEXES: Final = {"male": "男", "female": "女"}


@dataclass(frozen=True, slots=True)
class Step:
    """One revision of a record: seconds after the call, and what is set in it; ``statuses`` are of its unit."""

    after_s: float
    fields: Json = field(default_factory=dict)
    statuses: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Call:
    """One call: seconds after the run began, its number, who is sent, and how its record grows."""

    at_s: float
    number: str
    unit: str
    steps: Sequence[Step]


def calls(seed: int, units: Sequence[str], first_hour: float = 10.0) -> Iterator[Call]:
    """Yields calls without end; units go in turn."""
    rng, people, at_s, number = Random(seed), courses(seed, (_SEAT,)), 0.0, 0
    while True:
        at_s += rng.expovariate(national.dispatches_per_s(first_hour + at_s / 3600))
        number += 1
        yield Call(at_s, f"{number:04}", units[number % len(units)], list(_steps(next(people), rng)))


def _steps(course: Course, rng: Random) -> Iterator[Step]:
    patient, talk_s = course.patient, rng.uniform(20, 45)
    yield Step(talk_s, {"place": course.scene_address, "incident_type": _INCIDENTS[course.incident_type]})
    told = {
        "complaint": course.complaint.chief_complaint,
        "latitude": course.scene.latitude,
        "longitude": course.scene.longitude,
        "report": f"{course.complaint.chief_complaint}の訴え。意識・呼吸を確認、口頭指導を実施。",
        "patients": 1,
        "age": patient.age_years,
        "sex": _SEXES[patient.sex],
    }
    yield Step(talk_s + rng.uniform(30, 60), {**told, "ordered": True})
    at_scene_s = max(course.to_scene_s, course.turnout_s + 60)
    with_patient_s = at_scene_s + course.to_patient_s
    yield Step(course.turnout_s, statuses=("出動",))
    if rng.random() < 0.1:  # noqa: PLR2004 - a place that had to be corrected
        yield Step(course.turnout_s + 20, {"place": f"{course.scene_address} 2階"})
    yield Step(at_scene_s, statuses=("現着",))
    if not course.is_transported:
        yield Step(with_patient_s, {"cancelled": True})
        return
    left_s = with_patient_s + course.assessment_s + course.load_s
    arrived_s = left_s + rng.uniform(420, 1200)
    for after_s, status in ((left_s, "現発"), (arrived_s, "病着"), (arrived_s + course.handover_s, "引揚")):
        yield Step(after_s, statuses=(status,))


class Record:
    """The record of one incident, as it stands; every change is a revision and gives a notice."""

    def __init__(self, number: str, units: Sequence[str], at: datetime | None = None, **fields: object) -> None:
        """Takes down a call that came in at this time, now where none is given."""
        opened_at = at or datetime.now(UTC)
        self._units: list[Json] = [{"unit": unit, "statuses": {}} for unit in units]
        self._held: Json = {
            "number": number,
            "opened_at": written(opened_at),
            "revision": 0,
            "received_at": written(opened_at),
            "is_exercise": False,
            **fields,
        }

    def notice(self, at: datetime | None = None, **fields: object) -> Json:
        """Sets fields and returns the whole record as of now."""
        self._held |= {**fields, "revision": self._held["revision"] + 1, "revised_at": written(at or datetime.now(UTC))}
        return {**self._held, "units": [{**unit, "statuses": {**unit["statuses"]}} for unit in self._units]}

    def unit(self, name: str, **fields: object) -> None:
        """Sets fields of a unit."""
        next(each for each in self._units if each["unit"] == name).update(fields)

    def status(self, name: str, status: str, at: datetime | None = None) -> None:
        """Sets a unit's status (動態), or corrects its time."""
        unit = next(each for each in self._units if each["unit"] == name)
        unit["statuses"][status] = written(at or datetime.now(UTC))

    def follows(self, step: Step) -> Json:
        """Sets what a step says, all of it now, and returns the notice."""
        fields, now = dict(step.fields), datetime.now(UTC)
        for each in self._units:
            if fields.get("ordered"):
                each["ordered_at"] = written(now)
            for status in step.statuses:
                self.status(each["unit"], status, now)
        fields.pop("ordered", None)
        if fields.pop("cancelled", None):
            fields["cancelled_at"] = written(now)
        return self.notice(now, **fields)


def written(at: datetime) -> str:
    """Returns a time as a command system writes it: Japanese time to the second."""
    return (at.astimezone(UTC) + timedelta(hours=9)).replace(tzinfo=None, microsecond=0).isoformat() + "+09:00"
