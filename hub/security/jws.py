"""Signed statements (JWS, RFC 7515, compact), read so strictly that there is one way to read them.

A header says exactly what was agreed on and no more; JSON names nothing twice; base64url has one spelling; nothing is
decoded beyond a bound. The signature is looked at by whoever knows whose it must be.
"""

import json
from typing import Any, Final, NamedTuple

from hub.security.jwk import decoded

LONGEST: Final = 4096
"""Characters of a statement."""
_PARTS: Final = 3


class Jws(NamedTuple):
    """A statement that nobody has verified yet: its parts as they are written, and what was signed."""

    header: bytes
    claims: bytes
    signature: bytes
    signed: bytes


def split(statement: bytes) -> Jws:
    """Takes a statement apart.

    Raises:
        ValueError: It is none, or too long.
    """
    parts = statement.split(b".", _PARTS) if len(statement) <= LONGEST else ()
    if len(parts) != _PARTS:
        raise ValueError("no signed statement")
    header, claims, signature = parts
    return Jws(header, claims, decoded(signature), statement[: len(header) + len(claims) + 1])


def members(part: bytes) -> dict[str, Any]:
    """Returns the members of a JSON object in base64url.

    Raises:
        ValueError: It is none, or names something twice.
    """
    try:
        held = _parser.decode(decoded(part).decode())
    except RecursionError:
        raise ValueError("too deep") from None
    if not isinstance(held, dict):
        raise ValueError("no JSON object")  # noqa: TRY004  whatever is wrong with it, it is none
    return held


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    named = dict(pairs)
    if len(named) != len(pairs):
        raise ValueError("a name stands twice")
    return named


def _refuse(_name: str) -> Any:  # noqa: ANN401  the parser's own
    raise ValueError("no number of JSON")


_parser: Final = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_refuse)
"""Made once: to make it costs as much as to read a proof by it."""
