"""The two files that make a prefecture known: who takes part (for the hub) and with which keys (for the simulators).

Names and places follow from the seed; keys are secrets and do not. Where the keys' file is already there, its keys are
kept, so that enrolling again changes nothing.
"""

from dataclasses import dataclass
from pathlib import Path

import msgspec

from simulators import names
from simulators.credential import Credential, Jwk, Key
from simulators.prefecture import SHOW_UNIT, FireDepartment, Hospital, Operator, Place, Prefecture, Unit

ENROLMENT = "enrolment.json"
KEYS = "keys.json"
SHOW_ER = "show-er"
SHOW_CREW = "show-crew"
SHOW_OPERATIONS = "show-operations"
SHOW_COMMAND = "show-command"
SHOW_TRANSPORT = "show-transport"
SHOW_OPERATOR = "show-operator"
SHOW_STATISTICS = "show-statistics"


class UnitEntry(msgspec.Struct, frozen=True):
    """A unit as the enrolment file says it."""

    id: str
    name: str


class OrganisationEntry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An organisation as the enrolment file says it."""

    id: str
    kind: str
    name: str
    name_en: str
    area: str
    phone: str
    latitude: float
    longitude: float
    emergency_class: str | None = None
    specialties: tuple[str, ...] = ()
    units: tuple[UnitEntry, ...] = ()
    certification: dict[str, object] | None = None


class CallerEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A device or a screen, known by its public key."""

    id: str
    organisation: str
    role: str
    unit: str | None
    name: str
    key: Jwk


class Enrolment(msgspec.Struct, frozen=True):
    """The whole file."""

    organisations: tuple[OrganisationEntry, ...]
    callers: tuple[CallerEntry, ...]


class Show(msgspec.Struct, frozen=True):
    """The callers that are left to a visitor."""

    er: str
    crew: str
    operations: str = SHOW_OPERATIONS
    command: str | None = None
    transport: str | None = None
    operator: str | None = None
    statistics: str | None = None


class Keys(msgspec.Struct, frozen=True):
    """The private key of each caller."""

    callers: dict[str, Jwk]
    show: Show | None = None


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A prefecture that was read back, with the keys of its callers."""

    organisations: dict[str, OrganisationEntry]
    callers: dict[str, CallerEntry]
    keys: Keys

    @property
    def show_hospital(self) -> str:
        """Returns the hospital that only a visitor answers for, empty where nobody is expected."""
        return self.callers[self.keys.show.er].organisation if self.keys.show else ""

    @property
    def show_unit(self) -> str:
        """Returns the unit that only a visitor drives, empty where nobody is expected."""
        return self.callers[self.keys.show.crew].unit or "" if self.keys.show else ""

    def credential(self, hub: str, caller: str) -> Credential:
        """Returns what a caller is known by at a hub."""
        return Credential(hub, caller, Key.read(self.keys.callers[caller]))


def write(prefecture: Prefecture, folder: Path) -> Enrolment:
    """Writes both files into the folder and returns what the hub is told."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / KEYS
    kept = msgspec.json.decode(path.read_bytes(), type=Keys).callers if path.exists() else {}
    keys = {identity: kept.get(identity) or Key.new().jwk for identity, *_ in _callers(prefecture)}
    callers = [
        CallerEntry(id=identity, organisation=organisation, role=role, unit=unit, name=name, key=keys[identity].public)
        for identity, organisation, role, unit, name in _callers(prefecture)
    ]
    enrolment = Enrolment(tuple(_organisations(prefecture)), tuple(callers))
    (folder / ENROLMENT).write_bytes(msgspec.json.format(msgspec.json.encode(enrolment), indent=1) + b"\n")
    path.touch(0o600)
    path.chmod(0o600)
    with path.open("wb") as file:
        operator = SHOW_OPERATOR if prefecture.operators else None
        screens = (SHOW_ER, SHOW_CREW, SHOW_OPERATIONS, SHOW_COMMAND, SHOW_TRANSPORT, operator, SHOW_STATISTICS)
        show = Show(*screens) if prefecture.has_visitor else None
        file.write(msgspec.json.format(msgspec.json.encode(Keys(keys, show)), indent=1))
    return enrolment


def read(folder: Path) -> Enrolled:
    """Reads both files back."""
    enrolment = msgspec.json.decode((folder / ENROLMENT).read_bytes(), type=Enrolment)
    keys = msgspec.json.decode((folder / KEYS).read_bytes(), type=Keys)
    return Enrolled(
        organisations={organisation.id: organisation for organisation in enrolment.organisations},
        callers={caller.id: caller for caller in enrolment.callers},
        keys=keys,
    )


def tablet(unit: str) -> str:
    """Returns the caller that is a unit's tablet."""
    return f"tablet-{unit}"


def console(department: str) -> str:
    """Returns the caller that is a department's command-centre console."""
    return f"console-{department}"


def screen(hospital: str) -> str:
    """Returns the caller that is a hospital's screen."""
    return f"screen-{hospital}"


def authority(area: str) -> str:
    """Returns the prefecture's own office, whose administrator looks after every connection of the area."""
    return f"authority-{area}"


def administrator(area: str) -> str:
    """Returns the caller that looks after the connections of an area."""
    return f"operations-{area}"


def desk(operator: str) -> str:
    """Returns the caller that is the desk of an operator of private transport."""
    return f"desk-{operator}"


def prefecture_of(enrolled: Enrolled) -> Prefecture:
    """Returns the prefecture as the files tell it; stations stand at their department's place."""
    departments, hospitals, operators = [], [], []
    for entry in enrolled.organisations.values():
        place = Place(entry.latitude, entry.longitude)
        if entry.kind == "fire-department":
            units = tuple(Unit(unit.id, unit.name, entry.id, place) for unit in entry.units)
            departments.append(FireDepartment(entry.id, entry.name, entry.name_en, entry.phone, place, units))
        elif entry.kind == "transport-provider":
            operators.append(Operator(entry.id, entry.name, entry.name_en, entry.phone, place))
        elif entry.kind == "hospital":
            hospitals.append(
                Hospital(
                    id=entry.id,
                    name=entry.name,
                    name_en=entry.name_en,
                    phone=entry.phone,
                    place=place,
                    emergency_class=entry.emergency_class or "primary",
                    specialties=entry.specialties,
                )
            )
    return Prefecture(tuple(departments), tuple(hospitals), tuple(operators))


def _callers(prefecture: Prefecture) -> list[tuple[str, str, str, str | None, str]]:
    first = prefecture.departments[0]
    show = prefecture.hospitals[0]
    visitors: list[tuple[str, str, str, str | None, str]] = [
        (SHOW_ER, show.id, "hospital", None, f"{show.name} ER画面(体験用)"),
        (SHOW_CREW, first.id, "crew", SHOW_UNIT, "体験用タブレット"),
        (SHOW_OPERATIONS, authority(prefecture.area), "administrator", None, "運用画面(体験用)"),
        (SHOW_COMMAND, first.id, "command-center", None, f"{first.name} 指令台(体験用)"),
        (SHOW_TRANSPORT, show.id, "hospital", None, f"{show.name} 地域連携室(体験用)"),
        *((SHOW_OPERATOR, it.id, "operator", None, f"{it.name} 配車(体験用)") for it in prefecture.operators[:1]),
        (SHOW_STATISTICS, authority(prefecture.area), "authority", None, "統計(体験用)"),
    ]
    return [
        *(
            (tablet(unit.id), unit.department, "crew", unit.id, f"{unit.name} タブレット")
            for unit in prefecture.units
            if unit.id != SHOW_UNIT
        ),
        *((console(it.id), it.id, "command-center", None, f"{it.name} 指令台") for it in prefecture.departments),
        *((desk(it.id), it.id, "operator", None, f"{it.name} 配車") for it in prefecture.operators),
        *((screen(it.id), it.id, "hospital", None, f"{it.name} ER画面") for it in prefecture.hospitals),
        (administrator(prefecture.area), authority(prefecture.area), "administrator", None, "連携システム運用"),
        *(visitors if prefecture.has_visitor else ()),
    ]


def _organisations(prefecture: Prefecture) -> list[OrganisationEntry]:
    departments = [
        OrganisationEntry(
            id=it.id,
            kind="fire-department",
            name=it.name,
            name_en=it.name_en,
            area=prefecture.area,
            phone=it.phone,
            latitude=it.place.latitude,
            longitude=it.place.longitude,
            units=tuple(UnitEntry(unit.id, unit.name) for unit in it.units),
        )
        for it in prefecture.departments
    ]
    hospitals = [
        OrganisationEntry(
            id=it.id,
            kind="hospital",
            name=it.name,
            name_en=it.name_en,
            area=prefecture.area,
            phone=it.phone,
            latitude=it.place.latitude,
            longitude=it.place.longitude,
            emergency_class=it.emergency_class,
            specialties=it.specialties,
        )
        for it in prefecture.hospitals
    ]
    operators = [_transport_provider(it, prefecture) for it in prefecture.operators]
    return [*departments, *hospitals, *operators, _authority(prefecture)]


def _authority(prefecture: Prefecture) -> OrganisationEntry:
    first = prefecture.departments[0]
    return OrganisationEntry(
        id=authority(prefecture.area),
        kind="authority",
        name=f"{names.PREFECTURE[0]}庁",
        name_en=f"{names.PREFECTURE[1]} Office",
        area=prefecture.area,
        phone=names.PHONE.format(0),
        latitude=first.place.latitude,
        longitude=first.place.longitude,
    )


def _transport_provider(operator: Operator, prefecture: Prefecture) -> OrganisationEntry:
    car = {
        "id": f"{operator.id}-car",
        "name": "1号車",
        "mobilities": ["wheelchair", "stretcher"],
        "equipment": ["oxygen"],
    }
    return OrganisationEntry(
        id=operator.id,
        kind="transport-provider",
        name=operator.name,
        name_en=operator.name_en,
        area=prefecture.area,
        phone=operator.phone,
        latitude=operator.place.latitude,
        longitude=operator.place.longitude,
        certification={
            "issued_by": prefecture.departments[0].id,
            "licence": "specified",
            "valid_until": "2099-03-31",
            "vehicles": [car],
        },
    )
