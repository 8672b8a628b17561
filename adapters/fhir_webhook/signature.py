"""HTTP message signatures (RFC 9421) with a digest of the content (RFC 9530)."""

import hmac
from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from adapters.fhir_webhook.manifest import Algorithm

_SHORTEST_SECRET = 32


def digest(body: bytes) -> str:
    """Returns the field ``Content-Digest``."""
    return f"sha-256=:{b64encode(sha256(body).digest()).decode()}:"


class Signer:
    """Signs requests with one key."""

    def __init__(self, algorithm: Algorithm, key_id: str, key: bytes) -> None:
        """Takes the key as it stands in its file.

        Raises:
            ValueError: It is no key of this kind, or too short.
        """
        self._algorithm = algorithm
        self._key_id = key_id
        self._key = _private_key(key) if algorithm is Algorithm.ES256 else _shared_secret(key)

    def sign(self, method: str, url: str, headers: Mapping[str, str], at: datetime) -> dict[str, str]:
        """Returns the fields that sign a request: its method, its target and the given headers."""
        covered = {"@method": method, "@target-uri": url} | {name.lower(): value for name, value in headers.items()}
        named = " ".join(f'"{name}"' for name in covered)
        parameters = f'({named});created={int(at.timestamp())};keyid="{self._key_id}";alg="{self._algorithm.value}"'
        lines = [f'"{name}": {value}' for name, value in covered.items()]
        base = "\n".join([*lines, f'"@signature-params": {parameters}'])
        signed = b64encode(self._signed(base.encode())).decode()
        return {"Signature-Input": f"hub={parameters}", "Signature": f"hub=:{signed}:"}

    def _signed(self, base: bytes) -> bytes:
        if isinstance(self._key, bytes):
            return hmac.digest(self._key, base, "sha256")
        r, s = decode_dss_signature(self._key.sign(base, ECDSA(SHA256())))
        return r.to_bytes(32) + s.to_bytes(32)


def _private_key(pem: bytes) -> EllipticCurvePrivateKey:
    key = load_pem_private_key(pem, password=None)
    if not isinstance(key, EllipticCurvePrivateKey) or not isinstance(key.curve, SECP256R1):
        raise ValueError("a P-256 private key is needed")  # noqa: TRY004  a wrong value, not a wrong type
    return key


def _shared_secret(secret: bytes) -> bytes:
    if len(secret) < _SHORTEST_SECRET:
        raise ValueError("a shared secret of 32 bytes or more is needed")
    return secret
