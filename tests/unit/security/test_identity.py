"""Tokens and codes: random, read aloud without mistakes, stored as hashes."""

import re
from hashlib import sha256

from hub.security.identity import fingerprint, new_code, new_token


def test_no_two_tokens_are_alike_and_each_has_256_bits() -> None:
    tokens = {new_token() for _ in range(100)}

    assert len(tokens) == 100
    assert all(len(token) == 43 for token in tokens)


def test_a_code_is_read_aloud_without_mistakes() -> None:
    codes = {new_code() for _ in range(100)}

    assert len(codes) == 100
    assert all(re.fullmatch(r"[2-9A-HJ-NP-Z]{4}(-[2-9A-HJ-NP-Z]{4}){2}", code) for code in codes)


def test_only_a_fingerprint_is_stored() -> None:
    assert fingerprint("token") == sha256(b"token").digest()


def test_a_token_that_is_no_text_has_a_fingerprint_too() -> None:
    """A hostile client may send half a character; that is a wrong token and no failure of ours."""
    assert fingerprint("\ud800") != fingerprint("\udfff")
