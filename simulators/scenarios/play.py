"""Plays a scenario: every party at a terminal of its own, step by step, and a judge beside them."""

# ruff: noqa: S311 - what is simulated must repeat by its seed, and is no secret

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any, Final, cast

from simulators.checker import Checker
from simulators.clock import Clock, ShiftOverError
from simulators.complaints import COMPLAINTS
from simulators.enrolment import Enrolled
from simulators.frames import Document, Event
from simulators.history import History
from simulators.posting import Device, Outcome
from simulators.scenarios.cast import Seat
from simulators.scenarios.expectation import Sight, at, shortfalls
from simulators.scenarios.log import Line, Log
from simulators.scenarios.references import resolved
from simulators.scenarios.script import Deed, Expected, Script, Step
from simulators.vitals import observe
from simulators.wire import Terminal

_CONNECT_S: Final = 60.0
_SETTLE_S: Final = 30.0
_LOOK_AGAIN_S: Final = 0.2
_COMPLAINTS: Final = {it.name: it for it in COMPLAINTS}


class StepFailedError(Exception):
    """Says that a step did not go as the scenario says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What came of a scenario.

    Attributes:
        failure: The step that went wrong, and how; None when every party saw what it should.
    """

    script: Script
    log: Log
    failure: str | None


@dataclass(slots=True)
class _Party:
    seat: Seat
    terminal: Terminal
    gone: dict[str, str] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    is_offline: bool = False
    outbox: list[asyncio.Task[None]] = field(default_factory=list)

    def hears(self, event: Event) -> None:
        """Notes what has come and gone."""
        self.known.add(event.subject)
        if event.mode == "gone":
            self.gone[event.subject] = str(event.body.get("reason"))


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Where scenarios are played.

    Attributes:
        hub: Address of the hub, `http://host:port`.
        checker: Judges what everybody received, in all scenarios that are played at the same time.
        lines: Of every party; they stay open until all have ended, for what is said to an area is said to everybody.
    """

    hub: str
    enrolled: Enrolled
    clock: Clock
    checker: Checker
    lines: list[asyncio.Task[None]] = field(default_factory=list)

    async def settle(self) -> None:
        """Waits until nothing is on its way any more."""
        for _ in range(round(_SETTLE_S / _LOOK_AGAIN_S)):
            if not self.checker.outstanding():
                return
            await asyncio.sleep(_LOOK_AGAIN_S)


async def play(script: Script, seats: tuple[Seat, ...], world: World) -> Played:
    """Plays a scenario to its end, or to the first step that goes wrong, and waits until everybody holds everything."""
    log = Log({seat.caller: seat.party for seat in seats})
    history = History(world.checker.feed, log.hears)
    parties: dict[str, _Party] = {}
    for seat in seats:
        device = Device(world.enrolled.credential(world.hub, seat.caller))
        terminal = Terminal(
            world.hub.replace("http", "ws", 1) + "/stream",
            device,
            history,
            Random(f"{script.seed} {script.name} {seat.party}"),
            streams=seat.streams,
            beat={"visible": True, "sound_armed": True},
        )
        parties[seat.party] = party = _Party(seat, terminal)
        terminal.serve_screen(party.hears)
    world.lines.extend(asyncio.create_task(party.terminal.run()) for party in parties.values())
    failure = await _Performance(script, parties, world, log).goes()
    await world.settle()
    return Played(script=script, log=log, failure=failure)


class _Performance:
    """One scenario under way."""

    def __init__(self, script: Script, parties: dict[str, _Party], world: World, log: Log) -> None:
        self._script = script
        self._parties = parties
        self._hub = world.hub
        self._clock = world.clock
        self._log = log
        self._subjects: dict[str, str] = {}
        self._known = {name: party.seat.meaning for name, party in parties.items()}
        self._known |= {f"{name}.car": f"{meaning}-car" for name, meaning in self._known.items()}
        self._opened: dict[str, _Party] = {}

    async def goes(self) -> str | None:
        """Plays every step; returns what went wrong, if something did."""
        try:
            async with asyncio.timeout(_CONNECT_S):
                await asyncio.gather(*(party.terminal.ready.wait() for party in self._parties.values()))
        except TimeoutError:
            return "not every party could bind and subscribe"
        began = self._clock.now()
        for step in self._script.steps:
            try:
                await self._clock.sleep(began + step.at_s - self._clock.now())
                await self._play(step)
            except (StepFailedError, ShiftOverError) as error:
                await self._leave_nothing_open()
                return f"{step.where}: {str(error) or 'the run has ended'}"
        return None

    async def _play(self, step: Step) -> None:
        party = self._parties[step.who]
        if step.say is not None:
            await self._say(party, step, step.say)
        elif step.do is not None:
            await self._do(party, step.do)
            self._log.write(Line(at_s=step.at_s, who=step.who, what=step.do.value, receipt="done"))
        elif step.learns:
            await self._learn(party, step)
        elif step.expected is not None:
            await self._expect(party, step, step.expected)

    async def _say(self, party: _Party, step: Step, kind: str) -> None:
        """Says it; what is said without a network is taken down when that is back."""
        about = f" {step.of}" if step.has_subject else ""
        line = self._log.write(Line(at_s=step.at_s, who=step.who, what=kind + about))
        saying = asyncio.create_task(self._said(party, step, kind, line))
        if party.is_offline:
            party.outbox.append(saying)
        else:
            await saying

    async def _said(self, party: _Party, step: Step, kind: str, line: Line) -> None:
        subject = self._subject(party, step)
        outcome = await party.terminal.submit(kind, subject, self._data(step))
        line.receipt = _receipt(outcome)
        is_as_written = outcome.code == step.refused if step.refused else outcome.is_ok
        if not is_as_written:
            line.has_failed = True
            expected = f"refused {step.refused}" if step.refused else "taken down"
            raise StepFailedError(f"{step.who}: {kind}: {' '.join((line.receipt, *outcome.issues))}, not {expected}")
        if outcome.is_ok:
            line.subject, line.version = subject or party.seat.organisation, outcome.version
        if step.name is not None:
            self._known[step.name] = outcome.key
        if kind == "close-case" and step.of is not None:
            self._opened.pop(step.of, None)

    def _subject(self, party: _Party, step: Step) -> str | None:
        if not step.has_subject or step.of is None:
            return None
        if step.begins and step.of not in self._subjects:
            self._subjects[step.of] = party.terminal.new_id()
        if step.say in {"open-case", "open-incident"}:
            unit = party.seat.meaning if step.say == "open-case" else resolved(step.data.get("unit"), self._known)
            self._opened[step.of] = next(it for it in self._parties.values() if it.seat.meaning == unit)
        return self._identity(step.of)

    def _identity(self, of: str) -> str:
        return str(resolved(of, self._known)) if of.startswith("@") else self._subjects[of]

    def _data(self, step: Step) -> dict[str, object]:
        data = cast("dict[str, object]", resolved(step.data, self._known))
        if step.vitals is not None:
            rng = Random(f"{self._script.seed} {step.where} {step.since_s}")
            told = step.vitals
            seen = observe(_COMPLAINTS[told.complaint], told.severity, told.age_years, step.since_s / 60, rng)
            data = {**seen, **data}
        return data | {"is_exercise": True} if step.begins else data

    async def _do(self, party: _Party, deed: Deed) -> None:
        match deed:
            case Deed.OFFLINE:
                party.is_offline = True
                party.terminal.unplug()
            case Deed.ONLINE:
                party.is_offline = False
                party.terminal.plug()
                await asyncio.gather(*party.outbox)
                party.outbox.clear()
            case Deed.SCREEN_SLEEPS | Deed.SCREEN_WAKES:
                await party.terminal.watch(is_watching=deed is Deed.SCREEN_WAKES)

    async def _learn(self, party: _Party, step: Step) -> None:
        """Waits until the party holds documents that name the subject, and takes their identifiers."""
        about = self._identity(step.of or "")
        for name, path in step.learns.items():
            found: list[str] = []

            def is_there(path: str = path, found: list[str] = found) -> bool:
                found[:] = [
                    subject
                    for reading in party.terminal.readings.values()
                    for subject, document in reading.documents.items()
                    if at(document, path) == about
                ]
                return bool(found)

            if not await party.terminal.until(is_there, step.within_s):
                raise StepFailedError(f"{step.who} holds nothing whose {path} is {step.of}")
            self._subjects[name] = found[0]
            self._log.write(Line(at_s=step.at_s, who=step.who, what=f"learns {name} from {path}", receipt="yes"))

    async def _expect(self, party: _Party, step: Step, expected: Expected) -> None:
        """Waits until the party sees what it should."""
        wanted = _resolved(expected, self._known)
        loop = asyncio.get_running_loop()
        give_up_at = loop.time() + step.within_s
        while missing := [*shortfalls(wanted, await self._sight(party, step, wanted))]:
            left_s = give_up_at - loop.time()
            if left_s <= 0:
                break
            await party.terminal.until(lambda: False, min(_LOOK_AGAIN_S, left_s))
        about = f" of {step.of}" if step.of else ""
        line = Line(at_s=step.at_s, who=step.who, what=f"sees {_summary(expected)}{about}", receipt="yes")
        if missing:
            line.receipt, line.has_failed = "NO", True
        self._log.write(line)
        if missing:
            raise StepFailedError(f"{step.who} does not see: {'; '.join(missing)}")

    async def _sight(self, party: _Party, step: Step, wanted: Expected) -> Sight:
        terminal, of = party.terminal, step.of
        if of is None:
            return Sight(silent=terminal.silent)
        identity = self._identity(of)
        status = None
        if wanted.reads is not None:
            with suppress(OSError):
                status = (await terminal.device.credential.ask("GET", f"/cases/{identity}")).status
        document: Document | None = terminal.document(identity)
        return Sight(
            document=document,
            gone=party.gone.get(identity),
            is_known=identity in party.known,
            silent=terminal.silent,
            status=status,
        )

    async def _leave_nothing_open(self) -> None:
        """Closes the cases of crews, so that a scenario that went wrong leaves no patient on a screen."""
        for of, party in self._opened.items():
            if not party.is_offline:
                await party.terminal.submit("close-case", self._subjects[of], {"closing": "cancelled"})
        for party in self._parties.values():
            for task in party.outbox:
                task.cancel()


def _receipt(outcome: Outcome) -> str:
    if outcome.result == "fail":
        return f"refused {outcome.code}"
    return "receipt" if outcome.is_ok else "no answer"


def _resolved(expected: Expected, known: Mapping[str, str]) -> Expected:
    names = ("sees", "counts", "lacks", "silent", "awake")
    parts: dict[str, Any] = {name: resolved(getattr(expected, name), known) for name in names}
    return replace(expected, **parts)


def _summary(expected: Expected) -> str:
    """Returns what is expected by path and code, without values."""
    parts = [*expected.sees, *(f"no {path}" for path in expected.lacks)]
    parts += [f"{count} {name}" for name, count in expected.counts.items()]
    parts += [f"gone: {expected.gone}"] if expected.gone else []
    parts += ["nothing at all"] if expected.is_never else []
    parts += [f"{name} silent" for name in expected.silent] + [f"{name} awake" for name in expected.awake]
    parts += [f"{expected.reads} on looking up"] if expected.reads else []
    return ", ".join(parts)
