"""Who on the exercise ground plays which party: each organisation plays in one scenario at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from simulators import enrolment
from simulators.enrolment import Enrolled
from simulators.prefecture import FireDepartment, Unit
from simulators.scenarios.ground import RULED
from simulators.scenarios.script import Role, Script

T = TypeVar("T")


class CastError(Exception):
    """Says that the ground has not enough of something."""


@dataclass(frozen=True, slots=True)
class Seat:
    """One party's place: its device, what ``@party`` means, and the streams it reads."""

    party: str
    role: Role
    caller: str
    organisation: str
    meaning: str
    streams: tuple[str, ...]


class Casting:
    """Hands out the organisations of a ground, each once."""

    def __init__(self, enrolled: Enrolled) -> None:
        """Takes who is enrolled."""
        everybody = enrolment.prefecture_of(enrolled)
        self._area = next(iter(enrolled.organisations.values())).area
        self._departments = iter([each for each in everybody.departments if each.id != RULED])
        self._ruled = iter([each for each in everybody.departments if each.id == RULED])
        self._hospitals = iter(everybody.hospitals)
        self._operators = iter(everybody.operators)

    def cast(self, script: Script) -> tuple[Seat, ...]:
        """Returns who plays whom; crews and command centre are of one fire department.

        Raises:
            CastError: Too few are left.
        """
        if script.has_rules:
            department = self._next(self._ruled, "fire department with rules", script)
        else:
            department = self._next(self._departments, "fire department", script)
        units = iter(department.units)
        return tuple(self._seat(script, party, role, department, units) for party, role in script.parties.items())

    def _seat(self, script: Script, party: str, role: Role, department: FireDepartment, units: Iterator[Unit]) -> Seat:
        area = f"area:{self._area}"
        match role:
            case Role.CREW:
                unit = self._next(units, "unit of one fire department", script).id
                return Seat(party, role, enrolment.tablet(unit), department.id, unit, (f"unit:{unit}", area))
            case Role.COMMAND_CENTER:
                streams = (f"department:{department.id}", area)
                return Seat(party, role, enrolment.console(department.id), department.id, department.id, streams)
            case Role.HOSPITAL:
                hospital = self._next(self._hospitals, "hospital", script).id
                streams = (f"facility:{hospital}", area)
                return Seat(party, role, enrolment.screen(hospital), hospital, hospital, streams)
            case Role.OPERATOR:
                operator = self._next(self._operators, "operator", script).id
                return Seat(party, role, enrolment.desk(operator), operator, operator, (f"operator:{operator}",))

    @staticmethod
    def _next(pool: Iterator[T], what: str, script: Script) -> T:
        found = next(pool, None)
        if found is None:
            raise CastError(f"{script.name}: the exercise ground has no further {what} 訓練場の参加者が足りません")
        return found
