"""Keys of test callers, and the client that speaks as a caller: it fetches tokens and shows its key by itself.

A key follows from the caller's name, so that whoever says "as tablet-u-001" in any process means the same one.
"""

import json
import ssl
import time
import urllib.error
import urllib.request
from base64 import urlsafe_b64encode
from collections.abc import Generator
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from threading import Lock
from typing import Any, Final

import httpx
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from uuid_utils.compat import uuid7

Json = dict[str, Any]

_FRESH_S: Final = 40.0
"""A token and a nonce are fetched anew after so long: a nonce is good for at least a minute."""
_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def base64url(raw: bytes) -> str:
    """Returns bytes as JOSE writes them."""
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


class Key:
    """A private key on P-256."""

    def __init__(self, secret: str) -> None:
        """Derives it from a text."""
        number = int.from_bytes(sha256(secret.encode()).digest()) % (_ORDER - 1) + 1
        self.private = ec.derive_private_key(number, ec.SECP256R1())
        point = self.private.public_key().public_numbers()
        self.jwk: Json = {
            "crv": "P-256",
            "kty": "EC",
            "x": base64url(point.x.to_bytes(32)),
            "y": base64url(point.y.to_bytes(32)),
        }

    @property
    def secret_jwk(self) -> Json:
        """The private key as JWK."""
        return {**self.jwk, "d": base64url(self.private.private_numbers().private_value.to_bytes(32))}

    def signed(self, header: Json, claims: Json) -> str:
        """Returns a signed statement."""
        what = ".".join(base64url(json.dumps(each).encode()) for each in (header, claims))
        return f"{what}.{self._signature(what.encode())}"

    def detached(self, raw: bytes, chain: tuple[int, int, bytes] | None = None, /, **changes: object) -> str:
        """Returns a signature over the bytes of a submission, with how far the chain before it has come.

        ``chain`` is the version after which it begins, its length and its head; a member that is None is left out.
        """
        header: Json = {"alg": "ES256", "b64": False, "crit": ["b64"], "kid": base64url(self.thumbprint)}
        if chain is not None:
            header["chain"] = {"after": chain[0], "length": chain[1], "head": base64url(chain[2])}
        header = {name: value for name, value in {**header, **changes}.items() if value is not None}
        protected = base64url(json.dumps(header).encode())
        return f"{protected}..{self._signature(protected.encode() + b'.' + raw)}"

    @property
    def thumbprint(self) -> bytes:
        """By which the key is known (RFC 7638)."""
        return sha256(json.dumps(self.jwk, sort_keys=True, separators=(",", ":")).encode()).digest()

    def _signature(self, what: bytes) -> str:
        r, s = decode_dss_signature(self.private.sign(what, ec.ECDSA(hashes.SHA256())))
        return base64url(r.to_bytes(32) + s.to_bytes(32))

    def proof(self, method: str, url: str, nonce: str | None, token: str | None = None, **changes: object) -> str:
        """Returns a proof of possession for a request."""
        claims: Json = {"jti": str(uuid7()), "htm": method, "htu": url.partition("?")[0], "iat": int(time.time())}
        if nonce is not None:
            claims["nonce"] = nonce
        if token is not None:
            claims["ath"] = base64url(sha256(token.encode()).digest())
        return self.signed({"typ": "dpop+jwt", "alg": "ES256", "jwk": self.jwk}, claims | changes)

    def assertion(self, caller: str, audience: str, **changes: object) -> str:
        """Returns what a system says to get a token (RFC 7523)."""
        now = int(time.time())
        claims: Json = {"iss": caller, "sub": caller, "aud": audience, "exp": now + 240, "jti": str(uuid7())}
        return self.signed({"typ": "JWT", "alg": "ES256", "kid": "test"}, claims | changes)


@cache
def key_of(caller: str) -> Key:
    """Returns the key of a caller of the test prefecture."""
    return Key(f"test-key-of-{caller}")


@dataclass
class Client:
    """A caller at one hub: its key, its token and the newest nonce."""

    url: str
    caller: str
    key: Key
    token: str = "none"
    nonce: str | None = None
    fetched_at: float = field(default=float("-inf"))
    context: ssl.SSLContext | None = None
    fetching: Lock = field(default_factory=Lock)

    @property
    def is_stale(self) -> bool:
        """Tells whether token and nonce are to be fetched anew."""
        return time.monotonic() - self.fetched_at > _FRESH_S

    def headers(self, method: str, path: str) -> dict[str, str]:
        """Returns what a request of this caller carries; a caller that is refused says what it said last."""
        with self.fetching:
            for _ in range(2 if self.is_stale else 0):
                request = self._token_request()
                if self._took(*self._sent(request)):
                    break
        return self._headers(method, self.url + path)

    def _headers(self, method: str, url: str) -> dict[str, str]:
        token = self.token  # another thread may just fetch a newer one
        return {"authorization": f"DPoP {token}", "dpop": self.key.proof(method, url, self.nonce, token)}

    def ticket(self) -> str:
        """Returns a ticket by which a socket is bound to this caller; any word where the caller gets none."""
        url = f"{self.url}/ticket"
        status, _, body = self._sent(httpx.Request("POST", url, headers=self.headers("POST", "/ticket")))
        return str(json.loads(body)["ticket"]) if status == 200 else "none"

    def _sent(self, request: httpx.Request) -> tuple[int, dict[str, str], bytes]:
        asked = urllib.request.Request(str(request.url), request.read(), dict(request.headers), method="POST")  # noqa: S310
        try:
            with urllib.request.urlopen(asked, timeout=30, context=self.context) as answer:  # noqa: S310  our own hub
                return answer.status, _small(answer.headers), answer.read()
        except urllib.error.HTTPError as refused:
            return refused.code, _small(refused.headers), refused.read()

    def _token_request(self) -> httpx.Request:
        url = f"{self.url}/token"
        form = {"grant_type": "client_credentials", "client_id": self.caller}
        return httpx.Request("POST", url, data=form, headers={"dpop": self.key.proof("POST", url, self.nonce)})

    def _took(self, status: int, told: dict[str, str], body: bytes) -> bool:
        """Takes what the hub answered to the request for a token; tells whether it gave one."""
        self.nonce = told.get("dpop-nonce", self.nonce)
        if status == 200:
            self.token, self.fetched_at = json.loads(body)["access_token"], time.monotonic()
        return status == 200


def _small(headers: Any) -> dict[str, str]:  # noqa: ANN401  of the standard library
    return {name.lower(): value for name, value in headers.items()}


class AsCaller(httpx.Auth):
    """Lets requests of httpx be those of a caller."""

    requires_response_body = True

    def __init__(self, client: Client) -> None:
        """Takes the caller's client."""
        self._client = client

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Fetches a token where there is none that is fresh, and shows the key."""
        for _ in range(2 if self._client.is_stale else 0):
            answer = yield self._client._token_request()
            if self._client._took(answer.status_code, dict(answer.headers), answer.content):
                break
        request.headers.update(self._client._headers(request.method, str(request.url)))
        yield request
