"""Keys that a command prints and another keeps: the same ring as in a file, and the hub holds no file."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest

from hub import secret
from hub.errors import IntegrityError, KeyRingError, SecretError
from hub.security.key_ring import KeyRing
from hub.security.key_source import CommandSource, Held
from tests.factories import new_key

SUBJECT: Final = new_key()
KEY: Final = b"k" * 32
SEAL: Final = 'base64 > "$0"'
OPEN: Final = '[ ! -e "$0" ] || base64 -d "$0"'


def command(program: str, *arguments: object) -> Sequence[str]:
    return ["sh", "-c", program, *map(str, arguments)]


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """Where the commands keep the ring, sealed in a way of their own."""
    return tmp_path / "ring.sealed"


@pytest.fixture
def source(kept: Path) -> CommandSource:
    return CommandSource(command(OPEN, kept), command(SEAL, kept))


def test_before_the_first_key_is_made_it_says_how_to_make_it(source: CommandSource) -> None:
    with pytest.raises(KeyRingError, match="kyukyu keys rotate"):
        KeyRing.of(source)

    assert source.rotate() == "1"
    assert KeyRing.of(source).active == "1"


def test_keys_are_rotated_rewrapped_and_dropped_through_the_commands(source: CommandSource, kept: Path) -> None:
    source.rotate()
    before = KeyRing.of(source).wrap(KEY, SUBJECT)

    assert source.rotate() == "2"
    ring = KeyRing.of(source)
    anew = ring.rewrap(before, SUBJECT)
    assert anew is not None
    assert ring.unwrap(before, SUBJECT) == KEY
    source.drop("1")

    left = KeyRing.of(source)
    assert left.unwrap(anew, SUBJECT) == KEY
    with pytest.raises(IntegrityError):
        left.unwrap(before, SUBJECT)
    assert b"active" not in kept.read_bytes(), "it lies sealed"


@pytest.mark.parametrize("name", ["1", "9"])
def test_the_active_key_and_one_that_is_not_there_are_not_dropped(source: CommandSource, name: str) -> None:
    source.rotate()

    with pytest.raises(KeyRingError):
        source.drop(name)


def test_a_running_hub_asks_again_when_it_is_time_and_at_once_for_a_key_that_it_misses(
    source: CommandSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    source.rotate()
    used, asked = KeyRing.of(source), counted(source, monkeypatch)
    source.rotate()
    by_the_new = KeyRing.of(CommandSource(source._command, None)).wrap(KEY, SUBJECT)

    used.renew()
    now[0] += 4
    with pytest.raises(IntegrityError):
        used.unwrap(by_the_new, SUBJECT)  # it was asked a moment ago; who writes nonsense does not make it run
    assert asked == []

    now[0] += 2
    assert used.unwrap(by_the_new, SUBJECT) == KEY
    assert len(asked) == 1
    now[0] += 59
    used.renew()
    assert len(asked) == 1
    now[0] += 2
    used.renew()
    assert len(asked) == 2


def counted(source: CommandSource, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    asked: list[object] = []
    read = source.read

    def counting() -> Held:
        asked.append(None)
        return read()

    monkeypatch.setattr(source, "read", counting)
    return asked


def test_a_hub_goes_on_with_its_keys_while_the_command_fails(
    source: CommandSource, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source.rotate()
    used = KeyRing.of(source)
    wrapped = used.wrap(KEY, SUBJECT)
    kept.write_bytes(b"nonsense")
    monkeypatch.setattr(source._rhythm, "_read_at", float("-inf"))

    used.renew()

    assert used.unwrap(wrapped, SUBJECT) == KEY


def test_a_ring_that_does_not_come_back_as_it_was_given_is_not_kept(kept: Path) -> None:
    forgets = CommandSource(command(OPEN, kept), command("cat > /dev/null"))

    with pytest.raises(KeyRingError, match="does not come back"):
        forgets.rotate()


def test_without_a_command_that_keeps_nothing_is_changed(kept: Path, source: CommandSource) -> None:
    source.rotate()
    before = kept.read_bytes()

    with pytest.raises(KeyRingError, match="key_ring_store_command"):
        CommandSource(command(OPEN, kept), None).rotate()

    assert kept.read_bytes() == before


@pytest.mark.parametrize(
    ("program", "reason"),
    [
        ("echo canary; echo canary >&2; exit 3", "exit status 3"),
        ("echo canary; exec sleep 60", "no answer"),
    ],
)
def test_what_a_command_says_is_not_repeated(program: str, reason: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secret, "_PATIENCE_S", 0.5)

    with pytest.raises(SecretError, match=reason) as caught:
        secret.from_command(command(program))

    assert "canary" not in caught.value.ja + caught.value.en
    assert caught.value.__cause__ is None


def test_a_command_that_is_not_there_is_named() -> None:
    with pytest.raises(SecretError, match="nowhere"):
        secret.from_command(["/nowhere/at-all"])
