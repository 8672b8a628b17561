"""The exercise ground (訓練場): organisations of an area of its own, so that a scenario disturbs nobody who works.

What is on it is the same everywhere, so that a scenario runs on any hub where the ground is enrolled.
"""

from typing import Final

from simulators.prefecture import FireDepartment, Hospital, Operator, Place, Prefecture, Unit

AREA: Final = "98"
"""No prefecture has this code."""

DEPARTMENTS: Final = 10
UNITS: Final = 5
HOSPITALS: Final = 40
OPERATORS: Final = 8
RULED: Final = f"ground-fd-{DEPARTMENTS:02}"
"""The department that asks by rules; the others ask whom they want."""
RULES: Final = "exercise-ground"
"""The rules by which it asks."""
_CORNER: Final = Place(27.5, 150.0)
"""Open sea."""
_SPECIALTIES: Final = ("emergency", "internal", "cardiology", "stroke", "surgery", "trauma", "orthopaedics")


def ground() -> Prefecture:
    """Returns everybody who can take part in a scenario."""
    return Prefecture(
        departments=tuple(_department(number) for number in range(1, DEPARTMENTS + 1)),
        hospitals=tuple(_hospital(number) for number in range(1, HOSPITALS + 1)),
        operators=tuple(_operator(number) for number in range(1, OPERATORS + 1)),
        area=AREA,
        has_visitor=False,
    )


def _place(number: int) -> Place:
    return Place(round(_CORNER.latitude + number % 7 / 20, 5), round(_CORNER.longitude + number / 50, 5))


def _department(number: int) -> FireDepartment:
    identity = f"ground-fd-{number:02}"
    units = tuple(
        Unit(f"ground-u-{number:02}{unit}", f"訓練{number}消防救急{unit}", identity, _place(number))
        for unit in range(1, UNITS + 1)
    )
    name, name_en = f"訓練第{number}消防本部", f"Exercise Fire Department {number}"
    return FireDepartment(identity, name, name_en, f"000-0098-{number:04}", _place(number), units)


def _hospital(number: int) -> Hospital:
    return Hospital(
        id=f"ground-h-{number:02}",
        name=f"訓練第{number}病院",
        name_en=f"Exercise Hospital {number}",
        phone=f"000-0098-{number + 100:04}",
        place=_place(number),
        emergency_class="tertiary" if number % 5 == 1 else "secondary",
        specialties=_SPECIALTIES,
    )


def _operator(number: int) -> Operator:
    name, name_en = f"訓練第{number}搬送", f"Exercise Transport {number}"
    return Operator(f"ground-op-{number:02}", name, name_en, f"000-0098-{number + 200:04}", _place(number))
