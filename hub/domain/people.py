"""Who takes part: organisations, their units, and the callers that speak for them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID, uuid5

from hub.domain.codes import OrganisationKind, Role, Specialty

_HOSPITALS = UUID("5d1f6b7e-4f0a-5c8e-9d55-2f9c1e7a0b10")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """An ambulance crew with its vehicle (救急隊)."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """A fire department, a hospital or a provider of private transport.

    ``area`` is the prefecture's JIS X 0401 code; latitude and longitude are WGS 84 degrees.
    """

    id: str
    kind: OrganisationKind
    name: str
    name_en: str
    area: str
    phone: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    emergency_class: str | None = None
    specialties: tuple[Specialty, ...] = ()
    units: tuple[Unit, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """The caller of a submission or a stream, as its credential proves it."""

    caller: str
    role: Role
    organisation: Organisation
    unit: str | None = None
    streams: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        """Derives the streams this caller may read."""
        own = {
            Role.CREW: f"unit:{self.unit}",
            Role.COMMAND_CENTER: f"department:{self.organisation.id}",
            Role.HOSPITAL: f"facility:{self.organisation.id}",
        }.get(self.role)
        streams = frozenset({own, f"area:{self.organisation.area}"}) if own else frozenset()
        object.__setattr__(self, "streams", streams)


Directory = Mapping[str, Organisation]
"""Every organisation by its id."""


def hospital_subject(facility: str) -> UUID:
    """Returns the journal's subject for a hospital's own statements (capacity)."""
    return uuid5(_HOSPITALS, facility)
