"""The file of the key ring: ``{"active": name, "keys": {name: base64 of 32 bytes}, "made": {name: time}}``.

It is readable by its owner only, and is replaced as a whole: whoever reads sees the old ring or the new one.
"""

import fcntl
import json
import os
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from hub import secret
from hub.errors import KeyRingError

_KEY = 32


class Keys(NamedTuple):
    """What a key ring holds: the name of the key that wraps, every key, and when they were made as far as is known."""

    active: str
    keys: Mapping[str, bytes]
    made: Mapping[str, datetime]

    @classmethod
    def first(cls, now: datetime) -> "Keys":
        """Returns a new ring of one key."""
        return cls("1", {"1": os.urandom(_KEY)}, {"1": now})

    def rotated(self, now: datetime) -> "Keys":
        """Returns the ring with a new key that wraps from now on."""
        name = str(max((int(each) for each in self.keys if each.isdecimal()), default=0) + 1)
        return Keys(name, {**self.keys, name: os.urandom(_KEY)}, {**self.made, name: now})

    def without(self, name: str, place: Path | str) -> "Keys":
        """Returns the ring without a key.

        Raises:
            KeyRingError: There is none of this name, or it is the one that wraps.
        """
        if name not in self.keys or name == self.active:
            raise KeyRingError(place, "no such key" if name not in self.keys else "this key is the active one")
        keys = {each: key for each, key in self.keys.items() if each != name}
        return Keys(self.active, keys, {each: at for each, at in self.made.items() if each != name})


def read(path: Path) -> Keys:
    """Reads the key ring, or makes a new one where there is no file.

    Raises:
        KeyRingError: The file is not readable, not ours alone, or not a key ring.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with _alone(path):
            if not path.exists():
                _write(path, Keys.first(datetime.now(UTC)))
    if secret.is_open(path):
        raise KeyRingError(path, "readable by others")
    try:
        return parsed(path.read_bytes(), path)
    except OSError as error:
        raise KeyRingError(path, type(error).__name__) from None


def parsed(written: bytes, place: Path | str) -> Keys:
    """Reads what stands in the file of a key ring.

    Raises:
        KeyRingError: It is not a key ring.
    """
    try:
        held = json.loads(written)
        keys = {str(name): b64decode(key, validate=True) for name, key in held["keys"].items()}
        made = {str(name): datetime.fromisoformat(at) for name, at in held.get("made", {}).items()}
        active = held["active"]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise KeyRingError(place, type(error).__name__) from None
    if any(len(key) != _KEY for key in keys.values()):
        raise KeyRingError(place, "a key is not of 32 bytes")
    if active not in keys:
        raise KeyRingError(place, "the active key is missing")
    return Keys(active, keys, made)


def written(keys: Keys) -> bytes:
    """Returns what stands in the file of a key ring."""
    held = {
        "active": keys.active,
        "keys": {name: b64encode(key).decode() for name, key in keys.keys.items()},
        "made": {name: at.isoformat() for name, at in keys.made.items()},
    }
    return json.dumps(held).encode()


def rotate(path: Path) -> str:
    """Adds a new key, by which everything is wrapped from now on, and returns its name."""
    with _alone(path):
        keys = read(path).rotated(datetime.now(UTC))
        _write(path, keys)
    return keys.active


def drop(path: Path, name: str) -> None:
    """Takes a key away for good.

    Raises:
        KeyRingError: There is none of this name, or it is the one that wraps.
    """
    with _alone(path):
        _write(path, read(path).without(name, path))


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Keeps everybody else who changes the ring out."""
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _write(path: Path, keys: Keys) -> None:
    """Replaces the file; it belongs to whom it belonged before, so that the hub can read what root has written."""
    owner = path.stat() if path.exists() else None
    new = path.with_name(f"{path.name}.new")
    new.unlink(missing_ok=True)  # left behind where a machine went down
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        if owner is not None and (owner.st_uid, owner.st_gid) != (os.geteuid(), os.getegid()):
            os.fchown(descriptor, owner.st_uid, owner.st_gid)
        file.write(written(keys))
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
