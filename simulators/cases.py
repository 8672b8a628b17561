"""Patients and the courses of their cases, drawn from public figures; the same seed gives the same people.

A course is what would happen if every hospital accepted at once: when the crew reaches the scene, what it sees and
does. The rest is decided on the wire, between crew and hospitals.
"""

# ruff: noqa: S311 - what is simulated must repeat by its seed, and is no secret

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

from simulators import names, national
from simulators.complaints import COMPLAINTS, Complaint
from simulators.prefecture import Place

_TODAY: Final = date(2026, 11, 23)
"""The day from which birth dates are counted back; fixed, so that a seed gives the same people tomorrow."""

_YEARS: Final = {"neonate": (0, 0), "infant": (0, 6), "child": (7, 17), "adult": (18, 64), "elderly": (65, 103)}
_URGENCIES: Final = {
    "death": ("red",),
    "severe": ("red", "red", "yellow"),
    "moderate": ("yellow", "yellow", "red", "green"),
    "mild": ("green", "green", "yellow", "white"),
}
_HISTORIES: Final = ("高血圧", "糖尿病", "心房細動", "脳梗塞後遺症", "慢性腎臓病", "脂質異常症", "認知症", "気管支喘息")
_MEDICINES: Final = ("アムロジピン", "アピキサバン", "メトホルミン", "アスピリン", "フロセミド", "ドネペジル")
_ALLERGIES: Final = ("なし", "なし", "なし", "ペニシリン", "造影剤", "そば")


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """A person who does not exist."""

    family_name: str
    given_name: str
    family_kana: str
    given_kana: str
    birth_date: str
    address: str
    phone: str
    age_years: int
    age_band: str
    sex: str
    medical_history: str
    medications: str
    allergies: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """One case as it would go; durations are simulated seconds.

    Attributes:
        is_transported: Whether the crew takes the patient anywhere.
        turnout_s: From the call until the unit leaves its station.
        to_scene_s: From the call until the unit stands at the scene.
        to_patient_s: From there to the patient.
        assessment_s: From the patient until the crew begins to ask hospitals.
        load_s: From a hospital's acceptance until the unit departs.
        handover_s: From the hospital's door until the physician takes over.
    """

    patient: Patient
    complaint: Complaint
    incident_type: str
    severity: str
    urgency: str
    scene: Place
    scene_address: str
    is_transported: bool
    turnout_s: float
    to_scene_s: float
    to_patient_s: float
    assessment_s: float
    load_s: float
    handover_s: float
    change_minute: float | None


def courses(seed: int, places: tuple[Place, ...]) -> Iterator[Course]:
    """Yields cases without end; scenes lie around the given places, nearer to the first ones more often."""
    rng = Random(seed)
    weights = [1 / (rank + 2) for rank in range(len(places))]
    while True:
        centre = rng.choices(places, weights)[0]
        scene = Place(round(centre.latitude + rng.gauss(0, 0.05), 5), round(centre.longitude + rng.gauss(0, 0.05), 5))
        yield _course(rng, scene)


def pick(rng: Random, shares: Mapping[str, float]) -> str:
    """Returns a key by its share."""
    return rng.choices(list(shares), list(shares.values()))[0]


def _course(rng: Random, scene: Place) -> Course:
    band, incident_type, severity = (
        pick(rng, shares) for shares in (national.AGE_BANDS, national.INCIDENT_TYPES, national.SEVERITIES)
    )
    age = rng.randint(*_YEARS[band])
    if band == "elderly":
        age = round(rng.triangular(65, 103, 82))
    fitting = [
        it
        for it in COMPLAINTS
        if incident_type in it.incidents and severity in it.severities and it.ages[0] <= age <= it.ages[1]
    ]
    complaint = rng.choices(fitting, [it.weight for it in fitting])[0]
    patient = _patient(rng, band, age, complaint.sex)
    is_transfer = incident_type == "interfacility-transfer"
    changes = complaint.change is not None and rng.random() < complaint.change[1]
    return Course(
        patient=patient,
        complaint=complaint,
        incident_type=incident_type,
        severity=severity,
        urgency=rng.choice(_URGENCIES[severity]),
        scene=scene,
        scene_address=patient.address,
        is_transported=is_transfer or rng.random() < 1 / national.DISPATCHES_PER_TRANSPORT,
        turnout_s=rng.uniform(90, 150),
        to_scene_s=around(rng, national.CALL_TO_SCENE_S, 0.25),
        to_patient_s=rng.uniform(40, 150),
        assessment_s=around(rng, 300, 0.3),
        load_s=around(rng, 480, 0.3),
        handover_s=around(rng, 360, 0.3),
        change_minute=rng.uniform(8, 22) if changes else None,
    )


def around(rng: Random, mean_s: float, spread: float) -> float:
    """Returns seconds around a mean, skewed to the late side as human delays are."""
    return mean_s * rng.lognormvariate(-spread * spread / 2, spread)


def _patient(rng: Random, band: str, age: int, sex: str | None) -> Patient:
    sex = sex or rng.choice(("male", "female"))
    family, family_kana = rng.choice(names.FAMILIES)
    given, given_kana = rng.choice(names.GIVEN[sex])
    days = rng.randint(0, 27) if band == "neonate" else age * 365 + age // 4 + rng.randint(30, 330)
    histories = rng.sample(_HISTORIES, rng.randint(0, 3) if age > 40 else 0)  # noqa: PLR2004 - years
    street = f"{rng.choice(names.CITIES)[0]}市{rng.choice(names.STREETS)}{rng.randint(1, 9)}-{rng.randint(1, 30)}"
    return Patient(
        family_name=family,
        given_name=given,
        family_kana=family_kana,
        given_kana=given_kana,
        birth_date=(_TODAY - timedelta(days=days)).isoformat(),
        address=street,
        phone=names.PHONE.format(rng.randint(1, 9999)),
        age_years=age,
        age_band=band,
        sex=sex,
        medical_history="、".join(histories) or "特記なし",
        medications="、".join(rng.sample(_MEDICINES, len(histories))) or "なし",
        allergies=rng.choice(_ALLERGIES),
    )
