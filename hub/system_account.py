"""The system account that a program of ours runs as when we are root, and the folders it may enter.

PostgreSQL refuses to run as root. The account `kyukyu-db` is made at the first start (`nobody` where accounts cannot be
made) and stays: other checkouts on the machine use it too. Nobody else's folder is ever loosened for it.
"""

from __future__ import annotations

import os
import pwd
import stat
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from hub.errors import EmbeddedDatabaseError

if TYPE_CHECKING:
    from collections.abc import Mapping

_NAME: Final = "kyukyu-db"
_NEAR: Final = 8
"""Lines at the end of an output among which its reason stands."""


@dataclass(frozen=True, slots=True)
class SystemAccount:
    """Acts as the system account that owns the files and processes of the database."""

    uid: int
    gid: int

    @classmethod
    def choose(cls) -> SystemAccount:
        """Takes our own account, or a powerless one when we are root."""
        if os.geteuid() != 0:
            return cls(os.geteuid(), os.getegid())
        with suppress(KeyError):
            return cls._named(_NAME)
        with suppress(KeyError, OSError, subprocess.CalledProcessError):
            command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", _NAME]
            subprocess.run(command, check=True, capture_output=True)
            return cls._named(_NAME)
        return cls._named("nobody")

    @classmethod
    def _named(cls, name: str) -> SystemAccount:
        entry = pwd.getpwnam(name)
        return cls(entry.pw_uid, entry.pw_gid)

    def can_run(self, *command: str | Path) -> bool:
        """Tells whether the program ends well when this account runs it."""
        try:
            return self._run(*command).returncode == 0
        except OSError:
            return False

    def run(self, *command: str | Path, environment: Mapping[str, str] | None = None) -> None:
        """Runs a program to its end; secrets stand in its environment, where no list of processes shows them.

        Raises:
            EmbeddedDatabaseError: It could not be started or reported a failure.
        """
        result = self._run(*command, environment=environment)
        if result.returncode != 0:
            raise EmbeddedDatabaseError(Path(command[0]).name, last_words(result.stdout))

    def _run(
        self, *command: str | Path, environment: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Runs a program away from our terminal, folder and environment."""
        is_other = self.uid != os.geteuid()
        return subprocess.run(
            command,
            user=self.uid if is_other else None,
            group=self.gid if is_other else None,
            extra_groups=[] if is_other else None,
            umask=0o077,
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C", **(environment or {})},
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )

    def make_private(self, folder: Path) -> None:
        """Makes a folder that only this account can enter, or checks the one that is there."""
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700)
            os.chown(folder, self.uid, self.gid)
        refuse_foreign(folder, self.uid)

    def write(self, file: Path, text: str) -> None:
        """Writes a file that only this account can read; never through a link that it may have laid."""
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
            os.fchown(descriptor, self.uid, self.gid)
            opened.write(text)


def make_folder(folder: Path) -> None:
    """Makes a folder that the database's account may pass when we are root; one that is there stays as it is."""
    with suppress(FileExistsError):
        folder.mkdir(parents=True)
        folder.chmod(0o711 if os.geteuid() == 0 else 0o700)


def refuse_foreign(folder: Path, uid: int) -> None:
    """Refuses a folder that somebody else made, links to, or can write: `/tmp` is open to all."""
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != uid or found.st_mode & 0o022:
        raise EmbeddedDatabaseError("files", f"{folder} belongs to somebody else")


def last_words(output: str) -> str:
    """Shortens a program's output to the lines that say why it failed: what was fatal, and the last ones."""
    lines = [line.strip() for line in output.strip().splitlines()[-_NEAR:]]
    return " / ".join(dict.fromkeys([*(line for line in lines if "FATAL" in line), *lines[-3:]]))
