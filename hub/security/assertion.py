"""How a system shows who it is when it fetches a token: a statement signed with a registered key (RFC 7523).

As SMART's Backend Services say it: ES256 or ES384, made for this hub's token endpoint, good for five minutes at most.
That it is used once is seen to by whoever keeps what was used.
"""

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Any, Final

from hub.domain.credentials import Assertion, thumbprint
from hub.errors import NotAuthenticatedError
from hub.security.jwk import PublicKey
from hub.security.jws import members, split

_LONGEST_S: Final = 300
_TOLERANCE_S: Final = 30
"""How far the clock of a system may be ahead."""
_LONGEST_NAME: Final = 128
_HEADER: Final = frozenset({"alg", "kid", "typ"})


def verified(statement: bytes, host: str, now: float, keys: Callable[[str], Sequence[str]]) -> Assertion:
    """Returns what a statement shows that was made for the token endpoint of this host.

    Raises:
        NotAuthenticatedError: It shows nothing, whatever is wrong with it.
    """
    try:
        jws = split(statement)
        header, claims = members(jws.header), members(jws.claims)
    except ValueError:
        raise NotAuthenticatedError from None
    caller, name, until = claims.get("sub"), claims.get("jti"), claims.get("exp")
    if not (isinstance(caller, str) and isinstance(name, str) and 0 < len(name) <= _LONGEST_NAME):
        raise NotAuthenticatedError
    if not isinstance(until, int | float) or isinstance(until, bool) or not _is_now(claims, until, now):
        raise NotAuthenticatedError
    if claims.get("iss") != caller or not _is_for(claims.get("aud"), host) or not _is_plain(header):
        raise NotAuthenticatedError
    for jwk in keys(caller):
        key = PublicKey.of(jwk)
        if key.algorithm == header["alg"] and key.signed(jws.signature, jws.signed):
            used = sha256(thumbprint(jwk) + name.encode(errors="surrogatepass")).digest()
            return Assertion(caller, key.thumbprint, used, until)
    raise NotAuthenticatedError


def _is_plain(header: dict[str, Any]) -> bool:
    """Tells whether a header names algorithm and key and no more; keys are registered, never fetched."""
    return header.keys() <= _HEADER and "alg" in header and header.get("typ", "JWT") == "JWT"


def _is_now(claims: dict[str, Any], until: float, now: float) -> bool:
    begins = claims.get("nbf", now)
    is_begun = isinstance(begins, int | float) and begins <= now + _TOLERANCE_S
    return is_begun and now < until <= now + _LONGEST_S + _TOLERANCE_S


def _is_for(audience: object, host: str) -> bool:
    one = audience[0] if isinstance(audience, list) and len(audience) == 1 else audience
    return isinstance(one, str) and one in {f"{scheme}://{host}/token" for scheme in ("http", "https")}
