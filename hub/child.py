"""Processes that we start, end in our own order, and whose status we pass on."""

from __future__ import annotations

import signal
import subprocess
from contextlib import contextmanager, suppress
from typing import IO, TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from types import FrameType

Process: TypeAlias = "subprocess.Popen[bytes]"

_ENDINGS: Final = ((signal.SIGINT, 20.0), (signal.SIGTERM, 5.0), (signal.SIGKILL, None))
_STOP_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def child(command: Sequence[str], environment: Mapping[str, str], output: IO[bytes] | None = None) -> Iterator[Process]:
    """Starts a process that the terminal's Ctrl-C does not reach, so that we end things in their order."""
    process = subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        end(process)


def end(process: Process) -> None:
    """Asks a process to end, more firmly each time, and waits for it."""
    for asked, patience_s in _ENDINGS:
        if process.poll() is not None:
            return
        process.send_signal(asked)
        with suppress(subprocess.TimeoutExpired):
            process.wait(patience_s)


def exit_status(process: Process) -> int:
    """Gives the status as a shell would: 128 + n for a process that signal n ended."""
    status = process.wait()
    return status if status >= 0 else 128 - status


@contextmanager
def signals_as_interrupt() -> Iterator[None]:
    """Turns the first wish to stop into KeyboardInterrupt and ignores the next ones: we are at it."""

    def interrupt(_signal: int, _frame: FrameType | None) -> None:
        for each in _STOP_SIGNALS:
            signal.signal(each, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = {each: signal.signal(each, interrupt) for each in _STOP_SIGNALS}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
