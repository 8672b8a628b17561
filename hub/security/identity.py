"""Secrets that are given out: random tokens, tickets and one-time codes, of which only hashes are stored."""

import secrets
from hashlib import sha256

_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Letters and digits that are not mistaken for one another when a code is read aloud."""


def new_token() -> str:
    """Returns a random token of 256 bits."""
    return secrets.token_urlsafe(32)


def new_code() -> str:
    """Returns a one-time code of 60 bits, in three groups of four."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(3))


def fingerprint(secret: str) -> bytes:
    """Returns what is stored of a token or a code; tokens are random, so a plain hash is enough."""
    return sha256(secret.encode(errors="surrogatepass")).digest()
