"""A caller's key, and the tokens and tickets it gets by it: what a device of ours does to be known at a hub (RFC 9449).

The key is made in software and lies in a file that only its owner reads; a tablet's would not leave the tablet.
"""

import secrets
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final, Self
from urllib.parse import urlencode

import msgspec
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from simulators import http
from simulators.http import Answer

_SIZE: Final = 32
_TRIES: Final = 3
_RENEW_BEFORE_S: Final = 30.0
_OK: Final = 200
_NOT_AUTHENTICATED: Final = 401
_SIGNED_AS: Final = ec.ECDSA(hashes.SHA256())


class RefusedError(Exception):
    """Says that the hub does not know a caller."""


class Jwk(msgspec.Struct, frozen=True, omit_defaults=True):
    """A key on P-256 as JWK; private where ``d`` is there."""

    crv: str
    kty: str
    x: str
    y: str
    d: str | None = None

    @property
    def public(self) -> "Jwk":
        """The key without its secret."""
        return msgspec.structs.replace(self, d=None)


class Key:
    """A private key on P-256."""

    def __init__(self, private: ec.EllipticCurvePrivateKey) -> None:
        """Takes the key."""
        self._private = private
        point = private.public_key().public_numbers()
        x, y = (_base64url(each.to_bytes(_SIZE)) for each in (point.x, point.y))
        self.public = Jwk("P-256", "EC", x, y)
        header = {"typ": "dpop+jwt", "alg": "ES256", "jwk": self.public}
        self._header = _base64url(msgspec.json.encode(header))
        self._thumbprint = _base64url(sha256(msgspec.json.encode(self.public)).digest())

    @classmethod
    def new(cls) -> Self:
        """Makes one that nobody has."""
        return cls(ec.generate_private_key(ec.SECP256R1()))

    @classmethod
    def read(cls, jwk: Jwk) -> Self:
        """Reads a private key."""
        raw = urlsafe_b64decode(f"{jwk.d}==")
        return cls(ec.derive_private_key(int.from_bytes(raw), ec.SECP256R1()))

    @property
    def jwk(self) -> Jwk:
        """The private key as JWK."""
        number = self._private.private_numbers().private_value
        return msgspec.structs.replace(self.public, d=_base64url(number.to_bytes(_SIZE)))

    def proof(self, method: str, url: str, nonce: str | None, token: str | None = None) -> str:
        """Returns a proof of possession for one request."""
        claims: dict[str, object] = {"jti": secrets.token_urlsafe(12), "htm": method, "htu": url}
        claims["iat"] = int(time.time())
        if nonce is not None:
            claims["nonce"] = nonce
        if token is not None:
            claims["ath"] = _base64url(sha256(token.encode()).digest())
        what = f"{self._header}.{_base64url(msgspec.json.encode(claims))}"
        return f"{what}.{self._signature(what.encode())}"

    def detached(self, raw: bytes, chain: Mapping[str, object] | None = None) -> str:
        """Returns a detached signature over bytes (RFC 7797), with how far the chain before them has come."""
        header: dict[str, object] = {"alg": "ES256", "b64": False, "crit": ["b64"], "kid": self._thumbprint}
        if chain is not None:
            header["chain"] = chain
        protected = f"{_base64url(msgspec.json.encode(header))}."
        return f"{protected}.{self._signature(protected.encode() + raw)}"

    def _signature(self, what: bytes) -> str:
        r, s = decode_dss_signature(self._private.sign(what, _SIGNED_AS))
        return _base64url(r.to_bytes(_SIZE) + s.to_bytes(_SIZE))


@dataclass
class Credential:
    """A caller at one hub; it fetches tokens as it needs them."""

    hub: str
    caller: str
    key: Key
    _token: str | None = None
    _nonce: str | None = None
    _good_until: float = field(default=float("-inf"))

    async def ask(self, method: str, path: str, body: object = None) -> Answer:
        """Sends a request as this caller and returns its answer.

        Raises:
            OSError: The hub cannot be reached, or hung up.
        """
        for _ in range(_TRIES):
            answer = await http.ask(self.hub, method, path, headers=await self.headers(method, path), body=body)
            if not self._learns(answer):
                break
        return answer

    async def ticket(self) -> str:
        """Returns a ticket by which a socket is bound to this caller.

        Raises:
            RefusedError: The hub does not know this caller.
            OSError: The hub cannot be reached, or cannot give one now.
        """
        answer = await self.ask("POST", "/ticket")
        if answer.status == _NOT_AUTHENTICATED:
            raise RefusedError(self.caller)
        if answer.status != _OK:
            raise ConnectionError(f"no ticket: {answer.status}")
        return str(msgspec.json.decode(answer.body)["ticket"])

    async def headers(self, method: str, path: str) -> dict[str, str]:
        """Returns what a request carries, with a token that is good for a while.

        Raises:
            OSError: The hub cannot be reached, or hung up.
        """
        if self._token is None or time.monotonic() > self._good_until:
            await self.renew()
        return self.shown(method, path)

    def shown(self, method: str, path: str) -> dict[str, str]:
        """Returns what a request carries, with the token that there is."""
        token = self._token or ""
        proof = self.key.proof(method, self.hub + path.partition("?")[0], self._nonce, token)
        return {"Authorization": f"DPoP {token}", "DPoP": proof}

    async def renew(self) -> None:
        """Fetches a new token, and the newest nonce with it; a caller that is refused keeps what it has.

        Raises:
            OSError: The hub cannot be reached, hung up, or cannot give one now.
        """
        form = urlencode({"grant_type": "client_credentials", "client_id": self.caller})
        for _ in range(_TRIES):
            headers = {"DPoP": self.key.proof("POST", f"{self.hub}/token", self._nonce)}
            answer = await http.ask(self.hub, "POST", "/token", headers=headers, form=form)
            if answer.status == _OK:
                self._nonce = answer.headers.get("dpop-nonce", self._nonce)
                told = msgspec.json.decode(answer.body)
                self._token = told["access_token"]
                self._good_until = time.monotonic() + told["expires_in"] - _RENEW_BEFORE_S
                return
            if self._learns(answer):
                continue
            if answer.status != _NOT_AUTHENTICATED:
                raise ConnectionError(f"no token: {answer.status}")
            return

    def _learns(self, answer: Answer) -> bool:
        """Takes what an answer says of nonce and token; tells whether to ask again is worth while."""
        self._nonce = answer.headers.get("dpop-nonce", self._nonce)
        challenge = answer.headers.get("www-authenticate", "")
        if 'error="invalid_token"' in challenge:
            self._token = None
        return "use_dpop_nonce" in challenge or "invalid_token" in challenge


def _base64url(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
