"""The outside systems beside a prefecture: each a simulated server with which the hub is connected by an adapter.

Whoever put the hub together says in one file which there are, where they listen and which connection leads to them
(`Neighbours`). Afterwards each says what it has seen, and the hub how far each connection has come; what was given to a
connection and never arrived is lost.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Protocol

import msgspec

from simulators import emis, emis_file, fire_command, hl7v2, myna, myna_people, operators, run_record, webhook
from simulators.card import Reader
from simulators.command_room import CommandRoom
from simulators.credential import Credential

_PEOPLE: Final = 300
_HOSPITALS: Final = 200
_DRAIN_S: Final = 25.0
_LOOK_EVERY_S: Final = 0.5
_COLLECT_EVERY_S: Final = 5.0
_OK: Final = 200


class Place(msgspec.Struct, frozen=True):
    """Where one system listens, which connections lead to it, beside whom, and the secret that it shares.

    Attributes:
        folder: In place of a port, where files are exchanged.
        names: How it calls each of these organisations, where it has names of its own.
    """

    port: int
    connections: tuple[str, ...]
    organisations: tuple[str, ...]
    secret_file: str | None = None
    folder: str | None = None
    names: Mapping[str, str] = {}

    @property
    def secret(self) -> str:
        """Returns the secret."""
        return "" if self.secret_file is None else Path(self.secret_file).read_text(encoding="ascii").strip()


class Neighbours(msgspec.Struct, frozen=True):
    """The file: the systems that there are. `speak_for`: organisations for whom one of them speaks."""

    webhook: Place | None = None
    emis: Place | None = None
    myna: Place | None = None
    hl7v2: Place | None = None
    fire_command: Place | None = None
    run_record: Place | None = None
    operators: tuple[Place, ...] = ()
    speak_for: tuple[str, ...] = ()

    @classmethod
    def read(cls, path: Path) -> "Neighbours":
        """Reads the file."""
        return msgspec.json.decode(path.read_bytes(), type=cls)


class System(Protocol):
    """One system as it is looked at afterwards."""

    def figures(self) -> dict[str, Any]:
        """Returns what it has seen."""

    def faults(self) -> dict[str, int]:
        """Returns what must be 0: what came twice with another content, too late, or unsigned."""

    async def rest(self) -> None:
        """Says nothing more by itself, and waits until what it has said is answered."""


class Neighbourhood:
    """All systems that run."""

    def __init__(self, neighbours: Neighbours) -> None:
        """Takes the file."""
        self._neighbours = neighbours
        self.systems: dict[str, System] = {}
        self.reader: Reader | None = None
        self.command: CommandRoom | None = None
        self._lost: dict[str, int] = {}

    async def drain(self, administrator: Credential) -> None:
        """Waits until every connection has taken what waits for it; what then still waits, or is parked, is lost."""
        await asyncio.gather(*(system.rest() for system in self.systems.values()))
        loop = asyncio.get_running_loop()
        give_up_at = loop.time() + _DRAIN_S
        while True:
            standings = await _standings(administrator)
            behind = {it["name"]: it["backlog"] + it["parked"] for it in standings}
            if loop.time() > give_up_at or (standings and not any(behind.values())):
                break
            await asyncio.sleep(_LOOK_EVERY_S)
        for name in self.systems:
            self._lost[name] = sum(behind.get(connection, 1) for connection in self._connections(name))

    def report(self) -> dict[str, dict[str, Any]]:
        """Returns the figures of each system."""
        return {
            name: {**system.figures(), "lost": self._lost.get(name, 0), **system.faults()}
            for name, system in self.systems.items()
        }

    @property
    def is_good(self) -> bool:
        """Tells whether everything arrived, once and in order."""
        return not any(self._lost.values()) and not any(
            any(system.faults().values()) for system in self.systems.values()
        )

    def _connections(self, name: str) -> Sequence[str]:
        place = getattr(self._neighbours, name)
        places = place if isinstance(place, tuple) else (place,)
        return [connection for each in places for connection in each.connections]


@asynccontextmanager
async def neighbourhood(neighbours: Neighbours, speed: float, seed: int) -> AsyncIterator[Neighbourhood]:
    """Lets every system of the file listen."""
    found = Neighbourhood(neighbours)
    async with AsyncExitStack() as stack:
        if (place := neighbours.webhook) is not None:
            receiver = webhook.Receiver(place.secret.encode(), seed)
            await stack.enter_async_context(receiver.listening(place.port))
            found.systems["webhook"] = _Webhook(receiver)
        if (place := neighbours.emis) is not None:
            server = emis.Server(place.secret, seed)
            _fill(server, place)
            await stack.enter_async_context(server.listening(place.port))
            found.systems["emis"] = _Emis(server)
        if (place := neighbours.myna) is not None:
            people = myna_people.people(_PEOPLE, datetime.now(UTC).date(), seed)
            source = myna.Server(place.secret, people, seed)
            await stack.enter_async_context(source.listening(place.port))
            readings = [person.reading for person in people]
            found.reader = Reader(place.connections[0], place.organisations[0], readings)
            found.systems["myna"] = _Myna(source, found.reader)
        if (place := neighbours.hl7v2) is not None:
            hospital = hl7v2.Server(seed=seed)
            stack.enter_context(hospital.listening(place.port))
            found.systems["hl7v2"] = _Hl7v2(hospital)
        if (place := neighbours.fire_command) is not None:
            centre = fire_command.Server(place.secret, seed)
            await stack.enter_async_context(centre.listening(place.port))
            found.command = CommandRoom(place.organisations[0], centre)
            found.systems["fire_command"] = _FireCommand(found.command)
        if (place := neighbours.run_record) is not None:
            found.systems["run_record"] = records = _RunRecord(run_record.RecordSystem(Path(place.folder or "")))
            collecting = asyncio.create_task(records.collects())
            stack.callback(collecting.cancel)
        if neighbours.operators:
            found.systems["operators"] = await _dispatch(stack, neighbours.operators, speed, seed)
        yield found


def _fill(server: emis.Server, place: Place) -> None:
    """Lets EMIS hold some hospitals; the first that we know of is without power, and its prefecture is alert."""
    server.held.hospitals.update({row["hcode"]: row for row in emis_file.nationwide(_HOSPITALS)})
    for name in place.names.values():
        prefecture, _, code = name.partition("-")
        server.held.enters(prefecture, code)
    if place.names:
        prefecture, _, code = next(iter(place.names.values())).partition("-")
        now = datetime.now(UTC).strftime("%Y/%m/%d %H:%M")
        server.held.enters(prefecture, code, e002="1", e009=now, e012=now)
        server.held.works(prefecture, "警戒運用中", now)


async def _dispatch(stack: AsyncExitStack, places: Sequence[Place], speed: float, seed: int) -> "_Operators":
    manner = operators.Manner(considered_s=60 / speed, leg_s=240 / speed)
    found = [operators.System(each.organisations[0], each.secret, seed=seed, manner=manner) for each in places]
    for system, place in zip(found, places, strict=True):
        await stack.enter_async_context(system.listening(place.port))
    return _Operators(found)


async def _standings(administrator: Credential) -> list[dict[str, Any]]:
    with suppress(OSError):
        answer = await administrator.ask("GET", "/operations/connections")
        if answer.status == _OK:
            standings: list[dict[str, Any]] = msgspec.json.decode(answer.body)["connections"]
            return standings
    return []


class _Webhook:
    def __init__(self, receiver: webhook.Receiver) -> None:
        self._receiver = receiver

    def figures(self) -> dict[str, Any]:
        return self._receiver.seen.report()

    def faults(self) -> dict[str, int]:
        return {name: self._receiver.seen.counts[name] for name in ("changed", "disordered", "unsigned")}

    async def rest(self) -> None:
        """Says nothing by itself."""


class _Emis:
    def __init__(self, server: emis.Server) -> None:
        self._server = server

    def figures(self) -> dict[str, Any]:
        told = self._server.held.report()
        return {**told, "transported": sum(told["transported"].values())}

    def faults(self) -> dict[str, int]:
        return {"unknown": self._server.held.counts["unknown"]}

    async def rest(self) -> None:
        """Says nothing by itself: it is asked."""


class _Myna:
    def __init__(self, source: myna.Server, reader: Reader) -> None:
        self._source = source
        self._reader = reader

    def figures(self) -> dict[str, Any]:
        return {"answered": self._reader.answered, **self._source.log.report()}

    def faults(self) -> dict[str, int]:
        """Returns answers that the source never gave, and looks for which nobody asked."""
        looks = len(self._source.log.views)
        return {"forged": max(0, self._reader.answered - looks), "unknown": self._source.log.counts["unknown"]}

    async def rest(self) -> None:
        """Says nothing by itself: it is asked."""


class _Hl7v2:
    def __init__(self, server: hl7v2.Server) -> None:
        self._server = server

    def figures(self) -> dict[str, Any]:
        return self._server.held.report()

    def faults(self) -> dict[str, int]:
        counts = self._server.held.counts
        return {name: counts[name] for name in ("changed", "disordered", "unregistered", "unreadable")}

    async def rest(self) -> None:
        """Says nothing by itself."""


class _FireCommand:
    def __init__(self, room: CommandRoom) -> None:
        self._room = room

    def figures(self) -> dict[str, Any]:
        return {"notices": self._room.server.held.report()["notices"], "opened": len(self._room.opened)}

    def faults(self) -> dict[str, int]:
        return {"missed": self._room.missed}

    async def rest(self) -> None:
        """Says nothing by itself: a call comes when the fleet sends a unit."""


class _RunRecord:
    def __init__(self, system: run_record.RecordSystem) -> None:
        self._system = system

    async def collects(self) -> None:
        """Takes the files away now and then, as such a system does."""
        while True:
            self._system.collects()
            await asyncio.sleep(_COLLECT_EVERY_S)

    def figures(self) -> dict[str, Any]:
        self._system.collects()
        return self._system.held.report()

    def faults(self) -> dict[str, int]:
        return {name: self._system.held.counts[name] for name in ("disordered", "broken")}

    async def rest(self) -> None:
        """Says nothing by itself."""


class _Operators:
    def __init__(self, systems: Sequence[operators.System]) -> None:
        self._systems = systems

    def figures(self) -> dict[str, Any]:
        told = [system.received() for system in self._systems]
        return {name: sum(each.get(name, 0) for each in told) for name in ("jobs", "words", "answered", "repeated")}

    def faults(self) -> dict[str, int]:
        figures = self.figures()
        late = sum(system.received().get("late", 0) for system in self._systems)
        return {"unanswered": figures["words"] - figures["answered"], "disordered": late}

    async def rest(self) -> None:
        """Stops driving, and waits until every word is answered."""
        for system in self._systems:
            system.ends()
        for _ in range(round(_DRAIN_S / _LOOK_EVERY_S)):
            if not self.faults()["unanswered"]:
                return
            await asyncio.sleep(_LOOK_EVERY_S)
