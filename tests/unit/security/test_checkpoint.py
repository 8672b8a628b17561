"""Checkpoints: signed by the hub, readable by others, and by no other key."""

from pathlib import Path

import pytest

from hub.errors import IntegrityError, KeyRingError
from hub.security.checkpoint import Checkpoint, Signer, Verifier

SAID = Checkpoint(513, bytes(range(32)))


def test_a_checkpoint_is_read_with_the_public_key_alone(tmp_path: Path) -> None:
    signer = Signer.load(tmp_path / "key.pem")

    note = signer.sign(SAID)

    assert Verifier.parse(str(signer.verifier)).read(note) == SAID
    lines = note.split("\n")
    assert lines[:2] == [signer.verifier.origin, "513"]
    assert lines[3] == ""
    assert lines[4].startswith("— kyukyu-hub.example/audit ")


def test_a_key_is_made_once_and_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "key.pem"
    first = str(Signer.load(path).verifier)

    assert str(Signer.load(path).verifier) == first
    assert path.stat().st_mode & 0o077 == 0
    path.chmod(0o644)
    with pytest.raises(KeyRingError):
        Signer.load(path)


@pytest.mark.parametrize(
    ("old", "new"), [("513", "514"), ("audit/", "audit/x/"), ("\n\n", "\nextra\n\n"), ("— ", "- ")]
)
def test_whatever_is_changed_in_a_checkpoint_it_is_none_any_more(tmp_path: Path, old: str, new: str) -> None:
    signer = Signer.load(tmp_path / "key.pem")

    with pytest.raises(IntegrityError):
        signer.verifier.read(signer.sign(SAID).replace(old, new, 1))


def test_the_checkpoint_of_another_hub_is_none_of_ours(tmp_path: Path) -> None:
    ours, other = Signer.load(tmp_path / "ours.pem"), Signer.load(tmp_path / "other.pem")

    with pytest.raises(IntegrityError):
        ours.verifier.read(other.sign(SAID))


@pytest.mark.parametrize("text", ["", "a+b", "kyukyu-hub.example/audit+00000000+AQ==", "x+y+z"])
def test_what_is_no_key_is_not_taken_for_one(text: str) -> None:
    with pytest.raises(IntegrityError):
        Verifier.parse(text)


def test_a_key_that_contradicts_its_identity_is_refused(tmp_path: Path) -> None:
    name, identity, key = str(Signer.load(tmp_path / "key.pem").verifier).split("+", 2)
    other = "0" * 8 if identity != "0" * 8 else "1" * 8

    with pytest.raises(IntegrityError):
        Verifier.parse(f"{name}+{other}+{key}")
