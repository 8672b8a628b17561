"""Sign-in through an organisation's own provider of identity: OpenID Connect, code with PKCE, the hub in the back.

The browser carries a code and a `state` and nothing else; the hub exchanges the code with the provider itself. What
binds the steps of one sign-in is one secret of the hub: its `nonce` and the PKCE verifier follow from it, and it is
good once, at the device that began.
"""

import json
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlencode

from pydantic import TypeAdapter, ValidationError

from hub.errors import LookupUnavailableError, SignInRefusedError
from hub.sdk.https import Address, Answer, HttpsLine
from hub.security.id_token import Expected, Identity, identity

_ADDRESS: Final = TypeAdapter(Address)
_OK: Final = 200
_SERVER_ERROR: Final = 500
_DESCRIPTION: Final = "/.well-known/openid-configuration"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How this hub stands with a provider: its name there, its secret, where the browser comes back.

    ``acr_values`` are asked for, and count as two factors.
    """

    issuer: str
    client_id: str
    redirect_uri: str
    secret_file: Path | None = None
    scope: str = "openid"
    acr_values: tuple[str, ...] = ()


class Provider:
    """One provider of identity; its description and its keys are fetched when they are needed first."""

    def __init__(self, terms: Terms, line: HttpsLine) -> None:
        """Takes the terms, and the line to it."""
        self._terms = terms
        self._line = line
        self._description: Mapping[str, Any] | None = None
        self._keys: Mapping[str, Any] | None = None

    async def address(self, secret: bytes, state: str) -> str:
        """Returns where a browser begins to sign in.

        Raises:
            LookupUnavailableError: The provider does not answer.
        """
        terms, described = self._terms, await self._described()
        asked = {
            "response_type": "code",
            "client_id": terms.client_id,
            "redirect_uri": terms.redirect_uri,
            "scope": terms.scope,
            "state": state,
            "nonce": _derived(secret, "nonce"),
            "code_challenge": _text(sha256(_derived(secret, "verifier").encode()).digest()),
            "code_challenge_method": "S256",
            "prompt": "login",
        }
        if terms.acr_values:
            asked["acr_values"] = " ".join(terms.acr_values)
        place = str(described["authorization_endpoint"])
        return f"{place}{'&' if '?' in place else '?'}{urlencode(asked)}"

    async def identity(self, code: str, issuer: str | None, secret: bytes) -> Identity:
        """Exchanges a code, and returns whom the provider names; ``issuer`` is what came with the code (RFC 9207).

        Raises:
            SignInRefusedError: The provider refuses the code, it came from another one, or the token is not good.
            LookupUnavailableError: The provider does not answer.
        """
        terms, described = self._terms, await self._described()
        if described.get("authorization_response_iss_parameter_supported") and issuer is None:
            raise SignInRefusedError
        if issuer not in {None, terms.issuer}:
            raise SignInRefusedError
        token = await self._exchanged(described, code, secret)
        expected = Expected(terms.issuer, terms.client_id, _derived(secret, "nonce"), terms.acr_values)
        if self._keys is not None:
            try:
                return identity(token, self._keys, expected)
            except SignInRefusedError:
                self._keys = None  # its keys may be new ones
        self._keys = await self._asked(_safe(described["jwks_uri"]))
        return identity(token, self._keys, expected)

    async def close(self) -> None:
        """Closes the line."""
        await self._line.close()

    async def _described(self) -> Mapping[str, Any]:
        if self._description is None:
            described = await self._asked(self._terms.issuer.rstrip("/") + _DESCRIPTION)
            try:
                for each in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
                    _safe(described[each].split("?")[0])
                is_the_one = described["issuer"] == self._terms.issuer
            except (KeyError, AttributeError):
                is_the_one = False
            if not is_the_one:
                raise LookupUnavailableError
            self._description = described
        return self._description

    async def _asked(self, url: str) -> Mapping[str, Any]:
        answer = await self._line.ask("GET", url, {"Accept": "application/json"})
        if not isinstance(answer, Answer) or answer.status != _OK:
            raise LookupUnavailableError
        return _object(answer.body)

    async def _exchanged(self, described: Mapping[str, Any], code: str, secret: bytes) -> str:
        terms = self._terms
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": terms.redirect_uri,
            "client_id": terms.client_id,
            "code_verifier": _derived(secret, "verifier"),
        }
        fields = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        if terms.secret_file is not None:
            fields["Authorization"] = _basic(terms.client_id, terms.secret_file.read_text(encoding="utf-8").strip())
        answer = await self._line.ask("POST", _safe(described["token_endpoint"]), fields, urlencode(form).encode())
        if not isinstance(answer, Answer) or answer.status >= _SERVER_ERROR:
            raise LookupUnavailableError
        token = _object(answer.body).get("id_token") if answer.status == _OK else None
        if not isinstance(token, str):
            raise SignInRefusedError
        return token


def _safe(url: str) -> str:
    """Returns an address that nobody can read on the way."""
    try:
        return _ADDRESS.validate_python(url)
    except ValidationError:
        raise LookupUnavailableError from None


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        held = json.loads(body)
    except ValueError:
        held = None
    if not isinstance(held, dict):
        raise LookupUnavailableError
    return held


def _basic(client_id: str, secret: str) -> str:
    """Returns the proof of RFC 6749, 2.3.1."""
    return "Basic " + b64encode(f"{quote(client_id, safe='')}:{quote(secret, safe='')}".encode()).decode()


def _derived(secret: bytes, purpose: str) -> str:
    return _text(sha256(secret + purpose.encode()).digest())


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")
