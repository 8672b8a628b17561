"""Children: started apart, asked to end more firmly each time, their status passed on."""

import os
import signal
import subprocess
import sys
import time

import pytest

from hub import child

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nprint('ready', flush=True)\ntime.sleep(60)",
]


def test_a_child_ends_with_its_block() -> None:
    with child.child(SLEEPER, os.environ) as process:
        assert process.poll() is None

    assert process.returncode == -signal.SIGINT


def test_a_child_that_ignores_the_first_wish_is_asked_more_firmly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "_ENDINGS", ((signal.SIGINT, 0.3), (signal.SIGTERM, 30.0), (signal.SIGKILL, None)))
    process = subprocess.Popen(STUBBORN, stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()

    child.end(process)
    process.stdout.close()

    assert process.returncode == -signal.SIGTERM


def test_the_terminal_does_not_reach_a_child() -> None:
    with child.child(SLEEPER, os.environ) as process:
        assert os.getsid(process.pid) != os.getsid(0)


def test_a_second_wish_to_stop_does_not_break_off_the_ending() -> None:
    before = signal.getsignal(signal.SIGTERM)

    with child.signals_as_interrupt():
        with pytest.raises(KeyboardInterrupt):
            _raise_and_wait(signal.SIGTERM)
        _raise_and_wait(signal.SIGTERM)

    assert signal.getsignal(signal.SIGTERM) is before


def _raise_and_wait(number: signal.Signals) -> None:
    signal.raise_signal(number)
    time.sleep(0)
