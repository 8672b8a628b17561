"""An ID token names a person where all of it is as expected, and nobody where any of it is not."""

import time
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

from hub.errors import SignInRefusedError
from hub.security.id_token import Expected, Identity, has_two_factors, identity

EXPECTED = Expected("https://id.example", "kyukyu-hub", "nonce-1", ("urn:two-factors",))
KEY = ECKey.generate_key("P-256", {"kid": "1", "use": "sig", "alg": "ES256"})
KEYS = {"keys": [KEY.as_dict(private=False)]}
CLAIMS: dict[str, Any] = {  # of times how many seconds from now
    "iss": "https://id.example",
    "aud": "kyukyu-hub",
    "sub": "sub-1",
    "nonce": "nonce-1",
    "iat": 0,
    "exp": 300,
    "amr": ["pwd", "otp"],
}


def token(key: ECKey | RSAKey | OctKey = KEY, alg: str = "ES256", /, **changes: object) -> str:
    now = int(
        time.time()
    )  # when it is made, not when this file was read: a run of all tests takes longer than its life
    claims = {
        name: value + now if name in {"iat", "exp"} and isinstance(value, int) else value
        for name, value in {**CLAIMS, **changes}.items()
        if value is not None
    }
    return jwt.encode({"alg": alg, "kid": "1"}, claims, key, [alg])


def test_a_token_that_is_as_expected_names_its_subject() -> None:
    assert identity(token(), KEYS, EXPECTED) == Identity("https://id.example", "sub-1", ("pwd", "otp"))
    assert identity(token(aud=["kyukyu-hub"]), KEYS, EXPECTED).subject == "sub-1"
    assert identity(token(aud=["kyukyu-hub", "other"], azp="kyukyu-hub"), KEYS, EXPECTED).subject == "sub-1"


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://other.example"},
        {"iss": None},
        {"aud": "another-client"},
        {"aud": None},
        {"aud": ["kyukyu-hub", "other"]},
        {"azp": "another-client"},
        {"nonce": "nonce-2"},
        {"nonce": None},
        {"sub": None},
        {"sub": 7},
        {"exp": -120},
        {"exp": None},
        {"iat": None},
        {"iat": 3600},
        {"amr": ["pwd"]},
        {"amr": ["pwd", "pin"]},
        {"amr": "mfa"},
        {"amr": None},
        {"amr": None, "acr": "urn:one-factor"},
    ],
    ids=", ".join,  # an id names no time: every process of a run has to find the same tests
)
def test_a_token_that_is_not_as_expected_names_nobody(changes: dict[str, object]) -> None:
    with pytest.raises(SignInRefusedError):
        identity(token(**changes), KEYS, EXPECTED)


def test_another_key_a_shared_secret_and_no_signature_prove_nothing() -> None:
    other = ECKey.generate_key("P-256", {"kid": "1"})
    shared = OctKey.import_key("a secret of thirty-two characters")
    head, body, signature = token().split(".")

    forged = [
        token(other),
        token(shared, "HS256"),
        "eyJhbGciOiJub25lIn0." + body + ".",
        f"{head}.{body}.{signature[:-4]}AAAA",
        "no.token",
        "",
    ]
    for each in forged:
        with pytest.raises(SignInRefusedError):
            identity(each, KEYS, EXPECTED)


@pytest.mark.parametrize("keys", [{}, {"keys": []}, {"keys": None}, {"keys": [{"kty": "EC"}]}])
def test_without_keys_nothing_is_proven(keys: dict[str, Any]) -> None:
    with pytest.raises(SignInRefusedError):
        identity(token(), keys, EXPECTED)


@pytest.mark.parametrize(
    ("acr", "amr", "are_two"),
    [
        ("urn:two-factors", [], True),
        (None, ["mfa"], True),
        (None, ["pin", "hwk"], True),
        (None, ["fpt", "swk"], True),
        (None, ["hwk", "otp"], False),
        (None, ["fpt", "face"], False),
        ("urn:other", ["pwd"], False),
        (None, [], False),
    ],
)
def test_two_of_one_kind_are_one_factor(acr: str | None, amr: list[str], *, are_two: bool) -> None:
    assert has_two_factors(acr, amr, EXPECTED.acr_values) is are_two
