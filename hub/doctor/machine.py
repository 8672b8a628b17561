"""Looks at the machine: its interpreter, where our packages come from, the disk, and whether its clock is led."""

from __future__ import annotations

import ctypes
import shutil
import struct
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import hub
from hub.doctor.finding import Finding, State

_PYTHON: Final = ((3, 11), (3, 14))
_DISK_FREE_MIN: Final = 2 * 1024**3
_TIMEX: Final = "@Illlli"
"""The beginning of `struct timex`: modes, offset, freq, maxerror (in microseconds), esterror, status."""
_UNSYNCHRONISED: Final = 0x0040


def check_python(version: tuple[int, int]) -> Finding:
    """Compares the interpreter with the versions that are tried."""
    least, below = _PYTHON
    spoken = ".".join(map(str, version))
    state = State.GOOD if least <= version < below else State.BAD
    return Finding("Python", state, f"{spoken}(3.11〜3.13が必要)", f"{spoken} (3.11 to 3.13 are supported)")


def check_packages() -> Finding:
    """Looks where `hub` and `adapters` come from: both names exist elsewhere on PyPI, too."""
    ours = Path(hub.__file__).parents[1]
    spec = find_spec("adapters")
    theirs = Path(spec.origin).parents[1] if spec and spec.origin else None
    if theirs == ours:
        return Finding("packages", State.GOOD, f"{ours} から読み込み", f"loaded from {ours}")
    return Finding(
        "packages", State.BAD, f"adaptersが別の場所({theirs})にあります", f"adapters is another one: {theirs}"
    )


def check_disk(data_dir: Path) -> Finding:
    """Measures the space that is left: a full disk and then a crash leave a database that cannot start."""
    there = next(folder for folder in (data_dir, *data_dir.parents) if folder.exists())
    free = shutil.disk_usage(there).free
    spoken = f"{free / 1024**3:.1f} GiB"
    state = State.GOOD if free >= _DISK_FREE_MIN else State.BAD
    return Finding("disk", state, f"空き容量 {spoken}(2 GiB以上が必要)", f"{spoken} free (2 GiB are needed)")


def check_time(led_within_s: float | None) -> Finding:
    """Judges whether the machine's clock is led by a better one; the safety guideline asks for a trustworthy time."""
    if led_within_s is None:
        return Finding(
            "time",
            State.WARNING,
            "時刻同期(NTP)が確認できません",
            "not known to be synchronised (NTP): see timedatectl",
        )
    return Finding("time", State.GOOD, f"同期中(誤差{led_within_s:.3f}秒以内)", f"led, within {led_within_s:.3f} s")


def led_within_s() -> float | None:
    """Returns within how many seconds the kernel's clock is led by another one (adjtimex(2)); None where it is not."""
    told = ctypes.create_string_buffer(512)  # all zero: nothing is changed
    try:
        answer = ctypes.CDLL(None).adjtimex(told)
    except (OSError, AttributeError):  # another kernel than Linux
        return None
    _, _, _, most_us, _, status = struct.unpack_from(_TIMEX, told)
    return None if answer < 0 or status & _UNSYNCHRONISED else most_us / 1e6
