"""Public figures of Japanese emergency transport that the simulated prefecture is drawn from.

Sources: the annual reports of the Fire and Disaster Management Agency (救急・救助の現況, 消防白書) as collected in the
project's domain notes. A constant says its year; what is a default of ours says so.
"""

from typing import Final

TRANSPORTS_A_YEAR: Final = 133_247
"""Transports of a prefecture of Hiroshima's size, 2023."""

DISPATCHES_PER_TRANSPORT: Final = 7_717_123 / 6_764_838
"""Dispatches for each transport, nation, 2024 (preliminary); the rest are closed at the scene."""

TRANSPORTS_BY_TWO_HOURS: Final = (
    260_324,
    208_496,
    230_078,
    416_596,
    751_173,
    801_158,
    735_253,
    670_801,
    667_964,
    617_093,
    492_697,
    365_650,
)
"""Transports by hour of the call in bins of two hours from midnight, nation, 2022; they add up to 6,217,283."""

AGE_BANDS: Final = {"neonate": 0.2, "infant": 5.1, "child": 3.5, "adult": 29.6, "elderly": 61.6}
"""Age bands in percent, nation, 2023."""

INCIDENT_TYPES: Final = {
    "sudden-illness": 67.7,
    "general-injury": 16.0,
    "interfacility-transfer": 8.3,
    "traffic": 5.4,
    "industrial": 0.9,
    "self-harm": 0.6,
    "sports": 0.6,
    "assault": 0.3,
    "fire": 0.1,
    "other": 0.1,
}
"""Incident types in percent, nation, 2023; water and natural disaster round to nothing."""

SEVERITIES: Final = {"death": 1.5, "severe": 7.7, "moderate": 43.5, "mild": 47.3}
"""Severity at the first examination in percent, nation, 2022."""

INQUIRIES_STRICT: Final = {
    1: 25_842,
    2: 8_194,
    3: 4_368,
    4: 2_664,
    5: 1_753,
    6: 1_092,
    7: 742,
    8: 516,
    9: 374,
    10: 268,
    11: 200,
}
"""Severe cases by the number of inquiries until a hospital accepted, Tokyo, 2023; the tail after eleven is cut."""

INQUIRIES_USUAL_MEAN: Final = 1.39
"""Mean number of inquiries of severe cases, Hokkaido, 2023: what we take for the cases that are not severe."""

DECLINE_REASONS: Final = {
    "treatment-difficult": 52.1,
    "other": 23.3,
    "beds-full": 15.4,
    "out-of-specialty": 8.4,
    "busy": 0.5,
    "no-physician": 0.2,
}
"""The national list by its share among 23,162 onward transfers in percent, 2022; shares of declines are not public."""

MYNA_RESULTS: Final = {
    "viewed": 17.4,
    "card-not-carried": 52.0,
    "captain-decided-no": 13.0,
    "card-not-registered": 8.0,
    "consent-refused": 3.0,
    "no-records": 3.0,
    "card-unreadable": 2.0,
    "network-error": 1.5,
}
"""What comes of a look at a record in percent. 17.4 is the nation's in the survey week from 2025-12-04, and that no
card is carried is the main reason; 1.5 for the network is of the trial of 2022. The other shares are ours."""

CAPTAIN_REASONS: Final = {"urgency-high": 35.0, "environment": 10.0, "other": 51.0}
"""Why a captain decides against a look, in percent, trial of 2022."""

CALL_TO_SCENE_S: Final = 10.0 * 60
"""Mean seconds from the call to the scene, nation, 2023."""

ON_SCENE_S: Final = 19 * 60 + 49
"""Mean seconds from the scene to departure, nation, sample of 256,198 transports of 2023."""

CALL_TO_HOSPITAL_S: Final = 45.6 * 60
"""Mean seconds from the call to the physician, nation, 2023."""


def dispatches_per_s(hour: float) -> float:
    """Returns the mean rate of dispatches in the prefecture at an hour of the day (0 to 24)."""
    share = TRANSPORTS_BY_TWO_HOURS[int(hour % 24) // 2] / sum(TRANSPORTS_BY_TWO_HOURS)
    return TRANSPORTS_A_YEAR * DISPATCHES_PER_TRANSPORT / 365 * share / 7_200


def accepted_at_first_share(*, is_severe: bool) -> float:
    """Returns the share of inquiries that a hospital accepts: the reciprocal of the mean number of inquiries."""
    if not is_severe:
        return 1 / INQUIRIES_USUAL_MEAN
    inquiries = sum(number * cases for number, cases in INQUIRIES_STRICT.items())
    return sum(INQUIRIES_STRICT.values()) / inquiries
