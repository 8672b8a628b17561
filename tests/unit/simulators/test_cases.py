"""Patients are drawn from the public figures, and their vital signs are possible."""

# ruff: noqa: S311 - what is simulated must repeat by its seed

from collections import Counter
from itertools import islice
from random import Random

import pytest

from simulators import national
from simulators.cases import Course, courses
from simulators.complaints import COMPLAINTS
from simulators.prefecture import build
from simulators.vitals import observe

PLACES = tuple(it.place for it in build(34).departments)


@pytest.fixture(scope="module")
def drawn() -> list[Course]:
    return list(islice(courses(34, PLACES), 8_000))


def test_the_same_seed_gives_the_same_people() -> None:
    assert list(islice(courses(1, PLACES), 20)) == list(islice(courses(1, PLACES), 20))
    assert list(islice(courses(1, PLACES), 20)) != list(islice(courses(2, PLACES), 20))


@pytest.mark.parametrize(
    ("of", "shares"),
    [
        (lambda it: it.severity, national.SEVERITIES),
        (lambda it: it.incident_type, national.INCIDENT_TYPES),
        (lambda it: it.patient.age_band, national.AGE_BANDS),
    ],
)
def test_shares_are_those_of_the_nation(drawn: list[Course], of: object, shares: dict[str, float]) -> None:
    assert callable(of)
    found = Counter(of(it) for it in drawn)

    for name, percent in shares.items():
        assert found[name] / len(drawn) * 100 == pytest.approx(percent, abs=2)


def test_intervals_are_those_of_the_nation(drawn: list[Course]) -> None:
    mean = sum(it.to_scene_s for it in drawn) / len(drawn)

    assert mean == pytest.approx(national.CALL_TO_SCENE_S, rel=0.03)


def test_one_dispatch_in_eight_transports_nobody(drawn: list[Course]) -> None:
    others = [it for it in drawn if it.incident_type != "interfacility-transfer"]

    assert sum(it.is_transported for it in others) / len(others) == pytest.approx(0.877, abs=0.02)


def test_the_hours_add_up_to_the_national_total_and_peak_before_noon() -> None:
    assert sum(national.TRANSPORTS_BY_TWO_HOURS) == 6_217_283
    assert max(range(24), key=national.dispatches_per_s) in {10, 11}
    a_day = sum(national.dispatches_per_s(hour) * 3_600 for hour in range(24))
    assert a_day * 365 / national.DISPATCHES_PER_TRANSPORT == pytest.approx(national.TRANSPORTS_A_YEAR)


def test_severe_cases_need_more_inquiries() -> None:
    assert national.accepted_at_first_share(is_severe=True) < national.accepted_at_first_share(is_severe=False) < 1


def test_every_complaint_comes_up(drawn: list[Course]) -> None:
    assert {it.complaint.name for it in drawn} == {it.name for it in COMPLAINTS}


def test_patients_fit_their_complaint(drawn: list[Course]) -> None:
    for it in drawn:
        low, high = it.complaint.ages
        assert low <= it.patient.age_years <= high
        assert it.severity in it.complaint.severities
        assert it.patient.phone.startswith("000-0000-")


def test_birth_dates_are_dates(drawn: list[Course]) -> None:
    for it in drawn[:200]:
        year, _, _ = it.patient.birth_date.split("-")
        assert abs(2026 - int(year) - it.patient.age_years) <= 1


@pytest.mark.parametrize("minute", [0.0, 1.0, 7.5, 30.0, 240.0])
@pytest.mark.parametrize("severity", ["death", "severe", "moderate", "mild"])
@pytest.mark.parametrize("age", [0, 5, 40, 90])
def test_vital_signs_are_possible(minute: float, severity: str, age: int) -> None:
    rng = Random(1)
    for complaint in COMPLAINTS:
        for _ in range(20):
            seen = observe(complaint, severity, age, minute, rng)
            assert 0 <= int(seen.get("heart_rate", 0)) <= 220
            assert 50 <= int(seen.get("spo2", 98)) <= 100
            assert 34 <= float(seen.get("temperature", 36.5)) <= 41
            assert int(seen.get("diastolic", 0)) < int(seen.get("systolic", 300))
            assert "jcs" in seen


def test_only_the_first_observation_has_a_glasgow_coma_scale() -> None:
    complaint = COMPLAINTS[0]

    assert {"gcs_eye", "gcs_verbal", "gcs_motor"} <= observe(complaint, "severe", 60, 0, Random(1)).keys()
    assert "gcs_eye" not in observe(complaint, "severe", 60, 2, Random(1))


def test_who_has_no_circulation_has_no_pressure() -> None:
    arrest = next(it for it in COMPLAINTS if it.name == "cardiac-arrest")
    seen = observe(arrest, "death", 70, 3, Random(1))

    assert seen["heart_rate"] == 0
    assert not {"systolic", "diastolic", "spo2"} & seen.keys()
    assert seen["jcs"] == "300"


def test_chest_pain_grows_worse_and_a_seizure_passes() -> None:
    by_name = {it.name: it for it in COMPLAINTS}

    def trend(name: str, vital: str) -> float:
        start, end = by_name[name].lines[vital]
        return end - start

    assert trend("chest-pain", "systolic") < 0 < trend("chest-pain", "heart_rate")
    assert trend("seizure", "spo2") > 0 > trend("seizure", "heart_rate")
