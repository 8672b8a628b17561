"""A passkey in software: what an authenticator and a browser do together, in the words of WebAuthn Level 3.

It is strange to the hub's own library on purpose: the bytes are laid out here as the standard says.
"""

import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final
from urllib.parse import urlsplit

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

Json = dict[str, Any]

USER_PRESENT: Final = 0x01
USER_VERIFIED: Final = 0x04
_ATTESTED: Final = 0x40


@dataclass
class Authenticator:
    """One authenticator that holds one passkey, in a browser that has opened one page.

    Attributes:
        origin: The page it stands on, as the browser says.
        flags: What it says of its user.
        count: How often it has signed.
    """

    origin: str
    flags: int = USER_PRESENT | USER_VERIFIED
    count: int = 0
    id: bytes = field(default_factory=lambda: os.urandom(16))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def create(self, options: Json) -> Json:
        """Makes the passkey, as ``navigator.credentials.create`` does."""
        numbers = self.key.public_key().public_numbers()
        cose = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")})
        attested = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cose
        data = self._data(options["rp"]["id"], _ATTESTED) + attested
        said = {
            "clientDataJSON": _text(self._client("webauthn.create", options["challenge"])),
            "attestationObject": _text(cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})),
            "transports": ["internal"],
        }
        return self._credential(said)

    def get(self, options: Json) -> Json:
        """Signs a challenge, as ``navigator.credentials.get`` does."""
        self.count += 1
        client = self._client("webauthn.get", options["challenge"])
        data = self._data(options["rpId"], 0)
        signature = self.key.sign(data + sha256(client).digest(), ec.ECDSA(SHA256()))
        said = {
            "clientDataJSON": _text(client),
            "authenticatorData": _text(data),
            "signature": _text(signature),
            "userHandle": None,
        }
        return self._credential(said)

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}).encode()

    def _data(self, host: str, more: int) -> bytes:
        asked = urlsplit(self.origin).hostname or ""
        assert host == asked or asked.endswith(f".{host}"), "a browser asks for no passkey of another host"
        return sha256(host.encode()).digest() + bytes([self.flags | more]) + self.count.to_bytes(4, "big")

    def _credential(self, said: Json) -> Json:
        extensions: Json = {}
        return {
            "id": _text(self.id),
            "rawId": _text(self.id),
            "type": "public-key",
            "response": said,
            "clientExtensionResults": extensions,
        }


def changed(text: str) -> str:
    """Returns other bytes of the same length, as text."""
    raw = bytearray(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    raw[-1] ^= 1
    return _text(bytes(raw))


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")
