"""The benchmark: a fresh database and hub, driven from another process at rising rates, and the floor beside it.

Everything is started here as a process of its own and ended by its own id; the database's folder is removed afterwards.
"""

import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Self
from urllib.parse import quote

import msgspec
import uvloop

from simulators import enrolment, floor
from simulators.figures import Figures, Row
from simulators.http import wait_until_ready
from simulators.machine import Usage, allow_many_files, child, describe, last_words
from simulators.prefecture import build
from simulators.tally import Measured, Step, Way
from simulators.worker import Answer, Connect, Done, Failed, Measure, Order

RATES: Final = (50, 200, 500, 1_000, 2_000, 4_000)
_FLOOR_RATES: Final = (500, 2_000, 4_000)
_HUB, _DATABASE, _GENERATOR = "hub", "database", "generator"


class BenchFailedError(Exception):
    """Says why a benchmark could not be carried out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is measured.

    Attributes:
        seconds: Length of each step.
        tablets: Tablets that share the rates.
        fleet: Tablets of the last step, each sending once a second; 0 leaves it out.
        data_dir: Folder of the fresh database; what is in it is removed.
    """

    data_dir: Path
    seconds: float = 10.0
    rates: Sequence[int] = RATES
    floor_rates: Sequence[int] = _FLOOR_RATES
    ways: Sequence[Way] = ("http", "websocket")
    tablets: int = 400
    hospitals: int = 60
    fleet: int = 5_400
    under_way: Mapping[Way, int] = field(default_factory=lambda: {"http": 64, "websocket": 512})
    seed: int = 34


def quick(plan: Plan) -> Plan:
    """Returns a plan of seconds that tries everything once."""
    return Plan(
        data_dir=plan.data_dir,
        seconds=1.0,
        rates=(50, 200),
        floor_rates=(200,),
        tablets=20,
        hospitals=6,
        fleet=60,
        under_way={"http": 8, "websocket": 32},
        seed=plan.seed,
    )


def bench(plan: Plan) -> Figures:
    """Carries the plan out.

    Raises:
        BenchFailedError: The hub or the load generator failed.
    """
    allow_many_files()
    folder = plan.data_dir / "prefecture"
    units = max(plan.tablets, plan.fleet)
    enrolment.write(build(plan.seed, units=units, hospitals=plan.hospitals), folder)
    environment = {
        "KYUKYU_DATA_DIR": str(plan.data_dir),
        "KYUKYU_PORT": str(_free_port()),
        "KYUKYU_LOG_LEVEL": "warning",
    }
    rows: list[Row] = []
    with _hub(plan, environment, folder) as hub_pid:
        address = f"http://127.0.0.1:{environment['KYUKYU_PORT']}"
        if not uvloop.run(wait_until_ready(address)):
            raise BenchFailedError(f"the hub is not ready:\n{last_words(plan.data_dir / 'hub.log')}")
        dsn = database_dsn(plan.data_dir)
        with Generator(address, folder, plan.seed) as generator:
            usage = Usage({_HUB: [hub_pid], _DATABASE: [database_pid(plan.data_dir)], _GENERATOR: [generator.pid]})
            rows += _hub_rows(plan, generator, usage)
        machine = {**describe(), "postgresql": uvloop.run(floor.database_version(dsn))}
        inserted = uvloop.run(floor.raw_insert(dsn, min(plan.seconds, 3.0)))
    rows += _floor_rows(plan, folder)
    return Figures(
        measured_at=f"{datetime.now(UTC):%Y-%m-%d %H:%MZ}", machine=machine, rows=rows, inserted=inserted, notes=[]
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
        step = Step(way="websocket", seconds=plan.seconds * 2, tablets=plan.fleet, rate=plan.fleet)
        yield _measure("hub, each tablet once a second", step, generator, usage)


def _floor_rows(plan: Plan, folder: Path) -> Iterator[Row]:
    """Measures the bare relay in the hub's place."""
    port = _free_port()
    with child(["-m", "simulators", "bare-relay", "--dir", str(folder), "--port", str(port)]) as process:
        _wait_for_port(port)
        with Generator(f"http://127.0.0.1:{port}", folder, plan.seed) as generator:
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

    def __init__(self, address: str, folder: Path, seed: int) -> None:
        """Takes where the load goes."""
        arguments = ["-m", "simulators", "load", "--hub", address, "--dir", str(folder), "--seed", str(seed)]
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


@contextmanager
def _hub(plan: Plan, environment: Mapping[str, str], folder: Path) -> Iterator[int]:
    """Starts database and hub in the plan's folder, enrols the prefecture, and removes all of it afterwards."""
    plan.data_dir.mkdir(parents=True, exist_ok=True)
    log = plan.data_dir / "hub.log"
    _command(environment, "clean", "--yes")
    try:
        with log.open("wb") as output, child(["-m", "hub", "serve"], environment, stdout=output, stderr=output) as hub:
            _wait_for_port(int(environment["KYUKYU_PORT"]), hub, log)
            _command(environment, "enrol", str(folder / enrolment.ENROLMENT))
            yield hub.pid
    finally:
        _command(environment, "clean", "--yes")


def _command(environment: Mapping[str, str], *arguments: str) -> None:
    with child(["-m", "hub", *arguments], environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        output, _ = process.communicate(timeout=120)
    if process.returncode != 0:
        raise BenchFailedError(f"hub {arguments[0]} failed: {output.decode('utf-8', 'replace')[-500:]}")


def database_folder(data_dir: Path) -> Path:
    """Returns the folder of the hub's embedded database, which is elsewhere where its account cannot enter."""
    link = data_dir / "embedded.place"
    return (link.resolve() if link.exists() else data_dir) / "postgres"


def database_pid(data_dir: Path) -> int:
    """Returns the process id of the embedded database."""
    return int((database_folder(data_dir) / "data" / "postmaster.pid").read_text().split("\n")[0])


def database_dsn(data_dir: Path) -> str:
    """Returns how to reach the database: `KYUKYU_DSN` when it is set, else the embedded one."""
    if configured := os.environ.get("KYUKYU_DSN"):
        return configured
    place = database_folder(data_dir)
    lines = (place / "data" / "postmaster.pid").read_text().split("\n")
    password = (place / "password").read_text().strip()
    return f"postgresql://kyukyu:{quote(password, safe='')}@/postgres?host={quote(lines[4], safe='')}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for_port(
    port: int, process: subprocess.Popen[bytes] | None = None, log: Path | None = None, within_s: float = 60.0
) -> None:
    give_up_at = time.monotonic() + within_s
    while time.monotonic() < give_up_at:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process is not None and process.poll() is not None:
            break
        time.sleep(0.1)
    raise BenchFailedError(f"nobody listens on the port:\n{last_words(log) if log else ''}")
