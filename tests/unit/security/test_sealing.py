"""Sealing: what comes out is what went in, at its own place and under its own key, or nothing at all."""

import json
import os
from base64 import b64encode
from pathlib import Path
from uuid import UUID

import pytest

from hub.errors import IntegrityError, KeyRingError
from hub.ports import Sealer
from hub.security import sealing
from hub.security.key_ring import KeyRing
from hub.security.sealing import AesSealer
from hub.testing.sealer import PlainSealer
from tests.factories import new_key

SUBJECT = new_key()
BODY = "架空太郎".encode()


def ring(**keys: bytes) -> KeyRing:
    return KeyRing("1", keys or {"1": os.urandom(32)})


@pytest.fixture(params=["aes", "plain"])
def sealer(request: pytest.FixtureRequest) -> Sealer:
    """Both sealers: the twin that ships must notice the same misuse."""
    made: Sealer = AesSealer(ring()) if request.param == "aes" else PlainSealer()
    made.create(SUBJECT)
    return made


def test_a_body_comes_out_as_it_went_in(sealer: Sealer) -> None:
    assert sealer.unseal(SUBJECT, 1, "journal", sealer.seal(SUBJECT, 1, "journal", BODY)) == BODY


@pytest.mark.parametrize(
    ("version", "part"),
    [(2, "journal"), (1, "projection"), (11, "journal"), (1, "")],
    ids=["2", "projection", "11", ""],
)
def test_a_body_that_was_moved_does_not_open(sealer: Sealer, version: int, part: str) -> None:
    sealed = sealer.seal(SUBJECT, 1, "journal", BODY)

    with pytest.raises(IntegrityError):
        sealer.unseal(SUBJECT, version, part, sealed)


def test_a_body_of_another_case_does_not_open(sealer: Sealer) -> None:
    other = new_key()
    sealer.create(other)

    with pytest.raises(IntegrityError):
        sealer.unseal(other, 1, "journal", sealer.seal(SUBJECT, 1, "journal", BODY))


def test_a_body_of_another_case_under_the_same_key_does_not_open() -> None:
    """Watches the associated data by itself: here the key is no protection."""
    sealer = AesSealer(ring())
    other = new_key()
    sealer.create(SUBJECT)
    sealer._open[other] = sealer._open[SUBJECT]

    with pytest.raises(IntegrityError):
        sealer.unseal(other, 1, "journal", sealer.seal(SUBJECT, 1, "journal", BODY))


@pytest.mark.parametrize("place", [0, 15, -1])
def test_a_body_that_was_changed_does_not_open(sealer: Sealer, place: int) -> None:
    sealed = bytearray(sealer.seal(SUBJECT, 1, "journal", BODY))
    sealed[place] ^= 1

    with pytest.raises(IntegrityError):
        sealer.unseal(SUBJECT, 1, "journal", bytes(sealed))


@pytest.mark.parametrize("stub", [b"", b"short", b"x" * 27])
def test_what_is_no_sealed_body_does_not_open(sealer: Sealer, stub: bytes) -> None:
    with pytest.raises(IntegrityError):
        sealer.unseal(SUBJECT, 1, "journal", stub)


def test_a_stored_key_opens_what_was_sealed_under_it(sealer: Sealer) -> None:
    other = new_key()
    wrapped = sealer.create(other)
    sealed = sealer.seal(other, 1, "journal", BODY)

    sealer.forget(other)
    assert not sealer.has(other)
    sealer.open(other, wrapped)

    assert sealer.unseal(other, 1, "journal", sealed) == BODY


def test_a_key_that_was_put_out_of_use_seals_nothing(sealer: Sealer) -> None:
    sealer.forget(SUBJECT)

    with pytest.raises(KeyError):
        sealer.seal(SUBJECT, 1, "journal", BODY)


def test_a_wrapped_key_opens_for_its_own_subject_only(sealer: Sealer) -> None:
    with pytest.raises(IntegrityError):
        sealer.open(new_key(), sealer.create(SUBJECT))


def test_forgetting_what_was_never_known_is_no_error(sealer: Sealer) -> None:
    sealer.forget(new_key())


# What only encryption can do --------------------------------------------------------------------------------


def test_nothing_of_a_body_can_be_read_and_no_two_sealings_are_alike() -> None:
    sealer = AesSealer(ring())
    sealer.create(SUBJECT)

    first, second = (sealer.seal(SUBJECT, 1, "journal", BODY) for _ in range(2))

    assert BODY not in first
    assert first[12:] != second[12:], "the same bytes must not look the same: that would tell that they are"


def test_the_plain_twin_hides_nothing() -> None:
    """The control of the test above, and the reason why the twin is for tests only."""
    sealer = PlainSealer()
    sealer.create(SUBJECT)

    assert BODY in sealer.seal(SUBJECT, 1, "journal", BODY)


def test_whoever_destroys_the_data_key_has_erased_the_bodies() -> None:
    keys = ring()
    first, second = AesSealer(keys), AesSealer(keys)
    first.create(SUBJECT)
    sealed = first.seal(SUBJECT, 1, "journal", BODY)
    second.open(SUBJECT, second.create(SUBJECT))

    with pytest.raises(IntegrityError):
        second.unseal(SUBJECT, 1, "journal", sealed)


def test_a_key_of_another_ring_does_not_unwrap() -> None:
    with pytest.raises(IntegrityError):
        AesSealer(ring()).open(SUBJECT, AesSealer(ring()).create(SUBJECT))


@pytest.mark.parametrize("wrapped", [b"", b"1", b"1\x00", b"9\x00" + b"x" * 60, b"\xff\x00" + b"x" * 60])
def test_what_is_no_wrapped_key_does_not_unwrap(wrapped: bytes) -> None:
    with pytest.raises(IntegrityError):
        AesSealer(ring()).open(SUBJECT, wrapped)


def test_a_new_key_wraps_and_the_old_ones_still_unwrap() -> None:
    old, new = os.urandom(32), os.urandom(32)
    wrapped_before = AesSealer(KeyRing("old", {"old": old})).create(SUBJECT)
    rotated = KeyRing("new", {"old": old, "new": new})

    assert rotated.unwrap(wrapped_before, SUBJECT)
    assert AesSealer(rotated).create(SUBJECT).startswith(b"new\x00")


def test_the_open_keys_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "_MOST_OPEN", 3)
    sealer = AesSealer(ring())
    subjects = [new_key() for _ in range(5)]

    for subject in subjects:
        sealer.create(subject)

    assert [sealer.has(subject) for subject in subjects] == [False, False, True, True, True]


def test_an_error_names_the_place_and_nothing_of_the_body() -> None:
    """Watches P11: the error goes into logs."""
    sealer = AesSealer(ring())
    sealer.create(SUBJECT)

    with pytest.raises(IntegrityError) as error:
        sealer.unseal(SUBJECT, 2, "journal", sealer.seal(SUBJECT, 1, "journal", b"canary"))

    assert str(SUBJECT) in str(error.value)
    assert "canary" not in str(error.value)


# The file ---------------------------------------------------------------------------------------------------


def test_a_missing_ring_is_made_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "new" / "keyring.json"

    first = KeyRing.load(path)

    assert path.stat().st_mode & 0o777 == 0o600
    assert len(json.loads(path.read_text())["keys"]) == 1
    assert KeyRing.load(path).unwrap(first.wrap(b"k" * 32, SUBJECT), SUBJECT) == b"k" * 32


def test_a_ring_is_never_written_again(tmp_path: Path) -> None:
    """A new one over the old would erase every case."""
    path = tmp_path / "keyring.json"
    KeyRing.load(path)
    before = path.read_bytes()

    KeyRing.load(path)

    assert path.read_bytes() == before


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o666, 0o610])
def test_a_ring_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "keyring.json"
    KeyRing.load(path)
    path.chmod(mode)

    with pytest.raises(KeyRingError):
        KeyRing.load(path)


GOOD = b64encode(b"k" * 32).decode()


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        '{"active": "1"}',
        '{"active": "1", "keys": []}',
        f'{{"active": "2", "keys": {{"1": "{GOOD}"}}}}',
        '{"active": "1", "keys": {"1": "not base64!"}}',
        '{"active": "1", "keys": {"1": "c2hvcnQ="}}',
        f'{{"keys": {{"1": "{GOOD}"}}}}',
    ],
)
def test_what_is_no_ring_is_refused_without_repeating_it(tmp_path: Path, content: str) -> None:
    path = tmp_path / "keyring.json"
    path.write_text(content)
    path.chmod(0o600)

    with pytest.raises(KeyRingError) as refused:
        KeyRing.load(path)

    assert GOOD not in str(refused.value)


def test_subjects_are_told_apart_by_all_their_bytes() -> None:
    keys = ring()
    wrapped = keys.wrap(b"k" * 32, UUID(int=1))

    with pytest.raises(IntegrityError):
        keys.unwrap(wrapped, UUID(int=2))
