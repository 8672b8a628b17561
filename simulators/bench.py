"""The benchmark: a fresh database and hub, driven from another process at rising rates, and the floor beside it.

Everything is started here as a process of its own and ended by its own id; the database's folder is removed afterwards.
"""

import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Self

import msgspec
import uvloop

from simulators import floor, reads
from simulators.figures import Figures, Row
from simulators.machine import Usage, allow_many_files, child, describe
from simulators.prefecture import build
from simulators.stage import BenchFailedError, Stage, free_port, fresh, given, wait_for_port
from simulators.tally import Measured, Step, Way
from simulators.worker import Answer, Connect, Done, Failed, Measure, Order

RATES: Final = (50, 200, 500, 1_000, 2_000, 4_000)
_FLOOR_RATES: Final = (500, 2_000, 4_000)
_HUB, _DATABASE, _GENERATOR = "hub", "database", "generator"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is measured.

    Attributes:
        seconds: Length of each step.
        tablets: Tablets that share the rates.
        fleet: Tablets of the last two steps, each sending every ten seconds, then every second; 0 leaves them out.
        data_dir: Folder of the fresh database; what is in it is removed.
        hub: A hub that runs already, with the prefecture of `folder` enrolled; without one a fresh one is started.
    """

    data_dir: Path
    hub: str | None = None
    folder: Path | None = None
    seconds: float = 10.0
    rates: Sequence[int] = RATES
    floor_rates: Sequence[int] = _FLOOR_RATES
    ways: Sequence[Way] = ("http", "websocket")
    tablets: int = 400
    hospitals: int = 60
    fleet: int = 5_400
    under_way: Mapping[Way, int] = field(default_factory=lambda: {"http": 256, "websocket": 512})
    seed: int = 34


def quick(plan: Plan) -> Plan:
    """Returns a plan of seconds that tries everything once."""
    return replace(
        plan,
        seconds=1.0,
        rates=(50, 200),
        floor_rates=(200,),
        tablets=20,
        hospitals=6,
        fleet=60,
        under_way={"http": 8, "websocket": 32},
    )


def bench(plan: Plan) -> Figures:
    """Carries the plan out.

    Raises:
        BenchFailedError: The hub or the load generator failed.
    """
    allow_many_files()
    if plan.hub is not None and plan.folder is not None:
        return _measure_all(plan, given(plan.hub, plan.folder))
    prefecture = build(plan.seed, units=max(plan.tablets, plan.fleet), hospitals=plan.hospitals)
    with fresh(prefecture, plan.data_dir) as stage:
        return _measure_all(plan, stage)


def _measure_all(plan: Plan, stage: Stage) -> Figures:
    with Generator(stage.address, stage.folder, plan.seed) as generator:
        groups = {_HUB: [stage.hub_pid], _DATABASE: [stage.database_pid], _GENERATOR: [generator.pid]}
        rows = list(_hub_rows(plan, generator, Usage(groups)))
    machine = {**describe(), "postgresql": uvloop.run(floor.database_version(stage.dsn))}
    inserted = uvloop.run(floor.raw_insert(stage.dsn, min(plan.seconds, 3.0)))
    read = uvloop.run(reads.measure(stage.address, stage.folder, plan.seconds))
    rows += _floor_rows(plan, stage.folder)
    return Figures(
        measured_at=f"{datetime.now(UTC):%Y-%m-%d %H:%MZ}",
        machine=machine,
        rows=rows,
        inserted=inserted,
        reads=read,
        notes=[],
    )


def _hub_rows(plan: Plan, generator: "Generator", usage: Usage) -> Iterator[Row]:
    generator.order(Connect(plan.tablets))
    generator.order(Measure(Step(way="websocket", seconds=min(plan.seconds, 3.0), tablets=plan.tablets, rate=200)))
    for way in plan.ways:
        for rate in (*plan.rates, None):
            under_way = plan.under_way[way] if rate is None else 0
            step = Step(way=way, seconds=plan.seconds, tablets=plan.tablets, rate=rate, under_way=under_way)
            yield _measure("hub", step, generator, usage)
    if plan.fleet:
        generator.order(Connect(plan.fleet))
        generator.order(Measure(Step(way="websocket", seconds=min(plan.seconds, 5.0), tablets=plan.fleet, rate=200)))
        for every_s, said in ((10, "every ten seconds"), (1, "every second")):
            rate = plan.fleet // every_s
            step = Step(way="websocket", seconds=plan.seconds * 2, tablets=plan.fleet, rate=rate)
            yield _measure(f"hub, each tablet {said}", step, generator, usage)


def _floor_rows(plan: Plan, folder: Path) -> Iterator[Row]:
    """Measures the bare relay in the hub's place."""
    port = free_port()
    with child(["-m", "simulators", "bare-relay", "--dir", str(folder), "--port", str(port)]) as process:
        wait_for_port(port)
        with Generator(f"http://127.0.0.1:{port}", folder, plan.seed, is_bare=True) as generator:
            usage = Usage({_HUB: [process.pid], _GENERATOR: [generator.pid]})
            generator.order(Connect(plan.tablets))
            for rate in (*plan.floor_rates, None):
                under_way = plan.under_way["websocket"] if rate is None else 0
                step = Step(way="websocket", seconds=plan.seconds, tablets=plan.tablets, rate=rate, under_way=under_way)
                yield _measure("bare relay", step, generator, usage)


def _measure(target: str, step: Step, generator: "Generator", usage: Usage) -> Row:
    usage.begin()
    measured = generator.order(Measure(step))
    cores, mib = usage.end()
    if measured is None:
        raise BenchFailedError("the load generator measured nothing")
    row = Row(target=target, measured=measured, cores=cores, mib=mib)
    rate = "saturation" if step.rate is None else f"{step.rate:g}/s"
    print(  # noqa: T201 - the output of the command
        f"{target}, {step.way}, {rate}: {measured.acknowledged_per_s:,.0f}/s, receipt {measured.receipt_ms}, "
        f"console {measured.console_ms}, er {measured.er_ms}, cores {cores}",
        flush=True,
    )
    return row


class Generator:
    """The load generator's process, given orders one by one."""

    def __init__(self, address: str, folder: Path, seed: int, *, is_bare: bool = False) -> None:
        """Takes where the load goes, and whether that is a bare relay."""
        arguments = ["-m", "simulators", "load", "--hub", address, "--dir", str(folder), "--seed", str(seed)]
        arguments += ["--bare"] if is_bare else []
        self._child = child(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def __enter__(self) -> Self:
        """Starts it."""
        self._process = self._child.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        """Ends it."""
        self._child.__exit__(None, None, None)

    @property
    def pid(self) -> int:
        """Returns its process id."""
        return self._process.pid

    def order(self, order: Order) -> Measured | None:
        """Has an order carried out and returns what it measured.

        Raises:
            BenchFailedError: It could not be carried out.
        """
        if self._process.stdin is None or self._process.stdout is None:
            raise BenchFailedError("the load generator has no pipes")
        self._process.stdin.write(msgspec.json.encode(order) + b"\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise BenchFailedError("the load generator ended")
        answer = msgspec.json.decode(line, type=Answer)
        if isinstance(answer, Failed):
            raise BenchFailedError(answer.reason)
        return answer.measured if isinstance(answer, Done) else None
