"""A passkey shows a person to this hub's pages only, once for each challenge, and only where it verified its user."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from hub.domain.codes import Role
from hub.errors import SignInRefusedError
from hub.persons import Passkey, Person
from hub.security.passkey import Passkeys
from tests.authenticator import USER_PRESENT, USER_VERIFIED, Authenticator, changed

ORIGIN = "https://hub.example"
HUB = Passkeys(ORIGIN)
NURSE = Person(id="nurse-1", organisation="h-001", name="架空 看護師", roles=frozenset({Role.HOSPITAL}))
CHALLENGE = b"c" * 32


def registered(authenticator: Authenticator) -> Passkey:
    answer = authenticator.create(dict(HUB.registration(NURSE, CHALLENGE, ())))
    return HUB.registered(answer, CHALLENGE, NURSE.id)


def test_a_passkey_that_was_made_here_signs_in_here_and_counts() -> None:
    authenticator = Authenticator(ORIGIN)
    passkey = registered(authenticator)

    first = authenticator.get(dict(HUB.assertion(CHALLENGE)))

    assert passkey.person == NURSE.id
    assert passkey.transports == ("internal",)
    assert HUB.named(first) == passkey.credential_id == authenticator.id
    assert HUB.asserted(first, CHALLENGE, passkey) == 1


def test_a_browser_is_asked_for_verification_and_told_what_it_holds_already() -> None:
    asked = HUB.registration(NURSE, CHALLENGE, [b"held"])

    assert asked["authenticatorSelection"]["userVerification"] == "required"
    assert asked["authenticatorSelection"]["residentKey"] == "required"
    assert [each["id"] for each in asked["excludeCredentials"]] == ["aGVsZA"]
    assert asked["rp"] == {"id": "hub.example", "name": "救急ハブ"}
    assert HUB.assertion(CHALLENGE)["userVerification"] == "required"
    assert NURSE.id not in asked["user"]["id"]


@pytest.mark.parametrize(
    "authenticator",
    [
        pytest.param(Authenticator(ORIGIN, flags=USER_PRESENT), id="its user was not verified"),
        pytest.param(Authenticator(ORIGIN, flags=USER_VERIFIED), id="its user was not there"),
        pytest.param(Authenticator("https://phish.hub.example"), id="the page is another one"),
        pytest.param(Authenticator("http://hub.example"), id="the page came without TLS"),
    ],
)
def test_what_is_no_proof_neither_registers_nor_signs_in(authenticator: Authenticator) -> None:
    with pytest.raises(SignInRefusedError):
        registered(authenticator)
    good = Authenticator(ORIGIN, id=authenticator.id, key=authenticator.key)
    passkey = registered(good)

    with pytest.raises(SignInRefusedError):
        HUB.asserted(authenticator.get(dict(HUB.assertion(CHALLENGE))), CHALLENGE, passkey)
    assert HUB.asserted(good.get(dict(HUB.assertion(CHALLENGE))), CHALLENGE, passkey)


def test_an_answer_to_another_challenge_is_none() -> None:
    authenticator = Authenticator(ORIGIN)
    passkey = registered(authenticator)

    with pytest.raises(SignInRefusedError):
        HUB.asserted(authenticator.get(dict(HUB.assertion(b"d" * 32))), CHALLENGE, passkey)
    with pytest.raises(SignInRefusedError):
        HUB.registered(authenticator.create(dict(HUB.registration(NURSE, b"d" * 32, ()))), CHALLENGE, NURSE.id)


def test_another_key_does_not_sign_for_this_one() -> None:
    passkey, other = registered(Authenticator(ORIGIN)), Authenticator(ORIGIN)

    with pytest.raises(SignInRefusedError):
        HUB.asserted(other.get(dict(HUB.assertion(CHALLENGE))), CHALLENGE, passkey)


def test_a_copy_that_has_counted_no_further_is_refused() -> None:
    authenticator = Authenticator(ORIGIN)
    passkey = registered(authenticator)
    copy = replace(authenticator)
    count = HUB.asserted(authenticator.get(dict(HUB.assertion(CHALLENGE))), CHALLENGE, passkey)

    with pytest.raises(SignInRefusedError):
        HUB.asserted(copy.get(dict(HUB.assertion(CHALLENGE))), CHALLENGE, passkey._replace(sign_count=count))


def _without_response(answer: dict[str, Any]) -> dict[str, Any]:
    return {**answer, "response": {}}


def _with_another_signature(answer: dict[str, Any]) -> dict[str, Any]:
    said = answer["response"]
    return {**answer, "response": {**said, "signature": changed(said["signature"])}}


@pytest.mark.parametrize(
    "spoil",
    [
        _without_response,
        _with_another_signature,
        lambda _answer: {},
        lambda answer: {**answer, "response": None},
        lambda answer: {**answer, "id": 7},
        lambda answer: {**answer, "rawId": "other"},
        lambda answer: {**answer, "type": "password"},
        lambda answer: {**answer, "response": {**answer["response"], "authenticatorData": "AA"}},
        lambda answer: {**answer, "response": {**answer["response"], "clientDataJSON": "bm8"}},
    ],
)
def test_what_no_authenticator_says_is_refused_and_nothing_else_happens(
    spoil: Callable[[dict[str, Any]], dict[str, Any]],
) -> None:
    authenticator = Authenticator(ORIGIN)
    passkey = registered(authenticator)
    answer = spoil(authenticator.get(dict(HUB.assertion(CHALLENGE))))

    with pytest.raises(SignInRefusedError):
        HUB.asserted(answer, CHALLENGE, passkey)


@pytest.mark.parametrize("answer", [{}, {"id": 7}, {"id": "é"}])
def test_what_names_no_passkey_is_of_nobody(answer: dict[str, Any]) -> None:
    with pytest.raises(SignInRefusedError):
        HUB.named(answer)
