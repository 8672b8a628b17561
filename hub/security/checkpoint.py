"""Signed checkpoints of the audit's tree: whoever has heard one holds a proof of what stood in the audit by then.

Text and signature are those of a C2SP checkpoint (`tlog-checkpoint`, `signed-note`, Ed25519), which other people's
tools read: origin, number of leaves, root in base64, an empty line, and the signature.
"""

import os
from base64 import b64decode, b64encode
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from hub import secret
from hub.errors import IntegrityError, KeyRingError

_NAME: Final = "kyukyu-hub.example/audit"
_ED25519: Final = b"\x01"
_DASH: Final = "— "


class Checkpoint(NamedTuple):
    """What a checkpoint says of the log that its key stands for: how many leaves, and their root."""

    size: int
    root: bytes


class Signer:
    """The hub's key for checkpoints, in a file that its owner only can read."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        """Takes the key."""
        self._key = key
        self.verifier = Verifier(key.public_key())

    @classmethod
    def load(cls, path: Path) -> Self:
        """Reads the key, or makes one where there is no file.

        Raises:
            KeyRingError: The file is not ours alone, or holds no such key.
        """
        if not path.exists():
            _make(path)
        if secret.is_open(path):
            raise KeyRingError(path, "readable by others")
        try:
            key = serialization.load_pem_private_key(path.read_bytes(), password=None)
        except (OSError, ValueError, TypeError) as error:
            raise KeyRingError(path, type(error).__name__) from None
        if not isinstance(key, Ed25519PrivateKey):
            raise KeyRingError(path, "no Ed25519 key")
        return cls(key)

    def sign(self, checkpoint: Checkpoint) -> str:
        """Writes a checkpoint with its signature."""
        text = f"{self.verifier.origin}\n{checkpoint.size}\n{b64encode(checkpoint.root).decode()}\n"
        signature = b64encode(self.verifier.identity + self._key.sign(text.encode())).decode()
        return f"{text}\n{_DASH}{_NAME} {signature}\n"


class Verifier:
    """The public half: reads a checkpoint only where this hub has signed it."""

    def __init__(self, key: Ed25519PublicKey) -> None:
        """Takes the public key."""
        self._key = key
        self._raw = _ED25519 + key.public_bytes_raw()
        self.identity = sha256(f"{_NAME}\n".encode() + self._raw).digest()[:4]
        self.origin = f"{_NAME}/{self.identity.hex()}"

    def __str__(self) -> str:
        """Writes the key as C2SP's `signed-note` writes a verifier key: name, identity, key."""
        return f"{_NAME}+{self.identity.hex()}+{b64encode(self._raw).decode()}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Reads a verifier key.

        Raises:
            IntegrityError: It is none, or contradicts its own identity.
        """
        try:
            name, identity, key = text.strip().split("+", 2)
            raw = b64decode(key, validate=True)
            read = cls(Ed25519PublicKey.from_public_bytes(raw[1:]))
        except ValueError:
            raise IntegrityError("verifier key") from None
        if name != _NAME or raw[:1] != _ED25519 or read.identity.hex() != identity:
            raise IntegrityError("verifier key")
        return read

    def read(self, note: str) -> Checkpoint:
        """Reads a checkpoint.

        Raises:
            IntegrityError: It is not one, or was not signed with this key.
        """
        try:
            text, _, signatures = note.partition("\n\n")
            named, size, root = text.split("\n")
            signature = b64decode(signatures.removeprefix(f"{_DASH}{_NAME} ").removesuffix("\n"), validate=True)
            checkpoint = Checkpoint(int(size), b64decode(root, validate=True))
            self._key.verify(signature[4:], f"{text}\n".encode())
        except (ValueError, InvalidSignature):
            raise IntegrityError("checkpoint") from None
        if signature[:4] != self.identity or named != self.origin:
            raise IntegrityError("checkpoint")
        return checkpoint


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    held = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(held)
        file.flush()
        os.fsync(file.fileno())
