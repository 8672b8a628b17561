"""Where a benchmark takes place: a running hub with an enrolled prefecture, and the database behind it.

Either the caller has set it up and says where it is, or it is set up here: database and hub as processes of their own,
in a folder that is emptied before and afterwards.
"""

import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlsplit

import asyncpg
import psutil
import uvloop

from simulators import enrolment
from simulators.http import wait_until_ready
from simulators.machine import child, last_words
from simulators.prefecture import Prefecture

DSN: Final = "KYUKYU_BENCH_DSN_FILE"
"""How a caller says where the database of its hub is."""


class BenchFailedError(Exception):
    """Says why a benchmark could not be carried out."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A hub to measure.

    Attributes:
        address: Where it listens, `http://host:port`.
        folder: The files of the prefecture that is enrolled.
        dsn: Its database.
        hub_pid: Its process.
        database_pid: The database's first process.
    """

    address: str
    folder: Path
    dsn: str
    hub_pid: int
    database_pid: int


def given(address: str, folder: Path) -> Stage:
    """Returns the stage that the caller has set up.

    Raises:
        BenchFailedError: The hub or its database is not there.
    """
    dsn = _named(DSN)
    if dsn is None:
        raise BenchFailedError(f"{DSN} does not say where the hub's database is")
    return _look_at(address, folder, dsn)


def _named(variable: str) -> str | None:
    """Returns what stands in the file that a variable of the environment names."""
    file = os.environ.get(variable)
    return None if file is None else Path(file).read_text(encoding="utf-8").strip()


@contextmanager
def fresh(prefecture: Prefecture, data_dir: Path) -> Iterator[Stage]:
    """Sets up a database and a hub in the folder, and removes all of it afterwards.

    Raises:
        BenchFailedError: One of them does not start.
    """
    folder, log, port = data_dir / "prefecture", data_dir / "hub.log", free_port()
    environment = {"KYUKYU_DATA_DIR": str(data_dir), "KYUKYU_PORT": str(port), "KYUKYU_LOG_LEVEL": "warning"}
    enrolment.write(prefecture, folder)
    _command(environment, "clean", "--yes")
    try:
        _command(environment, "migrate")
        _command(environment, "enrol", str(folder / enrolment.ENROLMENT))
        with log.open("wb") as output, child(["-m", "hub", "serve"], environment, stdout=output, stderr=output) as hub:
            wait_for_port(port, hub, log)
            yield _look_at(f"http://127.0.0.1:{port}", folder, _named("KYUKYU_DSN_FILE") or _embedded_dsn(data_dir))
    finally:
        _command(environment, "clean", "--yes")


def free_port() -> int:
    """Returns a port of the loopback address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for_port(
    port: int, process: subprocess.Popen[bytes] | None = None, log: Path | None = None, within_s: float = 60.0
) -> None:
    """Waits until somebody listens.

    Raises:
        BenchFailedError: Nobody does in time, or the process has ended.
    """
    give_up_at = time.monotonic() + within_s
    while time.monotonic() < give_up_at:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process is not None and process.poll() is not None:
            break
        time.sleep(0.1)
    raise BenchFailedError(f"nobody listens on the port:\n{last_words(log) if log else ''}")


def _look_at(address: str, folder: Path, dsn: str) -> Stage:
    """Finds the processes behind an address and a database on this machine."""
    if not uvloop.run(wait_until_ready(address)):
        raise BenchFailedError("the hub is not ready")
    port = urlsplit(address).port
    listening = [
        it.pid
        for it in psutil.net_connections("tcp")
        if it.status == psutil.CONN_LISTEN and it.laddr.port == port and it.pid is not None
    ]
    if not listening:
        raise BenchFailedError("the hub's process is not ours to see")
    return Stage(address, folder, dsn, listening[0], uvloop.run(_postmaster(dsn)))


async def _postmaster(dsn: str) -> int:
    """Returns the parent of the process that serves a connection: the database's first one."""
    connection = await asyncpg.connect(dsn)
    try:
        backend = await connection.fetchval("SELECT pg_backend_pid()")
        return int(psutil.Process(backend).ppid())
    except psutil.Error as error:
        raise BenchFailedError("the database does not run on this machine") from error
    finally:
        await connection.close()


def _embedded_dsn(data_dir: Path) -> str:
    """Returns how to reach the hub's own database, which is elsewhere where its account cannot enter the folder."""
    link = data_dir / "embedded.place"
    place = (link.resolve() if link.exists() else data_dir) / "postgres"
    socket_folder = (place / "data" / "postmaster.pid").read_text().split("\n")[4]
    password = (place / "password").read_text().strip()
    return f"postgresql://kyukyu:{quote(password, safe='')}@/postgres?host={quote(socket_folder, safe='')}"


def _command(environment: Mapping[str, str], *arguments: str) -> None:
    with child(["-m", "hub", *arguments], environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        output, _ = process.communicate(timeout=120)
    if process.returncode != 0:
        raise BenchFailedError(f"hub {arguments[0]} failed: {output.decode('utf-8', 'replace')[-500:]}")
