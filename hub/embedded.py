"""An own PostgreSQL for a machine without one, from the binaries of a wheel.

It listens on a Unix socket in a folder that only its system account can enter, asks for a random password there too
(scram-sha-256), keeps checksums, and commits durably. The wheel's own launcher is not used: it leaves `trust` and a
socket open to everybody, and loosens the folders above.

PostgreSQL refuses to run as root. Started by root it runs as another account (`hub.system_account`). When that one
cannot reach the data folder, as in a clone below `/root`, the database gets a place of its own below `/var/lib`, and
the link `embedded.place` in the data folder leads there. Processes are recognised through `/proc`: this is for Linux.

```
data_dir/                     (or the fallback place /var/lib/kyukyu-<hash of data_dir>)
├── pgserver-<version>/       copy of the binaries, when the account cannot run those of the wheel
└── postgres/                 0700, owned by the account
    ├── password  log
    ├── socket/               below /tmp when this path is too long for a socket
    └── data/
```
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
import shutil
import signal
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, Self
from urllib.parse import quote

from pydantic import SecretStr

from hub.errors import EmbeddedDatabaseError
from hub.programs import PROGRAMS, copied, wheel_site
from hub.system_account import SystemAccount, last_words, make_folder, refuse_foreign

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

StopMode = Literal["smart", "fast", "immediate"]

_ROLE: Final = "kyukyu"
_FALLBACK: Final = Path("/var/lib")  # not /var/tmp: it is swept of files that nobody read for a month
_SHORT: Final = Path("/tmp")  # noqa: S108 - a folder there is checked to be ours
_SOCKET: Final = ".s.PGSQL.5432"
_SOCKET_PATH_MAX: Final = 107
_WAIT_S: Final = 60

_SETTINGS: Final[Mapping[str, str]] = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "password_encryption": "scram-sha-256",
    # Promise P1: what was acknowledged is on disk.
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    # A small machine and short statements.
    "shared_buffers": "128MB",
    "effective_cache_size": "512MB",
    "maintenance_work_mem": "64MB",
    "max_connections": "60",
    "max_parallel_workers_per_gather": "0",
    "jit": "off",
    # Promise P11: neither a row nor a statement reaches the log.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_checkpoints": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


class EmbeddedPostgres:
    """Keeps one PostgreSQL in a data folder; a second handle on the same folder finds the same server.

    A handle stops only the server that it started itself; `remove` is the exception.
    """

    def __init__(self, data_dir: Path) -> None:
        """Takes the data folder; nothing is made before `start`."""
        self._data_dir = data_dir.resolve()
        self._has_started = False
        self._extra: Mapping[str, str] = {}

    @classmethod
    def ensure(cls, data_dir: Path) -> Self:
        """Returns a handle whose server runs and answers."""
        postgres = cls(data_dir)
        postgres.start()
        return postgres

    @property
    def dsn(self) -> SecretStr:
        """The address with its password; the same for every start on this data folder."""
        try:
            password = (self._home / "password").read_text(encoding="ascii")
        except OSError as error:
            raise EmbeddedDatabaseError("password", str(error.strerror)) from error
        return SecretStr(f"postgresql://{_ROLE}:{password}@/postgres?host={quote(str(self._socket_dir))}")

    @property
    def pid(self) -> int | None:
        """The process id of the server, or None when it does not run."""
        pid = self._noted_pid()
        return pid if pid is not None and _lives_in(pid, self._data) else None

    def start(self, settings: Mapping[str, str] | None = None) -> None:
        """Starts the server unless it runs already, and waits until it answers.

        Args:
            settings: PostgreSQL settings that differ from ours for this run, as in a negative control.

        Raises:
            EmbeddedDatabaseError: Says which step failed.
        """
        with self._alone():
            if self.pid is None:
                self._extra = dict(settings or {})
                self._launch()
                self._has_started = True
            self._await_ready()

    def stop(self, mode: StopMode = "fast") -> None:
        """Stops the server if this handle started it; a server found running is left alone."""
        if self._has_started:
            with self._alone():
                self._halt(mode)
                self._has_started = False

    def restart(self, mode: StopMode = "fast") -> None:
        """Stops the server and starts it again with the settings of its last start here."""
        with self._alone():
            self._halt(mode)
            self._launch()
            self._has_started = True
            self._await_ready()

    def kill(self) -> None:
        """Kills the server and its children without a word to them, as a crash would."""
        pid = self.pid
        if pid is None:
            return
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
        doomed = [pid, *map(int, children.split())]
        for each in doomed:
            with suppress(ProcessLookupError):
                os.kill(each, signal.SIGKILL)
        self._await_empty()

    def remove(self) -> None:
        """Stops the server, whoever started it, and removes its data, its password and its fallback place."""
        if not self._home.exists():
            self._note.unlink(missing_ok=True)
            return
        with self._alone():
            self._halt("immediate")
            self._has_started = False
            if self._place != self._data_dir:
                condemned = [self._socket_dir, self._place]
            else:
                condemned = [self._socket_dir, self._home, *self._place.glob("pgserver-*")]
            for folder in condemned:
                shutil.rmtree(folder, ignore_errors=not folder.exists())
            self._note.unlink(missing_ok=True)

    # What an archive of it needs (`hub.archive`).

    @property
    def password(self) -> str:
        """What the server asks for; with it the cluster can be planted elsewhere."""
        return (self._home / "password").read_text(encoding="ascii")

    @property
    def cluster(self) -> Path:
        """The folder of its data, to be copied while it does not run."""
        return self._data

    def run(self, program: str, *arguments: str | Path) -> None:
        """Runs a program of PostgreSQL as the server's account, with its password and its socket at hand."""
        account = self.account()
        host = {"PGHOST": str(self._socket_dir), "PGUSER": _ROLE, "PGPASSWORD": self.password}
        account.run(self._programs(account) / program, *arguments, environment=host)

    def plant(self, cluster: Path, password: str) -> None:
        """Puts a copy of a cluster where there is none, so that the next start finds it; one is never covered."""
        with self._alone():
            account = self.account()
            self._settle(account)
            if self._data.exists():
                raise EmbeddedDatabaseError("plant", f"there is a database in {self._data_dir} already")
            attempt = self._home / "data.new"
            shutil.rmtree(attempt, ignore_errors=not attempt.exists())
            account.run("cp", "-a", cluster, attempt)
            account.write(self._home / "password", password)
            attempt.rename(self._data)

    # Where things are.

    @property
    def _note(self) -> Path:
        return self._data_dir / "embedded.place"

    @property
    def _place(self) -> Path:
        if self._note.is_symlink():
            return self._note.readlink()
        is_left = self._fallback.exists() and self._fallback.stat().st_uid == os.geteuid()
        return self._fallback if is_left else self._data_dir

    @property
    def _fallback(self) -> Path:
        return _FALLBACK / _named_after(self._data_dir)

    @property
    def _home(self) -> Path:
        return self._place / "postgres"

    @property
    def _data(self) -> Path:
        return self._home / "data"

    @property
    def _socket_dir(self) -> Path:
        beside = self._home / "socket"
        fits = len(os.fsencode(beside / _SOCKET)) <= _SOCKET_PATH_MAX
        return beside if fits else _SHORT / _named_after(self._home)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Lets one process at a time start, stop or remove; turns faults of the file system into our error."""
        try:
            make_folder(self._data_dir)
            path = self._data_dir / "embedded.lock"
            path.touch(mode=0o600)
            with path.open() as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                yield
        except OSError as error:
            raise EmbeddedDatabaseError("files", f"{error.strerror}: {error.filename}") from error

    # Starting and stopping, under the lock.

    def _launch(self) -> None:
        account = self.account()
        self._settle(account)
        programs = self._programs(account)
        if not self._data.exists():
            self._initialise(account, programs)
        self._await_empty()
        self._forget_reused_pid()
        account.make_private(self._socket_dir)
        account.write(self._data / "postgresql.conf", self._configuration())
        log = self._home / "log"
        try:
            account.run(programs / "pg_ctl", "start", "--silent", "-w", f"-t{_WAIT_S}", "-l", log, "-D", self._data)
        except EmbeddedDatabaseError as error:
            raise self._failed(error.detail) from error

    def _failed(self, otherwise: str) -> EmbeddedDatabaseError:
        """Returns why the server did not start, by its own log where there is one."""
        log = self._home / "log"
        return EmbeddedDatabaseError(
            "start", last_words(log.read_text(errors="replace")) if log.exists() else otherwise
        )

    def _halt(self, mode: StopMode) -> None:
        if self.pid is not None:
            account = self.account()
            program = self._programs(account) / "pg_ctl"
            account.run(program, "stop", "--silent", "-w", f"-t{_WAIT_S}", "-m", mode, "-D", self._data)

    def account(self) -> SystemAccount:
        """Returns the system account that the data belong to; chooses one where there are none."""
        if self._home.exists():
            owner = self._home.stat()
            return SystemAccount(owner.st_uid, owner.st_gid)
        return SystemAccount.choose()

    def _settle(self, account: SystemAccount) -> None:
        """Makes the database's folder, in the fallback place where the account cannot reach the data folder."""
        if not self._home.exists() and not account.can_run("test", "-x", self._place):
            make_folder(self._fallback)
            self._note.unlink(missing_ok=True)
            self._note.symlink_to(self._fallback)
        if self._place != self._data_dir:
            refuse_foreign(self._place, os.geteuid())
        account.make_private(self._home)

    def _programs(self, account: SystemAccount) -> Path:
        """Finds binaries that the account can run; copies the wheel's where it cannot."""
        programs = wheel_site() / PROGRAMS
        return programs if account.can_run(programs / "postgres", "--version") else copied(self._place)

    def _initialise(self, account: SystemAccount, programs: Path) -> None:
        """Makes the cluster under another name first, so that a broken attempt is never taken for one."""
        password, attempt = self._home / "password", self._home / "data.new"
        shutil.rmtree(attempt, ignore_errors=not attempt.exists())
        account.write(password, secrets.token_urlsafe(32))
        account.run(
            *(programs / "initdb", "-D", attempt, "--username", _ROLE, "--pwfile", password, "--data-checksums"),
            *("--auth-local=scram-sha-256", "--auth-host=reject"),
            *("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
        )
        attempt.rename(self._data)

    def _configuration(self) -> str:
        socket_dir = '"' + str(self._socket_dir).replace('"', '""') + '"'  # a list of quoted names
        chosen = {**_SETTINGS, "unix_socket_directories": socket_dir, **self._extra}
        escaped = {name: value.replace("\\", "\\\\").replace("'", "''") for name, value in chosen.items()}
        return "# Written anew at every start.\n" + "".join(f"{name} = '{value}'\n" for name, value in escaped.items())

    # The server's process.

    def _pid_file(self) -> list[str]:
        with suppress(FileNotFoundError):
            return (self._data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        return []

    def _noted_pid(self) -> int | None:
        lines = self._pid_file()
        return int(lines[0]) if lines else None

    def _await_ready(self) -> None:
        deadline = time.monotonic() + _WAIT_S
        while not any(line.strip() == "ready" for line in self._pid_file()):
            if self.pid is None or time.monotonic() > deadline:
                raise self._failed("the server does not answer")
            time.sleep(0.02)

    def _await_empty(self) -> None:
        """Waits for the children of a killed server: they notice its death by themselves."""
        deadline = time.monotonic() + _WAIT_S
        while any(_lives_in(int(entry.name), self._data) for entry in Path("/proc").glob("[0-9]*")):
            if time.monotonic() > deadline:
                raise EmbeddedDatabaseError("start", "processes of a former server still run")
            time.sleep(0.02)

    def _forget_reused_pid(self) -> None:
        """Drops stale lock files whose number now belongs to a stranger: PostgreSQL would not dare to start."""
        pid = self._noted_pid()
        if pid is not None and Path(f"/proc/{pid}").exists():
            (self._data / "postmaster.pid").unlink()
            (self._socket_dir / f"{_SOCKET}.lock").unlink(missing_ok=True)


def _named_after(path: Path) -> str:
    return "kyukyu-" + hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def _lives_in(pid: int, folder: Path) -> bool:
    """Tells whether a process works in the folder, as every process of a PostgreSQL does in its data."""
    try:
        return Path(f"/proc/{pid}/cwd").readlink() == folder
    except OSError:
        return False
