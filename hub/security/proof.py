"""Proofs of possession (DPoP, RFC 9449): whoever sends a request shows that the key is with him, for this request only.

No clock of a device is believed: a proof is fresh because it repeats a nonce that this node has just given out. Every
node has nonces of its own, so that a proof is good at one node only, and there once.
"""

import secrets
import time
from collections.abc import Callable
from hashlib import sha256
from typing import Any, Final, NamedTuple
from urllib.parse import unquote, urlsplit

from hub.domain.credentials import Target
from hub.errors import InvalidProofError, NonceRequiredError, NotAuthenticatedError
from hub.security.jwk import PublicKey, encoded
from hub.security.jws import Jws, members, split

_HEADER: Final = {"typ": "dpop+jwt", "alg": "ES256"}
_CLAIMS: Final = frozenset({"jti", "htm", "htu", "iat"})
_NONCE_S: Final = 60.0
"""A nonce is the newest for so long, and is good for as long again."""
_LONGEST_NAME: Final = 128
_NAME: Final = 16
"""Bytes that are kept of a proof that was shown."""


class _Nonce(NamedTuple):
    text: str
    begun_at: float
    used: set[bytes]

    @classmethod
    def at(cls, now: float) -> "_Nonce":
        return cls(secrets.token_urlsafe(24), now, set())


class Proofs:
    """Reads and checks the proofs of one node."""

    def __init__(self, is_known: Callable[[bytes], bool], clock: Callable[[], float] = time.monotonic) -> None:
        """Takes whether a thumbprint is a caller's, and how time passes."""
        self._is_known = is_known
        self._clock = clock
        self._newest = self._before = _Nonce.at(clock())
        self._keys: dict[bytes, PublicKey] = {}
        self._headers: dict[bytes, bytes] = {}

    @property
    def nonce(self) -> str:
        """The nonce that the next proof is to repeat."""
        now = self._clock()
        age_s = now - self._newest.begun_at
        if age_s >= _NONCE_S:
            fresh = _Nonce.at(now)
            self._before = self._newest if age_s < 2 * _NONCE_S else fresh
            self._newest = fresh
        return self._newest.text

    def of_caller(self, proof: bytes, target: Target, token: bytes | None = None) -> bytes:
        """Returns the thumbprint of a caller's key that was shown for this request, and with this token.

        Raises:
            NotAuthenticatedError: The key is nobody's; nothing else was looked at.
            InvalidProofError: It was not shown for this, or was before.
            NonceRequiredError: It does not repeat a nonce of this node that is still good.
        """
        jws, key = self._read(proof)
        if not self._is_known(key.thumbprint):
            raise NotAuthenticatedError
        self._check(jws, key, target, token)
        return key.thumbprint

    def of_anybody(self, proof: bytes, target: Target) -> str:
        """Returns a key, as a canonical JWK, that was shown for this request and need not be known.

        Raises:
            InvalidProofError: It was not shown for this, or was before.
            NonceRequiredError: It does not repeat a nonce of this node that is still good.
        """
        jws, key = self._read(proof)
        self._check(jws, key, target, None)
        return key.jwk

    def _read(self, proof: bytes) -> tuple[Jws, PublicKey]:
        try:
            jws = split(proof)
            return jws, self._keys.get(jws.header) or self._key(jws.header)
        except ValueError:
            raise InvalidProofError from None

    def _key(self, header: bytes) -> PublicKey:
        """Reads the key in a header; a device's header is always the same, and reading it costs as much as all else."""
        said = members(header)
        key = PublicKey(said.pop("jwk", None))
        if said != _HEADER:
            raise ValueError("no header of a proof")
        if key.algorithm != _HEADER["alg"]:
            raise ValueError("a key of another algorithm")
        if self._is_known(key.thumbprint):  # one header for each, however many spellings there are
            self._keys.pop(self._headers.get(key.thumbprint, b""), None)
            self._headers[key.thumbprint] = header
            self._keys[header] = key
        return key

    def _check(self, jws: Jws, key: PublicKey, target: Target, token: bytes | None) -> None:
        try:
            claims = members(jws.claims)
            if not _is_for(claims, target, token):
                raise InvalidProofError
        except ValueError:
            raise InvalidProofError from None
        nonce = self._good(claims.get("nonce"))
        if not key.signed(jws.signature, jws.signed):
            raise InvalidProofError
        name = sha256(key.thumbprint + claims["jti"].encode(errors="surrogatepass")).digest()[:_NAME]
        if name in nonce.used:
            raise InvalidProofError
        nonce.used.add(name)

    def _good(self, text: object) -> _Nonce:
        newest = self.nonce
        if text == newest:
            return self._newest
        if text == self._before.text:
            return self._before
        raise NonceRequiredError


def _is_for(claims: dict[str, Any], target: Target, token: bytes | None) -> bool:
    """Tells whether what is claimed is of the right kind, no more than that, and names request and token.

    The scheme is not compared, for a proxy may stand before this node and speak TLS in its place.
    """
    wanted = _CLAIMS if token is None else _CLAIMS | {"ath"}
    if claims.keys() - {"nonce"} != wanted or claims["htm"] != target.method:
        return False
    if token is not None and claims["ath"] != encoded(sha256(token).digest()).decode():
        return False
    jti, htu, iat = claims["jti"], claims["htu"], claims["iat"]
    if not (isinstance(jti, str) and 0 < len(jti) <= _LONGEST_NAME and isinstance(htu, str)):
        return False
    if not isinstance(iat, int | float) or isinstance(iat, bool):
        return False
    address = urlsplit(htu)
    is_here = address.scheme in {"http", "https"} and address.netloc == target.host
    return is_here and unquote(address.path) == target.path and not address.query and not address.fragment
