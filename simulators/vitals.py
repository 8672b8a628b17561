"""Vital signs minute by minute: a line from contact onward, bent toward normal for milder patients, with some noise."""

from random import Random
from typing import Final

from simulators.complaints import Complaint

Observation = dict[str, int | float | str]

_ADULT: Final = {
    "heart_rate": 80.0,
    "respiratory_rate": 17.0,
    "spo2": 98.0,
    "systolic": 134.0,
    "diastolic": 80.0,
    "temperature": 36.5,
}
_CHILD: Final = _ADULT | {"heart_rate": 118.0, "respiratory_rate": 26.0, "systolic": 96.0, "diastolic": 58.0}
_ELDERLY: Final = _ADULT | {"systolic": 142.0, "diastolic": 78.0, "spo2": 97.0}
_ONLY_WHEN_ASKED: Final = {"glucose": 110.0, "etco2": 38.0}
_NOISE: Final = {"heart_rate": 3.0, "respiratory_rate": 1.2, "spo2": 0.8, "systolic": 4.0, "diastolic": 3.0}
_WEIGHT: Final = {"death": 1.0, "severe": 1.0, "moderate": 0.6, "mild": 0.25}
_LIMITS: Final = {
    "heart_rate": (0, 220),
    "respiratory_rate": (0, 60),
    "spo2": (50, 100),
    "systolic": (50, 240),
    "diastolic": (25, 140),
    "glucose": (20, 600),
    "etco2": (5, 60),
}
_JCS: Final = ("0", "1", "2", "3", "10", "20", "30", "100", "200", "300")
_GCS: Final = {
    "0": (4, 5, 6),
    "1": (4, 4, 6),
    "2": (4, 4, 6),
    "3": (4, 3, 6),
    "10": (3, 4, 6),
    "20": (3, 3, 5),
    "30": (2, 2, 5),
    "100": (1, 2, 5),
    "200": (1, 1, 3),
    "300": (1, 1, 1),
}
_TREND_MINUTES: Final = 30.0


def observe(complaint: Complaint, severity: str, age_years: int, minute: float, rng: Random) -> Observation:
    """Returns what the monitor and the crew see in the given minute after contact.

    Values are whole numbers but for the temperature (one decimal). The first observation has a Glasgow Coma Scale, and
    every fifth minute a temperature; the Japan Coma Scale always stands.
    """
    normal = _CHILD if age_years < 10 else _ELDERLY if age_years >= 65 else _ADULT  # noqa: PLR2004 - ages in years
    seen: Observation = {}
    for name in (*normal, *(extra for extra in _ONLY_WHEN_ASKED if extra in complaint.lines)):
        if name in complaint.absent or (name == "temperature" and minute % 5 >= 1):
            continue
        usual = normal.get(name, _ONLY_WHEN_ASKED.get(name, 0.0))
        value = usual + (_line(complaint, name, usual, minute) - usual) * _WEIGHT[severity]
        if name == "temperature":
            seen[name] = round(value + rng.gauss(0, 0.05), 1)
            continue
        low, high = _LIMITS[name]
        noise = _NOISE.get(name, 0.0) if value > 0 else 0.0
        seen[name] = int(min(max(value + rng.gauss(0, noise), low), high))
    if "systolic" in seen and "diastolic" in seen:
        seen["diastolic"] = min(int(seen["diastolic"]), int(seen["systolic"]) - 10)
    jcs = _consciousness(complaint, severity, minute)
    seen["jcs"] = jcs
    if minute < 1:
        seen["gcs_eye"], seen["gcs_verbal"], seen["gcs_motor"] = _GCS[jcs]
    if complaint.rhythm is not None and minute < 6:  # noqa: PLR2004 - the first minutes have an ECG on the monitor
        seen["rhythm"] = complaint.rhythm
    return seen


def _line(complaint: Complaint, name: str, usual: float, minute: float) -> float:
    if name == "diastolic" and name not in complaint.lines and "systolic" in complaint.lines:
        return _line(complaint, "systolic", usual, minute) * 0.6
    start, end = complaint.lines.get(name, (usual, usual))
    return start + (end - start) * min(minute / _TREND_MINUTES, 1.0)


def _consciousness(complaint: Complaint, severity: str, minute: float) -> str:
    start, end = (_JCS.index(level) for level in complaint.jcs)
    level = start + (end - start) * min(minute / _TREND_MINUTES, 1.0)
    return _JCS[round(level * _WEIGHT[severity])]
