"""Which hospitals a crew asks, and in which order: by distance, class, specialty and what they say they can take."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Final

from simulators.cases import Course
from simulators.prefecture import Hospital

Capacity = Callable[[str, str], str | None]
"""Says the published level of a hospital in a specialty."""

_KM_FOR_LEVEL: Final[Mapping[str | None, float]] = {
    "good": -4.0,
    "possible": 0.0,
    None: 0.0,
    "limited": 8.0,
    "none": 60.0,
}
_KM_FOR_MISSING_SPECIALTY: Final = 40.0
_KM_FOR_SILENCE: Final = 8.0
"""A hospital that the crew sees grey, for nobody watches its screen, is asked a little later."""

_KM_FOR_CLASS: Final = {
    "red": {"tertiary": -15.0, "secondary": 0.0, "primary": 80.0},
    "yellow": {"tertiary": 6.0, "secondary": 0.0, "primary": 20.0},
    "green": {"tertiary": 25.0, "secondary": 0.0, "primary": -4.0},
    "white": {"tertiary": 40.0, "secondary": 4.0, "primary": -6.0},
}
SHOWN_SHARE: Final = 0.12
"""Share of the cases in which the visitor's hospital is asked first, wherever the scene is."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Hospitals to ask, the best first; the visitor's is asked on purpose or not at all."""

    order: tuple[Hospital, ...]
    begins_with_show: bool


def candidates(  # noqa: PLR0913, PLR0917 - all that a crew knows
    course: Course,
    hospitals: tuple[Hospital, ...],
    capacity: Capacity,
    show: str | None,
    silent: frozenset[str],
    rng: Random,
) -> Candidates:
    """Returns the hospitals in the order in which a crew would ask them.

    Args:
        course: The case.
        hospitals: All of the prefecture.
        capacity: What hospitals have published.
        show: The visitor's hospital; None leaves it out.
        silent: Hospitals whose screen nobody watches.
        rng: Crews differ a little in their judgement.
    """

    def burden(hospital: Hospital) -> float:
        specialty = course.complaint.specialty
        km = _KM_FOR_SILENCE if hospital.id in silent else 0.0
        km += course.scene.km_to(hospital.place) + rng.gauss(0, 3)
        km += _KM_FOR_CLASS[course.urgency][hospital.emergency_class]
        if specialty not in hospital.specialties:
            return km + _KM_FOR_MISSING_SPECIALTY
        return km + _KM_FOR_LEVEL.get(capacity(hospital.id, specialty), 0.0)

    begins_with_show = show is not None and rng.random() < SHOWN_SHARE
    ordered = sorted((it for it in hospitals if it.id != show), key=burden)
    if begins_with_show:
        ordered = [it for it in hospitals if it.id == show] + ordered
    return Candidates(tuple(ordered), begins_with_show)
