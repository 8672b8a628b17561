"""Where a secret comes from: a file that is closed to other accounts, or a command that prints it.

Never an argument, which every account of the machine can read, and never the environment, which every process hands on.
"""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from hub.errors import SecretError

_PATIENCE_S: Final = 30.0


def is_open(path: Path) -> bool:
    """Tells whether other accounts may read a file.

    In the folder of a service's credentials, which systemd closes to all others, the mode shows an access list and
    nothing more (systemd.exec(5), `LoadCredential=`).
    """
    credentials = os.environ.get("CREDENTIALS_DIRECTORY")
    return bool(path.stat().st_mode & 0o077) and (credentials is None or path.parent != Path(credentials))


def from_file(path: Path) -> bytes:
    """Reads a secret from its file.

    Raises:
        SecretError: The file is not readable, or not its owner's alone.
    """
    try:
        if is_open(path):
            raise SecretError(str(path), "readable by others")
        return path.read_bytes()
    except OSError as error:
        raise SecretError(str(path), error.strerror or type(error).__name__) from None


def from_command(command: Sequence[str], given: bytes = b"") -> bytes:
    """Returns what a command prints, which reads what it is given; what it complains of is not repeated.

    Raises:
        SecretError: It cannot be started, does not end in time, or ends with another status than 0.
    """
    try:
        done = subprocess.run(command, input=given, capture_output=True, timeout=_PATIENCE_S, check=False)
    except subprocess.TimeoutExpired:
        raise SecretError(command[0], f"no answer within {_PATIENCE_S:.0f} s") from None
    except OSError as error:
        raise SecretError(command[0], error.strerror or type(error).__name__) from None
    if done.returncode:
        raise SecretError(command[0], f"exit status {done.returncode}")
    return done.stdout


def line(file: Path | None, command: Sequence[str] | None) -> str | None:
    """Returns the one line that a secret is, out of a file or else by a command; None where neither is named.

    Raises:
        SecretError: It cannot be had, or is not one line of text.
    """
    if file is None and command is None:
        return None
    raw = from_file(file) if file is not None else from_command(command or ())
    try:
        (said,) = raw.decode().splitlines()
    except ValueError:
        raise SecretError(str(file or (command or ("",))[0]), "not one line of text") from None
    return said
