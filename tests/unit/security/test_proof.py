"""A proof of possession is good for one request, at one node, once, and by the key that it shows."""

import base64
import json
from collections.abc import Callable
from typing import Final

import pytest
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from hub.domain.credentials import Target, thumbprint
from hub.errors import InvalidProofError, NonceRequiredError, NotAuthenticatedError
from hub.security.jws import LONGEST
from hub.security.proof import Proofs
from tests.keys import Json, Key, base64url

MINE, OTHER, STRANGER = Key("mine"), Key("other"), Key("stranger")
URL: Final = "https://hub.example/submissions"
TARGET: Final = Target("POST", "hub.example", "/submissions")
TOKEN: Final = "an-invented-token"
KNOWN: Final = {thumbprint(json.dumps(each.jwk, separators=(",", ":"))) for each in (MINE, OTHER)}


class Clock:
    """Time as a test tells it."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def proofs(clock: Clock) -> Proofs:
    return Proofs(KNOWN.__contains__, clock)


def shown(proofs: Proofs, proof: str, target: Target = TARGET, token: str | None = TOKEN) -> bytes:
    return proofs.of_caller(proof.encode(), target, None if token is None else token.encode())


def good(proofs: Proofs, key: Key = MINE, **changes: object) -> str:
    return key.proof("POST", URL, proofs.nonce, TOKEN, **changes)


def signed(header: Json, claims: Json | str, key: Key = MINE) -> str:
    """Signs any header over any claims, these as text where they are given so."""
    said = claims if isinstance(claims, str) else json.dumps(claims)
    what = f"{base64url(json.dumps(header).encode())}.{base64url(said.encode())}"
    r, s = decode_dss_signature(key.private.sign(what.encode(), ec.ECDSA(hashes.SHA256())))
    return f"{what}.{base64url(r.to_bytes(32) + s.to_bytes(32))}"


def header(**changes: object) -> Json:
    return {"typ": "dpop+jwt", "alg": "ES256", "jwk": MINE.jwk, **changes}


def claims(proofs: Proofs, **changes: object) -> Json:
    """Returns what a good proof claims, changed; what is None is left out."""
    part = good(proofs).split(".")[1]
    said = json.loads(base64.urlsafe_b64decode(part + "=="))
    return {name: value for name, value in (said | changes).items() if value is not None}


def without_signature(proof: str) -> str:
    return proof.rpartition(".")[0] + "."


def by_hmac(proofs: Proofs) -> str:
    """Signs with the public key as if it were a shared secret."""
    what = f"{base64url(json.dumps(header(alg='HS256')).encode())}.{base64url(json.dumps(claims(proofs)).encode())}"
    mac = hmac.HMAC(json.dumps(MINE.jwk).encode(), hashes.SHA256())
    mac.update(what.encode())
    return f"{what}.{base64url(mac.finalize())}"


def spelt_otherwise(proof: str) -> str:
    """Changes the last letter of the signature by a bit that stands for nothing."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return proof[:-1] + letters[letters.index(proof[-1]) ^ 1]


def named_twice(proofs: Proofs, name: str) -> str:
    text = json.dumps(claims(proofs))
    return signed(header(), text.replace("{", f'{{"{name}": "POST", ', 1))


HOSTILE: Final[dict[str, Callable[[Proofs], str]]] = {
    "nothing": lambda _: "",
    "no statement": lambda _: "proof",
    "two parts": lambda proofs: good(proofs).rpartition(".")[0],
    "four parts": lambda proofs: good(proofs) + ".x",
    "another method": lambda proofs: good(proofs, htm="GET"),
    "a method in small letters": lambda proofs: good(proofs, htm="post"),
    "another path": lambda proofs: good(proofs, htu="https://hub.example/ticket"),
    "another host": lambda proofs: good(proofs, htu="https://evil.example/submissions"),
    "another port": lambda proofs: good(proofs, htu="https://hub.example:8443/submissions"),
    "a host as a user": lambda proofs: good(proofs, htu="https://hub.example@evil.example/submissions"),
    "a query": lambda proofs: good(proofs, htu=URL + "?a=b"),
    "no address": lambda proofs: good(proofs, htu="/submissions"),
    "a broken address": lambda proofs: good(proofs, htu="https://[hub.example/submissions"),
    "an address that is none": lambda proofs: good(proofs, htu=7),
    "another token": lambda proofs: MINE.proof("POST", URL, proofs.nonce, "another"),
    "no token": lambda proofs: MINE.proof("POST", URL, proofs.nonce),
    "a token that is no text": lambda proofs: good(proofs, ath=None),
    "no name": lambda proofs: signed(header(), claims(proofs, jti=None)),
    "an empty name": lambda proofs: good(proofs, jti=""),
    "a name that is none": lambda proofs: good(proofs, jti=7),
    "a name without end": lambda proofs: good(proofs, jti="x" * 129),
    "no time": lambda proofs: signed(header(), claims(proofs, iat=None)),
    "a time that is none": lambda proofs: good(proofs, iat="now"),
    "a time that is true": lambda proofs: good(proofs, iat=True),
    "more claims": lambda proofs: good(proofs, admin=True),
    "claims that are no object": lambda _: signed(header(), "[]"),
    "no JSON": lambda _: signed(header(), "{"),
    "no number of JSON": lambda proofs: signed(header(), json.dumps(claims(proofs, iat=7)).replace("7,", "NaN,", 1)),
    "a method twice": lambda proofs: named_twice(proofs, "htm"),
    "unsigned": lambda proofs: without_signature(good(proofs)),
    "alg none": lambda proofs: without_signature(signed(header(alg="none"), claims(proofs))),
    "HS256 with the public key": by_hmac,
    "another algorithm": lambda proofs: signed(header(alg="ES384"), claims(proofs)),
    "another type": lambda proofs: signed(header(typ="JWT"), claims(proofs)),
    "a header that wants more": lambda proofs: signed(header(crit=["exp"]), claims(proofs)),
    "a key from elsewhere": lambda proofs: signed(header(jku="https://evil.example/keys"), claims(proofs)),
    "a private key": lambda proofs: signed(header(jwk=MINE.secret_jwk), claims(proofs)),
    "a key of another kind": lambda proofs: signed(header(jwk={**MINE.jwk, "kty": "RSA"}), claims(proofs)),
    "a key on another curve": lambda proofs: signed(header(jwk={**MINE.jwk, "crv": "P-384"}), claims(proofs)),
    "a key on no curve": lambda proofs: signed(header(jwk={**MINE.jwk, "crv": ["P-256"]}), claims(proofs)),
    "a point beside the curve": lambda proofs: signed(header(jwk={**MINE.jwk, "y": MINE.jwk["x"]}), claims(proofs)),
    "a short coordinate": lambda proofs: signed(header(jwk={**MINE.jwk, "x": "AA"}), claims(proofs)),
    "a key with more to say": lambda proofs: signed(header(jwk={**MINE.jwk, "use": "sig"}), claims(proofs)),
    "no key": lambda proofs: signed(header(jwk=None), claims(proofs)),
    "signed by another key": lambda proofs: signed(header(), claims(proofs), OTHER),
    "a changed word": lambda proofs: good(proofs).replace(".", ".e", 1),
    "another spelling": lambda proofs: spelt_otherwise(good(proofs)),
    "padding": lambda proofs: good(proofs) + "==",
    "letters of plain base64": lambda proofs: good(proofs)[:-4] + "+/+/",
    "oversized": lambda proofs: good(proofs, jti="x" * LONGEST),
    "too deep": lambda _: signed(header(), "[" * 2000),
}


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_proof_is_refused_and_a_good_one_beside_it_is_not(
    proofs: Proofs, make: Callable[[Proofs], str]
) -> None:
    with pytest.raises(InvalidProofError):
        shown(proofs, make(proofs))

    assert shown(proofs, good(proofs)) in KNOWN


def test_a_proof_is_good_once(proofs: Proofs) -> None:
    proof = good(proofs)
    shown(proofs, proof)

    with pytest.raises(InvalidProofError):
        shown(proofs, proof)
    with pytest.raises(InvalidProofError):
        shown(proofs, good(proofs, jti=json.loads(base64.urlsafe_b64decode(proof.split(".")[1] + "=="))["jti"]))


def test_another_caller_may_use_the_same_name(proofs: Proofs) -> None:
    assert {shown(proofs, good(proofs, key, jti="1")) for key in (MINE, OTHER)} == KNOWN


def test_a_proof_that_was_refused_uses_no_name_up(proofs: Proofs) -> None:
    with pytest.raises(InvalidProofError):
        shown(proofs, good(proofs, jti="1", htm="GET"))
    with pytest.raises(InvalidProofError):
        shown(proofs, signed(header(), claims(proofs, jti="1"), OTHER))

    assert shown(proofs, good(proofs, jti="1"))


@pytest.mark.parametrize("changes", [{"nonce": "invented"}, {"nonce": 7}, {"nonce": None}], ids=str)
def test_a_proof_without_a_nonce_of_this_node_is_asked_for_again(proofs: Proofs, changes: Json) -> None:
    with pytest.raises(NonceRequiredError):
        shown(proofs, signed(header(), claims(proofs, **changes)))


def test_a_nonce_of_another_node_is_none_of_this(proofs: Proofs, clock: Clock) -> None:
    with pytest.raises(NonceRequiredError):
        shown(proofs, good(Proofs(KNOWN.__contains__, clock)))


@pytest.mark.parametrize(("age_s", "is_good"), [(0, True), (59, True), (61, True), (119, True), (121, False)])
def test_a_nonce_is_good_for_a_minute_after_it_was_the_newest(
    proofs: Proofs, clock: Clock, age_s: float, *, is_good: bool
) -> None:
    proof = good(proofs)
    clock.now += age_s
    assert (proofs.nonce not in proof) or age_s < 60

    if is_good:
        assert shown(proofs, proof)
        with pytest.raises(InvalidProofError):
            shown(proofs, proof)
    else:
        with pytest.raises(NonceRequiredError):
            shown(proofs, proof)


def test_a_quiet_node_forgets_an_old_nonce_at_the_next_word(proofs: Proofs, clock: Clock) -> None:
    proof = good(proofs)
    clock.now += 3600

    with pytest.raises(NonceRequiredError):
        shown(proofs, proof)
    assert shown(proofs, good(proofs))


def test_the_clock_of_a_device_is_not_believed(proofs: Proofs) -> None:
    for iat in (0, -1, 4_000_000_000, 1700000000.5):
        assert shown(proofs, good(proofs, iat=iat))


def test_a_key_that_nobody_owns_is_told_nothing_more(proofs: Proofs) -> None:
    with pytest.raises(NotAuthenticatedError) as refused:
        shown(proofs, STRANGER.proof("POST", URL, "no nonce either", TOKEN))
    assert type(refused.value) is NotAuthenticatedError


def test_a_key_that_is_to_be_enrolled_is_shown_by_who_holds_it(proofs: Proofs) -> None:
    jwk = proofs.of_anybody(STRANGER.proof("POST", URL, proofs.nonce).encode(), TARGET)

    assert json.loads(jwk) == STRANGER.jwk
    assert jwk == json.dumps(STRANGER.jwk, separators=(",", ":"))
    with pytest.raises(InvalidProofError):
        proofs.of_anybody(signed({**header(), "jwk": STRANGER.jwk}, claims(proofs, ath=None)).encode(), TARGET)


def test_an_address_is_compared_as_the_server_reads_it(proofs: Proofs) -> None:
    target = Target("GET", "hub.example:8080", "/fhir/Patient/架空 1/$everything")
    url = "http://hub.example:8080/fhir/Patient/%E6%9E%B6%E7%A9%BA%201/$everything"

    assert shown(proofs, MINE.proof("GET", url, proofs.nonce, TOKEN), target)
    assert shown(proofs, MINE.proof("GET", url.replace("$", "%24"), proofs.nonce, TOKEN), target)


def test_a_key_is_read_once_however_its_header_is_spelt(proofs: Proofs) -> None:
    for spaces in range(5):
        shown(proofs, signed(header() if not spaces else dict(reversed(header().items())), claims(proofs)))
    shown(proofs, good(proofs, OTHER))
    with pytest.raises(NotAuthenticatedError):
        shown(proofs, good(proofs, STRANGER))

    assert len(proofs._keys) == len(proofs._headers) == 2, "one for each that is known"
