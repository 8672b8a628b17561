"""What pure tests are made of: a small fictitious prefecture, submissions, a case as it is told, a hub in memory.

Plain functions and values. Keys and times are counted, not drawn: a test says the same every time it runs.
"""

import json
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from itertools import count
from typing import Any, Final, TypeVar
from uuid import UUID

from hub.domain.case import Case
from hub.domain.certification import Certification, Vehicle
from hub.domain.codes import OrganisationKind, Role, Specialty
from hub.domain.commands import KINDS, Command, OpenCase
from hub.domain.decision import Circumstances, decide
from hub.domain.document import Document, section
from hub.domain.events import Event, instant
from hub.domain.evolution import evolve
from hub.domain.people import Directory, Organisation, Principal, Unit
from hub.domain.rule_pack import RulePack
from hub.domain.transport_codes import Equipment, Licence, Mobility
from hub.library import Library
from hub.looks import Looks
from hub.pipeline import Batch, Pipeline
from hub.ports import Arrival, Outcome, RacedError, Sealer
from hub.recall import Memory
from hub.shelves import Shelves
from hub.testing import MemoryAudit, MemoryJournal, MemoryStreams, Store
from hub.testing.acts import MemoryActs
from hub.testing.sealer import PlainSealer
from hub.trail import Trail
from hub.views import Views
from hub.wire.frames import encode
from hub.wire.guard import parse
from hub.wire.rule_pack import read_rule_pack
from hub.wire.submission import Submission, place, read

Json = Any
T = TypeVar("T")

NOW: Final = datetime(2026, 11, 23, 1, 12, tzinfo=UTC)
TOLERANCE: Final = timedelta(seconds=300)
AREA: Final = "99"
"""No prefecture has this code."""

_numbers = count(1)


def _fire_department(id_: str, name: str, *units: str) -> Organisation:
    return Organisation(
        id=id_,
        kind=OrganisationKind.FIRE_DEPARTMENT,
        name=name,
        name_en=id_,
        area=AREA,
        units=tuple(Unit(id=unit, name=f"架空救急{unit[-1]}") for unit in units),
    )


def _hospital(id_: str, name: str) -> Organisation:
    return Organisation(
        id=id_,
        kind=OrganisationKind.HOSPITAL,
        name=name,
        name_en=id_,
        area=AREA,
        specialties=(Specialty.EMERGENCY,),
    )


def _operator(id_: str, name: str, *equipment: Equipment, valid_until: date = date(2030, 3, 31)) -> Organisation:
    stretcher = Vehicle(id=f"{id_}-car", name=f"{name}1号", mobilities=tuple(Mobility), equipment=equipment)
    chair = Vehicle(id=f"{id_}-chair", name=f"{name}2号", mobilities=(Mobility.WALKING, Mobility.WHEELCHAIR))
    return Organisation(
        id=id_,
        kind=OrganisationKind.TRANSPORT_PROVIDER,
        name=name,
        name_en=id_,
        area=AREA,
        certification=Certification(
            issued_by="fd-01", licence=Licence.SPECIFIED, valid_until=valid_until, vehicles=(stretcher, chair)
        ),
    )


ORGANISATIONS: Final = (
    _fire_department("fd-01", "架空市消防局", "u-001", "u-002"),
    _fire_department("fd-02", "隣町消防本部", "u-003"),
    _hospital("h-001", "架空中央病院"),
    _hospital("h-002", "架空東病院"),
    _hospital("h-003", "架空西病院"),
    _operator("op-01", "架空搬送", *Equipment),
    _operator("op-02", "隣町搬送", *Equipment),
    _operator("op-03", "秘匿搬送", Equipment.OXYGEN),
    _operator("op-09", "期限切搬送", *Equipment, valid_until=date(2026, 3, 31)),
)
AUTHORITY: Final = Organisation(
    id="pref-99", kind=OrganisationKind.AUTHORITY, name="架空県", name_en="Kaku Prefecture", area=AREA
)
DIRECTORY: Final = {organisation.id: organisation for organisation in ORGANISATIONS}


def crew(unit: str = "u-001", device: str = "") -> Principal:
    """Returns a tablet of a crew; ``device`` tells a second one from the first."""
    department = next(each for each in ORGANISATIONS if unit in {held.id for held in each.units})
    return Principal(caller=f"tablet-{unit}{device}", role=Role.CREW, organisation=department, unit=unit)


def hospital(facility: str = "h-001") -> Principal:
    """Returns a screen of a hospital."""
    return Principal(caller=f"screen-{facility}", role=Role.HOSPITAL, organisation=DIRECTORY[facility])


def command_center(department: str = "fd-01") -> Principal:
    """Returns a console of a command centre."""
    return Principal(caller=f"console-{department}", role=Role.COMMAND_CENTER, organisation=DIRECTORY[department])


def operator(provider: str = "op-01") -> Principal:
    """Returns a terminal of an operator of private transport."""
    return Principal(caller=f"desk-{provider}", role=Role.OPERATOR, organisation=DIRECTORY[provider])


def authority(*speaks_for: str) -> Principal:
    """Returns a connection of the prefecture, which speaks for these prefectures as well."""
    organisation = replace(AUTHORITY, speaks_for=speaks_for)
    return Principal(caller="adapter:emis", role=Role.AUTHORITY, organisation=organisation)


def new_key(at: datetime = NOW) -> UUID:
    """Returns a UUIDv7 made at this time; none twice."""
    milliseconds = int(at.timestamp() * 1000)
    return UUID(int=milliseconds << 80 | 0x7 << 76 | 0b10 << 62 | next(_numbers))


def body(
    kind: str,
    case: UUID | None = None,
    *,
    key: UUID | None = None,
    occurred_at: datetime | str = NOW,
    sent_at: datetime | str | None = None,
    **data: Json,
) -> Json:
    """Returns a submission as a device writes it."""
    happened_at = occurred_at if isinstance(occurred_at, str) else occurred_at.isoformat()
    tapped_at = NOW if isinstance(occurred_at, str) else occurred_at
    said: dict[str, Json] = {
        "kind": kind,
        "key": str(key or new_key(tapped_at)),
        "occurred_at": happened_at,
        "data": data,
    }
    if sent_at is not None:
        said["sent_at"] = sent_at if isinstance(sent_at, str) else sent_at.isoformat()
    if case is not None:
        said[KINDS[kind].about if kind in KINDS else "case"] = str(case)
    return said


def submission(said: Mapping[str, Json]) -> Submission:
    """Returns a submission that the guard and the reader have let pass."""
    raw = encode(said)
    return read(parse(raw), raw)


def arrival(said: Mapping[str, Json], by: Principal, received_at: datetime = NOW) -> Arrival:
    """Returns a submission at the hub's door."""
    arrived = submission(said)
    return Arrival(arrived, place(arrived, received_at, TOLERANCE), by, received_at)


def at_once(coroutine: Coroutine[Any, Any, T]) -> T:
    """Runs what has nothing to wait for, without a loop.

    Raises:
        AssertionError: It waited for something.
    """
    try:
        coroutine.send(None)
    except StopIteration as ended:
        result: T = ended.value
        return result
    raise AssertionError("it waits")


@dataclass
class Story:
    """A case as it is told in the domain alone, one command after the other."""

    case: Case = field(default_factory=lambda: Case(id=new_key()))
    now: datetime = NOW
    directory: Directory = field(default_factory=lambda: DIRECTORY)

    def says(  # noqa: PLR0913  all that a device and its network can do to a tap
        self,
        command: Command,
        by: Principal | None = None,
        *,
        at: datetime | None = None,
        tapped_at: datetime | None = None,
        key: UUID | None = None,
        received_at: datetime | None = None,
    ) -> tuple[Event, ...]:
        """Decides a command and lets happen what it decided; each comes a second after the one before.

        Raises:
            RejectedError: The rules do not allow it; nothing has happened.
        """
        self.now += timedelta(seconds=1)
        now = circumstances(by or crew(), at or self.now, tapped_at, key)._replace(directory=self.directory)
        if received_at is not None:
            now = now._replace(received_at=received_at)
        happened = decide(self.case, command, now)
        for event in happened:
            self.case, _ = evolve(self.case, event)
        self.case = self.case._replace(version=self.case.version + 1)
        return happened

    @property
    def document(self) -> Document:
        """What the crew sees."""
        return self.case.document

    def state(self, facility: str) -> str:
        """How the request stands at a hospital."""
        return self.case.requests[facility].value

    def request(self, facility: str) -> Document:
        """The hospital's entry in the document."""
        return section(section(self.document, "requests"), facility)


def circumstances(
    by: Principal, at: datetime = NOW, tapped_at: datetime | None = None, key: UUID | None = None
) -> Circumstances:
    """Returns the circumstances of a decision."""
    tapped_at = tapped_at or at
    return Circumstances(
        principal=by,
        key=str(key or new_key(tapped_at)),
        at=instant(at),
        placed_at=at,
        tapped_at=tapped_at,
        received_at=at,
        directory=DIRECTORY,
    )


def ruled(pack: RulePack, *others: Organisation) -> Directory:
    """Returns the directory with a region's rules in force, and further organisations."""
    known = {**DIRECTORY, **{each.id: each for each in others}}
    return {id_: replace(each, rules=pack) if id_ in pack.departments else each for id_, each in known.items()}


def example_pack(name: str) -> RulePack:
    """Returns one of the worked examples of rules."""
    text = files("simulators").joinpath("rule_packs", f"{name}.toml").read_text(encoding="utf-8")
    return read_rule_pack(text)


def opened(command: OpenCase | None = None, directory: Directory | None = None) -> Story:
    """Returns a case that crew u-001 has just opened."""
    story = Story(directory=directory or DIRECTORY)
    story.says(command or OpenCase())
    return story


class Node:
    """A node of the hub in memory; give two of them one store, and they are two nodes on one database."""

    def __init__(self, store: Store | None = None, sealer: Sealer | None = None) -> None:
        self.store = store or Store()
        self.sealer = sealer or PlainSealer()
        self.journal = MemoryJournal(self.store)
        self.streams = MemoryStreams(self.store)
        self.memory = Memory(self.journal, self.sealer)
        self.pipeline = Pipeline(self.journal, self.memory, self.sealer)
        self.looks = Looks(self.memory, MemoryAudit(self.store), lambda: DIRECTORY)
        shelves = Shelves(self.streams, self.memory, self.sealer)
        self.pauses = 0
        trail = Trail(MemoryActs(self.store), self.journal, self.looks, lambda: DIRECTORY, self._pause)
        self.library = Library(shelves, self.looks, self.streams, trail, lambda: DIRECTORY, self._pause)
        self.views = Views(self.journal, self.streams, self.memory, self.sealer, self.looks)

    async def _pause(self) -> None:
        self.pauses += 1

    def processes(self, *arrivals: Arrival) -> Batch:
        """Leads a batch through the pipeline; a race is run again, as group commit does."""
        for _ in range(5):
            try:
                return at_once(self.pipeline.process(arrivals, DIRECTORY))
            except RacedError:
                continue
        raise AssertionError("raced five times")

    def takes(self, said: Mapping[str, Json], by: Principal, received_at: datetime = NOW) -> Outcome:
        """Takes one submission and returns what became of it."""
        (outcome,) = self.processes(arrival(said, by, received_at)).outcomes
        assert outcome is not None
        return outcome

    def opens(self, by: Principal | None = None, **data: Json) -> UUID:
        """Opens a case."""
        case = new_key()
        self.takes(body("open-case", case, **data), by or crew())
        return case

    def events(self, stream: str, after: int = 0) -> list[Json]:
        """Returns the event frames of a stream, from the log."""
        return [strictly(frame) for frame in at_once(self.views.events(stream, reader_of(stream), after, 10_000))]

    def snapshot(self, stream: str, reader: Principal) -> Json:
        """Returns the snapshot frame of a stream."""
        return strictly(at_once(self.views.snapshot(stream, reader)).frame)


def reader_of(stream: str) -> Principal:
    """Returns somebody who may read the stream."""
    match stream.split(":"):
        case ["unit", unit]:
            return crew(unit)
        case ["department", department]:
            return command_center(department)
        case ["facility", facility]:
            return hospital(facility)
        case ["operator", provider]:
            return operator(provider)
        case _:
            return crew()


def strictly(text: str | bytes) -> Json:
    """Reads JSON so that 36.50 and 36.5 are not the same."""
    return json.loads(text, parse_float=lambda digits: f"the number {digits}")


STREAMS: Final = (
    "unit:u-001",
    "unit:u-002",
    "unit:u-003",
    "department:fd-01",
    "department:fd-02",
    "facility:h-001",
    "facility:h-002",
    "facility:h-003",
    "operator:op-01",
    "operator:op-02",
    "operator:op-03",
    f"area:{AREA}",
)
"""Every stream of this prefecture."""
