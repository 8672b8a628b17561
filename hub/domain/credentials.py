"""What a caller shows to be known, and what it is given for that: keys, proofs, assertions, sessions.

Values only: what is a good proof is decided in `hub.security`, who may come in at the edges.
"""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple


def thumbprint(key: str) -> bytes:
    """Returns the thumbprint of a canonical JWK."""
    return sha256(key.encode()).digest()


class Target(NamedTuple):
    """What a request is for, as a proof of possession names it: its method, and where it was sent."""

    method: str
    host: str
    path: str


class Assertion(NamedTuple):
    """What a system's assertion shows: which system, by which key; its name, and how long that is to be remembered."""

    caller: str
    thumbprint: bytes
    name: bytes
    expires_at: float


class Session(NamedTuple):
    """What a token or a ticket stands for: who showed which key, and until when that holds.

    ``person`` is who has signed in, and ``amr`` how that was shown (RFC 8176); neither where nobody has. The token of a
    bearer may be shown without the key: of systems only.
    """

    caller: str
    thumbprint: bytes
    expires_at: datetime
    person: str | None = None
    amr: Sequence[str] = ()
    is_bearer: bool = False
