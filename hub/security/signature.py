"""Signed submissions: a detached JWS (RFC 7515 appendix F, RFC 7797) over the very bytes that a device has sent.

    {"alg":"ES256","b64":false,"crit":["b64"],"kid":<thumbprint>,"chain":{"after":…,"head":…,"length":…}}

Not everything that streams is signed by itself. A signature says how far the device's words of the same case had come
before it, by the head of a hash chain over their bytes (`chain`): those are then as good as signed, in that order.
"""

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Any, Final, NamedTuple

from hub.errors import SignatureError
from hub.security.jwk import PublicKey, decoded
from hub.security.jws import members, split

START: Final = bytes(32)
"""The head of a chain over nothing."""
_HEADER: Final = {"alg": "ES256", "b64": False, "crit": ["b64"]}
_MOST: Final = 2**31


class Chain(NamedTuple):
    """So many words of a device about one case, after this version of it, lead to this head."""

    after: int
    length: int
    head: bytes


class Signature(NamedTuple):
    """A signature that was read and not yet verified: by which key, what stands before the bytes, and the chain."""

    kid: bytes
    prefix: bytes
    value: bytes
    chain: Chain | None


def advanced(head: bytes, raw: bytes) -> bytes:
    """Returns the head of a chain that goes on with these bytes."""
    return sha256(head + sha256(raw).digest()).digest()


def read(statement: str) -> Signature:
    """Reads a signature.

    Raises:
        SignatureError: It is none of this form.
    """
    try:
        parts = split(statement.encode("ascii"))
        header = members(parts.header)
        kid, chain = decoded(_text(header.pop("kid", None))), _chain(header.pop("chain", None))
    except ValueError:
        raise SignatureError from None
    if parts.claims or header != _HEADER:
        raise SignatureError
    return Signature(kid, parts.signed, parts.signature, chain)


def verified(statement: str, raw: bytes, key: PublicKey) -> Signature:
    """Reads a signature over bytes by a key.

    Raises:
        SignatureError: It is another key's, over other bytes, or of another form.
    """
    signature = read(statement)
    if signature.kid != key.thumbprint or not key.signed(signature.value, signature.prefix + raw):
        raise SignatureError
    return signature


class Signatures:
    """Verifies signatures of callers by the keys that the register knows of them."""

    def __init__(self, keys: Callable[[str], Sequence[str]]) -> None:
        """Takes how the keys of a caller are found, as canonical JWKs."""
        self._keys = keys

    def check(self, statement: str, raw: bytes, caller: str) -> str:
        """Returns the key by which the caller has signed these bytes.

        Raises:
            SignatureError: None of its keys has.
        """
        for key in self._keys(caller):
            try:
                verified(statement, raw, PublicKey.of(key))
            except SignatureError:
                continue
            return key
        raise SignatureError


def _text(value: object) -> bytes:
    if not isinstance(value, str):
        raise ValueError("no text")  # noqa: TRY004  whatever is wrong with it, it is no signature
    return value.encode("ascii")


def _chain(value: Any) -> Chain | None:  # noqa: ANN401  JSON
    if value is None:
        return None
    if not isinstance(value, dict) or value.keys() != {"after", "head", "length"}:
        raise ValueError("no chain")
    after, length, head = value["after"], value["length"], decoded(_text(value["head"]))
    if not (_is_count(after) and _is_count(length) and len(head) == len(START)):
        raise ValueError("no chain")
    return Chain(after, length, head)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _MOST
