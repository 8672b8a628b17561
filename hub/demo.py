"""A whole fictitious prefecture on one machine: database, hub and simulators, each its own process.

The hub never imports the simulators; it starts them as `python -m simulators`. What was started last is stopped first
(simulators, hub, database), each by its own process id, also after Ctrl-C.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.table import Table

from hub import administration, rule_book, staff
from hub.child import child, end, exit_status, signals_as_interrupt
from hub.embedded import EmbeddedPostgres
from hub.errors import ConflictError, DemonstrationError, Issue, SettingsError
from hub.security.trial import TrialAuthority
from hub.settings import AdapterSettings, Settings, load
from hub.surroundings import FILE as NEIGHBOURS
from hub.surroundings import surround
from hub.system_account import last_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from hub.child import Process

BENCH_DSN: Final = "KYUKYU_BENCH_DSN_FILE"
"""Names a file with the address at which the benchmark measures the bare floor of the same database."""
_AMBULANCES_OF_JAPAN: Final = 5_415
_LISTEN_TIMEOUT_S: Final = 60.0
_PORTS_TRIED: Final = 100
_SCREENS: Final = {
    "er": "救急外来 ER board",
    "crew": "救急隊 crew screen",
    "command": "指令センター command centre",
    "transport": "地域連携室 liaison office",
    "operator": "民間救急 private transport",
    "statistics": "統計 statistics",
}
_NOT_OURS_TO_EMPTY: Final = Issue(
    "dsn",
    "not-ours-to-empty",
    "に設定されたデータベースは消去しません。--keep を付けるとそのまま使用します",
    "a configured database is not emptied; --keep goes on with it as it is",
)


@dataclass(frozen=True, slots=True)
class Plan:
    """Says how a demonstration runs.

    Attributes:
        speed: How many times faster than life.
        seconds: Length in real seconds; None is until Ctrl-C.
        is_headless: Nobody watches; the last line of the output is one JSON object.
        port: The port to listen on; None is the next free one.
        seed: Makes the same prefecture and the same cases again.
        is_fresh: Begins with an empty database.
        units: How many ambulance units the prefecture has; None is what the simulators think.
        is_tls: Everybody speaks TLS, under a trial authority of the demonstration's own.
    """

    speed: float = 20.0
    seconds: float | None = None
    is_headless: bool = False
    port: int | None = None
    seed: int = 34
    is_fresh: bool = True
    units: int | None = None
    is_tls: bool = False


def run(settings: Settings, plan: Plan) -> int:
    """Runs a demonstration to its end and returns the simulators' exit status."""
    with _stage(settings, "demo", plan) as stage:
        Console(stderr=plan.is_headless, width=160).print(_addresses(stage))  # no address is cut off
        return stage.play("run", *_run_arguments(plan), *stage.around)


def bench(settings: Settings, arguments: Sequence[str]) -> int:
    """Runs the benchmark against a hub of its own and returns its exit status."""
    with _stage(settings, "bench", Plan(units=_AMBULANCES_OF_JAPAN)) as stage:
        address = stage.settings.data_dir / "bench.dsn"
        address.touch(mode=0o600)
        address.write_text(EmbeddedPostgres(stage.settings.data_dir).dsn.get_secret_value(), encoding="ascii")
        os.environ[BENCH_DSN] = str(address)
        return stage.play("bench", *arguments)


def scenario(settings: Settings, arguments: Sequence[str]) -> int:
    """Plays scenarios against a hub of their own and returns the exit status."""
    with _stage(settings, "scenario", Plan()) as stage:
        return stage.play("scenario", *arguments)


@dataclass(frozen=True, slots=True)
class _Stage:
    """Knows where the running hub listens and where the simulators' files are."""

    settings: Settings
    hub: Process
    folder: Path
    around: Sequence[str] = ()
    trust: dict[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        scheme = "http" if self.settings.tls_certificate is None else "https"
        return f"{scheme}://{_reachable(self.settings.host)}:{self.settings.port}"

    def play(self, act: str, *arguments: str) -> int:
        """Runs the simulators and passes their exit status on; they are ended first when the hub ends."""
        command = _simulators(act, "--hub", self.address, "--dir", str(self.folder), *arguments)
        with child(command, _environment(self.settings) | self.trust) as simulators:
            try:
                while simulators.poll() is None:
                    if self.hub.poll() is not None:
                        raise DemonstrationError("kyukyu serve", _end_of_log(self.settings))
                    time.sleep(0.1)
            except KeyboardInterrupt:
                end(simulators)
            return exit_status(simulators)


@contextmanager
def _stage(settings: Settings, name: str, plan: Plan) -> Iterator[_Stage]:
    """Brings database and hub up in a data folder of their own, with a prefecture enrolled; takes all down again."""
    if settings.dsn is not None and plan.is_fresh:
        raise SettingsError([_NOT_OURS_TO_EMPTY])
    data_dir = settings.data_dir / name
    port = plan.port or _free_port(settings.host, settings.port)
    staged = load(data_dir=data_dir, key_ring=data_dir / "keyring.json", port=port)
    trust: dict[str, str] = {}
    with signals_as_interrupt(), _only_one(settings.data_dir, name):
        if plan.is_fresh:
            EmbeddedPostgres(data_dir).remove()
            shutil.rmtree(data_dir, ignore_errors=True)
        if plan.is_tls:
            staged, trust = _certified(staged)
        with _database(staged):
            folder = _ground(data_dir) if name == "scenario" else _prefecture(data_dir, plan)
            administration.migrate(staged)
            administration.enrol(staged, folder / "enrolment.json")
            if name != "bench":
                _ruled(staged, folder)
            around: Sequence[str] = ()
            if name == "demo":
                ground = _ground(data_dir)
                administration.enrol(staged, ground / "enrolment.json")
                _ruled(staged, ground)
                staged, told = _surrounded(staged, folder)
                around = (*told, "--ground", str(ground))
            with _hub(staged) as hub:
                yield _Stage(staged, hub, folder, around, trust)


def _ruled(settings: Settings, folder: Path) -> None:
    """Puts the rules in force that came with a prefecture; one that was kept from an earlier version has none."""
    if (rules := folder / "rules.toml").exists():
        rule_book.load(settings, rules)


@contextmanager
def _database(settings: Settings) -> Iterator[None]:
    """Keeps the embedded database running, where none is configured, longer than anything that uses it."""
    if settings.dsn is not None:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        yield
        return
    postgres = EmbeddedPostgres(settings.data_dir)
    try:
        postgres.start()
        yield
    finally:
        postgres.stop()


@contextmanager
def _hub(settings: Settings) -> Iterator[Process]:
    """Starts the hub with its output in a file, and waits until it listens."""
    with (
        (settings.data_dir / "hub.log").open("wb") as log,
        child([sys.executable, "-m", "hub", "serve"], _environment(settings), log) as hub,
    ):
        deadline = time.monotonic() + _LISTEN_TIMEOUT_S
        while not _is_listening(settings):
            if hub.poll() is not None or time.monotonic() > deadline:
                raise DemonstrationError("kyukyu serve", _end_of_log(settings))
            time.sleep(0.05)
        yield hub


def _prefecture(data_dir: Path, plan: Plan) -> Path:
    """Lets the simulators make their prefecture, unless it is there from the last time."""
    size = () if plan.units is None else ("--units", str(plan.units))
    return _made(data_dir / "prefecture", "prefecture", "--seed", str(plan.seed), *size)


def _ground(data_dir: Path) -> Path:
    """Lets the simulators make the exercise ground of scenarios, unless it is there from the last time."""
    return _made(data_dir / "ground", "ground")


def _made(folder: Path, act: str, *arguments: str) -> Path:
    if not (folder / "enrolment.json").exists():
        command = _simulators(act, "--out", str(folder), *arguments)
        made = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        if made.returncode != 0:
            raise DemonstrationError(f"simulators {act}", last_words(made.stdout))
    return folder


def _surrounded(settings: Settings, folder: Path) -> tuple[Settings, Sequence[str]]:
    """Connects the outside systems of a demonstration; returns what the simulators must be told."""
    ports = _free_ports("127.0.0.1", settings.port + 1)
    connections = surround(folder, lambda: next(ports))
    adapters = {name: AdapterSettings.model_validate(each) for name, each in connections.items()}
    return settings.model_copy(update={"adapters": adapters}), ("--neighbours", str(folder / NEIGHBOURS))


def _certified(settings: Settings) -> tuple[Settings, dict[str, str]]:
    """Gives the hub a certificate for this machine; returns what makes its simulators trust the authority."""
    names = list(dict.fromkeys(["localhost", "127.0.0.1", _reachable(settings.host)]))
    authority = TrialAuthority.found(settings.data_dir / "tls", names)
    files = authority.certify_hub(names)
    public_url = settings.public_url.replace("http://", "https://", 1)
    shown = {"tls_certificate": files.chain, "tls_key": files.key, "public_url": public_url}
    return settings.model_copy(update=shown), {"SSL_CERT_FILE": str(authority.certificate)}


def _addresses(stage: _Stage) -> Table:
    """Shows where to look, with a fresh one-time code for each screen."""
    shown = json.loads((stage.folder / "keys.json").read_text(encoding="utf-8"))["show"]
    table = Table(title="救急ハブ Kyukyu Hub", show_header=False)
    for screen, title in _SCREENS.items():
        if caller := shown.get(screen):
            table.add_row(title, f"{stage.address}/{screen}#code={administration.code(stage.settings, caller)}")
    table.add_row("管理者 administrator", _administrator(stage, shown["operations"]))
    table.add_row("部品一覧 gallery", f"{stage.address}/gallery")
    table.add_row("API", f"{stage.address}/docs")
    for authority in stage.trust.values():
        table.add_row("認証局 trust in your browser", authority)
    table.add_row("終了 stop", "Ctrl-C")
    return table


def _administrator(stage: _Stage, screen: str) -> str:
    """Gives an address where a visitor becomes the administrator by a passkey; of the screen alone where one is."""
    callers = json.loads((stage.folder / "enrolment.json").read_text(encoding="utf-8"))["callers"]
    organisation = next(each["organisation"] for each in callers if each["id"] == screen)
    try:
        return staff.bootstrap(stage.settings, organisation, "administrator", "管理者(体験用)").link
    except ConflictError:
        return f"{stage.settings.public_url}/operations#code={administration.code(stage.settings, screen)}"


def _run_arguments(plan: Plan) -> list[str]:
    arguments = ["--speed", str(plan.speed), "--seed", str(plan.seed)]
    if plan.seconds is not None:
        arguments += ["--seconds", str(plan.seconds)]
    if plan.is_headless:
        arguments.append("--headless")
    return arguments


# Processes.


def _simulators(act: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "simulators", act, *arguments]


def _environment(settings: Settings) -> dict[str, str]:
    """Hands a child the settings that differ from the operator's; it finds the database by the data folder."""
    files = {"KYUKYU_TLS_CERTIFICATE": settings.tls_certificate, "KYUKYU_TLS_KEY": settings.tls_key}
    return (
        os.environ
        | {name: str(file or "") for name, file in files.items()}
        | {
            "KYUKYU_DATA_DIR": str(settings.data_dir),
            "KYUKYU_KEY_RING": str(settings.key_ring),
            "KYUKYU_PORT": str(settings.port),
            "KYUKYU_PUBLIC_URL": settings.public_url,
            "KYUKYU_ADAPTERS": json.dumps({name: each.model_dump() for name, each in settings.adapters.items()}),
        }
    )


@contextmanager
def _only_one(data_dir: Path, name: str) -> Iterator[None]:
    """Refuses to begin where another one runs: a fresh start would remove its database."""
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / f"{name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DemonstrationError(f"kyukyu {name}", f"another one runs in {data_dir}") from None
        yield


def _end_of_log(settings: Settings) -> str:
    return last_words((settings.data_dir / "hub.log").read_text(encoding="utf-8", errors="replace"))


# Ports.


def _reachable(host: str) -> str:
    """Gives an address that a browser on this machine can open for one that the hub listens on."""
    return "127.0.0.1" if host in {"0.0.0.0", "::", ""} else host  # noqa: S104 - compared, not bound


def _free_port(host: str, first: int) -> int:
    """Finds the next port that nobody listens on."""
    return next(_free_ports(host, first))


def _free_ports(host: str, first: int) -> Iterator[int]:
    """Yields the ports that nobody listens on.

    Raises:
        DemonstrationError: There are no more.
    """
    for port in range(first, first + _PORTS_TRIED):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with suppress(OSError):
                probe.bind((host, port))
                yield port
    raise DemonstrationError("kyukyu demo", f"no free port from {first} on")


def _is_listening(settings: Settings) -> bool:
    with suppress(OSError), socket.create_connection((_reachable(settings.host), settings.port), timeout=1):
        return True
    return False
