"""The machine and the processes of a benchmark: what they are, and what they use."""

import os
import platform
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path
from typing import IO, Final

import psutil

_ENDINGS: Final = ((signal.SIGINT, 15.0), (signal.SIGTERM, 5.0), (signal.SIGKILL, None))
_MIB: Final = 1024 * 1024
_FILES_WANTED: Final = 65_536


class Usage:
    """CPU and memory of groups of processes, between two moments."""

    def __init__(self, groups: Mapping[str, Sequence[int]]) -> None:
        """Takes the root processes of each group; their children belong to it."""
        self._groups = groups
        self._before: dict[str, float] = {}
        self._at = 0.0

    def begin(self) -> None:
        """Notes where everything stands."""
        self._before = {name: self._cpu_s(pids) for name, pids in self._groups.items()}
        self._at = time.monotonic()

    def end(self) -> tuple[dict[str, float], dict[str, float]]:
        """Returns cores used since `begin`, and MiB resident (shared memory of a database counts once)."""
        passed_s = time.monotonic() - self._at
        cores = {
            name: round(max(self._cpu_s(pids) - self._before[name], 0) / passed_s, 3)
            for name, pids in self._groups.items()
        }
        return cores, {name: self._mib(pids) for name, pids in self._groups.items()}

    def _cpu_s(self, pids: Sequence[int]) -> float:
        total = 0.0
        for process in _family(pids):
            with suppress(psutil.Error):
                times = process.cpu_times()
                total += times.user + times.system
        return total

    def _mib(self, pids: Sequence[int]) -> float:
        shared, own = 0, 0
        for process in _family(pids):
            with suppress(psutil.Error):
                memory = process.memory_info()
                shared = max(shared, memory.shared)
                own += memory.rss - memory.shared
        return round((shared + own) / _MIB, 1)


def _family(pids: Sequence[int]) -> Iterator[psutil.Process]:
    for pid in pids:
        with suppress(psutil.Error):
            root = psutil.Process(pid)
            yield root
            yield from root.children(recursive=True)


def describe() -> dict[str, str | int]:
    """Returns what the figures depend on, without a name of the machine or a path."""
    return {
        "cores": os.cpu_count() or 0,
        "memory_gib": round(psutil.virtual_memory().total / 1024**3),
        "system": platform.system(),
        "python": platform.python_version(),
        **{name: version(name) for name in ("uvicorn", "uvloop", "websockets", "asyncpg")},
    }


def allow_many_files() -> None:
    """Raises the limit of open files as far as it may go; children inherit it."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _FILES_WANTED if hard == resource.RLIM_INFINITY else min(_FILES_WANTED, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


@contextmanager
def child(
    arguments: Sequence[str],
    environment: Mapping[str, str] | None = None,
    *,
    stdin: int = subprocess.DEVNULL,
    stdout: int | IO[bytes] | None = None,
    stderr: int | IO[bytes] | None = None,
) -> Iterator[subprocess.Popen[bytes]]:
    """Starts this Python with the arguments, and ends that process, and no other, on the way out."""
    process = subprocess.Popen(
        [sys.executable, *arguments],
        env={**os.environ, **(environment or {})},
        stdin=stdin,
        stdout=stdout,
        stderr=stderr,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        for asked, patience_s in _ENDINGS:
            if process.poll() is not None:
                break
            process.send_signal(asked)
            with suppress(subprocess.TimeoutExpired):
                process.wait(patience_s)


def last_words(log: Path, count: int = 12) -> str:
    """Returns the last lines of a log."""
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-count:])
