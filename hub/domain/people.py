"""Who takes part: organisations, their units, and the callers that speak for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid5

from hub.domain.certification import Certification
from hub.domain.codes import OrganisationKind, Role, Specialty
from hub.domain.credentials import thumbprint
from hub.domain.rule_pack import RulePack

_HOSPITALS = UUID("5d1f6b7e-4f0a-5c8e-9d55-2f9c1e7a0b10")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """An ambulance crew with its vehicle (救急隊)."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """A fire department, a hospital, a provider of private transport, or an authority.

    ``area`` is the prefecture's JIS X 0401 code; latitude and longitude are WGS 84 degrees; ``certification`` is of
    a provider of private transport; ``speaks_for`` are prefectures beyond its own for whose hospitals an authority
    speaks; ``rules`` are those of the region to which a fire department belongs, and are loaded by themselves.
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
    certification: Certification | None = None
    speaks_for: tuple[str, ...] = ()
    rules: RulePack | None = None

    @property
    def areas(self) -> frozenset[str]:
        """The prefectures for which it speaks where it is an authority."""
        return frozenset({self.area, *self.speaks_for})


Names = frozenset[str]
"""By which names a caller reads: its streams and those of its organisation. Nothing comes of what none of them met."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """The caller of a submission or a stream, as its credential proves it.

    ``person`` is who has signed in on it; without one it is known which device speaks, and no more.
    """

    caller: str
    role: Role
    organisation: Organisation
    unit: str | None = None
    person: str | None = None
    streams: frozenset[str] = field(init=False)
    names: Names = field(init=False)

    def __post_init__(self) -> None:
        """Derives the streams this caller may read, and by which names it reads what is its organisation's."""
        own = {
            Role.CREW: f"unit:{self.unit}",
            Role.COMMAND_CENTER: f"department:{self.organisation.id}",
            Role.HOSPITAL: f"facility:{self.organisation.id}",
            Role.OPERATOR: f"operator:{self.organisation.id}",
        }.get(self.role)
        streams = frozenset({own} if own else ())
        if own and self.role is not Role.OPERATOR:
            streams |= {f"area:{self.organisation.area}"}
        object.__setattr__(self, "streams", streams)
        department = {f"department:{self.organisation.id}"} if self.role is Role.CREW else set()
        object.__setattr__(self, "names", streams | department | {f"caller:{self.caller}"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """A device or a screen with its public key, or a system with all of its own: as canonical JWKs (RFC 7638).

    ``key`` is None before a device is enrolled; only a system has ``system_keys``.
    """

    id: str
    organisation: str
    role: str
    unit: str | None
    name: str
    key: str | None
    system_keys: Sequence[str] = ()
    is_revoked: bool = False

    @property
    def thumbprint(self) -> bytes | None:
        """By which its key is known."""
        return None if self.key is None else thumbprint(self.key)

    @property
    def thumbprints(self) -> Sequence[bytes]:
        """Of every key by which it may show itself."""
        return [thumbprint(each) for each in (self.key, *self.system_keys) if each is not None]


Directory = Mapping[str, Organisation]
"""Every organisation by its id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """An outside system that stands beside an organisation and receives what that receives (接続).

    ``takes_cases`` and ``takes_status`` say of which it hears at all: of cases, of what hospitals say of themselves.
    """

    name: str
    adapter: str
    organisation: str
    takes_cases: bool = True
    takes_status: bool = False

    @property
    def stream(self) -> str:
        """Its numbered inbox."""
        return f"adapter:{self.name}"

    def principal(self, organisation: Organisation) -> Principal:
        """Returns who it is when it reads or posts: its organisation, with no right of its own."""
        return Principal(caller=self.stream, role=_ACTS_AS[organisation.kind], organisation=organisation)


_ACTS_AS = {
    OrganisationKind.FIRE_DEPARTMENT: Role.COMMAND_CENTER,
    OrganisationKind.HOSPITAL: Role.HOSPITAL,
    OrganisationKind.TRANSPORT_PROVIDER: Role.OPERATOR,
    OrganisationKind.AUTHORITY: Role.AUTHORITY,
}


def hospital_subject(facility: str) -> UUID:
    """Returns the journal's subject for what a hospital says of itself (capacity), or a fire department (its mode)."""
    return uuid5(_HOSPITALS, facility)
