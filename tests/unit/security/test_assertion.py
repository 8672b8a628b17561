"""A system shows itself by a statement for this hub's token endpoint, five minutes long, with a registered key."""

import json
from collections.abc import Callable, Sequence
from typing import Final

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from hub.domain.credentials import Assertion, thumbprint
from hub.errors import NotAuthenticatedError
from hub.security.assertion import verified
from tests.keys import Json, Key, base64url

NOW: Final = 1_790_000_000.0
HOST: Final = "hub.example"
MINE, NEXT, OTHER = Key("mine"), Key("next"), Key("other")
LARGER: Final = ec.derive_private_key(7, ec.SECP384R1())


def canonical(jwk: Json) -> str:
    return json.dumps(jwk, separators=(",", ":"), sort_keys=True)


def larger_jwk() -> Json:
    point = LARGER.public_key().public_numbers()
    return {"crv": "P-384", "kty": "EC", "x": base64url(point.x.to_bytes(48)), "y": base64url(point.y.to_bytes(48))}


KEYS: Final = {
    "ehr": [canonical(NEXT.jwk), canonical(MINE.jwk), canonical(larger_jwk())],
    "other": [canonical(OTHER.jwk)],
}


def keys(caller: str) -> Sequence[str]:
    return KEYS.get(caller, ())


def claims(**changes: object) -> Json:
    said: Json = {"iss": "ehr", "sub": "ehr", "aud": f"https://{HOST}/token", "exp": NOW + 300, "jti": "1"}
    return {name: value for name, value in (said | changes).items() if value is not None}


def header(**changes: object) -> Json:
    return {"alg": "ES256", "kid": "any", "typ": "JWT", **changes}


def read(statement: str) -> Assertion:
    return verified(statement.encode(), HOST, NOW, keys)


def test_a_system_is_known_by_any_of_its_keys() -> None:
    for key in (MINE, NEXT):
        shown = read(key.signed(header(), claims()))
        assert (shown.caller, shown.thumbprint) == ("ehr", thumbprint(canonical(key.jwk)))
        assert shown.expires_at == NOW + 300
    assert read(OTHER.signed(header(), claims(iss="other", sub="other"))).caller == "other"


def test_a_key_on_p_384_signs_with_es384() -> None:
    what = ".".join(base64url(json.dumps(each).encode()) for each in (header(alg="ES384"), claims()))
    r, s = decode_dss_signature(LARGER.sign(what.encode(), ec.ECDSA(hashes.SHA384())))

    shown = read(f"{what}.{base64url(r.to_bytes(48) + s.to_bytes(48))}")

    assert shown.thumbprint == thumbprint(canonical(larger_jwk()))


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": [f"https://{HOST}/token"]},
        {"aud": f"http://{HOST}/token"},
        {"exp": NOW + 1},
        {"exp": NOW + 329},
        {"iat": NOW, "nbf": NOW - 5},
    ],
    ids=str,
)
def test_what_clients_of_smart_say_is_understood(changes: Json) -> None:
    assert read(MINE.signed(header(), claims(**changes))).caller == "ehr"


def test_its_name_is_its_own_for_each_key() -> None:
    names = {read(key.signed(header(), claims(jti=jti))).name for key in (MINE, NEXT) for jti in "12"}

    assert len(names) == 4
    assert read(MINE.signed(header(), claims())).name == read(MINE.signed(header(), claims(exp=NOW + 9))).name


HOSTILE: Final[dict[str, Callable[[], str]]] = {
    "nothing": lambda: "",
    "no statement": lambda: "eyJ.eyJ",
    "for another hub": lambda: MINE.signed(header(), claims(aud="https://other.example/token")),
    "for another place": lambda: MINE.signed(header(), claims(aud=f"https://{HOST}/fhir")),
    "for two": lambda: MINE.signed(header(), claims(aud=[f"https://{HOST}/token", "https://other.example"])),
    "for nobody": lambda: MINE.signed(header(), claims(aud=None)),
    "over": lambda: MINE.signed(header(), claims(exp=NOW)),
    "for longer than five minutes": lambda: MINE.signed(header(), claims(exp=NOW + 331)),
    "for ever": lambda: MINE.signed(header(), claims(exp=None)),
    "until a word": lambda: MINE.signed(header(), claims(exp="tomorrow")),
    "not begun": lambda: MINE.signed(header(), claims(nbf=NOW + 60)),
    "without a name": lambda: MINE.signed(header(), claims(jti=None)),
    "with a name without end": lambda: MINE.signed(header(), claims(jti="x" * 129)),
    "by somebody else": lambda: MINE.signed(header(), claims(iss="other")),
    "about somebody else": lambda: MINE.signed(header(), claims(iss="other", sub="other")),
    "about nobody": lambda: MINE.signed(header(), claims(iss="nobody", sub="nobody")),
    "about no text": lambda: MINE.signed(header(), claims(iss=7, sub=7)),
    "with another key": lambda: OTHER.signed(header(), claims()),
    "alg none": lambda: MINE.signed(header(alg="none"), claims()).rpartition(".")[0] + ".",
    "alg HS256": lambda: MINE.signed(header(alg="HS256"), claims()),
    "alg of the other curve": lambda: MINE.signed(header(alg="ES384"), claims()),
    "without alg": lambda: MINE.signed({"kid": "any", "typ": "JWT"}, claims()),
    "with a key that is to be fetched": lambda: MINE.signed(header(jku="https://evil.example/keys"), claims()),
    "with a key of its own": lambda: OTHER.signed(header(jwk=OTHER.jwk), claims()),
    "a proof": lambda: MINE.proof("POST", f"https://{HOST}/token", "nonce"),
    "changed": lambda: MINE.signed(header(), claims()).replace(".", ".A", 1),
}


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_assertion_is_refused(make: Callable[[], str]) -> None:
    with pytest.raises(NotAuthenticatedError):
        read(make())

    assert read(MINE.signed(header(), claims())), "the control"
