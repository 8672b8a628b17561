"""ID tokens of OpenID Connect: who a provider of identity says that somebody is, and whether it says by two factors.

Nothing is asked here: what a provider signs is held against its keys, this hub's name at it, and the sign-in that was
begun (OpenID Connect Core 1.0, 3.1.3.7).
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final, NamedTuple

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from hub.errors import SignInRefusedError

ALGORITHMS: Final = ("RS256", "PS256", "ES256", "ES384", "EdDSA", "Ed25519")
"""Signatures by the private half of a key; neither none nor a secret that we would share."""
_LEEWAY_S: Final = 60
_UNREADABLE: Final = (JoseError, ValueError, KeyError, TypeError)
_KINDS: Final = (
    frozenset({"pwd", "pin", "kba"}),
    frozenset({"hwk", "swk", "pop", "otp", "sc", "sms", "tel"}),
    frozenset({"face", "fpt", "iris", "retina", "vbm"}),
)
"""What RFC 8176 names: something known, something held, something that one is."""


class Identity(NamedTuple):
    """Whom a provider names, and by which methods it has known them."""

    issuer: str
    subject: str
    amr: Sequence[str]


class Expected(NamedTuple):
    """What an ID token has to say: by whom it is, for whom, for which sign-in, and which ``acr`` are two factors."""

    issuer: str
    client_id: str
    nonce: str
    acr_values: Collection[str] = ()


def identity(token: str, keys: Mapping[str, Any], expected: Expected) -> Identity:
    """Returns whom an ID token names.

    Raises:
        SignInRefusedError: It is not signed by the provider, not for this hub or this sign-in, too old, or of one
            factor.
    """
    claims = _claims(token, keys, expected)
    amr = claims.get("amr", ())
    methods = tuple(each for each in amr if isinstance(each, str)) if isinstance(amr, list) else ()
    if not has_two_factors(claims.get("acr"), methods, expected.acr_values):
        raise SignInRefusedError
    return Identity(expected.issuer, claims["sub"], methods)


def has_two_factors(acr: object, amr: Collection[str], acr_values: Collection[str]) -> bool:
    """Tells whether a provider says that it has known somebody by two factors of different kinds."""
    return acr in acr_values or "mfa" in amr or sum(not kind.isdisjoint(amr) for kind in _KINDS) > 1


def _claims(token: str, keys: Mapping[str, Any], expected: Expected) -> Mapping[str, Any]:
    said = jwt.JWTClaimsRegistry(
        leeway=_LEEWAY_S,
        iss={"essential": True, "value": expected.issuer},
        aud={"essential": True, "value": expected.client_id},
        nonce={"essential": True, "value": expected.nonce},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
    )
    try:
        claims = jwt.decode(token, KeySet.import_key_set({"keys": list(keys["keys"])}), ALGORITHMS).claims
        said.validate(claims)
    except _UNREADABLE:
        raise SignInRefusedError from None
    if claims.get("azp", expected.client_id) != expected.client_id or (
        isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and "azp" not in claims
    ):
        raise SignInRefusedError
    return claims
