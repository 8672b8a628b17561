"""Public keys as JWK (RFC 7517), in the one spelling whose SHA-256 is a key's thumbprint (RFC 7638).

A key on P-256 is what a device owns; a system may own one on P-384 instead. What is private, of another kind, spelt in
another way or no point of its curve is no key here.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

MEMBERS: Final = frozenset({"crv", "kty", "x", "y"})


@dataclass(frozen=True, slots=True)
class _Curve:
    curve: ec.EllipticCurve
    algorithm: str
    signed_as: ec.ECDSA
    size: int


_CURVES: Final = {
    "P-256": _Curve(ec.SECP256R1(), "ES256", ec.ECDSA(hashes.SHA256()), 32),
    "P-384": _Curve(ec.SECP384R1(), "ES384", ec.ECDSA(hashes.SHA384()), 48),
}


class PublicKey:
    """A public key that was read.

    Attributes:
        jwk: Its canonical JWK.
        thumbprint: The SHA-256 of that.
        algorithm: The one that it signs with, ``ES256`` or ``ES384``.
    """

    __slots__ = ("_curve", "_key", "algorithm", "jwk", "thumbprint")

    def __init__(self, members: object) -> None:
        """Reads the members of a JWK.

        Raises:
            ValueError: It is no public key on P-256 or P-384, or says more than that.
        """
        if not isinstance(members, dict):
            raise ValueError("no JWK")  # noqa: TRY004  whatever is wrong with it, it is no key
        name, x, y = members.get("crv"), members.get("x"), members.get("y")
        curve = _CURVES.get(name) if isinstance(name, str) else None
        if members.keys() != MEMBERS or members["kty"] != "EC" or curve is None:
            raise ValueError("no public key on a known curve")
        if not (isinstance(x, str) and isinstance(y, str)):
            raise ValueError("no coordinates")  # noqa: TRY004  whatever is wrong with it, it is no key
        point = [decoded(each.encode()) for each in (x, y)]
        if any(len(each) != curve.size for each in point):
            raise ValueError("no coordinates of its curve")
        along, up = (int.from_bytes(each) for each in point)
        self._key = ec.EllipticCurvePublicNumbers(along, up, curve.curve).public_key()
        self._curve = curve
        self.jwk = f'{{"crv":"{name}","kty":"EC","x":"{x}","y":"{y}"}}'
        self.thumbprint = sha256(self.jwk.encode()).digest()
        self.algorithm = curve.algorithm

    @classmethod
    @lru_cache(4096)
    def of(cls, jwk: str) -> "PublicKey":
        """Reads a canonical JWK that is registered."""
        return cls(json.loads(jwk))

    def signed(self, signature: bytes, what: bytes) -> bool:
        """Tells whether the owner of the key has signed this (RFC 7518, section 3.4)."""
        size = self._curve.size
        if len(signature) != 2 * size:
            return False
        r, s = int.from_bytes(signature[:size]), int.from_bytes(signature[size:])
        try:
            self._key.verify(encode_dss_signature(r, s), what, self._curve.signed_as)
        except InvalidSignature:
            return False
        return True


def plain(jwk: Mapping[str, Any]) -> Mapping[str, Any]:
    """Returns the members of a JWK that make the key, without what is said of its use.

    Raises:
        ValueError: It is a private key.
    """
    if "d" in jwk:
        raise ValueError("a private key")
    return {name: value for name, value in jwk.items() if name in MEMBERS}


def decoded(text: bytes) -> bytes:
    """Returns what is written in base64url, in the only spelling that it has.

    Raises:
        ValueError: It is written otherwise, or not at all.
    """
    try:
        raw = urlsafe_b64decode(text + b"=" * (-len(text) % 4))
    except Error:
        raise ValueError("no base64url") from None
    if encoded(raw) != text:
        raise ValueError("another spelling of base64url")
    return raw


def encoded(raw: bytes) -> bytes:
    """Returns bytes in base64url without padding."""
    return urlsafe_b64encode(raw).rstrip(b"=")
