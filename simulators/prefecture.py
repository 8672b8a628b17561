"""A fictitious prefecture of Hiroshima's size: fire departments, units and hospitals around an invented coast.

The same seed gives the same prefecture. It lies in the open sea, so that no pin on a map falls on a real place.
"""

# ruff: noqa: S311 - what is simulated must repeat by its seed, and is no secret

import math
from dataclasses import dataclass
from random import Random
from typing import Final

from simulators import names

AREA: Final = "99"
"""No prefecture has this code."""

SHOW_UNIT: Final = "u-000"
"""The unit whose tablet is left to a visitor."""

_SOUTH, _WEST, _WIDTH = 30.0, 144.5, 1.3
_CLASS_SHARES: Final = (("tertiary", 0.12), ("secondary", 0.55))
_SPECIALTIES: Final = (
    "internal",
    "surgery",
    "orthopaedics",
    "cardiology",
    "stroke",
    "neurosurgery",
    "paediatrics",
    "obstetrics",
    "psychiatry",
    "burns",
    "trauma",
)
_SPECIALTIES_OF_CLASS: Final = {"tertiary": 9, "secondary": 5, "primary": 1}


@dataclass(frozen=True, slots=True)
class Place:
    """A point by its latitude and longitude in degrees."""

    latitude: float
    longitude: float

    def km_to(self, other: "Place") -> float:
        """Returns the distance in kilometres, on a plane, which is near enough for a prefecture."""
        north = (other.latitude - self.latitude) * 111.2
        east = (other.longitude - self.longitude) * 111.2 * math.cos(math.radians(self.latitude))
        return math.hypot(north, east)

    def toward(self, other: "Place", share: float) -> "Place":
        """Returns the point that lies this share of the way to the other."""
        return Place(
            round(self.latitude + (other.latitude - self.latitude) * share, 5),
            round(self.longitude + (other.longitude - self.longitude) * share, 5),
        )


@dataclass(frozen=True, slots=True)
class Unit:
    """An ambulance unit (救急隊) with the place of its station."""

    id: str
    name: str
    department: str
    station: Place


@dataclass(frozen=True, slots=True)
class FireDepartment:
    """A fire department (消防本部) with its command centre."""

    id: str
    name: str
    name_en: str
    phone: str
    place: Place
    units: tuple[Unit, ...]


@dataclass(frozen=True, slots=True)
class Hospital:
    """A hospital that takes ambulances."""

    id: str
    name: str
    name_en: str
    phone: str
    place: Place
    emergency_class: str
    specialties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Operator:
    """An operator of private transport (患者等搬送事業者)."""

    id: str
    name: str
    name_en: str
    phone: str
    place: Place


@dataclass(frozen=True, slots=True)
class Prefecture:
    """Everybody who takes part.

    Attributes:
        has_visitor: The first hospital and the show unit are left to a visitor.
    """

    departments: tuple[FireDepartment, ...]
    hospitals: tuple[Hospital, ...]
    operators: tuple[Operator, ...] = ()
    area: str = AREA
    has_visitor: bool = True

    @property
    def units(self) -> tuple[Unit, ...]:
        """Returns the units of all departments."""
        return tuple(unit for department in self.departments for unit in department.units)

    @property
    def show_hospital(self) -> str:
        """Returns the hospital whose screen is left to a visitor: the first tertiary one."""
        return self.hospitals[0].id


def build(seed: int, *, units: int = 130, hospitals: int = 60, departments: int = len(names.CITIES)) -> Prefecture:
    """Draws the prefecture.

    Args:
        seed: The same seed gives the same prefecture.
        units: Ambulance units without the visitor's.
        hospitals: Hospitals, the visitor's among them.
        departments: Fire departments, at most as many as there are invented cities.
    """
    rng = Random(seed)
    cities = [_coast(rng, (index + 0.5) / departments) for index in range(min(departments, len(names.CITIES), units))]
    return Prefecture(
        departments=tuple(_department(rng, index, cities, units) for index in range(len(cities))),
        hospitals=tuple(_hospital(rng, index, hospitals, cities) for index in range(hospitals)),
        operators=tuple(_operator(index, place) for index, place in enumerate(cities)),
    )


def _operator(index: int, place: Place) -> Operator:
    """Returns the operator of a city."""
    city, city_en = names.CITIES[index]
    identity = f"op-{index + 1:02d}"
    return Operator(identity, f"{city}民間救急", f"{city_en} Transport", names.PHONE.format(500 + index), place)


def _coast(rng: Random, along: float) -> Place:
    """Returns a place along the bay, some way inland; the sea is in the south."""
    shore = _SOUTH + 0.12 * math.sin(along * 2 * math.pi)
    return Place(round(shore + rng.uniform(0.01, 0.3), 5), round(_WEST + along * _WIDTH, 5))


def _near(rng: Random, place: Place, spread: float) -> Place:
    return Place(round(place.latitude + rng.gauss(0, spread), 5), round(place.longitude + rng.gauss(0, spread), 5))


def _department(rng: Random, index: int, cities: list[Place], units: int) -> FireDepartment:
    """Draws a department; a city's share of the units falls with its rank, and each keeps one at least."""
    ranks = [1 / (rank + 2) for rank in range(len(cities))]
    borders = [round((units - len(cities)) * sum(ranks[:rank]) / sum(ranks)) + rank for rank in range(len(cities) + 1)]
    city, city_en = names.CITIES[index]
    identity = f"fd-{index + 1:02d}"
    own = [
        Unit(
            f"u-{number + 1:03d}", f"{city}救急{number - borders[index] + 1}", identity, _near(rng, cities[index], 0.04)
        )
        for number in range(borders[index], borders[index + 1])
    ]
    if index == 0:
        own.insert(0, Unit(SHOW_UNIT, f"{city}救急(体験用)", identity, cities[0]))
    return FireDepartment(
        id=identity,
        name=f"{city}消防局" if index == 0 else f"{city}消防本部",
        name_en=f"{city_en} Fire Department",
        phone=names.PHONE.format(index + 1),
        place=cities[index],
        units=tuple(own),
    )


def _hospital(rng: Random, index: int, hospitals: int, cities: list[Place]) -> Hospital:
    """Draws a hospital; tertiary ones come first, and cities are served in turn."""
    emergency_class, rest = "primary", index
    for name, share in _CLASS_SHARES:
        count = max(1, round(hospitals * share))
        if rest < count:
            emergency_class = name
            break
        rest -= count
    town = index % len(cities)
    city, city_en = names.CITIES[town]
    lap = index // len(cities)
    theme, theme_en = names.HOSPITAL_THEMES[(town + lap) % len(names.HOSPITAL_THEMES)]
    kind, kind_en = names.HOSPITAL_KINDS[emergency_class]
    again = lap // len(names.HOSPITAL_THEMES)
    number = "" if again == 0 else f"第{again + 1}"
    others = rng.sample(_SPECIALTIES[1:], _SPECIALTIES_OF_CLASS[emergency_class])
    return Hospital(
        id=f"h-{index + 1:03d}",
        name=f"{city}{theme}{number}{kind}",
        name_en=f"{city_en} {theme_en} {again + 1 if again else ''} {kind_en}".replace("  ", " "),
        phone=names.PHONE.format(1_000 + index % 9_000),
        place=_near(rng, cities[town], 0.05),
        emergency_class=emergency_class,
        specialties=("emergency", "internal", *sorted(others)),
    )
