"""The file of the key ring while keys come and go under a hub that reads it."""

import json
import threading
from pathlib import Path

import pytest

from hub.errors import IntegrityError, KeyRingError
from hub.security import key_file
from hub.security.key_ring import KeyRing
from tests.factories import new_key

SUBJECT = new_key()
KEY = b"k" * 32


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A ring of one key."""
    KeyRing.load(tmp_path / "keyring.json")
    return tmp_path / "keyring.json"


def test_a_rotated_ring_wraps_by_the_new_key_and_opens_by_both(path: Path) -> None:
    before = KeyRing.load(path).wrap(KEY, SUBJECT)

    assert key_file.rotate(path) == "2"

    ring = KeyRing.load(path)
    assert (ring.active, ring.names, ring.unwrap(before, SUBJECT)) == ("2", ["1", "2"], KEY)
    assert ring.wrap(KEY, SUBJECT).startswith(b"2\x00")
    assert path.stat().st_mode & 0o777 == 0o600
    assert sorted(each.name for each in path.parent.iterdir()) == ["keyring.json"]
    assert ring.made.keys() == {"1", "2"}


def test_a_ring_in_use_follows_its_file(path: Path) -> None:
    used = KeyRing.load(path)
    key_file.rotate(path)
    assert used.wrap(KEY, SUBJECT).startswith(b"1\x00"), "the control: nothing has been looked at yet"

    used.renew()

    assert used.wrap(KEY, SUBJECT).startswith(b"2\x00")


def test_a_ring_in_use_that_meets_a_new_name_looks_into_its_file(path: Path) -> None:
    used = KeyRing.load(path)
    key_file.rotate(path)

    assert used.unwrap(KeyRing.load(path).wrap(KEY, SUBJECT), SUBJECT) == KEY


@pytest.mark.parametrize("fault", ["missing", "broken", "open to others"])
def test_a_ring_in_use_keeps_its_keys_where_the_file_cannot_be_used(path: Path, fault: str) -> None:
    used = KeyRing.load(path)
    wrapped = used.wrap(KEY, SUBJECT)
    if fault == "missing":
        path.unlink()
    else:
        path.write_text("{}" if fault == "broken" else path.read_text())
        path.chmod(0o600 if fault == "broken" else 0o644)

    used.renew()

    assert used.unwrap(wrapped, SUBJECT) == KEY


def test_wrapping_anew_brings_a_key_under_the_active_one_once(path: Path) -> None:
    wrapped = KeyRing.load(path).wrap(KEY, SUBJECT)
    key_file.rotate(path)
    ring = KeyRing.load(path)

    anew = ring.rewrap(wrapped, SUBJECT)

    assert anew is not None
    assert anew.startswith(b"2\x00")
    assert ring.unwrap(anew, SUBJECT) == KEY
    assert ring.rewrap(anew, SUBJECT) is None


def test_a_dropped_key_opens_nothing_any_more(path: Path) -> None:
    wrapped = KeyRing.load(path).wrap(KEY, SUBJECT)
    key_file.rotate(path)

    key_file.drop(path, "1")

    with pytest.raises(IntegrityError):
        KeyRing.load(path).unwrap(wrapped, SUBJECT)
    assert key_file.read(path).made.keys() == {"2"}
    assert key_file.rotate(path) == "3"


@pytest.mark.parametrize("name", ["2", "9", ""])
def test_the_active_key_and_one_that_is_not_there_are_not_dropped(path: Path, name: str) -> None:
    key_file.rotate(path)
    before = path.read_bytes()

    with pytest.raises(KeyRingError):
        key_file.drop(path, name)

    assert path.read_bytes() == before


def test_what_a_machine_left_behind_when_it_went_down_is_in_nobodys_way(path: Path) -> None:
    path.with_name("keyring.json.new").write_text("half a r")

    assert key_file.rotate(path) == "2"


def test_two_who_rotate_at_once_lose_no_key(path: Path) -> None:
    threads = [threading.Thread(target=key_file.rotate, args=[path]) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert list(key_file.read(path).keys) == [str(number) for number in range(1, 10)]


def test_a_ring_from_before_ages_were_noted_is_read(path: Path) -> None:
    held = json.loads(path.read_text())
    del held["made"]
    path.write_text(json.dumps(held))

    assert key_file.read(path).made == {}
    key_file.rotate(path)
    assert key_file.read(path).made.keys() == {"2"}


def test_a_key_of_another_length_is_no_key(path: Path) -> None:
    held = json.loads(path.read_text())
    held["keys"]["1"] = "AAAA"
    path.write_text(json.dumps(held))

    with pytest.raises(KeyRingError):
        KeyRing.load(path)
